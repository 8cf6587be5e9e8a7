package incoming_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/work/incoming"
	"guiju.cn/guiju/internal/work/incoming/clearing"
)

// issue brings what the calendar brings on a day, as the hourly job does.
func (b *bureau) issue(day clock.Date) int {
	b.t.Helper()
	n := 0
	for _, r := range b.m.Recurring {
		period := r.Period(day)
		due, err := r.Issue(b.t.Context(), b.DB.Read(), day)
		b.must(err)
		for _, x := range due {
			n++
			_, err := b.e.Issue(b.t.Context(), strings.Join([]string{r.ID, period, x.Key}, "/"), flow.IssueInput{Kind: x.Kind, Content: x.Content, For: x.For})
			b.must(err)
		}
	}
	return n
}

// todo is the one open case of a kind that waits for somebody.
func (b *bureau) todo(login, kind string) string {
	b.t.Helper()
	items, _, err := b.e.List(b.t.Context(), b.DB.Read(), b.IDs[login], flow.Todo, kind, flow.Page{Most: 10})
	b.must(err)
	if len(items) != 1 {
		b.t.Fatalf("%d of %s wait for %s", len(items), kind, login)
	}
	return items[0].CaseID
}

// departmentPaper registers a paper that a department keeps.
func (b *bureau) departmentPaper(login, dept, title string, n int64) []paper.Copy {
	b.t.Helper()
	s, err := paper.New(b.Run)
	b.must(err)
	made, err := s.Register(b.t.Context(), b.Actor(login), ident.Secret(), paper.Batch{
		Sort: clearing.SortDepartment, Title: title, Keeper: "wenjian", Home: b.IDs[dept], Spot: paper.Spot{DeptID: b.IDs[dept], Place: "1 号柜"}}, n)
	b.must(err)
	return made
}

func TestDecember_EachDepartmentHandsBack_1_02_2_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		kept := b.departmentPaper("zhifakeyuan", "zfk", "执法案例汇编", 2)
		if n := b.issue("2026-11-30"); n != 0 {
			b.t.Errorf("%d cases in November", n)
		}
		b.Clock.Set(time.Date(2026, 12, 1, 8, 0, 0, 0, testkit.Morning.Location()))
		b.issue("2026-12-01")
		b.issue("2026-12-02") // once
		id := b.todo("zhifakeyuan", clearing.HandbackKind)
		b.todo("bangongshizhuren", clearing.HandbackKind) // the office has no file keeper: its head
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("zhifakeyuan"), id, "")
		b.must(err)
		proposed, err := view.Kind.Prefill["list"](b.t.Context(), view.Facts(b.DB.Read(), b.Clock.Now()))
		b.must(err)
		list := proposed.(clearing.Listing)
		if len(list.Lines) != 2 || list.Lines[0].Decision != "交回" {
			b.t.Fatalf("%+v", list)
		}
		all := slices.Clone(list.Lines)
		list.Lines = all[:1]
		ways := b.refused(b.act("zhifakeyuan", id, "list", fields(list)), "1-02-3.2") // left out
		if ways[0].Action != "/start/file-missing?code="+all[1].Code {
			b.t.Errorf("%+v", ways)
		}
		list.Lines = slices.Clone(all)
		list.Lines[1].Decision = "留用"
		b.refused(b.act("zhifakeyuan", id, "list", fields(list)), "1-02-2.2") // stays without a reason
		list.Lines[1].Reason = "常用资料"
		b.must(b.act("zhifakeyuan", id, "list", fields(list)))
		b.must(b.act("zhifakezhang", id, "check", nil))
		b.must(b.act("wenshu", id, "receive", fields(clearing.Receiving{Place: "待处理柜", Lines: []clearing.Got{{Code: all[0].Code, Got: "收到"}}})))
		rows := b.rows("file-handback", nil)
		if len(rows) != 2 || !slices.ContainsFunc(rows, func(r row) bool { return r.Cells[5] == "留用：常用资料" }) {
			b.t.Errorf("%+v", rows)
		}
		got, err := paper.ByCode(b.t.Context(), b.DB.Read(), all[0].Code)
		b.must(err)
		if got.DeptID != b.IDs["bgs"] || got.Home != b.IDs["bgs"] || got.Place != "待处理柜" {
			b.t.Errorf("%+v", got)
		}
		tables, err := b.report("file-return", "2026-01-01", "2027-01-01")
		if err != nil || len(tables[0].Rows) != 1 || tables[0].Rows[0].Cells[6] != "100.0%" {
			b.t.Errorf("%+v %v", tables, err)
		}
		if sheet := b.sheet(id, "handback"); len(sheet.Blocks[0].Lines) != 1 || len(sheet.Blocks[1].Lines) != 1 {
			b.t.Errorf("%+v", sheet)
		}
		ledger := b.rowsFor("zhifakeyuan", "department-files")
		if len(ledger) != 1 || ledger[0].Cells[0] != kept[0].Code && ledger[0].Cells[0] != kept[1].Code {
			b.t.Errorf("%+v", ledger)
		}
		if other := b.rowsFor("yewukeyuan", "department-files"); len(other) != 0 {
			b.t.Errorf("another department's file keeper reads %+v", other)
		}
	})
}

