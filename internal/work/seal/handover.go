package seal

import (
	"context"
	"slices"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// handoverRow is one seal that changes hands: its three signatures, and when it
// took effect. The names are read with it.
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
	Seal    string `db:"seal"`
	From    string `db:"from_name"`
	To      string `db:"to_name"`
	Watch   string `db:"watch_name"`
}

const (
	handoverColumns = `h.id, h.case_id, h.seal_id, h.way, h.from_id, h.gave_at, h.to_id, h.took_at, h.watch_id, h.at, h.note,
		s.name AS seal, COALESCE(f.name, h.from_id) AS from_name, COALESCE(t.name, h.to_id) AS to_name, COALESCE(w.name, h.watch_id) AS watch_name`
	handoverFrom = ` FROM seal_handover h JOIN seal s ON s.id = h.seal_id
		LEFT JOIN person f ON f.id = h.from_id LEFT JOIN person t ON t.id = h.to_id LEFT JOIN person w ON w.id = h.watch_id WHERE h.way <> '` + givenUp + `' AND `
)

// side is one of the three who sign a handover; at 0 they have not.
type side struct {
	label, name string
	at          int64
}

func (h handoverRow) sides() []side {
	return []side{{"移交人", h.From, h.GaveAt}, {"接收人", h.To, h.TookAt}, {"监交人", h.Watch, h.At}}
}

// cells are a handover in a register: how, between whom, since when.
func (h handoverRow) cells() []string {
	return []string{h.Way, dash(h.From), dash(h.To), dash(h.Watch), moment(h.At)}
}

// givenUp is what becomes of a handover that was opened by a step which was taken back
// or sent back, and done anew.
const givenUp = "未办"

// reopen gives up what a case has pending, before its first step opens it anew.
func reopen(ctx context.Context, s *flow.Step) error {
	return markHandovers(ctx, s, store.Row{"way": givenUp})
}

func openHandover(ctx context.Context, w *runner.Work, h handoverRow) error {
	return w.Insert(ctx, "seal_handover", store.Row{
		"id": w.NewID(), "case_id": h.CaseID, "seal_id": h.SealID, "way": h.Way, "from_id": h.FromID, "gave_at": int64(0),
		"to_id": h.ToID, "took_at": int64(0), "watch_id": "", "at": int64(0), "note": h.Note,
	})
}

// handovers of a case, in the order in which they were opened.
func handovers(ctx context.Context, q store.Querier, caseID string) ([]handoverRow, error) {
	return store.All[handoverRow](ctx, q, `SELECT `+handoverColumns+handoverFrom+`h.case_id = $1 ORDER BY h.id`, caseID)
}

// pending are the handovers of a case that have not taken effect.
func pending(ctx context.Context, q store.Querier, caseID string) ([]handoverRow, error) {
	all, err := handovers(ctx, q, caseID)
	return slices.DeleteFunc(all, func(h handoverRow) bool { return h.At != 0 }), err
}

// markHandovers writes a signature into those of the case that have not taken
// effect.
func markHandovers(ctx context.Context, s *flow.Step, set store.Row) error {
	rows, err := pending(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	for _, h := range rows {
		if err := s.Update(ctx, "seal_handover", h.ID, set, store.Row{"at": int64(0)}); err != nil {
			return err
		}
	}
	return nil
}
