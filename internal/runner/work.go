package runner

import (
	"context"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
)

// Work is what a use case works with inside its transaction. Evidence is
// written only through Insert and Update.
type Work struct {
	*store.Tx
	Request   Request
	book      *audit.Book
	runner    *Runner
	ids       uint16 // made so far
	dirtyCase bool   // the lock changed the case's rev, which no leaf covers yet
}

// Insert writes an evidence row, hashed as stored.
func (w *Work) Insert(ctx context.Context, table string, row store.Row) error {
	return w.book.Insert(ctx, table, row)
}

// Update changes an evidence row if when still holds; else store.ErrNotFound.
func (w *Work) Update(ctx context.Context, table, id string, set, when store.Row) error {
	if table == "cases" && id == w.Request.CaseID {
		w.dirtyCase = false
	}
	return w.book.Update(ctx, table, id, set, when)
}

// Redact changes an evidence row so that nothing is left by which its earlier
// contents could be guessed (G-03); only what two administrators decided.
func (w *Work) Redact(ctx context.Context, table, id string, set store.Row) error {
	if table == "cases" && id == w.Request.CaseID {
		w.dirtyCase = false
	}
	return w.book.Redact(ctx, table, id, set)
}

// LockRow locks one guard row by raising its rev.
func (w *Work) LockRow(ctx context.Context, g Guard) error {
	n, err := store.Exec(ctx, w.Tx, "UPDATE "+g.Table+" SET rev = rev + 1 WHERE id = $1", g.ID)
	if err == nil && n != 1 {
		return store.ErrNotFound
	}
	return err
}

// NewID makes an id for a row of this transaction; later ones sort behind.
func (w *Work) NewID() string {
	w.ids++
	return ident.Nth(w.Now(), w.ids)
}

// Millis is the transaction's time as stored.
func (w *Work) Millis() int64 { return clock.Millis(w.Now()) }

// Number draws a case's number: series “收”, year 2026 → 收〔2026〕128号. Drawn
// last of the locks; gapless, for it is given back if the transaction fails (G-02).
func (w *Work) Number(ctx context.Context, series, caseID string, format func(year int, n int64) string) (string, error) {
	return w.NumberOf(ctx, clock.DateOf(w.Now()).Year(), series, caseID, format)
}

// NumberOf is Number of a year that is not this one, drawn late; of year 0 for a
// series that goes on over the years.
func (w *Work) NumberOf(ctx context.Context, year int, series, caseID string, format func(year int, n int64) string) (string, error) {
	n, err := store.NextNumber(ctx, w.Tx, series, year)
	if err != nil {
		return "", err
	}
	text := format(year, n)
	return text, w.Insert(ctx, "number", store.Row{
		"id": w.NewID(), "series": series, "year": year, "n": n, "text": text,
		"case_id": caseID, "drawn_at": w.Millis(),
	})
}

// seal writes the audit leaf. The case's own row is read back last, for its rev
// has changed with the lock.
func (w *Work) seal(ctx context.Context, caseID string) error {
	if w.dirtyCase {
		if err := w.book.Update(ctx, "cases", w.Request.CaseID, store.Row{"touched_at": w.Millis()}, nil); err != nil {
			return err
		}
	}
	if !w.book.Touched() {
		return nil
	}
	fact := audit.Fact{
		Chain: w.Request.Chain, Actor: w.Request.Actor.PersonID, Via: w.Request.Actor.Via,
		Action: w.Request.Action, Note: w.runner.note,
	}
	if fact.Chain == "" {
		fact.Chain = w.Request.CaseID
	}
	if fact.Chain == "" {
		fact.Chain = caseID
	}
	return w.book.Seal(ctx, fact)
}
