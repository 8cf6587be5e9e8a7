package org_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func waiting(things ...org.HeldThing) org.Held {
	return func(context.Context, store.Querier, string) ([]org.HeldThing, error) { return things, nil }
}

func holdingOf(t *testing.T, o *testkit.Office, login string) string {
	t.Helper()
	ids, err := store.Column[string](t.Context(), o.DB.Read(), `SELECT id FROM holding WHERE person_id = $1 AND to_at = 0 ORDER BY id`, o.IDs[login])
	if err != nil || len(ids) == 0 {
		t.Fatal(login, ids, err)
	}
	return ids[0]
}

// Nobody can take away the last of an administrator's posts, by ending it or by
// disabling its holder.
func TestEndHolding_TheLastAdministratorStays_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		xitong := o.Actor("xitong")
		for _, login := range []string{"xitong", "anquan", "shenji"} {
			refused(t, o.Org.EndHolding(t.Context(), xitong, ident.Secret(), holdingOf(t, o, login), o.Clock.Now()), "G-08")
		}
		refused(t, o.Org.Disable(t.Context(), xitong, ident.Secret(), o.IDs["shenji"]), "G-08")
		id, err := o.Org.Hire(t.Context(), xitong, ident.Secret(), "shenji2", "管四", "shenji", o.IDs["gl"], o.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Org.Disable(t.Context(), xitong, ident.Secret(), id); err != nil {
			t.Fatal(err)
		}
		refused(t, o.Org.EndHolding(t.Context(), xitong, ident.Secret(), holdingOf(t, o, "shenji"), o.Clock.Now()), "G-08")
		if err := o.Org.Enable(t.Context(), xitong, ident.Secret(), id); err != nil {
			t.Fatal(err)
		}
		if err := o.Org.EndHolding(t.Context(), xitong, ident.Secret(), holdingOf(t, o, "shenji"), o.Clock.Now()); err != nil {
			t.Errorf("another one is there: %v", err)
		}
	})
}

// An end that lies ahead can be corrected; one that has passed cannot.
func TestEndHolding_AnEndAheadCanBeCorrected(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		id, now := holdingOf(t, o, "siji"), o.Clock.Now()
		for _, at := range []time.Time{now.AddDate(0, 1, 0), now.AddDate(0, 0, 7)} {
			if err := o.Org.EndHolding(t.Context(), o.Actor("xitong"), ident.Secret(), id, at); err != nil {
				t.Fatal(err)
			}
		}
		o.Clock.Advance(8 * 24 * time.Hour)
		if err := o.Org.EndHolding(t.Context(), o.Actor("xitong"), ident.Secret(), id, o.Clock.Now()); errs.KindOf(err) != errs.Stale {
			t.Errorf("%v", err)
		}
		if d := duties(t, o, "siji"); len(d) != 1 {
			t.Errorf("%+v", d)
		}
	})
}

func TestHire_NothingIsLeftOfARefusedOne_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		if _, err := o.Org.Hire(t.Context(), o.Actor("xitong"), ident.Secret(), "wenshu", "重名", "keyuan", o.IDs["bgs"], o.Clock.Now()); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a log-in name twice: %v", err)
		}
		if _, err := o.Org.Hire(t.Context(), o.Actor("xitong"), ident.Secret(), "xin", "新人", "nothing", o.IDs["bgs"], o.Clock.Now()); errs.KindOf(err) != errs.Invalid {
			t.Errorf("no such post: %v", err)
		}
		if _, err := org.PersonByLogin(t.Context(), o.DB.Read(), "xin"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a person without a post was left: %v", err)
		}
	})
}

func TestDissolve_OnlyWhenEmptyAndItsTasksAreTaken_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		xitong, ywk := o.Actor("xitong"), o.IDs["ywk"]
		dissolve := func(open org.Held) error {
			return o.Org.Dissolve(t.Context(), xitong, ident.Secret(), ywk, open)
		}
		task := waiting(org.HeldThing{Kind: "待办", Name: "一件"})
		refused(t, dissolve(waiting()), "G-04")
		endPosts(t, o, "yewukezhang")
		endPosts(t, o, "yewukeyuan")
		refused(t, dissolve(task), "G-04")
		if _, err := o.Org.SetStandIn(t.Context(), xitong, ident.Secret(), "kezhang", ywk, "bangongshizhuren", 1); err != nil {
			t.Fatal(err)
		}
		if err := dissolve(task); err != nil {
			t.Fatal(err)
		}
		holders, err := org.Holders(t.Context(), o.DB.Read(), org.Head(ywk), o.Clock.Now())
		if err != nil || len(holders) != 1 || holders[0].PersonID != o.IDs["bangongshizhuren"] {
			t.Errorf("%+v %v", holders, err)
		}
		if holders, err = org.Holders(t.Context(), o.DB.Read(), org.LeaderOf(ywk), o.Clock.Now()); err != nil || len(holders) != 1 {
			t.Errorf("the leader in charge goes while something is in hand: %+v %v", holders, err)
		}
		if _, err := o.Org.Appoint(t.Context(), xitong, ident.Secret(), o.IDs["siji"], "keyuan", ywk, o.Clock.Now()); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a post in a dissolved department: %v", err)
		}
		if err := dissolve(waiting()); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
	})
}

