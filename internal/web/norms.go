package web

import (
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/evidence"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// norms lists the specifications, or searches their clauses.
func (w *Web) norms(c *Call) error {
	catalogue := w.Engine.Runner().Norm()
	if q := strings.TrimSpace(c.URL.Query().Get("q")); q != "" {
		found := catalogue.Search(q)
		view := ui.NormSearch{Query: q, Action: "/norms", Summary: fmt.Sprintf("找到 %d 条", len(found)),
			Empty: &ui.Empty{Title: "没有符合“" + q + "”的条款", Actions: []ui.Link{{Label: "全部规范", Href: "/norms"}}}}
		for _, clause := range found {
			view.Clauses = append(view.Clauses, clauseView(clause))
		}
		return c.page("条款搜索", []ui.Link{{Label: "工作规范", Href: "/norms"}, {Label: "搜索"}}, ui.NormSearchPage(view))
	}
	list := ui.NormList{Title: "工作规范", Lead: "规范版本 " + catalogue.ShortVersion(), Search: "/norms", Actions: []ui.Link{{Label: "设置", Href: "/settings", Icon: ui.IconSettings}}}
	for _, s := range catalogue.Specs() {
		built, own := 0, 0
		for _, clause := range s.All() {
			if clause.Built() {
				built++
			}
			if clause.Own {
				own++
			}
		}
		spec := ui.NormSpec{ID: s.ID, Name: s.Name, Href: "/norms/" + s.ID, Clauses: len(s.All()), Keys: len(s.Keys), Built: built}
		if own > 0 {
			spec.Note = fmt.Sprintf("%d 条是本局原文", own)
		}
		list.Specs = append(list.Specs, spec)
	}
	return c.page("工作规范", nil, ui.NormListPage(list))
}

func clauseView(clause norm.Clause) ui.Clause {
	v := ui.Clause{ID: clause.ID, Text: clause.Text, Href: "/norms/clauses/" + clause.ID, Kinds: clause.KindNames(), System: clause.System, Built: clause.Built(), Derived: clause.Derived, Own: clause.Own}
	if clause.Pending != "" {
		v.System += "（尚未建成：" + clause.Pending + "）"
	}
	return v
}

func (w *Web) spec(c *Call) error {
	s, ok := w.Engine.Runner().Norm().Spec(c.PathValue("spec"))
	if !ok {
		return store.ErrNotFound
	}
	view := ui.Spec{ID: s.ID, Name: s.Name, Current: s.Note}
	var cited, current []string
	for _, b := range s.Basis {
		cited = append(cited, b.Cited)
		if b.Current != "" {
			current = append(current, b.Current)
		}
	}
	view.Basis = "依据（原引）：" + strings.Join(cited, "、")
	if len(current) > 0 {
		view.Basis += "　现行：" + strings.Join(current, "、")
	}
	for _, clause := range s.All() {
		view.Clauses = append(view.Clauses, clauseView(clause))
	}
	view.Parts = specParts(s)
	return c.page(s.ID+" "+s.Name, []ui.Link{{Label: "工作规范", Href: "/norms"}, {Label: s.ID}}, ui.SpecPage(view))
}

func specParts(s norm.Spec) []ui.TablePart {
	var parts []ui.TablePart
	if len(s.Keys) > 0 {
		t := ui.Table{Caption: "关键控制点", Columns: []ui.Column{{Label: "编号"}, {Label: "关键控制点 ※", Title: true}}}
		for _, k := range s.Keys {
			t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(k.ID, k.Name)})
		}
		parts = append(parts, ui.TablePart{Title: "关键控制点", Table: t})
	}
	if len(s.Forms) > 0 {
		t := ui.Table{Caption: "记录表", Columns: []ui.Column{{Label: "编号"}, {Label: "名称"}, {Label: "栏目", Title: true}}}
		for _, f := range s.Forms {
			t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(f.ID, f.Name, strings.Join(f.Columns, "、"))})
		}
		parts = append(parts, ui.TablePart{Title: "记录表", Table: t})
	}
	if len(s.Settings) > 0 {
		t := ui.Table{Caption: "设置", Columns: []ui.Column{{Label: "设置", Title: true}, {Label: "条款"}, {Label: "默认值", Right: true}, {Label: "单位"}}}
		for _, x := range s.Settings {
			name := x.Name + "：" + x.Meaning
			if x.Unverified {
				name += "（待核）"
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: x.Clause, Href: "/norms/clauses/" + x.Clause}, {Text: x.Default}, {Text: x.Unit}}})
		}
		parts = append(parts, ui.TablePart{Title: "设置", Table: t})
	}
	return parts
}

