package outgoing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing"
)

func (b *bureau) stampedOf(_ context.Context, _ store.Querier, id string) (outgoing.Stamping, error) {
	return b.stamped[id], nil
}

// register is the line of a document in 1-03-F1.
func (b *bureau) register(id string) []string {
	b.t.Helper()
	r, ok := module.Set{b.m}.Register("1-02-F2") // the same register
	if !ok || r.ID != "1-03-F1" {
		b.t.Fatal("1-02-F2 and 1-03-F1 are not one register")
	}
	rows, err := r.Rows(b.t.Context(), b.DB.Read(), module.Ask{Page: flow.Page{Most: 100}, Limit: func(q *store.Query, _ string) *store.Query { return q.Add(`1 = 1`) }})
	b.must(err)
	for _, row := range rows.Rows {
		if row.CaseID == id {
			if len(row.Cells) != len(r.Columns) {
				b.t.Errorf("%d cells in %d columns", len(row.Cells), len(r.Columns))
			}
			return row.Cells
		}
	}
	b.t.Fatalf("not in the register: %s", id)
	return nil
}

// report makes a report of the year and gives its tables by title.
func (b *bureau) report(id string) map[string]flow.Table {
	b.t.Helper()
	r, ok := module.Set{b.m}.Report(id)
	if !ok {
		b.t.Fatal(id)
	}
	tables, err := r.Make(b.t.Context(), b.DB.Read(), "2026-01-01", "2027-01-01")
	b.must(err)
	out := map[string]flow.Table{}
	for _, t := range tables {
		for _, row := range t.Rows {
			if len(row.Cells) != len(t.Columns) {
				b.t.Errorf("%s: %d cells in %d columns", t.Title, len(row.Cells), len(t.Columns))
			}
		}
		out[t.Title] = t
	}
	return out
}

// A number is drawn once, whatever comes back and from however many tabs (G-02).
func TestNumber_OnceInALife_G_02(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		first := b.upTo("recheck", notice())
		b.must(b.act("wenmi", first, "recheck", back("number", "日期不对。")))
		b.must(b.act("wenmi", first, "number", fields(outgoing.Numbering{Way: "新取", Date: "2026-11-23"})))
		b.must(b.act("wenmi", first, "recheck", back("draft", "内容有误，全部重来。")))
		b.must(b.act("yewukeyuan", first, "draft", fields(notice())))
		b.walk(first, "proofread", "recheck")

		// Two tabs: the second comes too late and draws nothing.
		second := b.upTo("number", notice())
		v := b.see("wenmi", second)
		act := flow.Act{CaseID: second, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: v.Case.ContentVersion, Action: flow.Approve, Fields: outgoing.Numbering{Way: "新取", Date: "2026-11-24"}}
		_, err := b.e.Act(b.t.Context(), b.Actor("wenmi"), ident.Secret(), act)
		b.must(err)
		_, err = b.e.Act(b.t.Context(), b.Actor("wenmi"), ident.Secret(), act)
		b.refused(err, "G-05")

		for id, want := range map[string]string{first: "局发〔2026〕1号", second: "局发〔2026〕2号"} {
			if got := b.see("wenmi", id).Case.Number; got != want {
				b.t.Errorf("%s, want %s", got, want)
			}
		}
		n, err := store.Value[int64](b.t.Context(), b.DB.Read(), `SELECT COUNT(*) FROM number WHERE series = '发文/局文件'`)
		b.must(err)
		if n != 2 {
			b.t.Errorf("%d numbers drawn for two documents", n)
		}
	})
}

// Numbers are gapless with many at once, refusals and returns among them (G-02).
func TestNumber_GaplessTogether_G_02(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		const many = 8
		ids := make([]string, many)
		for i := range ids {
			ids[i] = b.upTo("number", notice())
		}
		var all sync.WaitGroup
		fault := make(chan error, 4*many)
		for i, id := range ids {
			v := b.see("wenmi", id)
			act := flow.Act{CaseID: id, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: v.Case.ContentVersion, Action: flow.Approve, Fields: outgoing.Numbering{Way: "新取", Date: "2026-11-24"}}
			late := act
			late.Fields = outgoing.Numbering{Way: "新取", Date: "2026-12-24"} // refused: the day has not come
			for _, one := range []flow.Act{late, act, act} {
				all.Go(func() {
					if _, err := b.e.Act(b.t.Context(), b.Actor("wenmi"), fmt.Sprint(ident.Secret(), i), one); err != nil && !strings.Contains(err.Error(), "没有") {
						fault <- err
					}
				})
			}
		}
		all.Wait()
		close(fault)
		for err := range fault {
			b.t.Error(err)
		}
		var got []string
		for _, id := range ids {
			if number := b.see("wenmi", id).Case.Number; number != "" {
				got = append(got, number)
			}
		}
		slices.Sort(got)
		var want []string
		for n := range many {
			want = append(want, fmt.Sprintf("局发〔2026〕%d号", n+1))
		}
		if !slices.Equal(got, want) {
			b.t.Errorf("%v", got)
		}
		tables := b.report("outgoing-numbers")
		if len(tables["缺号"].Rows) != 0 || len(tables["各代字"].Rows) != 1 || tables["各代字"].Rows[0].Cells[3] != fmt.Sprint(many) {
			b.t.Errorf("%+v", tables["各代字"])
		}
	})
}

