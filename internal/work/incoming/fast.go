package incoming

import (
	"context"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

// FastKind is the kind by which the 局长 lists a category in writing (1-02-1.3).
const FastKind = "incoming-fast"

// FastLedger is the ledger of what is listed.
const FastLedger = "incoming-fast"

// Category is what may be distributed before it is instructed on, from when and
// until when; or the end of one that is listed.
type Category struct {
	What    string     `name:"what" label:"事由" kind:"choice" options:"列明|停止" rule:"required" width:"s"`
	DocKind string     `name:"doc_kind" label:"公文种类" kind:"choice" options:"会议通知|通知|函|便函|电报|通报|其他" rule:"required" width:"s" when:"what=列明"`
	Organ   string     `name:"organ" label:"来文机关" kind:"text" rule:"max=100" width:"m" when:"what=列明" hint:"不填表示不限"`
	From    clock.Date `name:"valid_from" label:"自" kind:"date" rule:"required" width:"s" when:"what=列明"`
	To      clock.Date `name:"valid_to" label:"至" kind:"date" width:"s" when:"what=列明" hint:"不填表示长期"`
	Which   string     `name:"which" label:"停止哪一类" kind:"choice" from:"listed" rule:"required" width:"m" when:"what=停止"`
	Words   string     `name:"words" label:"理由和要求" kind:"longtext" rule:"required,max=500" width:"full"`
}

// fastKind lists a category, or ends one: proposed by the office, decided by the
// 局长.
func fastKind() *flow.Kind {
	schema := form.Must[Category]()
	return &flow.Kind{
		ID: FastKind, Name: "先分办类别", Content: schema, StartForm: schema,
		Def: &flow.Definition{Kind: FastKind, Name: "先分办类别", Version: 1, Nodes: []flow.Node{
			{ID: "draft", Name: "提出", Verb: "提出", Who: "creator", Mode: flow.One, Silent: true, Clauses: []string{"1-02-1.3"}, Next: []flow.Edge{{To: "decide"}}},
			{ID: "decide", Name: "局长定", Verb: "同意", Who: "head", Mode: flow.One, Clauses: []string{"1-02-1.3", "1-02-R1"}, NotApplicant: true, NoMerge: true, NoWithdraw: true,
				Can: []flow.Action{flow.Return, flow.Reject}, Signs: true, Phrases: []string{"同意列入，分办后即送我阅。"}, Result: "已定"},
		}},
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"creator": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return people([]string{f.Case.CreatorID}, ""), nil
			},
			"head": post("juzhang"),
		},
		Steps: map[string]func(context.Context, *flow.Step) error{"decide": onDecide},
		Title: func(c any) string {
			in := c.(Category)
			if in.What == "停止" {
				return "停止先分办的一类公文"
			}
			return "先分办、同步送阅的类别：" + in.DocKind
		},
		StartBy: []string{"bangongshizhuren", "wenshu"}, Sees: office, Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		StartVerb: "提出先分办类别", StartNote: "会议通知、催办通知等由局长书面列明后，可先分办、同步送阅",
		Begin: func(in any, _ string, _ time.Time) any { return in },
		Again: func(content any) any { return content }, Amend: func(_, fields any) any { return fields },
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"listed": func(ctx context.Context, ask flow.Asking) ([]form.Option, error) {
			all, err := allListed(ctx, ask.Q)
			var options []form.Option
			for _, l := range all {
				if l.To == "" || l.To >= string(clock.DateOf(ask.Now)) {
					options = append(options, form.Option{Value: l.ID, Label: l.words()})
				}
			}
			return options, err
		}},
	}
}

func (l Listed) words() string {
	text := l.DocKind
	if l.Organ != "" {
		text = l.Organ + "的" + text
	}
	until := l.To
	if until == "" {
		until = "长期"
	}
	return fmt.Sprintf("%s（%s 至 %s）", text, l.From, until)
}

// onDecide enters what the 局长 has decided, or ends an entry today.
func onDecide(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Category)
	if in.What == "停止" {
		set := store.Row{"valid_to": string(clock.DateOf(s.Now())), "ended_by": s.Actor.ID, "ended_at": s.Millis()}
		return s.Update(ctx, "incoming_fast", in.Which, set, store.Row{"ended_at": int64(0)})
	}
	if in.To != "" && in.To < in.From {
		return errs.New(errs.Invalid, "截止日期早于起始日期，退办后改正")
	}
	return s.Insert(ctx, "incoming_fast", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "doc_kind": in.DocKind, "organ": in.Organ, "words": in.Words, "valid_from": string(in.From), "valid_to": string(in.To),
		"decided_by": s.Actor.ID, "decided_at": s.Millis(), "ended_by": "", "ended_at": int64(0),
	})
}

