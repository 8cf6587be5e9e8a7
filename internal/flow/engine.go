package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
)

// Engine starts cases and carries out actions on them.
type Engine struct {
	run           *runner.Runner
	kinds         map[string]*Kind
	order         []*Kind
	opinionClause string
	days          func(ctx context.Context, q store.Querier) (calendar.Days, error)
	scan          func(texts []string) *norm.Refusal
	excepted      func(ctx context.Context, q store.Querier, caseID, clause string) (bool, error)
	search        *search.Index
	ready         func(ctx context.Context, q store.Querier) error
}

// Options of New.
type Options struct {
	Runner *runner.Runner
	Kinds  []*Kind
	// OpinionClause forbids empty opinions; it reaches flow from app.
	OpinionClause string
	// Days is the calendar in force, by which a pause moves due times.
	Days func(ctx context.Context, q store.Querier) (calendar.Days, error)
	// Scan refuses texts that may not be kept (markings); nil lets all pass.
	Scan func(texts []string) *norm.Refusal
	// Excepted tells whether an exception with evidence lets a clause's refusal
	// pass for a case (G-09); nil: none ever does.
	Excepted func(ctx context.Context, q store.Querier, caseID, clause string) (bool, error)
	// Search is the index that every step writes; nil where nothing is looked for.
	Search *search.Index
	// Ready says why nothing can begin yet, in a bureau that is still being set
	// up; nil: it always can.
	Ready func(ctx context.Context, q store.Querier) error
}

// New checks every kind and that the version of every open case is still there.
func New(ctx context.Context, o Options) (_ *Engine, err error) {
	defer errs.Wrap(&err, "flow.New")
	if o.Runner == nil || o.OpinionClause == "" || o.Days == nil {
		return nil, errors.New("no runner, clause or calendar")
	}
	e := &Engine{run: o.Runner, kinds: map[string]*Kind{}, order: o.Kinds, opinionClause: o.OpinionClause, days: o.Days, scan: o.Scan, excepted: o.Excepted, search: o.Search, ready: o.Ready}
	if e.scan == nil {
		e.scan = func([]string) *norm.Refusal { return nil }
	}
	if e.excepted == nil {
		e.excepted = func(context.Context, store.Querier, string, string) (bool, error) { return false, nil }
	}
	if e.ready == nil {
		e.ready = func(context.Context, store.Querier) error { return nil }
	}
	for _, k := range o.Kinds {
		if err := k.Validate(); err != nil {
			return nil, err
		}
		for _, d := range append([]*Definition{k.Def}, k.Old...) {
			if err := citable(o.Runner.Norm(), d); err != nil {
				return nil, err
			}
		}
		e.kinds[k.ID] = k
	}
	return e, e.checkOpenCases(ctx)
}

// citable makes sure that a node cites only what is in the catalogue.
func citable(c *norm.Catalogue, d *Definition) error {
	for _, n := range d.Nodes {
		for _, id := range n.Clauses {
			if _, err := c.Cite(id); err != nil {
				return fmt.Errorf("%s.%s: %w", d.Kind, n.ID, err)
			}
		}
		if n.Key == "" {
			continue
		}
		if _, ok := c.KeyPoint(n.Key); !ok {
			return fmt.Errorf("%s.%s: no key point %s", d.Kind, n.ID, n.Key)
		}
	}
	return nil
}

func (e *Engine) checkOpenCases(ctx context.Context) error {
	type version struct {
		Kind    string `db:"kind"`
		Version int    `db:"flow_version"`
		Hash    string `db:"flow_hash"`
	}
	inUse, err := store.All[version](ctx, e.run.DB().Read(), `SELECT DISTINCT kind, flow_version, flow_hash FROM cases
		WHERE closed_at = 0`)
	if err != nil {
		return err
	}
	for _, v := range inUse {
		k := e.kinds[v.Kind]
		if k == nil {
			continue // a kind that this build does not serve
		}
		d := k.DefinitionOf(v.Version)
		if d == nil || d.Hash() != v.Hash {
			return fmt.Errorf("open cases follow version %d of the flow %s, which is gone or was changed", v.Version, v.Kind)
		}
	}
	return nil
}

// Kinds lists the kinds in order.
func (e *Engine) Kinds() []*Kind { return e.order }

// Kind gives a kind; false if there is none.
func (e *Engine) Kind(id string) (*Kind, bool) {
	k, ok := e.kinds[id]
	return k, ok
}

// Runner is what use cases beside the engine's run through.
func (e *Engine) Runner() *runner.Runner { return e.run }

// StartInput is what a new case begins with.
type StartInput struct {
	Kind    string
	From    string // the case it follows from; "" for none
	Fields  any    // the decoded start form
	Opinion string
	// Ahead are step fields for nodes after the first that the same person does
	// at once (签收 and 登记 in one go).
	Ahead map[string]any
}

// Act is one action of a person on a case.
type Act struct {
	CaseID, TaskID string
	TaskVersion    int64 // the task's version the person saw
	ContentVersion int64 // the content's version the person saw
	Action         Action
	Opinion        string
	Fields         any      // the decoded step form
	To             string   // Return: node id, "" for the step before; Recall, Circulate: a circulation
	Straight       bool     // Return: comes straight back afterwards
	People         []string // Forward, AddSigner, Circulate: person ids, order kept
	Place          string   // AddSigner: before, beside or after
	Signature      string   // file id of a drawn signature
	Paper          *OnPaper
	Ahead          map[string]any
	InOrder        bool   // Circulate: one after another
	Folder         string // Circulate: number of the folder that goes round
	Due            int64  // Circulate: until when
	prepared       map[string]any
}

