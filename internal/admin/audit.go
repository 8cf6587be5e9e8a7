package admin

import (
	"fmt"
	"net/http"
	"strings"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// auditTabs are the pages of the record.
func auditTabs(here string) []ui.Tab {
	tabs := []ui.Tab{{Label: "检查点和核验", Href: "/audit"}, {Label: "留痕", Href: "/audit/leaves"}, {Label: "拒绝登记", Href: "/audit/refusals"}, {Label: "账号记录", Href: "/accounts"}}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == here
	}
	return tabs
}

// audit is what the record is sealed with, and what verifying it has found.
func (a *Admin) audit(c *web.Call) error { return a.auditPage(c, nil) }

func (a *Admin) auditPage(c *web.Call, failed *web.Failed) error {
	points, err := audit.Checkpoints(c.Context(), c.Q(), 20)
	if err != nil {
		return err
	}
	checks, err := a.verifications(c)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "签名的检查点", Columns: []ui.Column{{Label: "时间"}, {Label: "留痕数", Right: true, LabelM: true}, {Label: "树根", Title: true}}, Empty: &ui.Empty{Title: "还没有检查点"}}
	for _, p := range points {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(clock.Second(p.At), number(p.Size), p.Root)})
	}
	view := ui.TablePage{Title: "审计", Tabs: auditTabs("/audit"), Lead: "每次办理留痕，前后相连，每秒入树并用国密签名；检查点同时写在密钥目录的 checkpoints.log，按时带出本机",
		Actions: []ui.Link{{Label: "下载核验公钥", Href: "/audit/key", Icon: ui.IconDownload}},
		Parts:   []ui.TablePart{checks, {Title: "最近的检查点", Table: t}}}
	return c.Show(failed, view.Title, nil, ui.Tables(view))
}

// key gives the public key by which checkpoints are verified offline.
func (a *Admin) key(c *web.Call) error {
	return c.Download("application/x-pem-file", "核验公钥.pem", a.PublicKey)
}

// leafDays is how far back the search goes where no day is named.
const leafDays = 30

