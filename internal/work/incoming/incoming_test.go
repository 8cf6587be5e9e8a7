package incoming_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
	"guiju.cn/guiju/internal/work/incoming"
)

type bureau struct {
	*testkit.Office
	t          *testing.T
	e          *flow.Engine
	m          *module.Module
	exceptions *ruling.Service
	answers    sentOut
}

// sentOut stands for 1-03: numbers that were issued, by case; without a map every
// number was.
type sentOut struct{ cases map[string]string }

func (s *sentOut) Issued(_ context.Context, _ store.Querier, number string) (string, bool, error) {
	id, ok := s.cases[number]
	return id, ok || s.cases == nil, nil
}

func each(t *testing.T, test func(b *bureau)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, ruling.Migrations, flow.Migrations, paper.Migrations, incoming.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, o *testkit.Office) {
		exceptions, err := ruling.New(ruling.Options{Run: o.Run, Days: cases.NoDays})
		if err != nil {
			t.Fatal(err)
		}
		b := &bureau{Office: o, t: t, exceptions: exceptions}
		m, err := incoming.New(incoming.Deps{
			Now: o.Run.Now, Days: cases.NoDays, Exceptions: exceptions, Answers: &b.answers,
			Setting: func(_ context.Context, _ store.Querier, id string) (int, error) {
				return map[string]int{"1-02.to-leader": 1, "1-02.step-days": 2, "1-02.handle-days": 10, "1-02.clear-month": 12,
					"1-02.hours-tejiti": 24, "1-02.hours-teji": 72, "1-02.hours-jiaji": 120, "1-02.hours-pingji": 240}[id], nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if b.e, err = flow.New(t.Context(), flow.Options{Runner: o.Run, Kinds: m.Kinds, OpinionClause: "1-03-2.1", Days: cases.NoDays}); err != nil {
			t.Fatal(err)
		}
		b.m = m
		test(b)
		cases.Verify(t, o.DB)
	})
}

func registration(n int) incoming.Registration {
	return incoming.Registration{
		Title: "关于报送冬季安全生产专项督查情况的通知", Organ: "云泽市人民政府办公室", DocNumber: fmt.Sprintf("云政办函〔2026〕%d号", n),
		ReceivedOn: "2026-11-24", DocDate: "2026-11-20", DocKind: "通知", Class: "办件", Copies: 2, Pages: 5,
	}
}

// register signs for and registers a document as the 文书 does, in one go.
func (b *bureau) register(in incoming.Registration) (string, error) {
	b.t.Helper()
	answer, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{
		Kind: incoming.Kind, Fields: incoming.Receipt{Source: "纸质", Organ: in.Organ, Copies: in.Copies},
		Ahead: map[string]any{"register": in, "review": incoming.Review{Verdict: "受理"}},
	})
	return answer.CaseID, err
}

// act does what the person's page offers at the node.
func (b *bureau) act(login, caseID, node string, change func(*flow.Act)) error {
	b.t.Helper()
	return cases.Act(b.t, b.e, b.Clock, b.Actor(login), caseID, node, change)
}

// duties are what somebody may act as.
func (b *bureau) duties(login string) []org.Duty {
	b.t.Helper()
	duties, err := org.Duties(b.t.Context(), b.DB.Read(), b.IDs[login], b.Clock.Now())
	b.must(err)
	return duties
}

// copies are those of a case's document.
func (b *bureau) copies(id string, sorts ...string) []paper.Copy {
	b.t.Helper()
	copies, err := paper.OfCase(b.t.Context(), b.DB.Read(), id, sorts...)
	b.must(err)
	return copies
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) refused(err error, clause string) []norm.Remedy {
	b.t.Helper()
	return cases.Refusal(b.t, b.DB, err, clause).Remedies
}

func fields(v any) func(*flow.Act) { return func(a *flow.Act) { a.Fields = v } }

func (b *bureau) proposal(leaders ...string) incoming.Proposal {
	p := incoming.Proposal{Class: "办件", Together: "依次", Hosts: []string{b.IDs["zfk"]}, Assistors: []string{b.IDs["qyk"]}}
	for _, l := range leaders {
		p.Leaders = append(p.Leaders, b.IDs[l])
	}
	return p
}

