package org_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func endPosts(t *testing.T, o *testkit.Office, login string) {
	t.Helper()
	ids, err := store.Column[string](t.Context(), o.DB.Read(), `SELECT id FROM holding WHERE person_id = $1 AND to_at = 0`, o.IDs[login])
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if err := o.Org.EndHolding(t.Context(), o.Actor("xitong"), ident.Secret(), id, o.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
}

func duties(t *testing.T, o *testkit.Office, login string) []org.Duty {
	t.Helper()
	all, err := org.Duties(t.Context(), o.DB.Read(), o.IDs[login], o.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func dutyOf(all []org.Duty, p org.Principal) (org.Duty, bool) {
	i := slices.IndexFunc(all, func(d org.Duty) bool { return d.Principal == p })
	if i < 0 {
		return org.Duty{}, false
	}
	return all[i], true
}

// proxy and away let one person of the bureau act, from an hour ago.
func proxy(t *testing.T, o *testkit.Office, from, to string, kinds ...string) string {
	t.Helper()
	now := o.Clock.Now()
	id, err := o.Org.GiveProxy(t.Context(), o.Actor(from), ident.Secret(), o.IDs[to], kinds, now.Add(-time.Hour), now.Add(time.Hour), "出差")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func away(t *testing.T, o *testkit.Office, who string) string {
	t.Helper()
	now := o.Clock.Now()
	id, err := o.Org.RecordAbsence(t.Context(), o.Actor(who), ident.Secret(), now.Add(-time.Hour), now.Add(time.Hour), "出差")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestProxy_NeitherFromNorToAdministrators_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		now := o.Clock.Now()
		for from, to := range map[string]string{"xitong": "wenshu", "juzhang": "shenji", "anquan": "xitong"} {
			_, err := o.Org.GiveProxy(t.Context(), o.Actor(from), ident.Secret(), o.IDs[to], nil, now, now.Add(time.Hour), "出差")
			refused(t, err, "G-08")
		}
		for post, by := range map[string]string{"xitong": "wenshu", "wenshu": "shenji"} {
			_, err := o.Org.SetStandIn(t.Context(), o.Actor("xitong"), ident.Secret(), post, o.IDs["bgs"], by, 1)
			refused(t, err, "G-08")
		}
	})
}

// A proxy that was given before somebody became an administrator counts no more.
func TestDuties_AdministratorsTakeNothingOn_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		proxy(t, o, "wenshu", "siji")
		endPosts(t, o, "siji")
		if _, err := o.Org.Appoint(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs["siji"], "shenji", o.IDs["gl"], o.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if d, ok := dutyOf(duties(t, o, "siji"), org.Post("wenshu")); ok {
			t.Errorf("an auditor acts as %+v", d)
		}
	})
}

// Two appointments at once, each harmless alone, cannot make one person both.
func TestAppoint_Concurrently_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		id, err := o.Org.AddPerson(t.Context(), o.Actor("xitong"), ident.Secret(), "xinren", "新人")
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		failures := make([]error, 8)
		for i := range failures {
			post := []string{"shenji", "wenshu"}[i%2]
			wg.Go(func() {
				_, failures[i] = o.Org.Appoint(t.Context(), o.Actor("xitong"), ident.Secret(), id, post, o.IDs["bgs"], o.Clock.Now())
			})
		}
		wg.Wait()
		for _, err := range failures {
			if _, refusal := errors.AsType[*norm.Refusal](err); err != nil && !refusal {
				t.Error(err)
			}
		}
		posts, err := store.Column[string](t.Context(), o.DB.Read(), `SELECT post FROM holding WHERE person_id = $1`, id)
		if err != nil || len(posts) != 1 {
			t.Errorf("%v %v", posts, err)
		}
	})
}

func TestAppoint_SamePostInTwoDepartments(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		if _, err := o.Org.Appoint(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs["yewukezhang"], "kezhang", o.IDs["fgk"], o.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		mine := duties(t, o, "yewukezhang")
		for _, p := range []org.Principal{org.Head(o.IDs["ywk"]), org.Head(o.IDs["fgk"]), org.PostAt("kezhang", o.IDs["fgk"]), org.Member(o.IDs["ywk"])} {
			if _, ok := dutyOf(mine, p); !ok {
				t.Errorf("no %s", p)
			}
		}
	})
}

