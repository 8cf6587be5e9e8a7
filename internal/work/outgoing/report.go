package outgoing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strconv"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

// reportReaders are the posts that read statistics and the number audit.
var reportReaders = []string{"bangongshizhuren", "wenmi", "juzhang", "shuji", "jijianzuzhang"}

func (d Deps) reports() []module.Report {
	return []module.Report{
		{ID: "outgoing-counts", Title: "发文数量统计", Sees: reportReaders, Make: countsReport},
		{ID: "outgoing-time", Title: "各环节用时", Clause: "1-03-1", Sees: reportReaders, Make: timeReport},
		{ID: "outgoing-returns", Title: "退办情况", Clause: "1-03-2.2", Sees: reportReaders, Make: returnsReport},
		{ID: "outgoing-numbers", Title: "文号审计", Clause: "1-03-R3", Sees: reportReaders, Make: d.numbersReport},
	}
}

func millis(date clock.Date) int64 { return clock.Millis(date.Time(0, 0)) }

// countsReport counts issued documents by kind and department.
func countsReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	type cell struct {
		Kind string `db:"doc_kind"`
		Dept string `db:"dept"`
		N    int64  `db:"n"`
	}
	cells, err := store.All[cell](ctx, q, `SELECT d.doc_kind, COALESCE(p.name, '') AS dept, COUNT(*) AS n FROM outgoing_document d JOIN cases c ON c.id = d.id
		LEFT JOIN department p ON p.id = d.dept_id WHERE d.number <> '' AND c.state <> '已作废' AND d.doc_date >= $1 AND d.doc_date < $2
		GROUP BY d.doc_kind, p.name ORDER BY d.doc_kind, p.name`, string(from), string(to))
	if err != nil {
		return nil, err
	}
	count := map[string]map[string]int64{}
	var depts, kinds []string
	for _, x := range cells {
		if count[x.Kind] == nil {
			count[x.Kind] = map[string]int64{}
			kinds = append(kinds, x.Kind)
		}
		if !slices.Contains(depts, x.Dept) {
			depts = append(depts, x.Dept)
		}
		count[x.Kind][x.Dept] = x.N
	}
	sort.Strings(depts)
	t := flow.Table{Title: "按文种和拟稿部门", Columns: []flow.Column{{Title: "文种", Wide: true}}, Totals: []string{"合计"}}
	for _, dept := range depts {
		t.Columns = append(t.Columns, flow.Column{Title: dept, Right: true})
	}
	t.Columns = append(t.Columns, flow.Column{Title: "合计", Right: true})
	sums := make([]int64, len(depts)+1)
	for _, kind := range kinds {
		row, all := []string{kind}, int64(0)
		for i, dept := range depts {
			n := count[kind][dept]
			row, all, sums[i] = append(row, strconv.FormatInt(n, 10)), all+n, sums[i]+n
		}
		sums[len(depts)] += all
		t.Rows = append(t.Rows, flow.TableRow{Cells: append(row, strconv.FormatInt(all, 10))})
	}
	for _, n := range sums {
		t.Totals = append(t.Totals, strconv.FormatInt(n, 10))
	}
	return []flow.Table{t}, nil
}

// timeReport tells how long each step took: of those finished in the period. What was
// drafted before the case began, and what one person did in one go, took no time.
func timeReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	type step struct {
		Node   string `db:"node"`
		Opened int64  `db:"opened_at"`
		Done   int64  `db:"done_at"`
		Due    int64  `db:"due_at"`
	}
	steps, err := store.All[step](ctx, q, `SELECT t.node, t.opened_at, t.done_at, t.due_at FROM task t JOIN cases c ON c.id = t.case_id
		WHERE c.kind = $1 AND t.kind = 'step' AND t.state = 'done' AND t.done_at > t.opened_at AND t.done_at >= $2 AND t.done_at < $3`, Kind, millis(from), millis(to))
	if err != nil {
		return nil, err
	}
	took, late := map[string][]int64{}, map[string]int{}
	for _, s := range steps {
		took[s.Node] = append(took[s.Node], s.Done-s.Opened)
		if s.Due > 0 && s.Done > s.Due {
			late[s.Node]++
		}
	}
	t := flow.Table{Title: "每个环节停留多久", Note: "自然时间，办结的环节", Columns: []flow.Column{{Title: "环节", Wide: true}, {Title: "次数", Right: true}, {Title: "平均", Right: true}, {Title: "中位", Right: true}, {Title: "最长", Right: true}, {Title: "超期", Right: true}}}
	for _, n := range definition(newForms()).Nodes {
		all := took[n.ID]
		if len(all) == 0 {
			continue
		}
		slices.Sort(all)
		sum := int64(0)
		for _, ms := range all {
			sum += ms
		}
		row := flow.TableRow{Cells: []string{n.Name, strconv.Itoa(len(all)), long(sum / int64(len(all))), long(all[len(all)/2]), long(all[len(all)-1]), strconv.Itoa(late[n.ID])}}
		if late[n.ID] > 0 {
			row.Tone = "a"
		}
		t.Rows = append(t.Rows, row)
	}
	return []flow.Table{t}, nil
}

// long writes a span of time in words.
func long(ms int64) string {
	hours := float64(ms) / 3_600_000
	if hours < 48 {
		return fmt.Sprintf("%.1f 小时", hours)
	}
	return fmt.Sprintf("%.1f 天", hours/24)
}

// returnsReport tells which steps gave documents back, to where and why (1-03-2.2).
func returnsReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	type line struct {
		CaseID   string `db:"case_id"`
		Title    string `db:"title"`
		NodeName string `db:"node_name"`
		Person   string `db:"person_name"`
		Opinion  string `db:"opinion"`
		Data     string `db:"data"`
		At       int64  `db:"at"`
	}
	lines, err := store.All[line](ctx, q, `SELECT h.case_id, c.title, h.node_name, h.person_name, h.opinion, h.data, h.at FROM history h JOIN cases c ON c.id = h.case_id
		WHERE c.kind = $1 AND h.action = 'return' AND h.at >= $2 AND h.at < $3 ORDER BY h.at DESC`, Kind, millis(from), millis(to))
	if err != nil {
		return nil, err
	}
	sum := flow.Table{Title: "按环节", Columns: []flow.Column{{Title: "退办的环节", Wide: true}, {Title: "退到"}, {Title: "次数", Right: true}}}
	list := flow.Table{Title: "逐件", Columns: []flow.Column{{Title: "公文", Wide: true}, {Title: "退办的环节"}, {Title: "退到"}, {Title: "退办人"}, {Title: "理由"}, {Title: "时间"}}}
	type way struct{ from, to string }
	count := map[way]int{}
	var ways []way
	for _, l := range lines {
		var data struct {
			To string `json:"to_name"`
		}
		if err := json.Unmarshal([]byte(l.Data), &data); err != nil {
			return nil, err
		}
		w := way{l.NodeName, data.To}
		if count[w] == 0 {
			ways = append(ways, w)
		}
		count[w]++
		list.Rows = append(list.Rows, flow.TableRow{Link: "/cases/" + l.CaseID, Cells: []string{l.Title, w.from, w.to, l.Person, l.Opinion, clock.Day(l.At)}})
	}
	sort.SliceStable(ways, func(i, j int) bool { return count[ways[i]] > count[ways[j]] })
	for _, w := range ways {
		sum.Rows = append(sum.Rows, flow.TableRow{Cells: []string{w.from, w.to, strconv.Itoa(count[w])}})
	}
	return []flow.Table{sum, list}, nil
}