func (b *bureau) distribution() incoming.Distribution {
	return incoming.Distribution{Hosts: []string{b.IDs["zfk"]}, Assistors: []string{b.IDs["qyk"]}, Deadline: "2026-12-10"}
}

// toInstruction brings a new document to the leaders.
func (b *bureau) toInstruction(n int, leaders ...string) string {
	b.t.Helper()
	id, err := b.register(registration(n))
	b.must(err)
	b.must(b.act("bangongshizhuren", id, "propose", fields(b.proposal(leaders...))))
	return id
}

// toHandling brings it to the departments.
func (b *bureau) toHandling(n int) string {
	b.t.Helper()
	id := b.toInstruction(n, "juzhang")
	b.must(b.act("juzhang", id, "instruct", nil))
	b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "文件柜 2 号", Copies: 2})))
	b.must(b.act("wenshu", id, "distribute", fields(b.distribution())))
	return id
}

func (b *bureau) state(id string) (flow.State, string) {
	b.t.Helper()
	view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), id, "")
	b.must(err)
	return view.Case.State, view.Case.Result
}

func TestIncoming_FromRegistrationToClosing_1_02(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(87, "fujuzhang2", "juzhang")
		if err := b.act("juzhang", id, "instruct", nil); err == nil {
			b.t.Fatal("the 局长 instructed before the 副局长, out of order")
		}
		b.must(b.act("fujuzhang2", id, "instruct", nil))
		b.must(b.act("juzhang", id, "instruct", func(a *flow.Act) { a.Action = flow.Acknowledge }))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "文件柜 2 号", Copies: 2})))
		b.must(b.act("wenshu", id, "distribute", fields(b.distribution())))
		if state, _ := b.state(id); state != flow.Signing {
			b.t.Errorf("two departments at work, state %s", state)
		}
		b.must(b.act("zhifakezhang", id, "handle", fields(incoming.Feedback{Result: "已排查 36 家。"})))
		b.must(b.act("qiyekezhang", id, "handle", fields(incoming.Feedback{Result: "已配合。"})))
		b.must(b.act("wenshu", id, "supervise", fields(incoming.Closing{Disposal: "待归档"})))
		if state, result := b.state(id); state != flow.Closed || result != "待归档" {
			b.t.Errorf("closed as %s %s", state, result)
		}
		rows, err := b.register1(id)
		b.must(err)
		want := []string{"收〔2026〕1号", "2026-11-24", "云泽市人民政府办公室", "云政办函〔2026〕87号", "关于报送冬季安全生产专项督查情况的通知"}
		if !slices.Equal(rows[:5], want) || rows[8] != "执法监督科、企业服务科" || rows[13] != "待归档" {
			b.t.Errorf("register line %v", rows)
		}
	})
}

func (b *bureau) register1(id string) ([]string, error) {
	rows, err := b.m.Registers[0].Rows(b.t.Context(), b.DB.Read(), module.Ask{
		Limit: func(q *store.Query, column string) *store.Query { return q.Add(column+" = ?", id) }, Page: flow.Page{Most: 10},
	})
	if err != nil || len(rows.Rows) != 1 {
		return nil, fmt.Errorf("%d rows, %w", len(rows.Rows), err)
	}
	return rows.Rows[0].Cells, nil
}

func TestIncoming_ToBeRead_Circulates_1_02_1_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := registration(1)
		in.Class = "阅件"
		id, err := b.register(in)
		b.must(err)
		p := incoming.Proposal{Class: "阅件", ReadOrder: "同时"}
		b.refused(b.act("bangongshizhuren", id, "propose", fields(p)), "1-02-1.3")
		p.Readers = []string{b.IDs["juzhang"], b.IDs["yewukezhang"]}
		b.must(b.act("bangongshizhuren", id, "propose", fields(p)))
		b.must(b.act("yewukezhang", id, "circulate-together", func(a *flow.Act) { a.Action, a.Opinion = flow.Acknowledge, "" }))
		b.must(b.act("juzhang", id, "circulate-together", func(a *flow.Act) { a.Opinion = "" }))
		b.must(b.act("wenshu", id, "keep", fields(incoming.Keeping{Place: "存查柜"})))
		if state, result := b.state(id); state != flow.Closed || result != "存查" {
			b.t.Errorf("%s %s", state, result)
		}
	})
}

