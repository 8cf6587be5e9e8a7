package seal_test

import (
	"context"
	"maps"
	"testing"

	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// The database itself takes no line that lacks one of the five (1-01-3): 内容,
// 批准领导, 份数, 时间, 经办人签字; nor one without the keeper.
func TestLine_LackingOneOfTheFive_1_01_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		whole := store.Row{
			"case_id": "c", "press_id": "p", "seal_id": "s", "at": int64(1), "content": "证明", "purpose": "", "basis": "", "copies": int64(1), "places": int64(1),
			"spoiled": int64(0), "dept_id": "d", "matter": "证明", "signed_by": "何涛", "sign_file": "", "approver": "孙立 副局长", "keeper_id": "k", "remark": "",
		}
		write := func(lacking store.Row) error {
			_, err := b.Run.Do(b.t.Context(), runner.Request{Actor: runner.Actor{Via: "test"}, Action: "line", Chain: "test"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
				row := maps.Clone(whole)
				row["id"], row["number"] = w.NewID(), ident.Secret()
				maps.Copy(row, lacking)
				return runner.Answer{}, w.Insert(ctx, "seal_line", row)
			})
			return err
		}
		b.ok(write(nil))
		for name, nothing := range map[string]any{"content": "", "approver": "", "copies": int64(0), "at": int64(0), "signed_by": "", "keeper_id": ""} {
			if write(store.Row{name: nothing}) == nil {
				b.t.Errorf("a line was written without %s", name)
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM seal_line`); n != 1 {
			b.t.Errorf("%d lines", n)
		}
	})
}