func TestDepartments_RenameAndOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		xitong := o.Actor("xitong")
		if err := o.Org.RenameDepartment(t.Context(), xitong, ident.Secret(), o.IDs["fgk"], "政策法规科"); err != nil {
			t.Fatal(err)
		}
		if err := o.Org.RenameDepartment(t.Context(), xitong, ident.Secret(), o.IDs["fgk"], "办公室"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a name twice: %v", err)
		}
		names := func() []string {
			rows, err := org.DepartmentRows(t.Context(), o.DB.Read(), o.Clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, r := range rows {
				names = append(names, r.Name)
			}
			return names
		}
		for range 10 { // more often than there are places
			if err := o.Org.MoveDepartment(t.Context(), xitong, ident.Secret(), o.IDs["fgk"], true); err != nil {
				t.Fatal(err)
			}
		}
		if got := names(); got[0] != "政策法规科" || len(got) != 7 {
			t.Errorf("%v", got)
		}
		if err := o.Org.MoveDepartment(t.Context(), xitong, ident.Secret(), o.IDs["fgk"], false); err != nil || names()[1] != "政策法规科" {
			t.Errorf("%v %v", names(), err)
		}
		rows, err := org.DepartmentRows(t.Context(), o.DB.Read(), o.Clock.Now())
		if err != nil || !slices.Equal(rows[1].Heads, []string{"黄颖"}) || !slices.Equal(rows[1].Leaders, []string{"孙立"}) || rows[1].People != 2 {
			t.Errorf("%+v %v", rows[1], err)
		}
	})
}

// The administrators' department stays behind all others, however one comes to be
// and wherever one is moved.
func TestDepartments_AdministratorsStandLast(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		xitong := o.Actor("xitong")
		last := func(what string) {
			t.Helper()
			all, err := org.Departments(t.Context(), o.DB.Read())
			if err != nil || all[len(all)-1].Code != "gl" {
				t.Errorf("%s: %+v %v", what, all, err)
			}
		}
		fresh, err := o.Org.AddDepartment(t.Context(), xitong, ident.Secret(), "cw", "财务科")
		if err != nil {
			t.Fatal(err)
		}
		last("one is added")
		book := org.PreviewImport(people([]string{"rs", "人事科", "renshi", "陈仁", "科员"}))
		if _, err := o.Org.ApplyImport(t.Context(), xitong, ident.Secret(), book, now(o)); err != nil {
			t.Fatal(err)
		}
		last("one is imported")
		for range 3 { // more often than there are places behind it
			if err := o.Org.MoveDepartment(t.Context(), xitong, ident.Secret(), fresh, false); err != nil {
				t.Fatal(err)
			}
		}
		last("one is moved down")
		if _, err := o.Org.AddDepartment(t.Context(), xitong, ident.Secret(), "dc", "督查科"); err != nil {
			t.Fatal(err)
		}
		last("one is added after the order was changed")
		if err := o.Org.MoveDepartment(t.Context(), xitong, ident.Secret(), o.IDs["gl"], true); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the administrators' department is moved: %v", err)
		}
	})
}

func TestSetCharge_WhoIsInChargeStaysSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		for _, leader := range []string{"fujuzhang1", "fujuzhang2", "fujuzhang2"} {
			if _, err := o.Org.SetCharge(t.Context(), o.Actor("xitong"), ident.Secret(), o.IDs[leader], o.IDs["bgs"], o.Clock.Now()); err != nil {
				t.Fatal(err)
			}
			o.Clock.Advance(time.Hour)
		}
		all, err := org.DatedCharges(t.Context(), o.DB.Read(), "", 0)
		if err != nil {
			t.Fatal(err)
		}
		var history []string
		for _, c := range all {
			if c.DeptID == o.IDs["bgs"] {
				history = append(history, c.Person)
			}
		}
		if !slices.Equal(history, []string{"何国强", "孙立"}) {
			t.Errorf("%v", history)
		}
	})
}

