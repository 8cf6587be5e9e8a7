package incoming

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// reports are the statistics of 1-02: with whom and how long, how soon, what is
// overdue, how many of what.
func (d Deps) reports() []module.Report {
	return []module.Report{
		{ID: "incoming-hands", Title: "在谁处、多久", Clause: "1-02-R3", Sees: office, Make: d.handsReport},
		{ID: "incoming-time", Title: "办理时效", Clause: "1-02-1.2", Sees: office, Make: timeReport},
		{ID: "incoming-overdue", Title: "科室超期", Clause: "1-02-R4", Sees: office, Make: d.overdueReport},
		{ID: "incoming-count", Title: "收文分类统计", Clause: "1-02-1.1", Sees: office, Make: countReport},
	}
}

// day is a number of milliseconds as days, one decimal.
func daysText(ms int64) string { return strconv.FormatFloat(float64(ms)/86_400_000, 'f', 1, 64) }

type hand struct {
	Principal org.Principal `db:"principal"`
	CaseID    string        `db:"case_id"`
	Since     int64         `db:"opened_at"`
	DueAt     int64         `db:"due_at"`
	Number    string        `db:"number"`
	Title     string        `db:"title"`
	Node      string        `db:"node"`
}

const selectHands = `SELECT t.principal, t.case_id, t.opened_at, t.due_at, c.number, c.title, t.node FROM task t JOIN cases c ON c.id = t.case_id
	WHERE t.state = 'open' AND t.kind = 'step' AND c.kind = 'incoming' AND c.paused_at = 0 `

// handsReport says with whom documents are now, and for how long; the period is of
// no account.
func (d Deps) handsReport(ctx context.Context, q store.Querier, _, _ clock.Date) ([]flow.Table, error) {
	hands, err := store.All[hand](ctx, q, selectHands+`ORDER BY t.opened_at, t.id LIMIT 2000`)
	if err != nil {
		return nil, err
	}
	now := clock.Millis(d.Now())
	t := flow.Table{Title: "现在在谁处", Note: fmt.Sprintf("%d 项", len(hands)), Columns: []flow.Column{
		{Title: "在谁处", Weight: 26, Wide: true}, {Title: "件数", Weight: 8, Right: true}, {Title: "超期", Weight: 8, Right: true}, {Title: "最久（天）", Weight: 10, Right: true}, {Title: "平均（天）", Weight: 10, Right: true},
	}}
	type sum struct {
		n, late   int
		long, all int64
	}
	sums, order := map[org.Principal]*sum{}, []org.Principal(nil)
	for _, h := range hands {
		s := sums[h.Principal]
		if s == nil {
			s = &sum{}
			sums[h.Principal], order = s, append(order, h.Principal)
		}
		s.n++
		s.all += now - h.Since
		s.long = max(s.long, now-h.Since)
		if h.DueAt > 0 && h.DueAt < now {
			s.late++
		}
	}
	slices.SortStableFunc(order, func(a, b org.Principal) int { return sums[b].n - sums[a].n })
	for _, p := range order {
		who, err := flow.Who(ctx, q, p, d.Now())
		if err != nil {
			return nil, err
		}
		s := sums[p]
		row := flow.TableRow{Cells: []string{who, strconv.Itoa(s.n), strconv.Itoa(s.late), daysText(s.long), daysText(s.all / int64(s.n))}}
		if s.late > 0 {
			row.Tone = "r"
		}
		t.Rows = append(t.Rows, row)
	}
	return []flow.Table{t}, nil
}

// times are the moments of one document's way.
type times struct {
	Class      string `db:"class"`
	Urgency    string `db:"urgency"`
	SignedAt   int64  `db:"signed_at"`
	Registered int64  `db:"registered"`
	Proposed   int64  `db:"proposed"`
	Instructed int64  `db:"instructed"`
	Closed     int64  `db:"closed_at"`
}

