package flow

import (
	"context"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// remindBefore is how long before its due time a step is reminded of.
const remindBefore = 4 * time.Hour

// Remind leaves reminders for steps that are due soon or overdue: to who holds
// them, once each; overdue ones also to the case's office, and to the drafter where
// the kind says so; a day later to the leader in charge. It may run as often as one likes.
func (e *Engine) Remind(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "flow.Remind")
	now := e.now()
	type due struct {
		ID        string        `db:"id"`
		CaseID    string        `db:"case_id"`
		Kind      string        `db:"kind"`
		Title     string        `db:"title"`
		Creator   string        `db:"creator_id"`
		Principal org.Principal `db:"principal"`
		DueAt     int64         `db:"due_at"`
	}
	tasks, err := store.All[due](ctx, e.run.DB().Read(), `SELECT t.id, t.case_id, c.kind, c.title, c.creator_id, t.principal, t.due_at FROM task t
		JOIN cases c ON c.id = t.case_id WHERE t.state = 'open' AND t.due_at > 0 AND t.due_at < $1 AND c.paused_at = 0
		ORDER BY t.due_at, t.id LIMIT 500`, clock.Millis(now.Add(remindBefore)))
	if err != nil || len(tasks) == 0 {
		return err
	}
	return e.run.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, t := range tasks {
			at := clock.FromMillis(t.DueAt)
			step, text, to := "soon", fmt.Sprintf("即将到期（%s）：%s", at.Format("01-02 15:04"), t.Title), []org.Principal{t.Principal}
			if at.Before(now) {
				step, text = "over", "已超期："+t.Title
				if k, ok := e.kinds[t.Kind]; ok {
					for _, clerk := range k.Clerk {
						to = append(to, org.Post(clerk))
					}
					if k.TellsDrafter && t.Creator != "" {
						to = append(to, org.PersonPrincipal(t.Creator))
					}
				}
			}
			if at.Before(now.Add(-24 * time.Hour)) {
				step, text = "day", "超期一天以上："+t.Title
				if t.Principal.Sort() == "head" {
					to = append(to, org.LeaderOf(t.Principal.Object()))
				}
				to = append(to, org.Post("bangongshizhuren"))
			}
			if err := remind(ctx, tx, to, t.CaseID, text, t.ID+"/"+step); err != nil {
				return err
			}
		}
		return nil
	})
}

func remind(ctx context.Context, tx *store.Tx, to []org.Principal, caseID, text, key string) error {
	for _, p := range to {
		holders, err := org.Holders(ctx, tx, p, tx.Now())
		if err != nil {
			return err
		}
		for _, h := range holders {
			if err := Notify(ctx, tx, Notice{Key: key + "/" + h.PersonID, PersonID: h.PersonID, CaseID: caseID, Text: text}); err != nil {
				return err
			}
		}
	}
	return nil
}
