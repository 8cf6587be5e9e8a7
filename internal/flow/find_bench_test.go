package flow_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
)

// archive is a bureau with many old cases of which only what a search reads is there.
type archive struct {
	*office
	titles []string
}

const (
	archived  = 100_000
	ownCases  = 500 // that the 保密员 took part in
	strangers = 200 // other people, three of whom took part in each case
	together  = 50  // cases in one statement
)

// BenchmarkFind measures a search with all that a page needs: the hits counted
// up to 1,000, fifty of them read and explained; for the 文书, who sees every
// case of the kind, and for the 保密员, who sees 500. LIKE is the query it replaced.
func BenchmarkFind(b *testing.B) {
	for name, url := range map[string]func() string{"sqlite": func() string { return filepath.Join(b.TempDir(), "guiju.db") }, "postgres": func() string { return testkit.Postgres(b) }} {
		b.Run(name, func(b *testing.B) {
			a := newArchive(b, url())
			for _, login := range []string{"wenshu", "baomi"} {
				for length := 1; length <= 4; length++ {
					b.Run(fmt.Sprintf("%s/%d", login, length), func(b *testing.B) {
						a.measure(b, length, func(word string) error {
							_, err := a.e.Find(b.Context(), a.DB.Read(), a.IDs[login], flow.Look{Text: word, Page: flow.Page{Most: 50}})
							return err
						})
					})
				}
				b.Run(login+"/LIKE", func(b *testing.B) {
					duties, err := org.Duties(b.Context(), a.DB.Read(), a.IDs[login], a.Clock.Now())
					if err != nil {
						b.Fatal(err)
					}
					a.measure(b, 3, func(word string) error {
						q := new(store.Query).Add(`SELECT c.id FROM cases c WHERE `)
						a.e.VisibleTo(q, "c.id", a.IDs[login], duties).Add(` AND (c.title LIKE ? OR c.number LIKE ?)`, "%"+word+"%", "%"+word+"%").Add(` ORDER BY c.created_at DESC, c.id LIMIT 50`)
						_, err := store.Column[string](b.Context(), a.DB.Read(), q.SQL(), q.Args()...)
						return err
					})
				})
			}
		})
	}
}

