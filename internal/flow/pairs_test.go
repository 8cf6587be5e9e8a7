package flow_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
)

type matter struct {
	Text string `name:"text" label:"内容" kind:"text" rule:"required"`
}

// cast are the people of the tests; the first one drafts.
var cast = []string{"wenshu", "bangongshizhuren", "juzhang", "fujuzhang1", "fujuzhang2", "baomi", "dangan", "huiwu", "wuzi", "xinfang"}

// testKind has every shape a flow can have: one, all, parallel branches with a
// join, signing in order.
func testKind(ids map[string]string) *flow.Kind {
	persons := func(logins ...string) func(context.Context, flow.Facts) ([]flow.Assignment, error) {
		var people []string
		for _, l := range logins {
			people = append(people, ids[l])
		}
		return personsOf(people...)
	}
	can := []flow.Action{flow.Acknowledge, flow.Reject, flow.Return, flow.Forward, flow.AddSigner}
	node := func(id, who string, mode flow.Mode, next ...string) flow.Node {
		n := flow.Node{ID: id, Name: id, Verb: id, Who: who, Mode: mode, Can: can, NoMerge: true}
		for _, to := range next {
			n.Next = append(n.Next, flow.Edge{To: to})
		}
		return n
	}
	start, spread, join := node("draft", "creator", flow.One, "one"), node("all", "three", flow.All, "left", "right"), node("join", "huiwu", flow.One, "ordered")
	start.Silent, spread.Split, join.Join = true, flow.Every, true
	schema := form.Must[matter]()
	return &flow.Kind{
		ID: "test", Name: "试", Content: schema, StartForm: schema,
		Def: &flow.Definition{Kind: "test", Name: "试", Version: 1, Nodes: []flow.Node{
			start, node("one", "director", flow.One, "all"), spread, node("left", "baomi", flow.One, "join"), node("right", "either", flow.Any, "join"),
			join, node("ordered", "two", flow.Ordered, "last"), node("last", "wuzi", flow.One),
		}},
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"creator": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return []flow.Assignment{{Principal: org.PersonPrincipal(f.Case.CreatorID)}}, nil
			},
			"director": persons("bangongshizhuren"), "three": persons("juzhang", "fujuzhang1", "fujuzhang2"), "baomi": persons("baomi"),
			"either": persons("dangan", "xinfang"), "huiwu": persons("huiwu"), "two": persons("fujuzhang1", "juzhang"), "wuzi": persons("wuzi"),
		},
		Begin:   func(in any, _ string, _ time.Time) any { return in },
		Title:   func(c any) string { return c.(matter).Text },
		StartBy: []string{"wenshu"}, Sees: []string{"wenshu"}, Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		Blank: func(time.Time) url.Values { return nil },
	}
}

func personsOf(ids ...string) func(context.Context, flow.Facts) ([]flow.Assignment, error) {
	return func(context.Context, flow.Facts) ([]flow.Assignment, error) {
		var all []flow.Assignment
		for _, id := range ids {
			all = append(all, flow.Assignment{Principal: org.PersonPrincipal(id)})
		}
		return all, nil
	}
}

func headOf(dept string) func(context.Context, flow.Facts) ([]flow.Assignment, error) {
	return func(context.Context, flow.Facts) ([]flow.Assignment, error) {
		return []flow.Assignment{{Principal: org.Head(dept)}}, nil
	}
}

type office struct {
	*testkit.Office
	t *testing.T
	e *flow.Engine
}

func each(t *testing.T, test func(o *office)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, job.Migrations, flow.Migrations, search.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, b *testkit.Office) {
		e, err := flow.New(t.Context(), flow.Options{Runner: b.Run, Kinds: []*flow.Kind{testKind(b.IDs)}, OpinionClause: "1-03-2.1",
			Days: cases.NoDays})
		if err != nil {
			t.Fatal(err)
		}
		test(&office{b, t, e})
		cases.Verify(t, b.DB)
	})
}

func (o *office) start() string {
	o.t.Helper()
	answer, err := o.e.Start(o.t.Context(), o.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: "test", Fields: matter{"一件事"}})
	if err != nil {
		o.t.Fatal(err)
	}
	return answer.CaseID
}