func TestRegister_SameNumberTwice_1_02_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		first, err := b.register(registration(87))
		b.must(err)
		again := registration(87)
		again.DocNumber = "云政办函[2026]087号" // typed otherwise, the same number
		_, err = b.register(again)
		if ways := b.refused(err, "1-02-1.1"); ways[0].Prefill["twin"] != "归并" || ways[3].Action != "/cases/"+first {
			b.t.Errorf("the remedies are %+v", ways)
		}
		again.Twin = "更正重发"
		_, err = b.register(again)
		b.refused(err, "1-02-1.1")
		again.TwinReason = "来文机关电话告知更正附件"
		id, err := b.register(again)
		b.must(err)
		if cells, err := b.register1(id); err != nil || cells[0] != "收〔2026〕2号" {
			b.t.Errorf("number %v %v: refused attempts must not use one up (G-02)", cells, err)
		}
	})
}

func TestRegister_AfterVoid_TheNumberOfTheDocumentIsFree_G_02(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id, err := b.register(registration(9))
		b.must(err)
		b.refused(b.act("wenshu", id, "", func(a *flow.Act) { a.Action, a.Opinion = flow.Void, " " }), "1-03-2.1")
		b.must(b.act("wenshu", id, "", func(a *flow.Act) { a.Action, a.Opinion = flow.Void, "登记错误" }))
		if came, err := incoming.Came(b.t.Context(), b.DB.Read(), registration(9).DocNumber); err != nil || came {
			b.t.Errorf("a void registration is cited as a letter that came: %v", err)
		}
		second, err := b.register(registration(9))
		b.must(err)
		if cells, err := b.register1(second); err != nil || cells[0] != "收〔2026〕2号" {
			b.t.Errorf("%v %v: a void number is never drawn again", cells, err)
		}
	})
}

func TestReview_SentBackNeedsAReason_1_02_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		answer, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{
			Kind: incoming.Kind, Fields: incoming.Receipt{Source: "纸质", Copies: 1}, Ahead: map[string]any{"register": registration(3)}})
		b.must(err)
		b.refused(b.act("wenshu", answer.CaseID, "review", fields(incoming.Review{Verdict: "退文"})), "1-02-1.1")
		b.must(b.act("wenshu", answer.CaseID, "review", fields(incoming.Review{Verdict: "退文", Reason: "主送机关不是本局"})))
		b.must(b.act("wenshu", answer.CaseID, "sent-back", fields(incoming.SendingBack{Way: "邮寄", SentOn: "2026-11-25", Taken: "EMS 1203"})))
		for _, c := range b.copies(answer.CaseID) {
			if c.State != paper.Left || c.Place != "云泽市人民政府办公室" {
				b.t.Errorf("an original stayed: %+v", c)
			}
		}
		if state, result := b.state(answer.CaseID); state != flow.Closed || result != "已退文" {
			b.t.Errorf("%s %s", state, result)
		}
	})
}

func TestPropose_WithoutALeader_1_02_1_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id, err := b.register(registration(4))
		b.must(err)
		b.refused(b.act("bangongshizhuren", id, "propose", fields(b.proposal())), "1-02-1.2")
		b.must(b.act("bangongshizhuren", id, "propose", fields(b.proposal("juzhang"))))
	})
}

func TestOriginal_FewerCopiesThanRegistered_1_02_4_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(5, "juzhang")
		b.must(b.act("juzhang", id, "instruct", nil))
		b.refused(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 1})), "1-02-4.1")
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
	})
}

func TestDistribute_AssistorsWithoutAHost_1_02_1_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(6, "juzhang")
		b.must(b.act("juzhang", id, "instruct", nil))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
		d := b.distribution()
		d.Hosts = nil
		b.refused(b.act("wenshu", id, "distribute", fields(d)), "1-02-1.3")
		d.Hosts = d.Assistors
		b.refused(b.act("wenshu", id, "distribute", fields(d)), "1-02-1.3")
		b.must(b.act("wenshu", id, "distribute", fields(b.distribution())))
	})
}

