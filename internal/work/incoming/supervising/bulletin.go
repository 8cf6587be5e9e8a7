package supervising

import (
	"context"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// BulletinKind is the kind's id.
const BulletinKind = "supervision-bulletin"

// bulletinKind is the weekly bulletin: the calendar drafts it each Monday, the
// 办公室主任 confirms it, and it is read by whom it goes to.
func (d Deps) bulletinKind() *flow.Kind {
	confirming := form.Must[Confirming]()
	director := func(context.Context, flow.Facts) ([]flow.Assignment, error) { return to(org.Post("bangongshizhuren")) }
	return &flow.Kind{
		ID: BulletinKind, Name: "督办通报", Content: form.Must[Bulletin](), StartForm: confirming,
		Def: &flow.Definition{Kind: BulletinKind, Name: "督办通报", Version: 1, Nodes: []flow.Node{
			{ID: "confirm", Name: "核定印发", Verb: "核定印发", Who: "director", Mode: flow.One, Silent: true, Due: "step", Clauses: []string{"1-02-R3"}, NoWithdraw: true, Result: "已印发"},
		}},
		Who:  map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){"director": director},
		Dues: map[string]flow.DueFunc{"step": d.step()},
		Steps: map[string]func(context.Context, *flow.Step) error{"confirm": func(ctx context.Context, s *flow.Step) error {
			number, err := s.Number(ctx, "督办通报", s.Case.ID, func(year int, n int64) string { return fmt.Sprintf("督办通报〔%d〕%d期", year, n) })
			if err != nil {
				return err
			}
			s.Case.Number = number
			return s.Circulate(ctx, s.Content.(Bulletin).Readers, flow.Circulation{Purpose: "本周督办通报，请阅"})
		}},
		Title: func(c any) string {
			b := c.(Bulletin)
			return fmt.Sprintf("督办通报（%s 至 %s）", b.From, b.To)
		},
		Sees: d.Office, Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		Begin: func(in any, _ string, _ time.Time) any {
			c := in.(Confirming)
			return Bulletin{Text: c.Text, Readers: c.Readers}
		},
		Again: func(content any) any {
			b := content.(Bulletin)
			return Confirming{Text: b.Text, Readers: b.Readers}
		},
		Amend: func(content, fields any) any {
			b, c := content.(Bulletin), fields.(Confirming)
			b.Text, b.Readers = c.Text, c.Readers
			return b
		},
		Papers: []flow.Paper{{ID: "bulletin", Title: "督办通报", Make: bulletinSheet}},
	}
}

// weekly brings the bulletin of the week before each Monday.
func (d Deps) weekly() module.Recurring {
	return module.Recurring{
		ID: "supervision-week", Name: "督办通报", Clause: "1-02-R3",
		Period: func(day clock.Date) string { return string(monday(day)) },
		Issue: func(ctx context.Context, q store.Querier, day clock.Date) ([]module.Issue, error) {
			to := monday(day)
			b, err := draftBulletin(ctx, q, to.AddDays(-7), to)
			if err != nil || len(b.Lines) == 0 {
				return nil, err
			}
			return []module.Issue{{Key: "bureau", Kind: BulletinKind, Content: b, For: org.Post("bangongshizhuren")}}, nil
		},
	}
}

// monday is the first day of a day's week.
func monday(day clock.Date) clock.Date {
	return day.AddDays(-(int(day.Time(12, 0).Weekday()) + 6) % 7)
}

// draftBulletin writes the bulletin of [from, to) from the ledger.
func draftBulletin(ctx context.Context, q store.Querier, from, to clock.Date) (Bulletin, error) {
	b := Bulletin{From: from, To: to.AddDays(-1)}
	rows, err := itemsOf(ctx, q, from, to)
	if err != nil {
		return b, err
	}
	done, late, quiet := 0, 0, 0
	for _, r := range rows {
		switch {
		case r.DoneOn != "":
			done++
		case r.late(to):
			late++
		}
		if r.DoneOn == "" && r.ProgressAt < clock.Millis(from.Time(0, 0)) {
			quiet++
		}
		b.Lines = append(b.Lines, Line{Number: r.Number, What: r.What, Dept: r.Dept, Until: clock.Date(r.Until), State: r.state(to), Progress: r.Progress})
	}
	b.Text = fmt.Sprintf("本期在办和新销号的督办事项共 %d 项：销号 %d 项，在办 %d 项，其中超期 %d 项；本周没有报进展的 %d 项。请超期和没有报进展的承办科室抓紧办理，按时报送。",
		len(rows), done, len(rows)-done, late, quiet)
	b.Readers, err = readers(ctx, q, to)
	return b, err
}

// readers are the leaders and the heads of the departments.
func readers(ctx context.Context, q store.Querier, day clock.Date) ([]string, error) {
	people, err := org.WorkingPeople(ctx, q, clock.Millis(day.Time(9, 0)))
	var ids []string
	for _, p := range org.FirstPosts(people) {
		if info, _ := org.PostByCode(p.Post); info.Leader || info.Heads {
			ids = append(ids, p.PersonID)
		}
	}
	return ids, err
}

func bulletinSheet(_ context.Context, _ store.Querier, v *flow.View) (flow.Sheet, error) {
	b := v.Content.(Bulletin)
	s := flow.Sheet{Title: "督办通报", Number: v.Case.Number, Rows: [][]flow.SheetCell{{{Label: "期　　间", Value: string(b.From) + " 至 " + string(b.To)}}}}
	s.Blocks = append(s.Blocks, flow.SheetBlock{Label: "通报", Lines: []string{b.Text}})
	var lines []string
	for i, l := range b.Lines {
		lines = append(lines, fmt.Sprintf("%d. %s　%s　承办：%s　时限：%s　%s", i+1, l.Number, l.What, l.Dept, l.Until, l.State))
		if l.Progress != "" {
			lines = append(lines, "　　进展："+l.Progress)
		}
	}
	s.Blocks = append(s.Blocks, flow.SheetBlock{Label: "督办事项", Lines: lines}, flow.SheetBlock{Label: "核定", Lines: signatures(v)})
	return s, nil
}

func signatures(v *flow.View) []string {
	var lines []string
	for _, l := range v.History {
		if l.Node == "confirm" {
			lines = append(lines, l.PersonName+"（"+l.Post+"）　"+clock.Day(l.At))
		}
	}
	return lines
}
