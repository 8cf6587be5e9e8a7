package secret_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/secret"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func each(t *testing.T, test func(t *testing.T, db *store.DB, key string)) {
	t.Helper()
	migrations, err := secret.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, migrations, func(t *testing.T, db *store.DB, _ *clock.Manual) {
		test(t, db, filepath.Join(t.TempDir(), "data.key"))
	})
}

func open(t *testing.T, db *store.DB, key, purpose string) *secret.Box {
	t.Helper()
	ring, err := secret.OpenKeyring(t.Context(), db, key)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ring.Box(t.Context(), purpose)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBox_OpensOnlyWithItsKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB, key string) {
		const text = "13900010002"
		b := open(t, db, key, secret.General)
		sealed := b.Seal(text)
		if strings.Contains(sealed, text) || sealed == b.Seal(text) {
			t.Error("not encrypted, or the same twice")
		}
		if got, err := open(t, db, key, secret.General).Open(sealed); err != nil || got != text {
			t.Errorf("after another start: %q %v", got, err)
		}
		if open(t, db, key, secret.General).Index(text) != b.Index(text) || b.Index(text) == b.Index(text+"0") {
			t.Error("the index does not find the same text, or finds another")
		}
		other := open(t, db, key, secret.Discipline)
		if _, err := other.Open(sealed); err == nil || other.Index(text) == b.Index(text) {
			t.Error("another purpose's key opens or finds it")
		}
		if _, err := b.Open("A" + sealed[1:]); err == nil && sealed[0] != 'A' {
			t.Error("a changed text was opened")
		}
	})
}

func TestKeyring_NamesAMissingKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB, key string) {
		sealed := open(t, db, key, secret.General).Seal("x")
		ring, err := secret.OpenKeyring(t.Context(), db, key)
		if err != nil {
			t.Fatal(err)
		}
		_, err = secret.OpenKeyring(t.Context(), db, key+".gone")
		if err == nil || !strings.Contains(err.Error(), ring.ID()) {
			t.Errorf("a missing key is not named: %v", err)
		}
		if _, err := os.Stat(key + ".gone"); err == nil {
			t.Error("a new key was made although another one's data is there")
		}
		next, err := ring.Replace(t.Context(), key+".new")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := open(t, db, key+".new", secret.General).Open(sealed); err != nil || got != "x" {
			t.Errorf("after the change of key: %q %v", got, err)
		}
		if _, err := secret.OpenKeyring(t.Context(), db, key); err == nil || !strings.Contains(err.Error(), next.ID()) {
			t.Errorf("the old key still opens: %v", err)
		}
	})
}
