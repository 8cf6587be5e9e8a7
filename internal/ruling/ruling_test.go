package ruling_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func each(t *testing.T, test func(t *testing.T, o *testkit.Office, s *ruling.Service)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, ruling.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		s, err := ruling.New(o.Run, func(context.Context, store.Querier) (calendar.Days, error) { return calendar.Days{}, nil })
		if err != nil {
			t.Fatal(err)
		}
		test(t, o, s)
	})
}

func refused(t *testing.T, err error, clause string) {
	t.Helper()
	if r, ok := errors.AsType[*norm.Refusal](err); !ok || r.Clause != clause {
		t.Fatalf("want a refusal under %s, got %v", clause, err)
	}
}

func exception(o *testkit.Office, clause string) ruling.Exception {
	return ruling.Exception{
		Kind: "电话或口头批准", Clause: clause, What: "局长在外地，电话同意先分送", AllowedBy: o.IDs["juzhang"],
		AllowedAt: clock.Millis(o.Clock.Now()), How: "电话", Evidence: "file1",
	}
}

func TestRecord_NoEvidence_G_09(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		e := exception(o, "1-02-1.2")
		e.Evidence = " "
		_, err := s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), e)
		refused(t, err, "G-09")
	})
}

func TestRecord_AClauseWithoutExceptions_1_02_3_2(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		_, err := s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), exception(o, "1-02-3.2"))
		refused(t, err, "1-02-3.2")
	})
}

func TestRecord_UnconfirmedInTimeSuspendsThePower_G_09(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		id, err := s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), exception(o, "1-02-1.2"))
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(49 * time.Hour)
		if suspended, err := s.Suspended(t.Context(), o.DB.Read(), o.IDs["juzhang"], "1-02-1.2"); err != nil || !suspended {
			t.Errorf("%v %v", suspended, err)
		}
		_, err = s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), exception(o, "1-02-1.2"))
		refused(t, err, "G-09")
		refused(t, s.MakeGood(t.Context(), o.Actor("wenshu"), ident.Secret(), id, "补签"), "G-04")
		if err := s.MakeGood(t.Context(), o.Actor("juzhang"), ident.Secret(), id, "已补签"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), exception(o, "1-02-1.2")); err != nil {
			t.Errorf("after it was made good: %v", err)
		}
	})
}

// An oral authorisation is confirmed within a setting of its own, and tells for how
// many copies it is.
func TestRecord_AClauseWithItsOwnTime_1_01_5_3(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		if err := s.Set(t.Context(), o.Actor("juzhang"), ident.Secret(), "1-01.oral-confirm", "3", "2026-11-24", "试行"); err != nil {
			t.Fatal(err)
		}
		e := exception(o, "1-01-5.3")
		e.CaseID, e.Copies = "case1", 2
		if _, err := s.Record(t.Context(), o.Actor("bangongshizhuren"), ident.Secret(), e); err != nil {
			t.Fatal(err)
		}
		kept, err := s.Of(t.Context(), o.DB.Read(), "case1", "1-01-5.3")
		if err != nil || len(kept) != 1 || kept[0].Copies != 2 || clock.DateOf(clock.FromMillis(kept[0].DueAt)) != "2026-11-27" {
			t.Errorf("%+v %v", kept, err)
		}
	})
}

func TestSet_HoldsFromItsDateOn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		refused(t, s.Set(t.Context(), o.Actor("wenshu"), ident.Secret(), "1-02.to-leader", "2", "2026-12-01", "试行"), "G-04")
		if err := s.Set(t.Context(), o.Actor("juzhang"), ident.Secret(), "1-02.to-leader", "x", "2026-12-01", "试行"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%v", err)
		}
		if err := s.Set(t.Context(), o.Actor("juzhang"), ident.Secret(), "1-02.to-leader", "2", "2026-11-01", "倒签"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a date in the past: %v", err)
		}
		if err := s.Set(t.Context(), o.Actor("juzhang"), ident.Secret(), "1-02.to-leader", "2", "2026-12-01", "试行"); err != nil {
			t.Fatal(err)
		}
		for date, want := range map[clock.Date]string{"2026-11-30": "1", "2026-12-01": "2", "2027-01-01": "2"} {
			if got, err := s.Value(t.Context(), o.DB.Read(), "1-02.to-leader", date); err != nil || got != want {
				t.Errorf("%s: %s %v", date, got, err)
			}
		}
	})
}
