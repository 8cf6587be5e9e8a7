package seal

import (
	"context"
	"fmt"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

func (d Deps) reports() []module.Report {
	return []module.Report{{ID: "seal-use", Title: "用印统计", Clause: "1-01-3", Sees: overseers, Make: makeReport}}
}

// makeReport counts a period: uses by seal, department and matter, spoiled pages,
// authorisations used and confirmed, stock-takings.
func makeReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	a, b := clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0))
	var out []flow.Table
	for _, by := range []struct{ title, column, join string }{
		{"按印章", "s.name", ""}, {"按科室", "COALESCE(d.name, '')", " LEFT JOIN department d ON d.id = l.dept_id"}, {"按事项", "l.matter", ""},
	} {
		t, err := usesBy(ctx, q, by.title, by.column, by.join, a, b)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	for _, more := range []func(context.Context, store.Querier, int64, int64) (flow.Table, error){spoiledReport, powersReport, refusedReport} {
		t, err := more(ctx, q, a, b)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	t, err := stockReport(ctx, q, string(from)[:7], string(to.AddDays(-1))[:7])
	return append(out, t), err
}

func usesBy(ctx context.Context, q store.Querier, title, column, join string, from, to int64) (flow.Table, error) {
	type row struct {
		Name    string `db:"name"`
		Uses    int64  `db:"uses"`
		Copies  int64  `db:"copies"`
		Places  int64  `db:"places"`
		Spoiled int64  `db:"spoiled"`
	}
	rows, err := store.All[row](ctx, q, `SELECT `+column+` AS name, COUNT(CASE WHEN l.copies > 0 THEN 1 END) AS uses, CAST(SUM(l.copies) AS BIGINT) AS copies, CAST(SUM(l.places) AS BIGINT) AS places, CAST(SUM(l.spoiled) AS BIGINT) AS spoiled
		FROM `+registered+` AS l JOIN seal s ON s.id = l.seal_id`+join+` WHERE l.at >= $1 AND l.at < $2 GROUP BY `+column+` ORDER BY uses DESC, name`, from, to)
	t := flow.Table{Title: title, Columns: []flow.Column{{Title: title[len("按"):], Wide: true, Weight: 30}, {Title: "用印次数", Right: true, Weight: 12}, {Title: "份数", Right: true, Weight: 12}, {Title: "用印处数", Right: true, Weight: 12}, {Title: "废页", Right: true, Weight: 12}}}
	var sum row
	for _, r := range rows {
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Name, fmt.Sprint(r.Uses), fmt.Sprint(r.Copies), fmt.Sprint(r.Places), fmt.Sprint(r.Spoiled)}, Link: "/registers/1-01-F1"})
		sum.Uses, sum.Copies, sum.Places, sum.Spoiled = sum.Uses+r.Uses, sum.Copies+r.Copies, sum.Places+r.Places, sum.Spoiled+r.Spoiled
	}
	t.Totals = []string{"合计", fmt.Sprint(sum.Uses), fmt.Sprint(sum.Copies), fmt.Sprint(sum.Places), fmt.Sprint(sum.Spoiled)}
	return t, err
}

// spoiledReport shows that no spoiled page is left (1-01-6.5).
func spoiledReport(ctx context.Context, q store.Querier, from, to int64) (flow.Table, error) {
	type row struct {
		CaseID    string `db:"case_id"`
		Number    string `db:"number"`
		Title     string `db:"title"`
		Spoiled   int64  `db:"spoiled"`
		Destroyed int64  `db:"destroyed"`
	}
	rows, err := store.All[row](ctx, q, `SELECT p.case_id, c.number, c.title, CAST(SUM(p.spoiled) AS BIGINT) AS spoiled,
		(SELECT CAST(COALESCE(SUM(x.pages), 0) AS BIGINT) FROM seal_spoiled x WHERE x.case_id = p.case_id) AS destroyed
		FROM seal_press p JOIN cases c ON c.id = p.case_id WHERE p.at >= $1 AND p.at < $2 AND p.spoiled > 0 GROUP BY p.case_id, c.number, c.title ORDER BY c.number`, from, to)
	t := flow.Table{Title: "带印废页", Note: "1-01-6.5", Columns: []flow.Column{{Title: "用印", Weight: 18}, {Title: "文件", Wide: true, Weight: 34}, {Title: "废页", Right: true, Weight: 10}, {Title: "已销毁", Right: true, Weight: 10}}}
	for _, r := range rows {
		tone := ""
		if r.Destroyed < r.Spoiled {
			tone = "r"
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Number, r.Title, fmt.Sprint(r.Spoiled), fmt.Sprint(r.Destroyed)}, Link: "/cases/" + r.CaseID, Tone: tone})
	}
	return t, err
}