func TestProxy_OfOthersOnlyByTheOffice_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		now := o.Clock.Now()
		give := func(by string) error {
			_, err := o.Org.GiveProxyFor(t.Context(), o.Actor(by), ident.Secret(), o.IDs["juzhang"], o.IDs["fujuzhang1"], []string{"incoming"}, now, now.Add(time.Hour), "住院")
			return err
		}
		refused(t, give("wenshu"), "G-04")
		if err := give("bangongshizhuren"); err != nil {
			t.Fatal(err)
		}
		d, ok := dutyOf(duties(t, o, "fujuzhang1"), org.Post("juzhang"))
		if !ok || d.For != o.IDs["juzhang"] || d.Why != "代理 王建华" || !d.Covers("incoming") || d.Covers("seal") {
			t.Errorf("%+v", d)
		}
		_, err := o.Org.RecordAbsenceFor(t.Context(), o.Actor("wenshu"), ident.Secret(), o.IDs["juzhang"], now, now.Add(time.Hour), "住院")
		refused(t, err, "G-04")
	})
}

func TestEndProxy_OneThatIsOverDoesNotComeBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		id := proxy(t, o, "juzhang", "fujuzhang1")
		refused(t, o.Org.EndProxy(t.Context(), o.Actor("fujuzhang1"), ident.Secret(), id), "G-04")
		o.Clock.Advance(2 * time.Hour)
		if err := o.Org.EndProxy(t.Context(), o.Actor("juzhang"), ident.Secret(), id); errs.KindOf(err) != errs.Stale {
			t.Fatalf("%v", err)
		}
		during, err := org.Duties(t.Context(), o.DB.Read(), o.IDs["fujuzhang1"], o.Clock.Now().Add(-30*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := dutyOf(during, org.Post("juzhang")); ok {
			t.Error("a proxy was made longer by ending it")
		}
	})
}

func TestStandIn_ForAnAbsentLeaderWithReason(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		if _, err := o.Org.SetStandIn(t.Context(), o.Actor("xitong"), ident.Secret(), "fujuzhang", o.IDs["ld"], "juzhang", 1); err != nil {
			t.Fatal(err)
		}
		id := away(t, o, "fujuzhang2")
		d, ok := dutyOf(duties(t, o, "juzhang"), org.LeaderOf(o.IDs["ywk"]))
		if !ok || d.Why != "顶岗 何国强（出差）" || d.For != o.IDs["fujuzhang2"] || d.PostName != "副局长" {
			t.Errorf("%+v", d)
		}
		if _, ok := dutyOf(duties(t, o, "juzhang"), org.LeaderOf(o.IDs["bgs"])); ok {
			t.Error("the other leader is present")
		}
		refused(t, o.Org.Return(t.Context(), o.Actor("wenshu"), ident.Secret(), id), "G-04")
		if err := o.Org.Return(t.Context(), o.Actor("fujuzhang2"), ident.Secret(), id); err != nil {
			t.Fatal(err)
		}
		if _, ok := dutyOf(duties(t, o, "juzhang"), org.LeaderOf(o.IDs["ywk"])); ok {
			t.Error("he is back")
		}
	})
}

// 科员 of another department do not become head of this one.
func TestStandIn_PostsOfEveryDepartmentStayInTheirs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		if _, err := o.Org.SetStandIn(t.Context(), o.Actor("xitong"), ident.Secret(), "kezhang", o.IDs["ywk"], "keyuan", 1); err != nil {
			t.Fatal(err)
		}
		away(t, o, "yewukezhang")
		holders, err := org.Holders(t.Context(), o.DB.Read(), org.Head(o.IDs["ywk"]), o.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, h := range holders {
			names = append(names, h.Name)
		}
		if got := strings.Join(names, " "); got != "赵晓明 许文" {
			t.Errorf("%s", got)
		}
	})
}

func TestDisable_TakesAllDutiesUntilEnabled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		var told []string
		service := org.NewService(o.Run, func(_ context.Context, _ *runner.Work, personID string) error {
			told = append(told, personID)
			return nil
		})
		if err := service.Disable(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs["wenshu"]); err != nil {
			t.Fatal(err)
		}
		if all := duties(t, o, "wenshu"); len(all) != 0 || !slices.Equal(told, []string{o.IDs["wenshu"]}) {
			t.Errorf("%v, told %v", all, told)
		}
		if _, ok := dutyOf(duties(t, o, "wenmi"), org.Post("wenshu")); !ok {
			t.Error("nobody stands in")
		}
		if err := service.Enable(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs["wenshu"]); err != nil {
			t.Fatal(err)
		}
		if _, ok := dutyOf(duties(t, o, "wenshu"), org.Post("wenshu")); !ok {
			t.Error("not enabled")
		}
	})
}

