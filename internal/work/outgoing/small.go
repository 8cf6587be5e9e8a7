package outgoing

import (
	"context"
	"errors"
	"net/url"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// overseers see every document; clerks record what was signed on paper.
var (
	overseers = []string{"bangongshizhuren", "wenmi", "wenshu", "juzhang", "shuji", "dangan"}
	clerks    = []string{"wenshu"}
)

// paperClause is cited where a leader's signature on paper is entered.
const paperClause = "1-03-R3"

// small fills in what the kinds beside the main one have in common: C is content and
// start form of each, drafted again when it comes back.
func small[C any](k flow.Kind, title func(C) string) *flow.Kind {
	spec := form.Must[C]()
	k.Content, k.StartForm = spec, spec
	k.Begin = func(in any, _ string, _ time.Time) any { return in }
	k.Again = func(content any) any { return content }
	k.Amend = func(_, fields any) any { return fields }
	k.Title = func(c any) string { return title(c.(C)) }
	if k.Who == nil {
		k.Who = map[string]whoFunc{}
	}
	k.Who["drafter"], k.Who["director"], k.Who["wenmi"], k.Who["wenshu"] = drafter, post("bangongshizhuren"), post("wenmi"), post("wenshu")
	k.Sees, k.Clerk, k.PaperClause, k.DeptSees = overseers, clerks, paperClause, true
	return &k
}

// from fills a start form in from the document that it follows.
func from(relation string) map[string]flow.Follow {
	return map[string]flow.Follow{Kind: {Relation: relation, Prefill: func(_ context.Context, _ store.Querier, v *flow.View) (url.Values, error) {
		return url.Values{"document": {v.Case.ID}}, nil
	}}}
}

// issuedOptions are the documents with a number that somebody sees.
func issuedOptions(ctx context.Context, o flow.Asking) ([]form.Option, error) {
	type row struct {
		ID     string `db:"id"`
		Number string `db:"number"`
		Title  string `db:"title"`
	}
	b := new(store.Query).Add(`SELECT d.id, d.number, d.title FROM outgoing_document d JOIN cases c ON c.id = d.id WHERE d.number <> '' AND c.state <> '已作废' AND `)
	seen(b, o).Add(` ORDER BY d.doc_date DESC, d.id DESC LIMIT 300`)
	rows, err := store.All[row](ctx, o.Q, b.SQL(), b.Args()...)
	options := make([]form.Option, len(rows))
	for i, r := range rows {
		options[i] = form.Option{Value: r.ID, Label: r.Number + " " + r.Title}
	}
	return options, err
}

// seen narrows a query over documents d to those that somebody drafted, acted on or
// oversees: what one may begin something for.
func seen(b *store.Query, o flow.Asking) *store.Query {
	if org.HoldsAny(o.Duties, overseers) {
		return b.Add(`1 = 1`)
	}
	var heads []string
	for _, d := range o.Duties {
		if sort := d.Principal.Sort(); sort == "head" || sort == "leader" {
			heads = append(heads, d.Principal.Object())
		}
	}
	b.Add(`(d.drafter_id = ? OR d.id IN (SELECT case_id FROM participant WHERE person_id = ?) OR `, o.PersonID, o.PersonID)
	return b.In("d.dept_id", heads).Add(`)`)
}

// target is the document that a case beside it is about.
func target(ctx context.Context, s *flow.Step, id string) (documentRow, error) {
	row, err := documentOf(ctx, s.Tx, id)
	if err == nil && row.Number == "" {
		return row, store.ErrNotFound
	}
	return row, err
}

// signerAgain is who signed the document of a case, as long as they are there; else
// the head.
func signerAgain(id func(f flow.Facts) string) whoFunc {
	return func(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
		row, err := documentOf(ctx, f.Q, id(f))
		if err != nil {
			return nil, err
		}
		p, err := org.PersonByID(ctx, f.Q, row.SignerID)
		if err != nil || !p.Active() {
			return to(org.Post("juzhang")), ignoreMissing(err)
		}
		return to(org.PersonPrincipal(p.ID)), nil
	}
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// today fills a start page in with the day.
func today(values url.Values) func(time.Time) url.Values {
	return func(now time.Time) url.Values {
		out := url.Values{"from": {string(clock.DateOf(now))}}
		for name, v := range values {
			out[name] = v
		}
		return out
	}
}