// handedIn are papers that have come back to the office.
func (b *bureau) handedIn(n int64) []paper.Copy {
	b.t.Helper()
	made := b.departmentPaper("zhifakeyuan", "zfk", "过期资料", n)
	b.must(b.work(func(ctx context.Context, w *runner.Work) error {
		for _, c := range made {
			if _, err := paper.TakeInto(ctx, w, c, b.IDs["bgs"], "wenshu", "待处理柜", "清退", ""); err != nil {
				return err
			}
		}
		return nil
	}))
	return made
}

func (b *bureau) work(do func(ctx context.Context, w *runner.Work) error) error {
	_, err := b.Run.Do(b.t.Context(), runner.Request{Actor: b.Actor("wenshu"), Key: ident.Secret(), Action: "test", Chain: "test"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		return runner.Answer{}, do(ctx, w)
	})
	return err
}

func (b *bureau) destroy(copies ...paper.Copy) (string, error) {
	in := clearing.Destruction{Reason: "过期，无归档和存查价值"}
	for _, c := range copies {
		in.Copies = append(in.Copies, c.ID)
	}
	answer, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: clearing.DestructionKind, Fields: in})
	return answer.CaseID, err
}

func TestDestruction_AppraisedApprovedByTwoPeople_1_02_3_1_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		original := b.toHandling(60)
		_, err := b.destroy(b.copies(original, incoming.SortOriginal)[0])
		b.refused(err, "1-02-3.1") // it is in hand
		atDepartment := b.departmentPaper("zhifakeyuan", "zfk", "在用资料", 1)
		_, err = b.destroy(atDepartment[0])
		b.refused(err, "1-02-3.1") // it is not at the office
		papers := b.handedIn(2)
		id, err := b.destroy(papers...)
		b.must(err)
		b.refused(b.act("wenshu", id, "appraise", fields(clearing.Appraising{Opinion: "无价值"})), "G-04")
		b.must(b.act("dangan", id, "appraise", fields(clearing.Appraising{Opinion: "逐份看过，均为重份和过期资料。"})))
		b.must(b.act("fujuzhang1", id, "approve", nil))
		destroying := clearing.Destroying{Place: "办公室", Way: "碎纸机粉碎", Witness: b.IDs["wenshu"], Counted: 2}
		b.refused(b.act("wenshu", id, "destroy", fields(destroying)), "G-08") // one's own witness
		destroying.Witness, destroying.Counted = b.IDs["baomi"], 1
		b.refused(b.act("wenshu", id, "destroy", fields(destroying)), "1-02-3.1") // one is not there
		destroying.Counted = 2
		b.must(b.act("wenshu", id, "destroy", fields(destroying)))
		now := b.Clock.Now()
		_, err = b.Org.GiveProxy(b.t.Context(), b.Actor("baomi"), ident.Secret(), b.IDs["wenshu"], nil, now, now.Add(time.Hour), "外出")
		b.must(err)
		b.refused(b.act("wenshu", id, "witness", nil), "G-08") // a proxy does not make two of one
		b.must(b.act("baomi", id, "witness", nil))
		rows := b.rows("file-destruction", nil)
		if len(rows) != 2 || rows[0].Cells[6] != "孙立" || rows[0].Cells[10] != "周敏" || rows[0].Cells[11] != "吴磊" {
			b.t.Errorf("%+v", rows)
		}
		for _, c := range papers {
			if now, err := paper.One(b.t.Context(), b.DB.Read(), c.ID); err != nil || now.State != paper.Gone {
				b.t.Errorf("%+v %v", now, err)
			}
		}
		if text := b.sheet(id, "list"); len(text.Blocks) != 5 || text.Blocks[1].Lines[0] != "逐份看过，均为重份和过期资料。" {
			b.t.Errorf("%+v", text)
		}
		_, err = b.destroy(papers[0])
		b.refused(err, "1-02-3.1") // nothing is destroyed twice
	})
}

// Originals that are to be archived or kept are never destroyed; those of the
// year-end clearing are, when the matter is closed.
func TestDestruction_OriginalsByTheirDisposal_1_02_3_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		for i, disposal := range []string{"待归档", "存查", "年终清理"} {
			id := b.toHandling(61 + i)
			b.must(b.act("zhifakezhang", id, "handle", fields(incoming.Feedback{Result: "已办。"})))
			b.must(b.act("qiyekezhang", id, "handle", fields(incoming.Feedback{Result: "已办。"})))
			b.must(b.act("wenshu", id, "supervise", fields(incoming.Closing{Disposal: disposal})))
			_, err := b.destroy(b.copies(id, incoming.SortOriginal)[0])
			if disposal == "年终清理" {
				b.must(err)
				continue
			}
			b.refused(err, "1-02-3.1")
		}
	})
}

