package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// Policy says who may call a route; the service behind it decides the rest.
type Policy string

// The policies. A policy that names posts is those, joined by commas.
const (
	Public   Policy = "public"
	SignedIn Policy = "signed-in"
	Admins   Policy = "xitong,anquan,shenji"
	Staff    Policy = "staff" // everyone but the three administrators
)

// Route is one line of the route table.
type Route struct {
	Method, Path string
	Policy       Policy
	Handle       func(c *Call) error
}

// Call is one request: who asks, and what for.
type Call struct {
	http.ResponseWriter
	*http.Request
	web    *Web
	who    account.Identity
	secret string // of the session
	duties []org.Duty
	id     string // of the request, for the log and error pages
	typed  url.Values
	wrote  bool
}

const (
	textLimit   = 1 << 20  // of a form's texts
	uploadLimit = 64 << 20 // of a request with files
)

func (w *Web) cookie() string {
	if w.TLS {
		return "__Host-guiju"
	}
	return "guiju"
}

func (w *Web) serve(route Route) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		c := &Call{ResponseWriter: rw, Request: r, web: w, id: ident.New(w.now())}
		if err := c.run(route); err != nil {
			c.fail(err)
		}
	})
}

func (c *Call) run(route Route) error {
	if err := c.authenticate(route.Policy); err != nil {
		return err
	}
	if c.Method == http.MethodPost {
		if err := c.parse(); err != nil {
			return err
		}
		if route.Policy != Public && c.typed.Get("csrf") != c.who.CSRF {
			return errs.New(errs.NotAllowed, "页面已过期，刷新后再提交")
		}
	}
	return route.Handle(c)
}

// authenticate finds who asks and whether the route is for them; their duties
// are read now, at each request.
func (c *Call) authenticate(policy Policy) error {
	if cookie, err := c.Cookie(c.web.cookie()); err == nil {
		c.secret = cookie.Value
	}
	if c.secret != "" {
		who, err := c.identify()
		if err != nil && errs.KindOf(err) != errs.NotSignedIn {
			return err
		}
		c.who = who
	}
	if policy == Public {
		return nil
	}
	if c.who.PersonID == "" {
		return errs.New(errs.NotSignedIn, "还没有登录，或登录已过期")
	}
	var err error
	if c.duties, err = org.Duties(c.Context(), c.web.q(), c.who.PersonID, c.web.now()); err != nil {
		return err
	}
	if c.who.MustChange && c.URL.Path != "/password" && c.URL.Path != "/logout" {
		return redirect("/password")
	}
	return c.allowed(policy)
}

// identify reads whose session it is. Live counts are asked for by the page
// itself and keep no session alive.
func (c *Call) identify() (account.Identity, error) {
	if c.URL.Path == "/counts" || c.URL.Path == "/events" {
		who, _, err := c.web.Account.Look(c.Context(), c.secret)
		return who, err
	}
	return c.web.Account.Resolve(c.Context(), c.secret)
}

func (c *Call) allowed(policy Policy) error {
	switch policy {
	case Public, SignedIn:
		return nil
	case Staff:
		if !c.holds("xitong", "anquan", "shenji") {
			return nil
		}
	case Admins:
		if c.holds("xitong", "anquan", "shenji") {
			return nil
		}
	default:
		if c.holds(strings.Split(string(policy), ",")...) {
			return nil
		}
	}
	posts := org.PostNames(strings.Split(string(policy), ","))
	if policy == Staff {
		posts = "业务岗位的人员"
	}
	return errs.Newf(errs.NotAllowed, "这个页面只对%s开放", posts)
}

// holds tells whether the person holds one of the posts, in nobody's stead.
func (c *Call) holds(posts ...string) bool { return org.Fills(c.duties, posts...) }

func (c *Call) actor() runner.Actor {
	return runner.Actor{PersonID: c.who.PersonID, Name: c.who.Name, Via: "page"}
}

