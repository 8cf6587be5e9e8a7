package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// do carries out the turn's action.
func (t *turn) do(ctx context.Context) error {
	if t.kind.Before != nil {
		if err := t.kind.Before(ctx, t.step(Node{}, Task{})); err != nil {
			return err
		}
	}
	switch t.act.Action {
	case Correct:
		return t.correct(ctx)
	case Withdraw:
		return t.withdraw(ctx)
	case Urge:
		return t.urge(ctx)
	case Pause, Resume:
		return t.pause(ctx)
	case Void:
		return t.void(ctx)
	case Circulate:
		return t.circulate(ctx)
	case Recall:
		return t.recall(ctx)
	case Read:
		return t.read(ctx)
	case RemoveSigner:
		return t.removeSigner(ctx)
	case Submit, Approve, Acknowledge, Reject, Return, Forward, AddSigner, Revise:
		return t.onTask(ctx)
	}
	return errs.New(errs.Malformed, "没有这个操作")
}

// onTask are the actions of the person whose turn it is.
func (t *turn) onTask(ctx context.Context) error {
	task, n, err := t.mine(ctx)
	if err != nil {
		return err
	}
	if !n.allows(t.act.Action) {
		return errs.Newf(errs.NotAllowed, "“%s”环节不能%s", n.Name, Words[t.act.Action])
	}
	switch t.act.Action {
	case Reject:
		return t.reject(ctx, task, n)
	case Return:
		return t.giveBack(ctx, task, n)
	case Forward:
		return t.forward(ctx, task, n)
	case AddSigner:
		return t.addSigner(ctx, task, n)
	case Revise:
		return t.revise(ctx, task, n)
	case Submit, Approve, Acknowledge, Withdraw, RemoveSigner, Circulate, Recall, Read, Urge, Pause, Resume, Void, Correct:
	}
	return t.approve(ctx, task, n, t.act.Action)
}

// allows tells whether a step has an action; its primary one always.
func (n Node) allows(a Action) bool {
	return a == Approve || a == Submit || slices.Contains(n.Can, a)
}

// mine finds the task and checks, in this order: fresh (G-05), the person
// (G-04), not their own matter (G-01, G-08).
func (t *turn) mine(ctx context.Context) (*Task, Node, error) {
	task := t.task(t.act.TaskID)
	if task == nil {
		return nil, Node{}, store.ErrNotFound
	}
	n, _ := t.def.Node(task.Node)
	if task.State != open || task.Version != t.act.TaskVersion || t.act.ContentVersion != t.c.ContentVersion {
		return nil, n, t.stale()
	}
	if t.c.Paused() {
		return nil, n, errPaused
	}
	duty, ok := t.dutyFor(task.Principal)
	if !ok && t.act.Paper != nil {
		duty, ok = t.onPaper(ctx, task)
	}
	if !ok {
		name, err := org.Describe(ctx, t.Tx, task.Principal)
		if err != nil {
			return nil, n, err
		}
		return nil, n, t.notYours(fmt.Sprintf("没有办理：“%s”这一步轮到%s", n.Name, name))
	}
	t.duty = duty
	return task, n, t.separate(n, duty)
}

func (t *turn) task(id string) *Task {
	for _, task := range t.tasks {
		if task.ID == id {
			return task
		}
	}
	return nil
}

// dutyFor finds by which duty the person holds a principal; an own duty goes
// before a proxy's.
func (t *turn) dutyFor(p org.Principal) (org.Duty, bool) {
	found, ok := org.Duty{}, false
	for _, d := range t.duties {
		if d.Principal == p && d.Covers(t.kind.ID) && (!ok || d.For == "") {
			found, ok = d, true
		}
	}
	return found, ok
}

// onPaper lets the clerk record what somebody who holds the task signed on
// paper; a scan is required.
func (t *turn) onPaper(ctx context.Context, task *Task) (org.Duty, bool) {
	if _, clerk := t.kind.may(t.duties, t.kind.Clerk); !clerk {
		return org.Duty{}, false
	}
	duties, err := org.Duties(ctx, t.Tx, t.act.Paper.SignedBy, t.Now())
	if err != nil {
		return org.Duty{}, false
	}
	for _, d := range duties {
		if d.Principal == task.Principal {
			return d, true
		}
	}
	return org.Duty{}, false
}

