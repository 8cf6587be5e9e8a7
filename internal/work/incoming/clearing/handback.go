package clearing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

// HandbackKind is the kind's id.
const HandbackKind = "file-handback"

// fileKeeper is the post that keeps a department's files (1-02-2.1).
const fileKeeper = "wenjian"

// mostLines is how many papers stand on one list.
const mostLines = 200

// handbackKind is a department's yearly clearing, brought by the calendar.
func (d Deps) handbackKind() *flow.Kind {
	listing, receiving := form.Must[Listing](), form.Must[Receiving]()
	return &flow.Kind{
		ID: HandbackKind, Name: "文件清退", Content: form.Must[Handback](), StartForm: listing,
		Def: &flow.Definition{Kind: HandbackKind, Name: "文件清退", Version: 1, Nodes: []flow.Node{
			{ID: "list", Name: "列清退单", Verb: "提交清退单", Who: "keeper", Mode: flow.One, Silent: true, Form: listing, Due: "month", Clauses: []string{"1-02-2.1", "1-02-2.2"}, Next: []flow.Edge{{To: "check"}}},
			{ID: "check", Name: "科室审核", Verb: "审核", Who: "head", Mode: flow.One, Due: "step", Clauses: []string{"1-02-2.2"}, NoMerge: true,
				Can: []flow.Action{flow.Return}, Phrases: []string{"已核对，同意清退。"}, Next: []flow.Edge{{To: "receive"}}},
			{ID: "receive", Name: "办公室签收", Verb: "签收", Who: "wenshu", Mode: flow.One, Silent: true, Form: receiving, Due: "step", Clauses: []string{"1-02-2.2"},
				Can: []flow.Action{flow.Return}, Result: "已清退"},
		}},
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"keeper": func(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
				p, err := keeperOf(ctx, f.Q, f.Content.(Handback).Dept, f.Now)
				return []flow.Assignment{{Principal: p}}, err
			},
			"head": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return to(org.Head(f.Content.(Handback).Dept))
			},
			"wenshu": func(context.Context, flow.Facts) ([]flow.Assignment, error) { return to(org.Post("wenshu")) },
		},
		Dues: map[string]flow.DueFunc{
			"step": d.step(),
			"month": func(_ context.Context, f flow.Facts, from time.Time) (time.Time, string, error) {
				last := clock.DateOf(from.AddDate(0, 1, -from.Day()))
				return last.Time(17, 30), "当月底前", nil
			},
		},
		Steps: map[string]func(context.Context, *flow.Step) error{"list": onList, "receive": d.onReceive},
		Title: func(c any) string { return fmt.Sprintf("%d 年文件清退", c.(Handback).Year) },
		Sees:  d.Office, DeptSees: true, Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		Begin: func(in any, _ string, _ time.Time) any { return Handback{Lines: in.(Listing).Lines} },
		Prefill: map[string]func(context.Context, flow.Facts) (any, error){
			"list":    prefillList,
			"receive": prefillReceive,
		},
		Shows:  linesPanel,
		Papers: []flow.Paper{{ID: "handback", Title: "文件清退单", Make: handbackSheet}},
	}
}

func to(p org.Principal) ([]flow.Assignment, error) { return []flow.Assignment{{Principal: p}}, nil }

// keeperOf is the department's file keeper, or its head where there is none.
func keeperOf(ctx context.Context, q store.Querier, dept string, at time.Time) (org.Principal, error) {
	p := org.PostAt(fileKeeper, dept)
	holders, err := org.Holders(ctx, q, p, at)
	if err != nil || len(holders) > 0 {
		return p, err
	}
	return org.Head(dept), nil
}

// heldBy are the papers that a department has: its own files, and copies that its
// people hold. Originals are the office's.
func heldBy(ctx context.Context, q store.Querier, dept string) ([]paper.Copy, error) {
	copies, _, err := paper.List(ctx, q, paper.Where{States: []paper.State{paper.Here}, DeptIDs: []string{dept}}, mostLines, 0)
	var held []paper.Copy
	for _, c := range copies {
		atOffice := c.Keeper == "wenshu" && c.HolderID == "" && c.DeptID == c.Home
		if c.Medium == paper.OnPaper && c.Sort != originals && !atOffice {
			held = append(held, c)
		}
	}
	return held, err
}

