package ruling

import (
	"context"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// ExceptionByID reads one; store.ErrNotFound without it.
func ExceptionByID(ctx context.Context, q store.Querier, id string) (Exception, error) {
	return store.One[Exception](ctx, q, `SELECT `+exceptionColumns+` FROM exception WHERE id = $1`, id)
}

// Filter narrows the register of exceptions; an empty member does not.
type Filter struct {
	State    State
	Kind     string
	Clause   string
	PersonID string     // allowed or recorded by
	CaseID   string     // of the case
	From, To clock.Date // recorded on these days, both counted
}

// Find gives a page of the register and how many there are: what is not made
// good first, by its due time, then the newest.
func (s *Service) Find(ctx context.Context, q store.Querier, f Filter, skip, most int) (_ []Exception, count int64, err error) {
	defer errs.Wrap(&err, "ruling.Find")
	where := s.where(f)
	if count, err = store.Value[int64](ctx, q, `SELECT COUNT(*) FROM exception WHERE `+where.SQL(), where.Args()...); err != nil {
		return nil, 0, err
	}
	where.Add(` ORDER BY CASE WHEN good_at = 0 THEN 0 ELSE 1 END, CASE WHEN good_at = 0 THEN due_at ELSE 0 END, recorded_at DESC, id DESC LIMIT ? OFFSET ?`, most, skip)
	list, err := store.All[Exception](ctx, q, `SELECT `+exceptionColumns+` FROM exception WHERE `+where.SQL(), where.Args()...)
	return list, count, err
}

func (s *Service) where(f Filter) *store.Query {
	b, now := new(store.Query).Add(`1 = 1`), clock.Millis(s.Run.Now())
	switch f.State {
	case Open:
		b.Add(` AND good_at = 0 AND due_at >= ? AND COALESCE(objected_at, 0) = 0`, now)
	case Overdue:
		b.Add(` AND good_at = 0 AND due_at < ? AND COALESCE(objected_at, 0) = 0`, now)
	case Objected:
		b.Add(` AND good_at = 0 AND COALESCE(objected_at, 0) > 0`)
	case Good:
		b.Add(` AND good_at > 0 AND good_at <= due_at`)
	case GoodLate:
		b.Add(` AND good_at > due_at`)
	}
	for _, c := range [][2]string{{"kind", f.Kind}, {"clause", f.Clause}, {"case_id", f.CaseID}} {
		if c[1] != "" {
			b.Add(` AND `+c[0]+` = ?`, c[1])
		}
	}
	if f.PersonID != "" {
		b.Add(` AND (allowed_by = ? OR recorded_by = ?)`, f.PersonID, f.PersonID)
	}
	if f.From != "" {
		b.Add(` AND recorded_at >= ?`, clock.Millis(f.From.Time(0, 0)))
	}
	if f.To != "" {
		b.Add(` AND recorded_at < ?`, clock.Millis(f.To.AddDays(1).Time(0, 0)))
	}
	return b
}

// Suspension is a power that is suspended (G-09).
type Suspension struct {
	PersonID string `db:"allowed_by"`
	Clause   string `db:"clause"`
	N        int64  `db:"n"` // exceptions that are not confirmed
}

// Suspensions lists the powers that are suspended now.
func (s *Service) Suspensions(ctx context.Context, q store.Querier) ([]Suspension, error) {
	b := new(store.Query).Add(`SELECT allowed_by, clause, COUNT(*) AS n FROM exception WHERE `).Add(unconfirmed, clock.Millis(s.Run.Now()))
	b.Add(` GROUP BY allowed_by, clause ORDER BY clause, allowed_by`)
	return store.All[Suspension](ctx, q, b.SQL(), b.Args()...)
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
	calendar, err := s.Days(ctx, q)
	if err != nil {
		return nil, err
	}
	until, _ := calendar.AddWorkingDays(s.Run.Now(), n)
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
	b := new(store.Query).Add(`SELECT COUNT(*) AS n, COUNT(CASE WHEN good_at > due_at OR `).Add(unconfirmed, clock.Millis(s.Run.Now()))
	b.Add(` THEN 1 END) AS late FROM exception WHERE recorded_at >= ? AND recorded_at < ?`, clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0)))
	c, err := store.One[counts](ctx, q, b.SQL(), b.Args()...)
	return c.N, c.Late, err
}
