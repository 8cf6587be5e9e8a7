// Package clock is the only place that asks the machine for the time
// (reliability.md D13): everything else is handed a Clock. Instants are stored
// in UTC milliseconds and shown in Asia/Shanghai; civil dates are YYYY-MM-DD.
package clock

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // the binary must not depend on the machine's zone files
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

type system struct{}

func (system) Now() time.Time { return time.Now() }

// System is the machine's clock.
func System() Clock { return system{} }

// Manual is a clock that only moves when told to: for tests and for the demo
// bureau, whose year of work runs in simulated time.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// NewManual returns a clock standing at t.
func NewManual(t time.Time) *Manual { return &Manual{now: t} }

// Now tells the time it was set to.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock to t.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t
}

// Advance moves the clock by d.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// Shanghai is the zone of every face.
var Shanghai = mustZone("Asia/Shanghai")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // tzdata is compiled in
	}
	return z
}

// Date is a civil date, YYYY-MM-DD; the empty Date is no date.
type Date string

// DateOf tells the civil date of t in Shanghai.
func DateOf(t time.Time) Date { return Date(t.In(Shanghai).Format(time.DateOnly)) }

// ParseDate reads exactly YYYY-MM-DD (form is the forgiving one).
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("not a date: %q", s)
	}
	return Date(s), nil
}

// Time tells the instant of hour:minute on d in Shanghai; zero for no date.
func (d Date) Time(hour, minute int) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Shanghai)
	if err != nil {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, Shanghai)
}

// AddDays tells the date n days on.
func (d Date) AddDays(n int) Date { return DateOf(d.Time(12, 0).AddDate(0, 0, n)) }

// Year tells the civil year.
func (d Date) Year() int { return d.Time(0, 0).Year() }

// QuarterStart tells the first day of d's quarter.
func (d Date) QuarterStart() Date {
	t := d.Time(0, 0)
	return DateOf(time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 12, 0, 0, 0, Shanghai))
}

// Millis turns an instant into what the database stores; zero stays 0.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// FromMillis is the reverse of Millis, in Shanghai.
func FromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).In(Shanghai)
}
