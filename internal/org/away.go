package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// office is the post that records for others what they cannot themselves; ender
// may end it as well, when somebody leaves.
const (
	office = "bangongshizhuren"
	ender  = "xitong"
)

// forOther lets people act for themselves, and certain posts for others (G-04).
func forOther(ctx context.Context, w *runner.Work, personID, title string, posts ...string) error {
	me := w.Request.Actor.PersonID
	if me == personID || me == "" {
		return nil
	}
	duties, err := Duties(ctx, w.Tx, me, w.Now())
	if err != nil {
		return err
	}
	if Holds(duties, posts...) {
		return nil
	}
	return OnlyPost(title, posts...)
}

// GiveProxy lets somebody act for the giver between two instants; kinds none =
// all. People give their own.
func (s *Service) GiveProxy(ctx context.Context, actor runner.Actor, key, takerID string, kinds []string, from, to time.Time, reason string) (string, error) {
	return s.GiveProxyFor(ctx, actor, key, actor.PersonID, takerID, kinds, from, to, reason)
}

// GiveProxyFor is GiveProxy for somebody else's duties: only by the 办公室主任
// (G-04). Administrators neither give nor take proxies (G-08). That nobody gets
// around G-01 with one is judged by flow.
func (s *Service) GiveProxyFor(ctx context.Context, actor runner.Actor, key, giverID, takerID string, kinds []string, from, to time.Time, reason string) (string, error) {
	return s.use(ctx, actor, key, "give-proxy", "已授权代理", func(ctx context.Context, w *runner.Work) (string, error) {
		if err := forOther(ctx, w, giverID, "没有授权代理", office); err != nil {
			return "", err
		}
		if takerID == giverID {
			return "", errs.New(errs.Invalid, "选择另一个人作代理")
		}
		if err := period(from, to, reason); err != nil {
			return "", err
		}
		if slices.ContainsFunc(kinds, func(k string) bool { return !oneLine(k) || strings.Contains(k, ",") }) {
			return "", errs.New(errs.Invalid, "代理的事项种类不在可选的范围内")
		}
		if err := mayProxy(ctx, w, giverID, takerID); err != nil {
			return "", err
		}
		id := w.NewID()
		return id, w.Insert(ctx, "proxy", store.Row{
			"id": id, "giver_id": giverID, "taker_id": takerID, "kinds": strings.Join(kinds, ","),
			"from_at": clock.Millis(from), "to_at": clock.Millis(to), "reason": reason, "given_by": actor.PersonID,
		})
	})
}

func mayProxy(ctx context.Context, w *runner.Work, giverID, takerID string) error {
	giver, err := postsOf(ctx, w, giverID)
	if err != nil {
		return err
	}
	taker, err := postsOf(ctx, w, takerID)
	if err != nil {
		return err
	}
	return refusal(administratorsNotHandedOn(giver, taker))
}

// EndProxy ends a proxy now: the giver's own, or by the 办公室主任 or the
// 系统管理员. One that has ended stays as it was.
func (s *Service) EndProxy(ctx context.Context, actor runner.Actor, key, proxyID string) error {
	return s.endEarly(ctx, actor, key, "end-proxy", "已收回代理", "没有收回代理", "proxy", "giver_id", proxyID)
}

// RecordAbsence notes that one is away oneself; one's posts fall to stand-ins.
func (s *Service) RecordAbsence(ctx context.Context, actor runner.Actor, key string, from, to time.Time, reason string) (string, error) {
	return s.RecordAbsenceFor(ctx, actor, key, actor.PersonID, from, to, reason)
}

// RecordAbsenceFor notes that somebody is away: oneself, or by the 办公室主任.
func (s *Service) RecordAbsenceFor(ctx context.Context, actor runner.Actor, key, personID string, from, to time.Time, reason string) (string, error) {
	return s.use(ctx, actor, key, "absence", "已登记外出", func(ctx context.Context, w *runner.Work) (string, error) {
		if err := forOther(ctx, w, personID, "没有登记外出", office); err != nil {
			return "", err
		}
		if err := period(from, to, reason); err != nil {
			return "", err
		}
		if err := working(ctx, w, personID); err != nil {
			return "", err
		}
		id := w.NewID()
		return id, w.Insert(ctx, "absence", store.Row{
			"id": id, "person_id": personID, "from_at": clock.Millis(from), "to_at": clock.Millis(to),
			"reason": reason, "recorded_by": actor.PersonID,
		})
	})
}

// Return notes that who was away is back earlier: oneself, or by the 办公室主任.
func (s *Service) Return(ctx context.Context, actor runner.Actor, key, absenceID string) error {
	return s.endEarly(ctx, actor, key, "return", "已登记返岗", "没有登记返岗", "absence", "person_id", absenceID)
}

// endEarly ends a period now, or before it began. A period that is over is not
// touched: that would make it longer.
func (s *Service) endEarly(ctx context.Context, actor runner.Actor, key, action, message, title, table, whose, id string) error {
	type row struct {
		Whose  string `db:"whose"`
		FromAt int64  `db:"from_at"`
		ToAt   int64  `db:"to_at"`
	}
	_, err := s.use(ctx, actor, key, action, message, func(ctx context.Context, w *runner.Work) (string, error) {
		r, err := store.One[row](ctx, w.Tx, `SELECT `+whose+` AS whose, from_at, to_at FROM `+table+` WHERE id = $1`, id)
		if err != nil {
			return "", err
		}
		if err := forOther(ctx, w, r.Whose, title, office, ender); err != nil {
			return "", err
		}
		if r.ToAt <= w.Millis() {
			return "", errs.Newf(errs.Stale, "%s：%s 已到期", title, clock.Minute(r.ToAt))
		}
		return id, w.Update(ctx, table, id, store.Row{"to_at": max(w.Millis(), r.FromAt)}, store.Row{"to_at": r.ToAt})
	})
	return err
}

// AwayPeople lists who is recorded as absent at an instant.
func AwayPeople(ctx context.Context, q store.Querier, at time.Time) ([]string, error) {
	ms := clock.Millis(at)
	return store.Column[string](ctx, q, `SELECT DISTINCT person_id FROM absence WHERE from_at <= $1 AND to_at > $2 ORDER BY person_id`, ms, ms)
}

// Away tells whether somebody is recorded as absent at an instant.
func Away(ctx context.Context, q store.Querier, personID string, at time.Time) (bool, error) {
	ms := clock.Millis(at)
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM absence WHERE person_id = $1 AND from_at <= $2 AND to_at > $3`, personID, ms, ms)
	return n > 0, err
}

// AwayUntil tells when somebody who is away at an instant is back, absences that
// join taken together; the zero time if they are not away.
func AwayUntil(ctx context.Context, q store.Querier, personID string, at time.Time) (time.Time, error) {
	back, ms := int64(0), clock.Millis(at)
	for {
		until, err := store.Value[int64](ctx, q, `SELECT COALESCE(MAX(to_at), 0) FROM absence WHERE person_id = $1 AND from_at <= $2 AND to_at > $3`, personID, ms, ms)
		if err != nil || until == 0 {
			return clock.FromMillis(back), err
		}
		back, ms = until, until
	}
}
