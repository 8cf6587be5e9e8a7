package incoming_test

import (
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/work/incoming/supervising"
)

type row = module.Row

// rowsFor are a ledger's lines as somebody reads them.
func (b *bureau) rowsFor(login, id string) []row {
	b.t.Helper()
	rows, err := b.reg(id).Rows(b.t.Context(), b.DB.Read(), module.Ask{
		Filter: map[string]string{}, Duties: b.duties(login), Limit: func(q *store.Query, _ string) *store.Query { return q.Add(`1 = 1`) }, Page: flow.Page{Most: 100}})
	b.must(err)
	return rows.Rows
}

func (b *bureau) report(id string, from, to clock.Date) ([]flow.Table, error) {
	b.t.Helper()
	r, ok := module.Set{b.m}.Report(id)
	if !ok {
		b.t.Fatalf("no report %s", id)
	}
	return r.Make(b.t.Context(), b.DB.Read(), from, to)
}

// item puts a document's instruction under supervision.
func (b *bureau) item(from string, change func(*supervising.Item)) (string, error) {
	b.t.Helper()
	in := supervising.Item{What: "冬季安全生产专项检查", Source: "收〔2026〕1号", LeaderID: b.IDs["juzhang"], Words: "年底前查完。", Host: b.IDs["zfk"], Until: "2026-12-10"}
	if change != nil {
		change(&in)
	}
	answer, err := b.e.Start(b.t.Context(), b.Actor("bangongshizhuren"), ident.Secret(), flow.StartInput{Kind: supervising.ItemKind, From: from, Fields: in})
	return answer.CaseID, err
}

// A supervision item is drafted from what the leader wrote, goes on by reports, gets
// more time for a reason, and closes when the office confirms (1-02-R3).
func TestSupervision_FromInstructionToClosing_1_02_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		source := b.toHandling(80)
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("bangongshizhuren"), source, "")
		b.must(err)
		kind, _ := b.e.Kind(supervising.ItemKind)
		values, err := kind.Follows["incoming"].Prefill(b.t.Context(), b.DB.Read(), view)
		b.must(err)
		if values.Get("words") != "同意。" || values.Get("leader") != b.IDs["juzhang"] || values.Get("host") != b.IDs["zfk"] || values.Get("source") != "收〔2026〕1号" || values.Get("until") != "2026-12-10" {
			b.t.Errorf("%v", values)
		}
		_, err = b.item(source, func(i *supervising.Item) { i.Until = "2026-11-01" })
		b.refused(err, "1-02-R3")
		id, err := b.item(source, nil)
		b.must(err)
		if links := b.links(source); len(links) != 1 || links[0].Relation != "督办" {
			b.t.Errorf("%+v", links)
		}
		b.must(b.act("zhifakezhang", id, "work", fields(supervising.Progress{Sort: "进展", Text: "已查 20 家。"})))
		b.refused(b.act("zhifakezhang", id, "work", fields(supervising.Progress{Sort: "延期", Text: "雪灾停工", Until: "2026-12-01"})), "1-02-R3")
		b.must(b.act("zhifakezhang", id, "work", fields(supervising.Progress{Sort: "延期", Text: "雪灾停工", Until: "2026-12-31"})))
		b.must(b.act("juzhang", id, "extend", fields(supervising.Extending{Until: "2026-12-25"})))
		view, err = b.e.See(b.t.Context(), b.DB.Read(), b.Actor("zhifakezhang"), id, "")
		b.must(err)
		if view.Task.DueAt != clock.Millis(clock.Date("2026-12-25").Time(17, 30)) {
			b.t.Errorf("due %s", clock.FromMillis(view.Task.DueAt))
		}
		b.must(b.act("zhifakezhang", id, "work", fields(supervising.Progress{Sort: "办结", Text: "全部查完，整改 12 处。"})))
		b.must(b.act("bangongshizhuren", id, "confirm", func(a *flow.Act) { a.Action, a.Opinion = flow.Return, "还差整改报告" }))
		b.must(b.act("zhifakezhang", id, "work", fields(supervising.Progress{Sort: "办结", Text: "整改报告已附。"})))
		b.must(b.act("bangongshizhuren", id, "confirm", nil))
		if state, result := b.state(id); state != flow.Closed || result != "已销号" {
			b.t.Errorf("%s %s", state, result)
		}
		rows := b.rows("supervision", nil)
		if len(rows) != 1 || rows[0].Cells[0] != "督〔2026〕1号" || rows[0].Cells[8] != "1" || rows[0].Cells[9] != "整改报告已附。" || rows[0].Cells[11] != "已销号" {
			b.t.Errorf("%+v", rows)
		}
		panels, err := view.Kind.Shows(b.t.Context(), b.DB.Read(), view)
		if err != nil || len(panels[0].Table.Rows) != 2 {
			b.t.Errorf("%+v %v", panels, err)
		}
	})
}

func (b *bureau) links(id string) []flow.Link {
	b.t.Helper()
	view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("bangongshizhuren"), id, "")
	b.must(err)
	return view.Links
}

// Each Monday the bulletin of the week before waits for the 办公室主任; confirmed, it
// circulates to leaders and heads (1-02, 督办通报).
func TestBulletin_EachMonday_1_02_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.issue("2026-11-30") // nothing to tell of
		late, err := b.item("", func(i *supervising.Item) { i.Until = "2026-11-26" })
		b.must(err)
		_, err = b.item("", func(i *supervising.Item) { i.What, i.Host = "编制年度计划", b.IDs["ywk"] })
		b.must(err)
		b.Clock.Set(time.Date(2026, 11, 30, 8, 0, 0, 0, testkit.Morning.Location()))
		b.issue("2026-11-30")
		b.issue("2026-12-02") // the same week
		id := b.todo("bangongshizhuren", supervising.BulletinKind)
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("bangongshizhuren"), id, "")
		b.must(err)
		bulletin := view.Content.(supervising.Bulletin)
		if bulletin.From != "2026-11-23" || bulletin.To != "2026-11-29" || len(bulletin.Lines) != 2 || bulletin.Lines[0].State != "超期 4 天" || !strings.Contains(bulletin.Text, "超期 1 项") {
			b.t.Errorf("%+v", bulletin)
		}
		confirm := supervising.Confirming{Text: bulletin.Text + "望抓紧。", Readers: bulletin.Readers}
		b.must(b.act("bangongshizhuren", id, "confirm", fields(confirm)))
		view, err = b.e.See(b.t.Context(), b.DB.Read(), b.Actor("zhifakezhang"), id, "")
		b.must(err)
		if view.Copy == nil || view.Case.Number != "督办通报〔2026〕1期" || view.Case.State != flow.Closed || !strings.HasSuffix(view.Content.(supervising.Bulletin).Text, "望抓紧。") {
			b.t.Errorf("%+v", view.Case)
		}
		if sheet := b.sheet(id, "bulletin"); len(sheet.Blocks[1].Lines) != 2 {
			b.t.Errorf("%+v", sheet)
		}
		tables, err := b.report("supervision-week", "2026-11-23", "2026-11-30")
		if err != nil || len(tables[0].Rows) != 2 || tables[0].Rows[0].Link != "/cases/"+late || tables[1].Rows[0].Cells[4] != "1" {
			b.t.Errorf("%+v %v", tables, err)
		}
		b.must(b.act("wenshu", late, "", func(a *flow.Act) { a.Action, a.Opinion = flow.Void, "重复立项" }))
		if rows := b.rows("supervision", map[string]string{"state": "在办"}); len(rows) != 1 {
			b.t.Errorf("%d in hand", len(rows))
		}
	})
}
