package ruling

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Kinds of exceptions (norms/README).
var Kinds = []string{"电话或口头批准", "纸质签字代录", "先办后补", takenIn}

// takenIn is what the duty officer took in: nobody's power, and never suspended.
const takenIn = "值班代收"

// Exception is one entry of 特事登记.
type Exception struct {
	ID         string `db:"id"`
	Kind       string `db:"kind"`
	Clause     string `db:"clause"`
	CaseID     string `db:"case_id"`
	What       string `db:"what"`
	AllowedBy  string `db:"allowed_by"` // person id
	AllowedAt  int64  `db:"allowed_at"`
	How        string `db:"how"`
	Copies     int64  `db:"copies"`   // what is allowed is for so many copies; 0 where nothing is counted
	Evidence   string `db:"evidence"` // file ids, separated by spaces
	RecordedBy string `db:"recorded_by"`
	RecordedAt int64  `db:"recorded_at"`
	DueAt      int64  `db:"due_at"`
	DueText    string `db:"due_text"` // how it was computed
	GoodAt     int64  `db:"good_at"`
	GoodBy     string `db:"good_by"`
	GoodNote   string `db:"good_note"`
	ObjectedAt int64  `db:"objected_at"` // who is named says that it was not so
	Objection  string `db:"objection"`
}

const exceptionColumns = `id, kind, clause, case_id, what, allowed_by, allowed_at, how, COALESCE(copies, 0) AS copies, evidence, recorded_by, recorded_at, due_at,
	COALESCE(due_text, '') AS due_text, good_at, good_by, good_note, COALESCE(objected_at, 0) AS objected_at, COALESCE(objection, '') AS objection`

// Files are the ids of the evidence.
func (e Exception) Files() []string { return strings.Fields(e.Evidence) }

// State is how an exception stands at an instant.
type State string

// The states of an exception.
const (
	Open     State = "待补办"
	Overdue  State = "逾期未补办"
	Objected State = "本人不认可"
	Good     State = "已补办"
	GoodLate State = "逾期补办"
)

// States lists them, as filters offer them.
var States = []State{Open, Overdue, Objected, Good, GoodLate}

// At tells how it stands.
func (e Exception) At(now time.Time) State {
	switch {
	case e.GoodAt > e.DueAt:
		return GoodLate
	case e.GoodAt != 0:
		return Good
	case e.ObjectedAt != 0:
		return Objected
	case e.DueAt < clock.Millis(now):
		return Overdue
	}
	return Open
}

// Record enters an exception. It is refused where the clause allows none, and
// where a power that was used before is not yet confirmed (G-09).
func (s *Service) Record(ctx context.Context, actor runner.Actor, key string, e Exception) (id string, err error) {
	defer errs.Wrap(&err, "ruling.Record(%s)", e.Clause)
	req := runner.Request{Actor: actor, Key: key, Action: "ruling.record", Chain: chain}
	answer, err := s.Run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if r := byAnother(e, actor.PersonID); r != nil {
			return runner.Answer{}, r
		}
		id, err := s.RecordIn(ctx, w, e)
		return runner.Answer{Message: "已登记", Data: map[string]string{"id": id}}, err
	})
	return answer.Data["id"], err
}

// RecordIn is Record in the transaction of the use case that was done first and is
// made good afterwards (值班代收). There who allowed it may be the one who acts: what
// they did in the flow is no claim about somebody else.
func (s *Service) RecordIn(ctx context.Context, w *runner.Work, e Exception) (id string, err error) {
	defer errs.Wrap(&err, "ruling.RecordIn(%s)", e.Clause)
	e.What, e.How = strings.TrimSpace(e.What), strings.TrimSpace(e.How)
	if err := s.recordable(ctx, w, e); err != nil {
		return "", err
	}
	due, text, err := s.Due(ctx, w.Tx, e.Clause, e.AllowedBy)
	if err != nil {
		return "", err
	}
	e.ID, e.RecordedBy, e.RecordedAt, e.DueAt, e.DueText = w.NewID(), w.Request.Actor.PersonID, w.Millis(), clock.Millis(due), text
	err = w.Insert(ctx, "exception", store.Row{
		"id": e.ID, "kind": e.Kind, "clause": e.Clause, "case_id": e.CaseID, "what": e.What, "allowed_by": e.AllowedBy, "allowed_at": e.AllowedAt,
		"how": e.How, "copies": e.Copies, "evidence": e.Evidence, "recorded_by": e.RecordedBy, "recorded_at": e.RecordedAt,
		"due_at": e.DueAt, "due_text": e.DueText, "good_at": int64(0), "good_by": "", "good_note": "", "objected_at": int64(0), "objection": "",
	})
	if err != nil {
		return "", err
	}
	return e.ID, s.Recorded(ctx, w.Tx, e)
}

