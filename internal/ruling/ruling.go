// Package ruling keeps what a bureau decides about its rules: settings by date,
// and exceptions with evidence (特事登记, norms/README: rules must not stop
// legitimate work; they must make it visible).
package ruling

import (
	"context"
	"embed"
	"errors"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of settings and exceptions.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// chain is the audit chain of both.
const chain = "ruling"

// Service keeps settings and exceptions.
type Service struct {
	run  *runner.Runner
	days func(ctx context.Context, q store.Querier) (calendar.Days, error)
}

// New needs a runner and the calendar in force.
func New(run *runner.Runner, days func(ctx context.Context, q store.Querier) (calendar.Days, error)) (*Service, error) {
	if run == nil || days == nil {
		return nil, errors.New("ruling: no runner or calendar")
	}
	return &Service{run, days}, nil
}

// Value gives a setting as it is in force at a date: the bureau's newest value
// from that date or before, else the catalogue's default.
func (s *Service) Value(ctx context.Context, q store.Querier, id string, at clock.Date) (string, error) {
	setting, ok := s.run.Norm().Setting(id)
	if !ok {
		return "", errs.Newf(errs.NotFound, "没有设置 %s", id)
	}
	values, err := store.Column[string](ctx, q, `SELECT value FROM setting_value WHERE setting = $1 AND from_date <= $2
		ORDER BY from_date DESC, set_at DESC, id DESC LIMIT 1`, id, string(at))
	if err != nil || len(values) == 0 {
		return setting.Default, err
	}
	return values[0], nil
}

// Int is Value of a setting that is a whole number.
func (s *Service) Int(ctx context.Context, q store.Querier, id string) (int, error) {
	text, err := s.Value(ctx, q, id, clock.DateOf(s.run.Now()))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// Set gives a setting a value from a date on; what was decided under the old
// value stays as it was.
func (s *Service) Set(ctx context.Context, actor runner.Actor, key, id, value string, from clock.Date, reason string) error {
	req := runner.Request{Actor: actor, Key: key, Action: "ruling.set", Chain: chain}
	_, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := decides(ctx, w, "juzhang", "xitong"); err != nil {
			return runner.Answer{}, err
		}
		setting, ok := s.run.Norm().Setting(id)
		if !ok {
			return runner.Answer{}, store.ErrNotFound
		}
		value = strings.TrimSpace(value)
		if _, err := strconv.Atoi(setting.Default); err == nil {
			if n, err := strconv.Atoi(value); err != nil || n < 0 {
				return runner.Answer{}, errs.Newf(errs.Invalid, "%s须为不小于 0 的整数", setting.Name)
			}
		}
		if _, err := clock.ParseDate(string(from)); err != nil || value == "" || strings.TrimSpace(reason) == "" {
			return runner.Answer{}, errs.New(errs.Invalid, "填写数值、生效日期和理由").With(err)
		}
		if from < clock.DateOf(w.Now()) {
			return runner.Answer{}, errs.New(errs.Invalid, "生效日期不能早于今天，已办的事按当时的设置")
		}
		return runner.Answer{Message: "已设置"}, w.Insert(ctx, "setting_value", store.Row{
			"id": w.NewID(), "setting": id, "value": value, "from_date": string(from), "set_by": actor.PersonID, "reason": reason, "set_at": w.Millis(),
		})
	})
	return err
}

// decides lets the holders of some posts decide (G-04).
func decides(ctx context.Context, w *runner.Work, posts ...string) error {
	duties, err := org.Duties(ctx, w.Tx, w.Request.Actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(duties, func(d org.Duty) bool { return slices.Contains(posts, d.Post) && d.For == "" }) {
		return nil
	}
	return &norm.Refusal{Clause: "G-04", RuleVersion: "2026-11", Title: "没有保存：由" + org.PostNames(posts) + "办理", Detail: "没有改动任何内容。"}
}

// Kinds of exceptions (norms/README).
var Kinds = []string{"电话或口头批准", "纸质签字代录", "先办后补", "值班代收"}

// takenIn is the kind of what the duty officer took in.
const takenIn = 3

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
	Evidence   string `db:"evidence"` // file ids, separated by spaces
	RecordedBy string `db:"recorded_by"`
	RecordedAt int64  `db:"recorded_at"`
	DueAt      int64  `db:"due_at"`
	GoodAt     int64  `db:"good_at"`
	GoodBy     string `db:"good_by"`
	GoodNote   string `db:"good_note"`
}

