package ruling

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/secret"
	"guiju.cn/guiju/internal/store"
)

// Dual keeps what takes two administrators: one asks, another decides (G-03,
// G-08). Use NewDual.
type Dual struct {
	run   *runner.Runner
	box   *secret.Box
	kinds []DualKind
}

// DualKind is one such thing.
type DualKind struct {
	ID, Name      string
	Asks, Decides []string // posts; never the same person, and never who it is about
	NeedsWords    bool     // the words are kept encrypted until it is decided, then forgotten
	// Prepare does what takes long, before the deciding transaction; may be nil.
	Prepare func(ctx context.Context, d *Decision) error
	// Do carries it out in the deciding transaction.
	Do func(ctx context.Context, w *runner.Work, d Decision) error
}

// Decision is one request and what became of it.
type Decision struct {
	ID        string `db:"id"`
	Kind      string `db:"kind"`
	Object    string `db:"object"` // id of the person, case or file
	What      string `db:"what"`   // named for people
	Reason    string `db:"reason"`
	AskedBy   string `db:"asked_by"`
	AskedAt   int64  `db:"asked_at"`
	DecidedBy string `db:"decided_by"`
	DecidedAt int64  `db:"decided_at"` // 0: waiting
	Agreed    int64  `db:"agreed"`
	Words     string `db:"-"`
	Prepared  string `db:"-"` // what Prepare leaves for Do
	Once      string `db:"-"` // what the decider is shown once: a first password
}

const dualColumns = `id, kind, object, what, reason, asked_by, asked_at, decided_by, decided_at, agreed`

// NewDual needs a box for words that wait, and the kinds.
func NewDual(run *runner.Runner, box *secret.Box, kinds ...DualKind) (*Dual, error) {
	if run == nil || box == nil || len(kinds) == 0 {
		return nil, errors.New("ruling: no runner, box or kinds of decisions")
	}
	return &Dual{run, box, kinds}, nil
}

// Kinds lists what can be asked for.
func (d *Dual) Kinds() []DualKind { return d.kinds }

func (d *Dual) kind(id string) (DualKind, error) {
	if i := slices.IndexFunc(d.kinds, func(k DualKind) bool { return k.ID == id }); i >= 0 {
		return d.kinds[i], nil
	}
	return DualKind{}, store.ErrNotFound
}

// Ask puts a request; its id is in the answer.
func (d *Dual) Ask(ctx context.Context, actor runner.Actor, key string, ask Decision) (id string, err error) {
	defer errs.Wrap(&err, "ruling.Ask(%s)", ask.Kind)
	kind, err := d.kind(ask.Kind)
	if err != nil {
		return "", err
	}
	reason := strings.TrimSpace(ask.Reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > 500 || ask.Object == "" {
		return "", errs.New(errs.Invalid, "写明对象和依据；依据不超过 500 字")
	}
	req := runner.Request{Actor: actor, Key: key, Action: "dual.ask", Chain: chain}
	answer, err := d.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		if err := holds(ctx, w, kind, kind.Asks, "没有提出"+kind.Name); err != nil {
			return runner.Answer{}, err
		}
		id := w.NewID()
		if kind.NeedsWords {
			if _, err := store.Exec(ctx, w.Tx, `INSERT INTO dual_words (dual_id, sealed) VALUES ($1, $2)`, id, d.box.Seal(ask.Words)); err != nil {
				return runner.Answer{}, err
			}
		}
		return runner.Answer{Data: map[string]string{"id": id}}, w.Insert(ctx, "dual", store.Row{
			"id": id, "kind": kind.ID, "object": ask.Object, "what": ask.What, "reason": reason, "asked_by": actor.PersonID, "asked_at": w.Millis(),
			"decided_by": "", "decided_at": int64(0), "agreed": int64(0),
		})
	})
	return answer.Data["id"], err
}

// Decide agrees, which carries it out, or declines. Never by who asked, nor by
// who it is about (G-08). once is what only the decider is shown, and only now.
func (d *Dual) Decide(ctx context.Context, actor runner.Actor, key, id string, agree bool) (once string, err error) {
	defer errs.Wrap(&err, "ruling.Decide(%s)", id)
	ahead, kind, err := d.waiting(ctx, d.run.DB().Read(), id)
	if err != nil && !errors.Is(err, store.ErrNotFound) { // a repeated request finds nothing waiting, and its answer
		return "", err
	}
	if err == nil && agree && kind.Prepare != nil {
		if err := kind.Prepare(ctx, &ahead); err != nil {
			return "", err
		}
	}
	req := runner.Request{Actor: actor, Key: key, Action: "dual.decide", Chain: chain}
	answer, err := d.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		found, kind, err := d.waiting(ctx, w.Tx, id)
		if err != nil {
			return runner.Answer{}, err
		}
		found.Prepared = ahead.Prepared
		return runner.Answer{Message: "已决定"}, d.decide(ctx, w, kind, found, agree)
	})
	if err != nil || answer.Replayed || !agree {
		return "", err
	}
	return ahead.Once, nil
}