// A missing copy is an incident that names who had it and who heads the department;
// it is not handed on, counted as back or destroyed meanwhile.
func TestMissing_NamesHolderAndHead_1_02_3_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		c := b.departmentPaper("zhifakeyuan", "zfk", "检查底稿", 1)[0]
		b.must(b.work(func(ctx context.Context, w *runner.Work) error {
			_, err := paper.Give(ctx, w, c, paper.To{Spot: paper.Spot{HolderID: b.IDs["zhifakeyuan"], DeptID: b.IDs["zfk"]}})
			return err
		}))
		report := func(login, code string) (string, error) {
			answer, err := b.e.Start(b.t.Context(), b.Actor(login), ident.Secret(), flow.StartInput{Kind: clearing.MissingKind, Fields: clearing.Report{Code: code, Found: "2026-11-24", How: "整理时没有找到"}})
			return answer.CaseID, err
		}
		if _, err := report("yewukeyuan", c.Code); err == nil {
			b.t.Error("reported by somebody who may not even see it")
		}
		if _, err := report("zhifakeyuan", "GJ00000000"); err == nil {
			b.t.Error("reported what does not exist")
		}
		id, err := report("zhifakeyuan", strings.ToLower(c.Code))
		b.must(err)
		rows := b.rows("file-missing", nil)
		if len(rows) != 1 || rows[0].Cells[4] != "何涛" || rows[0].Cells[5] != "马超" || rows[0].Cells[9] != "处理中" {
			b.t.Fatalf("%+v", rows)
		}
		_, err = report("zhifakeyuan", c.Code)
		b.refused(err, "1-02-3.2") // it is missing already
		if notices, err := flow.Notices(b.t.Context(), b.DB.Read(), b.IDs["bangongshizhuren"], 5); err != nil || len(notices) != 1 {
			b.t.Errorf("the office is told %+v %v", notices, err)
		}
		b.must(b.act("zhifakeyuan", id, "explain", func(a *flow.Act) { a.Opinion = "外出检查时遗落，已联系对方查找。" }))
		b.must(b.act("zhifakezhang", id, "head", nil))
		b.must(b.act("bangongshizhuren", id, "settle", fields(clearing.Settling{Outcome: "确认缺失", Words: "多方查找无果。"})))
		b.must(b.act("fujuzhang2", id, "leader", nil))
		if state, result := b.state(id); state != flow.Closed || result != "确认缺失" {
			b.t.Errorf("%s %s", state, result)
		}

		other := b.departmentPaper("zhifakeyuan", "zfk", "资料", 1)[0]
		found, err := report("zhifakezhang", other.Code)
		b.must(err)
		b.must(b.act("zhifakeyuan", found, "explain", nil)) // nobody had it: its keeper
		b.must(b.act("zhifakezhang", found, "head", nil))
		b.must(b.act("bangongshizhuren", found, "settle", fields(clearing.Settling{Outcome: "已找回", Place: "1 号柜", Words: "夹在另一卷里。"})))
		b.must(b.act("wenshu", found, "close", nil))
		if now, err := paper.One(b.t.Context(), b.DB.Read(), other.ID); err != nil || now.State != paper.Here {
			b.t.Errorf("%+v %v", now, err)
		}
	})
}

// A missing original does not stop the matter for ever: what was reported is not
// counted as owed (1-02-4.1 beside 1-02-3.2).
func TestOriginal_MissingAndReported_1_02_3_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toInstruction(66, "juzhang")
		b.must(b.act("juzhang", id, "instruct", nil))
		b.refused(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 1})), "1-02-4.1")
		_, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: clearing.MissingKind, Fields: clearing.Report{
			Code: b.copies(id)[1].Code, Found: "2026-11-24", How: "送签途中遗失"}})
		b.must(err)
		b.must(b.act("wenshu", id, "original", fields(incoming.Original{Place: "柜", Copies: 1})))
	})
}

// Nothing but the destruction flow destroys: no other source of the program calls
// it, and no statement deletes a document or a copy (1-02-3.1, 1-02-3.2).
func TestSources_NothingElseDestroys_1_02_3_1(t *testing.T) {
	t.Parallel()
	calls := regexp.MustCompile(`paper\.Destroy\(ctx|DELETE FROM (incoming_|paper_|clearing_|supervision_|cases|history|file\b)`)
	var found []string
	err := filepath.WalkDir("../../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if calls.Match(text) {
			found = append(found, filepath.Base(path))
		}
		return nil
	})
	if err != nil || !slices.Equal(found, []string{"destruction.go"}) {
		t.Errorf("%v %v", found, err)
	}
}

func TestRules_WhatIsRefusedSaysHow(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		_, err := b.destroy(b.departmentPaper("zhifakeyuan", "zfk", "在用", 1)[0])
		r, ok := errors.AsType[*norm.Refusal](err)
		if !ok || !strings.Contains(r.Title, "不在办公室，先收回") {
			b.t.Errorf("%v", err)
		}
	})
}