// sign names who signed: the person, or the one whose paper is being recorded.
func (t *turn) sign(ctx context.Context, l *Line) error {
	paper := t.act.Paper
	if paper == nil {
		return t.claimFiles(ctx, []string{t.act.Signature})
	}
	if paper.Scan == "" {
		return &norm.Refusal{
			Clause: t.kind.PaperClause, RuleVersion: "2026-11", Field: "scan",
			Title: "没有代录：缺少签字件的扫描件", Detail: "纸质签字由文书代录时，须附上签字件扫描件。填写的内容仍在页面上。",
		}
	}
	if err := t.claimFiles(ctx, []string{paper.Scan}); err != nil {
		return err
	}
	signer, err := org.PersonByID(ctx, t.Tx, paper.SignedBy)
	if err != nil {
		return err
	}
	l.PersonID, l.PersonName, l.Post, l.Why = signer.ID, signer.Name, t.duty.PostName, "纸质代录"
	l.Signature, l.RecordedBy = paper.Scan, t.me.ID
	return t.notify(ctx, signer.ID, fmt.Sprintf("%s 代录了你在纸上的意见：%s", t.me.Name, t.c.Title))
}

// separate keeps apart what must not be one person (G-01, G-08); standing in
// for somebody does not get around it.
func (t *turn) separate(n Node, duty org.Duty) error {
	me := t.me.ID
	if t.act.Paper != nil {
		me = t.act.Paper.SignedBy
	}
	if n.NotApplicant && t.c.CreatorID != "" && (me == t.c.CreatorID || duty.For == t.c.CreatorID) {
		return refuse("G-01", "没有办理：这是你自己（或被代理人）发起的事项，不能由你审批",
			"按顶岗表转由上一级审批，请办公室转办；填写的意见仍在页面上。")
	}
	for _, l := range t.lines {
		if slices.Contains(n.NotSameAs, l.Node) && (l.PersonID == me || l.PersonID == duty.For) && l.Action != Return {
			return refuse("G-08", fmt.Sprintf("没有办理：你已办理“%s”，不能再办“%s”", l.NodeName, n.Name), "两个环节须由不同的人办理。")
		}
	}
	return nil
}

// approve finishes the task with its opinion (1-03-2.1).
func (t *turn) approve(ctx context.Context, task *Task, n Node, action Action) error {
	if t.opinion(n, action) == "" {
		return t.emptyOpinion(n.Verb)
	}
	if t.kind.FormAt(t.def, n) != nil && t.act.Fields == nil {
		return errs.New(errs.Malformed, "缺少本环节应填写的内容")
	}
	if err := t.amend(ctx, n); err != nil {
		return err
	}
	if t.c.State == Withdrawn {
		t.c.State = Running
	}
	return t.complete(ctx, task, n, action, 0)
}

// amend makes a new version of the content where the first step of a case that is
// there already was worked on again.
func (t *turn) amend(ctx context.Context, n Node) error {
	if n.ID != t.def.Start().ID || len(t.lines) == 0 || t.kind.Amend == nil {
		return nil
	}
	return t.setContent(ctx, t.kind.Amend(t.content, t.act.Fields))
}

func (t *turn) emptyOpinion(verb string) *norm.Refusal {
	r := refuse(t.e.opinionClause, "没有"+verb+"：意见还没有填写", "每个环节办理完毕须填写意见，再送下一环节。本次没有保存。")
	r.Field = "opinion"
	return r
}

// reason is the words that returning, refusing, pausing and voiding need.
func (t *turn) reason() error {
	if strings.TrimSpace(t.act.Opinion) == "" {
		return t.emptyOpinion(Words[t.act.Action])
	}
	return nil
}

// reject ends the case as 未同意.
func (t *turn) reject(ctx context.Context, task *Task, n Node) error {
	if err := t.reason(); err != nil {
		return err
	}
	l := Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: Reject, Opinion: t.act.Opinion, Signature: t.act.Signature}
	if err := t.sign(ctx, &l); err != nil {
		return err
	}
	if err := t.setTask(ctx, task, done); err != nil {
		return err
	}
	return t.stop(ctx, l, Rejected)
}

