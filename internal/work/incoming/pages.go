package incoming

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// Routes are the pages that the shared ones cannot be.
func Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/incoming", Policy: web.Staff, Handle: showDesk},
		{Method: "POST", Path: "/incoming/urge", Policy: "bangongshizhuren,wenshu,wenmi", Handle: urge},
		{Method: "GET", Path: "/incoming/waiting", Policy: "wenshu,wenmi,zhiban", Handle: showWaiting},
		{Method: "POST", Path: "/incoming/waiting", Policy: "wenshu,wenmi,zhiban", Handle: settleWaiting},
		{Method: "POST", Path: "/incoming/list", Policy: "wenshu,wenmi,zhiban", Handle: addWaiting},
		{Method: "GET", Path: "/incoming/batch", Policy: "wenshu", Handle: showBatch},
		{Method: "POST", Path: "/incoming/batch", Policy: "wenshu", Handle: doBatch},
		{Method: "GET", Path: "/incoming/signing", Policy: "wenshu,wenmi,bangongshizhuren", Handle: showSignings},
		{Method: "POST", Path: "/incoming/signing", Policy: "wenshu,wenmi", Handle: makeSigning},
		{Method: "GET", Path: "/incoming/signing/{id}", Policy: "wenshu,wenmi,bangongshizhuren", Handle: showSigning},
		{Method: "POST", Path: "/incoming/signing/{id}", Policy: "wenshu", Handle: signedBack},
	}
}

// deskMost bounds the steps that 收文台 looks at.
const deskMost = 1000

// places are the sections of 收文台: which steps stand in each.
var places = []struct {
	id, title string
	nodes     []string
}{
	{"mine", "轮到我的", nil},
	{"register", "待登记", []string{"receive", "register", "merge", "review", "sent-back"}},
	{"leaders", "在领导处", []string{"propose", "audit", "audit-together", "instruct", "instruct-together", "gather", "decide"}},
	{"office", "待收回、分送", []string{"original", "distribute", "keep"}},
	{"departments", "在科室承办", []string{"handle", "answer"}},
	{"closing", "已反馈待办结", []string{"supervise", "joined"}},
	{"reading", "传阅中", []string{"circulate", "circulate-together"}},
}

// atOffice tells whether somebody works the desk: sees everything and may urge.
func atOffice(c *web.Call) bool { return c.Holds("wenshu", "wenmi", "bangongshizhuren") }

// showDesk is 收文台 (1-02-R3): what is to be done, with whom everything is and for how
// long. Leaders and departments see their own part of it.
func showDesk(c *web.Call) error {
	hands, _, err := c.Engine().InHand(c.Context(), c.Q(), c.Who().PersonID, []string{Kind}, flow.Page{Most: deskMost})
	if err != nil {
		return err
	}
	only := c.URL.Query().Get("at")
	view := ui.Board{Title: "收文台", Lead: "在谁处、多久、何时到期", Tabs: c.ModuleTabs("incoming", "/incoming"), Actions: deskActions(c)}
	if view.Figures, err = deskFigures(c, hands); err != nil {
		return err
	}
	for _, p := range places {
		if only != "" && only != p.id && only != "late" {
			continue
		}
		part := slices.DeleteFunc(slices.Clone(hands), func(x flow.Hand) bool {
			own := mine(c, x) && !atOffice(c) // stands under 轮到我的 alone
			return own != (p.id == "mine") || p.id != "mine" && !slices.Contains(p.nodes, x.Node) || only == "late" && !late(c, x)
		})
		if len(part) == 0 {
			continue
		}
		t, err := deskPart(c, p.title, part)
		if err != nil {
			return err
		}
		view.Parts = append(view.Parts, t)
	}
	if atOffice(c) && (only == "" || only == "out") {
		out, err := originalsOut(c)
		if err != nil {
			return err
		}
		view.Parts = append(view.Parts, out)
	}
	if len(view.Parts) == 0 {
		view.Parts = []ui.TablePart{{Title: "在办", Table: ui.Table{Caption: "在办", Columns: []ui.Column{{Label: "标题", Title: true}}, Empty: &ui.Empty{Title: "没有在办的来文", Lead: "轮到你或你经手过、还没有办结的来文会出现在这里。"}}}}
	}
	return c.Page(http.StatusOK, view.Title, nil, ui.BoardPage(view))
}

func deskActions(c *web.Call) []ui.Link {
	if !c.Holds("wenshu") {
		return nil
	}
	return []ui.Link{{Label: "登记收文", Href: "/start/" + Kind, Icon: ui.IconPlus}, {Label: "成批登记", Href: "/incoming/batch", Icon: ui.IconUpload}}
}

func mine(c *web.Call, x flow.Hand) bool {
	return slices.ContainsFunc(c.Duties(), func(d org.Duty) bool { return d.Principal == x.Principal && d.Covers(Kind) })
}

func late(c *web.Call, x flow.Hand) bool {
	return x.DueAt > 0 && x.DueAt < clock.Millis(c.Now()) && x.Paused == 0
}

