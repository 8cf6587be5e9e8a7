package org_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func each(t *testing.T, test func(t *testing.T, o *testkit.Office)) {
	t.Helper()
	testkit.EachOffice(t, testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations), test)
}

func refused(t *testing.T, err error, clause string) {
	t.Helper()
	if r, ok := errors.AsType[*norm.Refusal](err); !ok || r.Clause != clause {
		t.Fatalf("want a refusal under %s, got %v", clause, err)
	}
}

func TestAppoint_AdministratorsHoldNoWorkPost_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		admin, now := o.Actor("xitong"), o.Clock.Now()
		for login, post := range map[string]string{"wenshu": "shenji", "anquan": "wenshu", "shenji": "xitong"} {
			_, err := o.Org.Appoint(t.Context(), admin, ident.Secret(), o.IDs[login], post, o.IDs["bgs"], now)
			refused(t, err, "G-08")
		}
		if _, err := o.Org.Appoint(t.Context(), admin, ident.Secret(), o.IDs["wenshu"], "dangan", o.IDs["bgs"], now); err != nil {
			t.Errorf("two work posts: %v", err)
		}
	})
}

func TestAppoint_OnlyTheSystemAdministrator_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		_, err := o.Org.Appoint(t.Context(), o.Actor("juzhang"), ident.Secret(), o.IDs["wenshu"], "dangan", o.IDs["bgs"], o.Clock.Now())
		refused(t, err, "G-04")
	})
}

// Holders are exactly the people whose duties hold the principal: with proxies,
// absences and stand-ins at random instants.
func TestHolders_AreWhoseDutiesHoldIt(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		now := o.Clock.Now()
		give := func(from, to string, start, end time.Duration) {
			if _, err := o.Org.GiveProxy(t.Context(), o.Actor(from), ident.Secret(), o.IDs[to], nil, now.Add(start), now.Add(end), "出差"); err != nil {
				t.Fatal(err)
			}
		}
		away := func(who string, start, end time.Duration) {
			if _, err := o.Org.RecordAbsence(t.Context(), o.Actor(who), ident.Secret(), now.Add(start), now.Add(end), "外出"); err != nil {
				t.Fatal(err)
			}
		}
		give("juzhang", "fujuzhang1", 0, 48*time.Hour)
		give("zhifakezhang", "zhifakeyuan", 24*time.Hour, 72*time.Hour)
		away("wenshu", 12*time.Hour, 36*time.Hour)
		away("bangongshizhuren", 0, 80*time.Hour)
		away("wenmi", 24*time.Hour, 30*time.Hour)
		people, err := org.People(t.Context(), o.DB.Read())
		if err != nil {
			t.Fatal(err)
		}
		principals := []org.Principal{org.Post("juzhang"), org.Post("wenshu"), org.Post("bangongshizhuren"), org.Head(o.IDs["zfk"]), org.Head(o.IDs["bgs"]), org.LeaderOf(o.IDs["ywk"]), org.PersonPrincipal(o.IDs["juzhang"])}
		for _, after := range []time.Duration{0, 13 * time.Hour, 25 * time.Hour, 40 * time.Hour, 90 * time.Hour} {
			at := now.Add(after)
			for _, p := range principals {
				var want []string
				for _, person := range people {
					duties, err := org.Duties(t.Context(), o.DB.Read(), person.ID, at)
					if err != nil {
						t.Fatal(err)
					}
					if slices.ContainsFunc(duties, func(d org.Duty) bool { return d.Principal == p }) {
						want = append(want, person.ID)
					}
				}
				holders, err := org.Holders(t.Context(), o.DB.Read(), p, at)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, h := range holders {
					got = append(got, h.PersonID)
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%s after %s: %v, want %v", p, after, got, want)
				}
			}
		}
	})
}

func TestDuties_VacantPostFallsToTheStandIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		endPosts(t, o, "wenshu")
		holders, err := org.Holders(t.Context(), o.DB.Read(), org.Post("wenshu"), o.Clock.Now())
		if err != nil || len(holders) != 1 || holders[0].PersonID != o.IDs["wenmi"] || holders[0].Why != "顶岗（岗位空缺）" {
			t.Errorf("%+v %v", holders, err)
		}
	})
}

func TestLeave_WhileHoldingAnything_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		held := []org.HeldThing{{Kind: "待办", Name: "一件"}}
		leave := func() error {
			return o.Org.Leave(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs["siji"], func(context.Context, store.Querier, string) ([]org.HeldThing, error) { return held, nil })
		}
		refused(t, leave(), "G-04")
		held = nil
		refused(t, leave(), "G-04") // the post of 驾驶员 is still held
		endPosts(t, o, "siji")
		if err := leave(); err != nil {
			t.Fatal(err)
		}
		if duties, err := org.Duties(t.Context(), o.DB.Read(), o.IDs["siji"], o.Clock.Now()); err != nil || len(duties) != 0 {
			t.Errorf("%v %v", duties, err)
		}
		if _, err := o.Org.Appoint(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs["siji"], "siji", o.IDs["bgs"], o.Clock.Now()); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a post for who left: %v", err)
		}
	})
}