// CompleteIn makes good what was taken in ahead, in the transaction of the step
// that completes it: the case's open exceptions of a kind, those excluded to
// which who is named objects.
func (s *Service) CompleteIn(ctx context.Context, w *runner.Work, caseID, kind, note string) (err error) {
	defer errs.Wrap(&err, "ruling.CompleteIn(%s)", caseID)
	ids, err := store.Column[string](ctx, w.Tx, `SELECT id FROM exception WHERE case_id = $1 AND kind = $2 AND good_at = 0 AND COALESCE(objected_at, 0) = 0 ORDER BY id`, caseID, kind)
	if err != nil {
		return err
	}
	for _, id := range ids {
		set := store.Row{"good_at": w.Millis(), "good_by": w.Request.Actor.PersonID, "good_note": note}
		if err := w.Update(ctx, "exception", id, set, store.Row{"good_at": int64(0)}); err != nil {
			return err
		}
	}
	return nil
}

// recordable are the rules of Record.
func (s *Service) recordable(ctx context.Context, w *runner.Work, e Exception) error {
	clause, known := s.Run.Norm().Clause(e.Clause)
	if !known {
		return errs.New(errs.Invalid, "没有这一条款")
	}
	if r := mayExcept(clause); r != nil {
		return r
	}
	short := func(text string, most int) bool { n := utf8.RuneCountInString(text); return n > 0 && n <= most }
	if !slices.Contains(Kinds, e.Kind) || !short(e.What, 500) || !short(e.How, 100) || e.AllowedAt <= 0 || e.AllowedAt > w.Millis() || e.Copies < 0 {
		return errs.New(errs.Invalid, "写明类别、事由、批准方式和批准时间；时间不能晚于现在")
	}
	if err := s.clean(e.What, e.How); err != nil {
		return err
	}
	if len(e.Files()) == 0 {
		return withEvidence()
	}
	if _, err := org.PersonByID(ctx, w.Tx, e.AllowedBy); err != nil {
		return err
	}
	overdue, err := s.overdue(ctx, w.Tx, e.AllowedBy, e.Clause)
	if err != nil {
		return err
	}
	if r := confirmedBefore(overdue); r != nil && e.Kind != takenIn {
		return r
	}
	return nil
}

// Due tells until when an exception from a clause that is recorded now is made
// good, and how that is computed: some working days (by the clause's own setting,
// where it has one), from the return of who allowed it if they are away
// (norms/README, Work that cannot wait).
func (s *Service) Due(ctx context.Context, q store.Querier, clause, allowedBy string) (_ time.Time, text string, err error) {
	defer errs.Wrap(&err, "ruling.Due")
	n, err := s.Int(ctx, q, s.Run.Norm().ConfirmSetting(clause, "G.exception-days"))
	if err != nil {
		return time.Time{}, "", err
	}
	days, err := s.Days(ctx, q)
	if err != nil {
		return time.Time{}, "", err
	}
	back, err := org.AwayUntil(ctx, q, allowedBy, s.Run.Now())
	if err != nil {
		return time.Time{}, "", err
	}
	if back.IsZero() {
		due, text := days.AddWorkingDays(s.Run.Now(), n)
		return due, text, nil
	}
	due, text := days.AddWorkingDays(back, n)
	return due, fmt.Sprintf("批准的领导外出，%s 返岗；", clock.DateOf(back)) + text, nil
}

// MakeGood confirms an exception: by the person who allowed it.
func (s *Service) MakeGood(ctx context.Context, actor runner.Actor, key, id, note string) error {
	return s.answer(ctx, actor, key, id, "make-good", "没有补办", note, func(w *runner.Work) store.Row {
		return store.Row{"good_at": w.Millis(), "good_by": actor.PersonID, "good_note": note}
	})
}

