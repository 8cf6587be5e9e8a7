package web

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web/ui"
)

// actCard fills the action card and this step's fields.
func (c *Call) actCard(v *flow.View, st caseState, page *ui.Case) error {
	here := "/cases/" + v.Case.ID
	card := &ui.Act{Title: "办理", Open: st.open}
	on := &remedyForm{action: here, hidden: c.hidden(v, v.Task, flow.Approve)}
	if v.Task != nil && !v.Case.Paused() {
		if err := c.mainForm(v, st, page, card); err != nil {
			return err
		}
		if asks := v.Form(); asks != nil {
			on.fields = asks.Fields()
		}
	} else if len(v.Open) > 0 {
		card.Turn = "轮到 " + v.Open[0].Who
	} else {
		card.Turn = string(v.Case.State)
	}
	for _, a := range v.Actions {
		if panel, ok := c.panel(v, a, st); ok {
			card.More = append(card.More, panel)
		}
	}
	if panel, ok := c.paperPanel(v, st); ok {
		card.More = append(card.More, panel)
	}
	if v.Copy != nil {
		card.Action, card.Hidden = here, c.hidden(v, v.Copy, flow.Read)
		card.Opinion = &ui.OpinionBox{Label: "阅后意见", Name: "opinion", Value: st.opinion}
		card.Verbs = []ui.Verb{{Label: "已阅", Name: "action", Value: string(flow.Read)}}
		card.Turn = ""
	}
	page.Refusal = c.refusal(st.err, on)
	if page.Refusal != nil && card.Opinion != nil {
		if r, ok := errors.AsType[*norm.Refusal](st.err); ok && r.Field == "opinion" {
			card.Opinion.Issue = "填写意见"
		}
	}
	page.Act = card
	return c.offer(v, page)
}

// offer fills in what the forms of the page let choose, and reads nothing else.
func (c *Call) offer(v *flow.View, page *ui.Case) (err error) {
	var forms []*ui.FormView
	if page.Fill != nil {
		forms = append(forms, page.Fill)
	}
	for i := range page.Act.More {
		forms = append(forms, &page.Act.More[i].Form)
	}
	var fields []form.Field
	for _, f := range forms {
		fields = append(fields, f.Fields...)
	}
	choices, err := c.choicesOf(v.Kind, v, fields)
	for _, f := range forms {
		f.Options = choices
	}
	return err
}

// mainForm is the form of the person whose turn it is.
func (c *Call) mainForm(v *flow.View, st caseState, page *ui.Case, card *ui.Act) error {
	if v.Node.Page != "" {
		card.Page = &ui.Link{Label: v.Node.Verb, Href: casePath(v.Node.Page, v.Case.ID)}
		if len(v.Returns) > 0 {
			card.Return = c.returnPanel(v, st)
		}
		return nil
	}
	card.Action = "/cases/" + v.Case.ID
	card.Hidden = c.hidden(v, v.Task, "")
	card.Opinion = &ui.OpinionBox{Label: "我的意见", Name: "opinion", Value: st.opinion, Required: !v.Node.Silent, Phrases: v.Node.Phrases}
	card.Verbs = []ui.Verb{{Label: v.Node.Verb, Name: "action", Value: string(flow.Approve)}}
	for _, a := range v.Actions {
		if a.Action == flow.Acknowledge || a.Action == flow.Reject {
			card.Verbs = append(card.Verbs, ui.Verb{Label: a.Label, Name: "action", Value: string(a.Action)})
		}
		if a.Action == flow.Return {
			card.Return = c.returnPanel(v, st)
		}
	}
	asks := v.Form()
	if v.Node.Signs && asks == nil {
		card.Sign = c.formView([]form.Field{signature}, url.Values{"signature": st.values["signature"]}, nil, nil)
	}
	if asks == nil {
		return nil
	}
	values := st.values
	if values == nil || st.open != "" {
		var err error
		if values, err = c.prefill(v); err != nil {
			return err
		}
	}
	card.Files = slices.ContainsFunc(asks.Fields(), func(f form.Field) bool { return f.Kind == form.Files })
	page.Fill = c.formView(asks.Fields(), values, st.issues, nil)
	return nil
}

