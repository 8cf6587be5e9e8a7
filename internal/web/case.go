package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/web/ui"
)

// caseState is what a page of a case shows beside the case: what was typed and
// what was wrong with it.
type caseState struct {
	task    string
	values  url.Values
	issues  []form.Issue
	err     error // a refusal
	open    string
	opinion string
}

func (w *Web) showCase(c *Call) error {
	return c.casePage(200, caseState{task: c.URL.Query().Get("task")})
}

// casePage draws the case for the person: strip, refusal, this step's fields,
// record, files; flow position, opinions, action card.
func (c *Call) casePage(status int, st caseState) error {
	v, err := c.web.Engine.See(c.Context(), c.web.q(), c.actor(), c.PathValue("id"), st.task)
	if err != nil {
		return err
	}
	page, err := c.caseView(v, st)
	if err != nil {
		return err
	}
	if st.err != nil && !page.Act.Holds(st.open) {
		c.typed.Set("opinion", st.opinion)
		page.Kept = c.kept()
	}
	shell, err := c.shell()
	if err != nil {
		return err
	}
	crumbs := []ui.Link{{Label: "待办", Href: "/todo"}, {Label: v.Kind.Name, Href: "/kinds/" + v.Kind.ID}, {Label: numberOr(v.Case.Number, "未登记")}}
	return c.show(status, ui.Page{Title: v.Case.Title, Shell: shell, Crumbs: crumbs, Flash: c.flash(), Body: ui.CasePage(page), Act: page.Act != nil})
}

func numberOr(number, otherwise string) string {
	if number == "" {
		return otherwise
	}
	return number
}

func (c *Call) caseView(v *flow.View, st caseState) (ui.Case, error) {
	days, err := c.web.Calendar.Days(c.Context(), c.web.q())
	if err != nil {
		return ui.Case{}, err
	}
	page := ui.Case{
		Title: v.Case.Title, State: stateTag(v.Case.State), Actions: c.papers(v),
		Flow: c.flowView(v), Opinion: c.opinions(v), History: history(v),
	}
	if v.Case.Urgency != "" {
		page.Marks = append(page.Marks, ui.Tag{Text: v.Case.Urgency, Tone: urgencyTone(v.Case.Urgency)})
	}
	if v.Case.Paused() {
		page.Marks = append(page.Marks, ui.Tag{Text: "已挂起", Tone: ui.Amber})
	}
	page.Facts = []ui.Fact{{Label: "编号", Value: numberOr(v.Case.Number, "未登记")}}
	for i, o := range v.Open {
		if i == 2 {
			page.Facts = append(page.Facts, ui.Fact{Value: fmt.Sprintf("等 %d 人", len(v.Open))})
			break
		}
		page.Facts = append(page.Facts, ui.Fact{Label: "轮到", Value: o.Who})
	}
	if due := soonest(v.Open); due != 0 {
		page.Facts = append(page.Facts, ui.Fact{Label: "应于", Value: days.DueText(clock.FromMillis(due), c.web.now()), Tone: c.DueTone(due)})
		if clock.FromMillis(due).Before(c.web.now()) {
			page.Marks = append(page.Marks, ui.Tag{Text: "已超期", Tone: ui.Red})
		}
	}
	page.Record = c.records(v)
	if files := c.files(v); len(files) > 0 {
		page.Files = []ui.FileList{{Title: "文件", Files: files}}
	}
	if slices.ContainsFunc(v.Actions, func(a flow.Allowed) bool { return a.Action == flow.Revise }) {
		page.Actions = append([]ui.Link{{Label: flow.Words[flow.Revise], Href: casePath(v.Kind.ReviseAt, v.Case.ID), Icon: ui.IconPen}}, page.Actions...)
	}
	if page.Prev, page.Next, err = c.neighbours(v); err != nil {
		return page, err
	}
	follow, err := c.followUps(v)
	if err != nil {
		return page, err
	}
	page.Related = append(c.links(v), follow...)
	page.Extra = c.circulations(v)
	if err := c.own(v, &page); err != nil {
		return page, err
	}
	return page, c.actCard(v, st, &page)
}

