package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// turn is one action being carried out: the case as it stands in this
// transaction, and who acts.
type turn struct {
	*runner.Work
	e       *Engine
	kind    *Kind
	def     *Definition
	c       Case
	content any
	hash    string // of the content
	visits  []*Visit
	tasks   []*Task
	lines   []Line
	me      org.PersonRow
	duties  []org.Duty
	duty    org.Duty
	act     Act
	seq     int64
}

// begin makes the case of a new matter and walks its first step.
func (e *Engine) begin(ctx context.Context, w *runner.Work, k *Kind, in StartInput, prepared map[string]any) (*turn, error) {
	t := &turn{Work: w, e: e, kind: k, def: k.Def, act: Act{Action: Submit, Opinion: in.Opinion, Ahead: in.Ahead, prepared: prepared}}
	if err := t.person(ctx); err != nil {
		return nil, err
	}
	duty, ok := k.MayStart(t.duties)
	if !ok {
		return nil, t.notYours(fmt.Sprintf("没有%s：这一步由%s办理", k.Def.Start().Verb, k.StartNames()))
	}
	t.duty = duty
	now := w.Millis()
	t.c = Case{
		ID: w.NewID(), Kind: k.ID, FlowVersion: k.Def.Version, FlowHash: k.Def.Hash(), State: Running,
		CreatorID: t.me.ID, CreatorDept: duty.DeptID, CreatedAt: now, TouchedAt: now, plan: map[string][]Assignment{},
	}
	if err := t.open(ctx); err != nil {
		return nil, err
	}
	if in.From != "" {
		if err := t.follow(ctx, in.From); err != nil {
			return nil, err
		}
	}
	if err := t.setContent(ctx, k.Begin(in.Fields, t.me.ID, w.Now())); err != nil {
		return nil, err
	}
	start := k.Def.Start() // born before the first line, so that taking that back leaves it
	task, err := t.openStart(ctx, start)
	if err != nil {
		return nil, err
	}
	t.act.Fields = in.Fields
	return t, t.approve(ctx, task, start, Submit)
}

// open writes the case's row, and its definition if it is the first case to
// follow it: the way a case went can be shown when the program no longer knows it.
func (t *turn) open(ctx context.Context) error {
	known, err := store.Value[int64](ctx, t.Tx, `SELECT COUNT(*) FROM flow_definition WHERE hash = $1`, t.c.FlowHash)
	if err != nil {
		return err
	}
	if known == 0 {
		if err := t.Insert(ctx, "flow_definition", store.Row{
			"id": t.NewID(), "kind": t.def.Kind, "version": int64(t.def.Version), "hash": t.c.FlowHash, "body": string(t.def.canonical()), "stored_at": t.Millis(),
		}); err != nil {
			return err
		}
	}
	return t.Insert(ctx, "cases", t.caseRow(true))
}

// resume takes up an existing case for an action.
func (e *Engine) resume(ctx context.Context, w *runner.Work, act Act) (*turn, error) {
	t := &turn{Work: w, e: e, act: act}
	if err := t.person(ctx); err != nil {
		return nil, err
	}
	if err := t.load(ctx, act.CaseID); err != nil {
		return nil, err
	}
	seen, err := canSee(ctx, w.Tx, t.kind, t.c, t.me.ID, t.duties)
	if err != nil {
		return nil, err
	}
	if !seen {
		return nil, store.ErrNotFound
	}
	return t, nil
}

func (t *turn) person(ctx context.Context) (err error) {
	if t.me, err = org.PersonByID(ctx, t.Tx, t.Request.Actor.PersonID); err != nil {
		return err
	}
	t.duties, err = org.Duties(ctx, t.Tx, t.me.ID, t.Now())
	return err
}

func (t *turn) load(ctx context.Context, id string) (err error) {
	if t.c, err = loadCase(ctx, t.Tx, id); err != nil {
		return err
	}
	t.kind = t.e.kinds[t.c.Kind]
	if t.kind == nil {
		return store.ErrNotFound
	}
	if t.def = t.kind.DefinitionOf(t.c.FlowVersion); t.def == nil {
		return fmt.Errorf("flow: %s has no version %d", t.c.Kind, t.c.FlowVersion)
	}
	version, err := loadVersion(ctx, t.Tx, id, t.c.ContentVersion)
	if err != nil {
		return err
	}
	t.hash = version.Hash
	if t.content, err = t.kind.decode(version.Body); err != nil {
		return err
	}
	visits, err := loadVisits(ctx, t.Tx, id)
	if err != nil {
		return err
	}
	for i := range visits {
		t.visits = append(t.visits, &visits[i])
	}
	tasks, err := loadTasks(ctx, t.Tx, id)
	if err != nil {
		return err
	}
	for i := range tasks {
		t.tasks = append(t.tasks, &tasks[i])
	}
	t.lines, err = loadHistory(ctx, t.Tx, id)
	t.seq = int64(len(t.lines)) + 1
	return err
}

