package incoming

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// stepNames are the steps that leaders sign, as the list names them.
var stepNames = map[string]string{"audit": "审核", "audit-together": "审核", "instruct": "批示", "instruct-together": "批示", "decide": "批示", "circulate": "传阅", "circulate-together": "传阅"}

// showSignings is 送签: what waits for each leader, to be listed and carried; and the
// lists that are out.
func showSignings(c *web.Call) error { return signingsPage(c, http.StatusOK, nil) }

func signingsPage(c *web.Call, status int, failed error) error {
	waiting, err := WaitingForLeaders(c.Context(), c.Q())
	if err != nil {
		return err
	}
	leaders, err := org.Leaders(c.Context(), c.Q(), c.Now())
	if err != nil {
		return err
	}
	page := ui.TablePage{Title: "送签", Lead: "每位领导一张清单：打印、随原件送签，签回后一次录入", Tabs: c.ModuleTabs("incoming", "/incoming/signing")}
	for _, l := range leaders {
		part, err := leaderPart(c, l, waiting)
		if err != nil {
			return err
		}
		if len(part.Table.Rows) > 0 {
			page.Parts = append(page.Parts, part)
		}
	}
	lists, err := Signings(c.Context(), c.Q(), 30)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "送签清单", Columns: []ui.Column{{Label: "清单号", Title: true}, {Label: "送谁"}, {Label: "件数", Right: true, LabelM: true}, {Label: "没有签回", Right: true, LabelM: true}, {Label: "原件", LabelM: true}, {Label: "送出"}, {Label: "经办", LabelM: true}},
		Empty: &ui.Empty{Title: "还没有送签清单", Lead: "勾选上面的来文，列成一张清单。"}}
	for _, s := range lists {
		row := ui.Row{Cells: []ui.Cell{{Text: s.Number, Href: "/incoming/signing/" + s.ID}, {Text: s.Leader}, {Text: fmt.Sprint(s.Items)}, {Text: fmt.Sprint(s.Open)}, {Text: map[int64]string{0: "不随送", 1: "随送"}[s.Carried]}, {Text: stamp(s.MadeAt)}, {Text: s.MadeBy}}}
		if s.Open > 0 && clock.DateOf(clock.FromMillis(s.MadeAt)) < clock.DateOf(c.Now()) {
			row.Tone = ui.Amber
		}
		t.Rows = append(t.Rows, row)
	}
	page.Parts = append(page.Parts, ui.TablePart{Title: "送签清单", Note: "最近 30 张", Table: t})
	return c.Page(status, page.Title, nil, ui.WithRefusal(c.Refusal(failed), ui.Tables(page)))
}

// leaderPart is what waits for one leader; what is not on a list yet is ticked.
func leaderPart(c *web.Call, l org.PersonPost, waiting []ToSign) (ui.TablePart, error) {
	duties, err := org.Duties(c.Context(), c.Q(), l.PersonID, c.Now())
	if err != nil {
		return ui.TablePart{}, err
	}
	days, err := c.Days()
	if err != nil {
		return ui.TablePart{}, err
	}
	info, _ := org.PostByCode(l.Post)
	t := ui.Table{Caption: l.Name + "处", Ticks: "task", Columns: []ui.Column{{Label: "收文号"}, {Label: "标题", Title: true}, {Label: "来文机关", HideM: true}, {Label: "环节"}, {Label: "到手", LabelM: true}, {Label: "时限"}, {Label: "清单"}}}
	for _, x := range waiting {
		if !slices.ContainsFunc(duties, func(d org.Duty) bool { return d.Principal == x.Principal && d.For == "" }) {
			continue
		}
		due := ui.Cell{Text: "--"}
		if x.DueAt > 0 {
			due = ui.Cell{Text: days.DueText(clock.FromMillis(x.DueAt), c.Now()), Tone: c.DueTone(x.DueAt)}
		}
		title := x.Title
		if x.Urgency != "" {
			title = "【" + x.Urgency + "】" + title
		}
		t.Rows = append(t.Rows, ui.Row{Tick: x.TaskID, Ticked: x.List == "", Cells: []ui.Cell{
			{Text: x.Number}, {Text: title, Href: "/cases/" + x.CaseID}, {Text: x.Organ}, {Text: stepNames[x.Node]}, {Text: stamp(x.Since)}, due, {Text: dash(x.List)},
		}})
	}
	return ui.TablePart{Title: l.Name + "（" + info.Name + "）", Note: fmt.Sprintf("%d 件", len(t.Rows)), Table: t, Bulk: &ui.Bulk{
		Action: "/incoming/signing", Hidden: append(c.Token(), ui.KV{Name: "leader", Value: l.PersonID}),
		Verbs: []ui.Verb{{Label: "列送签清单，原件随送", Name: "carry", Value: "yes"}, {Label: "只列清单", Name: "carry", Value: "no"}},
	}}, nil
}

