package incoming_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/incoming"
)

func TestAudit_SeveralInOrderThenTheHead_1_02_R2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id, err := b.register(registration(40))
		b.must(err)
		p := b.proposal("juzhang")
		p.Auditors, p.AuditTogether = []string{b.IDs["fujuzhang1"], b.IDs["fujuzhang2"]}, "依次"
		b.must(b.act("bangongshizhuren", id, "propose", fields(p)))
		if err := b.act("fujuzhang2", id, "audit", nil); err == nil {
			b.t.Error("the second audited before the first")
		}
		b.must(b.act("fujuzhang1", id, "audit", nil))
		if err := b.act("juzhang", id, "instruct", nil); err == nil {
			b.t.Error("instructed before the audit was through")
		}
		b.must(b.act("fujuzhang2", id, "audit", nil))
		b.must(b.act("juzhang", id, "instruct", nil))

		id, err = b.register(registration(41))
		b.must(err)
		p.AuditTogether = "同时"
		b.must(b.act("bangongshizhuren", id, "propose", fields(p)))
		b.must(b.act("fujuzhang2", id, "audit-together", nil))
		b.must(b.act("fujuzhang1", id, "audit-together", nil))
		b.must(b.act("juzhang", id, "instruct", nil))
	})
}

func says(words string) func(*flow.Act) { return func(a *flow.Act) { a.Opinion = words } }

func (b *bureau) node(id string) string {
	b.t.Helper()
	view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), id, "")
	b.must(err)
	if len(view.Open) == 0 {
		return ""
	}
	return view.Open[0].Node
}

// Where two leaders write different things and the 局长 has not, the office asks;
// where the 局长 has, that word holds.
func TestInstructions_ThatDiffer_1_02_R1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(42, "fujuzhang1", "fujuzhang2")
		b.must(b.act("fujuzhang1", id, "instruct", says("由执法监督科主办，年底前完成。")))
		b.must(b.act("fujuzhang2", id, "instruct", says("建议暂缓，明年再办。")))
		if b.node(id) != "gather" {
			b.t.Fatalf("it went on to %s", b.node(id))
		}
		b.must(b.act("bangongshizhuren", id, "gather", fields(incoming.Gathering{Verdict: "请示", Note: "时间安排不同"})))
		b.must(b.act("juzhang", id, "decide", says("年底前完成。")))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
		b.must(b.act("wenshu", id, "distribute", fields(b.distribution())))

		same := b.toInstruction(43, "fujuzhang1", "fujuzhang2")
		b.must(b.act("fujuzhang1", same, "instruct", says("由执法监督科主办。")))
		b.must(b.act("fujuzhang2", same, "instruct", says("同意拟办意见。")))
		if b.node(same) != "original" {
			b.t.Errorf("one who only agrees is asked about: %s", b.node(same))
		}

		head := b.toInstruction(44, "fujuzhang2", "juzhang")
		b.must(b.act("fujuzhang2", head, "instruct", says("建议暂缓。")))
		b.must(b.act("juzhang", head, "instruct", says("按期办理。")))
		if b.node(head) != "original" {
			b.t.Errorf("the word of the 局长 does not hold: %s", b.node(head))
		}
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), head, "")
		b.must(err)
		panels, err := view.Kind.Shows(b.t.Context(), b.DB.Read(), view)
		if err != nil || panels[0].Facts[0].Value != "2 位领导批示，以局长 王建华 的批示为准" {
			b.t.Errorf("%+v %v", panels, err)
		}
	})
}

// list enters a category by the office's proposal and the 局长's decision.
func (b *bureau) list(kind, organ string) {
	b.t.Helper()
	answer, err := b.e.Start(b.t.Context(), b.Actor("bangongshizhuren"), ident.Secret(), flow.StartInput{Kind: incoming.FastKind, Fields: incoming.Category{
		What: "列明", DocKind: kind, Organ: organ, From: "2026-01-01", To: "2026-12-31", Words: "会议通知当天分办"}})
	b.must(err)
	if err := b.act("bangongshizhuren", answer.CaseID, "decide", nil); err == nil {
		b.t.Error("listed without the 局长")
	}
	b.must(b.act("juzhang", answer.CaseID, "decide", nil))
}

