package flow

import (
	"context"

	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Notice is a reminder shown at the bell.
type Notice struct {
	ID       string `db:"id"`
	Key      string `db:"ukey"` // the same key leaves only one; "" for none
	PersonID string `db:"person_id"`
	CaseID   string `db:"case_id"`
	Link     string `db:"link"` // where it leads if not to the case
	Text     string `db:"text"`
	At       int64  `db:"at"`
	ReadAt   int64  `db:"read_at"`
}

func (t *turn) notify(ctx context.Context, personID, text string) error {
	return Notify(ctx, t.Tx, Notice{PersonID: personID, CaseID: t.c.ID, Text: text})
}

func (t *turn) notifyHolders(ctx context.Context, task *Task, text string) error {
	holders, err := org.Holders(ctx, t.Tx, task.Principal, t.Now())
	if err != nil {
		return err
	}
	for _, h := range holders {
		if err := t.notify(ctx, h.PersonID, text); err != nil {
			return err
		}
	}
	return nil
}

// Notify leaves a reminder for a person.
func Notify(ctx context.Context, tx *store.Tx, n Notice) error {
	n.ID = ident.New(tx.Now())
	if n.Key == "" {
		n.Key = n.ID
	}
	_, err := store.Exec(ctx, tx, `INSERT INTO notice (id, ukey, person_id, case_id, link, text, at, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (ukey) DO NOTHING`, n.ID, n.Key, n.PersonID, n.CaseID, n.Link, n.Text, tx.Now().UnixMilli())
	return err
}

// NotifyPost is Notify for whoever holds a post now.
func NotifyPost(ctx context.Context, tx *store.Tx, post string, n Notice) error {
	holders, err := org.Holders(ctx, tx, org.Post(post), tx.Now())
	if err != nil {
		return err
	}
	for _, h := range holders {
		one := n
		one.PersonID = h.PersonID
		if n.Key != "" {
			one.Key = n.Key + "/" + h.PersonID
		}
		if err := Notify(ctx, tx, one); err != nil {
			return err
		}
	}
	return nil
}

// TellSecrecyOfficer reminds the 保密员 of a marking that was refused (1-04-6),
// without saying anything of its contents.
func TellSecrecyOfficer(ctx context.Context, tx *store.Tx, refusal *norm.Refusal) error {
	if refusal.Clause != "1-04-6" {
		return nil
	}
	return NotifyPost(ctx, tx, "baomi", Notice{Link: "/norms/clauses/1-04-6", Text: "拒收了一份带密级标志的内容，没有保存；查看 1-04-6 的拒绝记录，按规定 24 小时内报告"})
}

// Notices lists a person's newest reminders.
func Notices(ctx context.Context, q store.Querier, personID string, most int) ([]Notice, error) {
	return store.All[Notice](ctx, q, `SELECT id, case_id, COALESCE(link, '') AS link, text, at, read_at FROM notice
		WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT $2`, personID, most)
}

// ReadNotices marks all of a person's reminders as seen.
func ReadNotices(ctx context.Context, db *store.DB, personID string) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `UPDATE notice SET read_at = $1 WHERE person_id = $2 AND read_at = 0`, tx.Now().UnixMilli(), personID)
		return err
	})
}