// casePath is an address of a kind with the case's id in it.
func casePath(pattern, id string) string { return strings.ReplaceAll(pattern, "{id}", id) }

// signature is the field of a leader's handwriting.
var signature = form.Field{Name: "signature", Label: "在框内手写", Kind: form.Signature, Width: "full"}

// drawn stores a drawn signature as a file and gives its id; "" for none.
func (c *Call) drawn(data string) (string, error) {
	text, ok := strings.CutPrefix(data, "data:image/png;base64,")
	if !ok {
		return "", nil
	}
	picture, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", errs.New(errs.Malformed, "手写签名没有传完，重写后再提交").With(err)
	}
	file, err := c.upload("手写签名.png", bytes.NewReader(picture))
	return file.ID, err
}

// drawFields stores what was drawn into the signature fields of the step's form,
// whose values are then the ids of those files.
func (c *Call) drawFields(v *flow.View, action flow.Action) error {
	if action != flow.Approve || v.Form() == nil {
		return nil
	}
	for _, f := range v.Form().Fields() {
		if f.Kind != form.Signature || !strings.HasPrefix(c.typed.Get(f.Name), "data:") {
			continue
		}
		id, err := c.drawn(c.typed.Get(f.Name))
		if err != nil {
			return err
		}
		c.typed.Set(f.Name, id)
	}
	return nil
}

func (c *Call) prefill(v *flow.View) (url.Values, error) {
	if v.Node.Form == nil {
		return v.Form().ValuesAny(v.Kind.Again(v.Content)), nil // the first step once more
	}
	fill := v.Kind.Prefill[v.Node.ID]
	if fill == nil {
		return url.Values{}, nil
	}
	fields, err := fill(c.Context(), v.Facts(c.web.q(), c.web.now()))
	if err != nil {
		return nil, err
	}
	return v.Node.Form.ValuesAny(fields), nil
}

func (c *Call) formView(fields []form.Field, values url.Values, issues []form.Issue, choices map[string][]form.Option) *ui.FormView {
	view := &ui.FormView{
		Fields: fields, Values: values, Issues: issues, Options: choices, Files: map[string]ui.File{}, Upload: "/files",
		Accept: blob.Accept, FileTip: "PDF、OFD、Word、Excel 或图片，每个不超过 50 MB",
	}
	for _, f := range fields {
		if f.Kind != form.Files {
			continue
		}
		for _, id := range values[f.Name] {
			if file, err := c.web.Engine.FileFor(c.Context(), c.web.q(), c.who.PersonID, id); err == nil {
				view.Files[id] = fileView(file)
			}
		}
	}
	return view
}

func (c *Call) returnPanel(v *flow.View, st caseState) *ui.ReturnPanel {
	p := &ui.ReturnPanel{
		Action: "/cases/" + v.Case.ID, Hidden: c.hidden(v, v.Task, flow.Return),
		StepName: "to", StraightName: "straight", ReasonName: "opinion", Phrases: []string{"材料不全，补充后再报。", "主办科室需调整。"},
	}
	for i := len(v.Returns) - 1; i >= 0; i-- {
		p.Steps = append(p.Steps, form.Option{Value: v.Returns[i].ID, Label: v.Returns[i].Name})
	}
	p.Step = p.Steps[0].Value
	if st.open == ui.ReturnKey {
		p.Step, p.Reason, p.Straight = st.values.Get("to"), st.opinion, st.values.Get("straight") == "yes"
		if st.err != nil {
			p.Issues = map[string]string{"opinion": "填写退办理由"}
		}
	}
	return p
}

