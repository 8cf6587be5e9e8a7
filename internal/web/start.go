package web

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

func (w *Web) newPage(c *Call) error {
	var page ui.StartPage
	for _, k := range c.startable() {
		m, _ := c.web.Modules.Of(k.ID)
		n := len(page.Groups)
		if n == 0 || page.Groups[n-1].Label != m.Name {
			page.Groups = append(page.Groups, ui.StartGroup{Label: m.Name, Icon: moduleIcon(m.ID)})
			n++
		}
		group := &page.Groups[n-1]
		group.Items = append(group.Items, ui.StartItem{Label: k.StartLabel(), Href: "/start/" + k.ID, Note: k.StartNote})
		if len(k.Quick) > 0 {
			group.Items = append(group.Items, ui.StartItem{Label: "只" + k.Def.Start().Verb, Href: "/start/" + k.ID + "?only=1", Note: "先" + k.Def.Start().Verb + "，其余以后再办"})
		}
	}
	return c.page("新建事项", nil, ui.Start(page))
}

// startForm is the form a new case is begun with: the first step's, and those
// of the steps that the same person does in one go.
type startForm struct {
	kind  *flow.Kind
	specs map[string]form.Spec // by node
	order []string
	key   string // of an attempt whose outcome may be unknown; "" for a new one
}

func (c *Call) startForm() (*startForm, error) {
	i := slices.IndexFunc(c.startable(), func(k *flow.Kind) bool { return k.ID == c.PathValue("kind") })
	if i < 0 {
		if k, ok := c.web.Engine.Kind(c.PathValue("kind")); ok {
			return nil, errs.Newf(errs.NotAllowed, "%s由%s发起", k.Name, k.StartNames())
		}
		return nil, store.ErrNotFound
	}
	k := c.startable()[i]
	first := k.Def.Start().ID
	f := &startForm{kind: k, specs: map[string]form.Spec{first: k.StartForm}, order: []string{first}}
	if c.URL.Query().Get("only") != "" {
		return f, nil
	}
	for _, id := range k.Quick {
		n, _ := k.Def.Node(id)
		f.specs[id], f.order = n.Form, append(f.order, id)
	}
	return f, nil
}

// fields joins the forms: files first, where fields are read from them, but not
// those asked for only under a condition; a name
// that several have stands once, as the later (more demanding) one has it.
func (f *startForm) fields() []form.Field {
	var files, rest []form.Field
	for i := range f.order {
		for _, field := range f.specs[f.order[i]].Fields() {
			later := slices.ContainsFunc(f.order[i+1:], func(id string) bool {
				return slices.ContainsFunc(f.specs[id].Fields(), func(x form.Field) bool { return x.Name == field.Name })
			})
			switch {
			case later:
			case field.Kind == form.Files && f.kind.Reads && field.When == nil:
				files = append(files, field)
			default:
				rest = append(rest, field)
			}
		}
	}
	return append(files, rest...)
}

// part is what of the values belongs to one form.
func part(spec form.Spec, values url.Values) url.Values {
	out := url.Values{}
	for name, typed := range values {
		head, _, _ := strings.Cut(name, ".") // a line's field stands under its table's name
		if slices.ContainsFunc(spec.Fields(), func(f form.Field) bool { return f.Name == head }) {
			out[name] = typed
		}
	}
	return out
}

func (f *startForm) title() string {
	if len(f.order) == 1 && len(f.kind.Quick) > 0 {
		return f.kind.Def.Start().Verb + f.kind.Name
	}
	return f.kind.StartLabel()
}

func (w *Web) showStart(c *Call) error {
	f, err := c.startForm()
	if err != nil {
		return err
	}
	if f.kind.Page != "" {
		return redirect(f.kind.Page + "?" + c.URL.RawQuery)
	}
	values := url.Values{}
	if f.kind.Blank != nil {
		values = f.kind.Blank(w.now())
	}
	if c.URL.Query().Get("draft") != "" {
		kept, err := flow.DraftOf(c.Context(), w.q(), c.who.PersonID, c.URL.Query().Get("draft"))
		if err != nil {
			return err
		}
		if values, err = url.ParseQuery(kept.Body); err != nil {
			return err
		}
	}
	more, err := c.Carried(f.kind, f.fields(), c.URL.Query())
	if err != nil {
		return err
	}
	maps.Copy(values, more)
	return c.startPage(http.StatusOK, f, values, nil, nil)
}