func TestStandIns_OrderAndProposal_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		xitong := o.Actor("xitong")
		posts, err := org.DatedPosts(t.Context(), o.DB.Read(), org.PostsAsked{At: clock.Millis(o.Clock.Now())})
		if err != nil {
			t.Fatal(err)
		}
		have, err := org.StandIns(t.Context(), o.DB.Read())
		if err != nil {
			t.Fatal(err)
		}
		proposed := org.ProposeStandIns(posts, have)
		for _, row := range proposed {
			if slices.Contains([]string{"xitong", "anquan", "shenji", "yinzhang", "jijianzuzhang", "wenshu", "juzhang"}, row.Post) {
				t.Errorf("proposed: %+v", row)
			}
		}
		if len(proposed) < 10 {
			t.Errorf("only %d rows are proposed", len(proposed))
		}
		for range 2 { // the second time there is nothing new
			if err := o.Org.AddStandIns(t.Context(), xitong, ident.Secret(), proposed); err != nil {
				t.Fatal(err)
			}
		}
		if have, err = org.StandIns(t.Context(), o.DB.Read()); err != nil || len(have) != 3+len(proposed) {
			t.Fatalf("%d rows, %v", len(have), err)
		}
		if more := org.ProposeStandIns(posts, have); len(more) != 0 {
			t.Errorf("still proposed: %+v", more)
		}
		if err := o.Org.AddStandIns(t.Context(), xitong, ident.Secret(), []org.StandIn{{Post: "wenshu", DeptID: o.IDs["bgs"], ByPost: "dangan"}, {Post: "wenshu", DeptID: o.IDs["bgs"], ByPost: "shenji"}}); err == nil {
			t.Error("an administrator stands in")
		}
		if err := o.Org.AddStandIns(t.Context(), xitong, ident.Secret(), []org.StandIn{{Post: "wenshu", DeptID: o.IDs["bgs"], ByPost: "dangan"}}); err != nil {
			t.Fatal(err)
		}
		first := func() string {
			rows, err := org.StandIns(t.Context(), o.DB.Read())
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(rows, func(s org.StandIn) bool { return s.Post == "wenshu" })
			return rows[i].ByPost
		}
		rows, _ := org.StandIns(t.Context(), o.DB.Read())
		i := slices.IndexFunc(rows, func(s org.StandIn) bool { return s.ByPost == "dangan" })
		if i < 0 || first() != "wenmi" {
			t.Fatalf("%+v", rows)
		}
		if err := o.Org.MoveStandIn(t.Context(), xitong, ident.Secret(), rows[i].ID, true); err != nil || first() != "dangan" {
			t.Errorf("%v %v", first(), err)
		}
	})
}

func TestAwayUntil_JoinsAbsences(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		now, day := o.Clock.Now(), 24*time.Hour
		for _, span := range [][2]time.Duration{{-day, day}, {day, 2 * day}, {3 * day, 4 * day}} {
			if _, err := o.Org.RecordAbsence(t.Context(), o.Actor("juzhang"), ident.Secret(), now.Add(span[0]), now.Add(span[1]), "出差"); err != nil {
				t.Fatal(err)
			}
		}
		back, err := org.AwayUntil(t.Context(), o.DB.Read(), o.IDs["juzhang"], now)
		if err != nil || !back.Equal(now.Add(2*day)) {
			t.Errorf("%v %v", back, err)
		}
		if back, err = org.AwayUntil(t.Context(), o.DB.Read(), o.IDs["wenshu"], now); err != nil || !back.IsZero() {
			t.Errorf("%v %v", back, err)
		}
	})
}

func TestFindMany_ByNamePinyinDepartmentAndState(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		xitong, at := o.Actor("xitong"), clock.Millis(o.Clock.Now())
		if err := o.Org.Disable(t.Context(), xitong, ident.Secret(), o.IDs["menwei"]); err != nil {
			t.Fatal(err)
		}
		endPosts(t, o, "siji")
		for name, c := range map[string]struct {
			f    org.PeopleFilter
			want int64
		}{
			"all": {org.PeopleFilter{}, 27}, "characters": {org.PeopleFilter{Text: "周敏"}, 1}, "initials": {org.PeopleFilter{Text: "ZM"}, 1}, "log-in": {org.PeopleFilter{Text: "fujuzhang"}, 2},
			"department": {org.PeopleFilter{Dept: o.IDs["ywk"]}, 2}, "post": {org.PeopleFilter{Post: "keyuan"}, 4}, "disabled": {org.PeopleFilter{State: org.Disabled}, 1},
			"without a post": {org.PeopleFilter{State: org.Postless}, 1}, "left": {org.PeopleFilter{State: org.Departed}, 0}, "working": {org.PeopleFilter{State: org.Working}, 25},
			"a wildcard": {org.PeopleFilter{Text: "%"}, 0}, "a question": {org.PeopleFilter{Text: "?"}, 0}, "broken text": {org.PeopleFilter{Text: "\xff\x00"}, 27},
		} {
			list, n, err := org.FindMany(t.Context(), o.DB.Read(), c.f, at, 0, 10)
			if err != nil || n != c.want || int64(len(list)) != min(n, 10) {
				t.Errorf("%s: %d (%d), %v", name, n, len(list), err)
			}
		}
	})
}

func TestHoldings_ProxiesGivenAndTaken_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		given := proxy(t, o, "siji", "wenmi")
		proxy(t, o, "juzhang", "siji")
		things, err := org.Holdings(t.Context(), o.DB.Read(), o.IDs["siji"], o.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, h := range things {
			names = append(names, h.Name)
			if h.TakenBy == "" {
				t.Errorf("%+v says nobody who takes it", h)
			}
		}
		slices.Sort(names)
		if !slices.Equal(names, []string{"代理 王建华", "办公室 驾驶员", "委托 李倩 代理"}) {
			t.Errorf("%v", names)
		}
		if err := o.Org.EndProxy(t.Context(), o.Actor("xitong"), ident.Secret(), given); err != nil {
			t.Errorf("the 系统管理员 of who leaves: %v", err)
		}
	})
}