// facts are what the kind's functions may look at now.
func (t *turn) facts() Facts {
	return Facts{Q: t.Tx, Now: t.Now(), Case: t.c, Content: t.content, lines: t.lines}
}

// setContent makes a new version, hands it to the kind and ties its files to
// the case.
func (t *turn) setContent(ctx context.Context, content any) error {
	body := t.kind.Content.CanonicalAny(content)
	t.content, t.hash = content, bodyHash(body)
	t.c.ContentVersion++
	t.c.Title = t.kind.Title(content)
	if t.kind.Urgency != nil {
		t.c.Urgency = t.kind.Urgency(content)
	}
	if err := t.Insert(ctx, "case_version", store.Row{
		"id": t.NewID(), "case_id": t.c.ID, "version": t.c.ContentVersion, "body": string(body), "hash": t.hash,
		"created_by": t.me.ID, "created_at": t.Millis(),
	}); err != nil {
		return err
	}
	if t.kind.Files != nil {
		if err := t.claimFiles(ctx, t.kind.Files(content)); err != nil {
			return err
		}
	}
	if t.kind.Stored == nil {
		return nil
	}
	return t.kind.Stored(ctx, t.step(Node{}, Task{}), content)
}

// claimFiles ties uploaded files to the case. A file of another case, or one
// that somebody else uploaded, is as if it did not exist.
func (t *turn) claimFiles(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if id == "" {
			continue
		}
		f, err := FileByID(ctx, t.Tx, id)
		if err != nil {
			return err
		}
		if f.CaseID == t.c.ID {
			continue
		}
		if f.CaseID != "" || f.UploadedBy != t.me.ID {
			return store.ErrNotFound
		}
		if err := t.Update(ctx, "file", id, store.Row{"case_id": t.c.ID}, store.Row{"case_id": ""}); err != nil {
			return err
		}
		if err := t.e.addFileJob(ctx, t.Tx, id); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) step(n Node, task Task) *Step {
	return &Step{
		Work: t.Work, Case: &t.c, Node: n, Task: task, Content: t.content, Fields: t.act.Fields, Prepared: t.act.prepared[n.ID],
		Act: t.act, Actor: t.me, Duty: t.duty, turn: t,
	}
}

// line writes the history of what is being done and makes the person a
// participant, so that the case stays visible to them.
func (t *turn) line(ctx context.Context, l Line) error {
	l.ID, l.CaseID, l.Seq, l.At = t.NewID(), t.c.ID, t.seq, t.Millis()
	l.ContentVersion, l.ContentHash = t.c.ContentVersion, t.hash
	if l.PersonID == "" {
		l.PersonID, l.PersonName, l.Post, l.Why = t.me.ID, t.me.Name, t.duty.PostName, t.duty.Why
	}
	if l.Data == "" {
		l.Data = "{}"
	}
	l.Opinion = strings.TrimSpace(l.Opinion)
	t.lines = append(t.lines, l)
	if err := t.participate(ctx, l.PersonID); err != nil {
		return err
	}
	if l.RecordedBy != "" {
		if err := t.participate(ctx, l.RecordedBy); err != nil {
			return err
		}
	}
	return t.Insert(ctx, "history", store.Row{
		"id": l.ID, "case_id": l.CaseID, "seq": l.Seq, "task_id": l.TaskID, "node": l.Node, "node_name": l.NodeName,
		"action": string(l.Action), "person_id": l.PersonID, "person_name": l.PersonName, "post": l.Post, "why": l.Why,
		"opinion": l.Opinion, "signature": l.Signature, "content_version": l.ContentVersion, "content_hash": l.ContentHash,
		"data": l.Data, "recorded_by": l.RecordedBy, "merged": l.Merged, "at": l.At,
	})
}

func (t *turn) participate(ctx context.Context, personID string) error {
	if personID == "" {
		return nil // the calendar
	}
	_, err := store.Exec(ctx, t.Tx, `INSERT INTO participant (person_id, case_id, last_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id, case_id) DO UPDATE SET last_at = excluded.last_at`, personID, t.c.ID, t.Millis())
	return err
}

