// Package api is the same program for programs: every kind and every action, by
// the same rules, with the same refusals as problem+json (RFC 9457). A bearer
// token is bound to a person and a scope; changes carry an Idempotency-Key.
// The OpenAPI document is made from the definitions: one literal path per kind
// and step.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/web"
)

// Deps is what the API needs.
type Deps struct {
	Engine  *flow.Engine
	Account *account.Service
	Modules module.Set
	Ruling  *ruling.Service
	// Store checks and keeps an uploaded file and gives its id and name.
	Store   func(ctx context.Context, actor runner.Actor, key, name string, r io.Reader) (id, kept string, err error)
	Fonts   *font.Set
	Bureau  func(ctx context.Context) string
	Version string
	Log     *slog.Logger
}

// API serves /api/v1. Use New.
type API struct{ Deps }

// New fails on a missing dependency.
func New(d Deps) (*API, error) {
	if d.Engine == nil || d.Account == nil || d.Ruling == nil || d.Store == nil || d.Bureau == nil || d.Log == nil {
		return nil, errors.New("api: a dependency is missing")
	}
	return &API{d}, nil
}

// Policy says who may call a route.
type Policy string

// The policies: a change needs a token of scope write and an Idempotency-Key.
const (
	Public Policy = "public"
	Read   Policy = "read"
	Write  Policy = "write"
)

// Route is one line of the route table.
type Route struct {
	Method, Path string
	Policy       Policy
	Handle       func(c *call) (any, error)
	Summary      string
}

// Routes is the one table of the API.
func (a *API) Routes() []Route {
	return []Route{
		{"GET", "/api/v1/openapi.json", Public, a.openapi, "本接口的说明"},
		{"POST", "/api/v1/session", Public, a.session, "用登录名和密码换取令牌"},
		{"GET", "/api/v1/norms", Read, a.norms, "全部工作规范"},
		{"GET", "/api/v1/norms/{spec}", Read, a.spec, "一部规范"},
		{"GET", "/api/v1/norms/clauses/{id}", Read, a.clause, "一条条款"},
		{"GET", "/api/v1/tasks", Read, a.tasks, "待办、已办、我发起、传阅"},
		{"GET", "/api/v1/cases", Read, a.cases, "查找事项"},
		{"POST", "/api/v1/cases/{kind}", Write, a.start, "发起事项"},
		{"GET", "/api/v1/cases/{id}", Read, a.see, "一个事项：内容、环节、可办操作、历史"},
		{"POST", "/api/v1/cases/{id}/actions/{action}", Write, a.act, "办理"},
		{"GET", "/api/v1/registers/{form}", Read, a.register, "登记表"},
		{"GET", "/api/v1/compliance/{spec}", Read, a.compliance, "一部规范在一段时间里的执行证据，逐条"},
		{"GET", "/api/v1/exceptions", Read, a.exceptions, "特事登记"},
		{"POST", "/api/v1/exceptions", Write, a.recordException, "登记特事"},
		{"GET", "/api/v1/exceptions/{id}", Read, a.exception, "一件特事"},
		{"POST", "/api/v1/exceptions/{id}/confirm", Write, a.confirmException, "批准的领导确认补办"},
		{"POST", "/api/v1/exceptions/{id}/object", Write, a.objectException, "批准的领导不认可"},
		{"POST", "/api/v1/files", Write, a.files, "上传文件"},
	}
}

// call is one request.
type call struct {
	*http.Request
	w      http.ResponseWriter
	api    *API
	who    account.Identity
	duties []org.Duty
	key    string
	raw    bool // the handler has written the answer itself
	status int
}

func (c *call) actor() runner.Actor {
	return runner.Actor{PersonID: c.who.PersonID, Name: c.who.Name, Via: "api"}
}

func (c *call) q() store.Querier { return c.api.Engine.Runner().DB().Read() }

const bodyLimit = 1 << 20

// Handler serves the table.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range a.Routes() {
		mux.HandleFunc(route.Method+" "+route.Path, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, route) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, store.ErrNotFound)
	})
	return mux
}

func (a *API) serve(w http.ResponseWriter, r *http.Request, route Route) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	if route.Path != "/api/v1/files" {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	}
	c := &call{Request: r, w: w, api: a, status: http.StatusOK}
	answer, err := c.run(route)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if c.raw {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(c.status)
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		return // the caller went away
	}
}

