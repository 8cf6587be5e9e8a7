package bureau_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func each(t *testing.T, test func(t *testing.T, o *testkit.Office, s *bureau.Service)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, bureau.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		s, err := bureau.New(o.Run)
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

func TestSaid_TheNewestCountsAndOnlyItsPostSaysIt_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *bureau.Service) {
		if s.Name(t.Context()) != bureau.Unnamed {
			t.Errorf("it is called %q before it has a name", s.Name(t.Context()))
		}
		for _, name := range []string{"云泽市档案局", "云泽市统计局"} {
			if err := s.Rename(t.Context(), o.Actor("xitong"), ident.Secret(), " "+name+" "); err != nil {
				t.Fatal(err)
			}
			o.Clock.Advance(time.Second)
			if s.Name(t.Context()) != name {
				t.Errorf("it is called %q", s.Name(t.Context()))
			}
		}
		if err := s.Rename(t.Context(), o.Actor("xitong"), ident.Secret(), "两\n行"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%v", err)
		}
		refused(t, s.Rename(t.Context(), o.Actor("juzhang"), ident.Secret(), "别的局"), "G-04")
		refused(t, s.Declare(t.Context(), o.Actor("xitong"), ident.Secret()), "G-04")
		if err := s.Declare(t.Context(), o.Actor("anquan"), ident.Secret()); err != nil {
			t.Fatal(err)
		}
		if err := s.CheckHolidays(t.Context(), o.Actor("xitong"), ident.Secret(), 2026); err != nil {
			t.Fatal(err)
		}
		f, err := bureau.Read(t.Context(), o.DB.Read(), 2026)
		if err != nil || f.NoSecrets.By != o.IDs["anquan"] || f.Holidays.At == 0 || f.Opened.At != 0 {
			t.Errorf("%+v %v", f, err)
		}
		if f, err = bureau.Read(t.Context(), o.DB.Read(), 2027); err != nil || f.Holidays.At != 0 {
			t.Errorf("the holidays of another year: %+v %v", f, err)
		}
	})
}

func TestOpen_OnceAndOnlyWhenNothingIsMissing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *bureau.Service) {
		missing := []string{"单位名称", "涉密声明"}
		ask := func(context.Context, store.Querier) ([]string, error) { return missing, nil }
		if err := bureau.Ready(t.Context(), o.DB.Read()); errs.KindOf(err) != errs.NotAllowed {
			t.Errorf("ready before it is opened: %v", err)
		}
		if err := s.Open(t.Context(), o.Actor("xitong"), ident.Secret(), ask); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%v", err)
		}
		missing = nil
		refused(t, s.Open(t.Context(), o.Actor("juzhang"), ident.Secret(), ask), "G-04")
		for range 2 {
			if err := s.Open(t.Context(), o.Actor("xitong"), ident.Secret(), ask); err != nil {
				t.Fatal(err)
			}
		}
		n, err := store.Value[int64](t.Context(), o.DB.Read(), `SELECT COUNT(*) FROM bureau_fact WHERE fact = 'opened'`)
		if err != nil || n != 1 {
			t.Errorf("opened %d times, %v", n, err)
		}
		if err := bureau.Ready(t.Context(), o.DB.Read()); err != nil {
			t.Error(err)
		}
	})
}

// The next number follows on what was used on paper; once one is drawn, nothing
// can be started again.
func TestStartSeries_TheNextNumberFollowsOn_G_02(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *bureau.Service) {
		start := func(last int64, note string) error {
			return s.StartSeries(t.Context(), o.Actor("xitong"), ident.Secret(), bureau.Start{Series: "收文", Last: last, Note: note})
		}
		for _, wrong := range []int64{-1, 100000} {
			if err := start(wrong, "收文登记簿"); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%d: %v", wrong, err)
			}
		}
		if err := start(326, " "); errs.KindOf(err) != errs.Invalid {
			t.Errorf("without a source: %v", err)
		}
		for _, last := range []int64{326, 327} { // a correction, before anything is drawn
			if err := start(last, "收文登记簿第 12 页"); err != nil {
				t.Fatal(err)
			}
			o.Clock.Advance(time.Second)
		}
		draw := func() (text string) {
			_, err := o.Run.Do(t.Context(), runner.Request{Actor: o.Actor("wenshu"), Key: ident.Secret(), Action: "test", Chain: "test"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
				var err error
				text, err = w.Number(ctx, "收文", "case", func(year int, n int64) string { return string(rune('0' + n%10)) })
				return runner.Answer{}, err
			})
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if draw() != "8" || draw() != "9" {
			t.Error("the numbers do not follow on")
		}
		refused(t, start(400, "再来一次"), "G-02")
		starts, err := bureau.Starts(t.Context(), o.DB.Read(), 2026)
		if err != nil || starts["收文"].Last != 327 {
			t.Errorf("%+v %v", starts, err)
		}
		n, err := store.Value[int64](t.Context(), o.DB.Read(), `SELECT MAX(n) FROM number`)
		if err != nil || n != 329 {
			t.Errorf("%d %v", n, err)
		}
		if err := s.StartSeries(t.Context(), o.Actor("xitong"), ident.Secret(), bureau.Start{Series: "发文", Last: 0}); err != nil {
			t.Errorf("none used: %v", err)
		}
	})
}

func TestRules_AdoptedAndEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *bureau.Service) {
		adopt := func(r bureau.Rule) error { return s.AdoptRule(t.Context(), o.Actor("xitong"), ident.Secret(), r) }
		for name, r := range map[string]bureau.Rule{"no title": {AdoptedOn: "2026-01-01", FileID: "f"}, "tomorrow": {Title: "规定", AdoptedOn: "2026-11-25", FileID: "f"}, "no file": {Title: "规定", AdoptedOn: "2026-01-01"}, "no date": {Title: "规定", FileID: "f"}} {
			if err := adopt(r); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := adopt(bureau.Rule{Title: bureau.NeededRule, AdoptedOn: "2025-03-01", FileID: "f"}); err != nil {
			t.Fatal(err)
		}
		list, err := bureau.Rules(t.Context(), o.DB.Read())
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := s.EndRule(t.Context(), o.Actor("xitong"), ident.Secret(), list[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := bureau.RuleByID(t.Context(), o.DB.Read(), list[0].ID); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
	})
}