// neighbours are the matters before and after this one in the person's 待办.
func (c *Call) neighbours(v *flow.View) (prev, next string, err error) {
	if v.Task == nil {
		return "", "", nil
	}
	items, _, err := c.web.Engine.List(c.Context(), c.web.q(), c.who.PersonID, flow.Todo, "", flow.Page{Most: listMost})
	if err != nil {
		return "", "", err
	}
	at := func(i int) string {
		if i < 0 || i >= len(items) {
			return ""
		}
		return "/cases/" + items[i].CaseID + "?task=" + items[i].TaskID
	}
	for i, item := range items {
		if item.TaskID == v.Task.ID {
			return at(i - 1), at(i + 1), nil
		}
	}
	return "", "", nil
}

// own is what the kind shows of itself: what was approved beside what is asked,
// for whose step it is, and its own boxes.
func (c *Call) own(v *flow.View, page *ui.Case) error {
	if compare := v.Kind.Compare[v.Node.ID]; compare != nil && v.Task != nil {
		check, err := compare(c.Context(), v.Facts(c.web.q(), c.web.now()))
		if err != nil {
			return err
		}
		page.Check = &ui.Check{Title: check.Title, Left: check.Left, Right: check.Right}
		for _, r := range check.Rows {
			page.Check.Rows = append(page.Check.Rows, ui.CheckRow{Item: r.Item, Left: r.Left, Right: r.Right, Result: r.Result, OK: r.OK})
		}
	}
	if v.Kind.Shows == nil {
		return nil
	}
	panels, err := v.Kind.Shows(c.Context(), c.web.q(), v)
	for _, p := range panels {
		rec := ui.Record{Title: p.Title}
		for _, f := range p.Facts {
			rec.Rows = append(rec.Rows, ui.Pair{Label: f.Label, Value: f.Value})
		}
		if p.Table != nil {
			t := plainTable(*p.Table)
			t.Caption = cmp.Or(t.Caption, p.Title)
			rec.Table, rec.Note = &t, p.Table.Note
		}
		for _, src := range p.Pages {
			rec.Pages = append(rec.Pages, ui.PageImage{Src: src, Width: 1200, Height: 1697})
		}
		for _, way := range p.Links {
			rec.Links = append(rec.Links, ui.Link{Label: way.Label, Href: way.Href})
		}
		page.Record = append(page.Record, rec)
	}
	return err
}

// plainTable draws a table of a kind or module.
func plainTable(t flow.Table) ui.Table {
	out := ui.Table{Caption: t.Title}
	wide := 0
	for i, col := range t.Columns {
		out.Columns = append(out.Columns, ui.Column{Label: col.Title, Right: col.Right, Title: col.Wide, LabelM: !col.Wide})
		if col.Wide {
			wide = i
		}
	}
	for _, row := range t.Rows {
		line := ui.Row{Cells: ui.Cells(row.Cells...), Tone: ui.Tone(row.Tone)}
		if row.Link != "" && len(line.Cells) > wide {
			line.Cells[wide].Href = row.Link
		}
		out.Rows = append(out.Rows, line)
	}
	if t.Totals != nil {
		out.Foot = ui.Cells(t.Totals...)
	}
	return out
}

// links are the cases this one is tied to.
func (c *Call) links(v *flow.View) []ui.Link {
	var list []ui.Link
	for _, l := range v.Links {
		list = append(list, ui.Link{Label: l.Relation + "：" + strings.TrimSpace(l.Number+" "+l.Title) + "（" + string(l.State) + "）", Href: "/cases/" + l.CaseID})
	}
	return list
}

// followUps are what can be begun from this case by this person.
func (c *Call) followUps(v *flow.View) (list []ui.Link, err error) {
	for _, k := range c.startable() {
		rule, ok := k.Follows[v.Kind.ID]
		offered := v.Case.Number != ""
		if ok && rule.Offered != nil {
			if offered, err = rule.Offered(c.Context(), c.web.q(), v); err != nil {
				return nil, err
			}
		}
		if ok && offered {
			list = append(list, ui.Link{Label: k.StartLabel(), Href: "/start/" + k.ID + "?from=" + v.Case.ID, Icon: ui.IconPlus})
		}
	}
	return list, nil
}

