package org_test

import (
	"context"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/testkit"
)

const seal = "seal/1"

func entrust(t *testing.T, o *testkit.Office, c org.Custody) error {
	t.Helper()
	c.Thing, c.Name = seal, "局公章"
	if c.FromAt == 0 {
		c.FromAt = clock.Millis(o.Clock.Now())
	}
	_, err := o.Run.Do(t.Context(), runner.Request{Actor: runner.Actor{Via: "test"}, Action: "test", Chain: "seal"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		return runner.Answer{}, org.Entrust(ctx, w, c)
	})
	return err
}

// keeper names who acts for the seal now, by login; it must be the same asked
// from either side.
func keeper(t *testing.T, o *testkit.Office) string {
	t.Helper()
	holders, err := org.Holders(t.Context(), o.DB.Read(), org.Keeper(seal), o.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	found := ""
	for _, login := range []string{"yinzhang", "wenshu", "wenmi"} {
		_, holds := dutyOf(duties(t, o, login), org.Keeper(seal))
		if holds {
			found += login
		}
		if listed := len(holders) == 1 && holders[0].PersonID == o.IDs[login]; listed != holds {
			t.Errorf("%s holds the seal: %v, and is listed: %v", login, holds, listed)
		}
	}
	return found
}

func TestCustody_TheTemporaryKeeperActs_TheAbsentOneDoesNot_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		now := o.Clock.Now()
		if err := entrust(t, o, org.Custody{PersonID: o.IDs["yinzhang"]}); err != nil {
			t.Fatal(err)
		}
		if err := entrust(t, o, org.Custody{PersonID: o.IDs["wenmi"]}); errs.KindOf(err) != errs.Stale {
			t.Errorf("two keep one seal: %v", err)
		}
		until := now.Add(48 * time.Hour)
		if err := entrust(t, o, org.Custody{PersonID: o.IDs["wenshu"], Temporary: 1, FromAt: clock.Millis(now.Add(time.Hour)), ToAt: clock.Millis(until)}); err != nil {
			t.Fatal(err)
		}
		if who := keeper(t, o); who != "yinzhang" {
			t.Errorf("before the leave it is %q", who)
		}
		o.Clock.Advance(2 * time.Hour)
		if who := keeper(t, o); who != "wenshu" {
			t.Errorf("during the leave it is %q", who)
		}
		if name, err := org.Describe(t.Context(), o.DB.Read(), org.Keeper(seal)); err != nil || name != "局公章保管人" {
			t.Errorf("%q %v", name, err)
		}
		o.Clock.Set(until)
		if who := keeper(t, o); who != "yinzhang" {
			t.Errorf("after the leave it is %q", who)
		}
		if _, err := o.Org.RecordAbsence(t.Context(), o.Actor("yinzhang"), ident.Secret(), until.Add(-time.Hour), until.Add(time.Hour), "突然生病"); err != nil {
			t.Fatal(err)
		}
		if who := keeper(t, o); who != "" {
			t.Errorf("nobody has taken over, and yet %q acts", who)
		}
	})
}

func TestCustody_IsNotHandedOverByAProxy_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *testkit.Office) {
		if err := entrust(t, o, org.Custody{PersonID: o.IDs["yinzhang"]}); err != nil {
			t.Fatal(err)
		}
		proxy(t, o, "yinzhang", "wenmi")
		if who := keeper(t, o); who != "yinzhang" {
			t.Errorf("by a proxy it is %q", who)
		}
		things, err := org.Holdings(t.Context(), o.DB.Read(), o.IDs["yinzhang"], o.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		held := false
		for _, thing := range things {
			held = held || thing.Kind == "保管" && thing.Name == "局公章"
		}
		if !held {
			t.Error("it is not on the page of what one holds (F23)")
		}
	})
}
