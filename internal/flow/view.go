package flow

import (
	"context"
	"slices"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// View is a case as one person sees it: what it is, where it stands, what they
// can do.
type View struct {
	PersonID     string     // whose page it is
	Duties       []org.Duty // as what they act
	Case         Case
	Kind         *Kind
	Def          *Definition
	Content      any
	Hash         string // of the content
	Task         *Task  // the person's open task, if it is their turn
	Copy         *Task  // their unread copy, if any
	Node         Node   // of Task
	Open         []OpenTask
	History      []Line
	Files        []File
	Position     []Place
	Actions      []Allowed
	Circulations []Circulation
	Links        []Link
	Returns      []Node // where Task can be returned to, the step before last

	readers map[string]string // who they are that a step waits for, by task
}

// OpenTask is a task somebody works on now.
type OpenTask struct {
	Task
	NodeName string
	Who      string // 文书（周敏）
}

// Allowed is an action this person may take now.
type Allowed struct {
	Action Action
	Label  string
	TaskID string // RemoveSigner: of the added signer; Recall: of the reader of a step
	// Version is of that task.
	Version int64
	To      string // Recall: the circulation
	Who     string
}

// Standing is where a step stands.
type Standing string

// The standings of a step.
const (
	Passed  Standing = "done"
	Current Standing = "now"
	Future  Standing = "todo"
	Skipped Standing = "skipped"
)

// Place is one step of the flow as the list of 流程位置 and the chart show it.
type Place struct {
	Node     Node
	Standing Standing
	Who      string
	At       int64 // when it was done
	DueAt    int64 // when it is due
	DueText  string
}

// See gives a case to a person; store.ErrNotFound if they may not see it.
// taskID picks one of several open tasks of theirs; "" the first.
func (e *Engine) See(ctx context.Context, q store.Querier, actor runner.Actor, caseID, taskID string) (_ *View, err error) {
	defer errs.Wrap(&err, "flow.See(%s)", caseID)
	// A turn that only reads: nothing below writes.
	t := &turn{Work: &runner.Work{Tx: store.ReadOnly(q, e.now()), Request: runner.Request{Actor: actor}}, e: e}
	if err := t.person(ctx); err != nil {
		return nil, err
	}
	if err := t.load(ctx, caseID); err != nil {
		return nil, err
	}
	seen, err := canSee(ctx, q, t.kind, t.c, t.me.ID, t.duties)
	if err != nil {
		return nil, err
	}
	if !seen {
		return nil, store.ErrNotFound
	}
	v := &View{PersonID: t.me.ID, Duties: t.duties, Case: t.c, Kind: t.kind, Def: t.def, Content: t.content, Hash: t.hash, History: t.lines}
	if v.Files, err = FilesOf(ctx, q, caseID); err != nil {
		return nil, err
	}
	if v.Circulations, err = circulationsOf(ctx, q, caseID); err != nil {
		return nil, err
	}
	if v.Links, err = e.linksOf(ctx, q, caseID, t.me.ID, t.duties); err != nil {
		return nil, err
	}
	t.pick(v, taskID)
	if err := t.openTasks(ctx, v); err != nil {
		return nil, err
	}
	t.allowed(v)
	v.Position = t.places(v)
	return v, nil
}

// pick finds the person's open task and unread copy.
func (t *turn) pick(v *View, taskID string) {
	for _, task := range t.tasks {
		if task.State != open {
			continue
		}
		if task.Kind == taskCopy {
			if task.Principal == org.PersonPrincipal(t.me.ID) {
				v.Copy = task
			}
			continue
		}
		if _, ok := t.dutyFor(task.Principal); ok && (v.Task == nil || task.ID == taskID) {
			v.Task = task
			v.Node, _ = t.def.Node(task.Node)
		}
	}
}

func (t *turn) openTasks(ctx context.Context, v *View) error {
	v.readers = map[string]string{}
	for _, task := range t.tasks {
		if task.Kind != taskStep || !task.unfinished() {
			continue
		}
		n, _ := t.def.Node(task.Node)
		if slices.Contains(n.Can, Recall) {
			name, err := org.Describe(ctx, t.Tx, task.Principal)
			if err != nil {
				return err
			}
			v.readers[task.ID] = name
		}
		if task.State != open {
			continue
		}
		who, err := Who(ctx, t.Tx, task.Principal, t.Now())
		if err != nil {
			return err
		}
		v.Open = append(v.Open, OpenTask{Task: *task, NodeName: n.Name, Who: who})
	}
	return nil
}

// Who names who holds a principal now, with the post: 周敏（文书）.
func Who(ctx context.Context, q store.Querier, p org.Principal, at time.Time) (string, error) {
	name, err := org.Describe(ctx, q, p)
	if err != nil {
		return "", err
	}
	holders, err := org.Holders(ctx, q, p, at)
	switch {
	case err != nil:
		return "", err
	case len(holders) == 0:
		return name + "（无人在岗）", nil
	case len(holders) == 1 && holders[0].Name != name:
		return holders[0].Name + "（" + name + "）", nil
	}
	return name, nil
}

// Naming is Who for lists: each principal is looked up once.
func Naming(ctx context.Context, q store.Querier, at time.Time) func(org.Principal) (string, error) {
	names := map[org.Principal]string{}
	return func(p org.Principal) (string, error) {
		if who, known := names[p]; known {
			return who, nil
		}
		who, err := Who(ctx, q, p, at)
		if err == nil {
			names[p] = who
		}
		return who, err
	}
}

// allowed lists what the person may do now; what is never theirs is not shown.
func (t *turn) allowed(v *View) {
	add := func(a Action, label string) { v.Actions = append(v.Actions, Allowed{Action: a, Label: label}) }
	if v.Task != nil && !t.c.Paused() {
		add(Approve, v.Node.Verb)
		for _, a := range v.Node.Can {
			if a == Return {
				if v.Returns = t.returnTargets(v.Node); len(v.Returns) == 0 {
					continue
				}
			}
			if a != Recall {
				add(a, Words[a])
			}
		}
	}
	if v.Copy != nil {
		add(Read, "已阅")
	}
	if _, ok := t.newestOwn(); ok && v.Case.State.Open() {
		if l, _ := t.newestOwn(); !t.fixed(l.Node) {
			add(Withdraw, Words[Withdraw])
		}
	}
	t.allowedToOffice(v, add)
	t.allowedToRecall(v)
	for _, task := range t.tasks {
		if task.AddedBy == t.me.ID && task.unfinished() {
			who := ""
			for _, open := range v.Open {
				if open.ID == task.ID {
					who = open.Who
				}
			}
			v.Actions = append(v.Actions, Allowed{Action: RemoveSigner, Label: Words[RemoveSigner], TaskID: task.ID, Version: task.Version, Who: who})
		}
	}
}

// allowedToRecall offers what is still being read to who gave it, and the office.
func (t *turn) allowedToRecall(v *View) {
	_, office := t.kind.may(t.duties, t.kind.Sees)
	if _, clerk := t.kind.may(t.duties, t.kind.Clerk); clerk {
		t.allowedOfReaders(v)
	}
	for _, c := range v.Circulations {
		if c.RecalledAt > 0 || c.MadeBy != t.me.ID && !office {
			continue
		}
		for _, task := range t.copiesOf(c.ID) {
			if task.unfinished() {
				v.Actions = append(v.Actions, Allowed{Action: Recall, Label: Words[Recall], To: c.ID, Who: c.Purpose})
				break
			}
		}
	}
}

// allowedOfReaders offers the clerk to take a step that is a circulation back from
// who has not read.
func (t *turn) allowedOfReaders(v *View) {
	for _, task := range t.tasks {
		n, _ := t.def.Node(task.Node)
		if task.Kind != taskStep || !task.unfinished() || !slices.Contains(n.Can, Recall) {
			continue
		}
		v.Actions = append(v.Actions, Allowed{Action: Recall, Label: Words[Recall], TaskID: task.ID, Version: task.Version, Who: v.readers[task.ID]})
	}
}

func (t *turn) fixed(node string) bool {
	n, _ := t.def.Node(node)
	return n.NoWithdraw
}

func (t *turn) allowedToOffice(v *View, add func(Action, string)) {
	_, sees := t.kind.may(t.duties, t.kind.Sees)
	if len(v.Open) > 0 && (sees || t.me.ID == t.c.CreatorID) {
		add(Urge, Words[Urge])
	}
	if v.Task != nil || sees {
		add(Circulate, Words[Circulate])
	}
	if _, clerk := t.kind.may(t.duties, t.kind.Clerk); clerk && t.c.State.Open() {
		if t.c.Paused() {
			add(Resume, Words[Resume])
		} else {
			add(Pause, Words[Pause])
		}
		add(Void, Words[Void])
	}
	if _, clerk := t.kind.may(t.duties, t.kind.Clerk); clerk && t.kind.Correction != nil && t.c.State != Voided && t.c.State != Draft {
		add(Correct, Words[Correct])
	}
}

// places is the flow as a list: what is behind, where it stands, what is ahead
// on the way it would go now. The chart draws the same data.
func (t *turn) places(v *View) []Place {
	var all []Place
	for _, n := range t.def.Nodes {
		p := Place{Node: n, Standing: Future}
		for _, l := range t.lines {
			if l.Node == n.ID && (l.Action == Approve || l.Action == Submit || l.Action == Acknowledge) {
				p.Standing, p.At = Passed, l.At
				p.Who = l.Post + " " + l.PersonName
			}
		}
		for _, visit := range t.visits {
			if visit.Node != n.ID {
				continue
			}
			switch {
			case visit.State == active || visit.State == waiting:
				p.Standing = Current
			case visit.State == done && p.Standing == Future && n.ByItself != "" && len(t.tasksOf(visit.ID)) == 0:
				p.Standing, p.At, p.Who = Passed, visit.OpenedAt, n.ByItself // it went by without anybody
			}
		}
		for _, o := range v.Open {
			if o.Node != n.ID {
				continue
			}
			if p.Standing != Current || p.DueAt == 0 || o.DueAt != 0 && o.DueAt < p.DueAt {
				p.DueAt, p.DueText = o.DueAt, o.DueText
			}
			p.Who = joinWho(p, o.Who)
			p.Standing, p.At = Current, 0
		}
		if p.Standing == Future {
			p.Who = n.ByItself
		}
		all = append(all, p)
	}
	return markSkipped(t, all)
}

func joinWho(p Place, who string) string {
	if p.At != 0 || p.Who == "" {
		return "轮到 " + who
	}
	return p.Who + "、" + who
}

// Plan is a definition that no case follows yet, as places to draw.
func Plan(d *Definition) []Place {
	places := make([]Place, len(d.Nodes))
	for i, n := range d.Nodes {
		places[i] = Place{Node: n, Standing: Future}
	}
	return places
}

// markSkipped marks the steps that this case does not pass, as far as one can
// tell now: not done, not current, and not on the usual way ahead.
func markSkipped(t *turn, all []Place) []Place {
	ahead := map[string]bool{}
	for _, v := range t.visits {
		if v.State == active || v.State == waiting {
			t.def.usually(v.Node, ahead)
		}
	}
	for i := range all {
		if all[i].Standing == Future && !ahead[all[i].Node.ID] {
			all[i].Standing = Skipped
		}
	}
	return all
}

// usually walks the way ahead: the usual edges of each node, else all of a parallel
// one, else the last.
func (d *Definition) usually(id string, ahead map[string]bool) {
	n, _ := d.Node(id)
	for i, e := range n.Next {
		decided := slices.ContainsFunc(n.Next, func(x Edge) bool { return x.Usual })
		taken := e.Usual || !decided && (n.Split == Every || i == len(n.Next)-1)
		if taken && !ahead[e.To] {
			ahead[e.To] = true
			d.usually(e.To, ahead)
		}
	}
}

// Form is what the person's step asks for; nil for nothing or where it is not
// their turn.
func (v *View) Form() form.Spec {
	if v.Task == nil {
		return nil
	}
	return v.Kind.FormAt(v.Def, v.Node)
}

// Facts are what a kind's functions may look at.
func (v *View) Facts(q store.Querier, now time.Time) Facts {
	return Facts{Q: q, Now: now, Case: v.Case, Content: v.Content, lines: v.History}
}

// Opinions are the lines that carry an opinion, newest first on screen; where a
// step asks for none, its verb is no opinion.
func (v *View) Opinions() []Line {
	var all []Line
	for _, l := range v.History {
		n, _ := v.Def.Node(l.Node)
		if l.Opinion != "" && (!n.Silent || l.Opinion != n.Verb) {
			all = append(all, l)
		}
	}
	slices.Reverse(all)
	return all
}

// Versions lists the versions of a case's content that a person who sees it may
// compare.
func Versions(ctx context.Context, q store.Querier, caseID string) ([]Version, error) {
	return store.All[Version](ctx, q, `SELECT id, version, body, hash, created_by, created_at FROM case_version
		WHERE case_id = $1 ORDER BY version`, caseID)
}
