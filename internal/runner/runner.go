package runner

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations is the table of refusals.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Actor is who asks. Duties are not carried here: they are read at each request.
type Actor struct {
	PersonID string // "" for the system itself
	Name     string // for texts
	Via      string // page, api, command, job, demo
}

// Request is one attempt at a use case.
type Request struct {
	Actor  Actor
	Key    string // idempotency key; needed from people, optional for the system
	Action string // name of the use case, e.g. "incoming.register"
	CaseID string // locked first; "" if the case is only now made
	Chain  string // audit chain without a case, e.g. "org"; "" = the case's
	Guards []Guard
}

// Guard is a row that rules across cases need locked: a seal, a vehicle, a room.
// The table must have an id and a rev column.
type Guard struct{ Table, ID string }

// Answer is what a use case gives back; the same key gives the same answer.
type Answer struct {
	CaseID   string            `json:"case_id,omitempty"`
	Message  string            `json:"message"`        // 「已登记，收〔2026〕128 号」
	Next     string            `json:"next,omitempty"` // what happens next and with whom
	Data     map[string]string `json:"data,omitempty"`
	Replayed bool              `json:"-"` // this key was already done
}

// Runner runs use cases. Use New.
type Runner struct {
	db   *store.DB
	norm *norm.Catalogue
	note string
	wake func()
	told func(ctx context.Context, tx *store.Tx, refusal *norm.Refusal) error
}

// Options of New.
type Options struct {
	DB   *store.DB
	Norm *norm.Catalogue
	Note string // stands in every leaf, e.g. 示范数据
	Wake func() // called after each commit, to wake the workers; may be nil
	// Refused is called in the transaction that keeps a refusal, to tell whom it
	// concerns; may be nil.
	Refused func(ctx context.Context, tx *store.Tx, refusal *norm.Refusal) error
}

// New gives a runner; it fails without a database or a catalogue.
func New(o Options) (*Runner, error) {
	if o.DB == nil || o.Norm == nil {
		return nil, errors.New("runner: no database or no catalogue")
	}
	if o.Wake == nil {
		o.Wake = func() {}
	}
	if o.Refused == nil {
		o.Refused = func(context.Context, *store.Tx, *norm.Refusal) error { return nil }
	}
	return &Runner{db: o.DB, norm: o.Norm, note: o.Note, wake: o.Wake, told: o.Refused}, nil
}

// DB is the runner's database, for reading.
func (r *Runner) DB() *store.DB { return r.db }

// Now is the time by the database's clock.
func (r *Runner) Now() time.Time { return r.db.Now() }

// Norm is the catalogue of clauses.
func (r *Runner) Norm() *norm.Catalogue { return r.norm }

// Do runs use as one transaction. Errors: *norm.Refusal (kept as evidence),
// errs of any kind; after any error nothing of the attempt was saved.
func (r *Runner) Do(ctx context.Context, req Request, use func(ctx context.Context, w *Work) (Answer, error)) (Answer, error) {
	if req.Key == "" && req.Actor.PersonID != "" {
		return Answer{}, errs.New(errs.Malformed, "缺少防止重复提交的编号，刷新页面后再办理")
	}
	var answer Answer
	err := r.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		answer, err = r.attempt(ctx, tx, req, use)
		return err
	})
	if err == nil {
		r.wake()
		return answer, nil
	}
	if refusal, ok := errors.AsType[*norm.Refusal](err); ok {
		return Answer{}, r.Refuse(ctx, req, refusal)
	}
	return Answer{}, fmt.Errorf("runner: %s: %w", req.Action, err)
}

func (r *Runner) attempt(ctx context.Context, tx *store.Tx, req Request, use func(context.Context, *Work) (Answer, error)) (Answer, error) {
	if req.Key != "" {
		done, answer, err := claim(ctx, tx, req)
		if err != nil || done {
			return answer, err
		}
	}
	w := &Work{Tx: tx, Request: req, book: audit.Open(tx), runner: r}
	if err := w.lock(ctx); err != nil {
		return Answer{}, err
	}
	answer, err := use(ctx, w)
	if err != nil {
		return Answer{}, err
	}
	if err := w.seal(ctx, answer.CaseID); err != nil {
		return Answer{}, err
	}
	if req.Key == "" {
		return answer, nil
	}
	return answer, keep(ctx, tx, req, answer)
}

// claim takes the key, or gives the answer it was taken with. Another node that
// is just using the key is waited for by the unique index.
func claim(ctx context.Context, tx *store.Tx, req Request) (done bool, _ Answer, err error) {
	n, err := store.Exec(ctx, tx, `INSERT INTO idempotency (actor, key, answer, at) VALUES ($1, $2, '', $3)
		ON CONFLICT (actor, key) DO NOTHING`, req.Actor.PersonID, req.Key, clock.Millis(tx.Now()))
	if err != nil || n == 1 {
		return false, Answer{}, err
	}
	text, err := store.Value[string](ctx, tx, `SELECT answer FROM idempotency WHERE actor = $1 AND key = $2`,
		req.Actor.PersonID, req.Key)
	if err != nil {
		return false, Answer{}, err
	}
	answer := Answer{Replayed: true}
	return true, answer, json.Unmarshal([]byte(text), &answer)
}

func keep(ctx context.Context, tx *store.Tx, req Request, answer Answer) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	_, err = store.Exec(ctx, tx, `UPDATE idempotency SET answer = $1 WHERE actor = $2 AND key = $3`,
		string(text), req.Actor.PersonID, req.Key)
	return err
}

// lock takes the case's row, then the guards in a fixed order.
func (w *Work) lock(ctx context.Context) error {
	if w.Request.CaseID != "" {
		n, err := store.Exec(ctx, w.Tx, `UPDATE cases SET rev = rev + 1 WHERE id = $1`, w.Request.CaseID)
		if err != nil {
			return err
		}
		if n != 1 {
			return store.ErrNotFound
		}
		w.dirtyCase = true
	}
	guards := append([]Guard(nil), w.Request.Guards...)
	sort.Slice(guards, func(i, j int) bool {
		return guards[i].Table+guards[i].ID < guards[j].Table+guards[j].ID
	})
	for _, g := range guards {
		if err := w.LockRow(ctx, g); err != nil {
			return err
		}
	}
	return nil
}

// keptKeys is how long a repeated request gets the answer of the first.
const keptKeys = 90 * 24 * time.Hour

// Clean forgets the keys of requests so old that nobody repeats them.
func Clean(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `DELETE FROM idempotency WHERE at < $1`, clock.Millis(tx.Now().Add(-keptKeys)))
		return err
	})
}