// OnPaper says that the action was signed on paper and is recorded by the clerk.
type OnPaper struct {
	SignedBy string // person id
	Scan     string // file id, required
}

// Start makes a case and finishes its first step. Refused under the kind's
// clauses; NotAllowed if none of the actor's posts may start one.
func (e *Engine) Start(ctx context.Context, actor runner.Actor, key string, in StartInput) (runner.Answer, error) {
	k, ok := e.kinds[in.Kind]
	if !ok {
		return runner.Answer{}, store.ErrNotFound
	}
	req := runner.Request{Actor: actor, Key: key, Action: k.ID + "." + k.Def.Start().ID}
	if r := e.scan(append(textsOf(in.Fields), append(textsOf(in.Ahead), in.Opinion)...)); r != nil {
		return runner.Answer{}, e.run.Refuse(ctx, req, r)
	}
	prepared, err := k.prepareStart(ctx, actor, in)
	if err != nil {
		return runner.Answer{}, e.keepRefusal(ctx, req, err)
	}
	return e.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := e.ready(ctx, w.Tx); err != nil {
			return runner.Answer{}, err
		}
		t, err := e.begin(ctx, w, k, in, prepared)
		if err != nil {
			return runner.Answer{}, err
		}
		return t.finish(ctx)
	})
}

// Act carries out one action. Errors: *norm.Refusal (also for the wrong person,
// G-04, and a stale page, G-05), errs.NotFound for what the actor may not see.
func (e *Engine) Act(ctx context.Context, actor runner.Actor, key string, act Act) (runner.Answer, error) {
	c, err := loadCase(ctx, e.run.DB().Read(), act.CaseID)
	if err != nil {
		return runner.Answer{}, err
	}
	req := runner.Request{Actor: actor, Key: key, CaseID: c.ID, Action: c.Kind + "." + string(act.Action)}
	if r := e.scan(append(textsOf(act.Fields), act.Opinion, act.Folder)); r != nil {
		return runner.Answer{}, e.run.Refuse(ctx, req, r)
	}
	if act.prepared, err = e.prepareAct(ctx, actor, c, act); err != nil {
		return runner.Answer{}, e.keepRefusal(ctx, req, err)
	}
	return e.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		t, err := e.resume(ctx, w, act)
		if err != nil {
			return runner.Answer{}, err
		}
		if err := t.do(ctx); err != nil {
			return runner.Answer{}, err
		}
		return t.finish(ctx)
	})
}

// prepareStart runs what the kind finds out about the steps of a start.
func (k *Kind) prepareStart(ctx context.Context, actor runner.Actor, in StartInput) (map[string]any, error) {
	prepared := map[string]any{}
	steps := map[string]any{k.Def.Start().ID: in.Fields}
	maps.Copy(steps, in.Ahead)
	for node, fields := range steps {
		if err := k.prepareInto(ctx, prepared, node, Preparing{Actor: actor, Fields: fields}); err != nil {
			return nil, err
		}
	}
	return prepared, nil
}

func (k *Kind) prepareInto(ctx context.Context, prepared map[string]any, node string, p Preparing) (err error) {
	if prepare := k.Prepare[node]; prepare != nil {
		prepared[node], err = prepare(ctx, p)
	}
	return err
}

// prepareAct runs what the kind finds out about the step of a task. Whether the
// actor may do it at all is settled in the transaction; what Prepare gives stays
// inside.
func (e *Engine) prepareAct(ctx context.Context, actor runner.Actor, c Case, act Act) (map[string]any, error) {
	k := e.kinds[c.Kind]
	if k == nil || len(k.Prepare) == 0 || act.TaskID == "" || act.Action != Approve && act.Action != Submit && act.Action != Acknowledge {
		return nil, nil
	}
	node, err := store.Value[string](ctx, e.run.DB().Read(), `SELECT node FROM task WHERE id = $1 AND case_id = $2`, act.TaskID, c.ID)
	if err != nil {
		return nil, err
	}
	version, err := loadVersion(ctx, e.run.DB().Read(), c.ID, c.ContentVersion)
	if err != nil {
		return nil, err
	}
	content, err := k.decode(version.Body)
	if err != nil {
		return nil, err
	}
	prepared := map[string]any{}
	return prepared, k.prepareInto(ctx, prepared, node, Preparing{Actor: actor, Case: &c, Content: content, Fields: act.Fields})
}

// keepRefusal keeps what Prepare refused as evidence; other errors pass.
func (e *Engine) keepRefusal(ctx context.Context, req runner.Request, err error) error {
	if refusal, ok := errors.AsType[*norm.Refusal](err); ok {
		return e.run.Refuse(ctx, req, refusal)
	}
	return err
}

// textsOf lists the texts of a form's value, at any depth.
func textsOf(v any) []string {
	text, err := json.Marshal(v)
	if err != nil {
		return nil // forms are plain values, which always marshal
	}
	var plain any
	if json.Unmarshal(text, &plain) != nil {
		return nil
	}
	var all []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			all = append(all, v)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(plain)
	return all
}

// may tells whether one of the duties that hold for the kind is one of the posts.
func (k *Kind) may(duties []org.Duty, posts []string) (org.Duty, bool) {
	for _, post := range posts {
		for _, d := range duties {
			if d.Post == post && d.Covers(k.ID) {
				return d, true
			}
		}
	}
	return org.Duty{}, false
}
