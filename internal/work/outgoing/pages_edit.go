package outgoing

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// hiddenNames are what the page's form carries beside the document's fields.
var hiddenNames = []string{"csrf", "key", "keep", "draft", "task", "task_version", "content_version", "note_text", "import", "import_file", "have", "case"}

// groups are the fields above the text, folded those below it.
var (
	groups = []ui.FormGroup{{Title: "文头", Fields: []string{"doc_kind", "series", "urgency", "copies", "title", "to"}}}
	folded = []ui.FormGroup{
		{Title: "版记和附注", Fields: []string{"cc", "note", "joint", "answers"}},
		{Title: "公开和审查", Fields: []string{"disclosure", "withheld", "normative", "legality", "legality_files", "fairness", "fairness_result", "important"}},
		{Title: "会签和参考材料", Fields: []string{"countersign", "outside", "files"}},
	}
)

// editing is what the editor shows.
type editing struct {
	values url.Values
	issues []form.Issue
	failed error
	notice []string
	saved  string
	key    string
	note   string
}

// showNew begins a document: empty, from a draft, or from what it follows.
func (p *Pages) showNew(c *web.Call) error {
	k, err := begins(c)
	if err != nil {
		return err
	}
	e := editing{values: k.Blank(c.Now())}
	query := c.URL.Query()
	if id := query.Get("draft"); id != "" {
		kept, err := flow.DraftOf(c.Context(), c.Q(), c.Who().PersonID, id)
		if err != nil {
			return err
		}
		if e.values, err = url.ParseQuery(kept.Body); err != nil {
			return err
		}
		e.saved = savedAt(kept.SavedAt)
	}
	more, err := c.Carried(k, p.form.Fields(), query)
	if err != nil {
		return err
	}
	for name, typed := range more {
		e.values[name] = typed
	}
	return p.newPage(c, http.StatusOK, k, e)
}

// begins is the kind, for those who may begin a p.form.
func begins(c *web.Call) (*flow.Kind, error) {
	k, ok := c.Engine().Kind(Kind)
	if !ok {
		return nil, store.ErrNotFound
	}
	if _, may := k.MayStart(c.Duties()); !may {
		return nil, errs.Newf(errs.NotAllowed, "公文由%s起草", k.StartNames())
	}
	return k, nil
}

func savedAt(ms int64) string { return "草稿已保存 " + clock.FromMillis(ms).Format("15:04") }

func (p *Pages) newPage(c *web.Call, status int, k *flow.Kind, e editing) error {
	choices, err := c.ChoicesOf(k, nil, p.form.Fields())
	if err != nil {
		return err
	}
	view := ui.Editor{Title: k.StartLabel(), Lead: "边写边排版；写完送校对", Cancel: "/todo", Saved: e.saved,
		Verbs: []ui.Verb{{Label: "送校对"}, {Label: "存草稿", Name: "keep", Value: "1"}}}
	return p.page(c, status, e, view, choices, c.URL.RequestURI(), nil)
}

// page draws the editor.
func (p *Pages) page(c *web.Call, status int, e editing, view ui.Editor, choices map[string][]form.Option, action string, more []ui.KV) error {
	f := c.FormView(p.form.Fields(), e.values, e.issues, choices)
	f.Action, f.Told = action, e.failed != nil
	f.Hidden = append(c.Token(), more...)
	if e.key != "" {
		f.Hidden = append(f.Hidden[:len(f.Hidden):len(f.Hidden)], ui.KV{Name: "key", Value: e.key})
	}
	view.Refusal, view.Notice, view.Form, view.Groups, view.Folded, view.Body = c.Refusal(e.failed), e.notice, *f, groups, folded, "body"
	view.Preview, view.Import, view.Pictures, view.NoteValue = "/outgoing/preview", "import", "/files/", e.note
	return c.Page(status, view.Title, []ui.Link{{Label: "发文", Href: "/work/outgoing"}, {Label: view.Title}}, ui.EditorPage(view))
}