const exceptionColumns = `id, kind, clause, case_id, what, allowed_by, allowed_at, how, evidence, recorded_by, recorded_at, due_at, good_at, good_by, good_note`

// Record enters an exception. It is refused where the clause allows none, and
// where a power that was used before is not yet confirmed (G-09).
func (s *Service) Record(ctx context.Context, actor runner.Actor, key string, e Exception) (id string, err error) {
	req := runner.Request{Actor: actor, Key: key, Action: "ruling.record", CaseID: "", Chain: chain}
	answer, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		id, err := s.RecordIn(ctx, w, e)
		return runner.Answer{Message: "已登记", Data: map[string]string{"id": id}}, err
	})
	return answer.Data["id"], err
}

// RecordIn is Record inside the transaction of a use case that makes the
// exception (值班代收).
func (s *Service) RecordIn(ctx context.Context, w *runner.Work, e Exception) (id string, err error) {
	defer errs.Wrap(&err, "ruling.RecordIn(%s)", e.Clause)
	clause, known := s.run.Norm().Clause(e.Clause)
	if !known {
		return "", errs.New(errs.Invalid, "没有这一条款")
	}
	if r := mayExcept(clause); r != nil {
		return "", r
	}
	if !slices.Contains(Kinds, e.Kind) || strings.TrimSpace(e.What) == "" || strings.TrimSpace(e.How) == "" || e.AllowedAt == 0 || e.AllowedAt > w.Millis() {
		return "", errs.New(errs.Invalid, "写明类别、事由、批准方式和批准时间；时间不能晚于现在")
	}
	if strings.TrimSpace(e.Evidence) == "" {
		return "", withEvidence()
	}
	if _, err := org.PersonByID(ctx, w.Tx, e.AllowedBy); err != nil {
		return "", err
	}
	overdue, err := s.overdue(ctx, w.Tx, e.AllowedBy, e.Clause)
	if err != nil {
		return "", err
	}
	if r := confirmedBefore(overdue); r != nil && e.Kind != Kinds[takenIn] {
		return "", r // taking in what arrives at night is nobody's power, and never suspended
	}
	due, err := s.goodBy(ctx, w)
	if err != nil {
		return "", err
	}
	id = w.NewID()
	return id, w.Insert(ctx, "exception", store.Row{
		"id": id, "kind": e.Kind, "clause": e.Clause, "case_id": e.CaseID, "what": e.What, "allowed_by": e.AllowedBy, "allowed_at": e.AllowedAt,
		"how": e.How, "evidence": e.Evidence, "recorded_by": w.Request.Actor.PersonID, "recorded_at": w.Millis(),
		"due_at": due, "good_at": int64(0), "good_by": "", "good_note": "",
	})
}

// goodBy is until when an exception of now is made good.
func (s *Service) goodBy(ctx context.Context, w *runner.Work) (int64, error) {
	days, err := s.Int(ctx, w.Tx, "G.exception-days")
	if err != nil {
		return 0, err
	}
	calendar, err := s.days(ctx, w.Tx)
	if err != nil {
		return 0, err
	}
	due, _ := calendar.AddWorkingDays(w.Now(), days)
	return clock.Millis(due), nil
}

// CompleteIn makes good what was taken in ahead, in the transaction of the step
// that completes it: the case's open exceptions of a kind.
func (s *Service) CompleteIn(ctx context.Context, w *runner.Work, caseID, kind, note string) (err error) {
	defer errs.Wrap(&err, "ruling.CompleteIn(%s)", caseID)
	ids, err := store.Column[string](ctx, w.Tx, `SELECT id FROM exception WHERE case_id = $1 AND kind = $2 AND good_at = 0 ORDER BY id`, caseID, kind)
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

// MakeGood confirms an exception: by the person who allowed it.
func (s *Service) MakeGood(ctx context.Context, actor runner.Actor, key, id, note string) error {
	req := runner.Request{Actor: actor, Key: key, Action: "ruling.make-good", Chain: chain}
	_, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		e, err := store.One[Exception](ctx, w.Tx, `SELECT `+exceptionColumns+` FROM exception WHERE id = $1`, id)
		if err != nil {
			return runner.Answer{}, err
		}
		if r := byWhoAllowed(e, actor.PersonID); r != nil {
			return runner.Answer{}, r
		}
		return runner.Answer{Message: "已补办"}, w.Update(ctx, "exception", id,
			store.Row{"good_at": w.Millis(), "good_by": actor.PersonID, "good_note": note}, store.Row{"good_at": int64(0)})
	})
	return err
}