func allListed(ctx context.Context, q store.Querier) ([]Listed, error) {
	return store.All[Listed](ctx, q, `SELECT id, doc_kind, organ, valid_from, valid_to, case_id FROM incoming_fast ORDER BY valid_from DESC, id DESC`)
}

// listedFor finds the entry by which a document may be distributed first; nil
// without one.
func listedFor(ctx context.Context, q store.Querier, doc Document, day clock.Date) (*Listed, error) {
	all, err := allListed(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.covers(doc, string(day)) {
			return &l, nil
		}
	}
	return nil, nil
}

// fastLedger is the dated list of the 局长, each entry with the documents that it was
// used for.
func fastLedger() module.Register {
	return module.Register{
		ID: FastLedger, Title: "先分办类别", Source: "由局长书面列明；每一类后面是按它先分办的来文",
		Columns: []flow.Column{
			{Title: "公文种类", Weight: 14}, {Title: "来文机关", Weight: 20}, {Title: "理由和要求", Weight: 34, Wide: true}, {Title: "自", Weight: 13}, {Title: "至", Weight: 13},
			{Title: "列明人", Weight: 10}, {Title: "列明日期", Weight: 13}, {Title: "用过", Weight: 8, Right: true},
		},
		Signers: []string{"办公室主任", "局长"}, Ledger: true, Sees: office, Rows: fastRows, Detail: fastDetail,
	}
}

type fastRow struct {
	Listed
	Words string `db:"words"`
	Who   string `db:"who"`
	At    int64  `db:"decided_at"`
	Times int64  `db:"times"`
}

const selectFast = `SELECT f.id, f.doc_kind, f.organ, f.valid_from, f.valid_to, f.case_id, f.words, COALESCE(p.name, '') AS who, f.decided_at,
	(SELECT COUNT(*) FROM incoming_document d WHERE d.fast_id = f.id) AS times FROM incoming_fast f LEFT JOIN person p ON p.id = f.decided_by `

func fastRows(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
	out := module.Rows{}
	var err error
	if out.Count, err = store.Value[int64](ctx, q, `SELECT COUNT(*) FROM incoming_fast`); err != nil {
		return out, err
	}
	rows, err := store.All[fastRow](ctx, q, selectFast+`ORDER BY f.valid_from DESC, f.id DESC LIMIT $1 OFFSET $2`, ask.Page.Most, ask.Page.Skip)
	for _, r := range rows {
		until := r.To
		if until == "" {
			until = "长期"
		}
		out.Rows = append(out.Rows, module.Row{ID: r.ID, Cells: []string{
			r.DocKind, dash(r.Organ), r.Words, r.From, until, r.Who, string(clock.DateOf(clock.FromMillis(r.At))), fmt.Sprint(r.Times),
		}})
	}
	return out, err
}

func fastDetail(ctx context.Context, q store.Querier, id string) (module.Detail, error) {
	r, err := store.One[fastRow](ctx, q, selectFast+`WHERE f.id = $1`, id)
	if err != nil {
		return module.Detail{}, err
	}
	type used struct {
		ID         string `db:"id"`
		Number     string `db:"number"`
		ReceivedOn string `db:"received_on"`
		Organ      string `db:"organ"`
		Title      string `db:"title"`
		Hosts      string `db:"hosts"`
	}
	docs, err := store.All[used](ctx, q, `SELECT id, number, received_on, organ, title, hosts FROM incoming_document WHERE fast_id = $1 ORDER BY received_on DESC, id DESC LIMIT 500`, id)
	t := flow.Table{Title: "按这一类先分办的来文", Note: fmt.Sprintf("%d 件", len(docs)), Columns: []flow.Column{{Title: "收文号"}, {Title: "收文日期"}, {Title: "来文机关"}, {Title: "标题", Wide: true}, {Title: "承办单位"}}}
	for _, x := range docs {
		t.Rows = append(t.Rows, flow.TableRow{Link: "/cases/" + x.ID, Cells: []string{x.Number, x.ReceivedOn, x.Organ, x.Title, dash(x.Hosts)}})
	}
	return module.Detail{
		Title: "先分办类别：" + r.words(), State: r.Who + " 列明",
		Facts:  []flow.Fact{{Label: "公文种类", Value: r.DocKind}, {Label: "来文机关", Value: orAny(r.Organ)}, {Label: "期间", Value: r.words()}, {Label: "理由和要求", Value: r.Words}},
		Tables: []flow.Table{t},
		Starts: []module.Start{{Label: "停止这一类", Kind: FastKind, Prefill: map[string]string{"what": "停止", "which": r.ID}}},
	}, err
}

func orAny(s string) string {
	if s == "" {
		return "不限"
	}
	return s
}
