package account

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Session is one open session, as its owner sees it listed.
type Session struct {
	ID      string `db:"id"` // hash of the secret
	Address string `db:"address"`
	Agent   string `db:"agent"`
	MadeAt  int64  `db:"made_at"`
	SeenAt  int64  `db:"seen_at"`
	Current bool   `db:"-"`
}

// Sessions lists a person's open sessions; secret marks the present one.
func (s *Service) Sessions(ctx context.Context, personID, secret string) ([]Session, error) {
	idle, err := s.idle(ctx)
	if err != nil {
		return nil, err
	}
	after := clock.Millis(s.run.Now().Add(-idle))
	all, err := store.All[Session](ctx, s.run.DB().Read(), `SELECT s.id, s.address, s.agent, s.made_at, s.seen_at FROM session s
		JOIN credential c ON c.person_id = s.person_id AND c.generation = s.generation
		WHERE s.person_id = $1 AND s.seen_at > $2 ORDER BY s.seen_at DESC`, personID, after)
	for i := range all {
		all[i].Current = all[i].ID == hashed(secret)
	}
	return all, err
}

// EndSession ends one of the person's own sessions.
func (s *Service) EndSession(ctx context.Context, personID, id string) error {
	return s.change(ctx, personID, SessionEnded, "", personID, func(ctx context.Context, w *runner.Work) error {
		n, err := store.Exec(ctx, w.Tx, `DELETE FROM session WHERE id = $1 AND person_id = $2`, id, personID)
		if err == nil && n == 0 {
			return store.ErrNotFound
		}
		return err
	})
}

// EndOthers ends every session of the person but the present one, whose secret
// is given. Tokens go on.
func (s *Service) EndOthers(ctx context.Context, personID, secret string) error {
	return s.change(ctx, personID, SessionEnded, "", personID, func(ctx context.Context, w *runner.Work) error {
		_, err := store.Exec(ctx, w.Tx, `DELETE FROM session WHERE person_id = $1 AND id <> $2`, personID, hashed(secret))
		return err
	})
}

// Token is an API token, as its owner sees it listed.
type Token struct {
	ID     string `db:"id"`
	Name   string `db:"name"`
	Scope  string `db:"scope"` // read or write
	MadeAt int64  `db:"made_at"`
	EndsAt int64  `db:"ends_at"`
	UsedAt int64  `db:"used_at"` // 0: never
}

// MakeToken makes a token for the person's own rights; it is given once.
func (s *Service) MakeToken(ctx context.Context, personID, name, scope string, life time.Duration) (secret string, err error) {
	defer errs.Wrap(&err, "account.MakeToken")
	if n := utf8.RuneCountInString(name); n == 0 || n > 60 || scope != "read" && scope != "write" || life <= 0 || life > 366*24*time.Hour {
		return "", errs.New(errs.Invalid, "填写名称，选择只读或读写，有效期不超过一年")
	}
	secret = ident.Secret()
	err = s.change(ctx, personID, TokenMade, "", personID, func(ctx context.Context, w *runner.Work) error {
		_, err := store.Exec(ctx, w.Tx, `INSERT INTO token (id, hash, person_id, name, scope, generation, made_at, ends_at)
			SELECT $1, $2, person_id, $3, $4, generation, CAST($5 AS BIGINT), CAST($6 AS BIGINT) FROM credential WHERE person_id = $7`,
			w.NewID(), hashed(secret), name, scope, w.Millis(), clock.Millis(w.Now().Add(life)), personID)
		return err
	})
	return secret, err
}

// Tokens lists a person's tokens that have not ended.
func (s *Service) Tokens(ctx context.Context, personID string) ([]Token, error) {
	return store.All[Token](ctx, s.run.DB().Read(), `SELECT t.id, t.name, t.scope, t.made_at, t.ends_at, COALESCE(t.used_at, 0) AS used_at FROM token t
		JOIN credential c ON c.person_id = t.person_id AND c.generation = t.generation
		WHERE t.person_id = $1 AND t.ends_at > $2 ORDER BY t.made_at`, personID, clock.Millis(s.run.Now()))
}

// EndToken ends one of the person's own tokens.
func (s *Service) EndToken(ctx context.Context, personID, id string) error {
	return s.change(ctx, personID, TokenEnded, "", personID, func(ctx context.Context, w *runner.Work) error {
		n, err := store.Exec(ctx, w.Tx, `DELETE FROM token WHERE id = $1 AND person_id = $2`, id, personID)
		if err == nil && n == 0 {
			return store.ErrNotFound
		}
		return err
	})
}

// ResolveToken tells who a token belongs to; NotSignedIn if it has ended. Its last
// use is noted, at most once a minute.
func (s *Service) ResolveToken(ctx context.Context, secret string) (_ Identity, err error) {
	defer errs.Wrap(&err, "account.ResolveToken")
	type row struct {
		ID         string `db:"id"`
		PersonID   string `db:"person_id"`
		Scope      string `db:"scope"`
		Generation int64  `db:"generation"`
		EndsAt     int64  `db:"ends_at"`
		UsedAt     int64  `db:"used_at"`
	}
	t, err := store.One[row](ctx, s.run.DB().Read(), `SELECT id, person_id, scope, generation, ends_at, COALESCE(used_at, 0) AS used_at FROM token WHERE hash = $1`, hashed(secret))
	if errors.Is(err, store.ErrNotFound) || err == nil && t.EndsAt <= clock.Millis(s.run.Now()) {
		return Identity{}, errSignIn
	}
	if err != nil {
		return Identity{}, err
	}
	id, err := s.alive(ctx, t.PersonID, t.Generation, "")
	id.ReadOnly = t.Scope == "read"
	if err != nil || s.run.Now().Sub(clock.FromMillis(t.UsedAt)) < seenEvery {
		return id, err
	}
	return id, s.seen(ctx, `UPDATE token SET used_at = $1 WHERE id = $2`, t.ID)
}

// Clean forgets sessions that can live no longer; derived, for nothing reads them.
func Clean(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `DELETE FROM session WHERE made_at < $1`, clock.Millis(tx.Now().Add(-longest)))
		return err
	})
}
