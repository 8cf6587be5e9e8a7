package flow

import (
	"context"
	"errors"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
)

// Look is what somebody looks for.
type Look struct {
	Text     string // as typed
	Kind     string // "" = every kind
	State    State  // "" = every state
	From, To clock.Date
	Page     Page
	Before   int64 // Finding.Next of the page before, 0 for the first
}

// Finding is one page of what was found.
type Finding struct {
	Hits  []Found
	Total int64 // capped at 1,000: “1,000+”
	Next  int64 // Look.Before of the next page, 0 if there is none
}

// Found is a case that was found, and why.
type Found struct {
	Item
	Marked  []search.Piece // the title
	Why     string         // 标题, 意见（王芳）…: where it stands
	Snippet []search.Piece // what stands there; nil where that is the title
}

// countMost is how far a list is counted.
const countMost = 1001

// Find looks for cases in which all words stand, in the case itself or in one of
// its files, among those the person may see; newest first.
func (e *Engine) Find(ctx context.Context, q store.Querier, personID string, look Look) (_ Finding, err error) {
	defer errs.Wrap(&err, "flow.Find")
	if e.search == nil {
		return Finding{}, errors.New("no search index")
	}
	duties, err := org.Duties(ctx, q, personID, e.now())
	if err != nil {
		return Finding{}, err
	}
	query := search.Parse(look.Text)
	ask := search.Ask{
		Query: query, Kinds: e.grantedKinds(duties), Own: func(b *store.Query) { e.own(b, personID, duties) },
		Kind: look.Kind, Before: look.Before, Most: countMost,
	}
	if look.From != "" {
		ask.From = clock.Millis(look.From.Time(0, 0))
	}
	if look.To != "" {
		ask.To = clock.Millis(look.To.AddDays(1).Time(0, 0))
	}
	if look.State != "" {
		ask.Where = func(b *store.Query, caseID string) {
			b.Add(` AND EXISTS (SELECT 1 FROM cases c WHERE c.id = `+caseID+` AND c.state = ?)`, string(look.State))
		}
	}
	hits, err := e.search.Find(ctx, q, ask)
	if err != nil {
		return Finding{}, err
	}
	found := Finding{Total: int64(len(hits))}
	from, to := min(look.Page.Skip, len(hits)), min(look.Page.Skip+look.Page.Most, len(hits))
	if to < len(hits) {
		found.Next = hits[to-1].Cursor()
	}
	found.Hits, err = e.explain(ctx, q, query, hits[from:to])
	return found, err
}

// explain reads the cases of one page and says of each why it was found.
func (e *Engine) explain(ctx context.Context, q store.Querier, query search.Query, hits []search.Hit) ([]Found, error) {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.CaseID
	}
	b := new(store.Query).Add(`SELECT c.id AS case_id, c.kind, c.title, c.number, c.state, c.urgency, c.flow_version, '' AS task_id, '' AS node,
		'' AS label, '' AS principal, '' AS from_name, c.created_at AS at, c.due_at, 0 AS urged, 0 AS unread FROM cases c WHERE `).In("c.id", ids)
	rows, err := store.All[Item](ctx, q, b.SQL(), b.Args()...)
	if err != nil {
		return nil, err
	}
	items := make(map[string]Item, len(rows))
	for _, r := range rows {
		items[r.CaseID] = r
	}
	texts, err := e.search.Texts(ctx, q, hits)
	if err != nil {
		return nil, err
	}
	found := make([]Found, len(hits))
	for i, h := range hits {
		item := items[h.CaseID]
		why, snippet := query.Why(item.Title, texts[h.Doc])
		if why == "" {
			why = inTitle
		}
		found[i] = Found{item, query.Mark(item.Title), why, snippet}
	}
	return found, nil
}

// ByNumber finds the one case with a number, among those the person may see;
// store.ErrNotFound without one.
func (e *Engine) ByNumber(ctx context.Context, q store.Querier, personID, number string) (id string, err error) {
	defer errs.Wrap(&err, "flow.ByNumber")
	duties, err := org.Duties(ctx, q, personID, e.now())
	if err != nil {
		return "", err
	}
	b := new(store.Query).Add(`SELECT c.id FROM cases c WHERE c.number = ? AND `, number)
	e.VisibleTo(b, "c.id", personID, duties)
	return store.Value[string](ctx, q, b.SQL(), b.Args()...)
}