// circulations show with whom each copy is (1-02, 传阅).
func (c *Call) circulations(v *flow.View) []g.Node {
	var boxes []g.Node
	for _, x := range v.Circulations {
		t := ui.Table{Caption: "传阅", Columns: []ui.Column{{Label: "姓名", Title: true}, {Label: "状态"}, {Label: "送到", LabelM: true}, {Label: "阅毕", LabelM: true}}}
		read := 0
		for _, cp := range x.Copies {
			cell := ui.Cell{Text: cp.Reading()}
			if cp.DoneAt != 0 {
				read++
				cell.Tone = ui.Green
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: cp.Name}, cell, {Text: numberOr(clock.Short(cp.OpenedAt), "--")}, {Text: numberOr(clock.Short(cp.DoneAt), "--")}}})
		}
		facts := []ui.Pair{{Label: "目的", Value: x.Purpose, Wide: true}, {Label: "次序", Value: map[int64]string{0: "同时", 1: "依次"}[x.InOrder]}, {Label: "传阅夹", Value: x.Folder}, {Label: "期限", Value: clock.Short(x.DueAt)}}
		if x.RecalledAt != 0 {
			facts = append(facts, ui.Pair{Label: "收回", Value: clock.Short(x.RecalledAt)})
		}
		boxes = append(boxes, ui.RecordBox(ui.Record{Title: "传阅", Note: fmt.Sprintf("%d 人，已阅 %d 人", len(x.Copies), read), Rows: facts, Table: &t}))
	}
	return boxes
}

func stateTag(s flow.State) ui.Tag {
	switch s {
	case flow.Closed:
		return ui.Tag{Text: string(s), Tone: ui.Green}
	case flow.Returned, flow.Withdrawn:
		return ui.Tag{Text: string(s), Tone: ui.Amber}
	case flow.Rejected, flow.Voided:
		return ui.Tag{Text: string(s), Tone: ui.Red}
	case flow.Draft, flow.Running, flow.Signing:
	}
	return ui.Tag{Text: string(s), Tone: ui.Blue}
}

func soonest(open []flow.OpenTask) int64 {
	due := int64(0)
	for _, o := range open {
		if o.DueAt != 0 && (due == 0 || o.DueAt < due) {
			due = o.DueAt
		}
	}
	return due
}

func (c *Call) papers(v *flow.View) []ui.Link {
	var links []ui.Link
	for _, p := range flow.PapersOf(v) {
		links = append(links, ui.Link{Label: "打印" + p.Title, Href: "/cases/" + v.Case.ID + "/print/" + p.ID, Icon: ui.IconPrint})
	}
	return links
}

// records are the content as a paper form, in the words of its fields; lines
// stand in boxes of their own.
func (c *Call) records(v *flow.View) []ui.Record {
	var lines []ui.Record
	rec := ui.Record{Title: v.Kind.Name + "登记", Note: "第 " + strconv.FormatInt(v.Case.ContentVersion, 10) + " 版"}
	filled := v.Kind.Content.ValuesAny(v.Content)
	for _, s := range v.Kind.Content.ShowAny(v.Content, c.nameOf) {
		if len(s.Rows) > 0 {
			t := linesTable(s)
			lines = append(lines, ui.Record{Title: s.Field.Label, Note: fmt.Sprintf("%d 行", len(s.Rows)), Table: &t})
			continue
		}
		if s.Field.Apart || s.Field.Kind == form.Files || len(filled[s.Field.Name]) == 0 {
			continue
		}
		rec.Rows = append(rec.Rows, ui.Pair{Label: s.Field.Label, Value: s.Text, Wide: s.Field.Width == "full"})
	}
	if v.Case.Result != "" {
		rec.Rows = append(rec.Rows, ui.Pair{Label: "办结去向", Value: v.Case.Result})
	}
	return append([]ui.Record{rec}, lines...)
}

// linesTable are the lines of a record.
func linesTable(s form.Shown) ui.Table {
	t := ui.Table{Caption: s.Field.Label}
	for i, f := range s.Field.Lines {
		t.Columns = append(t.Columns, ui.Column{Label: f.Label, Right: f.Kind == form.Number || f.Kind == form.Money, Title: i == 0, LabelM: i > 0})
	}
	for _, row := range s.Rows {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(row...)})
	}
	return t
}

func (c *Call) nameOf(kind form.Kind, id string) string {
	switch kind {
	case form.Person, form.People:
		return c.web.name(c.Context(), "person", "name", id)
	case form.Department, form.Departments:
		return c.web.name(c.Context(), "department", "name", id)
	case form.Files, form.Signature:
		return c.web.name(c.Context(), "file", "name", id)
	case form.CaseLink:
		return c.web.name(c.Context(), "cases", "title", id)
	case form.Text, form.LongText, form.Number, form.Money, form.DateKind, form.TimeKind, form.Choice, form.Choices, form.Bool, form.Lines:
	}
	return id
}