// Carried is what an address brings to the start of a case: ?from=, the case that it
// follows from, and fields by name, from a remedy or a ledger.
func (c *Call) Carried(kind *flow.Kind, fields []form.Field, query url.Values) (url.Values, error) {
	values := url.Values{}
	if from := query.Get("from"); from != "" {
		v, err := c.web.Engine.See(c.Context(), c.web.q(), c.actor(), from, "")
		if err != nil {
			return nil, err
		}
		rule, ok := kind.Follows[v.Kind.ID]
		if !ok {
			return nil, store.ErrNotFound
		}
		if rule.Prefill != nil {
			if values, err = rule.Prefill(c.Context(), c.web.q(), v); err != nil {
				return nil, err
			}
		}
	}
	for _, field := range fields {
		if typed := query[field.Name]; len(typed) > 0 {
			values[field.Name] = typed
		}
	}
	return values, nil
}

// startPage draws the form. Fields read from an uploaded document stand in it
// for confirmation.
func (c *Call) startPage(status int, f *startForm, values url.Values, issues []form.Issue, failed error, focus ...string) error {
	fields := f.fields()
	choices, err := c.choicesOf(f.kind, nil, fields)
	if err != nil {
		return err
	}
	view := c.formView(fields, values, issues, choices)
	view.Action = c.URL.RequestURI()
	if f.key == "" {
		f.key = ident.Secret()
	}
	view.Hidden = append(c.token(), ui.KV{Name: "key", Value: f.key})
	view.Submit = f.kind.Def.Start().Verb
	if len(f.order) > 1 {
		n, _ := f.kind.Def.Node(f.kind.Quick[0])
		view.Submit = n.Verb
	}
	if f.kind.Reads {
		view.More, view.Reads = []ui.Verb{{Label: "读取文件，填好各项", Name: "read", Value: "1"}}, "read"
	}
	view.More = append(view.More, ui.Verb{Label: "存草稿", Name: "keep", Value: "1"})
	if c.URL.Query().Get("draft") != "" {
		view.More = append(view.More, ui.Verb{Label: "删去草稿", Name: "drop", Value: "1"})
	}
	view.Cancel, view.Focus = "/todo", strings.Join(focus, "")
	view.Told = failed != nil
	page := ui.FormPage{Title: f.title(), Lead: f.kind.StartNote, Form: *view, Refusal: c.refusal(failed, &remedyForm{})}
	switch {
	case f.kind.Reads:
		page.Pages, page.PagesOf = c.preview(values["files"])
	case f.kind.Beside != nil:
		files, err := f.kind.Beside(c.Context(), c.web.q(), c.web.now())
		if err != nil {
			return err
		}
		page.Pages, page.PagesOf = c.preview(files)
	}
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(status, ui.Page{Title: page.Title, Shell: shell, Crumbs: []ui.Link{{Label: "新建事项", Href: "/new"}, {Label: page.Title}}, Body: ui.FormPageNode(page)})
}

func (w *Web) start(c *Call) error {
	f, err := c.startForm()
	if err != nil {
		return err
	}
	c.take("csrf")
	key, read, keep, drop := c.take("key"), c.take("read") == "1", c.take("keep") == "1", c.take("drop") == "1"
	draft := c.URL.Query().Get("draft")
	if drop && draft != "" {
		if err := flow.DropDraft(c.Context(), w.Engine.Runner().DB(), c.who.PersonID, draft); err != nil {
			return err
		}
		return c.done("草稿已删去", "/drafts")
	}
	if keep {
		draft, err = w.Engine.KeepDraft(c.Context(), c.actor(), flow.Kept{ID: draft, Kind: f.kind.ID, Title: c.typed.Get("title"), Body: c.typed.Encode()})
		if err != nil {
			return err
		}
		return c.done("草稿已保存 "+w.now().In(clock.Shanghai).Format("15:04"), "/start/"+f.kind.ID+"?draft="+draft)
	}
	if read {
		values, err := c.readProposal(f, c.typed)
		if err != nil {
			return err
		}
		return c.startPage(http.StatusOK, f, values, nil, nil, "title")
	}
	in := flow.StartInput{Kind: f.kind.ID, From: c.URL.Query().Get("from"), Ahead: map[string]any{}}
	var issues []form.Issue
	for i, id := range f.order {
		fields, wrong := f.specs[id].DecodeAny(part(f.specs[id], c.typed))
		for _, issue := range wrong {
			if !slices.Contains(issues, issue) {
				issues = append(issues, issue)
			}
		}
		if i == 0 {
			in.Fields = fields
		} else {
			in.Ahead[id] = fields
		}
	}
	if len(issues) > 0 {
		return c.startPage(http.StatusUnprocessableEntity, f, c.typed, issues, nil)
	}
	answer, err := w.Engine.Start(c.Context(), c.actor(), key, in)
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		if r.Field != "" {
			issues = []form.Issue{{Field: r.Field, Message: r.Title}}
		}
		return c.startPage(RefusalStatus(r), f, c.typed, issues, r)
	}
	if errs.KindOf(err) == errs.Unavailable {
		f.key = key // sent again it is the same attempt (D3)
		return c.startPage(http.StatusServiceUnavailable, f, c.typed, nil, err)
	}
	if err != nil {
		return err
	}
	if draft != "" {
		if err := flow.DropDraft(c.Context(), w.Engine.Runner().DB(), c.who.PersonID, draft); err != nil {
			return err
		}
	}
	return c.done(answer.Message+"。"+answer.Next, "/cases/"+answer.CaseID)
}

