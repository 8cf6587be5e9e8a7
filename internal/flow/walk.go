package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// openStart opens the first node for the person who starts the case.
func (t *turn) openStart(ctx context.Context, n Node) (*Task, error) {
	v, err := t.newVisit(ctx, n.ID, active, "")
	if err != nil {
		return nil, err
	}
	return t.newTask(ctx, v, n, Assignment{Principal: org.PersonPrincipal(t.me.ID)}, "", "")
}

func (t *turn) newVisit(ctx context.Context, node, state, back string) (*Visit, error) {
	v := &Visit{ID: t.NewID(), CaseID: t.c.ID, Node: node, State: state, Back: back, BornSeq: t.seq, OpenedAt: t.Millis()}
	t.visits = append(t.visits, v)
	return v, t.Insert(ctx, "visit", store.Row{
		"id": v.ID, "case_id": v.CaseID, "node": v.Node, "state": v.State, "back": v.Back, "born_seq": v.BornSeq,
		"closed_seq": int64(0), "opened_at": v.OpenedAt,
	})
}

func (t *turn) setVisit(ctx context.Context, v *Visit, state string) error {
	v.State, v.ClosedSeq = state, t.seq
	if state == active {
		v.ClosedSeq = 0
	}
	return t.Update(ctx, "visit", v.ID, store.Row{"state": v.State, "closed_seq": v.ClosedSeq}, nil)
}

// newTask makes a task; one that waits for a group opens when that is through.
func (t *turn) newTask(ctx context.Context, v *Visit, n Node, a Assignment, group, waitsFor string) (*Task, error) {
	task := &Task{
		ID: t.NewID(), CaseID: t.c.ID, VisitID: v.ID, Node: n.ID, Kind: taskStep, Principal: a.Principal, Label: a.Label,
		Version: 1, Group: group, WaitsFor: waitsFor, FromID: t.me.ID, BornSeq: t.seq, DueAt: a.Due, State: waiting,
	}
	if task.Group == "" {
		task.Group = task.ID
	}
	if a.Due == 0 && n.Due != "" {
		at, how, err := t.kind.Dues[n.Due](ctx, t.facts(), t.Now())
		if err != nil {
			return nil, err
		}
		task.DueAt, task.DueText = clock.Millis(at), how
	}
	if err := t.escalate(ctx, n, task); err != nil {
		return nil, err
	}
	if waitsFor == "" {
		task.State, task.OpenedSeq, task.OpenedAt = open, t.seq, t.Millis()
	}
	t.tasks = append(t.tasks, task)
	return task, t.insertTask(ctx, task)
}

func (t *turn) insertTask(ctx context.Context, task *Task) error {
	return t.Insert(ctx, "task", store.Row{
		"id": task.ID, "case_id": task.CaseID, "visit_id": task.VisitID, "node": task.Node, "kind": task.Kind,
		"principal": string(task.Principal), "label": task.Label, "why": task.Why, "state": task.State, "version": task.Version,
		"grp": task.Group, "waits_for": task.WaitsFor, "added_by": task.AddedBy, "from_id": task.FromID,
		"born_seq": task.BornSeq, "opened_seq": task.OpenedSeq, "closed_seq": task.ClosedSeq, "opened_at": task.OpenedAt,
		"due_at": task.DueAt, "due_text": task.DueText, "urged": task.Urged, "done_by": task.DoneBy, "done_at": task.DoneAt,
	})
}

// escalate moves the applicant's own matter one level up (G-01): from the
// head of a department to its leader in charge, from there to the 局长.
func (t *turn) escalate(ctx context.Context, n Node, task *Task) error {
	if !n.NotApplicant {
		return nil
	}
	for {
		holders, err := org.Holders(ctx, t.Tx, task.Principal, t.Now())
		if err != nil {
			return err
		}
		if len(holders) != 1 || holders[0].PersonID != t.c.CreatorID {
			return nil
		}
		up, ok := org.OneUp(task.Principal, t.c.CreatorDept)
		if !ok {
			return nil // nobody above: the action itself is refused
		}
		task.Principal, task.Why = up, "申请人本人的事项，上提一级（G-01）"
	}
}

