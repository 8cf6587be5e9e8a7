package flow

import (
	"context"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Kept is a form that a person put aside, as it was typed: a start form, or that of
// a step which is worked on at a page of its own.
type Kept struct {
	ID       string `db:"id"`
	PersonID string `db:"person_id"`
	Kind     string `db:"kind"`
	CaseID   string `db:"case_id"` // "" of a start form
	Title    string `db:"title"`
	Body     string `db:"body"` // the form's values, URL-encoded
	SavedAt  int64  `db:"saved_at"`
}

const draftColumns = `id, person_id, kind, COALESCE(case_id, '') AS case_id, title, body, saved_at`

// mostDrafts bounds what one person may put aside.
const mostDrafts = 100

// KeepDraft saves a draft, under its id if it has one, and gives the id; of a case
// there is one for each person. What may not be kept is refused (1-04-6).
func (e *Engine) KeepDraft(ctx context.Context, actor runner.Actor, d Kept) (id string, err error) {
	defer errs.Wrap(&err, "flow.KeepDraft")
	values, err := url.ParseQuery(d.Body)
	if err != nil {
		return "", errs.New(errs.Malformed, "不能识别草稿的内容").With(err)
	}
	var texts []string
	for _, typed := range values {
		texts = append(texts, typed...)
	}
	if r := e.scan(texts); r != nil {
		return "", e.run.Refuse(ctx, runner.Request{Actor: actor, Action: d.Kind + ".draft"}, r)
	}
	d.PersonID = actor.PersonID
	err = e.run.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if d.ID == "" && d.CaseID != "" {
			known, err := store.Column[string](ctx, tx, `SELECT id FROM draft WHERE person_id = $1 AND case_id = $2`, d.PersonID, d.CaseID)
			if err != nil {
				return err
			}
			d.ID = strings.Join(known, "")
		}
		if d.ID != "" {
			n, err := store.Exec(ctx, tx, `UPDATE draft SET title = $1, body = $2, saved_at = $3 WHERE id = $4 AND person_id = $5`,
				d.Title, d.Body, tx.Now().UnixMilli(), d.ID, d.PersonID)
			if err == nil && n != 1 {
				return store.ErrNotFound
			}
			return err
		}
		d.ID = ident.New(tx.Now())
		return insertDraft(ctx, tx, d)
	})
	return d.ID, err
}

func insertDraft(ctx context.Context, tx *store.Tx, d Kept) error {
	kept, err := store.Value[int64](ctx, tx, `SELECT COUNT(*) FROM draft WHERE person_id = $1`, d.PersonID)
	if err != nil {
		return err
	}
	if kept >= mostDrafts {
		return errs.Newf(errs.Invalid, "草稿已有 %d 件，先办完或删去一些", kept)
	}
	row := store.Row{"id": d.ID, "person_id": d.PersonID, "kind": d.Kind, "case_id": nil, "title": d.Title, "body": d.Body, "saved_at": tx.Now().UnixMilli()}
	if d.CaseID != "" {
		row["case_id"] = d.CaseID
	}
	_, err = store.Insert(ctx, tx, "draft", row)
	return err
}

// Drafts lists a person's drafts, newest first.
func Drafts(ctx context.Context, q store.Querier, personID string) ([]Kept, error) {
	return store.All[Kept](ctx, q, `SELECT `+draftColumns+` FROM draft WHERE person_id = $1 ORDER BY saved_at DESC, id`, personID)
}

// DraftOf reads one of a person's own drafts.
func DraftOf(ctx context.Context, q store.Querier, personID, id string) (Kept, error) {
	return store.One[Kept](ctx, q, `SELECT `+draftColumns+` FROM draft WHERE id = $1 AND person_id = $2`, id, personID)
}

// DraftOfCase reads what a person put aside of a case; store.ErrNotFound for none.
func DraftOfCase(ctx context.Context, q store.Querier, personID, caseID string) (Kept, error) {
	return store.One[Kept](ctx, q, `SELECT `+draftColumns+` FROM draft WHERE person_id = $1 AND case_id = $2`, personID, caseID)
}

// DropDraft removes a draft that has become a case.
func DropDraft(ctx context.Context, db *store.DB, personID, id string) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `DELETE FROM draft WHERE id = $1 AND person_id = $2`, id, personID)
		return err
	})
}
