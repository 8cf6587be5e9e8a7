package search

import (
	"context"
	"encoding/json"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Ask is a query with who asks and what is left out.
type Ask struct {
	Query Query
	// Kinds are those of which the reader sees every case; Own appends a SELECT of
	// the ids of the other cases they see.
	Kinds []string
	Own   func(b *store.Query)
	// The rest narrows: one kind, begun from and before an instant (UTC
	// milliseconds, 0 = open), after the last hit of the page before, and what
	// else the caller appends about a column that holds the case's id.
	Kind             string
	From, To, Before int64
	Where            func(b *store.Query, caseID string)
	Most             int
}

// Hit is a case that was found.
type Hit struct {
	CaseID string `db:"case_id"`
	Doc    int64  `db:"doc"` // the entry in which: the case's own, if it is there too
}

// Cursor is Ask.Before of the hits after this one.
func (h Hit) Cursor() int64 { return h.Doc &^ (caseParts - 1) }

// leastBatch is how many entries are read at once, if not as many as are asked
// for: a case may be found in several.
const leastBatch = 200

// Find gives the cases of an ask, newest first, each once.
func (x *Index) Find(ctx context.Context, q store.Querier, ask Ask) (hits []Hit, err error) {
	defer errs.Wrap(&err, "search.Find")
	if ask.Query.Empty() {
		return nil, nil
	}
	for batch := max(ask.Most, leastBatch); ; {
		b := x.query(ask).Add(` ORDER BY `+x.w.doc()+` DESC LIMIT ?`, batch)
		found, err := store.All[Hit](ctx, q, b.SQL(), b.Args()...)
		if err != nil {
			return nil, err
		}
		for _, h := range found {
			if n := len(hits); n > 0 && hits[n-1].CaseID == h.CaseID {
				hits[n-1] = h // a case's own entry comes after those of its files
				continue
			}
			if len(hits) == ask.Most {
				return hits, nil
			}
			hits = append(hits, h)
		}
		if len(found) < batch || len(hits) == ask.Most {
			return hits, nil
		}
		ask.Before = found[batch-1].Doc
	}
}

// query selects the entries that answer, visible to who asks.
func (x *Index) query(ask Ask) *store.Query {
	doc := x.w.doc()
	b := new(store.Query).Add(`WITH own (case_id) AS MATERIALIZED (`)
	ask.Own(b)
	b.Add(`) SELECT ` + doc + ` AS doc, e.case_id`)
	x.w.match(b, ask.Query)
	for _, bound := range []struct {
		is    string
		value int64
	}{{" >= ?", first(ask.From)}, {" < ?", first(ask.To)}, {" < ?", ask.Before}} {
		if bound.value != 0 {
			b.Add(` AND `+doc+bound.is, bound.value)
		}
	}
	b.Add(` AND (`)
	if len(ask.Kinds) > 0 {
		b.In("e.kind", ask.Kinds).Add(` OR `)
	}
	b.Add(x.w.ofOwn() + `)`)
	if ask.Kind != "" {
		b.Add(` AND e.kind = ?`, ask.Kind)
	}
	if ask.Where != nil {
		ask.Where(b, "e.case_id")
	}
	return b
}

// Texts reads the texts of the entries of hits, by Doc.
func (x *Index) Texts(ctx context.Context, q store.Querier, hits []Hit) (_ map[int64][]Text, err error) {
	defer errs.Wrap(&err, "search.Texts")
	b := new(store.Query).Add(`SELECT doc, kind, texts FROM search_entry WHERE doc IN (-1`)
	for _, h := range hits {
		b.Add(`, ?`, h.Doc)
	}
	rows, err := store.All[entry](ctx, q, b.Add(`)`).SQL(), b.Args()...)
	if err != nil {
		return nil, err
	}
	all := make(map[int64][]Text, len(rows))
	for _, r := range rows {
		var texts []Text
		if err := json.Unmarshal([]byte(r.Texts), &texts); err != nil {
			return nil, err
		}
		all[r.Doc] = texts
	}
	return all, nil
}
