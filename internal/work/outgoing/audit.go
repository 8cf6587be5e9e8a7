package outgoing

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
)

// drawnNumber is a number of a series with what became of it.
type drawnNumber struct {
	Series  string `db:"series"`
	Year    int64  `db:"year"`
	N       int64  `db:"n"`
	Text    string `db:"text"`
	CaseID  string `db:"case_id"`
	DrawnAt int64  `db:"drawn_at"`
	Voided  int64  `db:"voided_at"`
	Reason  string `db:"void_reason"`
	Title   string `db:"title"`
	Kind    string `db:"kind"`
	Note    string `db:"note"`
	Signed  int64  `db:"signed_at"`
	Fixed   int64  `db:"fixed"`
	State   string `db:"state"`
}

// numbersReport is the number audit (F8): gaps, voids with their reasons, reserved and
// late numbers, and what was stamped or sent without a number.
func (d Deps) numbersReport(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
	all, err := store.All[drawnNumber](ctx, q, `SELECT n.series, n.year, n.n, n.text, n.case_id, n.drawn_at, COALESCE(n.voided_at, 0) AS voided_at, COALESCE(n.void_reason, '') AS void_reason,
		COALESCE(d.title, c.title, '') AS title, COALESCE(c.kind, '') AS kind, COALESCE(d.number_note, '') AS note, COALESCE(d.signed_at, 0) AS signed_at, COALESCE(d.fixed, 0) AS fixed, COALESCE(c.state, '') AS state
		FROM number n LEFT JOIN cases c ON c.id = n.case_id LEFT JOIN outgoing_document d ON d.id = n.case_id
		WHERE n.series LIKE '发文/%' ORDER BY n.series, n.year, n.n`)
	if err != nil {
		return nil, err
	}
	without, err := unnumbered(ctx, q, from, to)
	if err != nil {
		return nil, err
	}
	in := func(n drawnNumber) bool { return n.DrawnAt >= millis(from) && n.DrawnAt < millis(to) }
	tables := []flow.Table{seriesTable(all, in), gapsTable(all, in)}
	tables = append(tables,
		listed("作废的文号", all, func(n drawnNumber) (string, bool) { return n.Reason, in(n) && n.Voided > 0 }),
		listed("预留、补编的文号", all, func(n drawnNumber) (string, bool) {
			if n.Kind == KindReserve && n.Voided == 0 {
				return "预留，还没有用", in(n)
			}
			return n.Note, in(n) && n.Note != ""
		}),
		listed("编号晚于签发三天以上的", all, func(n drawnNumber) (string, bool) {
			return fmt.Sprintf("签发 %s，编号 %s", clock.Day(n.Signed), clock.Day(n.DrawnAt)), in(n) && n.Signed > 0 && n.DrawnAt-n.Signed > 3*24*3_600_000
		}),
		listed("编了号还没有定稿的", all, func(n drawnNumber) (string, bool) {
			return n.State, in(n) && n.Kind == Kind && n.Fixed == 0 && n.Voided == 0
		}),
		without)
	return tables, nil
}

// span is what was drawn of one series and year.
type span struct {
	name        string
	first, last int64
	n, void     int
	missing     []int64
}

// spans goes through the numbers, which stand in order.
func spans(all []drawnNumber, in func(drawnNumber) bool) []span {
	var out []span
	var now span
	key, counts, next := "", false, int64(0)
	flush := func() {
		if counts {
			out = append(out, now)
		}
	}
	for _, n := range all {
		if k := fmt.Sprint(n.Series, n.Year); k != key {
			flush()
			now = span{name: strings.TrimPrefix(n.Series, "发文/"), first: n.N}
			if n.Year > 0 {
				now.name += fmt.Sprintf("（%d 年）", n.Year)
			}
			key, counts, next = k, false, n.N
		}
		for ; next < n.N; next++ {
			now.missing = append(now.missing, next)
		}
		next = n.N + 1
		now.last, now.n, counts = n.N, now.n+1, counts || in(n)
		if n.Voided > 0 {
			now.void++
		}
	}
	flush()
	return out
}

func seriesTable(all []drawnNumber, in func(drawnNumber) bool) flow.Table {
	t := flow.Table{Title: "各代字", Columns: []flow.Column{{Title: "代字", Wide: true}, {Title: "从"}, {Title: "到"}, {Title: "已编", Right: true}, {Title: "作废", Right: true}, {Title: "缺号", Right: true}}}
	for _, s := range spans(all, in) {
		row := flow.TableRow{Cells: []string{s.name, strconv.FormatInt(s.first, 10), strconv.FormatInt(s.last, 10), strconv.Itoa(s.n), strconv.Itoa(s.void), strconv.Itoa(len(s.missing))}}
		if len(s.missing) > 0 {
			row.Tone = "r"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func gapsTable(all []drawnNumber, in func(drawnNumber) bool) flow.Table {
	t := flow.Table{Title: "缺号", Note: "文号在签发以后取，没有办成的不占号，正常没有缺号", Columns: []flow.Column{{Title: "代字", Wide: true}, {Title: "缺的号"}}}
	for _, s := range spans(all, in) {
		for _, n := range s.missing {
			t.Rows = append(t.Rows, flow.TableRow{Tone: "r", Cells: []string{s.name, strconv.FormatInt(n, 10)}})
		}
	}
	return t
}

func listed(title string, all []drawnNumber, pick func(drawnNumber) (string, bool)) flow.Table {
	t := flow.Table{Title: title, Columns: []flow.Column{{Title: "文号"}, {Title: "标题", Wide: true}, {Title: "说明"}}}
	for _, n := range all {
		if why, ok := pick(n); ok {
			t.Rows = append(t.Rows, flow.TableRow{Link: "/cases/" + n.CaseID, Cells: []string{n.Text, n.Title, why}})
		}
	}
	return t
}

// unnumbered are documents that were stamped or sent without a number.
func unnumbered(ctx context.Context, q store.Querier, from, to clock.Date) (flow.Table, error) {
	type row struct {
		ID      string `db:"id"`
		Title   string `db:"title"`
		Stamped int64  `db:"stamped"`
		Sent    int64  `db:"sent"`
	}
	rows, err := store.All[row](ctx, q, `SELECT d.id, d.title, d.stamped, (SELECT COUNT(*) FROM outgoing_dispatch x WHERE x.case_id = d.id) AS sent FROM outgoing_document d
		JOIN cases c ON c.id = d.id WHERE d.number = '' AND c.created_at < $1 AND c.touched_at >= $2
		AND (d.stamped > 0 OR EXISTS (SELECT 1 FROM outgoing_dispatch x WHERE x.case_id = d.id)) ORDER BY d.id`, millis(to), millis(from))
	t := flow.Table{Title: "没有文号而用印、分发的", Columns: []flow.Column{{Title: "标题", Wide: true}, {Title: "用印", Right: true}, {Title: "分发", Right: true}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, flow.TableRow{Tone: "r", Link: "/cases/" + r.ID, Cells: []string{r.Title, strconv.FormatInt(r.Stamped, 10), strconv.FormatInt(r.Sent, 10)}})
	}
	return t, err
}