// parse reads the form. Files are checked and stored as they come, in memory
// until they are known to be clean, and stand in the values as ids.
func (c *Call) parse() error {
	kind, _, err := mime.ParseMediaType(c.Header().Get("Content-Type"))
	if err != nil {
		return errs.New(errs.Malformed, "不能识别提交的内容").With(err)
	}
	if kind == "multipart/form-data" {
		return c.parseMultipart()
	}
	c.Body = http.MaxBytesReader(c.ResponseWriter, c.Body, textLimit)
	if err := c.ParseForm(); err != nil {
		return tooLarge(err)
	}
	c.typed = c.PostForm
	return nil
}

// Header is the request's; the answer's is ResponseWriter.Header.
func (c *Call) Header() http.Header { return c.Request.Header }

func tooLarge(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errs.New(errs.TooLarge, "提交的内容太大，没有保存").With(err)
	}
	return errs.New(errs.Malformed, "不能识别提交的内容").With(err)
}

func (c *Call) parseMultipart() error {
	c.Body = http.MaxBytesReader(c.ResponseWriter, c.Body, uploadLimit)
	parts, err := c.MultipartReader()
	if err != nil {
		return tooLarge(err)
	}
	c.typed = url.Values{}
	texts := int64(0)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return tooLarge(err)
		}
		if part.FileName() == "" {
			text, err := io.ReadAll(io.LimitReader(part, textLimit))
			if texts += int64(len(text)); err != nil || texts >= textLimit {
				return errs.New(errs.TooLarge, "提交的内容太大，没有保存").With(err)
			}
			if !isFile(part) {
				c.typed.Add(part.FormName(), string(text))
			}
			continue
		}
		if c.typed.Get("csrf") != c.who.CSRF { // it stands before the files in every form
			return errs.New(errs.NotAllowed, "页面已过期，刷新后再提交")
		}
		up, err := c.upload(part.FileName(), part)
		if err != nil {
			return err
		}
		c.typed.Add(part.FormName(), up.ID)
	}
}

// isFile tells a file field, also one that was left empty.
func isFile(part *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := params["filename"]
	return err == nil && named
}

// take gives a hidden value and removes it, so that the rest is the form's own.
func (c *Call) take(name string) string {
	v := c.typed.Get(name)
	c.typed.Del(name)
	return v
}

// address is where the request came from, for the log-in's record. What a
// configured proxy says of it counts, and nobody else's word.
func (c *Call) address() string {
	host, _, err := net.SplitHostPort(c.RemoteAddr)
	if err != nil {
		return c.RemoteAddr
	}
	forwarded := strings.Split(c.Header().Get("X-Forwarded-For"), ",")
	for i := len(forwarded) - 1; i >= 0 && c.web.trusts(host); i-- {
		addr, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		host = addr.String()
	}
	return host
}

