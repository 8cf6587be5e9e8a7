package supervising

import (
	"context"
	"fmt"
	"strconv"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

// row is one item as ledger, report and bulletin show it.
type row struct {
	ID         string     `db:"id"`
	Number     string     `db:"number"`
	What       string     `db:"what"`
	Source     string     `db:"source"`
	Words      string     `db:"words"`
	Leader     string     `db:"leader"`
	Dept       string     `db:"dept"`
	OpenedOn   string     `db:"opened_on"`
	Until      string     `db:"until"`
	Extended   int64      `db:"extended"`
	Progress   string     `db:"progress"`
	ProgressAt int64      `db:"progress_at"`
	DoneOn     string     `db:"done_on"`
	State      flow.State `db:"case_state"`
}

const selectRows = `SELECT s.id, s.number, s.what, s.source, s.words, COALESCE(p.name, '') AS leader, COALESCE(d.name, '') AS dept, s.opened_on, s.until,
	s.extended, s.progress, s.progress_at, s.done_on, c.state AS case_state FROM supervision_item s JOIN cases c ON c.id = s.id
	LEFT JOIN person p ON p.id = s.leader_id LEFT JOIN department d ON d.id = s.dept_id `

// late tells whether an open item's time is over on a day.
func (r row) late(day clock.Date) bool { return r.DoneOn == "" && clock.Date(r.Until) < day }

func (r row) state(day clock.Date) string {
	switch {
	case r.State == flow.Voided:
		return "作废"
	case r.DoneOn != "":
		return "已销号"
	case r.late(day):
		return fmt.Sprintf("超期 %d 天", days(clock.Date(r.Until), day))
	}
	return "在办"
}

// days are the calendar days from one day to another.
func days(from, to clock.Date) int { return int(to.Time(12, 0).Sub(from.Time(12, 0)).Hours() / 24) }

// itemsOf are the items of a bulletin: those open at its end, and those closed in
// its time.
func itemsOf(ctx context.Context, q store.Querier, from, to clock.Date) ([]row, error) {
	return store.All[row](ctx, q, selectRows+`WHERE s.opened_on < $1 AND (s.done_on = '' OR s.done_on >= $2) AND c.state <> '已作废' ORDER BY s.until, s.number`, string(to), string(from))
}

// ledger is 督办台账.
func (d Deps) ledger() module.Register {
	return module.Register{
		ID: "supervision", Title: "督办台账", Source: "由督办立项、进展、延期、销号自动写入",
		Columns: []flow.Column{
			{Title: "督办编号", Weight: 15}, {Title: "督办事项", Weight: 30, Wide: true}, {Title: "来源", Weight: 16}, {Title: "批示领导", Weight: 10},
			{Title: "批示要求", Weight: 24, Compact: true}, {Title: "承办科室", Weight: 13}, {Title: "立项日期", Weight: 13, Compact: true}, {Title: "完成时限", Weight: 13},
			{Title: "延期次数", Weight: 8, Right: true}, {Title: "最新进展", Weight: 26, Compact: true}, {Title: "销号日期", Weight: 13}, {Title: "状态", Weight: 12},
		},
		Filters: []form.Field{
			{Name: "from", Label: "立项日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
			{Name: "state", Label: "状态", Kind: form.Choice, Options: []form.Option{{Value: "在办", Label: "在办"}, {Value: "超期", Label: "超期"}, {Value: "已销号", Label: "已销号"}}},
			{Name: "q", Label: "关键词", Kind: form.Text},
		},
		Signers: []string{"文书", "办公室主任"}, Sees: d.Office, Rows: d.rows,
	}
}

func (d Deps) rows(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
	out, today := module.Rows{}, clock.DateOf(d.Now())
	where := func(b *store.Query) *store.Query {
		b.Add(`WHERE s.number <> '' AND `)
		ask.Limit(b, "s.id")
		if from := ask.Filter["from"]; from != "" {
			b.Add(` AND s.opened_on >= ?`, from)
		}
		if to := ask.Filter["to"]; to != "" {
			b.Add(` AND s.opened_on <= ?`, to)
		}
		switch ask.Filter["state"] {
		case "在办":
			b.Add(` AND s.outcome = ''`)
		case "超期":
			b.Add(` AND s.outcome = '' AND s.until < ?`, string(today))
		case "已销号":
			b.Add(` AND s.done_on <> ''`)
		}
		if text := ask.Filter["q"]; text != "" {
			like := store.Like(text)
			b.Add(` AND (s.what LIKE ? ESCAPE '!' OR s.number LIKE ? ESCAPE '!' OR s.source LIKE ? ESCAPE '!')`, like, like, like)
		}
		return b
	}
	count := where(new(store.Query).Add(`SELECT COUNT(*) FROM supervision_item s `))
	var err error
	if out.Count, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return out, err
	}
	list := where(new(store.Query).Add(selectRows)).Add(` ORDER BY s.opened_on DESC, s.id DESC LIMIT ? OFFSET ?`, ask.Page.Most, ask.Page.Skip)
	rows, err := store.All[row](ctx, q, list.SQL(), list.Args()...)
	for _, r := range rows {
		line := module.Row{CaseID: r.ID, Void: r.State == flow.Voided, Cells: []string{
			r.Number, r.What, dash(r.Source), r.Leader, r.Words, r.Dept, r.OpenedOn, r.Until, strconv.FormatInt(r.Extended, 10), dash(r.Progress), dash(r.DoneOn), r.state(today),
		}}
		if r.State.Open() && r.late(today) {
			line.Tone = "r"
		}
		out.Rows = append(out.Rows, line)
	}
	return out, err
}

func dash(s string) string {
	if s == "" {
		return "--"
	}
	return s
}

// weekReport is the bulletin's table for any period.
func (d Deps) weekReport() module.Report {
	return module.Report{
		ID: "supervision-week", Title: "督办通报", Clause: "1-02-R3", Sees: d.Office,
		Make: func(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
			rows, err := itemsOf(ctx, q, from, to)
			if err != nil {
				return nil, err
			}
			return []flow.Table{itemTable(rows, to), deptTable(rows, to)}, nil
		},
	}
}

func itemTable(rows []row, to clock.Date) flow.Table {
	t := flow.Table{Title: "督办事项", Note: fmt.Sprintf("%d 项", len(rows)), Columns: []flow.Column{
		{Title: "督办编号", Weight: 15}, {Title: "督办事项", Weight: 34, Wide: true}, {Title: "承办科室", Weight: 14}, {Title: "完成时限", Weight: 13},
		{Title: "最近报进展", Weight: 14}, {Title: "状态", Weight: 12},
	}}
	for _, r := range rows {
		line := flow.TableRow{Link: "/cases/" + r.ID, Cells: []string{r.Number, r.What, r.Dept, r.Until, "--", r.state(to)}}
		if r.ProgressAt > 0 {
			line.Cells[4] = clock.FromMillis(r.ProgressAt).Format("01-02")
		}
		if r.late(to) {
			line.Tone = "r"
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// deptTable counts by department, in the order in which they first stand.
func deptTable(rows []row, to clock.Date) flow.Table {
	t := flow.Table{Title: "按承办科室", Columns: []flow.Column{{Title: "承办科室", Weight: 30, Wide: true}, {Title: "事项", Weight: 10, Right: true}, {Title: "销号", Weight: 10, Right: true}, {Title: "在办", Weight: 10, Right: true}, {Title: "超期", Weight: 10, Right: true}}}
	type sum struct{ all, done, late int }
	sums, order := map[string]*sum{}, []string(nil)
	for _, r := range rows {
		s := sums[r.Dept]
		if s == nil {
			s = &sum{}
			sums[r.Dept], order = s, append(order, r.Dept)
		}
		s.all++
		if r.DoneOn != "" {
			s.done++
		}
		if r.late(to) {
			s.late++
		}
	}
	for _, dept := range order {
		s := sums[dept]
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{dept, strconv.Itoa(s.all), strconv.Itoa(s.done), strconv.Itoa(s.all - s.done), strconv.Itoa(s.late)}})
	}
	return t
}
