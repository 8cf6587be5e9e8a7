package flow

import (
	"context"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// HeldBy lists what waits for a person as such, now or later in a case, and what
// they have put aside: all of it is settled before they leave (F23). Tasks of
// their posts pass on by themselves.
func HeldBy(ctx context.Context, q store.Querier, personID string) (_ []org.HeldThing, err error) {
	defer errs.Wrap(&err, "flow.HeldBy(%s)", personID)
	tasks, err := inHandOf(ctx, q, new(store.Query).Add(`t.principal = ?`, string(org.PersonPrincipal(personID))))
	if err != nil {
		return nil, err
	}
	all := things("待办事项", "本人办完，或转办给接任的人", tasks)
	drafts, err := Drafts(ctx, q, personID)
	for _, d := range drafts {
		title := d.Title
		if title == "" {
			title = "（未填标题）"
		}
		all = append(all, org.HeldThing{Kind: "草稿", Name: title, Number: "草稿", TakenBy: "本人发起或删去"})
	}
	return all, err
}

// WaitingFor lists what waits for a department: its head, its members, its posts,
// the leader in charge.
func WaitingFor(ctx context.Context, q store.Querier, deptID string) (_ []org.HeldThing, err error) {
	defer errs.Wrap(&err, "flow.WaitingFor(%s)", deptID)
	of := new(store.Query).Add(`(`).In("t.principal", []string{string(org.Head(deptID)), string(org.Member(deptID)), string(org.LeaderOf(deptID))})
	of.Add(` OR t.principal LIKE ?)`, "post:%@"+deptID)
	tasks, err := inHandOf(ctx, q, of)
	return things("待办事项", "按顶岗表接办", tasks), err
}

type waitingTask struct {
	CaseID string `db:"case_id"`
	Number string `db:"number"`
	Title  string `db:"title"`
}

// inHandOf reads the open tasks that a condition holds for, once per case.
func inHandOf(ctx context.Context, q store.Querier, of *store.Query) ([]waitingTask, error) {
	return store.All[waitingTask](ctx, q, `SELECT DISTINCT c.id AS case_id, c.number, c.title FROM task t JOIN cases c ON c.id = t.case_id
		WHERE t.state IN ('open', 'waiting') AND t.kind = 'step' AND c.closed_at = 0 AND `+of.SQL()+` ORDER BY c.id`, of.Args()...)
}

func things(kind, takenBy string, tasks []waitingTask) []org.HeldThing {
	var all []org.HeldThing
	for _, t := range tasks {
		thing := org.HeldThing{Kind: kind, Name: t.Title, Number: "还没有编号的事项", Link: "/cases/" + t.CaseID, TakenBy: takenBy}
		if t.Number != "" {
			thing.Name, thing.Number = t.Number+" "+t.Title, t.Number
		}
		all = append(all, thing)
	}
	return all
}

// DropDrafts removes all that a person put aside, for who leaves; drafts are no
// record of the bureau's.
func DropDrafts(ctx context.Context, db *store.DB, personID string) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `DELETE FROM draft WHERE person_id = $1`, personID)
		return err
	})
}