// timeReport says how soon documents registered in a period went to a leader, were
// instructed on, and closed.
func timeReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	first := func(nodes string) string {
		return `COALESCE((SELECT MIN(h.at) FROM history h WHERE h.case_id = d.id AND h.node IN (` + nodes + `) AND h.action IN ('approve', 'acknowledge')), 0)`
	}
	rows, err := store.All[times](ctx, q, `SELECT d.class, d.urgency, d.signed_at, `+first(`'register'`)+` AS registered, `+first(`'propose'`)+` AS proposed,
		`+first(`'instruct', 'instruct-together', 'decide'`)+` AS instructed, CASE WHEN c.state = '已办结' THEN c.closed_at ELSE 0 END AS closed_at
		FROM incoming_document d JOIN cases c ON c.id = d.id WHERE d.number <> '' AND c.state <> '已作废' AND d.received_on >= $1 AND d.received_on < $2`, string(from), string(to))
	if err != nil {
		return nil, err
	}
	by := func(title string, of func(times) string) flow.Table {
		t := flow.Table{Title: title, Columns: []flow.Column{
			{Title: title, Weight: 20, Wide: true}, {Title: "件数", Weight: 8, Right: true}, {Title: "签收到登记（天）", Weight: 13, Right: true}, {Title: "登记到送领导（天）", Weight: 14, Right: true},
			{Title: "到批示（天）", Weight: 11, Right: true}, {Title: "到办结（天）", Weight: 11, Right: true}, {Title: "已办结", Weight: 8, Right: true},
		}}
		groups, order := map[string][]times{}, []string(nil)
		for _, r := range rows {
			key := of(r)
			if groups[key] == nil {
				order = append(order, key)
			}
			groups[key] = append(groups[key], r)
		}
		slices.SortFunc(order, func(a, b string) int { return len(groups[b]) - len(groups[a]) })
		for _, key := range order {
			t.Rows = append(t.Rows, flow.TableRow{Cells: timeCells(key, groups[key])})
		}
		if len(rows) > 0 {
			t.Totals = timeCells("全部", rows)
		}
		return t
	}
	return []flow.Table{by("阅件或办件", func(r times) string { return r.Class }), by("紧急程度", func(r times) string { return orAnyOf(r.Urgency, "无") })}, nil
}

func orAnyOf(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// timeCells are the averages of a group, of those that have come so far.
func timeCells(name string, group []times) []string {
	mean := func(from, to func(times) int64) string {
		sum, n := int64(0), int64(0)
		for _, r := range group {
			if a, b := from(r), to(r); a > 0 && b > 0 {
				sum, n = sum+b-a, n+1
			}
		}
		if n == 0 {
			return "--"
		}
		return daysText(sum / n)
	}
	signed, registered := func(r times) int64 { return r.SignedAt }, func(r times) int64 { return r.Registered }
	closed := 0
	for _, r := range group {
		if r.Closed > 0 {
			closed++
		}
	}
	return []string{name, strconv.Itoa(len(group)), mean(signed, registered), mean(registered, func(r times) int64 { return r.Proposed }),
		mean(registered, func(r times) int64 { return r.Instructed }), mean(registered, func(r times) int64 { return r.Closed }), strconv.Itoa(closed)}
}

// overdueReport says which departments answered late in a period, or have not yet.
func (d Deps) overdueReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	type work struct {
		Principal org.Principal `db:"principal"`
		CaseID    string        `db:"case_id"`
		Number    string        `db:"number"`
		Title     string        `db:"title"`
		State     string        `db:"state"`
		DueAt     int64         `db:"due_at"`
		DoneAt    int64         `db:"done_at"`
	}
	rows, err := store.All[work](ctx, q, `SELECT t.principal, t.case_id, c.number, c.title, t.state, t.due_at, t.done_at FROM task t JOIN cases c ON c.id = t.case_id
		WHERE c.kind = 'incoming' AND t.node = 'handle' AND t.kind = 'step' AND t.state IN ('open', 'done') AND t.opened_at >= $1 AND t.opened_at < $2 ORDER BY t.due_at, t.id`,
		clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0)))
	if err != nil {
		return nil, err
	}
	now := clock.Millis(d.Now())
	t := flow.Table{Title: "按承办科室", Columns: []flow.Column{
		{Title: "承办", Weight: 26, Wide: true}, {Title: "交办", Weight: 8, Right: true}, {Title: "按期反馈", Weight: 9, Right: true}, {Title: "超期反馈", Weight: 9, Right: true},
		{Title: "在办", Weight: 8, Right: true}, {Title: "其中超期", Weight: 9, Right: true}, {Title: "按期率", Weight: 9, Right: true},
	}}
	list := flow.Table{Title: "超期还没有反馈", Columns: []flow.Column{{Title: "收文号", Weight: 16}, {Title: "标题", Weight: 36, Wide: true}, {Title: "承办", Weight: 18}, {Title: "应于", Weight: 13}, {Title: "超期（天）", Weight: 10, Right: true}}}
	type sum struct{ all, inTime, late, open, over int }
	sums, order := map[string]*sum{}, []string(nil)
	names := map[org.Principal]string{}
	for _, r := range rows {
		who := names[r.Principal]
		if who == "" {
			if who, err = org.Describe(ctx, q, r.Principal); err != nil {
				return nil, err
			}
			who = strings.TrimSuffix(who, "负责人")
			names[r.Principal] = who
		}
		s := sums[who]
		if s == nil {
			s = &sum{}
			sums[who], order = s, append(order, who)
		}
		s.all++
		switch {
		case r.State == "done" && (r.DueAt == 0 || r.DoneAt <= r.DueAt):
			s.inTime++
		case r.State == "done":
			s.late++
		default:
			s.open++
			if r.DueAt > 0 && r.DueAt < now {
				s.over++
				list.Rows = append(list.Rows, flow.TableRow{Tone: "r", Link: "/cases/" + r.CaseID, Cells: []string{r.Number, r.Title, who, dayOf(r.DueAt), daysText(now - r.DueAt)}})
			}
		}
	}
	slices.Sort(order)
	for _, who := range order {
		s := sums[who]
		row := flow.TableRow{Cells: []string{who, strconv.Itoa(s.all), strconv.Itoa(s.inTime), strconv.Itoa(s.late), strconv.Itoa(s.open), strconv.Itoa(s.over), share(s.inTime, s.inTime+s.late+s.over)}}
		if s.over > 0 {
			row.Tone = "r"
		}
		t.Rows = append(t.Rows, row)
	}
	return []flow.Table{t, list}, nil
}

