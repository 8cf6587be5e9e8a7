package flow

import (
	"context"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Circulation is copies of a case given to people to read, at once or one after
// another, for a purpose and until a time (1-02, 传阅). It never holds the case
// up; a copy is a task of its own kind.
type Circulation struct {
	ID         string `db:"id"`
	CaseID     string `db:"case_id"`
	MadeBy     string `db:"made_by"`
	Purpose    string `db:"purpose"`
	InOrder    int64  `db:"in_order"`
	Folder     string `db:"folder"`
	DueAt      int64  `db:"due_at"`
	MadeAt     int64  `db:"made_at"`
	RecalledAt int64  `db:"recalled_at"`

	Copies []Copy `db:"-"`
}

// Copy is one reader's copy: with whom, since when, read when.
type Copy struct {
	Name     string `db:"name"`
	State    string `db:"state"`
	OpenedAt int64  `db:"opened_at"`
	DoneAt   int64  `db:"done_at"`
	Of       string `db:"visit_id"`
}

// Reading says where a copy is, in words.
func (c Copy) Reading() string {
	switch c.State {
	case done:
		return "已阅"
	case open:
		return "在阅"
	case waiting:
		return "未到"
	}
	return "已收回"
}

const circulationColumns = `id, case_id, made_by, purpose, in_order, folder, due_at, made_at, recalled_at`

// circulate gives copies to read: a new circulation, or more readers of one.
func (t *turn) circulate(ctx context.Context) error {
	people, err := t.others(ctx, 100)
	if err != nil {
		return err
	}
	t.actAs()
	c, err := t.circulation(ctx)
	if err != nil {
		return err
	}
	purpose := c.Purpose
	if t.act.To == "" {
		purpose = t.act.Opinion
	}
	if err := t.line(ctx, Line{Action: Circulate, NodeName: "传阅", Opinion: purpose, Data: peopleData(people)}); err != nil {
		return err
	}
	return t.spread(ctx, c, people)
}

// stepCopies gives copies to read as part of a step, whose line of history says
// so.
func (t *turn) stepCopies(ctx context.Context, ids []string, c Circulation) error {
	var people []org.PersonRow
	for _, id := range ids {
		p, err := org.PersonByID(ctx, t.Tx, id)
		if err != nil {
			return err
		}
		people = append(people, p)
	}
	if len(people) == 0 {
		return nil
	}
	c, err := t.newCirculation(ctx, c)
	if err != nil {
		return err
	}
	return t.spread(ctx, c, people)
}

// spread makes a copy for each reader, one after another where the order counts.
func (t *turn) spread(ctx context.Context, c Circulation, people []org.PersonRow) error {
	before := ""
	if c.InOrder == 1 {
		before = t.lastCopy(c.ID)
	}
	for _, p := range people {
		if t.hasCopy(c.ID, p.ID) {
			continue
		}
		copyTask := &Task{
			ID: t.NewID(), CaseID: t.c.ID, VisitID: c.ID, Kind: taskCopy, Principal: org.PersonPrincipal(p.ID), State: open, Version: 1,
			FromID: t.me.ID, BornSeq: t.seq, OpenedSeq: t.seq, OpenedAt: t.Millis(), Label: clip(c.Purpose, 40), DueAt: c.DueAt, WaitsFor: before,
		}
		copyTask.Group = copyTask.ID
		if before != "" {
			copyTask.State, copyTask.OpenedSeq, copyTask.OpenedAt = waiting, 0, 0
		}
		if c.InOrder == 1 {
			before = copyTask.Group
		}
		t.tasks = append(t.tasks, copyTask)
		if err := t.insertTask(ctx, copyTask); err != nil {
			return err
		}
	}
	return t.release(ctx, t.copiesOf(c.ID), true)
}

// circulation makes a new one, or finds the one that gets more readers.
func (t *turn) circulation(ctx context.Context) (Circulation, error) {
	if t.act.To != "" {
		c, err := store.One[Circulation](ctx, t.Tx, `SELECT `+circulationColumns+` FROM circulation WHERE id = $1 AND case_id = $2`, t.act.To, t.c.ID)
		if err == nil && c.RecalledAt > 0 {
			err = t.stale()
		}
		return c, err
	}
	if strings.TrimSpace(t.act.Opinion) == "" {
		r := refuse("1-02-1.2", "没有传阅：传阅目的还没有填写", "写明请各位阅知还是阅提意见。本次没有保存。")
		r.Field = "opinion"
		return Circulation{}, r
	}
	if t.act.Due != 0 && t.act.Due < t.Millis() {
		return Circulation{}, errs.New(errs.Invalid, "传阅期限须晚于现在")
	}
	c := Circulation{Purpose: t.act.Opinion, Folder: t.act.Folder, DueAt: t.act.Due}
	if t.act.InOrder {
		c.InOrder = 1
	}
	return t.newCirculation(ctx, c)
}

func (t *turn) newCirculation(ctx context.Context, c Circulation) (Circulation, error) {
	c.ID, c.CaseID, c.MadeBy, c.MadeAt = t.NewID(), t.c.ID, t.me.ID, t.Millis()
	c.Purpose, c.Folder = strings.TrimSpace(c.Purpose), strings.TrimSpace(c.Folder)
	return c, t.Insert(ctx, "circulation", store.Row{
		"id": c.ID, "case_id": c.CaseID, "made_by": c.MadeBy, "purpose": c.Purpose, "in_order": c.InOrder, "folder": c.Folder,
		"due_at": c.DueAt, "made_at": c.MadeAt, "recalled_at": int64(0),
	})
}

func clip(s string, most int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}

func (t *turn) copiesOf(circulation string) []*Task {
	var all []*Task
	for _, task := range t.tasks {
		if task.Kind == taskCopy && task.VisitID == circulation {
			all = append(all, task)
		}
	}
	return all
}

// lastCopy is the group of the last copy that is not read; the next reader waits
// for it.
func (t *turn) lastCopy(circulation string) string {
	last := ""
	for _, task := range t.copiesOf(circulation) {
		if task.unfinished() {
			last = task.Group
		}
	}
	return last
}

// hasCopy tells whether somebody has an unread copy of a circulation.
func (t *turn) hasCopy(circulation, personID string) bool {
	for _, task := range t.copiesOf(circulation) {
		if task.unfinished() && task.Principal == org.PersonPrincipal(personID) {
			return true
		}
	}
	return false
}

// recall takes back the copies that are not yet read: by who gave them, or the
// office; or the turn of one reader of a step that is a circulation.
func (t *turn) recall(ctx context.Context) error {
	if task := t.task(t.act.TaskID); t.act.To == "" && task != nil && task.Kind == taskStep {
		return t.recallReader(ctx, task)
	}
	c, err := store.One[Circulation](ctx, t.Tx, `SELECT `+circulationColumns+` FROM circulation WHERE id = $1 AND case_id = $2`, t.act.To, t.c.ID)
	if err != nil {
		return err
	}
	_, office := t.kind.may(t.duties, t.kind.Sees)
	if c.MadeBy != t.me.ID && !office {
		return t.notYours("没有收回：由发起传阅的人或办公室收回")
	}
	t.actAs()
	if err := t.Update(ctx, "circulation", c.ID, store.Row{"recalled_at": t.Millis()}, store.Row{"recalled_at": int64(0)}); err != nil {
		return t.stale()
	}
	if err := t.line(ctx, Line{Action: Recall, NodeName: "传阅", Opinion: t.act.Opinion}); err != nil {
		return err
	}
	for _, task := range t.copiesOf(c.ID) {
		if task.unfinished() {
			if err := t.setTask(ctx, task, cancelled); err != nil {
				return err
			}
		}
	}
	return nil
}

// read confirms a copy: read is not act, and changes no opinion. The next reader
// of a circulation in order gets theirs.
func (t *turn) read(ctx context.Context) error {
	task := t.task(t.act.TaskID)
	if task == nil || task.Kind != taskCopy || task.Principal != org.PersonPrincipal(t.me.ID) {
		return store.ErrNotFound
	}
	if task.State != open {
		return t.stale()
	}
	t.actAs()
	if err := t.setTask(ctx, task, done); err != nil {
		return err
	}
	if err := t.line(ctx, Line{TaskID: task.ID, Action: Read, NodeName: "传阅", Opinion: t.act.Opinion}); err != nil {
		return err
	}
	return t.release(ctx, t.copiesOf(task.VisitID), true)
}

// recallReader takes a step that is a circulation back from one who has not read:
// by the kind's clerk, with the reason. Somebody has to read.
func (t *turn) recallReader(ctx context.Context, task *Task) error {
	n, _ := t.def.Node(task.Node)
	if !n.allows(Recall) {
		return errs.Newf(errs.NotAllowed, "“%s”环节不能收回", n.Name)
	}
	if err := t.clerk("收回"); err != nil {
		return err
	}
	if err := t.reason(); err != nil {
		return err
	}
	if !task.unfinished() || task.Version != t.act.TaskVersion {
		return t.stale()
	}
	if !slices.ContainsFunc(t.tasksOf(task.VisitID), func(x *Task) bool { return x != task && x.State != cancelled }) {
		return errs.New(errs.NotAllowed, "至少要有一人阅，不能全部收回")
	}
	who, err := org.Describe(ctx, t.Tx, task.Principal)
	if err != nil {
		return err
	}
	if err := t.setTask(ctx, task, cancelled); err != nil {
		return err
	}
	if err := t.rewire(ctx, task); err != nil {
		return err
	}
	if err := t.line(ctx, Line{TaskID: task.ID, Node: n.ID, NodeName: n.Name, Action: Recall, Opinion: t.act.Opinion, Data: peopleData([]org.PersonRow{{Name: who}})}); err != nil {
		return err
	}
	return t.advance(ctx, task)
}

// Readings lists with whom a case is, or was, at steps that are circulations: in
// the order of their turns.
func Readings(ctx context.Context, q store.Querier, caseID string, nodes ...string) ([]Copy, error) {
	b := new(store.Query).Add(`SELECT p.name, t.state, t.opened_at, t.done_at, t.visit_id FROM task t JOIN person p ON 'person:' || p.id = t.principal
		WHERE t.case_id = ? AND t.kind = 'step' AND `, caseID).In("t.node", nodes).Add(` ORDER BY t.born_seq, t.id`)
	return store.All[Copy](ctx, q, b.SQL(), b.Args()...)
}

// circulationsOf lists the circulations of a case with every copy.
func circulationsOf(ctx context.Context, q store.Querier, caseID string) ([]Circulation, error) {
	all, err := store.All[Circulation](ctx, q, `SELECT `+circulationColumns+` FROM circulation WHERE case_id = $1 ORDER BY made_at, id`, caseID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	copies, err := store.All[Copy](ctx, q, `SELECT p.name, t.state, t.opened_at, t.done_at, t.visit_id FROM task t JOIN person p ON 'person:' || p.id = t.principal
		WHERE t.case_id = $1 AND t.kind = 'copy' ORDER BY t.born_seq, t.id`, caseID)
	for i := range all {
		for _, c := range copies {
			if c.Of == all[i].ID {
				all[i].Copies = append(all[i].Copies, c)
			}
		}
	}
	return all, err
}