func (t *turn) setTask(ctx context.Context, task *Task, state string) error {
	task.State = state
	task.Version++
	row := store.Row{"version": task.Version}
	switch state {
	case open:
		task.OpenedSeq, task.OpenedAt, task.ClosedSeq = t.seq, t.Millis(), 0
		row["opened_seq"], row["opened_at"], row["closed_seq"] = task.OpenedSeq, task.OpenedAt, task.ClosedSeq
	case waiting:
		task.ClosedSeq = t.seq
		row["opened_seq"], row["closed_seq"] = task.OpenedSeq, task.ClosedSeq
	case done:
		task.ClosedSeq, task.DoneBy, task.DoneAt = t.seq, t.signer(), t.Millis()
		row["closed_seq"], row["done_by"], row["done_at"] = task.ClosedSeq, task.DoneBy, task.DoneAt
	case cancelled:
		task.ClosedSeq = t.seq
		row["closed_seq"] = task.ClosedSeq
	}
	row["state"], row["waits_for"], row["grp"] = task.State, task.WaitsFor, task.Group
	return t.Update(ctx, "task", task.ID, row, nil)
}

// enter opens a node: joins wait, planned nodes without anybody are passed by.
func (t *turn) enter(ctx context.Context, id string) error {
	n, ok := t.def.Node(id)
	if !ok {
		return fmt.Errorf("flow: no node %s", id)
	}
	if n.Join {
		return t.join(ctx, n)
	}
	return t.openNode(ctx, n, nil)
}

// join opens its node when no other active visit can still reach it. Until then
// one waiting visit stands for all that have arrived.
func (t *turn) join(ctx context.Context, n Node) error {
	var arrived *Visit
	for _, v := range t.visits {
		if v.Node == n.ID && v.State == waiting {
			arrived = v
		}
		if (v.State == active || v.State == waiting) && v.Node != n.ID && t.def.reaches(v.Node)[n.ID] {
			return t.arrive(ctx, n, arrived)
		}
	}
	return t.openNode(ctx, n, arrived)
}

func (t *turn) arrive(ctx context.Context, n Node, arrived *Visit) error {
	for _, v := range t.visits {
		if v.Node == n.ID && v.State == waiting {
			return nil
		}
	}
	if arrived != nil {
		return nil
	}
	_, err := t.newVisit(ctx, n.ID, waiting, "")
	return err
}

func (t *turn) openNode(ctx context.Context, n Node, arrived *Visit) error {
	who, err := t.assign(ctx, n)
	if err != nil {
		return err
	}
	v := arrived
	if v == nil {
		if v, err = t.newVisit(ctx, n.ID, active, ""); err != nil {
			return err
		}
	} else if err := t.setVisit(ctx, v, active); err != nil {
		return err
	}
	if len(who) == 0 {
		return t.leave(ctx, v, n)
	}
	before := ""
	for _, a := range who {
		task, err := t.newTask(ctx, v, n, a, "", before)
		if err != nil {
			return err
		}
		if n.Mode == Ordered {
			before = task.Group
		}
	}
	if n.SkipAway {
		if err := t.release(ctx, t.tasksOf(v.ID), true); err != nil {
			return err
		}
	}
	return t.merge(ctx, v, n)
}

func (t *turn) assign(ctx context.Context, n Node) ([]Assignment, error) {
	if n.Who == Planned {
		return t.c.Planned(n.ID), nil
	}
	return t.kind.Who[n.Who](ctx, t.facts())
}

// merge lets the person who has just acted finish a neighbouring step that is
// theirs alone: signed once, recorded as the steps they are.
func (t *turn) merge(ctx context.Context, v *Visit, n Node) error {
	tasks := t.tasksOf(v.ID)
	if len(tasks) != 1 || n.NoMerge || len(t.act.People) > 0 || t.act.Paper != nil {
		return nil
	}
	fields, ahead := t.act.Ahead[n.ID]
	if n.Form != nil && !ahead {
		return nil
	}
	duty, holds := t.dutyFor(tasks[0].Principal)
	if !holds || duty.For != "" {
		return nil
	}
	if !ahead {
		holders, err := org.Holders(ctx, t.Tx, tasks[0].Principal, t.Now())
		if err != nil || len(holders) != 1 {
			return err
		}
	}
	if err := t.separate(n, duty); err != nil {
		return nil //nolint:nilerr // who may not act here does not merge; the task stays for another
	}
	t.duty, t.act.Fields = duty, fields
	return t.complete(ctx, tasks[0], n, Approve, 1)
}