// stop ends a case before its end: nothing stays open.
func (t *turn) stop(ctx context.Context, l Line, state State) error {
	for _, v := range t.visits {
		if err := t.cancelVisit(ctx, v); err != nil {
			return err
		}
	}
	t.c.State, t.c.ClosedAt, t.c.PausedAt = state, t.Millis(), 0
	return t.line(ctx, l)
}

func (t *turn) cancelVisit(ctx context.Context, v *Visit) error {
	if v.State != active && v.State != waiting {
		return nil
	}
	for _, task := range t.tasksOf(v.ID) {
		if task.unfinished() {
			if err := t.setTask(ctx, task, cancelled); err != nil {
				return err
			}
		}
	}
	return t.setVisit(ctx, v, cancelled)
}

// giveBack is 退办: to the step before, any earlier step or the drafter; what
// lies behind that step is given up, and taken up again if it comes straight back.
func (t *turn) giveBack(ctx context.Context, task *Task, n Node) error {
	if err := t.reason(); err != nil {
		return err
	}
	to, err := t.returnTarget(n)
	if err != nil {
		return err
	}
	l := Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: Return, Opinion: t.act.Opinion, Data: returnData(to, t.act.Straight)}
	if err := t.sign(ctx, &l); err != nil {
		return err
	}
	behind := t.def.reaches(to.ID)
	back := ""
	var given []string
	for _, v := range t.visits {
		if (v.State == active || v.State == waiting) && (behind[v.Node] || v.Node == to.ID) {
			given = append(given, v.ID)
			if err := t.cancelVisit(ctx, v); err != nil {
				return err
			}
		}
	}
	if t.act.Straight {
		ids, err := json.Marshal(given)
		if err != nil {
			return err
		}
		back = string(ids)
	}
	if err := t.line(ctx, l); err != nil {
		return err
	}
	return t.openReturned(ctx, to, back)
}

// openReturned gives the earlier step to who did it, or to whoever holds it now.
func (t *turn) openReturned(ctx context.Context, to Node, back string) error {
	v, err := t.newVisit(ctx, to.ID, active, back)
	if err != nil {
		return err
	}
	who := []Assignment{{Principal: t.c.drafter()}}
	if to.ID != t.def.Start().ID {
		if who, err = t.assign(ctx, to); err != nil {
			return err
		}
	}
	before := ""
	for _, a := range who {
		a.Due = 0
		task, err := t.newTask(ctx, v, to, a, "", before)
		if err != nil {
			return err
		}
		if to.Mode == Ordered {
			before = task.Group
		}
	}
	return nil
}

func returnData(to Node, straight bool) string {
	data, err := json.Marshal(map[string]any{"to": to.ID, "to_name": to.Name, "straight": straight})
	if err != nil {
		panic(err) // plain values always marshal
	}
	return string(data)
}

// returnTarget is a step that was finished before and leads here.
func (t *turn) returnTarget(n Node) (Node, error) {
	targets := t.returnTargets(n)
	if len(targets) == 0 {
		return Node{}, errs.New(errs.NotAllowed, "前面没有可以退办的环节")
	}
	if t.act.To == "" {
		return targets[len(targets)-1], nil
	}
	for _, target := range targets {
		if target.ID == t.act.To {
			return target, nil
		}
	}
	return Node{}, errs.New(errs.Malformed, "不能退办到这个环节")
}

// returnTargets lists the finished steps that lead to n, in the order in which
// they were last finished.
func (t *turn) returnTargets(n Node) []Node {
	var targets []Node
	for _, l := range t.lines {
		from, ok := t.def.Node(l.Node)
		if !ok || from.ID == n.ID || !t.def.reaches(from.ID)[n.ID] || l.Action != Approve && l.Action != Submit && l.Action != Acknowledge {
			continue
		}
		targets = slices.DeleteFunc(targets, func(x Node) bool { return x.ID == from.ID })
		targets = append(targets, from)
	}
	return targets
}

