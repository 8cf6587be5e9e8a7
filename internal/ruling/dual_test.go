package ruling_test

import (
	"context"
	"path/filepath"
	"testing"

	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/secret"
	"guiju.cn/guiju/internal/testkit"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Two of the three, and never the one it is about: whoever of them loses the way
// in, the two others let them in again.
func TestDual_TwoOfThreeNeverTheOneItIsAbout_G_08(t *testing.T) {
	t.Parallel()
	three := []string{"xitong", "anquan", "shenji"}
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, secret.Migrations, ruling.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		ring, err := secret.OpenKeyring(t.Context(), o.DB, filepath.Join(t.TempDir(), "data.key"))
		if err != nil {
			t.Fatal(err)
		}
		box, err := ring.Box(t.Context(), secret.General)
		if err != nil {
			t.Fatal(err)
		}
		done := map[string]string{}
		d, err := ruling.NewDual(o.Run, box, ruling.DualKind{
			ID: "password", Name: "重置密码", Asks: three[:2], Decides: three,
			Prepare: func(_ context.Context, x *ruling.Decision) error {
				x.Prepared, x.Once = "hash", "secret"
				return nil
			},
			Do: func(_ context.Context, _ *runner.Work, x ruling.Decision) error {
				done[x.Object] = x.Prepared
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(by, about string) (string, error) {
			return d.Ask(t.Context(), o.Actor(by), ident.Secret(), ruling.Decision{Kind: "password", Object: o.IDs[about], What: about, Reason: "忘记密码"})
		}
		_, err = ask("shenji", "xitong")
		refused(t, err, "G-04")
		for _, about := range three {
			asker, second := "xitong", "shenji"
			switch about {
			case "xitong":
				asker = "anquan"
			case "shenji":
				second = "anquan"
			}
			id, err := ask(asker, about)
			if err != nil {
				t.Fatal(err)
			}
			for by, clause := range map[string]string{asker: "G-08", about: "G-08", "juzhang": "G-04"} {
				_, err := d.Decide(t.Context(), o.Actor(by), ident.Secret(), id, true)
				refused(t, err, clause)
			}
			if n, err := d.Waiting(t.Context(), o.DB.Read(), o.IDs[second], []string{second}); err != nil || n != 1 {
				t.Errorf("%s sees %d waiting, %v", second, n, err)
			}
			key := ident.Secret()
			if once, err := d.Decide(t.Context(), o.Actor(second), key, id, true); err != nil || once != "secret" || done[o.IDs[about]] != "hash" {
				t.Errorf("%s for %s: %q %v", second, about, once, err)
			}
			if once, err := d.Decide(t.Context(), o.Actor(second), key, id, true); err != nil || once != "" {
				t.Errorf("the same request again shows %q, %v", once, err)
			}
		}
	})
}