func TestClose_WithoutTheAnswersNumber_1_02_R4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := registration(7)
		in.WantsAnswer = true
		id, err := b.register(in)
		b.must(err)
		b.must(b.act("bangongshizhuren", id, "propose", fields(b.proposal("juzhang"))))
		b.must(b.act("juzhang", id, "instruct", nil))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
		b.must(b.act("wenshu", id, "distribute", fields(b.distribution())))
		b.must(b.act("zhifakezhang", id, "handle", fields(incoming.Feedback{Result: "已办。"})))
		b.must(b.act("qiyekezhang", id, "handle", fields(incoming.Feedback{Result: "已办。"})))
		b.refused(b.act("zhifakezhang", id, "answer", fields(incoming.Answering{SentOn: "2026-12-01"})), "1-02-R4")
		b.answers.cases = map[string]string{"云示函〔2026〕44号": ""}
		b.refused(b.act("zhifakezhang", id, "answer", fields(incoming.Answering{Answer: "云示函〔2026〕404号", SentOn: "2026-12-01"})), "1-02-R4")
		b.must(b.act("zhifakezhang", id, "answer", fields(incoming.Answering{Answer: "云示函[2026]44号", SentOn: "2026-12-01"})))
		b.must(b.act("wenshu", id, "supervise", fields(incoming.Closing{Disposal: "待归档"})))
		cells, err := b.register1(id)
		if err != nil || cells[12] != "云示函〔2026〕44号" {
			b.t.Errorf("%v %v", cells, err)
		}
	})
}

func TestClose_NobodyHandledIt_TheAnswerIsStillOwed_1_02_R4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := registration(71)
		in.WantsAnswer = true
		id, err := b.register(in)
		b.must(err)
		b.must(b.act("bangongshizhuren", id, "propose", fields(b.proposal("juzhang"))))
		b.must(b.act("juzhang", id, "instruct", nil))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
		b.must(b.act("wenshu", id, "distribute", fields(incoming.Distribution{})))
		b.refused(b.act("wenshu", id, "supervise", fields(incoming.Closing{Disposal: "存查"})), "1-02-R4")
		b.must(b.act("wenshu", id, "supervise", fields(incoming.Closing{Disposal: "存查", Answer: "云示函〔2026〕45号"})))
	})
}

func TestAct_EmptyOpinion_1_03_2_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(8, "juzhang")
		b.refused(b.act("juzhang", id, "instruct", func(a *flow.Act) { a.Opinion = " 　" }), "1-03-2.1")
		b.must(b.act("juzhang", id, "instruct", nil))
	})
}

func TestAct_WrongPerson_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(10, "juzhang")
		b.refused(b.act("wenshu", id, "instruct", nil), "G-04")
		if err := b.act("qiyekeyuan", id, "instruct", nil); !errors.Is(err, store.ErrNotFound) {
			b.t.Errorf("who may not see it is told %v", err)
		}
		b.must(b.act("juzhang", id, "instruct", nil))
	})
}

func TestAct_StalePage_G_05(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(11, "juzhang")
		b.refused(b.act("juzhang", id, "instruct", func(a *flow.Act) { a.TaskVersion-- }), "G-05")
		b.refused(b.act("juzhang", id, "instruct", func(a *flow.Act) { a.ContentVersion-- }), "G-05")
		b.must(b.act("juzhang", id, "instruct", nil))
	})
}

func TestAct_SameKeyTwice_G_06(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(12, "juzhang")
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("juzhang"), id, "")
		b.must(err)
		act := flow.Act{CaseID: id, TaskID: view.Task.ID, TaskVersion: view.Task.Version, ContentVersion: view.Case.ContentVersion, Action: flow.Approve, Opinion: "同意。"}
		first, err := b.e.Act(b.t.Context(), b.Actor("juzhang"), "k1", act)
		b.must(err)
		second, err := b.e.Act(b.t.Context(), b.Actor("juzhang"), "k1", act)
		b.must(err)
		if !second.Replayed || first.Message != second.Message {
			b.t.Errorf("%+v, then %+v", first, second)
		}
	})
}

