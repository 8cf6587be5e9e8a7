package flow

import (
	"context"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/store"
)

// DueFunc tells until when a step that begins now is due, and how that is computed.
type DueFunc = func(ctx context.Context, f Facts, from time.Time) (time.Time, string, error)

// Dues are due times by settings and the calendar in force.
type Dues struct {
	Days    func(ctx context.Context, q store.Querier) (calendar.Days, error)
	Setting func(ctx context.Context, q store.Querier, id string) (int, error)
}

// WorkingDays is due after as many working days as a setting says.
func (d Dues) WorkingDays(setting string) DueFunc {
	return func(ctx context.Context, f Facts, from time.Time) (time.Time, string, error) {
		days, err := d.Days(ctx, f.Q)
		if err != nil {
			return time.Time{}, "", err
		}
		n, err := d.Setting(ctx, f.Q, setting)
		if err != nil {
			return time.Time{}, "", err
		}
		due, how := days.AddWorkingDays(from, n)
		return due, how, nil
	}
}

// OrHours is what is due sooner: by rule, or so many hours from an instant around the
// clock, for urgent documents. No hours: by rule.
func (d Dues) OrHours(rule DueFunc, urgent func(ctx context.Context, f Facts, from time.Time) (since time.Time, hours int, name string, err error)) DueFunc {
	return func(ctx context.Context, f Facts, from time.Time) (time.Time, string, error) {
		due, how, err := rule(ctx, f, from)
		if err != nil {
			return time.Time{}, "", err
		}
		since, hours, name, err := urgent(ctx, f, from)
		if err != nil || hours == 0 {
			return due, how, err
		}
		days, err := d.Days(ctx, f.Q)
		if err != nil {
			return time.Time{}, "", err
		}
		if sooner, why := days.AddHours(since, hours); sooner.Before(due) {
			return sooner, name + "：" + why, nil
		}
		return due, how, nil
	}
}