func (o *office) see(login, id string) *flow.View {
	o.t.Helper()
	v, err := o.e.See(o.t.Context(), o.DB.Read(), o.Actor(login), id, "")
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// act does one of the actions that a page offers, with its arguments drawn.
func (o *office) act(r *rand.Rand, login string, v *flow.View, a flow.Allowed) error {
	act := flow.Act{CaseID: v.Case.ID, Action: a.Action, ContentVersion: v.Case.ContentVersion, Opinion: "意见", Straight: r.IntN(2) == 0}
	task := v.Task
	switch a.Action { //nolint:exhaustive // the others need nothing more
	case flow.RemoveSigner:
		act.TaskID = a.TaskID
		for _, open := range v.Open {
			if open.ID == a.TaskID {
				act.TaskVersion = open.Version
			}
		}
		if act.TaskVersion == 0 {
			act.TaskVersion = 1 // it waits, and nothing has changed it since
		}
		task = nil
	case flow.Read:
		task = v.Copy
	case flow.Return:
		act.To = v.Returns[r.IntN(len(v.Returns))].ID
	case flow.Forward:
		act.People = o.people(r, login, 1)
	case flow.AddSigner:
		act.People, act.Place = o.people(r, login, 1+r.IntN(2)), []string{"before", "beside", "after"}[r.IntN(3)]
	case flow.Circulate:
		act.People, act.InOrder = o.people(r, login, 2), r.IntN(2) == 0
	case flow.Recall:
		act.To, task = a.To, nil
	}
	if task != nil {
		act.TaskID, act.TaskVersion = task.ID, task.Version
	}
	o.Clock.Advance(time.Second)
	_, err := o.e.Act(o.t.Context(), o.Actor(login), ident.Secret(), act)
	return err
}

func (o *office) people(r *rand.Rand, not string, n int) []string {
	var ids []string
	for _, i := range r.Perm(len(cast)) {
		if cast[i] != not && len(ids) < n {
			ids = append(ids, o.IDs[cast[i]])
		}
	}
	return ids
}

type rowState struct {
	ID       string `db:"id"`
	VisitID  string `db:"visit_id"`
	State    string `db:"state"`
	Group    string `db:"grp"`
	WaitsFor string `db:"waits_for"`
	Kind     string `db:"kind"`
}

// check is what must hold after every action.
func (o *office) check(id, after string) {
	o.t.Helper()
	v := o.see("wenshu", id)
	tasks, err := store.All[rowState](o.t.Context(), o.DB.Read(), `SELECT id, visit_id, state, grp, waits_for, kind FROM task WHERE case_id = $1`, id)
	if err != nil {
		o.t.Fatal(err)
	}
	visits, err := store.All[rowState](o.t.Context(), o.DB.Read(), `SELECT id, '' AS visit_id, state, node AS grp, '' AS waits_for, '' AS kind FROM visit WHERE case_id = $1`, id)
	if err != nil {
		o.t.Fatal(err)
	}
	if v.Case.State.Open() != (len(v.Open) > 0) {
		o.t.Fatalf("%s: the case is %s with %d open tasks", after, v.Case.State, len(v.Open))
	}
	for _, visit := range visits {
		unfinished := slices.ContainsFunc(tasks, func(x rowState) bool { return x.VisitID == visit.ID && (x.State == "open" || x.State == "waiting") })
		if (visit.State == "active") != unfinished {
			o.t.Fatalf("%s: the visit at %s is %s, unfinished tasks: %v", after, visit.Group, visit.State, unfinished)
		}
	}
	for _, x := range tasks {
		if x.State == "waiting" && !slices.ContainsFunc(tasks, func(y rowState) bool {
			return y.VisitID == x.VisitID && y.Group == x.WaitsFor && (y.State == "open" || y.State == "waiting")
		}) {
			o.t.Fatalf("%s: a task waits for nobody", after)
		}
	}
}

// finish drives every open task by its main action: every case can still end.
func (o *office) finish(id string) {
	o.t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		v := o.see("wenshu", id)
		if !v.Case.State.Open() {
			return
		}
		if v.Case.Paused() {
			if err := o.act(r, "wenshu", v, flow.Allowed{Action: flow.Resume}); err != nil {
				o.t.Fatal(err)
			}
		}
		moved := false
		for _, login := range cast {
			if v := o.see(login, id); v != nil && v.Task != nil && !v.Case.Paused() {
				if err := o.act(r, login, v, flow.Allowed{Action: flow.Approve}); err != nil {
					o.t.Fatalf("%s at %s: %v", login, v.Node.ID, err)
				}
				moved = true
			}
		}
		if !moved {
			o.t.Fatalf("nobody can go on: %s", v.Case.State)
		}
	}
	o.t.Fatal("the case does not end")
}

// Every pair of actions is tried one after the other, in hundreds of cases: no
// task is lost, no line of history changes, every case can still end (G-03).
func TestActions_EveryPair_G_03(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		least, most := 60, 600 // on SQLite on, until every pair has been tried
		if o.DB.Postgres() {
			least, most = 20, 20
		}
		pairs := map[string]int{}
		o.rare(pairs)
		for seed := range most {
			if seed >= least && len(untried(pairs)) == 0 {
				return
			}
			o.random(rand.New(rand.NewPCG(uint64(seed), 7)), pairs)
		}
		if missing := untried(pairs); !o.DB.Postgres() && len(missing) > 0 {
			o.t.Errorf("%d pairs were never tried: %v", len(missing), missing)
		}
	})
}

