package account

import (
	"context"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Event is what happened to an account; each stands as evidence.
type Event string

// The events.
const (
	LoggedIn     Event = "login"
	LoginFailed  Event = "login-failed"
	Locked       Event = "locked"
	Unlocked     Event = "unlocked"
	LoggedOut    Event = "logout"
	SessionEnded Event = "session-ended" // one, or all others, by the person
	AllEnded     Event = "end-all"       // every session and token
	PasswordSet  Event = "set-password"
	CodeOn       Event = "totp-on"
	CodeOff      Event = "totp-off"
	TokenMade    Event = "token-made"
	TokenEnded   Event = "token-ended"
)

// Events lists them, as filters offer them.
var Events = []Event{LoggedIn, LoginFailed, Locked, Unlocked, LoggedOut, SessionEnded, AllEnded, PasswordSet, CodeOn, CodeOff, TokenMade, TokenEnded}

// Name words an event for people.
func (e Event) Name() string {
	return map[Event]string{ //nolint:gosec // G101: words for people, no credentials
		LoggedIn: "登录", LoginFailed: "登录没有成功", Locked: "账号锁定", Unlocked: "解除锁定", LoggedOut: "退出登录", SessionEnded: "结束登录", AllEnded: "结束全部登录和令牌",
		PasswordSet: "设置密码", CodeOn: "启用动态码", CodeOff: "停用动态码", TokenMade: "生成令牌", TokenEnded: "停用令牌",
	}[e]
}

// EventRow is one line of the log.
type EventRow struct {
	PersonID string `db:"person_id"`
	Person   string `db:"person"`
	Login    string `db:"login"`
	Event    Event  `db:"event"`
	Address  string `db:"address"`
	By       string `db:"by_name"` // "" for the program itself
	At       int64  `db:"at"`
}

// EventFilter narrows the log; an empty member does not.
type EventFilter struct {
	PersonID string
	Event    Event
	From, To clock.Date // both counted
}

// Log gives a page of the log, newest first, and how many lines there are.
func Log(ctx context.Context, q store.Querier, f EventFilter, skip, most int) (_ []EventRow, count int64, err error) {
	defer errs.Wrap(&err, "account.Log")
	b := new(store.Query).Add(`1 = 1`)
	if f.PersonID != "" {
		b.Add(` AND e.person_id = ?`, f.PersonID)
	}
	if f.Event != "" {
		b.Add(` AND e.event = ?`, string(f.Event))
	}
	if f.From != "" {
		b.Add(` AND e.at >= ?`, clock.Millis(f.From.Time(0, 0)))
	}
	if f.To != "" {
		b.Add(` AND e.at < ?`, clock.Millis(f.To.AddDays(1).Time(0, 0)))
	}
	if count, err = store.Value[int64](ctx, q, `SELECT COUNT(*) FROM account_event e WHERE `+b.SQL(), b.Args()...); err != nil {
		return nil, 0, err
	}
	b.Add(` ORDER BY e.at DESC, e.id DESC LIMIT ? OFFSET ?`, most, skip)
	rows, err := store.All[EventRow](ctx, q, `SELECT e.person_id, COALESCE(p.name, '') AS person, COALESCE(p.login, '') AS login, e.event, e.address,
		COALESCE(b.name, '') AS by_name, e.at FROM account_event e LEFT JOIN person p ON p.id = e.person_id LEFT JOIN person b ON b.id = e.by_id
		WHERE `+b.SQL(), b.Args()...)
	return rows, count, err
}

// Standing is how an account stands, for those who look after accounts.
type Standing struct {
	PersonID    string `db:"person_id"`
	MustChange  int64  `db:"must_change"`
	LockedUntil int64  `db:"locked_until"`
	HasCode     int64  `db:"has_code"`
	Sessions    int64  `db:"sessions"` // not ended, some of them perhaps idle too long
	Tokens      int64  `db:"tokens"`
	LastLogin   int64  `db:"last_login"` // 0: never
}

// Standings tells how accounts stand; who has none yet is not in it.
func (s *Service) Standings(ctx context.Context, personIDs []string) (_ map[string]Standing, err error) {
	defer errs.Wrap(&err, "account.Standings")
	idle, err := s.idle(ctx)
	if err != nil {
		return nil, err
	}
	now := s.run.Now()
	b := new(store.Query).Add(`SELECT c.person_id, c.must_change, c.locked_until, CASE WHEN c.totp = '' THEN 0 ELSE 1 END AS has_code,
		(SELECT COUNT(*) FROM session s WHERE s.person_id = c.person_id AND s.generation = c.generation AND s.seen_at > ?) AS sessions,
		(SELECT COUNT(*) FROM token t WHERE t.person_id = c.person_id AND t.generation = c.generation AND t.ends_at > ?) AS tokens,
		COALESCE((SELECT MAX(e.at) FROM account_event e WHERE e.person_id = c.person_id AND e.event = 'login'), 0) AS last_login
		FROM credential c WHERE `, clock.Millis(now.Add(-idle)), clock.Millis(now)).In("c.person_id", personIDs)
	rows, err := store.All[Standing](ctx, s.run.DB().Read(), b.SQL(), b.Args()...)
	all := make(map[string]Standing, len(rows))
	for _, r := range rows {
		if r.LockedUntil <= clock.Millis(now) {
			r.LockedUntil = 0
		}
		all[r.PersonID] = r
	}
	return all, err
}

// looksAfter demands that by may end the sessions of others (G-04).
func (s *Service) looksAfter(ctx context.Context, by, title string) error {
	duties, err := org.Duties(ctx, s.run.DB().Read(), by, s.run.Now())
	if err != nil {
		return err
	}
	if r := org.Demand(duties, org.Maintain, org.OfSessions, title); r != nil {
		return s.run.Refuse(ctx, runner.Request{Actor: runner.Actor{PersonID: by, Via: "account"}, Action: "account.sessions"}, r)
	}
	return nil
}

// EndAll ends every session and token of a person: one's own, or somebody else's
// by an administrator who looks after sessions (G-04).
func (s *Service) EndAll(ctx context.Context, personID, by string) (err error) {
	defer errs.Wrap(&err, "account.EndAll")
	if by != personID {
		if err := s.looksAfter(ctx, by, "没有结束登录"); err != nil {
			return err
		}
	}
	return s.change(ctx, personID, AllEnded, "", by, func(ctx context.Context, w *runner.Work) error {
		return s.RightsChanged(ctx, w, personID)
	})
}

// Unlock ends a lock-out before its time.
func (s *Service) Unlock(ctx context.Context, personID, by string) (err error) {
	defer errs.Wrap(&err, "account.Unlock")
	if err := s.looksAfter(ctx, by, "没有解除锁定"); err != nil {
		return err
	}
	return s.change(ctx, personID, Unlocked, "", by, func(ctx context.Context, w *runner.Work) error {
		n, err := store.Exec(ctx, w.Tx, `UPDATE credential SET locked_until = 0, failures = 0 WHERE person_id = $1 AND locked_until > $2`, personID, w.Millis())
		if err == nil && n == 0 {
			return errs.New(errs.Stale, "没有解除锁定：这个账号没有锁定，或已到时间")
		}
		return err
	})
}

// Logout ends the session.
func (s *Service) Logout(ctx context.Context, secret string) error {
	personID, err := store.Column[string](ctx, s.run.DB().Read(), `SELECT person_id FROM session WHERE id = $1`, hashed(secret))
	if err != nil || len(personID) == 0 {
		return err
	}
	return s.change(ctx, personID[0], LoggedOut, "", personID[0], func(ctx context.Context, w *runner.Work) error {
		_, err := store.Exec(ctx, w.Tx, `DELETE FROM session WHERE id = $1`, hashed(secret))
		return err
	})
}