// forward is 转办: somebody else does this task instead.
func (t *turn) forward(ctx context.Context, task *Task, n Node) error {
	people, err := t.others(ctx, 1)
	if err != nil {
		return err
	}
	who := people[0]
	if n.NotApplicant && who.ID == t.c.CreatorID {
		return refuse("G-01", "没有转办：不能转给发起人本人审批", "转给其他人，或上提一级。")
	}
	if err := t.setTask(ctx, task, cancelled); err != nil {
		return err
	}
	if err := t.line(ctx, Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: Forward, Opinion: t.act.Opinion, Data: peopleData(people)}); err != nil {
		return err
	}
	again := *task
	again.ID, again.Principal, again.Why = t.NewID(), org.PersonPrincipal(who.ID), "由 "+t.me.Name+" 转办"
	again.State, again.Version, again.FromID = open, 1, t.me.ID
	again.BornSeq, again.OpenedSeq, again.ClosedSeq, again.OpenedAt = t.seq, t.seq, 0, t.Millis()
	t.tasks = append(t.tasks, &again)
	return t.insertTask(ctx, &again)
}

// addSigner is 加签: before (I wait for them), beside, or after me.
func (t *turn) addSigner(ctx context.Context, task *Task, n Node) error {
	people, err := t.others(ctx, 20)
	if err != nil {
		return err
	}
	if err := t.line(ctx, Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: AddSigner, Opinion: t.act.Opinion, Data: peopleData(people)}); err != nil {
		return err
	}
	group, waitsFor := t.NewID(), ""
	switch t.act.Place {
	case "before":
		task.WaitsFor = group
		if err := t.setTask(ctx, task, waiting); err != nil {
			return err
		}
	case "beside":
		group = task.Group
	case "after":
		waitsFor = task.Group
		for _, other := range t.tasksOf(task.VisitID) {
			if other.State == waiting && other.WaitsFor == task.Group {
				other.WaitsFor = group
				if err := t.Update(ctx, "task", other.ID, store.Row{"waits_for": group}, nil); err != nil {
					return err
				}
			}
		}
	default:
		return errs.New(errs.Malformed, "加签要说明在本人之前、同时还是之后")
	}
	v := t.visit(task.VisitID)
	for _, p := range people {
		added := &Task{
			ID: t.NewID(), CaseID: t.c.ID, VisitID: v.ID, Node: n.ID, Kind: taskStep, Principal: org.PersonPrincipal(p.ID),
			Label: "加签", Why: "由 " + t.me.Name + " 加签", State: open, Version: 1, Group: group, WaitsFor: waitsFor,
			AddedBy: t.me.ID, FromID: t.me.ID, BornSeq: t.seq, OpenedSeq: t.seq, OpenedAt: t.Millis(), DueAt: task.DueAt,
		}
		if waitsFor != "" {
			added.State, added.OpenedSeq, added.OpenedAt = waiting, 0, 0
		}
		t.tasks = append(t.tasks, added)
		if err := t.insertTask(ctx, added); err != nil {
			return err
		}
	}
	return nil
}

// removeSigner is 减签: by who added, while the added one has not signed.
func (t *turn) removeSigner(ctx context.Context) error {
	task := t.task(t.act.TaskID)
	if task == nil {
		return store.ErrNotFound
	}
	if !task.unfinished() || task.Version != t.act.TaskVersion {
		return t.stale()
	}
	if task.AddedBy != t.me.ID {
		return t.notYours("没有减签：只有加签的人可以减签")
	}
	t.actAs()
	n, _ := t.def.Node(task.Node)
	if err := t.setTask(ctx, task, cancelled); err != nil {
		return err
	}
	if err := t.rewire(ctx, task); err != nil {
		return err
	}
	if err := t.line(ctx, Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: RemoveSigner, Opinion: t.act.Opinion}); err != nil {
		return err
	}
	return t.advance(ctx, task)
}

// actAs picks a post for an action that needs none in particular.
func (t *turn) actAs() {
	for _, d := range t.duties {
		if d.For == "" && d.PostName != "" {
			t.duty = d
			return
		}
	}
}

