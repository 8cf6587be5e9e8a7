// Package account signs people in: argon2id passwords with rules and lock-out,
// a change at first log-in, one-time codes, sessions and API tokens that end
// within the next request when rights change. Secrets stand in state tables and
// never in audit leaves; what happened stands as evidence in account_event.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/secret"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of credentials, sessions, tokens and log-in events.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Limits that are no bureau's to set; the others are settings (通则).
const (
	maxPassword  = 200
	longest      = 12 * time.Hour
	seenEvery    = time.Minute
	keptEarlier  = 3
	parallelHash = 2
)

// Ids of the settings that log-in keeps to.
const (
	passwordLength = "G.password-length"
	lockoutAfter   = "G.lockout"
	lockoutMinutes = "G.lockout-minutes"
	idleMinutes    = "G.session-idle"
)

// Setting reads a setting that is a whole number (ruling).
type Setting func(ctx context.Context, q store.Querier, id string) (int, error)

// Service signs people in. Use New.
type Service struct {
	run     *runner.Runner
	setting Setting
	box     *secret.Box
	sem     chan struct{}
	via     string // how changes come, as evidence says it
}

// Operator is the service for who works at the machine itself: evidence says
// that a command did it, by nobody's account.
func (s *Service) Operator() *Service {
	c := *s
	c.via = viaCommand
	return &c
}

const viaCommand = "command"

// New needs the box that encrypts the secrets of one-time codes.
func New(run *runner.Runner, box *secret.Box, setting Setting) (*Service, error) {
	if run == nil || box == nil || setting == nil {
		return nil, errors.New("account: no runner, key or settings")
	}
	return &Service{run: run, box: box, setting: setting, sem: make(chan struct{}, parallelHash), via: "account"}, nil
}

// number reads a setting outside of a transaction.
func (s *Service) number(ctx context.Context, id string) (int, error) {
	return s.setting(ctx, s.run.DB().Read(), id)
}

// idle is how long a session lives without use.
func (s *Service) idle(ctx context.Context) (time.Duration, error) {
	n, err := s.number(ctx, idleMinutes)
	return time.Duration(n) * time.Minute, err
}

// Identity is who a session or token belongs to, read at each request.
type Identity struct {
	PersonID   string
	Name       string
	Login      string
	CSRF       string
	MustChange bool
	Font       string // "", l, xl
	Shortcuts  bool
	ReadOnly   bool // a token of scope read
}

type credential struct {
	PersonID    string `db:"person_id"`
	Password    string `db:"password"`
	Earlier     string `db:"earlier"`
	MustChange  int64  `db:"must_change"`
	Failures    int64  `db:"failures"`
	LockedUntil int64  `db:"locked_until"`
	TOTP        string `db:"totp"`
	TOTPLast    int64  `db:"totp_last"`
	Generation  int64  `db:"generation"`
	Font        string `db:"font"`
	Shortcuts   int64  `db:"shortcuts"`
}

const credentialColumns = `person_id, password, earlier, must_change, failures, locked_until, totp, totp_last, generation, font, shortcuts`

func (s *Service) credential(ctx context.Context, personID string) (credential, error) {
	return store.One[credential](ctx, s.run.DB().Read(), `SELECT `+credentialColumns+` FROM credential WHERE person_id = $1`, personID)
}

var (
	// errWrong is the one answer for a wrong name, a wrong password and a locked
	// account, so that nobody learns which names there are.
	errWrong  = errs.New(errs.NotSignedIn, "登录名、密码或动态码不对；连续输错多次，账号会锁定一段时间")
	errSignIn = errs.New(errs.NotSignedIn, "还没有登录，或登录已过期")
	// ErrCode asks for a one-time code.
	ErrCode = errs.New(errs.NotSignedIn, "输入动态码")
)

