package seal

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

const sealColumns = `s.id, s.name, s.class, s.as_class, s.dept_id, s.owner_id, s.place, s.imprint, s.diameter, s.state, s.engraver, s.paper, s.enabled_on,
	s.cert_no, s.cert_issuer, s.cert_until, s.deputy_id, s.case_id, s.made_at`

func sealByID(ctx context.Context, q store.Querier, id string) (Seal, error) {
	return store.One[Seal](ctx, q, `SELECT `+sealColumns+` FROM seal s WHERE s.id = $1`, id)
}

func allSeals(ctx context.Context, q store.Querier) ([]Seal, error) {
	return store.All[Seal](ctx, q, `SELECT `+sealColumns+` FROM seal s ORDER BY s.made_at, s.id`)
}

// rulesRow is one published version of the rules.
type rulesRow struct {
	ID       string `db:"id"`
	CaseID   string `db:"case_id"`
	Title    string `db:"title"`
	Version  string `db:"version"`
	FromDate string `db:"from_date"`
	FileID   string `db:"file_id"`
}

const rulesColumns = `id, case_id, title, version, from_date, file_id`

// currentRules is the version in force on a day; nil before the first.
func currentRules(ctx context.Context, q store.Querier, today clock.Date) (*rulesRow, error) {
	rows, err := store.All[rulesRow](ctx, q, `SELECT `+rulesColumns+` FROM seal_rules
		WHERE from_date <= $1 ORDER BY from_date DESC, at DESC, id DESC LIMIT 1`, string(today))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// hasRead tells whether somebody has confirmed reading a version.
func hasRead(ctx context.Context, q store.Querier, rules *rulesRow, personID string) (bool, error) {
	if rules == nil {
		return false, nil
	}
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM seal_ack WHERE rules_id = $1 AND person_id = $2`, rules.ID, personID)
	return n > 0, err
}

// confirmRead notes that somebody has read the rules in force; once is enough.
func confirmRead(ctx context.Context, w *runner.Work, rules *rulesRow, personID, caseID string) error {
	done, err := hasRead(ctx, w.Tx, rules, personID)
	if err != nil || done || rules == nil {
		return err
	}
	return w.Insert(ctx, "seal_ack", store.Row{"id": w.NewID(), "rules_id": rules.ID, "person_id": personID, "case_id": caseID, "at": w.Millis()})
}

// grantRow is one authorisation (1-01-5.3); the register reads to whom by name, and
// how often it was used.
type grantRow struct {
	ID      string `db:"id"`
	CaseID  string `db:"case_id"`
	Number  string `db:"number"`
	ToID    string `db:"to_id"`
	Seals   string `db:"seals"`
	Matters string `db:"matters"`
	Most    int64  `db:"most"`
	From    string `db:"from_date"`
	To      string `db:"to_date"`
	EndedAt int64  `db:"ended_at"`
	ToName  string `db:"to_name"`
	Uses    int64  `db:"uses"`
}

const grantColumns = `g.id, g.case_id, g.number, g.to_id, g.seals, g.matters, g.most, g.from_date, g.to_date, g.ended_at`

// covers tells whether an authorisation is for a seal and a matter on a day.
func (g grantRow) covers(a ask) bool {
	return g.EndedAt == 0 && g.From <= string(a.Today) && string(a.Today) <= g.To &&
		slices.Contains(strings.Fields(g.Seals), a.Seal.ID) && slices.Contains(strings.Fields(g.Matters), a.Matter)
}

// grantFor finds the widest authorisation of a person that covers what is asked.
func grantFor(ctx context.Context, q store.Querier, personID string, a ask) (*grantRow, error) {
	rows, err := store.All[grantRow](ctx, q, `SELECT `+grantColumns+` FROM seal_grant g WHERE g.to_id = $1 AND g.ended_at = 0 ORDER BY g.most DESC, g.id`, personID)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(rows, func(g grantRow) bool { return g.covers(a) }); i >= 0 {
		return &rows[i], nil
	}
	return nil, nil
}

// someoneOf reads what rules look at of a person. Own posts count; heading a
// department and being in charge of one also where the stand-in table says so.
func someoneOf(ctx context.Context, q store.Querier, personID string, at time.Time) (someone, error) {
	p, err := org.PersonByID(ctx, q, personID)
	if err != nil {
		return someone{}, err
	}
	duties, err := org.Duties(ctx, q, personID, at)
	who := someone{ID: p.ID, Name: p.Name}
	for _, d := range duties {
		standing := strings.HasPrefix(d.Why, "顶岗")
		switch d.Principal.Sort() {
		case "post":
			if d.Own() && !slices.Contains(who.Posts, d.Post) {
				who.Posts = append(who.Posts, d.Post)
			}
		case "head":
			if d.Own() || standing {
				who.Heads = append(who.Heads, d.Principal.Object())
			}
		case "leader":
			if d.Own() || standing {
				who.Leads = append(who.Leads, d.Principal.Object())
			}
		}
	}
	return who, err
}

// permanentKeeper is who keeps a seal otherwise than for a time; nil for nobody.
func permanentKeeper(ctx context.Context, q store.Querier, sealID string, at time.Time) (*org.Custody, error) {
	return keeperWhere(ctx, q, sealID, at, 0)
}

func temporaryKeeper(ctx context.Context, q store.Querier, sealID string, at time.Time) (*org.Custody, error) {
	return keeperWhere(ctx, q, sealID, at, 1)
}

func keeperWhere(ctx context.Context, q store.Querier, sealID string, at time.Time, temporary int64) (*org.Custody, error) {
	keepers, err := org.Keepers(ctx, q, thing(sealID), at)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(keepers, func(c org.Custody) bool { return c.Temporary == temporary }); i >= 0 {
		return &keepers[i], nil
	}
	return nil, nil
}

// actingKeepers are who would press the seal now: none where it is frozen.
func actingKeepers(ctx context.Context, q store.Querier, sealID string, at time.Time) ([]org.Holder, error) {
	return org.Holders(ctx, q, org.Keeper(thing(sealID)), at)
}

// keptBy lists the seals that somebody keeps, temporarily or not.
func keptBy(ctx context.Context, q store.Querier, personID string, at time.Time, temporary bool) ([]Seal, error) {
	ms := clock.Millis(at)
	return store.All[Seal](ctx, q, `SELECT `+sealColumns+` FROM seal s JOIN custody c ON c.thing = 'seal/' || s.id
		WHERE c.person_id = $1 AND c.from_at <= $2 AND (c.to_at = 0 OR c.to_at > $3) AND c.temporary = $4 ORDER BY s.made_at, s.id`,
		personID, ms, ms, number(temporary))
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// outNow tells whether a seal is out of the house.
func outNow(ctx context.Context, q store.Querier, sealID string) (bool, error) {
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM seal_carry WHERE seal_id = $1 AND out_at > 0 AND back_at = 0`, sealID)
	return n > 0, err
}

// guard locks what rules across cases need: a seal, a document. Its row is made
// when it is first needed.
func guard(ctx context.Context, w *runner.Work, id string) error {
	if _, err := store.Exec(ctx, w.Tx, `INSERT INTO seal_guard (id, rev) VALUES ($1, 0) ON CONFLICT (id) DO NOTHING`, id); err != nil {
		return err
	}
	return w.LockRow(ctx, runner.Guard{Table: "seal_guard", ID: id})
}

// nameOf names a person, also one who has left; "" for nobody.
func nameOf(ctx context.Context, q store.Querier, personID string) (string, error) {
	if personID == "" {
		return "", nil
	}
	p, err := org.PersonByID(ctx, q, personID)
	if errors.Is(err, store.ErrNotFound) {
		return personID, nil
	}
	return p.Name, err
}

func names(seals []Seal) []string {
	all := make([]string, len(seals))
	for i, s := range seals {
		all[i] = s.Name
	}
	return all
}