// clause shows one clause: text, reading, where it is enforced, and what it has
// refused lately.
func (w *Web) clause(c *Call) error {
	catalogue := w.Engine.Runner().Norm()
	clause, ok := catalogue.Clause(c.PathValue("id"))
	if !ok {
		return store.ErrNotFound
	}
	s, _ := catalogue.Spec(catalogue.SpecOf(clause.ID))
	view := ui.ClauseView{Clause: clauseView(clause), Spec: ui.Link{Label: s.ID + " " + s.Name, Href: "/norms/" + s.ID}}
	if clause.Built() {
		view.Reading = append(view.Reading, ui.Pair{Label: "执行位置", Value: clause.Where}, ui.Pair{Label: "证明测试", Value: clause.Test})
	}
	if clause.NoException {
		view.Reading = append(view.Reading, ui.Pair{Label: "例外", Value: "不得例外"})
	}
	refused, err := w.refusals(c, clause.ID)
	if err != nil {
		return err
	}
	shown, err := w.yearOf(c, s.ID, clause.ID)
	if err != nil {
		return err
	}
	view.Parts = []ui.TablePart{shown, refused}
	all := s.All()
	for i := range all {
		if all[i].ID != clause.ID {
			continue
		}
		if i > 0 {
			view.Prev = ui.Link{Label: all[i-1].ID, Href: "/norms/clauses/" + all[i-1].ID}
		}
		if i+1 < len(all) {
			view.Next = ui.Link{Label: all[i+1].ID, Href: "/norms/clauses/" + all[i+1].ID}
		}
	}
	return c.page(clause.ID, []ui.Link{{Label: "工作规范", Href: "/norms"}, {Label: s.ID, Href: "/norms/" + s.ID}, {Label: clause.ID}}, ui.ClausePage(view))
}

// refusals are the newest refusals under a clause: counts for everyone, who and
// what only for those who see every case.
func (w *Web) refusals(c *Call, clause string) (ui.TablePart, error) {
	type row struct {
		At    int64  `db:"at"`
		Name  string `db:"name"`
		Title string `db:"title"`
		Times int64  `db:"times"`
	}
	rows, err := store.All[row](c.Context(), w.q(), `SELECT r.at, COALESCE(p.name, '') AS name, r.title, r.times FROM refusal r
		LEFT JOIN person p ON p.id = r.actor_id WHERE r.clause = $1 ORDER BY r.at DESC, r.id DESC LIMIT 20`, clause)
	if err != nil {
		return ui.TablePart{}, err
	}
	n, err := store.Value[int64](c.Context(), w.q(), `SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM refusal WHERE clause = $1`, clause)
	if err != nil {
		return ui.TablePart{}, err
	}
	t := ui.Table{Caption: "拒绝记录", Columns: []ui.Column{{Label: "时间"}, {Label: "人员"}, {Label: "拒绝", Title: true}}, Empty: &ui.Empty{Title: "还没有拒绝过", Lead: "系统按本条拒绝的操作会记在这里，作为执行的证据。"}}
	if !c.holds("juzhang", "bangongshizhuren", "shenji", "jijianzuzhang", "baomi") {
		rows = nil
		if n > 0 {
			t.Empty = &ui.Empty{Title: fmt.Sprintf("共拒绝 %d 次", n), Lead: "明细由局长、办公室主任、纪检组长和安全审计员查看。"}
		}
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(clock.Minute(r.At), r.Name, r.Title)})
	}
	return ui.TablePart{Title: "拒绝记录", Note: fmt.Sprintf("共 %d 次", n), Table: t}, nil
}

// yearOf is what this year shows of a clause: the control exercised, refused,
// late, excepted.
func (w *Web) yearOf(c *Call, spec, clause string) (ui.TablePart, error) {
	today := clock.DateOf(w.now())
	from := clock.Date(fmt.Sprintf("%d-01-01", today.Year()))
	list, _, err := evidence.Of(c.Context(), w.Engine, w.q(), spec, from, today.AddDays(1))
	part := ui.TablePart{Title: "执行证据", Note: fmt.Sprintf("%s 至 %s", from, today)}
	for _, e := range list {
		if e.ID != clause {
			continue
		}
		part.Table = ui.Table{Caption: "执行证据", Columns: []ui.Column{
			{Label: "执行", Right: true, LabelM: true}, {Label: "拒绝", Right: true, LabelM: true}, {Label: "逾期办理", Right: true, LabelM: true},
			{Label: "现在超期", Right: true, LabelM: true}, {Label: "特事登记", Right: true, LabelM: true}, {Label: "其中逾期未补", Right: true, LabelM: true},
		}, Rows: []ui.Row{{Cells: ui.Cells(fmt.Sprint(e.Exercised), fmt.Sprint(e.Refused), fmt.Sprint(e.Late), fmt.Sprint(e.Overdue), fmt.Sprint(e.Excepted), fmt.Sprint(e.Unmade))}}}
	}
	return part, err
}
