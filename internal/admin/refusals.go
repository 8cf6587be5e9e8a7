package admin

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

func refusalFilters(people []form.Option) []form.Field {
	return []form.Field{
		{Name: "clause", Label: "条款", Kind: form.Text, Hint: "如 1-02-1.2；1-02 查整部规范"}, {Name: "person", Label: "人员", Kind: form.Choice, Options: people},
		{Name: "from", Label: "日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
	}
}

type refusalRow struct {
	At      int64  `db:"at"`
	Name    string `db:"name"`
	Clause  string `db:"clause"`
	Version string `db:"rule_version"`
	Title   string `db:"title"`
	Action  string `db:"action"`
	CaseID  string `db:"case_id"`
	Number  string `db:"number"`
	Times   int64  `db:"times"`
}

// refusedWhere is the condition of the filters on refusal r.
func refusedWhere(filter map[string]string) *store.Query {
	b := new(store.Query).Add(`1 = 1`)
	if clause := filter["clause"]; clause != "" {
		b.Add(` AND (r.clause = ? OR r.clause LIKE ? ESCAPE '\')`, clause, strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(clause)+"-%")
	}
	if filter["person"] != "" {
		b.Add(` AND r.actor_id = ?`, filter["person"])
	}
	if filter["from"] != "" {
		b.Add(` AND r.at >= ?`, clock.Millis(clock.Date(filter["from"]).Time(0, 0)))
	}
	if filter["to"] != "" {
		b.Add(` AND r.at < ?`, clock.Millis(clock.Date(filter["to"]).AddDays(1).Time(0, 0)))
	}
	return b
}

// refusals is the register of what was refused, with counts by clause, person and
// month under the same filters.
func (a *Admin) refusals(c *web.Call) error {
	people, err := everybody(c)
	if err != nil {
		return err
	}
	fields := refusalFilters(people)
	filter, _ := web.ReadFilter(module.Register{Filters: fields}, c.URL.Query())
	if format := c.URL.Query().Get("format"); format == "xlsx" || format == "pdf" {
		rows, err := refusedRows(c, filter, 0, web.ExportMost)
		if err != nil {
			return err
		}
		return c.ExportAs(refusalRegister(), exportRefusals(rows), filter, format)
	}
	filters, err := c.FilterForm("/audit/refusals", fields, filter)
	if err != nil {
		return err
	}
	where, page := refusedWhere(filter), c.PageNumber()
	count, err := store.Value[int64](c.Context(), c.Q(), `SELECT COUNT(*) FROM refusal r WHERE `+where.SQL(), where.Args()...)
	if err != nil {
		return err
	}
	rows, err := refusedRows(c, filter, (page-1)*perPage, perPage)
	if err != nil {
		return err
	}
	counts, err := a.refusalCounts(c, filter)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "拒绝登记", Columns: []ui.Column{{Label: "时间"}, {Label: "条款", LabelM: true}, {Label: "没有办成什么", Title: true}, {Label: "人员", LabelM: true}, {Label: "事项", LabelM: true}, {Label: "次数", Right: true, LabelM: true}},
		Empty: &ui.Empty{Title: "没有符合筛选的拒绝", Lead: "系统按条款拒绝的每一次操作都记在这里，是规范得到执行的证据。"}}
	for _, r := range rows {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: web.Stamp(r.At)}, {Text: r.Clause, Href: "/norms/clauses/" + r.Clause}, {Text: r.Title, Note: r.Action + " · 规则版本 " + r.Version}, {Text: orDash(r.Name)}, {Text: orDash(r.Number)}, {Text: number(r.Times)}}})
	}
	view := ui.TablePage{Title: "拒绝登记", Tabs: auditTabs("/audit/refusals"), Lead: "不合规矩的事没有办下去的记录；涉密内容的拒绝不记内容", Actions: exports(c, "/audit/refusals"),
		Parts: append([]ui.TablePart{{Title: "拒绝", Note: fmt.Sprintf("%d 条", count), Filters: filters, Table: t, Pager: c.Pager(int(count), len(rows))}}, counts...)}
	return c.Page(http.StatusOK, view.Title, nil, ui.Tables(view))
}

