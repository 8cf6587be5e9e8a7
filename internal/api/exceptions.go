package api

import (
	"net/http"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
)

// seesAll tells whether the caller reads every exception.
func (c *call) seesAll() bool {
	return org.Fills(c.duties, web.AllExceptions...)
}

// exceptions lists 特事登记, narrowed by state, clause, kind and days.
func (a *API) exceptions(c *call) (any, error) {
	q := c.URL.Query()
	f := ruling.Filter{State: ruling.State(q.Get("state")), Kind: q.Get("kind"), Clause: q.Get("clause")}
	if f.State != "" && !slices.Contains(ruling.States, f.State) {
		return nil, errs.New(errs.Invalid, "state 不在可选的范围内")
	}
	if err := c.period(&f.From, &f.To); err != nil {
		return nil, err
	}
	if !c.seesAll() {
		f.PersonID = c.who.PersonID
	}
	list, count, err := a.Ruling.Find(c.Context(), c.q(), f, 0, casesMost)
	if err != nil {
		return nil, err
	}
	views := make([]map[string]any, 0, len(list))
	for _, e := range list {
		views = append(views, a.exceptionView(e))
	}
	return map[string]any{"items": views, "count": count}, nil
}

func (a *API) exceptionView(e ruling.Exception) map[string]any {
	return map[string]any{
		"id": e.ID, "kind": e.Kind, "clause": e.Clause, "case_id": e.CaseID, "what": e.What, "allowed_by": e.AllowedBy, "allowed_at": e.AllowedAt, "how": e.How, "copies": e.Copies,
		"evidence": e.Files(), "recorded_by": e.RecordedBy, "recorded_at": e.RecordedAt, "due_at": e.DueAt, "due_text": e.DueText, "state": e.At(a.Engine.Runner().Now()),
		"good_at": e.GoodAt, "good_by": e.GoodBy, "objected_at": e.ObjectedAt, "objection": e.Objection,
	}
}

// oneException reads an exception that concerns the caller; who it does not
// concern is told as if it were not there.
func (a *API) oneException(c *call) (ruling.Exception, error) {
	e, err := ruling.ExceptionByID(c.Context(), c.q(), c.PathValue("id"))
	if err == nil && e.AllowedBy != c.who.PersonID && e.RecordedBy != c.who.PersonID && !c.seesAll() {
		err = store.ErrNotFound
	}
	return e, err
}

func (a *API) exception(c *call) (any, error) {
	e, err := a.oneException(c)
	if err != nil {
		return nil, err
	}
	return a.exceptionView(e), nil
}

func (a *API) recordException(c *call) (any, error) {
	var in struct {
		Kind      string   `json:"kind"`
		Clause    string   `json:"clause"`
		CaseID    string   `json:"case_id"`
		What      string   `json:"what"`
		AllowedBy string   `json:"allowed_by"`
		AllowedAt int64    `json:"allowed_at"` // UTC milliseconds
		How       string   `json:"how"`
		Copies    int64    `json:"copies"` // what is allowed is for so many; 0 where nothing is counted
		Evidence  []string `json:"evidence"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.CaseID != "" {
		if _, err := a.Engine.See(c.Context(), c.q(), c.actor(), in.CaseID, ""); err != nil {
			return nil, err
		}
	}
	if err := a.Engine.OwnFiles(c.Context(), c.q(), c.who.PersonID, in.Evidence); err != nil {
		return nil, err
	}
	id, err := a.Ruling.Record(c.Context(), c.actor(), c.key, ruling.Exception{
		Kind: in.Kind, Clause: in.Clause, CaseID: in.CaseID, What: in.What, AllowedBy: in.AllowedBy, AllowedAt: in.AllowedAt, How: in.How, Copies: in.Copies, Evidence: strings.Join(in.Evidence, " "),
	})
	if err != nil {
		return nil, err
	}
	c.status = http.StatusCreated
	e, err := ruling.ExceptionByID(c.Context(), c.q(), id)
	return a.exceptionView(e), err
}

func (a *API) confirmException(c *call) (any, error) {
	var in struct {
		Note string `json:"note"`
	}
	return a.answered(c, &in, func(id string) error { return a.Ruling.MakeGood(c.Context(), c.actor(), c.key, id, in.Note) })
}

func (a *API) objectException(c *call) (any, error) {
	var in struct {
		Why string `json:"why"`
	}
	return a.answered(c, &in, func(id string) error { return a.Ruling.Object(c.Context(), c.actor(), c.key, id, in.Why) })
}

// answered reads a body, carries out an answer and gives the exception as it is
// then.
func (a *API) answered(c *call, in any, use func(id string) error) (any, error) {
	if err := c.body(in); err != nil {
		return nil, err
	}
	e, err := a.oneException(c)
	if err != nil {
		return nil, err
	}
	if err := use(e.ID); err != nil {
		return nil, err
	}
	return a.exception(c)
}