func (c *call) run(route Route) (any, error) {
	if route.Policy == Public {
		return route.Handle(c)
	}
	token, ok := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, errs.New(errs.NotSignedIn, "缺少令牌：Authorization: Bearer …")
	}
	var err error
	if c.who, err = c.api.Account.ResolveToken(c.Context(), token); err != nil {
		return nil, err
	}
	if c.duties, err = org.Duties(c.Context(), c.q(), c.who.PersonID, c.api.Engine.Runner().Now()); err != nil {
		return nil, err
	}
	for _, d := range c.duties {
		if info, _ := org.PostByCode(d.Post); info.Admin {
			return nil, errs.New(errs.NotAllowed, "三员不使用业务接口")
		}
	}
	if route.Policy == Write {
		if c.who.ReadOnly {
			return nil, errs.New(errs.NotAllowed, "这个令牌只读")
		}
		if c.key = c.Header.Get("Idempotency-Key"); c.key == "" || len(c.key) > 100 {
			return nil, errs.New(errs.Malformed, "缺少 Idempotency-Key，或超过 100 个字符")
		}
	}
	return route.Handle(c)
}

// problem is RFC 9457 with the members of a refusal and of validation.
type problem struct {
	Type     string        `json:"type"`
	Title    string        `json:"title"`
	Status   int           `json:"status"`
	Detail   string        `json:"detail,omitempty"`
	Clause   string        `json:"clause,omitempty"`
	Rule     string        `json:"rule_version,omitempty"`
	Remedies []norm.Remedy `json:"remedies,omitempty"`
	Issues   []issue       `json:"issues,omitempty"`
}

type issue struct {
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

// invalid carries the issues of a form as an error.
type invalid struct{ issues []form.Issue }

func (*invalid) Error() string { return "validation failed" }

func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problem{Type: "about:blank", Title: errs.Public(err), Status: web.KindStatus(errs.KindOf(err))}
	if refusal, ok := errors.AsType[*norm.Refusal](err); ok {
		p = problem{Type: "/problems/refusal", Title: refusal.Title, Detail: refusal.Detail, Clause: refusal.Clause, Rule: refusal.RuleVersion, Remedies: refusal.Remedies, Status: web.RefusalStatus(refusal)}
	} else if wrong, ok := errors.AsType[*invalid](err); ok {
		p = problem{Type: "/problems/validation", Title: "有内容需要改正", Status: http.StatusUnprocessableEntity}
		for _, i := range wrong.issues {
			p.Issues = append(p.Issues, issue{"/" + strings.ReplaceAll(i.Field, ".", "/"), i.Message})
		}
	} else if errs.KindOf(err) == errs.Invalid {
		p.Type = "/problems/validation"
	}
	if p.Status >= http.StatusInternalServerError {
		a.Log.ErrorContext(r.Context(), "api request failed", "path", r.URL.Path, "error", err)
	}
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		return // the caller went away
	}
}

// body reads the request's JSON into v; unknown members are refused.
func (c *call) body(v any) error {
	text, err := io.ReadAll(c.Body)
	if err != nil {
		return errs.New(errs.TooLarge, "内容太大").With(err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return errs.New(errs.Malformed, "不能识别的 JSON，或有不认识的项").With(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Malformed, "JSON 之后还有内容")
	}
	return nil
}

// session gives a token of scope write for twelve hours.
func (a *API) session(c *call) (any, error) {
	var in struct {
		Login    string `json:"login"`
		Password string `json:"password"`
		Code     string `json:"code"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	secret, who, err := a.Account.Login(c.Context(), in.Login, in.Password, in.Code, c.RemoteAddr, c.UserAgent())
	if err != nil {
		return nil, err
	}
	if err := a.Account.Logout(c.Context(), secret); err != nil {
		return nil, err
	}
	if who.MustChange {
		return nil, errs.New(errs.NotAllowed, "首次登录，先在页面上修改密码")
	}
	token, err := a.Account.MakeToken(c.Context(), who.PersonID, "接口登录", "write", 12*time.Hour)
	return map[string]string{"token": token, "person": who.Name}, err
}