func share(part, of int) string {
	if of == 0 {
		return "--"
	}
	return fmt.Sprintf("%.1f%%", float64(part)*100/float64(of))
}

// countReport counts what was registered in a period, by organ, kind, month and
// source.
func countReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	var tables []flow.Table
	for _, by := range []struct{ title, column string }{
		{"来文机关", "d.organ"}, {"公文种类", "d.doc_kind"}, {"阅件或办件", "d.class"}, {"紧急程度", "d.urgency"}, {"来源", "d.source"}, {"月份", "substr(d.received_on, 1, 7)"},
	} {
		type count struct {
			Name    string `db:"name"`
			N       int64  `db:"n"`
			Handled int64  `db:"handled"`
			Closed  int64  `db:"closed"`
		}
		order := `n DESC, name`
		if by.title == "月份" {
			order = `name`
		}
		rows, err := store.All[count](ctx, q, `SELECT `+by.column+` AS name, COUNT(*) AS n, COUNT(CASE WHEN d.class = '办件' THEN 1 END) AS handled,
			COUNT(CASE WHEN c.state = '已办结' THEN 1 END) AS closed FROM incoming_document d JOIN cases c ON c.id = d.id
			WHERE d.number <> '' AND c.state <> '已作废' AND d.received_on >= $1 AND d.received_on < $2 GROUP BY `+by.column+` ORDER BY `+order+` LIMIT 200`, string(from), string(to))
		if err != nil {
			return nil, err
		}
		t := flow.Table{Title: by.title, Columns: []flow.Column{{Title: by.title, Weight: 30, Wide: true}, {Title: "件数", Weight: 10, Right: true}, {Title: "办件", Weight: 10, Right: true}, {Title: "已办结", Weight: 10, Right: true}}}
		var n, handled, closed int64
		for _, r := range rows {
			t.Rows = append(t.Rows, flow.TableRow{Cells: []string{orAnyOf(r.Name, "无"), fmt.Sprint(r.N), fmt.Sprint(r.Handled), fmt.Sprint(r.Closed)}})
			n, handled, closed = n+r.N, handled+r.Handled, closed+r.Closed
		}
		t.Totals = []string{"合计", fmt.Sprint(n), fmt.Sprint(handled), fmt.Sprint(closed)}
		tables = append(tables, t)
	}
	return tables, nil
}