func (d *Dual) decide(ctx context.Context, w *runner.Work, kind DualKind, found Decision, agree bool) error {
	if err := holds(ctx, w, kind, kind.Decides, "没有核准"+kind.Name); err != nil {
		return err
	}
	if r := byASecond(kind, found, w.Request.Actor.PersonID); r != nil {
		return r
	}
	agreed := int64(0)
	if agree {
		agreed = 1
		if err := kind.Do(ctx, w, found); err != nil {
			return err
		}
	}
	if _, err := store.Exec(ctx, w.Tx, `DELETE FROM dual_words WHERE dual_id = $1`, found.ID); err != nil {
		return err
	}
	return w.Update(ctx, "dual", found.ID,
		store.Row{"decided_by": w.Request.Actor.PersonID, "decided_at": w.Millis(), "agreed": agreed}, store.Row{"decided_at": int64(0)})
}

// byASecond is G-08: two administrators, neither of them the one it is about.
func byASecond(kind DualKind, found Decision, personID string) *norm.Refusal {
	title := ""
	switch personID {
	case found.AskedBy:
		title = "：提出的人不能自己核准"
	case found.Object:
		title = "：不能核准自己的事"
	default:
		return nil
	}
	return &norm.Refusal{Clause: "G-08", RuleVersion: ruleVersion, Title: "没有核准" + kind.Name + title, Detail: "由另一名管理员核准。没有改动。"}
}

// waiting reads an undecided request with its words.
func (d *Dual) waiting(ctx context.Context, q store.Querier, id string) (Decision, DualKind, error) {
	found, err := store.One[Decision](ctx, q, `SELECT `+dualColumns+` FROM dual WHERE id = $1 AND decided_at = 0`, id)
	if err != nil {
		return found, DualKind{}, err
	}
	kind, err := d.kind(found.Kind)
	if err != nil || !kind.NeedsWords {
		return found, kind, err
	}
	sealed, err := store.Value[string](ctx, q, `SELECT sealed FROM dual_words WHERE dual_id = $1`, id)
	if err != nil {
		return found, kind, err
	}
	found.Words, err = d.box.Open(sealed)
	return found, kind, err
}

// List gives the requests, those that wait first, then the newest.
func (d *Dual) List(ctx context.Context, q store.Querier, most int) ([]Decision, error) {
	list, err := store.All[Decision](ctx, q, `SELECT `+dualColumns+` FROM dual
		ORDER BY CASE WHEN decided_at = 0 THEN 0 ELSE 1 END, asked_at DESC, id DESC LIMIT $1`, most)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].DecidedAt != 0 {
			continue
		}
		if list[i], _, err = d.waiting(ctx, q, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Waiting counts the requests that somebody with one of the posts may decide.
func (d *Dual) Waiting(ctx context.Context, q store.Querier, personID string, posts []string) (int64, error) {
	var kinds []string
	for _, k := range d.kinds {
		if slices.ContainsFunc(posts, func(p string) bool { return slices.Contains(k.Decides, p) }) {
			kinds = append(kinds, k.ID)
		}
	}
	b := new(store.Query).Add(`SELECT COUNT(*) FROM dual WHERE decided_at = 0 AND asked_by <> ? AND object <> ? AND `, personID, personID).In("kind", kinds)
	return store.Value[int64](ctx, q, b.SQL(), b.Args()...)
}

// holds demands an own post (G-04).
func holds(ctx context.Context, w *runner.Work, kind DualKind, posts []string, title string) error {
	duties, err := org.Duties(ctx, w.Tx, w.Request.Actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	if org.Holds(duties, posts...) {
		return nil
	}
	return &norm.Refusal{
		Clause: "G-04", RuleVersion: ruleVersion, Title: title + "：由" + org.PostNames(posts) + "办理",
		Detail: kind.Name + "由" + org.PostNames(kind.Asks) + "提出，" + org.PostNames(kind.Decides) + "核准。没有改动。",
	}
}