func (w *Web) trusts(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && slices.ContainsFunc(w.Proxies, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// redirection is not an error but travels as one.
type redirection struct{ to string }

func (r *redirection) Error() string { return "redirect to " + r.to }

func redirect(to string) error { return &redirection{to} }

// show renders a page, as a fragment where htmx asks for one.
func (c *Call) show(status int, p ui.Page) error {
	var out bytes.Buffer
	render := p.Render
	if c.Header().Get("HX-Request") != "" && c.Header().Get("HX-History-Restore-Request") == "" {
		render = p.RenderFragment
	}
	if err := render(&out); err != nil {
		return err
	}
	c.ResponseWriter.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.ResponseWriter.Header().Set("Cache-Control", "no-store")
	c.WriteHeader(status)
	c.wrote = true
	if _, err := out.WriteTo(c.ResponseWriter); err != nil {
		return nil //nolint:nilerr // the reader went away
	}
	return nil
}

// page is show with the shell around body.
func (c *Call) page(title string, crumbs []ui.Link, body g.Node) error {
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(http.StatusOK, ui.Page{Title: title, Shell: shell, Crumbs: crumbs, Flash: c.flash(), Body: body})
}

// fail turns an error into its page: one adapter for all handlers.
func (c *Call) fail(err error) {
	if r, ok := errors.AsType[*redirection](err); ok {
		c.goTo(r.to)
		return
	}
	status := statusOf(err)
	if status >= 500 {
		c.web.Log.ErrorContext(c.Context(), "request failed", "id", c.id, "path", c.URL.Path, "error", err)
	}
	if c.wrote {
		return
	}
	if strings.Contains(c.Header().Get("Accept"), "application/json") {
		c.failJSON(status, err)
		return
	}
	if status == http.StatusUnauthorized && c.Method == http.MethodGet {
		c.goTo("/login?to=" + url.QueryEscape(c.URL.RequestURI()))
		return
	}
	if err := c.show(status, c.errorPage(status, err)); err != nil {
		c.web.Log.ErrorContext(c.Context(), "error page failed", "id", c.id, "error", err)
		http.Error(c.ResponseWriter, "系统内部出错 "+c.id, http.StatusInternalServerError)
	}
}

// failJSON answers a script of the page: uploads, live counts.
func (c *Call) failJSON(status int, err error) {
	message := errs.Public(err)
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		message = r.Title + "（" + r.Clause + "）。" + r.Detail
	}
	c.ResponseWriter.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.WriteHeader(status)
	if err := json.NewEncoder(c.ResponseWriter).Encode(map[string]string{"message": message, "id": ""}); err != nil {
		return // the reader went away
	}
}

func (c *Call) goTo(to string) {
	if c.Header().Get("HX-Request") != "" {
		c.ResponseWriter.Header().Set("HX-Redirect", ui.SafeHref(to))
		c.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(c.ResponseWriter, c.Request, ui.SafeHref(to), http.StatusSeeOther)
}

// statusOf is the one mapping of errors to statuses; pages and API share it.
func statusOf(err error) int {
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		return RefusalStatus(r)
	}
	return KindStatus(errs.KindOf(err))
}

// RefusalStatus is 403 for the wrong person (G-04), 409 for a stale page (G-05),
// 422 for every other clause.
func RefusalStatus(r *norm.Refusal) int {
	switch r.Clause {
	case "G-04":
		return http.StatusForbidden
	case "G-05":
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// KindStatus is the status of an error's kind.
func KindStatus(kind errs.Kind) int {
	switch kind {
	case errs.Malformed:
		return http.StatusBadRequest
	case errs.NotSignedIn:
		return http.StatusUnauthorized
	case errs.NotAllowed:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Stale:
		return http.StatusConflict
	case errs.TooLarge:
		return http.StatusRequestEntityTooLarge
	case errs.Invalid:
		return http.StatusUnprocessableEntity
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	case errs.Internal:
	}
	return http.StatusInternalServerError
}

// flashCookie carries one line of what was done over a redirect.
const flashCookie = "guiju-done"

func (c *Call) done(text, to string) error {
	c.setCookie(flashCookie, url.QueryEscape(text), 60)
	return redirect(to)
}

// setCookie sets a cookie that no script reads and no other site sends; over TLS
// it travels only there. maxAge in seconds: 0 for the session, -1 to end it.
func (c *Call) setCookie(name, value string, maxAge int) {
	//nolint:gosec // G124: a bureau without TLS inside its own network still signs in
	http.SetCookie(c.ResponseWriter, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.web.TLS})
}

func (c *Call) flash() []ui.Flash {
	cookie, err := c.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	c.setCookie(flashCookie, "", -1)
	text, err := url.QueryUnescape(cookie.Value)
	if err != nil || text == "" {
		return nil
	}
	return []ui.Flash{{Text: text}}
}

// Bureau is the name of the office.
func (c *Call) Bureau() string { return c.web.Bureau(c.Context()) }

// names resolves ids for records: people, departments, files, cases.
func (w *Web) name(ctx context.Context, table, column, id string) string {
	text, err := store.Value[string](ctx, w.q(), "SELECT "+column+" FROM "+table+" WHERE id = $1", id)
	if err != nil {
		return id
	}
	return text
}
