package account_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func refused(t *testing.T, err error, clause string) {
	t.Helper()
	if r, ok := errors.AsType[*norm.Refusal](err); !ok || r.Clause != clause {
		t.Fatalf("want a refusal under %s, got %v", clause, err)
	}
}

// The 系统管理员 gives every administrator a first password, and never a second:
// that would let one administrator in as another.
func TestSetPassword_OfAnAdministratorTakesTwo_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		first, err := s.FirstPassword(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SetPassword(t.Context(), o.IDs["shenji"], first, o.IDs["xitong"], true); err != nil {
			t.Fatal(err)
		}
		refused(t, s.SetPassword(t.Context(), o.IDs["shenji"], first+"2", o.IDs["xitong"], true), "G-08")
		refused(t, s.SetPassword(t.Context(), o.IDs["wenshu"], first, o.IDs["anquan"], true), "G-04")
		if n, err := store.Value[int64](t.Context(), o.DB.Read(), `SELECT COUNT(*) FROM refusal`); err != nil || n != 2 {
			t.Errorf("%d refusals are kept, %v", n, err)
		}
		password, stored, err := s.PreparePassword(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.Run.Do(t.Context(), runner.Request{Actor: o.Actor("anquan"), Key: ident.Secret(), Action: "test", Chain: "test"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
			return runner.Answer{}, s.StorePassword(ctx, w, o.IDs["shenji"], stored)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, who, err := s.Login(t.Context(), "shenji", password, "", "127.0.0.1", "test"); err != nil || !who.MustChange {
			t.Errorf("%+v %v", who, err)
		}
	})
}

func TestUnlock_ByWhoLooksAfterSessions_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		for range 5 {
			if _, _, err := login(t, s, "wrong", ""); errs.KindOf(err) != errs.NotSignedIn {
				t.Fatal(err)
			}
		}
		states, err := s.Standings(t.Context(), []string{o.IDs["wenshu"], o.IDs["siji"]})
		if err != nil || len(states) != 1 || states[o.IDs["wenshu"]].LockedUntil == 0 {
			t.Fatalf("%+v %v", states, err)
		}
		refused(t, s.Unlock(t.Context(), o.IDs["wenshu"], o.IDs["shenji"]), "G-04")
		if err := s.Unlock(t.Context(), o.IDs["wenshu"], o.IDs["anquan"]); err != nil {
			t.Fatal(err)
		}
		if _, _, err := login(t, s, password, ""); err != nil {
			t.Errorf("unlocked: %v", err)
		}
		if err := s.Unlock(t.Context(), o.IDs["wenshu"], o.IDs["xitong"]); errs.KindOf(err) != errs.Stale {
			t.Errorf("it is not locked: %v", err)
		}
		log, n, err := account.Log(t.Context(), o.DB.Read(), account.EventFilter{PersonID: o.IDs["wenshu"]}, 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		counts := map[account.Event]int{}
		for _, e := range log {
			counts[e.Event]++
			if e.Person != "周敏" || e.Event.Name() == "" {
				t.Errorf("%+v", e)
			}
		}
		if n != 9 || counts[account.LoginFailed] != 5 || counts[account.Locked] != 1 || counts[account.Unlocked] != 1 || counts[account.LoggedIn] != 1 {
			t.Errorf("%d lines: %v", n, counts)
		}
		for name, f := range map[string]account.EventFilter{"event": {Event: account.TokenMade}, "person": {PersonID: o.IDs["siji"]}, "from": {From: "2027-01-01"}, "to": {To: "2026-11-23"}} {
			if _, n, err := account.Log(t.Context(), o.DB.Read(), f, 0, 50); err != nil || n != 0 {
				t.Errorf("%s: %d %v", name, n, err)
			}
		}
	})
}

func TestSessions_EndOneOthersOrAll_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		var secrets []string
		for range 4 {
			secret, _, err := login(t, s, password, "")
			if err != nil {
				t.Fatal(err)
			}
			secrets = append(secrets, secret)
		}
		alive := func() []bool {
			var all []bool
			for _, secret := range secrets {
				_, err := s.Resolve(t.Context(), secret)
				all = append(all, err == nil)
			}
			return all
		}
		mine, err := s.Sessions(t.Context(), o.IDs["wenshu"], secrets[1])
		if err != nil || len(mine) != 4 {
			t.Fatalf("%+v %v", mine, err)
		}
		other := slices.IndexFunc(mine, func(x account.Session) bool { return !x.Current })
		if err := s.EndSession(t.Context(), o.IDs["siji"], mine[other].ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		if err := s.EndSession(t.Context(), o.IDs["wenshu"], mine[other].ID); err != nil {
			t.Fatal(err)
		}
		if err := s.EndOthers(t.Context(), o.IDs["wenshu"], secrets[1]); err != nil {
			t.Fatal(err)
		}
		if got := alive(); !slices.Equal(got, []bool{false, true, false, false}) {
			t.Errorf("%v", got)
		}
		refused(t, s.EndAll(t.Context(), o.IDs["wenshu"], o.IDs["juzhang"]), "G-04")
		if err := s.EndAll(t.Context(), o.IDs["wenshu"], o.IDs["xitong"]); err != nil {
			t.Fatal(err)
		}
		if got := alive(); slices.Contains(got, true) {
			t.Errorf("%v", got)
		}
	})
}

func TestToken_RemembersItsLastUse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		secret, err := s.MakeToken(t.Context(), o.IDs["wenshu"], "报表", "read", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		used := func() int64 {
			list, err := s.Tokens(t.Context(), o.IDs["wenshu"])
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			return list[0].UsedAt
		}
		if used() != 0 {
			t.Error("used before it was")
		}
		var times []int64
		for range 3 {
			if _, err := s.ResolveToken(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
			times = append(times, used())
			o.Clock.Advance(40 * time.Second)
		}
		if times[0] == 0 || times[1] != times[0] || times[2] <= times[1] {
			t.Errorf("%v", times)
		}
		if err := s.EndToken(t.Context(), o.IDs["siji"], secret); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("somebody else's token: %v", err)
		}
	})
}