func leafFilters(people []form.Option) []form.Field {
	return []form.Field{
		{Name: "person", Label: "人员", Kind: form.Choice, Options: people}, {Name: "case", Label: "事项编号或链名", Kind: form.Text, Hint: "收〔2026〕16号、org、ruling"},
		{Name: "action", Label: "动作", Kind: form.Text, Hint: "incoming. 或 org.appoint"},
		{Name: "from", Label: "日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
	}
}

// leaves searches the record by person, case, action and day.
func (a *Admin) leaves(c *web.Call) error {
	people, err := everybody(c)
	if err != nil {
		return err
	}
	fields := leafFilters(people)
	filter, _ := web.ReadFilter(module.Register{Filters: fields}, c.URL.Query())
	find, unknown, err := leafFind(c, filter)
	if err != nil {
		return err
	}
	filters, err := c.FilterForm("/audit/leaves", fields, filter)
	if err != nil {
		return err
	}
	page := c.PageNumber()
	var list []audit.Written
	var count int64
	if unknown == "" {
		if list, count, err = audit.Leaves(c.Context(), c.Q(), find, (page-1)*perPage, perPage); err != nil {
			return err
		}
	}
	t, err := leafTable(c, list)
	if err != nil {
		return err
	}
	t.Empty = &ui.Empty{Title: "没有符合筛选的留痕", Lead: unknown, Actions: []ui.Link{{Label: "清除筛选", Href: "/audit/leaves"}}}
	view := ui.TablePage{Title: "留痕", Tabs: auditTabs("/audit/leaves"), Lead: fmt.Sprintf("没有写日期和事项的，查最近 %d 天", leafDays),
		Parts: []ui.TablePart{{Title: "留痕", Filters: filters, Table: t, Pager: c.Pager(int(count), len(list))}}}
	return c.Page(http.StatusOK, view.Title, nil, ui.Tables(view))
}

// leafFind turns the filters into what is looked for; unknown says why nothing
// can be found.
func leafFind(c *web.Call, filter map[string]string) (find audit.Find, unknown string, err error) {
	find = audit.Find{Actor: filter["person"], Action: filter["action"]}
	if text := strings.TrimSpace(filter["case"]); text != "" {
		find.Chain = text
		ids, err := store.Column[string](c.Context(), c.Q(), `SELECT id FROM cases WHERE number = $1`, form.NormalizeDocNumber(text))
		if err != nil {
			return find, "", err
		}
		if len(ids) > 0 {
			find.Chain = ids[0]
		}
	}
	if filter["from"] != "" {
		find.From = clock.Millis(clock.Date(filter["from"]).Time(0, 0))
	} else if find.Chain == "" {
		find.From = clock.Millis(c.Now().AddDate(0, 0, -leafDays))
	}
	if filter["to"] != "" {
		find.To = clock.Millis(clock.Date(filter["to"]).AddDays(1).Time(0, 0))
		if filter["from"] == "" && find.Chain == "" {
			find.From = clock.Millis(clock.Date(filter["to"]).AddDays(-leafDays).Time(0, 0))
		}
	}
	if find.To != 0 && find.To <= find.From {
		return find, "截止日期早于开始日期", nil
	}
	return find, "", nil
}

func leafTable(c *web.Call, list []audit.Written) (ui.Table, error) {
	var ids []string
	for _, w := range list {
		ids = append(ids, w.Actor)
	}
	names, err := c.PeopleNames(ids)
	if err != nil {
		return ui.Table{}, err
	}
	chains, err := chainNames(c, list)
	t := ui.Table{Caption: "留痕", Columns: []ui.Column{{Label: "时间"}, {Label: "人员", LabelM: true}, {Label: "动作", LabelM: true}, {Label: "链", Title: true}, {Label: "序", Right: true, LabelM: true}, {Label: "行", Right: true, LabelM: true}, {Label: "入树", LabelM: true}}}
	for _, w := range list {
		tree := ui.Cell{Text: "第 " + number(w.TreeIndex+1) + " 片"}
		if w.TreeIndex < 0 {
			tree = ui.Cell{Text: "还没有"}
		}
		row := ui.Row{Cells: []ui.Cell{{Text: clock.Second(w.At)}, {Text: nameOr(names, w.Actor)}, {Text: w.Action, Note: w.Via}, {Text: chains[w.Chain], Href: "/audit/chains/" + w.Chain}, {Text: number(w.Seq)}, {Text: number(int64(len(w.Rows)))}, tree}}
		if !w.Sound {
			row.Tone, row.Cells[0].Tone, row.Cells[0].Note = ui.Red, ui.Red, "与哈希不符"
		}
		t.Rows = append(t.Rows, row)
	}
	return t, err
}

func nameOr(names map[string]string, id string) string {
	if id == "" {
		return "系统"
	}
	if name := names[id]; name != "" {
		return name
	}
	return id
}

// chainNames names chains: a case by its number, others by themselves. What a
// case is about is not the auditor's to read here.
func chainNames(c *web.Call, list []audit.Written) (map[string]string, error) {
	names := map[string]string{}
	var ids []string
	for _, w := range list {
		if names[w.Chain] == "" {
			names[w.Chain] = w.Chain
			ids = append(ids, w.Chain)
		}
	}
	type numbered struct {
		ID     string `db:"id"`
		Number string `db:"number"`
	}
	b := new(store.Query).Add(`SELECT id, number FROM cases WHERE number <> '' AND `).In("id", ids)
	rows, err := store.All[numbered](c.Context(), c.Q(), b.SQL(), b.Args()...)
	for _, r := range rows {
		names[r.ID] = r.Number
	}
	return names, err
}

// chain shows one chain from its beginning, each leaf held against the one before.
func (a *Admin) chain(c *web.Call) error {
	list, whole, err := audit.ChainOf(c.Context(), c.Q(), c.PathValue("chain"))
	if err != nil {
		return err
	}
	t, err := leafTable(c, list)
	if err != nil {
		return err
	}
	title := t.Rows[0].Cells[3].Text
	broken := 0
	for i, w := range list {
		t.Rows[i].Cells[3] = ui.Cell{Text: rowsOf(w), Note: "哈希 " + w.Hash}
		if !w.Sound {
			broken++
		}
	}
	t.Columns[3].Label = "写入的行"
	view := ui.TablePage{Title: "链：" + title, Lead: fmt.Sprintf("%d 片，首尾相连", len(list)), Parts: []ui.TablePart{{Title: "全部留痕", Note: "从第一片起", Table: t}}}
	if broken > 0 || !whole {
		view.Lead = fmt.Sprintf("%d 片", len(list))
		view.Notice = fmt.Sprintf("这条链有问题：%d 片与哈希不符或前后不连；末尾完整：%s。运行核验查到每一行", broken, map[bool]string{true: "是", false: "否"}[whole])
	}
	return c.Page(http.StatusOK, view.Title, []ui.Link{{Label: "审计", Href: "/audit"}, {Label: "留痕", Href: "/audit/leaves"}, {Label: title}}, ui.Tables(view))
}

// rowsOf counts the rows that a leaf covers, by table: cases 1, history 2.
func rowsOf(w audit.Written) string {
	counts, order := map[string]int{}, []string(nil)
	for _, e := range w.Rows {
		if counts[e.Table] == 0 {
			order = append(order, e.Table)
		}
		counts[e.Table]++
	}
	var parts []string
	for _, table := range order {
		parts = append(parts, fmt.Sprintf("%s %d", table, counts[table]))
	}
	return strings.Join(parts, "，")
}