func TestPaper_WithoutAScan_1_02_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(13, "juzhang")
		paper := func(scan string) func(*flow.Act) {
			return func(a *flow.Act) { a.Paper = &flow.OnPaper{SignedBy: b.IDs["juzhang"], Scan: scan} }
		}
		b.refused(b.act("wenshu", id, "instruct", paper("")), "1-02-R3")
		scan, err := flow.AddFile(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), flow.File{Hash: "h", Name: "签字件.pdf", Type: "application/pdf"})
		b.must(err)
		b.must(b.act("wenshu", id, "instruct", paper(scan)))
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("juzhang"), id, "")
		b.must(err)
		last := view.History[len(view.History)-1]
		if last.PersonID != b.IDs["juzhang"] || last.RecordedBy != b.IDs["wenshu"] || last.Why != "纸质代录" {
			b.t.Errorf("%+v", last)
		}
	})
}

func TestProxy_ActsInTheNameOf_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(14, "juzhang")
		now := b.Clock.Now()
		_, err := b.Org.GiveProxy(b.t.Context(), b.Actor("juzhang"), ident.Secret(), b.IDs["fujuzhang1"], nil, now, now.Add(24*time.Hour), "出差")
		b.must(err)
		b.must(b.act("fujuzhang1", id, "instruct", nil))
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("fujuzhang1"), id, "")
		b.must(err)
		if last := view.History[len(view.History)-1]; last.Why != "代理 王建华" {
			b.t.Errorf("why: %q", last.Why)
		}
	})
}

func TestStandIn_AbsentClerk_G_04(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(15, "juzhang")
		b.must(b.act("juzhang", id, "instruct", nil))
		b.refused(b.act("wenmi", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})), "G-04")
		now := b.Clock.Now()
		_, err := b.Org.RecordAbsence(b.t.Context(), b.Actor("wenshu"), ident.Secret(), now, now.Add(48*time.Hour), "病假")
		b.must(err)
		b.must(b.act("wenmi", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
	})
}

func TestDue_UrgentCountsHoursAroundTheClock_1_02_1_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.Clock.Set(time.Date(2026, 9, 30, 16, 0, 0, 0, testkit.Morning.Location()))
		in := registration(16)
		in.Urgency = "特急"
		id, err := b.register(in)
		b.must(err)
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("bangongshizhuren"), id, "")
		b.must(err)
		if want := time.Date(2026, 10, 3, 16, 0, 0, 0, testkit.Morning.Location()).UnixMilli(); view.Task.DueAt != want {
			b.t.Errorf("due %d, want %d: %s", view.Task.DueAt, want, view.Task.DueText)
		}
	})
}

func TestReturn_StraightBack_AndToAnEarlierStep_1_03_2_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toHandling(17)
		b.refused(b.act("zhifakezhang", id, "handle", func(a *flow.Act) { a.Action, a.Opinion = flow.Return, "" }), "1-03-2.1")
		b.must(b.act("qiyekezhang", id, "handle", fields(incoming.Feedback{Result: "已配合。"})))
		b.must(b.act("zhifakezhang", id, "handle", func(a *flow.Act) {
			a.Action, a.To, a.Straight, a.Opinion = flow.Return, "propose", true, "主办应为综合业务科"
		}))
		b.must(b.act("bangongshizhuren", id, "propose", fields(b.proposal("juzhang"))))
		b.must(b.act("zhifakezhang", id, "handle", fields(incoming.Feedback{Result: "已办。"})))
		b.must(b.act("wenshu", id, "supervise", fields(incoming.Closing{Disposal: "待归档"})))
		if state, _ := b.state(id); state != flow.Closed {
			b.t.Error(state)
		}
	})
}

func TestWithdraw_WhileNobodyHasActed(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(18, "juzhang")
		b.must(b.act("bangongshizhuren", id, "", func(a *flow.Act) { a.Action = flow.Withdraw }))
		b.must(b.act("bangongshizhuren", id, "propose", fields(b.proposal("fujuzhang1"))))
		b.must(b.act("fujuzhang1", id, "instruct", nil))
		b.refused(b.act("bangongshizhuren", id, "", func(a *flow.Act) { a.Action = flow.Withdraw }), "G-05")
	})
}
