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
		s, err := ruling.New(ruling.Options{Run: o.Run, Days: func(context.Context, store.Querier) (calendar.Days, error) { return calendar.Days{}, nil }})
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

func TestSet_WhoDecidesAndWithinTheLimits_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		set := func(by, id, value string) error {
			return s.Set(t.Context(), o.Actor(by), ident.Secret(), id, value, "2026-12-01", "试行")
		}
		for id, right := range map[string]string{"1-02.to-leader": "juzhang", "G.password-length": "anquan", "G.upload-mb": "xitong"} {
			for _, by := range []string{"juzhang", "xitong", "anquan", "shenji", "wenshu"} {
				err := set(by, id, "8")
				if id == "1-02.to-leader" {
					err = set(by, id, "3")
				}
				if by == right && err != nil {
					t.Errorf("%s by %s: %v", id, by, err)
				}
				if by != right {
					refused(t, err, "G-04")
				}
			}
		}
		for id, wrong := range map[string]string{"1-02.to-leader": "6", "1-09.accept-days": "16", "1-01.legal-opinion": "1", "1-01.party-custodian": "出纳", "1-02.clear-month": "13"} {
			if err := set("juzhang", id, wrong); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%s = %s: %v", id, wrong, err)
			}
		}
		for id, right := range map[string]string{"1-01.legal-opinion": "否", "1-01.party-custodian": "局长", "1-01.enterprise-approver": "分管领导"} {
			if err := set("juzhang", id, right); err != nil {
				t.Errorf("%s = %s: %v", id, right, err)
			}
		}
	})
}

func TestStandings_NowAndNext(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		for _, v := range [][2]string{{"2", "2026-11-24"}, {"3", "2026-12-01"}, {"4", "2026-12-01"}, {"5", "2027-01-01"}} {
			o.Clock.Advance(time.Minute)
			if err := s.Set(t.Context(), o.Actor("juzhang"), ident.Secret(), "1-02.to-leader", v[0], clock.Date(v[1]), "试行"); err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.Standings(t.Context(), o.DB.Read(), "2026-11-30")
		if err != nil {
			t.Fatal(err)
		}
		for _, st := range all {
			switch {
			case st.ID == "1-02.to-leader":
				if st.Value != "2" || st.Set == nil || st.Next == nil || st.Next.Value != "4" {
					t.Errorf("%+v %+v", st, st.Next)
				}
			case st.Value != st.Default || st.Set != nil || st.Next != nil:
				t.Errorf("%s was not touched: %+v", st.ID, st)
			}
		}
		if history, err := s.History(t.Context(), o.DB.Read(), "1-02.to-leader"); err != nil || len(history) != 4 || history[0].Value != "5" {
			t.Errorf("%+v %v", history, err)
		}
	})
}

// The time to make good counts from the return of who allowed it, and says so.
func TestRecord_DueFromTheReturn_G_09(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		record := func() ruling.Exception {
			id, err := s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), exception(o, "1-02-1.2"))
			if err != nil {
				t.Fatal(err)
			}
			e, err := ruling.ExceptionByID(t.Context(), o.DB.Read(), id)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		if e := record(); clock.DateOf(clock.FromMillis(e.DueAt)) != "2026-11-25" || e.DueText != "自 2026-11-24 起 1 个工作日" {
			t.Errorf("%+v", e)
		}
		back := clock.Date("2026-11-27").Time(0, 0) // a Friday
		if _, err := o.Org.RecordAbsence(t.Context(), o.Actor("juzhang"), ident.Secret(), o.Clock.Now().Add(-time.Hour), back, "出差"); err != nil {
			t.Fatal(err)
		}
		if e := record(); clock.DateOf(clock.FromMillis(e.DueAt)) != "2026-11-30" || e.DueText != "批准的领导外出，2026-11-27 返岗；自 2026-11-27 起 1 个工作日，跳过周末" {
			t.Errorf("%+v", e)
		}
	})
}

func TestRecord_ByWhoAllowedItThemselves_G_01(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		_, err := s.Record(t.Context(), o.Actor("juzhang"), ident.Secret(), exception(o, "1-02-1.2"))
		refused(t, err, "G-01")
	})
}

