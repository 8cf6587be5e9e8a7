package audit_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func TestLeaves_ByChainPersonActionAndTime(t *testing.T) {
	t.Parallel()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		before := clock.Millis(o.Clock.Now())
		o.Clock.Advance(time.Minute)
		for _, code := range []string{"cw", "rs"} {
			if _, err := o.Org.AddDepartment(t.Context(), o.Actor("xitong"), ident.Secret(), code, code+"科"); err != nil {
				t.Fatal(err)
			}
			o.Clock.Advance(time.Minute)
		}
		if err := o.Org.Disable(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs["siji"]); err != nil {
			t.Fatal(err)
		}
		find := func(f audit.Find) (actions []string) {
			list, n, err := audit.Leaves(t.Context(), o.DB.Read(), f, 0, 100)
			if err != nil || int(n) != len(list) {
				t.Fatal(n, len(list), err)
			}
			for _, w := range list {
				if !w.Sound || w.Chain != "org" || w.Via == "" {
					t.Errorf("%+v", w)
				}
				actions = append(actions, w.Action)
			}
			return actions
		}
		for name, c := range map[string]struct {
			f    audit.Find
			want []string
		}{
			"person":   {audit.Find{Actor: o.IDs["xitong"]}, []string{"org.disable", "org.add-department", "org.add-department"}},
			"nobody":   {audit.Find{Actor: o.IDs["siji"]}, nil},
			"action":   {audit.Find{Action: "org.dis"}, []string{"org.disable"}},
			"wildcard": {audit.Find{Action: "org_dis%"}, nil},
			"since":    {audit.Find{From: before + 1, Action: "org.add"}, []string{"org.add-department", "org.add-department"}},
			"until":    {audit.Find{Actor: o.IDs["xitong"], To: before + 61_000}, []string{"org.add-department"}},
			"chain":    {audit.Find{Chain: "ruling"}, nil},
		} {
			if got := find(c.f); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v", name, got)
			}
		}
		page, n, err := audit.Leaves(t.Context(), o.DB.Read(), audit.Find{Chain: "org"}, 1, 1)
		if err != nil || len(page) != 1 || n < 50 {
			t.Errorf("a page: %d of %d, %v", len(page), n, err)
		}
	})
}

func TestChainOf_TellsWhatIsBroken(t *testing.T) {
	t.Parallel()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		look := func() (broken int, whole bool) {
			list, whole, err := audit.ChainOf(t.Context(), o.DB.Read(), "org")
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range list {
				if !w.Sound {
					broken++
				}
			}
			return broken, whole
		}
		spoil := func(query string) {
			err := o.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := store.Exec(ctx, tx, query)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if broken, whole := look(); broken != 0 || !whole {
			t.Fatalf("%d broken, whole %v", broken, whole)
		}
		spoil(`UPDATE audit_leaf SET body = REPLACE(body, 'add-person', 'add-friend') WHERE seq = 8`)
		if broken, whole := look(); broken != 1 || !whole {
			t.Errorf("a changed leaf: %d broken, whole %v", broken, whole)
		}
		spoil(`DELETE FROM audit_leaf WHERE seq = (SELECT MAX(seq) FROM audit_leaf)`)
		if _, whole := look(); whole {
			t.Error("the end is cut off")
		}
		spoil(`DELETE FROM audit_leaf WHERE seq = 20`)
		if broken, _ := look(); broken < 10 {
			t.Errorf("one is missing in the middle: %d broken", broken)
		}
		if _, _, err := audit.ChainOf(t.Context(), o.DB.Read(), "nothing"); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
	})
}