// others reads the people an action names: present, not the actor, each once.
func (t *turn) others(ctx context.Context, most int) ([]org.PersonRow, error) {
	if len(t.act.People) == 0 || len(t.act.People) > most {
		return nil, errs.Newf(errs.Invalid, "选择人员，至多 %d 人", most)
	}
	seen := map[string]bool{t.me.ID: true}
	var people []org.PersonRow
	for _, id := range t.act.People {
		if seen[id] {
			return nil, errs.New(errs.Invalid, "不能选自己，也不能重复选人")
		}
		seen[id] = true
		p, err := org.PersonByID(ctx, t.Tx, id)
		if err != nil {
			return nil, err
		}
		if !p.Active() {
			return nil, errs.Newf(errs.Invalid, "%s 已离岗，另选一人", p.Name)
		}
		people = append(people, p)
	}
	return people, nil
}

func peopleData(people []org.PersonRow) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	data, err := json.Marshal(map[string]any{"people": names})
	if err != nil {
		panic(err) // plain strings always marshal
	}
	return string(data)
}

// withdraw takes back the newest line while nobody has acted after it: whatever
// it made goes, whatever it ended comes back.
func (t *turn) withdraw(ctx context.Context) error {
	from, ok := t.newestOwn()
	if !ok {
		return refuse("G-05", "没有撤回：后面的人已经办理，或你不是上一步的办理人", "需要改动时，请现在的办理人退办。")
	}
	n, _ := t.def.Node(from.Node)
	if n.NoWithdraw {
		return refuse("G-03", "没有撤回：“"+n.Name+"”已登记在案，不能撤回", "需要更正时，由文书更正登记或作废后重办。")
	}
	t.actAs()
	if err := t.undo(ctx, from.Seq); err != nil {
		return err
	}
	if from.Node == t.def.Start().ID {
		t.c.State = Withdrawn
	} else {
		t.c.State = Running
	}
	return t.line(ctx, Line{TaskID: from.TaskID, Node: n.ID, NodeName: n.Name, Action: Withdraw, Opinion: t.act.Opinion})
}

// newestOwn is the line that can be taken back: the newest that moved the case,
// if it is the actor's own; of merged steps the first.
func (t *turn) newestOwn() (Line, bool) {
	if !t.c.State.Open() || t.c.Paused() {
		return Line{}, false
	}
	for i := len(t.lines) - 1; i >= 0; i-- {
		l := t.lines[i]
		switch l.Action {
		case Read, Urge, Circulate, Recall, Pause, Resume, Correct:
			continue
		case Submit, Approve, Acknowledge, Return, Forward, AddSigner:
			if l.PersonID != t.me.ID || l.RecordedBy != "" {
				return Line{}, false
			}
			if l.Merged == 1 {
				continue
			}
			return l, true
		case Reject, Withdraw, RemoveSigner, Void, Revise:
			return Line{}, false
		}
	}
	return Line{}, false
}

