package outgoing_test

import (
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/flow"
)

// How long each step took, which steps gave back to where and why, and how much was
// issued by kind and department.
func TestReports_TimeReturnsCounts_1_03_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("check", notice())
		b.must(b.act("wenmi", id, "check", back("draft", "依据不足，请补充有关规定。")))
		b.Clock.Advance(49 * time.Hour)
		b.must(b.act("yewukeyuan", id, "draft", fields(notice())))
		b.walk(id, "proofread", "")
		b.upTo("dept", request()) // on its way, not issued

		counts := b.report("outgoing-counts")["按文种和拟稿部门"]
		if len(counts.Rows) != 1 || !slices.Equal(counts.Rows[0].Cells, []string{"通知", "1", "1"}) || !slices.Equal(counts.Totals, []string{"合计", "1", "1"}) {
			b.t.Errorf("%+v", counts)
		}
		took := b.report("outgoing-time")["每个环节停留多久"]
		i := slices.IndexFunc(took.Rows, func(r flow.TableRow) bool { return r.Cells[0] == "拟稿" })
		if i < 0 || took.Rows[i].Cells[1] != "1" || took.Rows[i].Cells[4] != "2.0 天" {
			b.t.Errorf("%+v", took.Rows)
		}
		returns := b.report("outgoing-returns")
		if rows := returns["按环节"].Rows; len(rows) != 1 || !slices.Equal(rows[0].Cells, []string{"文秘核稿", "拟稿", "1"}) {
			b.t.Errorf("%+v", rows)
		}
		if rows := returns["逐件"].Rows; len(rows) != 1 || rows[0].Cells[3] != "李倩" || rows[0].Cells[4] != "依据不足，请补充有关规定。" || rows[0].Link != "/cases/"+id {
			b.t.Errorf("%+v", rows)
		}
		for _, x := range b.m.Reports {
			b.report(x.ID)
		}
	})
}