func TestFast_OnlyWhatTheHeadHasListed_1_02_1_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.list("会议通知", "")
		in := registration(45)
		in.DocKind = "会议通知"
		id, err := b.register(in)
		b.must(err)
		other, err := b.register(registration(46))
		b.must(err)
		p := b.proposal("juzhang")
		p.Route = "先分办"
		b.refused(b.act("bangongshizhuren", other, "propose", fields(p)), "1-02-1.3")
		b.must(b.act("bangongshizhuren", id, "propose", fields(p)))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
		b.must(b.act("wenshu", id, "distribute", fields(b.distribution())))
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("juzhang"), id, "")
		b.must(err)
		if view.Copy == nil || !strings.Contains(view.Circulations[0].Purpose, "同步送阅") {
			b.t.Errorf("the leader does not get it to read: %+v", view.Circulations)
		}
		ledger := b.rows(incoming.FastLedger, nil)
		if len(ledger) != 1 || ledger[0].Cells[7] != "1" {
			b.t.Fatalf("%+v", ledger)
		}
		r := b.reg(incoming.FastLedger)
		detail, err := r.Detail(b.t.Context(), b.DB.Read(), ledger[0].ID)
		if err != nil || len(detail.Tables[0].Rows) != 1 || detail.Tables[0].Rows[0].Link != "/cases/"+id {
			b.t.Errorf("the used cases are not listed: %+v %v", detail, err)
		}
		if rows := b.rows("1-02-F1", map[string]string{"fast": "1"}); len(rows) != 1 {
			b.t.Errorf("%d lines of those distributed first", len(rows))
		}

		stop, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: incoming.FastKind, Fields: incoming.Category{What: "停止", Which: ledger[0].ID, Words: "改回先批示"}})
		b.must(err)
		b.must(b.act("juzhang", stop.CaseID, "decide", nil))
		b.Clock.Advance(24 * time.Hour)
		in.DocNumber = "云政办函〔2026〕47号"
		if id, err = b.register(in); err != nil {
			b.t.Fatal(err)
		}
		b.refused(b.act("bangongshizhuren", id, "propose", fields(p)), "1-02-1.3")
	})
}

// reg finds a register of the module.
func (b *bureau) reg(id string) module.Register {
	b.t.Helper()
	r, ok := module.Set{b.m}.Register(id)
	if !ok {
		b.t.Fatalf("no register %s", id)
	}
	return r
}

// rows are a register's lines as the 文书 reads them.
func (b *bureau) rows(id string, filter map[string]string) []module.Row {
	b.t.Helper()
	rows, err := b.reg(id).Rows(b.t.Context(), b.DB.Read(), module.Ask{
		Filter: filter, Duties: b.duties("wenshu"), Limit: func(q *store.Query, _ string) *store.Query { return q.Add(`1 = 1`) }, Page: flow.Page{Most: 100}})
	b.must(err)
	if len(rows.Rows) != int(rows.Count) {
		b.t.Errorf("%s: %d lines, counted %d", id, len(rows.Rows), rows.Count)
	}
	for _, r := range rows.Rows {
		if len(r.Cells) != len(b.reg(id).Columns) {
			b.t.Fatalf("%s: %d cells, %d columns", id, len(r.Cells), len(b.reg(id).Columns))
		}
	}
	return rows.Rows
}

// The originals that a leader has are not back because somebody says so: their
// chains say where they are, and the refusal names who has them.
func TestOriginal_ReturnsByItsChain_1_02_4_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(48, "juzhang")
		give := func(c paper.Copy, login string) {
			b.must(b.inCase(id, func(w *runner.Work) error {
				_, err := paper.Give(b.t.Context(), w, c, paper.To{Spot: paper.Spot{HolderID: b.IDs[login], DeptID: b.IDs["ld"]}})
				return err
			}))
		}
		give(b.copies(id)[1], "juzhang")
		b.must(b.act("juzhang", id, "instruct", nil))
		err := b.act("wenshu", id, "original", fields(incoming.Original{Place: "文件柜 2 号", Copies: 1}))
		b.refused(err, "1-02-4.1")
		if r, _ := errors.AsType[*norm.Refusal](err); !strings.Contains(r.Detail, "王建华") {
			b.t.Errorf("it is not said who has it: %s", r.Detail)
		}
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "文件柜 2 号", Copies: 2})))
		for _, c := range b.copies(id) {
			if c.HolderID != "" || c.Place != "文件柜 2 号" {
				b.t.Errorf("%s is at %+v", c.Name(), c.Spot)
			}
		}
	})
}

// inCase does something as a use case that locks the case would.
func (b *bureau) inCase(id string, do func(w *runner.Work) error) error {
	_, err := b.Run.Do(b.t.Context(), runner.Request{Actor: b.Actor("wenshu"), Key: ident.Secret(), Action: "test", CaseID: id}, func(_ context.Context, w *runner.Work) (runner.Answer, error) {
		return runner.Answer{CaseID: id}, do(w)
	})
	return err
}