// Who is said to have allowed it may say that it was not so: then it lets nothing
// pass, and the power is suspended at once.
func TestObject_SuspendsAtOnce_G_09(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		e := exception(o, "1-02-1.2")
		e.CaseID = "case1"
		id, err := s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), e)
		if err != nil {
			t.Fatal(err)
		}
		covers := func() bool {
			ok, err := s.Covers(t.Context(), o.DB.Read(), "case1", "1-02-1.2")
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if !covers() {
			t.Fatal("a fresh exception covers nothing")
		}
		refused(t, s.Object(t.Context(), o.Actor("wenshu"), ident.Secret(), id, "不是"), "G-04")
		if err := s.Object(t.Context(), o.Actor("juzhang"), ident.Secret(), id, " "); errs.KindOf(err) != errs.Invalid {
			t.Errorf("without a word: %v", err)
		}
		if err := s.Object(t.Context(), o.Actor("juzhang"), ident.Secret(), id, "没有同意过"); err != nil {
			t.Fatal(err)
		}
		if covers() {
			t.Error("it covers what its author denies")
		}
		if list, err := s.Suspensions(t.Context(), o.DB.Read()); err != nil || len(list) != 1 || list[0].PersonID != o.IDs["juzhang"] || list[0].N != 1 {
			t.Errorf("%+v %v", list, err)
		}
		_, err = s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), exception(o, "1-02-1.2"))
		refused(t, err, "G-09")
		if err := s.MakeGood(t.Context(), o.Actor("juzhang"), ident.Secret(), id, "查过了，是同意的"); err != nil || !covers() {
			t.Errorf("after all: %v", err)
		}
		if err := s.MakeGood(t.Context(), o.Actor("juzhang"), ident.Secret(), id, "再一次"); errs.KindOf(err) != errs.Stale {
			t.Errorf("twice: %v", err)
		}
	})
}

// Every exception is found under the state that it is in, and under no other.
func TestFind_ByState(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *ruling.Service) {
		clauses := map[ruling.State]string{ruling.Open: "1-02-1.1", ruling.Overdue: "1-02-1.2", ruling.Objected: "1-02-1.3", ruling.Good: "1-02-2.1", ruling.GoodLate: "1-02-2.2"}
		record := func(state ruling.State) string {
			id, err := s.Record(t.Context(), o.Actor("wenshu"), ident.Secret(), exception(o, clauses[state]))
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		record(ruling.Overdue)
		late := record(ruling.GoodLate)
		o.Clock.Advance(72 * time.Hour)
		for _, err := range []error{
			s.MakeGood(t.Context(), o.Actor("juzhang"), ident.Secret(), late, "补签"),
			s.MakeGood(t.Context(), o.Actor("juzhang"), ident.Secret(), record(ruling.Good), ""),
			s.Object(t.Context(), o.Actor("juzhang"), ident.Secret(), record(ruling.Objected), "没有同意过"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		record(ruling.Open)
		for _, state := range ruling.States {
			list, n, err := s.Find(t.Context(), o.DB.Read(), ruling.Filter{State: state}, 0, 10)
			if err != nil || n != 1 || len(list) != 1 || list[0].Clause != clauses[state] || list[0].At(o.Clock.Now()) != state {
				t.Errorf("%s: %+v %d %v", state, list, n, err)
			}
		}
		if list, n, err := s.Find(t.Context(), o.DB.Read(), ruling.Filter{}, 1, 2); err != nil || n != 5 || len(list) != 2 {
			t.Errorf("a page: %d of %d, %v", len(list), n, err)
		}
		for name, f := range map[string]ruling.Filter{"person": {PersonID: o.IDs["siji"]}, "clause": {Clause: "1-01-1"}, "kind": {Kind: "值班代收"}, "days": {From: "2026-12-01"}, "case": {CaseID: "x"}} {
			if _, n, err := s.Find(t.Context(), o.DB.Read(), f, 0, 10); err != nil || n != 0 {
				t.Errorf("%s: %d %v", name, n, err)
			}
		}
		if n, late, err := s.Between(t.Context(), o.DB.Read(), "2026-10-01", "2027-01-01"); err != nil || n != 5 || late != 3 {
			t.Errorf("the quarter: %d, %d late, %v", n, late, err)
		}
	})
}
