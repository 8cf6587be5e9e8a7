package incoming

import (
	"context"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// What 1-03 asks of the letters that its documents answer; app wires it.

// Answered records the number under which a letter was answered (1-02-R4), in the
// transaction that drew it.
func Answered(ctx context.Context, w *runner.Work, caseID, number string) error {
	return w.Update(ctx, "incoming_document", caseID, store.Row{"answer": number}, nil)
}

// Unanswered takes a number back that is void or was revoked, and tells the office
// that the letter waits for another answer (1-02-R4). Another number stays.
func Unanswered(ctx context.Context, w *runner.Work, caseID, number string) error {
	answer, err := answerOf(ctx, w.Tx, caseID)
	if err != nil || answer != number {
		return err
	}
	if err := w.Update(ctx, "incoming_document", caseID, store.Row{"answer": ""}, nil); err != nil {
		return err
	}
	return flow.NotifyPost(ctx, w.Tx, "wenshu", flow.Notice{Key: "unanswered/" + caseID + "/" + number, CaseID: caseID, Text: "复文 " + number + " 已作废或撤销，来文还没有答复"})
}

// Came tells whether a letter with that number was registered and is not void.
func Came(ctx context.Context, q store.Querier, number string) (bool, error) {
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM incoming_document d JOIN cases c ON c.id = d.id WHERE d.doc_number = $1 AND d.number <> '' AND c.state <> $2`, number, string(flow.Voided))
	return n > 0, err
}

// Senders are the organs that letters come from, those that write most first.
func Senders(ctx context.Context, q store.Querier) ([]string, error) {
	return store.Column[string](ctx, q, `SELECT organ FROM incoming_document WHERE organ <> '' AND number <> '' GROUP BY organ ORDER BY COUNT(*) DESC, organ LIMIT 500`)
}