// makeSigning makes the list of what was ticked for a leader.
func makeSigning(c *web.Call) error {
	answer, err := MakeSigning(c.Context(), c.Engine().Runner(), c.Actor(), c.Key(), c.Typed().Get("leader"), c.Typed()["task"], c.Typed().Get("carry") == "yes")
	if c.Refusal(err) != nil {
		return signingsPage(c, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	return c.Done(answer.Message, "/incoming/signing/"+answer.Data["id"])
}

// showSigning is one list: to be printed, and to be entered when it comes back.
func showSigning(c *web.Call) error {
	list, items, err := signingOf(c)
	if err != nil {
		return err
	}
	if c.URL.Query().Get("format") == "pdf" {
		return c.SendSheet(signingSheet(list, items), "signing:"+list.ID)
	}
	return signingPage(c, http.StatusOK, list, items, nil, nil, nil)
}

func signingOf(c *web.Call) (Signing, []SigningItem, error) {
	list, err := SigningByID(c.Context(), c.Q(), c.PathValue("id"))
	if err != nil {
		return list, nil, err
	}
	items, err := ItemsOf(c.Context(), c.Q(), list.ID)
	return list, items, err
}

// backFields are what is entered for each document of a list that is back.
var backFields = []form.Field{
	{Name: "back", Label: "签回", Kind: form.Choice, Required: true, Width: "m", Options: ui.Choose("out", "还在领导处", "sign", "已签意见", "circle", "已圈阅", "none", "退回没有签")},
	{Name: "opinion", Label: "纸上的意见", Kind: form.LongText, Width: "full", When: &form.When{Field: "back", Values: []string{"sign"}}},
}

// signingPage draws a list: those still out as rows to fill, the others below.
func signingPage(c *web.Call, status int, list Signing, items []SigningItem, typed url.Values, failed map[string]*ui.Refusal, issues []form.Issue) error {
	page := ui.BatchPage{Title: list.Number, Lead: fmt.Sprintf("送 %s，%d 件，%d 件没有签回；%s %s 送出", list.Leader, list.Items, list.Open, list.MadeBy, stamp(list.MadeAt)),
		Actions: []ui.Link{{Label: "打印送签清单", Href: "/incoming/signing/" + list.ID + "?format=pdf", Icon: ui.IconPrint}}, Tabs: c.ModuleTabs("incoming", "/incoming/signing"),
		Action: "/incoming/signing/" + list.ID, Submit: "录入签回", Note: "意见按纸上的原样录入，标明纸质代录，并告知领导本人", Hidden: c.Token()}
	if typed == nil {
		typed = url.Values{}
	}
	for i, x := range items {
		if x.Outcome != "" {
			page.Done = append(page.Done, ui.Link{Label: fmt.Sprintf("%s　%s　%s", x.Outcome, x.Number, x.Title), Href: "/cases/" + x.CaseID})
			continue
		}
		prefix := fmt.Sprintf("r%d.", i)
		if typed.Get(prefix+"back") == "" {
			typed.Set(prefix+"back", "out")
		}
		page.Hidden = append(page.Hidden, ui.KV{Name: prefix + "key", Value: ident.Secret()})
		row := ui.BatchRow{Title: fmt.Sprintf("%d. %s", x.N, x.Title), Note: x.Number + "　" + x.Organ, Link: ui.Link{Label: "打开", Href: "/cases/" + x.CaseID}, Refusal: failed[x.ID],
			Facts: []ui.Pair{{Label: "环节", Value: stepNames[x.Step]}, {Label: "拟办意见", Value: x.Proposal, Wide: true}}}
		if x.State != "open" {
			row.Facts = append(row.Facts, ui.Pair{Label: "已在系统办理", Value: "领导已在系统里签，选“退回没有签”注销这一行", Wide: true})
		}
		row.Form = *c.FormView(prefixed(backFields, prefix), typed, issues, nil)
		row.Form.ID = fmt.Sprintf("b%d", i)
		page.Rows = append(page.Rows, row)
	}
	if len(page.Rows) > 0 && c.Holds("wenshu") {
		page.Head = c.FormView([]form.Field{{Name: "scan", Label: "签字清单的扫描件", Kind: form.Files, Hint: "一份扫描件附到每一件；领导在清单上签了字的，必须附"}}, url.Values{"scan": typed["scan"]}, issues, nil)
		page.Head.ID = "scan"
	} else {
		page.Rows = nil
	}
	return c.Page(status, list.Number, []ui.Link{{Label: "送签", Href: "/incoming/signing"}, {Label: list.Number}}, ui.Batch(page))
}

// signedBack enters what came back, each document on its own; what is refused stays
// with its reason and everything typed.
func signedBack(c *web.Call) error {
	list, items, err := signingOf(c)
	if err != nil {
		return err
	}
	var issues []form.Issue
	failed, done := map[string]*ui.Refusal{}, 0
	for i, x := range items {
		prefix := fmt.Sprintf("r%d.", i)
		back := c.Typed().Get(prefix + "back")
		if x.Outcome != "" || back == "out" || back == "" {
			continue
		}
		in := Signed{Opinion: c.Typed().Get(prefix + "opinion")}
		switch back {
		case "sign":
			in.Action = flow.Approve
		case "circle":
			in.Action = flow.Acknowledge
		case "none":
		default:
			issues = append(issues, form.Issue{Field: prefix + "back", Message: "从列出的情形中选一项"})
			continue
		}
		if in.Action != "" {
			if in.Scan, err = scanFor(c, c.Typed().Get(prefix+"key")); err != nil {
				return err
			}
		}
		if _, err := Back(c.Context(), c.Engine(), c.Actor(), c.Typed().Get(prefix+"key"), list, x, in); err != nil {
			if failed[x.ID], err = explain(c, err); err != nil {
				return err
			}
			continue
		}
		done++
	}
	if len(failed)+len(issues) > 0 || done == 0 {
		if list, items, err = signingOf(c); err != nil {
			return err
		}
		if done+len(failed)+len(issues) == 0 {
			issues = []form.Issue{{Field: "scan", Message: "选明各件签回的情形"}}
		}
		return signingPage(c, http.StatusUnprocessableEntity, list, items, c.Typed(), failed, issues)
	}
	return c.Done(fmt.Sprintf("已录入 %d 件", done), "/incoming/signing/"+list.ID)
}

// scanFor makes the list's scan a file of its own for one document: a file belongs to
// one case. "" where none was uploaded.
func scanFor(c *web.Call, key string) (string, error) {
	id := c.Typed().Get("scan")
	if id == "" {
		return "", nil
	}
	f, _, err := c.FileData(id)
	if err != nil {
		return "", errs.New(errs.Invalid, "扫描件没有传完，重新选择").With(err)
	}
	f.CaseID = ""
	return flow.AddFile(c.Context(), c.Engine().Runner(), c.Actor(), key+"/scan", f)
}

// signingSheet is 送签清单: each document with what is proposed, and room for the
// leader's hand.
func signingSheet(list Signing, items []SigningItem) flow.Sheet {
	s := flow.Sheet{Title: "送签清单", Number: list.Number, Rows: [][]flow.SheetCell{{{Label: "送　　签", Value: list.Leader}, {Label: "日　　期", Value: dayOf(list.MadeAt)}, {Label: "件　　数", Value: fmt.Sprint(list.Items)}}}}
	for _, x := range items {
		head := fmt.Sprintf("%d. %s　%s　%s", x.N, x.Number, x.Organ, x.Title)
		if x.Urgency != "" {
			head = fmt.Sprintf("%d.【%s】%s　%s　%s", x.N, x.Urgency, x.Number, x.Organ, x.Title)
		}
		lines := []string{head, "环节：" + stepNames[x.Step]}
		if x.Proposal != "" {
			lines = append(lines, "拟办："+x.Proposal)
		}
		s.Blocks = append(s.Blocks, flow.SheetBlock{Label: "来文", Lines: lines}, flow.SheetBlock{Label: "签字"})
	}
	return s
}