// Login checks the password, and the one-time code where there is one, and
// begins a session: its secret is given once. The answer for an unknown log-in
// name takes as long as for a wrong password.
func (s *Service) Login(ctx context.Context, login, password, code, address, agent string) (secret string, _ Identity, err error) {
	defer errs.Wrap(&err, "account.Login")
	login = strings.ToLower(strings.TrimSpace(login))
	person, err := org.PersonByLogin(ctx, s.run.DB().Read(), login)
	if errors.Is(err, store.ErrNotFound) || err == nil && !person.Active() {
		s.matches(ctx, dummy, password)
		return "", Identity{}, errWrong
	}
	if err != nil {
		return "", Identity{}, err
	}
	c, err := s.credential(ctx, person.ID)
	if errors.Is(err, store.ErrNotFound) {
		s.matches(ctx, dummy, password)
		return "", Identity{}, errWrong
	}
	if err != nil {
		return "", Identity{}, err
	}
	now := s.run.Now()
	if clock.Millis(now) < c.LockedUntil {
		s.matches(ctx, dummy, password)
		return "", Identity{}, errWrong
	}
	if !s.matches(ctx, c.Password, password) {
		return "", Identity{}, errors.Join(errWrong, s.failed(ctx, c, address))
	}
	step, err := s.checkCode(c, code, now)
	if err != nil {
		if !errors.Is(err, ErrCode) {
			err = errors.Join(err, s.failed(ctx, c, address))
		}
		return "", Identity{}, err
	}
	return s.begin(ctx, person, c, step, address, agent)
}

// failed counts a wrong attempt; one too many locks, each time for longer.
func (s *Service) failed(ctx context.Context, c credential, address string) error {
	return s.change(ctx, c.PersonID, LoginFailed, address, "", func(ctx context.Context, w *runner.Work) error {
		n, err := store.Value[int64](ctx, w.Tx, `UPDATE credential SET failures = failures + 1 WHERE person_id = $1 RETURNING failures`, c.PersonID)
		if err != nil {
			return err
		}
		after, err := s.setting(ctx, w.Tx, lockoutAfter)
		if err != nil || after == 0 || n < int64(after) {
			return err
		}
		minutes, err := s.setting(ctx, w.Tx, lockoutMinutes)
		if err != nil {
			return err
		}
		until := clock.Millis(w.Now().Add(time.Duration(minutes) * time.Minute * time.Duration(n/int64(after))))
		if _, err = store.Exec(ctx, w.Tx, `UPDATE credential SET locked_until = $1 WHERE person_id = $2`, until, c.PersonID); err != nil {
			return err
		}
		return happened(ctx, w, c.PersonID, Locked, address, "")
	})
}