func (c *Call) files(v *flow.View) []ui.File {
	var files []ui.File
	for _, f := range v.Files {
		files = append(files, fileView(f))
	}
	return files
}

func fileView(f flow.File) ui.File {
	out := ui.File{ID: f.ID, Name: f.Name, Href: "/files/" + f.ID, Note: fmt.Sprintf("%d 页 · %s", f.Pages, sizeText(f.Size))}
	if f.Type == "application/pdf" {
		out.Read, out.Thumb = "/files/"+f.ID+"/read", "/files/"+f.ID+"/page/1?w=96"
	}
	return out
}

func sizeText(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)/1024)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func (c *Call) flowView(v *flow.View) ui.Flow {
	return ui.Flow{Note: progress(v.Position), Steps: steps(v.Position), Chart: "/cases/" + v.Case.ID + "/chart"}
}

func progress(places []flow.Place) string {
	done, all := 0, 0
	for _, p := range places {
		if p.Standing == flow.Skipped {
			continue
		}
		all++
		if p.Standing == flow.Passed {
			done++
		}
	}
	if done == all {
		return fmt.Sprintf("共 %d 步，已办完", all)
	}
	return fmt.Sprintf("已办 %d 步，共 %d 步", done, all)
}

// steps leaves out what this case passed by: the chart shows the whole flow.
func steps(places []flow.Place) []ui.Step {
	var list []ui.Step
	for _, p := range places {
		s := ui.Step{Name: p.Node.Name, Key: p.Node.Key != "", Detail: p.Who}
		switch p.Standing {
		case flow.Passed:
			s.State, s.Time = ui.Done, clock.Short(p.At)
		case flow.Current:
			s.State = ui.Now
			if p.DueAt != 0 {
				s.Time = clock.Short(p.DueAt) + " 前"
			}
		case flow.Skipped:
			continue
		case flow.Future:
		}
		list = append(list, s)
	}
	return list
}

func (c *Call) opinions(v *flow.View) []ui.Opinion {
	var list []ui.Opinion
	for _, l := range v.Opinions() {
		o := ui.Opinion{Who: l.PersonName, Role: l.Post + " · " + l.NodeName, Time: clock.Short(l.At), Text: l.Opinion, Reader: l.Action == flow.Read}
		if l.Why != "" {
			o.Role += " · " + l.Why
		}
		if l.Action == flow.Return {
			o.Text = "退办：" + o.Text
		}
		if l.Signature != "" && l.RecordedBy == "" {
			o.Sign = "/files/" + l.Signature
		}
		list = append(list, o)
	}
	return list
}

func history(v *flow.View) []ui.Change {
	list := make([]ui.Change, 0, len(v.History))
	for i := len(v.History) - 1; i >= 0; i-- {
		l := v.History[i]
		what := l.NodeName
		if l.Action != flow.Approve && l.Action != flow.Submit {
			what = flow.Words[l.Action] + "（" + l.NodeName + "）"
		}
		if l.Merged == 1 {
			what += "（与上一步一次办理）"
		}
		if l.Why != "" {
			what += " · " + l.Why
		}
		for _, x := range l.Changes() {
			what += fmt.Sprintf("；%s由“%s”改为“%s”", x.Label, numberOr(x.Old, "空"), numberOr(x.New, "空"))
		}
		list = append(list, ui.Change{Who: l.PersonName, Time: clock.Short(l.At), What: what})
	}
	return list
}

// hidden are the values every action of the page carries: form token, key of
// idempotency, and what was seen.
func (c *Call) hidden(v *flow.View, task *flow.Task, action flow.Action) []ui.KV {
	kv := []ui.KV{
		{Name: "csrf", Value: c.who.CSRF}, {Name: "key", Value: ident.Secret()},
		{Name: "content_version", Value: strconv.FormatInt(v.Case.ContentVersion, 10)},
	}
	if task != nil {
		kv = append(kv, ui.KV{Name: "task", Value: task.ID}, ui.KV{Name: "task_version", Value: strconv.FormatInt(task.Version, 10)})
	}
	if action != "" {
		kv = append(kv, ui.KV{Name: "action", Value: string(action)})
	}
	return kv
}
