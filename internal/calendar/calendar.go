// Package calendar counts time as an office does: working days with the State
// Council's holidays and 调休 days, natural days, and hours around the clock,
// each with the printed explanation of how a due time came about (F17).
//
// The counting is pure. The holidays come from 6tail/lunar-go as a seed; Service
// keeps the single days that a bureau sets itself. For a year that the seed does not know, weekends are assumed and Known
// tells so, for the pages to warn.
package calendar

import (
	"fmt"
	"strings"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"

	"guiju.cn/guiju/internal/clock"
)

// Working hours of an office day in Shanghai.
const (
	startHour            = 9
	endHour, endMinute   = 17, 30
	horizon              = 800 // days a count may run over, against endless loops
	newest, oldestSeeded = 2026, 2010
)

// Days knows which days are worked. The zero value is the seed alone.
type Days struct {
	Override map[clock.Date]Day // what the bureau has set, whatever the seed says
}

// Known tells whether the holidays of a year are known.
func (Days) Known(year int) bool { return year >= oldestSeeded && year <= newest }

// Working tells whether a day is worked, and why not: 周末, 国庆节 ….
func (d Days) Working(date clock.Date) (bool, string) {
	if set, ok := d.Override[date]; ok {
		return set.Worked, set.Name
	}
	if h := HolidayUtil.GetHoliday(string(date)); h != nil {
		return h.IsWork(), h.GetName()
	}
	switch date.Time(12, 0).Weekday() {
	case time.Saturday, time.Sunday:
		return false, "周末"
	case time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday:
	}
	return true, ""
}

// AddWorkingDays gives the end of the n-th working day after from, and how it
// was counted. The day of from itself does not count.
func (d Days) AddWorkingDays(from time.Time, n int) (time.Time, string) {
	date := clock.DateOf(from)
	var skipped []string
	left := n
	for i := 0; left > 0 && i < horizon; i++ {
		date = date.AddDays(1)
		if worked, why := d.Working(date); worked {
			left--
		} else if len(skipped) == 0 || skipped[len(skipped)-1] != why {
			skipped = append(skipped, why)
		}
	}
	text := fmt.Sprintf("自 %s 起 %d 个工作日", clock.DateOf(from), n)
	if len(skipped) > 0 {
		text += "，跳过" + strings.Join(skipped, "、")
	}
	return date.Time(endHour, endMinute), text
}

// AddNaturalDays gives the end of the n-th day after from.
func (Days) AddNaturalDays(from time.Time, n int) (time.Time, string) {
	return clock.DateOf(from).AddDays(n).Time(endHour, endMinute), fmt.Sprintf("自 %s 起 %d 日（含节假日）", clock.DateOf(from), n)
}

// AddHours counts around the clock, holidays included (1-02-1.2, telegrams).
func (Days) AddHours(from time.Time, n int) (time.Time, string) {
	return from.Add(time.Duration(n) * time.Hour), fmt.Sprintf("自 %s 起 %d 小时，昼夜连续计", from.In(clock.Shanghai).Format("01-02 15:04"), n)
}

// WorkingDaysBetween counts the working days after a up to and including b.
func (d Days) WorkingDaysBetween(a, b clock.Date) int {
	n := 0
	for i := 0; a < b && i < horizon; i++ {
		a = a.AddDays(1)
		if worked, _ := d.Working(a); worked {
			n++
		}
	}
	return n
}

// Extend moves a due time by a pause: as many working days as the clock stood,
// or, within one day, by the hours.
func (d Days) Extend(due, pausedFrom, resumed time.Time) time.Time {
	if !resumed.After(pausedFrom) {
		return due
	}
	days := d.WorkingDaysBetween(clock.DateOf(pausedFrom), clock.DateOf(resumed))
	if days == 0 {
		return due.Add(resumed.Sub(pausedFrom))
	}
	moved, _ := d.AddWorkingDays(due, days)
	local := due.In(clock.Shanghai)
	return clock.DateOf(moved).Time(local.Hour(), local.Minute())
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// Weekday names the day of the week.
func Weekday(t time.Time) string { return weekdays[t.In(clock.Shanghai).Weekday()] }

// DueText says a due time in words: 今天 17:30 前, 11-26 周四, 超期 1 个工作日.
func (d Days) DueText(due, now time.Time) string {
	day, today := clock.DateOf(due), clock.DateOf(now)
	local := due.In(clock.Shanghai)
	switch {
	case due.IsZero():
		return ""
	case due.Before(now) && day == today:
		return "今天 " + local.Format("15:04") + " 已到期"
	case due.Before(now):
		if n := d.WorkingDaysBetween(day, today); n > 0 {
			return fmt.Sprintf("超期 %d 个工作日", n)
		}
		return "已超期"
	case day == today:
		return "今天 " + local.Format("15:04") + " 前"
	case day == today.AddDays(1):
		return "明天 " + local.Format("15:04") + " 前"
	}
	return local.Format("01-02") + " " + Weekday(due)
}