// postNew keeps a draft, reads a file, or begins the case.
func (p *Pages) postNew(c *web.Call) error {
	k, err := begins(c)
	if err != nil {
		return err
	}
	typed := c.Typed()
	draft := c.URL.Query().Get("draft")
	if id := typed.Get("draft"); id != "" {
		draft = id
	}
	values := own(typed)
	switch {
	case typed.Get("keep") != "":
		return p.keep(c, flow.Kept{ID: draft, Kind: Kind, Title: gb9704Plain(values.Get("title")), Body: values.Encode()}, "/outgoing/edit?draft=")
	case typed.Get("import") != "":
		e, err := p.imported(c, values, typed.Get("import_file"))
		if err != nil {
			return err
		}
		return p.newPage(c, statusOf(e), k, e)
	}
	doc, issues := p.form.Decode(values)
	if len(issues) > 0 {
		return p.newPage(c, http.StatusUnprocessableEntity, k, editing{values: values, issues: issues})
	}
	answer, err := c.Engine().Start(c.Context(), c.Actor(), typed.Get("key"), flow.StartInput{Kind: Kind, From: c.URL.Query().Get("from"), Fields: doc})
	if e, ok := again(values, typed, err); ok {
		return p.newPage(c, statusOf(e), k, e)
	}
	if err != nil {
		return err
	}
	if draft != "" {
		if err := flow.DropDraft(c.Context(), c.Engine().Runner().DB(), c.Who().PersonID, draft); err != nil {
			return err
		}
	}
	return c.Done(answer.Message+"。"+answer.Next, "/cases/"+answer.CaseID)
}

// own is what of the posted values belongs to the p.form.
func own(typed url.Values) url.Values {
	out := url.Values{}
	for name, values := range typed {
		if !slices.Contains(hiddenNames, name) {
			out[name] = values
		}
	}
	return out
}

// again is the page once more with what was refused; false for other errors.
func again(values, typed url.Values, err error) (editing, bool) {
	e := editing{values: values, failed: err, note: typed.Get("note_text")}
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		if r.Field != "" {
			e.issues = []form.Issue{{Field: r.Field, Message: r.Title}}
		}
		return e, true
	}
	if errs.KindOf(err) == errs.Invalid {
		e.failed, e.issues = nil, []form.Issue{{Field: "body", Message: errs.Public(err)}}
		return e, true
	}
	if errs.KindOf(err) == errs.Unavailable {
		e.key = typed.Get("key") // sent again it is the same attempt (D3)
		return e, true
	}
	return e, false
}