// others are the small forms behind 更多: their fields and what they say.
var others = map[flow.Action]struct {
	lead   string
	icon   ui.Icon
	danger bool
	fields []form.Field
}{
	flow.Forward: {"这一步改由另一人办理，你不再办理。", ui.IconSend, false, []form.Field{
		{Name: "people", Label: "转给", Kind: form.Person, Required: true, OptionsFrom: "people"}, {Name: "opinion", Label: "说明", Kind: form.LongText}}},
	flow.AddSigner: {"请其他人一起签意见。", ui.IconPlus, false, []form.Field{
		{Name: "people", Label: "加签人员", Kind: form.People, Required: true, OptionsFrom: "people"},
		{Name: "place", Label: "次序", Kind: form.Choice, Required: true, Options: []form.Option{{Value: "before", Label: "在我之前"}, {Value: "beside", Label: "与我同时"}, {Value: "after", Label: "在我之后"}}},
		{Name: "opinion", Label: "说明", Kind: form.LongText}}},
	flow.RemoveSigner: {"取消还没有签的加签。", ui.IconClose, false, nil},
	flow.Circulate: {"给其他人阅知或征求意见，不影响办理。", ui.IconCirculate, false, []form.Field{
		{Name: "people", Label: "传阅人员", Kind: form.People, Required: true, OptionsFrom: "people", Ordered: true},
		{Name: "opinion", Label: "传阅目的", Kind: form.LongText, Required: true},
		{Name: "in_order", Label: "依次传阅，前一人阅毕再送下一人（外出的先跳过，回来补阅）", Kind: form.Bool, Width: "full"},
		{Name: "due", Label: "阅毕期限", Kind: form.TimeKind, Width: "s"}, {Name: "folder", Label: "传阅夹编号", Kind: form.Text, Width: "s"}}},
	flow.Recall:   {"收回还没有阅的传阅件。", ui.IconClose, false, []form.Field{{Name: "opinion", Label: "说明", Kind: form.LongText}}},
	flow.Urge:     {"提醒正在办理的人，并记在案上。", ui.IconBell, false, []form.Field{{Name: "opinion", Label: "说明", Kind: form.LongText}}},
	flow.Withdraw: {"后面的人还没有办理时，可收回重办。", ui.IconLeft, false, []form.Field{{Name: "opinion", Label: "说明", Kind: form.LongText}}},
	flow.Pause:    {"时限停止计算，恢复后顺延。", ui.IconAlert, false, []form.Field{{Name: "opinion", Label: "挂起理由", Kind: form.LongText, Required: true}}},
	flow.Resume:   {"时限继续计算。", ui.IconCheck, false, []form.Field{{Name: "opinion", Label: "恢复说明", Kind: form.LongText, Required: true}}},
	flow.Correct:  {"登记有误的在这里改；新旧内容和理由都留存，编号不变，已签的意见仍对应原来的一版。", ui.IconPen, false, nil},
	flow.Void:     {"事项终止，编号保留并注明作废，不再使用。", ui.IconTrash, true, []form.Field{{Name: "opinion", Label: "作废理由", Kind: form.LongText, Required: true}}},
}

// correctionReason stands below the fields of a correction.
var correctionReason = form.Field{Name: "opinion", Label: "更正理由", Kind: form.LongText, Required: true}