func (s *Service) begin(ctx context.Context, p org.PersonRow, c credential, step int64, address, agent string) (string, Identity, error) {
	secret, csrf := ident.Secret(), ident.Secret()
	err := s.change(ctx, p.ID, LoggedIn, address, p.ID, func(ctx context.Context, w *runner.Work) error {
		// A one-time code works once: its step only grows.
		n, err := store.Exec(ctx, w.Tx, `UPDATE credential SET failures = 0, locked_until = 0, totp_last = $1
			WHERE person_id = $2 AND (totp = '' OR totp_last < $3)`, step, p.ID, step)
		if err != nil {
			return err
		}
		if n != 1 {
			return errWrong
		}
		_, err = store.Exec(ctx, w.Tx, `INSERT INTO session (id, person_id, generation, csrf, address, agent, made_at, seen_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, hashed(secret), p.ID, c.Generation, csrf, address, clip(agent), w.Millis(), w.Millis())
		return err
	})
	return secret, identity(p, c, csrf), err
}

func clip(s string) string {
	if !utf8.ValidString(s) {
		return ""
	}
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}

func identity(p org.PersonRow, c credential, csrf string) Identity {
	return Identity{PersonID: p.ID, Name: p.Name, Login: p.Login, CSRF: csrf, MustChange: c.MustChange == 1, Font: c.Font, Shortcuts: c.Shortcuts == 1}
}

// change runs a change of credentials with its event as evidence.
func (s *Service) change(ctx context.Context, personID string, event Event, address, by string, use func(ctx context.Context, w *runner.Work) error) error {
	req := runner.Request{Actor: runner.Actor{Via: s.via}, Action: "account." + string(event), Chain: "account"}
	if s.via == viaCommand {
		by = ""
	}
	_, err := s.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := use(ctx, w); err != nil {
			return runner.Answer{}, err
		}
		return runner.Answer{}, happened(ctx, w, personID, event, address, by)
	})
	return err
}

// happened keeps an event as evidence.
func happened(ctx context.Context, w *runner.Work, personID string, event Event, address, by string) error {
	return w.Insert(ctx, "account_event", store.Row{
		"id": w.NewID(), "person_id": personID, "event": string(event), "address": address, "by_id": by, "at": w.Millis(),
	})
}

type sessionRow struct {
	PersonID   string `db:"person_id"`
	Generation int64  `db:"generation"`
	CSRF       string `db:"csrf"`
	MadeAt     int64  `db:"made_at"`
	SeenAt     int64  `db:"seen_at"`
}

// Resolve tells who a session's secret belongs to; NotSignedIn if it has ended.
// Rights and generation are read each time, so that a change ends it at once.
// It counts as use: at most once a minute the session's last use is noted.
func (s *Service) Resolve(ctx context.Context, secret string) (_ Identity, err error) {
	id, seen, err := s.Look(ctx, secret)
	now := s.run.Now()
	if err != nil || now.Sub(seen) < seenEvery {
		return id, err
	}
	return id, s.seen(ctx, `UPDATE session SET seen_at = $1 WHERE id = $2`, hashed(secret))
}

// seen notes the last use of a session or token.
func (s *Service) seen(ctx context.Context, query, id string) error {
	err := s.run.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, query, clock.Millis(tx.Now()), id)
		return err
	})
	if errs.KindOf(err) == errs.Unavailable {
		return nil // a full disk must not keep people from reading (D2)
	}
	return err
}

// Look is Resolve for what a page does by itself (live counts): it is no use of
// the session, which ends when nobody does anything. It also tells when the
// session was last used.
func (s *Service) Look(ctx context.Context, secret string) (_ Identity, seen time.Time, err error) {
	defer errs.Wrap(&err, "account.Look")
	row, err := store.One[sessionRow](ctx, s.run.DB().Read(), `SELECT person_id, generation, csrf, made_at, seen_at FROM session WHERE id = $1`, hashed(secret))
	if errors.Is(err, store.ErrNotFound) {
		return Identity{}, seen, errSignIn
	}
	if err != nil {
		return Identity{}, seen, err
	}
	idle, err := s.idle(ctx)
	if err != nil {
		return Identity{}, seen, err
	}
	now, seen := s.run.Now(), clock.FromMillis(row.SeenAt)
	if now.Sub(seen) > idle || now.Sub(clock.FromMillis(row.MadeAt)) > longest {
		return Identity{}, seen, errSignIn
	}
	id, err := s.alive(ctx, row.PersonID, row.Generation, row.CSRF)
	return id, seen, err
}

func (s *Service) alive(ctx context.Context, personID string, generation int64, csrf string) (Identity, error) {
	c, err := s.credential(ctx, personID)
	if err != nil {
		return Identity{}, err
	}
	p, err := org.PersonByID(ctx, s.run.DB().Read(), personID)
	if err != nil {
		return Identity{}, err
	}
	if c.Generation != generation || !p.Active() {
		return Identity{}, errSignIn
	}
	return identity(p, c, csrf), nil
}

// RightsChanged ends a person's sessions and tokens in the transaction that
// changes their posts or rights (org calls it; app wires them).
func (s *Service) RightsChanged(ctx context.Context, w *runner.Work, personID string) error {
	_, err := store.Exec(ctx, w.Tx, `UPDATE credential SET generation = generation + 1 WHERE person_id = $1`, personID)
	return err
}

// SetPreferences keeps font size and shortcuts on the account.
func (s *Service) SetPreferences(ctx context.Context, personID, font string, shortcuts bool) error {
	if !slices.Contains([]string{"", "l", "xl"}, font) {
		return errs.New(errs.Invalid, "字号不在可选的范围内")
	}
	on := int64(0)
	if shortcuts {
		on = 1
	}
	return s.run.DB().Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `UPDATE credential SET font = $1, shortcuts = $2 WHERE person_id = $3`, font, on, personID)
		return err
	})
}

// hash is argon2id with 2 passes over 19 MiB, at most two at a time.
func (s *Service) hash(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // crypto/rand.Read never fails
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	return base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(derive(password, salt))
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, 2, 19*1024, 1, 32)
}

// dummy is compared with where there is nobody, so that both take as long.
var dummy = base64.RawStdEncoding.EncodeToString(make([]byte, 16)) + "$" + base64.RawStdEncoding.EncodeToString(make([]byte, 32))

func (s *Service) matches(ctx context.Context, stored, password string) bool {
	saltText, sumText, _ := strings.Cut(stored, "$")
	salt, err1 := base64.RawStdEncoding.DecodeString(saltText)
	sum, err2 := base64.RawStdEncoding.DecodeString(sumText)
	if err1 != nil || err2 != nil || len(password) > 4*maxPassword {
		return false
	}
	select {
	case s.sem <- struct{}{}:
	case <-ctx.Done():
		return false // who asked has left
	}
	defer func() { <-s.sem }()
	return subtle.ConstantTimeCompare(derive(password, salt), sum) == 1
}

func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
