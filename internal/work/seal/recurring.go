package seal

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// keepersOfUse are the people who keep a seal that is in use.
func keepersOfUse(ctx context.Context, q store.Querier, day clock.Date) ([]string, error) {
	ms := clock.Millis(day.Time(12, 0))
	return store.Column[string](ctx, q, `SELECT DISTINCT c.person_id FROM custody c JOIN seal s ON c.thing = 'seal/' || s.id
		WHERE s.state = '启用' AND c.from_at <= $1 AND (c.to_at = 0 OR c.to_at > $2) ORDER BY c.person_id`, ms, ms)
}

// issueStock asks each keeper once a month to count what they have in hand. A seal
// that changed hands before it was counted is asked for again, of who has it now.
func issueStock(ctx context.Context, q store.Querier, day clock.Date) ([]module.Issue, error) {
	month := string(day)[:7]
	keepers, err := keepersOfUse(ctx, q, day)
	if err != nil {
		return nil, err
	}
	counted, err := countedIn(ctx, q, month)
	if err != nil {
		return nil, err
	}
	asked, err := store.Column[string](ctx, q, `SELECT t.principal FROM task t JOIN cases c ON c.id = t.case_id
		WHERE c.kind = $1 AND c.title = $2 AND t.state = 'open' AND t.node = 'count'`, KindStock, stockTitle(Stock{Month: month}))
	if err != nil {
		return nil, err
	}
	var out []module.Issue
	for _, k := range keepers {
		held, err := holdsNow(ctx, q, k, day.Time(12, 0))
		if err != nil {
			return nil, err
		}
		in, key := Stock{Month: month}, k
		for _, s := range held {
			if !slices.Contains(counted, s.ID) {
				in.Lines, key = append(in.Lines, StockLine{Name: s.Name, There: "在位", Condition: "完好"}), key+"/"+s.ID
			}
		}
		if who := org.PersonPrincipal(k); len(in.Lines) > 0 && !slices.Contains(asked, string(who)) {
			out = append(out, module.Issue{Key: key, Kind: KindStock, Content: in, For: who})
		}
	}
	return out, nil
}

// issueReading asks each keeper to confirm the version of the rules in force.
func issueReading(ctx context.Context, q store.Querier, day clock.Date) ([]module.Issue, error) {
	current, err := currentRules(ctx, q, day)
	if err != nil || current == nil {
		return nil, err
	}
	keepers, err := keepersOfUse(ctx, q, day)
	if err != nil {
		return nil, err
	}
	var out []module.Issue
	for _, k := range keepers {
		read, err := hasRead(ctx, q, current, k)
		if err != nil {
			return nil, err
		}
		if !read {
			out = append(out, module.Issue{Key: current.ID + "/" + k, Kind: KindReading, Content: Reading{Rules: current.ID}, For: org.PersonPrincipal(k)})
		}
	}
	return out, nil
}

// issueFrozen asks who names the keeper of a seal to do something where nobody
// would press it, once a month for each keeping.
func (d Deps) issueFrozen(ctx context.Context, q store.Querier, day clock.Date) ([]module.Issue, error) {
	set, err := d.namers(ctx, q)
	if err != nil {
		return nil, err
	}
	seals, err := allSeals(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []module.Issue
	for _, s := range seals {
		if s.State != inUse {
			continue
		}
		acting, err := actingKeepers(ctx, q, s.ID, day.Time(12, 0))
		if err != nil {
			return nil, err
		}
		asked, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM cases WHERE kind = $1 AND title = $2 AND closed_at = 0`, KindFrozen, frozenTitle(s.Name))
		if err != nil {
			return nil, err
		}
		if len(acting) > 0 || asked > 0 {
			continue
		}
		in := Frozen{Seal: s.ID, Name: s.Name, Why: "没有指定保管人"}
		last := "none"
		if history, err := org.CustodyOf(ctx, q, s.Thing()); err != nil {
			return nil, err
		} else if len(history) > 0 {
			last, in.Why = history[0].ID, "保管人外出、离岗或已不在保管，也没有临时保管人"
		}
		if in.Waiting, err = store.Value[int64](ctx, q, `SELECT COUNT(*) FROM task WHERE state = 'open' AND principal = $1`, string(org.Keeper(s.Thing()))); err != nil {
			return nil, err
		}
		out = append(out, module.Issue{Key: strings.Join([]string{s.ID, last, string(day)[:7]}, "/"), Kind: KindFrozen, Content: in, For: namedBy(s, set)})
	}
	return out, nil
}

// held are the things of a person's that are handed over before they leave, besides
// the seals kept, which org knows of (F23).
func held(ctx context.Context, q store.Querier, personID string) ([]org.HeldThing, error) {
	type thing struct {
		Kind   string `db:"kind"`
		Name   string `db:"name"`
		CaseID string `db:"case_id"`
	}
	rows, err := store.All[thing](ctx, q, `SELECT kind, name, case_id FROM (
		SELECT '外带印章' AS kind, s.name, r.id AS case_id FROM seal_carry r JOIN seal s ON s.id = r.seal_id
			WHERE (r.bearer_id = $1 OR r.companion_id = $2) AND r.out_at > 0 AND r.back_at = 0
		UNION ALL SELECT 'B 角', name, case_id FROM seal WHERE deputy_id = $3 AND state = '启用'
		UNION ALL SELECT '没有签字的用印', c.title, p.case_id FROM seal_press p JOIN cases c ON c.id = p.case_id
			WHERE p.signed_at = 0 AND c.creator_id = $4 AND c.closed_at = 0) AS held
		ORDER BY kind, case_id`, personID, personID, personID, personID)
	all := make([]org.HeldThing, 0, len(rows))
	for _, r := range rows {
		all = append(all, org.HeldThing{Kind: r.Kind, Name: r.Name, Link: "/cases/" + r.CaseID})
	}
	return all, err
}

var codeForm = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{8}$`)

// scan finds the case whose rendition carries a code.
func scan(ctx context.Context, q store.Querier, typed string) (string, error) {
	code := plainCode(typed)
	if !codeForm.MatchString(code) {
		return "", nil
	}
	found, err := renditionBy(ctx, q, code)
	if err != nil || found == nil {
		return "", err
	}
	return "/cases/" + found.CaseID, nil
}

// plainCode reads a code as scanned or typed: 7K3M-Q2PX.3 and 7k3mq2px are one.
func plainCode(typed string) string {
	code, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(typed)), ".")
	return strings.NewReplacer("-", "", " ", "", "　", "", "O", "0", "I", "1", "L", "1").Replace(code)
}

// shownCode is a code as it stands on the page.
func shownCode(code string) string { return fmt.Sprintf("%s-%s", code[:4], code[4:]) }