func (c *Call) panel(v *flow.View, a flow.Allowed, st caseState) (ui.Panel, bool) {
	other, ok := others[a.Action]
	if !ok {
		return ui.Panel{}, false
	}
	task := v.Task
	key := string(a.Action)
	if a.TaskID != "" {
		task = &flow.Task{ID: a.TaskID, Version: a.Version}
		key += a.TaskID
	}
	form := c.formView(other.fields, url.Values{}, nil, nil)
	if a.Action == flow.Correct {
		asks := v.Kind.Correction
		form = c.formView(append(slices.Clone(asks.Form.Fields()), correctionReason), asks.Form.ValuesAny(asks.Of(v.Content)), nil, nil)
	}
	if a.To != "" {
		key += a.To
	}
	form.ID, form.Action, form.Hidden = "p-"+key, "/cases/"+v.Case.ID, c.hidden(v, task, a.Action)
	if a.To != "" {
		form.Hidden = append(form.Hidden, ui.KV{Name: "to", Value: a.To})
	}
	if st.open == string(a.Action) {
		form.Values, form.Issues = st.values, st.issues
		if st.opinion != "" {
			form.Values.Set("opinion", st.opinion)
		}
	}
	p := ui.Panel{Key: key, Label: a.Label, Icon: other.icon, Lead: other.lead, Form: *form, Danger: other.danger}
	if a.Who != "" {
		p.Lead += "（" + a.Who + "）"
	}
	if a.Action == flow.Void {
		p.Writes = []string{"事项状态改为“已作废”", "编号 " + numberOr(v.Case.Number, "（未取号）") + " 注明作废，不再使用"}
	}
	return p, true
}

// paperPanel lets the clerk record what a leader signed on the printed sheet.
func (c *Call) paperPanel(v *flow.View, st caseState) (ui.Panel, bool) {
	clerk := slices.ContainsFunc(c.duties, func(d org.Duty) bool { return slices.Contains(v.Kind.Clerk, d.Post) })
	for i := range v.Open {
		o := &v.Open[i]
		node, _ := v.Def.Node(o.Node)
		if !clerk || v.Case.Paused() || node.Form != nil || v.Task != nil && v.Task.ID == o.ID {
			continue
		}
		view := c.formView([]form.Field{
			{Name: "signed_by", Label: "签字的领导", Kind: form.Person, Required: true, OptionsFrom: "leaders"},
			{Name: "opinion", Label: "纸上的意见", Kind: form.LongText, Required: true},
			{Name: "scan", Label: "签字件扫描件", Kind: form.Files, Required: true},
		}, url.Values{}, nil, nil)
		view.ID, view.Action, view.Hidden = "p-paper", "/cases/"+v.Case.ID, append(c.hidden(v, &o.Task, flow.Approve), ui.KV{Name: "paper", Value: "1"})
		if st.open == "paper" {
			view.Values, view.Issues = st.values, st.issues
		}
		return ui.Panel{Key: "paper", Label: "纸质代录", Icon: ui.IconFile, Lead: "领导在打印件上签了字的，录入意见并附扫描件；系统会告知本人。", Form: *view, Verb: "代录“" + node.Verb + "”"}, true
	}
	return ui.Panel{}, false
}

// act carries out an action of the page. What is wrong comes back on the same
// page with everything typed.
func (w *Web) act(c *Call) (err error) {
	key, act := c.take("key"), c.readAct()
	defer func() {
		if err != nil { // an error page shows what was typed
			c.typed.Set("opinion", act.Opinion)
		}
	}()
	paper := c.take("paper") == "1"
	st := caseState{task: act.TaskID, opinion: act.Opinion, open: panelOf(act.Action, paper)}
	v, err := w.Engine.See(c.Context(), w.q(), c.actor(), act.CaseID, act.TaskID)
	if err != nil {
		return err
	}
	st.values = c.typed
	if err := c.drawFields(v, act.Action); err != nil {
		return err
	}
	offered := paper || slices.ContainsFunc(v.Actions, func(a flow.Allowed) bool { return a.Action == act.Action })
	if st.issues = c.actFields(v, &act, paper); len(st.issues) > 0 {
		if !offered {
			return errs.New(errs.Stale, "页面打开以后，事项又有人办过，这一步现在办不了")
		}
		return c.casePage(http.StatusUnprocessableEntity, st)
	}
	if act.Signature, err = c.drawn(c.typed.Get(signature.Name)); err != nil {
		return err
	}
	answer, err := w.Engine.Act(c.Context(), c.actor(), key, act)
	if err == nil {
		text := answer.Message
		if answer.Next != "" {
			text += "。" + answer.Next
		}
		return c.done(text, c.nextPage(act, answer.CaseID))
	}
	if kind := errs.KindOf(err); offered && (kind == errs.Invalid || kind == errs.NotAllowed) {
		st.issues = []form.Issue{{Field: "people", Message: errs.Public(err)}}
		return c.casePage(KindStatus(kind), st)
	}
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		st.err = err
		if r.Field != "" && r.Field != "opinion" {
			st.issues = []form.Issue{{Field: r.Field, Message: r.Title}}
		}
		return c.casePage(RefusalStatus(r), st)
	}
	if errs.KindOf(err) == errs.Unavailable {
		st.err = err
		return c.casePage(http.StatusServiceUnavailable, st)
	}
	return err
}

