package outgoing

import (
	"context"
	"errors"
	"strings"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Signed is a document that was signed and has its fixed file: what a seal is put on
// without a second approval (1-01-6.1).
type Signed struct {
	ID, Title, Number string
	Copies            int64 // 印数
	Extra             int64 // more by approved 加印单
	SignerID, Signer  string
	SignerPosts       []string  // codes of the posts that the signer held then
	SignedAt          int64     // ms
	File              flow.File // only from Document
	Place             string    // where its pages leave room for the seal, in words; only from Document
}

// SignedDocuments gives 1-01 the signed documents; app wires it.
type SignedDocuments struct {
	// Now is the time by the database's clock.
	Now func() time.Time
	// Engine tells who sees a case.
	Engine func() *flow.Engine
	// Stamped is Deps.Stamped; nil while seals are registered on paper.
	Stamped func(ctx context.Context, q store.Querier, caseID string) (Stamping, error)
}

// Document gives a signed document that a person may see and whose kind is stamped;
// store.ErrNotFound where there is none, where it is not signed, not fixed yet, or
// not in force any more.
func (s SignedDocuments) Document(ctx context.Context, q store.Querier, personID, id string) (_ Signed, err error) {
	defer errs.Wrap(&err, "outgoing.SignedDocuments.Document(%s)", id)
	rows, err := s.signed(ctx, q, personID, id)
	if err != nil {
		return Signed{}, err
	}
	if len(rows) == 0 {
		return Signed{}, store.ErrNotFound
	}
	out := signedOf(rows[0])
	if out.File, err = flow.FileByID(ctx, q, rows[0].FileID); err != nil {
		return Signed{}, err
	}
	out.Place, err = sealPlace(ctx, q, id)
	return out, err
}

// Waiting lists the signed documents that a person may see and that are not stamped in
// all their copies, those signed first first, at most 100.
func (s SignedDocuments) Waiting(ctx context.Context, q store.Querier, personID string) (_ []Signed, err error) {
	defer errs.Wrap(&err, "outgoing.SignedDocuments.Waiting")
	rows, err := s.signed(ctx, q, personID, "")
	if err != nil {
		return nil, err
	}
	var out []Signed
	for _, r := range rows {
		stamped, err := s.stamped(ctx, q, r)
		if err != nil {
			return nil, err
		}
		if stamped < r.Copies+r.Extra {
			out = append(out, signedOf(r))
		}
	}
	return out, nil
}

func (s SignedDocuments) stamped(ctx context.Context, q store.Querier, row documentRow) (int64, error) {
	if s.Stamped == nil {
		return row.Stamped, nil
	}
	registered, err := s.Stamped(ctx, q, row.ID)
	return registered.Copies, err
}

func signedOf(r documentRow) Signed {
	return Signed{ID: r.ID, Title: r.Title, Number: r.Number, Copies: r.Copies, Extra: r.Extra, SignerID: r.SignerID, Signer: r.Signer, SignerPosts: strings.Fields(r.SignerAll), SignedAt: r.SignedAt}
}

// signed are those that reached the step of the seal; id limits them to one.
func (s SignedDocuments) signed(ctx context.Context, q store.Querier, personID, id string) ([]documentRow, error) {
	duties, err := org.Duties(ctx, q, personID, s.Now())
	if err != nil {
		return nil, err
	}
	b := new(store.Query).Add(`SELECT ` + documentColumns + ` FROM outgoing_document WHERE number <> '' AND file_id <> '' AND standing = '有效'
		AND EXISTS (SELECT 1 FROM task t WHERE t.case_id = outgoing_document.id AND t.node = 'seal' AND t.state <> 'cancelled') AND `)
	s.Engine().VisibleTo(b, "outgoing_document.id", personID, duties)
	if id != "" {
		b.Add(` AND id = ?`, id)
	} else { // what is stamped in full leaves this list for good
		b.Add(` AND stamped < copies + extra`)
	}
	b.Add(` ORDER BY signed_at, id LIMIT 100`)
	return store.All[documentRow](ctx, q, b.SQL(), b.Args()...)
}

// Issued gives the case under whose number a document was issued, and whether the
// number was ever drawn here (1-02-R4: a letter is closed with the answer's number).
func Issued(ctx context.Context, q store.Querier, number string) (caseID string, ok bool, err error) {
	defer errs.Wrap(&err, "outgoing.Issued")
	caseID, err = store.Value[string](ctx, q, `SELECT case_id FROM number WHERE text = $1 AND series LIKE '发文/%' AND voided_at IS NULL`, strings.TrimSpace(number))
	if errors.Is(err, store.ErrNotFound) {
		return "", false, nil
	}
	return caseID, err == nil, err
}
