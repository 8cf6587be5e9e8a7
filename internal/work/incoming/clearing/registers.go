package clearing

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

var textFilter = form.Field{Name: "q", Label: "关键词", Kind: form.Text}

// departmentFiles is the ledger of what departments keep on paper (1-02-2.1): the
// office sees all, each department its own.
func (d Deps) departmentFiles() module.Register {
	return module.Register{
		ID: "department-files", Title: "科室文件", Source: "科室文件管理员登记的，和分送到科室的批示复印件；存放位置和持有人随交接变动",
		Columns: []flow.Column{
			{Title: "编码", Weight: 14}, {Title: "文件", Weight: 20}, {Title: "标题", Weight: 36, Wide: true}, {Title: "科室", Weight: 14}, {Title: "持有人", Weight: 10},
			{Title: "存放位置", Weight: 20}, {Title: "登记日期", Weight: 13}, {Title: "应还", Weight: 13}, {Title: "状态", Weight: 9},
		},
		Filters: []form.Field{textFilter}, Signers: []string{"科室文件管理员", "科室负责人"},
		Ledger: true, Sees: append([]string{fileKeeper, "kezhang"}, d.Office...), Rows: d.departmentRows,
	}
}

func (d Deps) departmentRows(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
	out := module.Rows{}
	where := paper.Where{States: []paper.State{paper.Here, paper.Missing}, Text: ask.Filter["q"]}
	office := slices.ContainsFunc(ask.Duties, func(x org.Duty) bool { return slices.Contains(d.Office, x.Post) })
	departments, err := org.Departments(ctx, q)
	if err != nil {
		return out, err
	}
	home, err := d.Home(ctx, q)
	if err != nil {
		return out, err
	}
	for _, dept := range departments {
		own := slices.ContainsFunc(ask.Duties, func(x org.Duty) bool {
			return x.Principal == org.Head(dept.ID) || x.Principal == org.PostAt(fileKeeper, dept.ID)
		})
		if own || office && dept.ID != home {
			where.DeptIDs = append(where.DeptIDs, dept.ID)
		}
	}
	if len(where.DeptIDs) == 0 {
		return out, nil
	}
	copies, total, err := paper.List(ctx, q, where, ask.Page.Most, ask.Page.Skip)
	if err != nil {
		return out, err
	}
	names, err := paper.NamesOf(ctx, q)
	out.Count = total
	for _, c := range copies {
		line := module.Row{Link: "/paper/" + c.ID, Cells: []string{
			c.Code, c.Name(), c.Title, names.Dept(c.DeptID), dash(names.Person(c.HolderID)), dash(c.Place), dateOf(c.MadeAt), dash(string(c.Due)), string(c.State),
		}}
		if c.State == paper.Missing {
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

// listed is a register whose lines are rows of one table that belong to cases.
type listed[T any] struct {
	from  string // FROM … with joins; the line's table is x
	pick  string // SELECT …
	order string
	day   string // column of the period, "" = none
	like  []string
	line  func(T) module.Row
}

// read reads one page of it.
func (l listed[T]) read(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
	out := module.Rows{}
	where := func(b *store.Query) *store.Query {
		b.Add(l.from + ` WHERE `)
		ask.Limit(b, "x.case_id")
		if l.day != "" {
			for name, op := range map[string]string{"from": ">=", "to": "<"} {
				if day := clock.Date(ask.Filter[name]); day != "" {
					if name == "to" {
						day = day.AddDays(1)
					}
					b.Add(` AND `+l.day+` `+op+` ?`, clock.Millis(day.Time(0, 0)))
				}
			}
		}
		if text := ask.Filter["q"]; text != "" {
			b.Add(` AND (1 = 0`)
			for _, column := range l.like {
				b.Add(` OR `+column+` LIKE ? ESCAPE '!'`, store.Like(text))
			}
			b.Add(`)`)
		}
		return b
	}
	count := where(new(store.Query).Add(`SELECT COUNT(*) `))
	var err error
	if out.Count, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return out, err
	}
	list := where(new(store.Query).Add(l.pick+` `)).Add(` ORDER BY `+l.order+` LIMIT ? OFFSET ?`, ask.Page.Most, ask.Page.Skip)
	rows, err := store.All[T](ctx, q, list.SQL(), list.Args()...)
	for _, r := range rows {
		out.Rows = append(out.Rows, l.line(r))
	}
	return out, err
}

type handbackLine struct {
	CaseID     string `db:"case_id"`
	Number     string `db:"number"`
	Year       int64  `db:"year"`
	Dept       string `db:"dept"`
	Code       string `db:"code"`
	Title      string `db:"title"`
	Decision   string `db:"decision"`
	Reason     string `db:"reason"`
	Lister     string `db:"lister"`
	Received   int64  `db:"received"`
	Receiver   string `db:"receiver"`
	ReceivedAt int64  `db:"received_at"`
}

// handbackRegister is 文件清退单, line by line.
func (d Deps) handbackRegister() module.Register {
	l := listed[handbackLine]{
		from: `FROM clearing_line x LEFT JOIN department d ON d.id = x.dept_id LEFT JOIN person p ON p.id = x.listed_by LEFT JOIN person r ON r.id = x.received_by`,
		pick: `SELECT x.case_id, x.number, x.year, COALESCE(d.name, '') AS dept, x.code, x.title, x.decision, x.reason, COALESCE(p.name, '') AS lister, x.received,
			COALESCE(r.name, '') AS receiver, x.received_at`,
		order: `x.year DESC, x.number DESC, x.code`, like: []string{"x.title", "x.code", "x.number"},
		line: func(r handbackLine) module.Row {
			where := r.Decision
			if r.Decision == "留用" {
				where += "：" + r.Reason
			} else if r.Received == 0 {
				where = "未交"
			}
			row := module.Row{CaseID: r.CaseID, Cells: []string{r.Number, strconv.FormatInt(r.Year, 10), r.Dept, r.Code, r.Title, where, r.Lister, dash(r.Receiver), dateOf(r.ReceivedAt)}}
			if where == "未交" {
				row.Tone = "a"
			}
			return row
		},
	}
	return module.Register{
		ID: "file-handback", Title: "文件清退单", Source: "由年终文件清退的签收自动写入",
		Columns: []flow.Column{
			{Title: "清退单号", Weight: 16}, {Title: "年度", Weight: 7}, {Title: "科室", Weight: 14}, {Title: "编码", Weight: 14}, {Title: "文件", Weight: 36, Wide: true},
			{Title: "去向", Weight: 16}, {Title: "交出人", Weight: 10}, {Title: "签收人", Weight: 10}, {Title: "签收日期", Weight: 13},
		},
		Filters: []form.Field{textFilter}, Signers: []string{"交出人", "文书"}, Sees: d.Office, Rows: l.read,
	}
}

type destructionLine struct {
	CaseID    string `db:"case_id"`
	Number    string `db:"number"`
	Code      string `db:"code"`
	Document  string `db:"document"`
	Title     string `db:"title"`
	Pages     int64  `db:"pages"`
	Appraisal string `db:"appraisal"`
	Approver  string `db:"approver"`
	Handler   string `db:"handler"`
	Witness   string `db:"witness"`
	Way       string `db:"way"`
	Place     string `db:"place"`
	At        int64  `db:"destroyed_at"`
}

// destructionRegister is 销毁清册, paper by paper.
func (d Deps) destructionRegister() module.Register {
	l := listed[destructionLine]{
		from: `FROM clearing_destruction x LEFT JOIN person a ON a.id = x.approved_by LEFT JOIN person h ON h.id = x.destroyed_by LEFT JOIN person w ON w.id = x.witness_id`,
		pick: `SELECT x.case_id, x.number, x.code, x.document, x.title, x.pages, x.appraisal, COALESCE(a.name, '') AS approver, COALESCE(h.name, '') AS handler,
			COALESCE(w.name, '') AS witness, x.way, x.place, x.destroyed_at`,
		order: `x.destroyed_at DESC, x.number DESC, x.code`, day: "x.destroyed_at", like: []string{"x.title", "x.code", "x.number", "x.document"},
		line: func(r destructionLine) module.Row {
			return module.Row{CaseID: r.CaseID, Cells: []string{
				r.Number, r.Code, r.Document, r.Title, strconv.FormatInt(r.Pages, 10), r.Appraisal, r.Approver, dateOf(r.At), r.Place, r.Way, r.Handler, r.Witness,
			}}
		},
	}
	return module.Register{
		ID: "file-destruction", Title: "销毁清册", Source: "由文件销毁流程的监销自动写入；此外没有销毁的途径",
		Columns: []flow.Column{
			{Title: "清册号", Weight: 14}, {Title: "编码", Weight: 14}, {Title: "文件", Weight: 20}, {Title: "标题", Weight: 30, Wide: true}, {Title: "页数", Weight: 6, Right: true},
			{Title: "鉴别意见", Weight: 18, Compact: true}, {Title: "批准人", Weight: 9}, {Title: "销毁日期", Weight: 13}, {Title: "地点", Weight: 10, Compact: true}, {Title: "方式", Weight: 12, Compact: true},
			{Title: "销毁人", Weight: 9}, {Title: "监销人", Weight: 9},
		},
		Filters: periodFilters("销毁日期"), Signers: []string{"销毁人", "监销人", "批准人"}, Sees: append([]string{"dangan"}, d.Office...), Rows: l.read,
	}
}

func periodFilters(label string) []form.Field {
	return []form.Field{{Name: "from", Label: label + "自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind}, textFilter}
}

type missingLine struct {
	CaseID     string `db:"case_id"`
	Number     string `db:"number"`
	Code       string `db:"code"`
	Document   string `db:"document"`
	Title      string `db:"title"`
	Holder     string `db:"holder"`
	Head       string `db:"head"`
	Dept       string `db:"dept"`
	Reporter   string `db:"reporter"`
	ReportedAt int64  `db:"reported_at"`
	Outcome    string `db:"outcome"`
	SettledAt  int64  `db:"settled_at"`
}

// missingRegister lists the incidents with the names that 1-02-3.2 asks for.
func (d Deps) missingRegister() module.Register {
	l := listed[missingLine]{
		from: `FROM clearing_missing x JOIN cases c ON c.id = x.case_id LEFT JOIN person h ON h.id = x.holder_id LEFT JOIN person k ON k.id = x.head_id
			LEFT JOIN department d ON d.id = x.dept_id LEFT JOIN person r ON r.id = x.reported_by`,
		pick: `SELECT x.case_id, c.number, x.code, x.document, x.title, COALESCE(h.name, '') AS holder, COALESCE(k.name, '') AS head, COALESCE(d.name, '') AS dept,
			COALESCE(r.name, '') AS reporter, x.reported_at, x.outcome, x.settled_at`,
		order: `x.reported_at DESC, x.id DESC`, day: "x.reported_at", like: []string{"x.title", "x.code", "x.document"},
		line: func(r missingLine) module.Row {
			outcome := r.Outcome
			if outcome == "" {
				outcome = "处理中"
			}
			row := module.Row{CaseID: r.CaseID, Cells: []string{r.Number, r.Code, r.Document, r.Title, r.Holder, r.Head, r.Dept, r.Reporter, dateOf(r.ReportedAt), outcome, dateOf(r.SettledAt)}}
			if outcome != "已找回" {
				row.Tone = "r"
			}
			return row
		},
	}
	return module.Register{
		ID: "file-missing", Title: "文件缺失事件", Source: "由报文件缺失自动写入，写明当事人和科室主要负责人",
		Columns: []flow.Column{
			{Title: "编号", Weight: 13}, {Title: "编码", Weight: 14}, {Title: "文件", Weight: 20}, {Title: "标题", Weight: 28, Wide: true}, {Title: "当事人", Weight: 9}, {Title: "科室负责人", Weight: 10},
			{Title: "科室", Weight: 13}, {Title: "报告人", Weight: 9, Compact: true}, {Title: "报告日期", Weight: 13}, {Title: "结果", Weight: 10}, {Title: "处理日期", Weight: 13},
		},
		Filters: periodFilters("报告日期"), Signers: []string{"文书", "办公室主任"}, Sees: append([]string{"jijianzuzhang"}, d.Office...), Rows: l.read,
	}
}

// returnRate is how much of what should go back each department has handed back in
// the years of a period (F6).
func (d Deps) returnRate() module.Report {
	return module.Report{
		ID: "file-return", Title: "文件清退率", Clause: "1-02-2.2", Sees: d.Office,
		Make: func(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error) {
			type sum struct {
				Year     int64  `db:"year"`
				Dept     string `db:"dept"`
				Due      int64  `db:"due"`
				Received int64  `db:"received"`
				Kept     int64  `db:"kept"`
			}
			rows, err := store.All[sum](ctx, q, `SELECT x.year, d.name AS dept, COUNT(CASE WHEN x.decision = '交回' THEN 1 END) AS due,
				COUNT(CASE WHEN x.received = 1 THEN 1 END) AS received, COUNT(CASE WHEN x.decision = '留用' THEN 1 END) AS kept
				FROM clearing_line x JOIN department d ON d.id = x.dept_id WHERE x.year >= $1 AND x.year <= $2 GROUP BY x.year, d.name, d.sort ORDER BY x.year DESC, d.sort`,
				int64(from.Year()), int64(to.AddDays(-1).Year()))
			t := flow.Table{Title: "按科室", Columns: []flow.Column{{Title: "年度", Weight: 8}, {Title: "科室", Weight: 24, Wide: true}, {Title: "应交", Weight: 8, Right: true}, {Title: "已交", Weight: 8, Right: true},
				{Title: "未交", Weight: 8, Right: true}, {Title: "留用", Weight: 8, Right: true}, {Title: "清退率", Weight: 10, Right: true}}}
			var due, received, kept int64
			for _, r := range rows {
				line := flow.TableRow{Cells: []string{strconv.FormatInt(r.Year, 10), r.Dept, itoa(r.Due), itoa(r.Received), itoa(r.Due - r.Received), itoa(r.Kept), rate(r.Received, r.Due)}}
				if r.Received < r.Due {
					line.Tone = "a"
				}
				t.Rows = append(t.Rows, line)
				due, received, kept = due+r.Due, received+r.Received, kept+r.Kept
			}
			if len(rows) > 0 {
				t.Totals = []string{"合计", "", itoa(due), itoa(received), itoa(due - received), itoa(kept), rate(received, due)}
			}
			return []flow.Table{t}, err
		},
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// rate is a share in per cent; nothing due is nothing owed.
func rate(part, of int64) string {
	if of == 0 {
		return "--"
	}
	return fmt.Sprintf("%.1f%%", float64(part)*100/float64(of))
}
