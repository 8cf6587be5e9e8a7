package calendar

import (
	"context"
	"embed"
	"errors"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations is the table of the days that a bureau has set itself.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Day is what a bureau has set for one day: a holiday, or worked after all.
type Day struct {
	Date   clock.Date `db:"date"`
	Worked bool       `db:"worked"`
	Name   string     `db:"name"` // 省运会放假
}

// Service keeps these days. Use NewService.
type Service struct{ run *runner.Runner }

// NewService gives the service.
func NewService(run *runner.Runner) (*Service, error) {
	if run == nil {
		return nil, errors.New("calendar: no runner")
	}
	return &Service{run}, nil
}

// Days is the calendar in force, read anew each time.
func (s *Service) Days(ctx context.Context, q store.Querier) (_ Days, err error) {
	defer errs.Wrap(&err, "calendar.Days")
	set, err := store.All[Day](ctx, q, `SELECT date, worked, name FROM calendar_day WHERE ended_at = 0`)
	days := Days{Override: make(map[clock.Date]Day, len(set))}
	for _, d := range set {
		days.Override[d.Date] = d
	}
	return days, err
}

// keepers are the posts that set days.
var keepers = []string{"bangongshizhuren"}

// Keeps tells whether who has these duties may set days.
func Keeps(duties []org.Duty) bool {
	return org.HoldsAny(duties, keepers)
}

// Set says of a day whether it is worked; an empty name gives the day back to
// the State Council's list. Due times that are already computed stay as told.
// Only the 办公室主任 sets days (G-04).
func (s *Service) Set(ctx context.Context, actor runner.Actor, key string, d Day) (err error) {
	defer errs.Wrap(&err, "calendar.Set(%s)", d.Date)
	d.Name = strings.TrimSpace(d.Name)
	if _, err := clock.ParseDate(string(d.Date)); err != nil || len([]rune(d.Name)) > 50 {
		return errs.New(errs.Invalid, "填写日期；名称不超过 50 字").With(err)
	}
	req := runner.Request{Actor: actor, Key: key, Action: "calendar.set", Chain: "calendar"}
	_, err = s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		duties, err := org.Duties(ctx, w.Tx, actor.PersonID, w.Now())
		if err != nil {
			return runner.Answer{}, err
		}
		if !Keeps(duties) {
			return runner.Answer{}, &norm.Refusal{
				Clause: "G-04", RuleVersion: "2026-11", Title: "没有改动日历：放假和上班由" + org.PostNames(keepers) + "设定", Detail: "没有改动。",
			}
		}
		return runner.Answer{Message: "已设定"}, s.set(ctx, w, d)
	})
	return err
}

func (s *Service) set(ctx context.Context, w *runner.Work, d Day) error {
	inForce, err := store.Column[string](ctx, w.Tx, `SELECT id FROM calendar_day WHERE date = $1 AND ended_at = 0`, string(d.Date))
	if err != nil {
		return err
	}
	for _, id := range inForce {
		if err := w.Update(ctx, "calendar_day", id, store.Row{"ended_at": w.Millis()}, nil); err != nil {
			return err
		}
	}
	if d.Name == "" {
		return nil
	}
	worked := int64(0)
	if d.Worked {
		worked = 1
	}
	return w.Insert(ctx, "calendar_day", store.Row{
		"id": w.NewID(), "date": string(d.Date), "worked": worked, "name": d.Name,
		"set_by": w.Request.Actor.PersonID, "set_at": w.Millis(), "ended_at": int64(0),
	})
}