// powersReport is how the authorisations of the 办公室主任 were used, and whether
// the oral ones were confirmed (1-01-5.3).
func powersReport(ctx context.Context, q store.Querier, from, to int64) (flow.Table, error) {
	type row struct {
		CaseID string `db:"case_id"`
		Number string `db:"number"`
		Title  string `db:"title"`
		Basis  string `db:"basis"`
		Copies int64  `db:"copies"`
		At     int64  `db:"at"`
		Oral   int64  `db:"oral"`
		Good   int64  `db:"good"`
	}
	rows, err := store.All[row](ctx, q, `SELECT u.id AS case_id, c.number, c.title, u.basis, u.copies, u.approved_at AS at, CASE WHEN u.exception_id <> '' THEN 1 ELSE 0 END AS oral,
		COALESCE((SELECT e.good_at FROM exception e WHERE e.id = u.exception_id), 0) AS good
		FROM seal_use u JOIN cases c ON c.id = u.id WHERE (u.grant_id <> '' OR u.exception_id <> '') AND u.approved_at >= $1 AND u.approved_at < $2 ORDER BY u.approved_at, u.id`, from, to)
	t := flow.Table{Title: "局长授权的使用", Note: "1-01-5.3", Columns: []flow.Column{{Title: "用印", Weight: 18}, {Title: "文件", Wide: true, Weight: 30}, {Title: "授权", Weight: 20}, {Title: "份数", Right: true, Weight: 8}, {Title: "批准", Weight: 14}, {Title: "确认", Weight: 12}}}
	for _, r := range rows {
		state, tone := "书面授权", ""
		if r.Oral == 1 {
			state = "已确认 " + moment(r.Good)
			if r.Good == 0 {
				state, tone = "还没有确认", "r"
			}
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Number, r.Title, r.Basis, fmt.Sprint(r.Copies), moment(r.At), state}, Link: "/cases/" + r.CaseID, Tone: tone})
	}
	return t, err
}

// refusedReport is how often each clause stopped something.
func refusedReport(ctx context.Context, q store.Querier, from, to int64) (flow.Table, error) {
	type row struct {
		Clause string `db:"clause"`
		Times  int64  `db:"times"`
	}
	rows, err := store.All[row](ctx, q, `SELECT clause, CAST(SUM(times) AS BIGINT) AS times FROM refusal WHERE clause LIKE '1-01-%' AND at >= $1 AND at < $2 GROUP BY clause ORDER BY clause`, from, to)
	t := flow.Table{Title: "没有办成的", Note: "按条款", Columns: []flow.Column{{Title: "条款", Wide: true, Weight: 20}, {Title: "次数", Right: true, Weight: 10}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Clause, fmt.Sprint(r.Times)}, Link: "/norms/clauses/" + r.Clause})
	}
	return t, err
}

func stockReport(ctx context.Context, q store.Querier, from, to string) (flow.Table, error) {
	type row struct {
		Month  string `db:"month"`
		Seals  int64  `db:"seals"`
		Absent int64  `db:"absent"`
		Worn   int64  `db:"worn"`
	}
	rows, err := store.All[row](ctx, q, `SELECT month, COUNT(*) AS seals, COUNT(CASE WHEN there = '不在位' THEN 1 END) AS absent, COUNT(CASE WHEN condition <> '完好' THEN 1 END) AS worn
		FROM seal_stock s WHERE month >= $1 AND month <= $2
			AND NOT EXISTS (SELECT 1 FROM seal_stock later WHERE later.month = s.month AND later.seal_id = s.seal_id AND later.id > s.id)
		GROUP BY month ORDER BY month`, from, to)
	t := flow.Table{Title: "月度盘点", Columns: []flow.Column{{Title: "月份", Wide: true, Weight: 16}, {Title: "盘点枚数", Right: true, Weight: 12}, {Title: "不在位", Right: true, Weight: 12}, {Title: "磨损破损", Right: true, Weight: 12}}}
	for _, r := range rows {
		tone := ""
		if r.Absent > 0 {
			tone = "r"
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Month, fmt.Sprint(r.Seals), fmt.Sprint(r.Absent), fmt.Sprint(r.Worn)}, Tone: tone})
	}
	return t, err
}