func (s *Service) overdue(ctx context.Context, q store.Querier, personID, clause string) (int64, error) {
	return store.Value[int64](ctx, q, `SELECT COUNT(*) FROM exception WHERE allowed_by = $1 AND clause = $2 AND good_at = 0 AND due_at < $3`,
		personID, clause, clock.Millis(s.run.Now()))
}

// Suspended tells whether a person's power to except from a clause is suspended,
// because an earlier use was not confirmed in time (G-09).
func (s *Service) Suspended(ctx context.Context, q store.Querier, personID, clause string) (bool, error) {
	n, err := s.overdue(ctx, q, personID, clause)
	return n > 0, err
}

// Covers tells whether an exception of a case lets a clause's refusal pass: it
// has been made good, or there is still time for that (G-09).
func (s *Service) Covers(ctx context.Context, q store.Querier, caseID, clause string) (bool, error) {
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM exception WHERE case_id = $1 AND clause = $2 AND (good_at > 0 OR due_at >= $3)`,
		caseID, clause, clock.Millis(s.run.Now()))
	return n > 0, err
}

// List gives the exceptions, those still open first, then newest first.
func (s *Service) List(ctx context.Context, q store.Querier, most int) ([]Exception, error) {
	return store.All[Exception](ctx, q, `SELECT `+exceptionColumns+` FROM exception
		ORDER BY CASE WHEN good_at = 0 THEN 0 ELSE 1 END, recorded_at DESC, id DESC LIMIT $1`, most)
}

// remindBefore is the setting of how many working days before its due date who
// allowed an exception is reminded.
const remindBefore = "G.remind-days"

// Unconfirmed gives the exceptions that are not made good and are overdue or due
// within the days of the setting.
func (s *Service) Unconfirmed(ctx context.Context, q store.Querier) (_ []Exception, err error) {
	defer errs.Wrap(&err, "ruling.Unconfirmed")
	n, err := s.Int(ctx, q, remindBefore)
	if err != nil {
		return nil, err
	}
	calendar, err := s.days(ctx, q)
	if err != nil {
		return nil, err
	}
	until, _ := calendar.AddWorkingDays(s.run.Now(), n)
	return store.All[Exception](ctx, q, `SELECT `+exceptionColumns+` FROM exception WHERE good_at = 0 AND due_at <= $1 ORDER BY due_at, id`, clock.Millis(until))
}

// InPeriod lists the exceptions recorded in [from, to), oldest first.
func (s *Service) InPeriod(ctx context.Context, q store.Querier, from, to clock.Date) ([]Exception, error) {
	return store.All[Exception](ctx, q, `SELECT `+exceptionColumns+` FROM exception WHERE recorded_at >= $1 AND recorded_at < $2 ORDER BY recorded_at, id`,
		clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0)))
}

// Between counts the exceptions of a period, from its first day to before its
// last, and how many of them were made good late or not at all.
func (s *Service) Between(ctx context.Context, q store.Querier, from, to clock.Date) (n, late int64, err error) {
	defer errs.Wrap(&err, "ruling.Between(%s, %s)", from, to)
	type counts struct {
		N    int64 `db:"n"`
		Late int64 `db:"late"`
	}
	c, err := store.One[counts](ctx, q, `SELECT COUNT(*) AS n, COUNT(CASE WHEN good_at = 0 AND due_at < $1 OR good_at > due_at THEN 1 END) AS late
		FROM exception WHERE recorded_at >= $2 AND recorded_at < $3`, clock.Millis(s.run.Now()), clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0)))
	return c.N, c.Late, err
}