// deskFigures are the numbers on top, each a link to its part.
func deskFigures(c *web.Call, hands []flow.Hand) ([]ui.Figure, error) {
	var figures []ui.Figure
	if c.Holds(listers...) {
		waiting, err := WaitingNow(c.Context(), c.Q(), 1000)
		if err != nil {
			return nil, err
		}
		figures = append(figures, ui.Figure{Label: "待签收", Value: fmt.Sprint(len(waiting)), Href: "/incoming/waiting"})
	}
	overdue := 0
	count := map[string]int{}
	for _, x := range hands {
		if late(c, x) {
			overdue++
		}
		for _, p := range places {
			if slices.Contains(p.nodes, x.Node) || p.id == "mine" && mine(c, x) {
				count[p.id]++
			}
		}
	}
	for _, p := range places {
		if p.id == "mine" != atOffice(c) {
			figures = append(figures, ui.Figure{Label: p.title, Value: fmt.Sprint(count[p.id]), Href: "/incoming?at=" + p.id})
		}
	}
	tone := ui.Plain
	if overdue > 0 {
		tone = ui.Red
	}
	figures = append(figures, ui.Figure{Label: "已超期", Value: fmt.Sprint(overdue), Href: "/incoming?at=late", Tone: tone})
	if !atOffice(c) {
		return figures, nil
	}
	_, out, err := paper.List(c.Context(), c.Q(), paper.Where{Sorts: []string{SortOriginal}, States: []paper.State{paper.Here}, Out: true}, 1, 0)
	return append(figures, ui.Figure{Label: "原件在外", Value: fmt.Sprint(out), Href: "/incoming?at=out"}), err
}

// deskPart is one section; the office can tick and urge.
func deskPart(c *web.Call, title string, hands []flow.Hand) (ui.TablePart, error) {
	t, err := c.HandTable(hands, nil)
	if err != nil {
		return ui.TablePart{}, err
	}
	t.Caption = title
	overdue := 0
	for i, x := range hands {
		if late(c, x) {
			overdue++
			t.Rows[i].Tone = ui.Red
		}
		if atOffice(c) {
			t.Rows[i].Tick = x.CaseID + "/" + x.TaskID
		}
	}
	part := ui.TablePart{Title: title, Note: fmt.Sprintf("%d 项", len(hands)), Table: t}
	if overdue > 0 {
		part.Note = fmt.Sprintf("%d 项，超期 %d 项", len(hands), overdue)
	}
	if atOffice(c) {
		part.Table.Ticks = "task"
		part.Bulk = &ui.Bulk{Action: "/incoming/urge", Hidden: c.Token(), Name: "task", Verbs: []ui.Verb{{Label: "催办", Name: "urge", Value: "1"}}}
	}
	return part, nil
}

// originalsOut are the originals that somebody has outside the office (K4).
func originalsOut(c *web.Call) (ui.TablePart, error) {
	copies, total, err := paper.List(c.Context(), c.Q(), paper.Where{Sorts: []string{SortOriginal}, States: []paper.State{paper.Here, paper.Missing}, Out: true}, 100, 0)
	if err != nil {
		return ui.TablePart{}, err
	}
	names, err := paper.NamesOf(c.Context(), c.Q())
	t := ui.Table{Caption: "原件还没有收回", Columns: []ui.Column{{Label: "收文号"}, {Label: "标题", Title: true}, {Label: "份号", Right: true}, {Label: "在谁处", LabelM: true}, {Label: "自", LabelM: true}}, Empty: &ui.Empty{Title: "原件都在办公室"}}
	for _, x := range copies {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Document}, {Text: x.Title, Href: "/paper/" + x.ID}, {Text: fmt.Sprint(x.N)}, {Text: names.At(x.Spot)}, {Text: stamp(x.MovedAt)}}})
	}
	return ui.TablePart{Title: "原件还没有收回", Note: fmt.Sprintf("%d 份", total), Table: t}, err
}

// urge reminds whoever the ticked steps wait for, each on its own.
func urge(c *web.Call) error {
	key, n := c.Key(), 0
	for i, pick := range c.Typed()["task"] {
		caseID, taskID, ok := strings.Cut(pick, "/")
		if !ok {
			continue
		}
		_, err := c.Engine().Act(c.Context(), c.Actor(), fmt.Sprintf("%s/%d", key, i), flow.Act{CaseID: caseID, TaskID: taskID, Action: flow.Urge})
		if kind := errs.KindOf(err); err != nil && kind != errs.NotAllowed && kind != errs.NotFound {
			return err // what has gone on meanwhile needs no urging
		}
		if err == nil {
			n++
		}
	}
	if n == 0 {
		return errs.New(errs.Invalid, "勾选要催办的事项；已经办理的不用催")
	}
	return c.Done(fmt.Sprintf("已催办 %d 项", n), "/incoming")
}

// explain words an error of one row of a batch: a refusal with its clause, or the
// plain words of what is the matter. Faults of the program pass.
func explain(c *web.Call, err error) (*ui.Refusal, error) {
	if r := c.Refusal(err); r != nil {
		return r, nil
	}
	if kind := errs.KindOf(err); kind == errs.Internal || kind == errs.Unavailable {
		return nil, err
	}
	return &ui.Refusal{Title: errs.Public(err)}, nil
}

// atField is the issue of a refusal that one field causes.
func atField(err error) []form.Issue {
	r, ok := errors.AsType[*norm.Refusal](err)
	if !ok || r.Field == "" {
		return nil
	}
	return []form.Issue{{Field: r.Field, Message: r.Title}}
}