// readProposal reads the first PDF among the files and proposes what is still
// empty; the clerk confirms.
func (c *Call) readProposal(f *startForm, values url.Values) (url.Values, error) {
	propose := c.web.Propose[f.kind.ID]
	if propose == nil {
		return values, nil
	}
	for _, id := range values["files"] {
		file, err := c.web.Engine.FileFor(c.Context(), c.web.q(), c.who.PersonID, id)
		if err != nil || file.Type != "application/pdf" {
			continue
		}
		data, err := c.web.Blobs.Read(c.Context(), file.Hash)
		if err != nil {
			return nil, err
		}
		pages, _, err := c.web.PDF.Text(c.Context(), data)
		if err != nil {
			return nil, err
		}
		for name, value := range propose(pages) {
			if value != "" {
				values.Set(name, value)
			}
		}
		return values, nil
	}
	return values, nil
}

// preview is the first PDF among files, page by page, to stand beside the form.
func (c *Call) preview(ids []string) ([]ui.PageImage, string) {
	for _, id := range ids {
		file, err := c.web.Engine.FileFor(c.Context(), c.web.q(), c.who.PersonID, id)
		if err == nil && file.Type == "application/pdf" {
			return pageImages(file), file.Name
		}
	}
	return nil, ""
}

// stored is an upload that has been checked, is on disk and recorded.
type stored struct{ ID, Name string }

func (c *Call) upload(name string, r io.Reader) (stored, error) {
	id, name, err := c.web.StoreUpload(c.Context(), c.actor(), c.id, name, r)
	return stored{id, name}, err
}

// StoreUpload takes one file: checked in memory, then stored by hash, then
// recorded (D6). What is refused leaves nothing but the refusal; the same file
// under the same key is recorded once.
func (w *Web) StoreUpload(ctx context.Context, actor runner.Actor, key, name string, r io.Reader) (id, kept string, err error) {
	megabytes, err := w.Ruling.Int(ctx, w.q(), "G.upload-mb")
	if err != nil {
		return "", "", err
	}
	limits := blob.DefaultLimits
	limits.Bytes = min(limits.Bytes, int64(megabytes)<<20)
	up, err := blob.Check(ctx, w.PDF, name, r, limits)
	if refusal, ok := errors.AsType[*norm.Refusal](err); ok {
		return "", "", w.Engine.Runner().Refuse(ctx, runner.Request{Actor: actor, Key: key, Action: "file.add"}, refusal)
	}
	if err != nil {
		return "", "", err
	}
	file, err := w.storeFile(ctx, actor, key, up)
	return file.ID, file.Name, err
}

func (w *Web) storeFile(ctx context.Context, actor runner.Actor, key string, up *blob.Upload) (stored, error) {
	hash, err := w.Blobs.Put(ctx, up.Data)
	if err != nil {
		return stored{}, err
	}
	text, declared := int64(1), int64(0)
	if !up.HasText {
		text, declared = 0, 1 // the upload form says so beside the field
	}
	id, err := flow.AddFile(ctx, w.Engine.Runner(), actor, key+"/"+hash+"/"+up.Name, flow.File{
		Hash: hash, Name: up.Name, Type: up.Type, Size: int64(len(up.Data)), Pages: int64(up.Count), Text: text, Declared: declared,
	})
	if err != nil {
		return stored{}, err
	}
	return stored{id, up.Name}, w.Blobs.Keep(ctx, hash, up.Data)
}