func prefillList(ctx context.Context, f flow.Facts) (any, error) {
	h := f.Content.(Handback)
	held, err := heldBy(ctx, f.Q, h.Dept)
	in := Listing{None: len(held) == 0}
	for _, c := range held {
		l := Line{Code: c.Code, Title: c.Name() + " " + c.Title, Decision: "交回"}
		if i := slices.IndexFunc(h.Lines, func(x Line) bool { return x.Code == c.Code }); i >= 0 { // listed before, and given back
			l.Decision, l.Reason = h.Lines[i].Decision, h.Lines[i].Reason
		}
		in.Lines = append(in.Lines, l)
	}
	return in, err
}

func prefillReceive(_ context.Context, f flow.Facts) (any, error) {
	in := Receiving{Place: "待处理文件柜"}
	for _, l := range f.Content.(Handback).Lines {
		if l.Decision == "交回" {
			in.Lines = append(in.Lines, Got{Code: l.Code, Title: l.Title, Got: "收到"})
		}
	}
	return in, nil
}

// onList holds the list against what the department has, and draws the number of
// the handover.
func onList(ctx context.Context, s *flow.Step) error {
	in, h := s.Fields.(Listing), s.Content.(Handback)
	held, err := heldBy(ctx, s.Tx, h.Dept)
	if err != nil {
		return err
	}
	if r := everyPaperListed(in, held); r != nil {
		return r
	}
	h.Lines = in.Lines
	s.SetContent(h)
	if s.Case.Number == "" {
		s.Case.Number, err = s.Number(ctx, "文件清退", s.Case.ID, func(year int, n int64) string { return fmt.Sprintf("清退〔%d〕%d号", year, n) })
	}
	return err
}

// onReceive brings what came into the office's keeping, and writes a line for every
// paper on the list.
func (d Deps) onReceive(ctx context.Context, s *flow.Step) error {
	in, h := s.Fields.(Receiving), s.Content.(Handback)
	office, err := d.Home(ctx, s.Tx)
	if err != nil {
		return err
	}
	got := map[string]bool{}
	for _, l := range in.Lines {
		got[paper.CleanCode(l.Code)] = l.Got == "收到"
	}
	lister, err := store.Value[string](ctx, s.Tx, `SELECT COALESCE(MAX(person_id), '') FROM history WHERE case_id = $1 AND node = 'list' AND action = 'approve'
		AND seq = (SELECT MAX(seq) FROM history WHERE case_id = $2 AND node = 'list' AND action = 'approve')`, s.Case.ID, s.Case.ID)
	if err != nil {
		return err
	}
	for _, l := range h.Lines {
		c, err := paper.ByCode(ctx, s.Tx, l.Code)
		if err != nil {
			return err
		}
		line := store.Row{
			"id": s.NewID(), "case_id": s.Case.ID, "number": s.Case.Number, "year": h.Year, "dept_id": h.Dept, "copy_id": c.ID, "code": c.Code,
			"title": c.Name() + " " + c.Title, "decision": l.Decision, "reason": l.Reason, "listed_by": lister,
			"received": int64(0), "received_by": "", "received_at": int64(0),
		}
		if l.Decision == "交回" && got[c.Code] {
			if _, err := paper.TakeInto(ctx, s.Work, c, office, "wenshu", in.Place, "年终清退", s.Case.ID); err != nil {
				return err
			}
			line["received"], line["received_by"], line["received_at"] = int64(1), s.Actor.ID, s.Millis()
		}
		if err := s.Insert(ctx, "clearing_line", line); err != nil {
			return err
		}
	}
	return nil
}

