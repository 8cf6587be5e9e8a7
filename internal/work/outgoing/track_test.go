package outgoing_test

import (
	"strings"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
)

// The drafter is told when a step stands over its time, and urges with one press; the
// holder is told (1-03-1).
func TestDrafter_FollowsTheDocument_1_03_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("dept", notice())
		told := func(login, words string) bool {
			list, err := flow.Notices(b.t.Context(), b.DB.Read(), b.IDs[login], 20)
			b.must(err)
			for _, n := range list {
				if strings.Contains(n.Text, words) && n.CaseID == id {
					return true
				}
			}
			return false
		}
		b.must(b.e.Remind(b.t.Context()))
		if told("yewukeyuan", "超期") {
			b.t.Error("told before the time")
		}
		b.Clock.Set(testDay(27))
		b.must(b.e.Remind(b.t.Context()))
		if !told("yewukeyuan", "已超期") || !told("yewukezhang", "已超期") {
			b.t.Error("the drafter or the holder is not told")
		}
		_, err := b.e.Act(b.t.Context(), b.Actor("yewukeyuan"), ident.Secret(), flow.Act{CaseID: id, Action: flow.Urge, Opinion: "请尽快审核。"})
		b.must(err)
		if !told("yewukezhang", "催办") {
			b.t.Error("urged, and nobody was told")
		}
		v := b.see("yewukeyuan", id)
		if len(v.Open) != 1 || v.Open[0].Urged != 1 || !strings.Contains(v.Open[0].Who, "赵晓明") {
			b.t.Errorf("%+v", v.Open)
		}
	})
}