// undo brings visits and tasks back to what they were before a line.
func (t *turn) undo(ctx context.Context, seq int64) error {
	for _, v := range t.visits {
		if err := t.undoVisit(ctx, v, seq); err != nil {
			return err
		}
	}
	for _, task := range t.tasks {
		if task.Kind != taskStep {
			continue
		}
		if err := t.undoTask(ctx, task, seq); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) undoVisit(ctx context.Context, v *Visit, seq int64) error {
	older := slices.ContainsFunc(t.tasksOf(v.ID), func(task *Task) bool { return task.BornSeq < seq })
	n, _ := t.def.Node(v.Node)
	switch {
	case v.BornSeq >= seq:
		if v.State == cancelled {
			return nil
		}
		return t.setVisit(ctx, v, cancelled)
	case n.Join && !older && v.State != waiting && (v.ClosedSeq >= seq || v.State == active):
		return t.setVisit(ctx, v, waiting) // it had not opened yet
	case v.ClosedSeq >= seq && v.State != waiting:
		return t.setVisit(ctx, v, active)
	}
	return nil
}

func (t *turn) undoTask(ctx context.Context, task *Task, seq int64) error {
	switch {
	case task.BornSeq >= seq:
		if !task.unfinished() {
			return nil
		}
		if err := t.setTask(ctx, task, cancelled); err != nil {
			return err
		}
		return t.rewire(ctx, task)
	case task.OpenedSeq >= seq:
		task.OpenedSeq = 0
		return t.setTask(ctx, task, waiting)
	case task.ClosedSeq >= seq:
		return t.setTask(ctx, task, open)
	}
	return nil
}

// rewire lets those who wait for a signer that is no more wait for whom that
// signer waited.
func (t *turn) rewire(ctx context.Context, gone *Task) error {
	if gone.WaitsFor == "" {
		return nil
	}
	tasks := t.tasksOf(gone.VisitID)
	if slices.ContainsFunc(tasks, func(x *Task) bool { return x.Group == gone.Group && x.unfinished() }) {
		return nil
	}
	for _, x := range tasks {
		if x.State == waiting && x.WaitsFor == gone.Group {
			x.WaitsFor = gone.WaitsFor
			if err := t.Update(ctx, "task", x.ID, store.Row{"waits_for": x.WaitsFor}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// urge is 催办: the holders are told, the task counts it.
func (t *turn) urge(ctx context.Context) error {
	_, clerk := t.kind.may(t.duties, t.kind.Sees)
	if !clerk && t.me.ID != t.c.CreatorID {
		return t.notYours("没有催办：由发起人或办公室催办")
	}
	t.actAs()
	urged := 0
	for _, task := range t.tasks {
		if task.Kind != taskStep || task.State != open || t.act.TaskID != "" && task.ID != t.act.TaskID {
			continue
		}
		urged++
		task.Urged++
		if err := t.Update(ctx, "task", task.ID, store.Row{"urged": task.Urged}, nil); err != nil {
			return err
		}
		if err := t.notifyHolders(ctx, task, "催办："+t.c.Title); err != nil {
			return err
		}
	}
	if urged == 0 {
		return errs.New(errs.NotAllowed, "现在没有等待办理的环节")
	}
	return t.line(ctx, Line{TaskID: t.act.TaskID, Action: Urge, NodeName: "催办", Opinion: t.act.Opinion})
}

// pause stops or restarts the clock, with a reason.
func (t *turn) pause(ctx context.Context) error {
	if err := t.clerk("挂起或恢复"); err != nil {
		return err
	}
	if err := t.reason(); err != nil {
		return err
	}
	pausing := t.act.Action == Pause
	if pausing == t.c.Paused() {
		return t.stale()
	}
	if pausing {
		t.c.PausedAt = t.Millis()
	} else {
		if err := t.shift(ctx, clock.FromMillis(t.c.PausedAt), t.Now()); err != nil {
			return err
		}
		t.c.PausedAt = 0
	}
	return t.line(ctx, Line{Action: t.act.Action, NodeName: Words[t.act.Action], Opinion: t.act.Opinion})
}

// clerk is for actions of the kind's clerk on an open case.
func (t *turn) clerk(what string) error {
	duty, ok := t.kind.may(t.duties, t.kind.Clerk)
	if !ok {
		return t.notYours(fmt.Sprintf("没有%s：由%s办理", what, org.PostNames(t.kind.Clerk)))
	}
	if !t.c.State.Open() {
		return t.stale()
	}
	t.duty = duty
	return nil
}

// void ends a case that should not have been; its number stays, void (G-02).
func (t *turn) void(ctx context.Context) error {
	if err := t.clerk("作废"); err != nil {
		return err
	}
	if err := t.reason(); err != nil {
		return err
	}
	numbers, err := store.Column[string](ctx, t.Tx, `SELECT id FROM number WHERE case_id = $1 AND voided_at IS NULL`, t.c.ID)
	if err != nil {
		return err
	}
	for _, id := range numbers {
		if err := t.Update(ctx, "number", id, store.Row{"voided_at": t.Millis(), "void_reason": t.act.Opinion}, nil); err != nil {
			return err
		}
	}
	if t.kind.Voided != nil {
		if err := t.kind.Voided(ctx, t.step(Node{}, Task{})); err != nil {
			return err
		}
	}
	return t.stop(ctx, Line{Action: Void, NodeName: "作废", Opinion: t.act.Opinion}, Voided)
}