// nextPage is the case itself; after the leader's main action the desk, with
// the next item on top.
func (c *Call) nextPage(act flow.Act, caseID string) string {
	if act.Action == flow.Approve || act.Action == flow.Acknowledge {
		if seen, err := c.web.Engine.See(c.Context(), c.web.q(), c.actor(), caseID, ""); err != nil || seen.Task == nil {
			return "/todo"
		}
	}
	return "/cases/" + caseID
}

func panelOf(a flow.Action, paper bool) string {
	switch {
	case paper:
		return "paper"
	case a == flow.Approve || a == flow.Acknowledge || a == flow.Reject || a == flow.Read || a == flow.Submit:
		return ""
	case a == flow.Return:
		return ui.ReturnKey
	}
	return string(a)
}

// readAct takes the values every action has out of the form.
func (c *Call) readAct() flow.Act {
	c.take("csrf")
	number := func(name string) int64 {
		n, err := strconv.ParseInt(c.take(name), 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	return flow.Act{
		CaseID: c.PathValue("id"), TaskID: c.take("task"), TaskVersion: number("task_version"), ContentVersion: number("content_version"),
		Action: flow.Action(c.take("action")), Opinion: c.take("opinion"),
	}
}

// actFields decodes the step's own form, or the small form of the action.
func (c *Call) actFields(v *flow.View, act *flow.Act, paper bool) []form.Issue {
	if asks := v.Form(); act.Action == flow.Approve && !paper && v.Task != nil && asks != nil {
		fields, issues := asks.DecodeAny(c.typed)
		act.Fields = fields
		return issues
	}
	if act.Action == flow.Correct && v.Kind.Correction != nil {
		fields, issues := v.Kind.Correction.Form.DecodeAny(c.typed)
		act.Fields = fields
		return issues
	}
	var issues []form.Issue
	if paper {
		act.Paper = &flow.OnPaper{SignedBy: c.typed.Get("signed_by"), Scan: c.typed.Get("scan")}
		if act.Paper.SignedBy == "" {
			issues = append(issues, form.Issue{Field: "signed_by", Message: "选择签字的领导"})
		}
		return issues
	}
	for _, id := range c.typed["people"] {
		if id != "" {
			act.People = append(act.People, id)
		}
	}
	act.To, act.Straight, act.Place = c.typed.Get("to"), c.typed.Get("straight") == "yes", c.typed.Get("place")
	act.InOrder, act.Folder = c.typed["in_order"] != nil && slices.Contains(c.typed["in_order"], "yes"), c.typed.Get("folder")
	for _, f := range others[act.Action].fields {
		if f.Required && f.Name != "opinion" && len(c.typed[f.Name]) == 0 {
			issues = append(issues, form.Issue{Field: f.Name, Message: "选择" + f.Label})
		}
		if f.Name == "due" && c.typed.Get("due") != "" {
			value, msg := form.ParseOne(f, c.typed.Get("due"))
			if msg != "" {
				issues = append(issues, form.Issue{Field: f.Name, Message: msg})
				continue
			}
			act.Due, _ = strconv.ParseInt(value, 10, 64) // ParseOne gives milliseconds
		}
	}
	return issues
}
