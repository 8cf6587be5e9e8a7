package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/clock"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func TestAddWorkingDays_SkipsHolidaysAndWorksOnShiftedDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-24 10:00", 1, "2026-11-25 17:30"},
		{"2026-11-27 10:00", 1, "2026-11-30 17:30"}, // over a weekend
		{"2026-09-30 10:00", 1, "2026-10-08 17:30"}, // over the National Day
	} {
		got, how := Days{}.AddWorkingDays(at(c.from), c.n)
		if want := at(c.want); !got.Equal(want) {
			t.Errorf("%s + %d = %s, want %s (%s)", c.from, c.n, got, want, how)
		}
	}
}

func TestAddHours_RunAroundTheClock_1_02_1_2(t *testing.T) {
	t.Parallel()
	got, _ := Days{}.AddHours(at("2026-10-01 22:00"), 24)
	if !got.Equal(at("2026-10-02 22:00")) {
		t.Error(got)
	}
}

func TestAddWorkingDays_Properties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := at("2025-01-01 09:00").Add(time.Duration(rapid.IntRange(0, 24*600).Draw(t, "hours")) * time.Hour)
		n, m := rapid.IntRange(1, 20).Draw(t, "n"), rapid.IntRange(1, 20).Draw(t, "m")
		var d Days
		a, _ := d.AddWorkingDays(from, n)
		if worked, why := d.Working(clock.DateOf(a)); !worked {
			t.Fatalf("%s is %s", a, why)
		}
		b, _ := d.AddWorkingDays(a, m)
		c, _ := d.AddWorkingDays(from, n+m)
		if !b.Equal(c) {
			t.Fatalf("%d then %d gives %s, %d gives %s", n, m, b, n+m, c)
		}
		if got := d.WorkingDaysBetween(clock.DateOf(from), clock.DateOf(a)); got != n {
			t.Fatalf("between: %d, want %d", got, n)
		}
		if !d.Extend(a, from, from).Equal(a) {
			t.Fatal("a pause of nothing moved the due time")
		}
		if d.Extend(a, from, from.Add(72*time.Hour)).Before(a) {
			t.Fatal("a pause shortened the due time")
		}
	})
}

func TestDueText(t *testing.T) {
	t.Parallel()
	now := at("2026-11-24 10:00")
	for due, want := range map[string]string{
		"2026-11-24 17:30": "今天 17:30 前", "2026-11-25 12:00": "明天 12:00 前", "2026-11-26 17:30": "11-26 周四",
		"2026-11-23 17:30": "超期 1 个工作日", "2026-11-24 09:00": "今天 09:00 已到期",
	} {
		if got := (Days{}).DueText(at(due), now); got != want {
			t.Errorf("%s: %q, want %q", due, got, want)
		}
	}
}

func TestOverride(t *testing.T) {
	t.Parallel()
	d := Days{Override: map[clock.Date]Day{"2026-11-25": {Name: "省运会放假"}}}
	if got, _ := d.AddWorkingDays(at("2026-11-24 10:00"), 1); clock.DateOf(got) != "2026-11-26" {
		t.Error(got)
	}
	if (Days{}).Known(2031) {
		t.Error("2031 cannot be known yet")
	}
}