// december brings each department its task in the month of the setting (1-02-2.2).
func (d Deps) december() module.Recurring {
	return module.Recurring{
		ID: "file-handback", Name: "年终文件清退", Clause: "1-02-2.2",
		Period: func(day clock.Date) string { return fmt.Sprint(day.Year()) },
		Issue: func(ctx context.Context, q store.Querier, day clock.Date) ([]module.Issue, error) {
			month, err := d.Setting(ctx, q, "1-02.clear-month")
			if err != nil || int(day.Time(12, 0).Month()) != month {
				return nil, err
			}
			departments, err := org.Departments(ctx, q)
			if err != nil {
				return nil, err
			}
			var all []module.Issue
			for _, dept := range departments {
				heads, err := org.Holders(ctx, q, org.Head(dept.ID), day.Time(9, 0))
				if err != nil {
					return nil, err
				}
				if len(heads) == 0 {
					continue // leaders and administrators are no department with papers of its own
				}
				who, err := keeperOf(ctx, q, dept.ID, day.Time(9, 0))
				if err != nil {
					return nil, err
				}
				all = append(all, module.Issue{Key: dept.ID, Kind: HandbackKind, Content: Handback{Year: int64(day.Year()), Dept: dept.ID}, For: who})
			}
			return all, nil
		},
	}
}

// linesPanel shows what stands on the list, and what of it came.
func linesPanel(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	h := v.Content.(Handback)
	if len(h.Lines) == 0 {
		return nil, nil
	}
	received, err := store.Column[string](ctx, q, `SELECT code FROM clearing_line WHERE case_id = $1 AND received = 1`, v.Case.ID)
	t := &flow.Table{Title: "清退的文件", Note: fmt.Sprintf("%d 份", len(h.Lines)), Columns: []flow.Column{{Title: "编码"}, {Title: "文件", Wide: true}, {Title: "去向"}, {Title: "办公室签收"}}}
	for _, l := range h.Lines {
		state := "--"
		switch {
		case slices.Contains(received, paper.CleanCode(l.Code)):
			state = "收到"
		case v.Case.State == flow.Closed && l.Decision == "交回":
			state = "未交"
		}
		to := l.Decision
		if l.Reason != "" {
			to += "：" + l.Reason
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{l.Code, l.Title, to, state}})
	}
	return []flow.Panel{{Title: t.Title, Table: t}}, err
}

func handbackSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	h := v.Content.(Handback)
	names, err := org.DepartmentNames(ctx, q, []string{h.Dept})
	if err != nil {
		return flow.Sheet{}, err
	}
	s := flow.Sheet{Title: "文件清退单", Number: v.Case.Number, Rows: [][]flow.SheetCell{{{Label: "科　　室", Value: names[0]}, {Label: "年　　度", Value: fmt.Sprint(h.Year)}}}}
	var back, stay []string
	for _, l := range h.Lines {
		if l.Decision == "交回" {
			back = append(back, fmt.Sprintf("%d. %s　%s", len(back)+1, l.Code, l.Title))
		} else {
			stay = append(stay, fmt.Sprintf("%d. %s　%s（%s）", len(stay)+1, l.Code, l.Title, l.Reason))
		}
	}
	s.Blocks = []flow.SheetBlock{{Label: "交回文件", Lines: back}, {Label: "留用文件", Lines: stay}}
	for _, b := range []struct{ label, node string }{{"交出人", "list"}, {"科室负责人", "check"}, {"办公室签收", "receive"}} {
		s.Blocks = append(s.Blocks, flow.SheetBlock{Label: b.label, Lines: signed(v, b.node)})
	}
	return s, nil
}

// signed is who did a step, and when.
func signed(v *flow.View, node string) []string {
	var lines []string
	for _, l := range v.History {
		if l.Node == node && (l.Action == flow.Approve || l.Action == flow.Submit || l.Action == flow.Acknowledge) {
			lines = append(lines, l.PersonName+"（"+l.Post+"）　"+clock.Day(l.At))
		}
	}
	return lines
}