// Object says that it was not so: by the person who is said to have allowed it.
// The exception then lets nothing pass, and the power stays suspended.
func (s *Service) Object(ctx context.Context, actor runner.Actor, key, id, why string) error {
	if strings.TrimSpace(why) == "" {
		return errs.New(errs.Invalid, "写明不认可的理由")
	}
	return s.answer(ctx, actor, key, id, "object", "没有登记不认可", why, func(w *runner.Work) store.Row {
		return store.Row{"objected_at": w.Millis(), "objection": why}
	})
}

func (s *Service) answer(ctx context.Context, actor runner.Actor, key, id, action, title, text string, set func(w *runner.Work) store.Row) (err error) {
	defer errs.Wrap(&err, "ruling.%s(%s)", action, id)
	if utf8.RuneCountInString(text) > 200 {
		return errs.New(errs.Invalid, "说明不超过 200 字")
	}
	if err := s.clean(text); err != nil {
		return err
	}
	req := runner.Request{Actor: actor, Key: key, Action: "ruling." + action, Chain: chain}
	_, err = s.Run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		e, err := ExceptionByID(ctx, w.Tx, id)
		if err != nil {
			return runner.Answer{}, err
		}
		if r := byWhoAllowed(e, actor.PersonID, title); r != nil {
			return runner.Answer{}, r
		}
		if e.GoodAt != 0 {
			return runner.Answer{}, errs.Newf(errs.Stale, "%s：已在 %s 补办", title, clock.Minute(e.GoodAt))
		}
		return runner.Answer{Message: "已记录"}, w.Update(ctx, "exception", id, set(w), store.Row{"good_at": int64(0)})
	})
	return err
}

// unconfirmed is the condition on an exception that suspends a power: past its
// time, or denied by who is said to have allowed it.
const unconfirmed = `good_at = 0 AND (due_at < ? OR COALESCE(objected_at, 0) > 0)`

func (s *Service) overdue(ctx context.Context, q store.Querier, personID, clause string) (int64, error) {
	b := new(store.Query).Add(`SELECT COUNT(*) FROM exception WHERE allowed_by = ? AND clause = ? AND `, personID, clause).Add(unconfirmed, clock.Millis(s.Run.Now()))
	return store.Value[int64](ctx, q, b.SQL(), b.Args()...)
}

// Suspended tells whether a person's power to except from a clause is suspended,
// because an earlier use was not confirmed in time (G-09).
func (s *Service) Suspended(ctx context.Context, q store.Querier, personID, clause string) (bool, error) {
	n, err := s.overdue(ctx, q, personID, clause)
	return n > 0, err
}

// Covers tells whether an exception of a case lets a clause's refusal pass: it
// has been made good, or there is still time for that, and nobody objects (G-09).
func (s *Service) Covers(ctx context.Context, q store.Querier, caseID, clause string) (bool, error) {
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM exception WHERE case_id = $1 AND clause = $2
		AND (good_at > 0 OR due_at >= $3 AND COALESCE(objected_at, 0) = 0)`, caseID, clause, clock.Millis(s.Run.Now()))
	return n > 0, err
}

// UnconfirmedOf counts the exceptions from a clause, whoever allowed them, that
// were not made good in time or are denied (G-09).
func (s *Service) UnconfirmedOf(ctx context.Context, q store.Querier, clause string) (int64, error) {
	b := new(store.Query).Add(`SELECT COUNT(*) FROM exception WHERE clause = ? AND `, clause).Add(unconfirmed, clock.Millis(s.Run.Now()))
	return store.Value[int64](ctx, q, b.SQL(), b.Args()...)
}

// Of lists the exceptions of a case from a clause, newest first.
func (s *Service) Of(ctx context.Context, q store.Querier, caseID, clause string) ([]Exception, error) {
	return store.All[Exception](ctx, q, `SELECT `+exceptionColumns+` FROM exception WHERE case_id = $1 AND clause = $2 ORDER BY recorded_at DESC, id DESC`, caseID, clause)
}