func TestPeople_NamesAndSearch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		admin := o.Actor("xitong")
		id, err := o.Org.AddPerson(t.Context(), admin, ident.Secret(), " AiMaiTi ", "艾买提·买买提")
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{"周敏": "周敏", "zhoumin": "周敏", "ZM": "周敏", "wenshu": "周敏", "ammt": "", "amtmmt": "艾买提·买买提", "%": "", "_": "", "": "", "\x00": "", `\`: ""} {
			found, err := org.FindPeople(t.Context(), o.DB.Read(), text)
			if err != nil {
				t.Fatal(err)
			}
			hit := slices.ContainsFunc(found, func(p org.PersonRow) bool { return p.Name == want })
			if hit != (want != "") || want == "" && len(found) > 0 {
				t.Errorf("%q: %v", text, found)
			}
		}
		if _, err := o.Org.AddPerson(t.Context(), admin, ident.Secret(), "wenshu", "另一人"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("the same log-in name: %v", err)
		}
		if err := o.Org.ChangePerson(t.Context(), admin, ident.Secret(), id, "wenshu", "艾买提"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("somebody else's log-in name: %v", err)
		}
		if err := o.Org.ChangePerson(t.Context(), admin, ident.Secret(), id, "aimaiti", "艾买提"); err != nil {
			t.Fatal(err)
		}
		names, err := org.NamesOf(t.Context(), o.DB.Read(), []string{id, o.IDs["wenshu"], id})
		if err != nil || strings.Join(names, " ") != "艾买提 周敏 艾买提" {
			t.Errorf("%v %v", names, err)
		}
		leaders, err := org.Leaders(t.Context(), o.DB.Read(), o.Clock.Now())
		if err != nil || len(leaders) != 4 || leaders[0].Post != "juzhang" {
			t.Errorf("%v %v", leaders, err)
		}
	})
}

func TestSetCharge_OnlyLeadersAndOneAtATime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		set := func(login string) error {
			_, err := o.Org.SetCharge(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs[login], o.IDs["ywk"], o.Clock.Now())
			return err
		}
		if err := set("wenshu"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("文书 in charge: %v", err)
		}
		if err := set("fujuzhang1"); err != nil {
			t.Fatal(err)
		}
		holders, err := org.Holders(t.Context(), o.DB.Read(), org.LeaderOf(o.IDs["ywk"]), o.Clock.Now())
		if err != nil || len(holders) != 1 || holders[0].PersonID != o.IDs["fujuzhang1"] {
			t.Errorf("%v %v", holders, err)
		}
	})
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		for p, want := range map[org.Principal]string{
			org.Post("wenshu"): "文书", org.Head(o.IDs["ywk"]): "综合业务科负责人", org.LeaderOf(o.IDs["bgs"]): "分管办公室的局领导",
			org.PostAt("keyuan", o.IDs["ywk"]): "综合业务科科员", org.Member(o.IDs["ywk"]): "综合业务科人员", org.PersonPrincipal(o.IDs["wenshu"]): "周敏",
		} {
			if got, err := org.Describe(t.Context(), o.DB.Read(), p); err != nil || got != want {
				t.Errorf("%s: %q %v", p, got, err)
			}
		}
	})
}

func TestCan_EachAdministratorTheirOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		want := map[string][]org.Object{"xitong": {org.OfPeople, org.OfAccounts, org.OfSessions}, "anquan": {org.OfSecurity, org.OfSessions}, "shenji": nil, "juzhang": nil}
		for login, objects := range want {
			mine := duties(t, o, login)
			for _, object := range []org.Object{org.OfPeople, org.OfAccounts, org.OfSecurity, org.OfSessions, org.OfAudit} {
				if got := org.Can(mine, org.Maintain, object); got != slices.Contains(objects, object) {
					t.Errorf("%s maintains %s: %v", login, object, got)
				}
			}
			if got := org.Can(mine, org.Read, org.OfAudit); got != (login == "shenji") {
				t.Errorf("%s reads the audit: %v", login, got)
			}
		}
		if org.Can([]org.Duty{{Post: "xitong", Why: "顶岗（岗位空缺）"}}, org.Maintain, org.OfPeople) {
			t.Error("by standing in")
		}
		if org.Can(duties(t, o, "xitong"), "erase", "everything") {
			t.Error("an unknown action")
		}
	})
}