// caseRow is the case's columns; fresh ones include those that never change.
func (t *turn) caseRow(fresh bool) store.Row {
	plan, err := json.Marshal(t.c.plan)
	if err != nil {
		panic(err) // plain strings always marshal
	}
	row := store.Row{
		"state": string(t.c.State), "result": t.c.Result, "title": t.c.Title, "number": t.c.Number, "urgency": t.c.Urgency,
		"content_version": t.c.ContentVersion, "plan": string(plan), "due_at": t.c.DueAt, "paused_at": t.c.PausedAt,
		"closed_at": t.c.ClosedAt, "touched_at": t.Millis(),
	}
	if fresh {
		for name, value := range (store.Row{
			"id": t.c.ID, "kind": t.c.Kind, "flow_version": t.c.FlowVersion, "flow_hash": t.c.FlowHash,
			"creator_id": t.c.CreatorID, "creator_dept": t.c.CreatorDept, "created_at": t.c.CreatedAt, "issued_for": t.c.issuedFor(), "rev": int64(1),
		}) {
			row[name] = value
		}
	}
	return row
}

// finish saves the case's state and words the answer.
func (t *turn) finish(ctx context.Context) (runner.Answer, error) {
	t.settle()
	if err := t.Update(ctx, "cases", t.c.ID, t.caseRow(false), nil); err != nil {
		return runner.Answer{}, err
	}
	if err := t.index(ctx); err != nil {
		return runner.Answer{}, err
	}
	next, err := t.whoIsNext(ctx)
	if err != nil {
		return runner.Answer{}, err
	}
	return runner.Answer{CaseID: t.c.ID, Message: t.message(), Next: next, Data: map[string]string{"state": string(t.c.State), "number": t.c.Number}}, nil
}

// settle computes the state of a case that is still open from what is active.
func (t *turn) settle() {
	if !t.c.State.Open() {
		return
	}
	start := t.def.Start().ID
	running, countersigning, atStart := false, false, false
	for _, v := range t.visits {
		if v.State != active && v.State != waiting {
			continue
		}
		running = true
		node, _ := t.def.Node(v.Node)
		countersigning = countersigning || v.State == active && node.Mode == All && t.openIn(v.ID) > 1
		atStart = atStart || v.Node == start && t.returned(v)
	}
	switch {
	case !running:
		t.c.State, t.c.ClosedAt = Closed, t.Millis()
	case atStart && t.c.State != Withdrawn:
		t.c.State = Returned
	case atStart:
	case countersigning:
		t.c.State = Signing
	default:
		t.c.State = Running
	}
}

// returned tells whether a visit was opened by giving the case back, or is open
// again because the drafter took it back.
func (t *turn) returned(v *Visit) bool {
	return t.c.State == Withdrawn || v.BornSeq > 0 && int(v.BornSeq) <= len(t.lines) && t.lines[v.BornSeq-1].Action == Return
}

func (t *turn) openIn(visitID string) int {
	n := 0
	for _, task := range t.tasks {
		if task.VisitID == visitID && task.State == open {
			n++
		}
	}
	return n
}

func (t *turn) message() string {
	last := t.lines[len(t.lines)-1]
	for i := len(t.lines) - 1; i >= 0 && t.lines[i].Merged == 1; i-- {
		last = t.lines[i]
	}
	word := Words[last.Action]
	if last.Action == Approve || last.Action == Submit {
		if n, ok := t.def.Node(last.Node); ok {
			word = n.Verb
		}
	}
	if t.c.Number == "" {
		return "已" + word
	}
	return "已" + word + "，" + t.c.Number
}

func (t *turn) whoIsNext(ctx context.Context) (string, error) {
	if t.c.State == Closed {
		return "已办结", nil
	}
	var names []string
	for _, task := range t.tasks {
		if task.Kind != taskStep || task.State != open {
			continue
		}
		name, err := org.Describe(ctx, t.Tx, task.Principal)
		if err != nil {
			return "", err
		}
		node, _ := t.def.Node(task.Node)
		names = append(names, node.Name+"（"+name+"）")
	}
	if len(names) == 0 {
		return string(t.c.State), nil
	}
	return "轮到 " + strings.Join(names, "、"), nil
}

// notYours is the refusal for the wrong person; it says which post it is (G-04).
func (t *turn) notYours(title string) *norm.Refusal {
	r := refuse("G-04", title, "没有保存任何内容；填写的内容仍在页面上。")
	r.Inputs = map[string]any{"case": t.c.ID, "task": t.act.TaskID, "action": string(t.act.Action)}
	return r
}

// stale is the refusal for a page that somebody else was faster on (G-05).
func (t *turn) stale() *norm.Refusal {
	title := "没有保存：这件事已有新的进展"
	if n := len(t.lines); n > 0 {
		l := t.lines[n-1]
		title = fmt.Sprintf("没有保存：%s（%s）已在你打开页面之后办理了“%s”", l.PersonName, l.Post, l.NodeName)
	}
	return refuse("G-05", title, "你填写的内容还在，刷新后核对最新情况，再决定是否提交。",
		norm.Remedy{Label: "查看最新情况", Action: "/cases/" + t.c.ID})
}

var errPaused = errs.New(errs.NotAllowed, "这件事已挂起，恢复后才能办理")
