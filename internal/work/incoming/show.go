package incoming

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

// shows are the boxes of an incoming document's own: what is particular about the
// way it goes, where its paper is, and who has read it.
func shows(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	var panels []flow.Panel
	for _, make := range []func(context.Context, store.Querier, *flow.View) (*flow.Panel, error){wayOf, paperOf, readersOf} {
		p, err := make(ctx, q, v)
		if err != nil {
			return nil, err
		}
		if p != nil {
			panels = append(panels, *p)
		}
	}
	return panels, nil
}

// wayOf says what is particular: other copies merged, distributed first, instructions
// that differ, handled with another, where the original lies.
func wayOf(ctx context.Context, q store.Querier, v *flow.View) (*flow.Panel, error) {
	p := &flow.Panel{Title: "办理说明"}
	add := func(label, value string) {
		if value != "" {
			p.Facts = append(p.Facts, flow.Fact{Label: label, Value: value})
		}
	}
	sources, err := sourcesOf(ctx, q, v.Case.ID)
	if err != nil {
		return nil, err
	}
	add("另有来源", strings.Join(sources, "；"))
	row, err := store.One[ownColumns](ctx, q, `SELECT place, COALESCE(original_hash, '') AS original_hash, COALESCE(fast_id, '') AS fast_id, answer FROM incoming_document WHERE id = $1`, v.Case.ID)
	if err != nil {
		return nil, err
	}
	if row.FastID != "" {
		add("先分办", "按局长列明的类别先分办、同步送阅")
	}
	said, err := instructionsOf(ctx, q, v.Case.ID)
	if err != nil {
		return nil, err
	}
	add("批示", whoseWordHolds(said))
	m, err := mainOf(ctx, q, v.Case.ID)
	switch {
	case err == nil:
		add("并案", "随 "+m.Number+" 办理："+m.Title)
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	add("原件存放", row.Place)
	if row.Place != "" && v.Content.(Document).Source != onPaper && row.Hash != "" {
		add("电子件校验值", "SHA-256 "+row.Hash)
	}
	add("复文号", row.Answer)
	if len(p.Facts) == 0 {
		return nil, nil
	}
	return p, nil
}

type ownColumns struct {
	Place  string `db:"place"`
	Hash   string `db:"original_hash"`
	FastID string `db:"fast_id"`
	Answer string `db:"answer"`
}

// whoseWordHolds says whose instruction holds where several were given (1-02-R1).
func whoseWordHolds(said []instruction) string {
	if len(said) < 2 {
		return ""
	}
	for i := len(said) - 1; i >= 0; i-- {
		if said[i].ByHead {
			return fmt.Sprintf("%d 位领导批示，以局长 %s 的批示为准", len(said), said[i].Name)
		}
	}
	if differing(said) {
		return fmt.Sprintf("%d 位领导的批示说法不同", len(said))
	}
	return fmt.Sprintf("%d 位领导批示意思一致", len(said))
}

// sourcesOf words the other copies that were merged into a document.
func sourcesOf(ctx context.Context, q store.Querier, caseID string) ([]string, error) {
	type source struct {
		Source     string `db:"source"`
		Copies     int64  `db:"copies"`
		ReceivedOn string `db:"received_on"`
		Signer     string `db:"signer"`
	}
	rows, err := store.All[source](ctx, q, `SELECT s.source, s.copies, s.received_on, COALESCE(p.name, '') AS signer FROM incoming_source s
		LEFT JOIN person p ON p.id = s.signed_by WHERE s.case_id = $1 ORDER BY s.signed_at, s.id`, caseID)
	var all []string
	for _, r := range rows {
		all = append(all, fmt.Sprintf("%s件 %d 份，%s 收，%s 签收", r.Source, r.Copies, r.ReceivedOn, r.Signer))
	}
	return all, err
}

// paperOf lists the originals and copies with where they are.
func paperOf(ctx context.Context, q store.Querier, v *flow.View) (*flow.Panel, error) {
	copies, err := paper.OfCase(ctx, q, v.Case.ID)
	if err != nil || len(copies) == 0 {
		return nil, err
	}
	names, err := paper.NamesOf(ctx, q)
	if err != nil {
		return nil, err
	}
	t := &flow.Table{Title: "原件和批示复印件", Note: fmt.Sprintf("%d 份", len(copies)), Columns: []flow.Column{
		{Title: "名称", Wide: true}, {Title: "编码"}, {Title: "现在何处"}, {Title: "签阅"}, {Title: "应还"}, {Title: "状态"},
	}}
	for _, c := range copies {
		row := flow.TableRow{Link: "/paper/" + c.ID, Cells: []string{
			fmt.Sprintf("%s %d 号（%s）", c.Sort, c.N, c.Medium), c.Code, names.At(c.Spot), stamp(c.ReadAt), dash(string(c.Due)), string(c.State),
		}}
		if c.State == paper.Missing {
			row.Tone = "r"
		}
		t.Rows = append(t.Rows, row)
	}
	return &flow.Panel{Title: t.Title, Table: t}, nil
}

// stamp writes an instant with its day; "--" for none.
func stamp(ms int64) string { return dash(clock.Short(ms)) }

// readingNodes are the steps at which a document circulates.
var readingNodes = []string{"circulate", "circulate-together"}

// readersOf says with whom a document to be read is, and who has read it.
func readersOf(ctx context.Context, q store.Querier, v *flow.View) (*flow.Panel, error) {
	readers, err := flow.Readings(ctx, q, v.Case.ID, readingNodes...)
	if err != nil || len(readers) == 0 {
		return nil, err
	}
	p, err := last[Proposal](v.Facts(q, clock.FromMillis(v.Case.TouchedAt)), "propose")
	if err != nil {
		return nil, err
	}
	read := 0
	t := &flow.Table{Title: "传阅", Columns: []flow.Column{{Title: "姓名", Wide: true}, {Title: "状态"}, {Title: "送到"}, {Title: "阅毕"}}}
	for _, r := range readers {
		if r.DoneAt > 0 {
			read++
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Name, r.Reading(), stamp(r.OpenedAt), stamp(r.DoneAt)}})
	}
	t.Note = fmt.Sprintf("%d 人，已阅 %d 人", len(readers), read)
	return &flow.Panel{Title: "传阅", Table: t, Facts: []flow.Fact{
		{Label: "目的", Value: dash(p.Purpose)}, {Label: "次序", Value: dash(p.ReadOrder)}, {Label: "传阅夹", Value: dash(p.Folder)}, {Label: "阅毕期限", Value: dash(string(p.ReadBy))},
	}}, nil
}