func TestOriginal_OfAnElectronicDocumentIsItsHash_1_02_4_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		file, err := flow.AddFile(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), flow.File{Hash: "abc123", Name: "来文.pdf", Type: "application/pdf"})
		b.must(err)
		in := registration(49)
		in.Files, in.Copies = []string{file}, 1
		answer, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{
			Kind: incoming.Kind, Fields: incoming.Receipt{Source: "公文交换", Copies: 1}, Ahead: map[string]any{"register": in, "review": incoming.Review{Verdict: "受理"}}})
		b.must(err)
		id := answer.CaseID
		b.must(b.act("bangongshizhuren", id, "propose", fields(b.proposal("juzhang"))))
		b.must(b.act("juzhang", id, "instruct", nil))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "电子文件库", Copies: 1})))
		if len(b.copies(id)) != 0 {
			b.t.Error("an electronic document has paper")
		}
		hash, err := store.Value[string](b.t.Context(), b.DB.Read(), `SELECT original_hash FROM incoming_document WHERE id = $1`, id)
		if err != nil || hash != "abc123" {
			b.t.Errorf("%q %v", hash, err)
		}
	})
}

func TestCopies_AreNumberedAndReceived_1_02_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(50, "juzhang")
		b.must(b.act("juzhang", id, "instruct", says("请执法监督科办理。")))
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
		d := b.distribution()
		d.CopyTo, d.Medium, d.Back = []string{b.IDs["fujuzhang2"]}, "纸质", "2026-12-20"
		b.must(b.act("wenshu", id, "distribute", fields(d)))
		copies := b.copies(id, incoming.SortInstruction)
		if len(copies) != 3 || copies[0].HolderID != b.IDs["zhifakezhang"] || copies[2].HolderID != b.IDs["fujuzhang2"] || copies[0].Due != "2026-12-20" || copies[2].N != 3 {
			b.t.Fatalf("%+v", copies)
		}
		unread := b.rows("instruction-copies", map[string]string{"read": "no"})
		if len(unread) != 3 {
			b.t.Errorf("%d not received", len(unread))
		}
		b.must(b.act("fujuzhang2", id, "", func(a *flow.Act) {
			view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("fujuzhang2"), id, "")
			b.must(err)
			a.Action, a.Opinion, a.TaskID, a.TaskVersion = flow.Read, "", view.Copy.ID, view.Copy.Version
		}))
		b.must(b.act("zhifakezhang", id, "handle", fields(incoming.Feedback{Result: "已办。"})))
		read := b.rows("instruction-copies", map[string]string{"read": "yes"})
		if len(read) != 2 {
			b.t.Errorf("%d received: the one who read it, and the one whose department answered", len(read))
		}
		if held, err := paper.Held(b.t.Context(), b.DB.Read(), b.IDs["zhifakezhang"]); err != nil || len(held) != 1 {
			b.t.Errorf("%+v %v", held, err)
		}
		href, err := b.m.Scan(b.t.Context(), b.DB.Read(), copies[1].Code)
		if err != nil || href != "/paper/"+copies[1].ID {
			b.t.Errorf("%q %v", href, err)
		}
		if href, err := b.m.Scan(b.t.Context(), b.DB.Read(), "别的码"); err != nil || href != "" {
			b.t.Errorf("%q %v", href, err)
		}
		b.must(b.act("qiyekezhang", id, "handle", func(a *flow.Act) {
			a.Action, a.To, a.Opinion = flow.Return, "distribute", "协办应为综合业务科"
		}))
		d.Assistors = []string{b.IDs["ywk"]}
		b.must(b.act("wenshu", id, "distribute", fields(d)))
		if copies := b.copies(id, incoming.SortInstruction); len(copies) != 4 {
			b.t.Errorf("%d copies: who has one gets no second", len(copies))
		}
	})
}

func TestTogether_OneIsHandledWithAnother_1_02_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		first := b.toHandling(51)
		second := b.toInstruction(52, "juzhang")
		b.must(b.act("juzhang", second, "instruct", nil))
		b.must(b.act("wenshu", second, "original", fields(incoming.Original{Place: "柜", Copies: 2})))
		if err := b.act("wenshu", second, "distribute", fields(incoming.Distribution{With: second})); !errors.Is(err, store.ErrNotFound) {
			b.t.Errorf("joined to itself: %v", err)
		}
		b.must(b.act("wenshu", second, "distribute", fields(incoming.Distribution{With: first})))
		b.refused(b.act("wenshu", second, "joined", fields(incoming.Closing{Disposal: "待归档"})), "1-02-R3")
		b.must(b.act("zhifakezhang", first, "handle", fields(incoming.Feedback{Result: "两件一并办理。", Answer: "云示函〔2026〕9号"})))
		b.must(b.act("qiyekezhang", first, "handle", fields(incoming.Feedback{Result: "已配合。"})))
		b.must(b.act("wenshu", first, "supervise", fields(incoming.Closing{Disposal: "待归档"})))
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), second, "")
		b.must(err)
		proposed, err := view.Kind.Prefill["joined"](b.t.Context(), view.Facts(b.DB.Read(), b.Clock.Now()))
		if err != nil || proposed.(incoming.Closing).Answer != "云示函〔2026〕9号" {
			b.t.Errorf("%+v %v", proposed, err)
		}
		b.must(b.act("wenshu", second, "joined", fields(proposed)))
		if state, result := b.state(second); state != flow.Closed || result != "待归档" {
			b.t.Errorf("%s %s", state, result)
		}
	})
}