func (t *turn) tasksOf(visitID string) []*Task {
	var all []*Task
	for _, task := range t.tasks {
		if task.VisitID == visitID && task.Kind == taskStep {
			all = append(all, task)
		}
	}
	return all
}

// complete records the step, writes what the kind writes, and goes on.
func (t *turn) complete(ctx context.Context, task *Task, n Node, action Action, merged int64) error {
	t.seq = int64(len(t.lines)) + 1
	step := t.step(n, *task)
	if do := t.kind.Steps[n.ID]; do != nil {
		if err := do(ctx, step); err != nil {
			return err
		}
	}
	if step.changed != nil {
		if err := t.setContent(ctx, step.changed); err != nil {
			return err
		}
	}
	data, err := t.stepData(ctx, n)
	if err != nil {
		return err
	}
	l := Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: action, Opinion: t.opinion(n, action), Signature: t.act.Signature, Data: data, Merged: merged}
	if err := t.sign(ctx, &l); err != nil {
		return err
	}
	if err := t.setTask(ctx, task, done); err != nil {
		return err
	}
	if err := t.line(ctx, l); err != nil {
		return err
	}
	return t.advance(ctx, task) // what follows is born of this line
}

// stepData is the step's fields as recorded; its files now belong to the case.
func (t *turn) stepData(ctx context.Context, n Node) (string, error) {
	if n.Form == nil || t.act.Fields == nil {
		return "{}", nil // what the first step filled in is the content
	}
	values := n.Form.ValuesAny(t.act.Fields)
	for _, f := range n.Form.Fields() {
		if f.Kind == "files" || f.Kind == "signature" {
			if err := t.claimFiles(ctx, values[f.Name]); err != nil {
				return "", err
			}
		}
	}
	return string(n.Form.CanonicalAny(t.act.Fields)), nil
}

// opinion is what stands in the history: 圈阅 says so, a silent step its verb.
func (t *turn) opinion(n Node, action Action) string {
	switch {
	case action == Acknowledge:
		return "圈阅（视为同意）"
	case strings.TrimSpace(t.act.Opinion) == "" && n.Silent:
		return n.Verb
	}
	return strings.TrimSpace(t.act.Opinion)
}

// advance opens what waited for the finished task, or leaves the visit.
func (t *turn) advance(ctx context.Context, finished *Task) error {
	v := t.visit(finished.VisitID)
	n, _ := t.def.Node(v.Node)
	tasks := t.tasksOf(v.ID)
	if n.Mode == Any && finished.AddedBy == "" && finished.State == done {
		for _, other := range tasks {
			if other.unfinished() && other.AddedBy == "" {
				if err := t.setTask(ctx, other, cancelled); err != nil {
					return err
				}
			}
		}
	}
	if err := t.release(ctx, tasks, n.SkipAway); err != nil {
		return err
	}
	for _, task := range tasks {
		if task.unfinished() {
			return nil
		}
	}
	return t.leave(ctx, v, n)
}

// release opens every waiting task whose group is through. With skip, whoever's
// turn it is and is away does not hold up the next; their task stays open, for
// when they are back.
func (t *turn) release(ctx context.Context, tasks []*Task, skip bool) error {
	for {
		busy, err := t.busy(ctx, tasks, skip)
		if err != nil {
			return err
		}
		opened := false
		for _, task := range tasks {
			if task.State == waiting && !busy[task.WaitsFor] {
				opened = true
				if err := t.setTask(ctx, task, open); err != nil {
					return err
				}
			}
		}
		if !opened || !skip {
			return nil
		}
	}
}

// busy are the groups that others wait for.
func (t *turn) busy(ctx context.Context, tasks []*Task, skip bool) (map[string]bool, error) {
	busy := map[string]bool{}
	for _, task := range tasks {
		if !task.unfinished() {
			continue
		}
		away := false
		if skip && task.State == open && task.Principal.Sort() == "person" {
			var err error
			if away, err = org.Away(ctx, t.Tx, task.Principal.Object(), t.Now()); err != nil {
				return nil, err
			}
		}
		busy[task.Group] = busy[task.Group] || !away
	}
	return busy, nil
}

