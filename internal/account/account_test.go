package account_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/secret"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

const password = "Yunze-2026-bgs"

func each(t *testing.T, test func(t *testing.T, o *testkit.Office, s *account.Service)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, secret.Migrations, account.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		ring, err := secret.OpenKeyring(t.Context(), o.DB, filepath.Join(t.TempDir(), "data.key"))
		if err != nil {
			t.Fatal(err)
		}
		box, err := ring.Box(t.Context(), secret.General)
		if err != nil {
			t.Fatal(err)
		}
		s, err := account.New(o.Run, box, func(_ context.Context, _ store.Querier, id string) (int, error) {
			return map[string]int{"G.password-length": 10, "G.lockout": 5, "G.lockout-minutes": 15, "G.session-idle": 60}[id], nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SetPassword(t.Context(), o.IDs["wenshu"], password, "", false); err != nil {
			t.Fatal(err)
		}
		test(t, o, s)
	})
}

func login(t *testing.T, s *account.Service, password, code string) (string, account.Identity, error) {
	t.Helper()
	return s.Login(t.Context(), "WenShu ", password, code, "127.0.0.1", "test")
}

func TestLogin_SessionLivesUntilIdleOrEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		secret, _, err := login(t, s, password, "")
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(50 * time.Minute)
		if id, err := s.Resolve(t.Context(), secret); err != nil || id.Name != "周敏" {
			t.Fatalf("%v %v", id, err)
		}
		o.Clock.Advance(50 * time.Minute) // seen 50 minutes ago
		if _, err := s.Resolve(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(61 * time.Minute)
		if _, err := s.Resolve(t.Context(), secret); errs.KindOf(err) != errs.NotSignedIn {
			t.Fatalf("idle for an hour: %v", err)
		}
	})
}

func TestLogin_LocksAfterFiveFailures_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		for range 5 {
			if _, _, err := login(t, s, "wrong", ""); errs.KindOf(err) != errs.NotSignedIn {
				t.Fatal(err)
			}
		}
		_, _, locked := login(t, s, password, "")
		_, _, unknown := s.Login(t.Context(), "nobody", password, "", "127.0.0.1", "test")
		if errs.KindOf(locked) != errs.NotSignedIn || errs.Public(locked) != errs.Public(unknown) {
			t.Fatalf("a locked account answers %v, an unknown one %v", locked, unknown)
		}
		o.Clock.Advance(16 * time.Minute)
		if _, _, err := login(t, s, password, ""); err != nil {
			t.Fatal(err)
		}
	})
}

func TestChangePassword_EndsEverySessionAndToken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		secret, id, err := login(t, s, password, "")
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.MakeToken(t.Context(), id.PersonID, "报表", "read", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if who, err := s.ResolveToken(t.Context(), token); err != nil || !who.ReadOnly {
			t.Fatalf("%v %v", who, err)
		}
		if err := s.ChangePassword(t.Context(), id, password, password); errs.KindOf(err) != errs.Invalid {
			t.Fatalf("the same again: %v", err)
		}
		if err := s.ChangePassword(t.Context(), id, password, "Another-2026-one"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Resolve(t.Context(), secret); errs.KindOf(err) != errs.NotSignedIn {
			t.Errorf("session: %v", err)
		}
		if _, err := s.ResolveToken(t.Context(), token); errs.KindOf(err) != errs.NotSignedIn {
			t.Errorf("token: %v", err)
		}
	})
}

func TestCode_WorksOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		_, id, err := login(t, s, password, "")
		if err != nil {
			t.Fatal(err)
		}
		secret, err := s.NewCode(id)
		if err != nil {
			t.Fatal(err)
		}
		code, err := totp.GenerateCode(secret, o.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.TurnOnCode(t.Context(), id, secret, code); err != nil {
			t.Fatal(err)
		}
		if _, _, err := login(t, s, password, ""); !errors.Is(err, account.ErrCode) {
			t.Fatalf("without a code: %v", err)
		}
		if _, _, err := login(t, s, password, code); errs.KindOf(err) != errs.NotSignedIn {
			t.Fatalf("the code of the enrolment again: %v", err)
		}
		if err := s.TurnOnCode(t.Context(), id, secret, code); errs.KindOf(err) != errs.Invalid {
			t.Fatalf("codes were replaced without the old ones: %v", err)
		}
		o.Clock.Advance(31 * time.Second)
		if code, err = totp.GenerateCode(secret, o.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := login(t, s, password, code); err != nil {
			t.Fatal(err)
		}
		if _, _, err := login(t, s, password, code); errs.KindOf(err) != errs.NotSignedIn {
			t.Fatalf("the same code again: %v", err)
		}
	})
}

func TestSetPassword_WeakOnes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		for _, weak := range []string{"", "Short-1", "alllowercaseonly", "wenshu-Yunze-1", "Admin@123456"} {
			if weak == "alllowercaseonly" {
				weak = weak[:12]
			}
			if err := s.SetPassword(t.Context(), o.IDs["wenshu"], weak, "", false); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%q: %v", weak, err)
			}
		}
	})
}

// Live counts are asked for by an open page, not by a person: they keep no
// session alive.
func TestLook_IsNoUse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		secret, _, err := login(t, s, password, "")
		if err != nil {
			t.Fatal(err)
		}
		for range 6 {
			if _, _, err := s.Look(t.Context(), secret); err != nil {
				t.Fatal(err)
			}
			o.Clock.Advance(10 * time.Minute)
		}
		o.Clock.Advance(time.Minute)
		if _, err := s.Resolve(t.Context(), secret); errs.KindOf(err) != errs.NotSignedIn {
			t.Fatalf("an open page kept the session alive: %v", err)
		}
		if err := account.Clean(t.Context(), o.DB); err != nil {
			t.Fatal(err)
		}
	})
}

// Who may not set passwords sets none; who may leaves the earlier ones remembered.
func TestSetPassword_OnlyTheAdministrator_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office, s *account.Service) {
		err := s.SetPassword(t.Context(), o.IDs["wenshu"], "Another-2026-x", o.IDs["juzhang"], true)
		if r, ok := errors.AsType[*norm.Refusal](err); !ok || r.Clause != "G-04" {
			t.Fatalf("the 局长 set a password: %v", err)
		}
		if err := s.SetPassword(t.Context(), o.IDs["wenshu"], "Another-2026-x", o.IDs["xitong"], true); err != nil {
			t.Fatal(err)
		}
		_, who, err := login(t, s, "Another-2026-x", "")
		if err != nil || !who.MustChange {
			t.Fatalf("%+v %v", who, err)
		}
		if err := s.ChangePassword(t.Context(), who, "Another-2026-x", password); errs.KindOf(err) != errs.Invalid {
			t.Errorf("the password before the administrator's came back: %v", err)
		}
	})
}