// Reserved and late numbers have their reasons and stand in the audit; what was
// reserved is used or void (G-02, F8).
func TestNumber_ReservedAndLate_G_02(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		reserve := func(reason string) string {
			id, err := b.start("wenmi", outgoing.KindReserve, outgoing.Reserve{Series: "局文件", Reason: reason})
			b.must(err)
			b.must(b.act("bangongshizhuren", id, "approve", nil))
			return id
		}
		used, left := reserve("先行送印"), reserve("会议文件")
		id := b.upTo("number", notice())
		options := b.reserved(id)
		if len(options) != 2 || !strings.HasPrefix(options[0].Label, "局发〔2026〕1号") {
			b.t.Fatalf("%+v", options)
		}
		b.refused(b.act("wenmi", id, "number", fields(outgoing.Numbering{Way: "用预留号", Reserved: "no-such", Reason: "x", Date: "2026-11-24"})), "G-02")
		b.must(b.act("wenmi", id, "number", fields(outgoing.Numbering{Way: "用预留号", Reserved: options[0].Value, Reason: "已用此号付印", Date: "2026-11-24"})))

		b.refused(b.act("wenmi", used, "hold", fields(outgoing.Outcome{Used: "不用了，作废", Reason: "x"})), "G-02")
		b.must(b.act("wenmi", used, "hold", fields(outgoing.Outcome{Used: "已经用了"})))
		b.refused(b.act("wenmi", left, "hold", fields(outgoing.Outcome{Used: "已经用了"})), "G-02")
		b.must(b.act("wenmi", left, "hold", fields(outgoing.Outcome{Used: "不用了，作废", Reason: "会议取消"})))

		late := b.upTo("number", notice())
		b.refused(b.act("wenmi", late, "number", fields(outgoing.Numbering{Way: "补编以前年度", Year: 2026, Reason: "x", Date: "2026-11-24"})), "G-02")
		b.must(b.act("wenmi", late, "number", fields(outgoing.Numbering{Way: "补编以前年度", Year: 2025, Reason: "上年漏编", Date: "2026-11-24"})))
		next := b.upTo("recheck", notice())
		for id, want := range map[string]string{id: "局发〔2026〕1号", late: "局发〔2025〕1号", next: "局发〔2026〕3号"} {
			if got := b.see("wenmi", id).Case.Number; got != want {
				b.t.Errorf("%s, want %s", got, want)
			}
		}
		tables := b.report("outgoing-numbers")
		if rows := tables["作废的文号"].Rows; len(rows) != 1 || rows[0].Cells[0] != "局发〔2026〕2号" || rows[0].Cells[2] != "会议取消" {
			b.t.Errorf("%+v", rows)
		}
		if rows := tables["预留、补编的文号"].Rows; len(rows) != 2 {
			b.t.Errorf("%+v", rows)
		}
		if len(tables["缺号"].Rows) != 0 {
			b.t.Errorf("%+v", tables["缺号"].Rows)
		}
	})
}

// reserved are the free numbers that the 文秘 is offered.
func (b *bureau) reserved(id string) []form.Option {
	b.t.Helper()
	v := b.see("wenmi", id)
	options, err := v.Kind.Options["reserved"](b.t.Context(), flow.Asking{Q: b.DB.Read(), Now: b.Clock.Now(), Case: &v.Case, Content: v.Content})
	b.must(err)
	return options
}

// A voided document keeps its number, void; the register strikes it through (G-02).
func TestNumber_VoidStays_G_02(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("print", notice())
		b.must(b.act("wenshu", id, "", func(a *flow.Act) { a.Action, a.Opinion = flow.Void, "不再印发。" }))
		next := b.upTo("recheck", notice())
		if got := b.see("wenmi", next).Case.Number; got != "局发〔2026〕2号" {
			b.t.Error(got)
		}
		b.register(id)
		if rows := b.report("outgoing-numbers")["作废的文号"].Rows; len(rows) != 1 || rows[0].Cells[2] != "不再印发。" {
			b.t.Errorf("%+v", rows)
		}
	})
}

// A date to come, or after the signing, is not a document's (GB/T 9704 7.3.5.4).
func TestNumber_DateOfSigning_1_03_3_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("number", notice())
		b.refused(b.act("wenmi", id, "number", fields(outgoing.Numbering{Way: "新取", Date: "2026-11-30"})), "1-03-3.1")
		b.Clock.Set(testDay(26))
		b.refused(b.act("wenmi", id, "number", fields(outgoing.Numbering{Way: "新取", Date: "2026-11-25"})), "1-03-3.1")
		b.must(b.act("wenmi", id, "number", fields(outgoing.Numbering{Way: "新取", Date: "2026-11-24"})))
	})
}
