package flow

import (
	"context"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
)

// Kept is a start form that a person put aside, as it was typed.
type Kept struct {
	ID       string `db:"id"`
	PersonID string `db:"person_id"`
	Kind     string `db:"kind"`
	Title    string `db:"title"`
	Body     string `db:"body"` // the form's values, URL-encoded
	SavedAt  int64  `db:"saved_at"`
}

const draftColumns = `id, person_id, kind, title, body, saved_at`

// mostDrafts bounds what one person may put aside.
const mostDrafts = 100

// KeepDraft saves a draft, under its id if it has one, and gives the id.
func KeepDraft(ctx context.Context, db *store.DB, d Kept) (id string, err error) {
	defer errs.Wrap(&err, "flow.KeepDraft")
	err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if d.ID != "" {
			n, err := store.Exec(ctx, tx, `UPDATE draft SET title = $1, body = $2, saved_at = $3 WHERE id = $4 AND person_id = $5`,
				d.Title, d.Body, tx.Now().UnixMilli(), d.ID, d.PersonID)
			if err == nil && n != 1 {
				return store.ErrNotFound
			}
			return err
		}
		kept, err := store.Value[int64](ctx, tx, `SELECT COUNT(*) FROM draft WHERE person_id = $1`, d.PersonID)
		if err != nil {
			return err
		}
		if kept >= mostDrafts {
			return errs.Newf(errs.Invalid, "草稿已有 %d 件，先办完或删去一些", kept)
		}
		d.ID = ident.New(tx.Now())
		_, err = store.Insert(ctx, tx, "draft", store.Row{"id": d.ID, "person_id": d.PersonID, "kind": d.Kind, "title": d.Title, "body": d.Body, "saved_at": tx.Now().UnixMilli()})
		return err
	})
	return d.ID, err
}

// Drafts lists a person's drafts, newest first.
func Drafts(ctx context.Context, q store.Querier, personID string) ([]Kept, error) {
	return store.All[Kept](ctx, q, `SELECT `+draftColumns+` FROM draft WHERE person_id = $1 ORDER BY saved_at DESC, id`, personID)
}

// DraftOf reads one of a person's own drafts.
func DraftOf(ctx context.Context, q store.Querier, personID, id string) (Kept, error) {
	return store.One[Kept](ctx, q, `SELECT `+draftColumns+` FROM draft WHERE id = $1 AND person_id = $2`, id, personID)
}

// DropDraft removes a draft that has become a case.
func DropDraft(ctx context.Context, db *store.DB, personID, id string) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `DELETE FROM draft WHERE id = $1 AND person_id = $2`, id, personID)
		return err
	})
}