func TestCirculation_InOrderSkipsWhoIsAwayAndIsRecalled_1_02_1_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		now := b.Clock.Now()
		_, err := b.Org.RecordAbsence(b.t.Context(), b.Actor("fujuzhang1"), ident.Secret(), now, now.Add(72*time.Hour), "出差")
		b.must(err)
		in := registration(53)
		in.Class = "办件" // what it turns out to be is decided by 拟办
		id, err := b.register(in)
		b.must(err)
		p := incoming.Proposal{Class: "阅件", ReadOrder: "依次", Purpose: "学习贯彻", Folder: "3", ReadBy: "2026-12-01"}
		for _, login := range []string{"juzhang", "fujuzhang1", "fujuzhang2", "yewukezhang"} {
			p.Readers = append(p.Readers, b.IDs[login])
		}
		b.must(b.act("bangongshizhuren", id, "propose", fields(p)))
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("juzhang"), id, "")
		b.must(err)
		if view.Content.(incoming.Document).Class != "阅件" || !strings.Contains(view.Task.DueText, "2026-12-01") {
			b.t.Errorf("%+v, due %s", view.Content, view.Task.DueText)
		}
		b.must(b.act("juzhang", id, "circulate", func(a *flow.Act) { a.Action, a.Opinion = flow.Acknowledge, "" }))
		b.must(b.act("fujuzhang2", id, "circulate", func(a *flow.Act) { // an extra reader, after this one
			a.Action, a.People, a.Place, a.Opinion = flow.AddSigner, []string{b.IDs["qiyekezhang"]}, "after", "请企业服务科也阅"
		}))
		b.must(b.act("fujuzhang2", id, "circulate", func(a *flow.Act) { a.Opinion = "" }))
		b.must(b.act("qiyekezhang", id, "circulate", func(a *flow.Act) { a.Opinion = "已阅，科里已学习。" }))
		view, err = b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), id, "")
		b.must(err)
		i := slices.IndexFunc(view.Actions, func(a flow.Allowed) bool { return a.Action == flow.Recall && a.Who == "赵晓明" })
		if i < 0 {
			b.t.Fatalf("it cannot be recalled: %+v", view.Actions)
		}
		b.must(b.act("wenshu", id, "", func(a *flow.Act) {
			a.Action, a.TaskID, a.TaskVersion, a.Opinion = flow.Recall, view.Actions[i].TaskID, view.Actions[i].Version, "科里已有一份"
		}))
		if b.node(id) != "circulate" {
			b.t.Fatalf("it went on while one has to catch up: %s", b.node(id))
		}
		b.must(b.act("fujuzhang1", id, "circulate", func(a *flow.Act) { a.Opinion = "" })) // catches up
		b.must(b.act("wenshu", id, "keep", fields(incoming.Keeping{Place: "存查柜 1 号"})))
		sheet := b.sheet(id, "circulation")
		text := fmt.Sprint(sheet)
		for _, want := range []string{"学习贯彻", "王建华", "刘伟", "科里已学习"} {
			if !strings.Contains(text, want) {
				b.t.Errorf("the sheet does not say %s", want)
			}
		}
		if cells, err := b.register1(id); err != nil || cells[13] != "存查" {
			b.t.Errorf("%v %v", cells, err)
		}
	})
}

// sheet makes one of a case's printed forms as the 文书 prints it.
func (b *bureau) sheet(id, paperID string) flow.Sheet {
	b.t.Helper()
	view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), id, "")
	b.must(err)
	for _, p := range flow.PapersOf(view) {
		if p.ID == paperID {
			sheet, err := p.Make(b.t.Context(), b.DB.Read(), view)
			b.must(err)
			return sheet
		}
	}
	b.t.Fatalf("no %s for this case", paperID)
	return flow.Sheet{}
}
