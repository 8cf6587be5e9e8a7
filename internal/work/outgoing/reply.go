package outgoing

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

// answers is the relation of a document to the letter that it answers.
const answers = "答复"

// follows are the letters that a document can be begun from: it is drafted as their
// answer.
func (d Deps) follows() map[string]flow.Follow {
	all := map[string]flow.Follow{}
	for kind, read := range d.Letters {
		all[kind] = flow.Follow{Relation: answers, Prefill: func(_ context.Context, _ store.Querier, v *flow.View) (url.Values, error) {
			return reply(read(v.Content)), nil
		}}
	}
	return all
}

// reply is how an answer to a letter begins: its title, to whom it goes, the letter
// it cites.
func reply(l Letter) url.Values {
	kind := "函"
	if strings.HasSuffix(l.Title, "请示") {
		kind = "批复"
	}
	matter := strings.TrimPrefix(l.Title, "关于")
	for _, word := range []string{"的请示", "的函", "的通知", "的报告", "的来函", "的便函"} {
		matter = strings.TrimSuffix(matter, word)
	}
	title := "关于" + matter + "的复函"
	cited := "《" + l.Title + "》"
	if l.Number != "" {
		cited += "（" + l.Number + "）"
	}
	body := fmt.Sprintf("你单位%s收悉。经研究，现函复如下。\n", cited)
	if kind == "批复" {
		title, body = "关于"+matter+"的批复", fmt.Sprintf("你单位%s收悉。经研究，现批复如下。\n", cited)
	}
	return url.Values{"doc_kind": {kind}, "title": {title}, "to": {l.Organ}, "answers": {l.Number}, "body": {body}}
}

// prefills propose the fields of a step from what is known.
func (d Deps) prefills() map[string]func(context.Context, flow.Facts) (any, error) {
	return map[string]func(context.Context, flow.Facts) (any, error){
		"director": func(ctx context.Context, f flow.Facts) (any, error) {
			doc := f.Content.(Document)
			in, err := last[Routing](f, "director")
			if err != nil || in.Signer != "" {
				return in, err
			}
			r, err := d.rule(ctx, f.Q, doc, began(f.Case))
			in = Routing{Countersign: doc.Countersign, Outside: doc.Outside, Signer: "charge"}
			if headAlone(r, doc.Important) || r.kind.Signer == byLeader && r.kind.Format == general {
				in.Signer = "head"
			}
			return in, err
		},
		"number": func(ctx context.Context, f flow.Facts) (any, error) {
			row, err := documentOf(ctx, f.Q, f.Case.ID)
			date := clock.Date(row.DocDate)
			if date == "" {
				date = clock.DateOf(clock.FromMillis(row.SignedAt))
			}
			return Numbering{Way: "新取", Date: date}, err
		},
		"recheck": func(context.Context, flow.Facts) (any, error) { return Rechecking{Verdict: final}, nil },
		"print": func(ctx context.Context, f flow.Facts) (any, error) {
			row, err := documentOf(ctx, f.Q, f.Case.ID)
			return Printing{Copies: f.Content.(Document).Copies + row.Extra, On: clock.DateOf(f.Now), Place: "文印室"}, err
		},
		"seal": d.prefillSeal, "send": prefillSend,
	}
}

func (d Deps) prefillSeal(ctx context.Context, f flow.Facts) (any, error) {
	row, err := documentOf(ctx, f.Q, f.Case.ID)
	if err != nil || d.Stamped == nil {
		return Sealing{Copies: row.Printed}, err
	}
	registered, err := d.Stamped(ctx, f.Q, f.Case.ID)
	return Sealing(registered), err
}

// prefillSend lists those addressed and copied to; who cannot be listed by name gets a
// line to be filled in.
func prefillSend(_ context.Context, f flow.Facts) (any, error) {
	doc := f.Content.(Document)
	var in Dispatch
	for _, name := range append(proof.Addressees(doc.To), proof.Addressees(doc.CC)...) {
		way := "交换"
		if proof.General(name) && !strings.ContainsAny(name, "市县省") {
			way = "内部"
		}
		in.Items = append(in.Items, Sending{Organ: strings.TrimRight(name, "：: "), Way: way, Copies: 1})
	}
	if len(in.Items) == 0 {
		in.Items = []Sending{{Way: "内部", Copies: 1}}
	}
	return in, nil
}

// reservedOptions are the reserved numbers that are free.
func reservedOptions(ctx context.Context, o flow.Asking) ([]form.Option, error) {
	free, err := reservedFree(ctx, o.Q)
	options := make([]form.Option, len(free))
	for i, r := range free {
		options[i] = form.Option{Value: r.ID, Label: r.Text + "（" + clip(r.Reason) + "）"}
	}
	return options, err
}