// measure runs find for parts of titles and reports the times that half of them
// and 99 of 100 stay under.
func (a *archive) measure(b *testing.B, length int, find func(word string) error) {
	b.Helper()
	r := drawn()
	var times []time.Duration
	for b.Loop() {
		title := []rune(a.titles[r.IntN(len(a.titles))])
		from := r.IntN(len(title) - length)
		word := string(title[from : from+length])
		began := clock.System().Now()
		if err := find(word); err != nil {
			b.Fatal(err)
		}
		times = append(times, clock.System().Now().Sub(began))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
}

// benchOffice is a bureau for measuring.
func benchOffice(b *testing.B, url string, indexed bool) *office {
	b.Helper()
	migrations := testkit.Migrations(b, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, job.Migrations, flow.Migrations, search.Migrations)
	clk := clock.NewManual(testkit.Morning)
	db, err := store.Open(b.Context(), store.Config{URL: url, Clock: clk, Migrations: migrations})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	o := testkit.NewOffice(b, db, clk)
	options := flow.Options{Runner: o.Run, Kinds: []*flow.Kind{testKind(o.IDs)}, OpinionClause: "1-03-2.1", Days: cases.NoDays}
	if indexed {
		options.Search = search.New(db)
	}
	e, err := flow.New(b.Context(), options)
	if err != nil {
		b.Fatal(err)
	}
	return &office{o, nil, e}
}

func newArchive(b *testing.B, url string) *archive {
	b.Helper()
	a := &archive{office: benchOffice(b, url, true)}
	r, db, index := drawn(), a.DB, search.New(a.DB)
	for len(a.titles) < archived {
		if err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
			for range 20 {
				if err := a.write(ctx, tx, index, r); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `ANALYZE`)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return a
}

// write adds cases, with their tasks and participants, and indexes them.
func (a *archive) write(ctx context.Context, tx *store.Tx, index *search.Index, r *rand.Rand) error {
	cases, tasks, people := new(store.Query), new(store.Query), new(store.Query)
	cases.Add(`INSERT INTO cases (id, kind, flow_version, flow_hash, state, result, title, number, urgency, creator_id, creator_dept, content_version, plan,
		created_at, due_at, paused_at, closed_at, touched_at, rev) VALUES `)
	tasks.Add(`INSERT INTO task (id, case_id, visit_id, node, kind, principal, label, why, state, version, grp, waits_for, added_by, from_id, born_seq, opened_seq,
		closed_seq, opened_at, due_at, due_text, urged, done_by, done_at) VALUES `)
	people.Add(`INSERT INTO participant (person_id, case_id, last_at) VALUES `)
	comma := ""
	for range together {
		n := len(a.titles)
		at := clock.Millis(testkit.Morning) - int64(archived-n)*300_000
		id, title, number := ident.New(clock.FromMillis(at)), drawTitle(r), fmt.Sprintf("收〔%d〕%d号", 2017+n/10000, n%10000+1)
		a.titles = append(a.titles, title)
		if n%together > 0 {
			cases.Add(`, `)
		}
		cases.Add(`(?, 'test', 1, '', '已办结', '', ?, ?, '', 'p0', '', 1, '{}', ?, 0, 0, ?, ?, 1)`, id, title, number, at, at, at)
		for _, who := range a.tookPart(r, n) {
			tasks.Add(comma+`(?, ?, '', 'one', 'step', ?, '', '', 'done', 2, '', '', '', '', 1, 1, 2, ?, 0, '', 0, '', 0)`, ident.New(clock.FromMillis(at)), id, "person:"+who, at)
			people.Add(comma+`(?, ?, ?)`, who, id, at)
			comma = ", "
		}
		if err := index.Put(ctx, tx, search.Case{ID: id, Kind: "test", At: at}, []search.Text{{Label: "标题", Text: title}, {Label: "编号", Text: number}}); err != nil {
			return err
		}
	}
	for _, q := range []*store.Query{cases, tasks, people} {
		if _, err := store.Exec(ctx, tx, q.SQL(), q.Args()...); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) tookPart(r *rand.Rand, n int) []string {
	var who []string
	for _, i := range r.Perm(strangers)[:3] {
		who = append(who, fmt.Sprintf("p%d", i))
	}
	if n%(archived/ownCases) == 0 {
		who = append(who, a.IDs["baomi"])
	}
	return who
}

var (
	whats  = strings.Fields("做好 报送 开展 印发 加强 推进 组织 召开 调整 转发 下达 进一步规范 切实做好 深入推进 全面落实")
	whose  = strings.Fields("云泽市 市直机关 全市 各县区 市统计局 市财政局 本局 云泽经济开发区 高新区 市人民政府办公室")
	topics = strings.Fields(`冬季 安全生产 专项督查 重点项目 申报 防汛 抗旱 值班值守 年度预算 档案 公务用车 信访 保密 党风廉政 营商环境 招商引资 统计 普查
		人口 住房 公积金 环境保护 节能 减排 森林防火 食品 药品 监管 教育 医疗 卫生 乡村振兴 产业 发展 规划 数字政府 政务公开 绩效 考核 人事 任免 会议 培训 采购
		固定资产 清查 审计 整改 法治 宣传 志愿 服务 文明 创建 春节 国庆 元旦 期间 疫情 防控 物资 储备 耕地 保护 水利 工程 交通 运输 道路 建设 供热 燃气`)
	forms = strings.Fields("通知 函 报告 请示 批复 意见 方案 通报 纪要")
)

func drawTitle(r *rand.Rand) string {
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	title := "关于" + pick(whats) + pick(whose)
	for range 1 + r.IntN(4) {
		title += pick(topics)
	}
	return title + "工作的" + pick(forms)
}

// BenchmarkStep measures what writing the index adds to a step: a case of ten
// opinions is paused and resumed.
func BenchmarkStep(b *testing.B) {
	for name, url := range map[string]func() string{"sqlite": func() string { return filepath.Join(b.TempDir(), "guiju.db") }, "postgres": func() string { return testkit.Postgres(b) }} {
		for _, indexed := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/indexed=%v", name, indexed), func(b *testing.B) {
				o := benchOffice(b, url(), indexed)
				answer, err := o.e.Start(b.Context(), o.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: "test", Fields: matter{drawTitle(drawn())}})
				if err != nil {
					b.Fatal(err)
				}
				act := func(n int) {
					what := []flow.Action{flow.Pause, flow.Resume}[n%2]
					act := flow.Act{CaseID: answer.CaseID, Action: what, ContentVersion: 1, Opinion: "等来文机关补充材料，" + drawTitle(drawn())}
					if _, err := o.e.Act(b.Context(), o.Actor("wenshu"), ident.Secret(), act); err != nil {
						b.Fatal(err)
					}
				}
				for n := range 10 {
					act(n)
				}
				n := 0
				for b.Loop() {
					act(n)
					if n++; n%20 == 0 { // not more opinions than a case has
						b.StopTimer()
						o.forgetHistory(b, answer.CaseID)
						b.StartTimer()
					}
				}
			})
		}
	}
}

// forgetHistory drops all but ten lines of a case.
func (o *office) forgetHistory(b *testing.B, id string) {
	b.Helper()
	err := o.DB.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `DELETE FROM history WHERE case_id = $1 AND seq > 10`, id)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
