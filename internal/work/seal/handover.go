package seal

import (
	"context"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// handoverRow is one seal that changes hands: its three signatures, and when it
// took effect.
type handoverRow struct {
	ID      string `db:"id"`
	CaseID  string `db:"case_id"`
	SealID  string `db:"seal_id"`
	Way     string `db:"way"`
	FromID  string `db:"from_id"`
	GaveAt  int64  `db:"gave_at"`
	ToID    string `db:"to_id"`
	TookAt  int64  `db:"took_at"`
	WatchID string `db:"watch_id"`
	At      int64  `db:"at"`
	Note    string `db:"note"`
}

const handoverColumns = `id, case_id, seal_id, way, from_id, gave_at, to_id, took_at, watch_id, at, note`

func openHandover(ctx context.Context, w *runner.Work, h handoverRow) error {
	return w.Insert(ctx, "seal_handover", store.Row{
		"id": w.NewID(), "case_id": h.CaseID, "seal_id": h.SealID, "way": h.Way, "from_id": h.FromID, "gave_at": int64(0),
		"to_id": h.ToID, "took_at": int64(0), "watch_id": "", "at": int64(0), "note": h.Note,
	})
}

// handovers of a case, in the order in which they were opened.
func handovers(ctx context.Context, q store.Querier, caseID string) ([]handoverRow, error) {
	return store.All[handoverRow](ctx, q, `SELECT `+handoverColumns+` FROM seal_handover WHERE case_id = $1 ORDER BY id`, caseID)
}

// openOf are the handovers of a case in one way that have not taken effect.
func openOf(ctx context.Context, q store.Querier, caseID, way string) ([]handoverRow, error) {
	return store.All[handoverRow](ctx, q, `SELECT `+handoverColumns+` FROM seal_handover WHERE case_id = $1 AND way = $2 AND at = 0 ORDER BY id`, caseID, way)
}

// markHandovers writes a signature into those of the case that have not taken
// effect.
func markHandovers(ctx context.Context, s *flow.Step, set store.Row) error {
	ids, err := store.Column[string](ctx, s.Tx, `SELECT id FROM seal_handover WHERE case_id = $1 AND at = 0 ORDER BY id`, s.Case.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.Update(ctx, "seal_handover", id, set, store.Row{"at": int64(0)}); err != nil {
			return err
		}
	}
	return nil
}