// untried lists the possible pairs that have not been tried yet.
func untried(pairs map[string]int) []string {
	kinds := []flow.Action{flow.Submit, flow.Approve, flow.Acknowledge, flow.Return, flow.Withdraw, flow.Forward, flow.AddSigner, flow.RemoveSigner, flow.Circulate, flow.Recall, flow.Read, flow.Urge, flow.Pause, flow.Resume}
	var missing []string
	for _, a := range kinds {
		for _, b := range kinds {
			if pairs[string(a)+" "+string(b)] == 0 && possible(a, b) {
				missing = append(missing, string(a)+" "+string(b))
			}
		}
	}
	return missing
}

// rare is a pair that chance seldom finds: a signer is removed from a case that
// has just been resumed.
func (o *office) rare(pairs map[string]int) {
	o.t.Helper()
	id, r := o.start(), rand.New(rand.NewPCG(3, 3))
	for _, step := range []struct {
		login  string
		action flow.Action
	}{{"bangongshizhuren", flow.AddSigner}, {"wenshu", flow.Pause}, {"wenshu", flow.Resume}, {"bangongshizhuren", flow.RemoveSigner}} {
		v := o.see(step.login, id)
		i := slices.IndexFunc(v.Actions, func(a flow.Allowed) bool { return a.Action == step.action })
		if i < 0 {
			o.t.Fatalf("%s is not offered to %s", step.action, step.login)
		}
		if err := o.act(r, step.login, v, v.Actions[i]); err != nil {
			o.t.Fatal(err)
		}
		o.check(id, string(step.action))
	}
	pairs[string(flow.Resume)+" "+string(flow.RemoveSigner)]++
	o.finish(id)
}

// possible leaves out what cannot follow: a paused case takes little.
func possible(a, b flow.Action) bool {
	paused := []flow.Action{flow.Resume, flow.Circulate, flow.Recall, flow.Read, flow.Urge, flow.RemoveSigner}
	switch {
	case a == flow.Pause:
		return slices.Contains(paused, b)
	case a == flow.Return && b == flow.RemoveSigner:
		return false // what lies behind the step returned to is given up, added signers too
	case b == flow.Submit:
		return false // only once, at first
	case a == flow.Submit:
		return b != flow.RemoveSigner && b != flow.Recall && b != flow.Read && b != flow.Resume // nobody was added or given anything yet, nothing is paused
	case b == flow.Resume:
		return slices.Contains(paused, a) && a != flow.Resume
	}
	return b != flow.Withdraw || a != flow.Withdraw && a != flow.RemoveSigner // nothing of these is taken back
}

// choose draws one of all that anybody may do now, the least tried after last
// first; what ends the case only now and then.
func (o *office) choose(r *rand.Rand, id string, last flow.Action, pairs map[string]int) (login string, v *flow.View, a flow.Allowed) {
	least := 1 << 30
	for _, i := range r.Perm(len(cast)) {
		seen := o.see(cast[i], id)
		if seen == nil {
			continue
		}
		for _, j := range r.Perm(len(seen.Actions)) {
			x := seen.Actions[j]
			if (x.Action == flow.Void || x.Action == flow.Reject) && r.IntN(12) > 0 {
				continue
			}
			if n := pairs[string(last)+" "+string(x.Action)]; n < least {
				least, login, v, a = n, cast[i], seen, x
			}
		}
	}
	return login, v, a
}

func (o *office) random(r *rand.Rand, pairs map[string]int) {
	o.t.Helper()
	id, last := o.start(), flow.Submit
	var lines []flow.Line
	for step := range 16 {
		login, v, a := o.choose(r, id, last, pairs)
		if v == nil {
			break
		}
		err := o.act(r, login, v, a)
		after := fmt.Sprintf("step %d, %s then %s by %s", step, last, a.Action, login)
		if _, refused := errors.AsType[*norm.Refusal](err); err != nil && !refused {
			o.t.Fatalf("%s: %v", after, err)
		}
		o.check(id, after)
		now := o.see("wenshu", id).History
		if len(now) < len(lines) || !slices.Equal(now[:len(lines)], lines) {
			o.t.Fatalf("%s: earlier lines of history have changed", after)
		}
		for i, l := range now {
			if l.Seq != int64(i)+1 {
				o.t.Fatalf("%s: line %d has number %d", after, i, l.Seq)
			}
		}
		if err == nil {
			pairs[string(last)+" "+string(a.Action)]++
			last = a.Action
		}
		lines = now
	}
	o.finish(id)
}