func statusOf(e editing) int {
	switch r, refused := errors.AsType[*norm.Refusal](e.failed); {
	case refused:
		return web.RefusalStatus(r)
	case e.failed != nil:
		return web.KindStatus(errs.KindOf(e.failed))
	case len(e.issues) > 0:
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// keep puts what was typed aside: for the script an answer with the draft's id, else
// the page again.
func (p *Pages) keep(c *web.Call, d flow.Kept, back string) error {
	id, err := c.Engine().KeepDraft(c.Context(), c.Actor(), d)
	if err != nil {
		return err
	}
	said := savedAt(clock.Millis(c.Now()))
	if strings.Contains(c.Header().Get("Accept"), "application/json") {
		return c.JSON(map[string]string{"draft": id, "saved": said})
	}
	if d.CaseID != "" {
		id = ""
	}
	return c.Done(said, back+id)
}

// showEdit is the editor of a document that is there: for whose turn it is to draft it
// again, to mend it, or to revise it while reviewing.
func (p *Pages) showEdit(c *web.Call) error {
	v, err := see(c)
	if err != nil {
		return err
	}
	if err := mayEdit(v); err != nil {
		return err
	}
	e := editing{values: p.form.Values(v.Content.(Document))}
	kept, err := flow.DraftOfCase(c.Context(), c.Q(), c.Who().PersonID, v.Case.ID)
	if err == nil {
		if e.values, err = url.ParseQuery(kept.Body); err != nil {
			return err
		}
		e.saved = savedAt(kept.SavedAt)
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return p.editPage(c, http.StatusOK, v, e)
}

// mayEdit is for whose step is worked on in the editor, or who may revise.
func mayEdit(v *flow.View) error {
	if v.Task != nil && (v.Node.Page != "" || slices.Contains(v.Node.Can, flow.Revise)) {
		return nil
	}
	return errs.New(errs.NotAllowed, "现在没有轮到你修改这份公文")
}

func (p *Pages) editPage(c *web.Call, status int, v *flow.View, e editing) error {
	choices, err := c.ChoicesOf(v.Kind, v, p.form.Fields())
	if err != nil {
		return err
	}
	view := ui.Editor{Title: "修改公文", Lead: v.Case.Title, Cancel: "/cases/" + v.Case.ID, Saved: e.saved, Note: "note_text"}
	switch v.Node.ID {
	case "draft":
		view.Verbs, view.Note = []ui.Verb{{Label: "送校对"}}, ""
	case "mend":
		view.Title, view.Verbs, view.Note = "文字改正", []ui.Verb{{Label: "改好，送办公室主任确认"}}, ""
	case "rework":
		view.Title, view.Verbs, view.Note = "实质修改", []ui.Verb{{Label: "改好，报原签发人复审"}}, ""
	default:
		view.Verbs = []ui.Verb{{Label: "保存修改"}}
	}
	view.Verbs = append(view.Verbs, ui.Verb{Label: "存草稿", Name: "keep", Value: "1"})
	more := []ui.KV{{Name: "task", Value: v.Task.ID}, {Name: "task_version", Value: strconv.FormatInt(v.Task.Version, 10)}, {Name: "content_version", Value: strconv.FormatInt(v.Case.ContentVersion, 10)}, {Name: "case", Value: v.Case.ID}}
	return p.page(c, status, e, view, choices, "/outgoing/"+v.Case.ID+"/edit", more)
}

func (p *Pages) postEdit(c *web.Call) error {
	v, err := see(c)
	if err != nil {
		return err
	}
	if err := mayEdit(v); err != nil {
		return err
	}
	typed := c.Typed()
	values := own(typed)
	switch {
	case typed.Get("keep") != "":
		return p.keep(c, flow.Kept{CaseID: v.Case.ID, Kind: Kind, Title: v.Case.Title, Body: values.Encode()}, "/outgoing/"+v.Case.ID+"/edit")
	case typed.Get("import") != "":
		e, err := p.imported(c, values, typed.Get("import_file"))
		if err != nil {
			return err
		}
		return p.editPage(c, statusOf(e), v, e)
	}
	doc, issues := p.form.Decode(values)
	if len(issues) > 0 {
		return p.editPage(c, http.StatusUnprocessableEntity, v, editing{values: values, issues: issues})
	}
	act := flow.Act{CaseID: v.Case.ID, TaskID: typed.Get("task"), TaskVersion: number64(typed.Get("task_version")), ContentVersion: number64(typed.Get("content_version")), Action: flow.Approve, Fields: doc}
	if v.Node.Page == "" {
		act.Action, act.Opinion = flow.Revise, typed.Get("note_text")
	}
	answer, err := c.Engine().Act(c.Context(), c.Actor(), typed.Get("key"), act)
	if e, ok := again(values, typed, err); ok {
		return p.editPage(c, statusOf(e), v, e)
	}
	if err != nil {
		return err
	}
	if kept, err := flow.DraftOfCase(c.Context(), c.Q(), c.Who().PersonID, v.Case.ID); err == nil {
		if err := flow.DropDraft(c.Context(), c.Engine().Runner().DB(), c.Who().PersonID, kept.ID); err != nil {
			return err
		}
	}
	said := answer.Message + "。" + answer.Next
	if act.Action == flow.Revise {
		said = "已保存修改，继续办理"
	}
	return c.Done(said, "/cases/"+v.Case.ID)
}

// number64 reads a version; -1 matches none.
func number64(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