func refusedRows(c *web.Call, filter map[string]string, skip, most int) ([]refusalRow, error) {
	where := refusedWhere(filter)
	where.Add(` ORDER BY r.at DESC, r.id DESC LIMIT ? OFFSET ?`, most, skip)
	return store.All[refusalRow](c.Context(), c.Q(), `SELECT r.at, COALESCE(p.name, '') AS name, r.clause, r.rule_version, r.title, r.action, r.case_id,
		COALESCE(k.number, '') AS number, r.times FROM refusal r LEFT JOIN person p ON p.id = r.actor_id LEFT JOIN cases k ON k.id = r.case_id
		WHERE `+where.SQL(), where.Args()...)
}

// countMost bounds what is counted. The civil month of an instant is nothing that
// portable SQL knows, so the refusals come and are counted here.
const countMost = 100000

type counted struct {
	At     int64  `db:"at"`
	Clause string `db:"clause"`
	Name   string `db:"name"`
	Times  int64  `db:"times"`
}

// refusalCounts counts under the filters by clause, person and month.
func (a *Admin) refusalCounts(c *web.Call, filter map[string]string) ([]ui.TablePart, error) {
	where := refusedWhere(filter)
	where.Add(` ORDER BY r.at DESC LIMIT ?`, countMost)
	rows, err := store.All[counted](c.Context(), c.Q(), `SELECT r.at, r.clause, COALESCE(p.name, '') AS name, r.times FROM refusal r LEFT JOIN person p ON p.id = r.actor_id WHERE `+where.SQL(), where.Args()...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	by := []struct {
		title string
		of    func(counted) string
	}{
		{"按条款", func(r counted) string { return r.Clause }}, {"按人员", func(r counted) string { return orDash(r.Name) }},
		{"按月份", func(r counted) string { return clock.FromMillis(r.At).Format("2006-01") }},
	}
	var parts []ui.TablePart
	for _, b := range by {
		sums := map[string]int64{}
		for _, r := range rows {
			sums[b.of(r)] += r.Times
		}
		t := ui.Table{Caption: b.title, Columns: []ui.Column{{Label: strings.TrimPrefix(b.title, "按"), Title: true}, {Label: "次数", Right: true, LabelM: true}}}
		for _, name := range byCount(sums, b.title == "按月份") {
			t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(name, number(sums[name]))})
		}
		parts = append(parts, ui.TablePart{Title: b.title, Table: t})
	}
	return parts, nil
}

// countsShown bounds the lines of a count.
const countsShown = 15

// byCount orders names by their counts, the highest first; months by themselves,
// the newest first.
func byCount(sums map[string]int64, months bool) []string {
	names := slices.Collect(maps.Keys(sums))
	slices.SortFunc(names, func(a, b string) int {
		if d := cmp.Compare(sums[b], sums[a]); d != 0 && !months {
			return d
		}
		if months {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	})
	return names[:min(countsShown, len(names))]
}

func refusalRegister() module.Register {
	return module.Register{ID: "拒绝登记", Title: "拒绝登记", Signers: []string{"安全审计员"}, Columns: []flow.Column{
		{Title: "时间", Weight: 12}, {Title: "条款", Weight: 8}, {Title: "没有办成什么", Weight: 34, Wide: true}, {Title: "规则版本", Weight: 8}, {Title: "人员", Weight: 8}, {Title: "事项", Weight: 14}, {Title: "次数", Weight: 5, Right: true},
	}}
}

func exportRefusals(list []refusalRow) module.Rows {
	rows := module.Rows{Count: int64(len(list))}
	for _, r := range list {
		rows.Rows = append(rows.Rows, module.Row{Cells: []string{web.Stamp(r.At), r.Clause, r.Title, r.Version, orDash(r.Name), orDash(r.Number), number(r.Times)}})
	}
	return rows
}