func (t *turn) visit(id string) *Visit {
	for _, v := range t.visits {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// leave ends a visit and goes where its edges lead, or straight back to those
// who returned it.
func (t *turn) leave(ctx context.Context, v *Visit, n Node) error {
	if err := t.setVisit(ctx, v, done); err != nil {
		return err
	}
	if v.Back != "" {
		return t.goBack(ctx, v.Back)
	}
	if len(n.Next) == 0 {
		return t.end(ctx, n)
	}
	for _, edge := range n.Next {
		holds := edge.When == ""
		if !holds {
			var err error
			if holds, err = t.kind.When[edge.When](ctx, t.facts()); err != nil {
				return err
			}
		}
		if !holds {
			continue
		}
		if err := t.enter(ctx, edge.To); err != nil {
			return err
		}
		if n.Split == First {
			break
		}
	}
	return t.wakeJoins(ctx)
}

// wakeJoins opens joins that nothing can reach any more.
func (t *turn) wakeJoins(ctx context.Context) error {
	for _, v := range t.visits {
		if v.State != waiting {
			continue
		}
		n, _ := t.def.Node(v.Node)
		if err := t.join(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// end notes where a last node leaves the case; finish closes it when nothing
// is active any more.
func (t *turn) end(ctx context.Context, n Node) error {
	if n.Result != "" {
		t.c.Result = n.Result
	}
	return t.wakeJoins(ctx)
}

// goBack takes up again the visits that a return with “straight back” ended.
// Who had already signed there keeps their signature; the others sign now.
func (t *turn) goBack(ctx context.Context, back string) error {
	var ids []string
	if err := json.Unmarshal([]byte(back), &ids); err != nil {
		return err
	}
	for _, id := range ids {
		old := t.visit(id)
		if old == nil {
			return errors.New("flow: straight back to a visit that is not there")
		}
		if err := t.reopen(ctx, old); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) reopen(ctx context.Context, old *Visit) error {
	n, _ := t.def.Node(old.Node)
	v, err := t.newVisit(ctx, old.Node, active, old.Back)
	if err != nil {
		return err
	}
	for _, was := range t.tasksOf(old.ID) {
		if was.State != cancelled || was.ClosedSeq != old.ClosedSeq {
			continue
		}
		again, err := t.newTask(ctx, v, n, Assignment{Principal: was.Principal, Label: was.Label}, was.Group, was.WaitsFor)
		if err != nil {
			return err
		}
		again.AddedBy = was.AddedBy
	}
	tasks := t.tasksOf(v.ID)
	if len(tasks) == 0 {
		return t.openAgain(ctx, v, n)
	}
	return t.release(ctx, tasks, n.SkipAway)
}

// openAgain fills a visit that had nobody left waiting (it stood at a join).
func (t *turn) openAgain(ctx context.Context, v *Visit, n Node) error {
	if err := t.setVisit(ctx, v, cancelled); err != nil {
		return err
	}
	return t.enter(ctx, n.ID)
}

// signer is who signs: the actor, or the one whose paper is recorded.
func (t *turn) signer() string {
	if t.act.Paper != nil {
		return t.act.Paper.SignedBy
	}
	return t.me.ID
}

// shift moves every due time by a pause.
func (t *turn) shift(ctx context.Context, from, to time.Time) error {
	days, err := t.e.days(ctx, t.Tx)
	if err != nil {
		return err
	}
	for _, task := range t.tasks {
		if !task.unfinished() || task.DueAt == 0 {
			continue
		}
		task.DueAt = clock.Millis(days.Extend(clock.FromMillis(task.DueAt), from, to))
		if err := t.Update(ctx, "task", task.ID, store.Row{"due_at": task.DueAt}, nil); err != nil {
			return err
		}
	}
	if t.c.DueAt != 0 {
		t.c.DueAt = clock.Millis(days.Extend(clock.FromMillis(t.c.DueAt), from, to))
	}
	return nil
}
