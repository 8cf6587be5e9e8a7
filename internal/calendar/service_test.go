package calendar_test

import (
	"errors"
	"testing"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// A day that the bureau sets moves what is counted from then on; given back, the
// State Council's list holds again. Others than the 办公室主任 are refused.
func TestSet_MovesDueTimesAndIsTakenBack_G_04(t *testing.T) {
	t.Parallel()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, calendar.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		s, err := calendar.NewService(o.Run)
		if err != nil {
			t.Fatal(err)
		}
		due := func() clock.Date {
			days, err := s.Days(t.Context(), o.DB.Read())
			if err != nil {
				t.Fatal(err)
			}
			at, _ := days.AddWorkingDays(o.Clock.Now(), 1) // a Tuesday
			return clock.DateOf(at)
		}
		set := func(login string, d calendar.Day) error {
			return s.Set(t.Context(), o.Actor(login), ident.Secret(), d)
		}
		closed := calendar.Day{Date: "2026-11-25", Name: "省运会放假"}
		err = set("wenshu", closed)
		if r, ok := errors.AsType[*norm.Refusal](err); !ok || r.Clause != "G-04" || due() != "2026-11-25" {
			t.Fatalf("the 文书 set a day: %v, due %s", err, due())
		}
		for _, step := range []struct {
			day  calendar.Day
			want clock.Date
		}{
			{closed, "2026-11-26"},
			{calendar.Day{Date: "2026-11-25", Worked: true, Name: "照常上班"}, "2026-11-25"},
			{closed, "2026-11-26"},
			{calendar.Day{Date: "2026-11-25"}, "2026-11-25"},
		} {
			if err := set("bangongshizhuren", step.day); err != nil {
				t.Fatal(err)
			}
			if got := due(); got != step.want {
				t.Errorf("after %+v: due %s, want %s", step.day, got, step.want)
			}
		}
		if err := set("bangongshizhuren", calendar.Day{Date: "2026-02-30", Name: "x"}); err == nil {
			t.Error("a day that is not there was set")
		}
	})
}
