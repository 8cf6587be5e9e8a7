package incoming

import (
	"context"

	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// What 1-03 asks of the letters that its documents answer; app wires it.

// Answered records the number under which a letter was answered (1-02-R4), in the
// transaction that drew it.
func Answered(ctx context.Context, w *runner.Work, caseID, number string) error {
	return w.Update(ctx, "incoming_document", caseID, store.Row{"answer": number}, nil)
}

// Came tells whether a letter with that number was registered.
func Came(ctx context.Context, q store.Querier, number string) (bool, error) {
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM incoming_document WHERE doc_number = $1 AND number <> ''`, number)
	return n > 0, err
}

// Senders are the organs that letters come from, those that write most first.
func Senders(ctx context.Context, q store.Querier) ([]string, error) {
	return store.Column[string](ctx, q, `SELECT organ FROM incoming_document WHERE organ <> '' AND number <> '' GROUP BY organ ORDER BY COUNT(*) DESC, organ LIMIT 500`)
}
