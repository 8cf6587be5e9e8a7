package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/incoming"
	"guiju.cn/guiju/internal/work/incoming/clearing"
	"guiju.cn/guiju/internal/work/incoming/supervising"
)

// planAffairs puts into the year what is beside the documents themselves: the list
// of what goes first, departments' files, supervision, the December clearing, a
// destruction, missing copies, the exchange list and the signing lists of today.
func (y *year) planAffairs(now time.Time) {
	today := clock.DateOf(now)
	ago := func(days, hour int, do func(ctx context.Context) error) {
		y.events = append(y.events, event{moment(today.AddDays(-days), 0, hour, 5), do})
	}
	ago(359, 9, y.listFirst)
	ago(356, 14, y.departmentFiles)
	for i, item := range demoItems {
		y.planItem(item, i, today)
	}
	for week := range 11 {
		monday := today.AddDays(-(int(now.In(clock.Shanghai).Weekday())+6)%7 - 7*week)
		y.events = append(y.events, event{monday.Time(8, 0), y.a.issueRecurring}, event{monday.Time(10, 30), y.confirmBulletin}, event{monday.Time(16, 30), y.readCopies})
	}
	y.planClearing(today)
	ago(60, 15, func(ctx context.Context) error { return y.missing(ctx, "已找回") })
	ago(4, 15, func(ctx context.Context) error { return y.missing(ctx, "") })
	ago(210, 15, y.differ)
	var merged, corrected, urgent string
	ago(120, 10, func(ctx context.Context) (err error) { merged, err = y.mergeOne(ctx); return err })
	y.carryOn(&merged, today.AddDays(-120), "bgs", 2, 5)
	ago(95, 10, func(ctx context.Context) (err error) { corrected, err = y.correctOne(ctx); return err })
	y.carryOn(&corrected, today.AddDays(-95), "bgs", 1, 5)
	for days := 5; days < 300; days += 30 {
		ago(days, 15, y.bringBackCopies)
	}
	y.carryOn(&urgent, today.AddDays(-2), "qyk", 1, 3)
	y.events = append(y.events, event{today.AddDays(-2).Time(2, 40), func(ctx context.Context) (err error) { urgent, err = y.atNight(ctx); return err }}, event{now.Add(-50 * time.Minute), y.exchangeList}, event{now.Add(-20 * time.Minute), y.carryToLeader}, event{now.Add(-10 * time.Minute), y.urgeLate})
}

// carryOn takes a document that stands at 拟办 to its end, or some of the way.
func (y *year) carryOn(id *string, came clock.Date, dept string, copies int64, steps int) {
	for i, step := range []struct {
		day         int
		node, login string
		act         flow.Act
	}{
		{0, "propose", "bangongshizhuren", flow.Act{Opinion: "拟请局长批示。", Fields: incoming.Proposal{Class: "办件", Together: "依次", Leaders: y.all([]string{"juzhang"}), Hosts: y.all([]string{dept})}}},
		{0, "instruct", "juzhang", flow.Act{Opinion: "同意拟办意见。"}}, {0, "original", "wenshu", flow.Act{Fields: incoming.Original{Place: "办公室文件柜 5 号", Copies: copies}}},
		{1, "distribute", "wenshu", flow.Act{Fields: incoming.Distribution{Hosts: y.all([]string{dept}), Medium: "电子"}}}, {5, "handle", demoHeads[dept], flow.Act{Opinion: "已办理。", Fields: incoming.Feedback{Result: "已按要求落实。"}}},
		{6, "supervise", "wenshu", flow.Act{Opinion: "予以办结。", Fields: incoming.Closing{Disposal: "待归档"}}},
	}[:steps+1] {
		y.events = append(y.events, event{moment(came, step.day, 11+i, 20), func(ctx context.Context) error {
			return y.doFor(ctx, *id, step.node, step.login, "", step.act)
		}})
	}
}

// listFirst is the 局长's list of what may be distributed first.
func (y *year) listFirst(ctx context.Context) error {
	answer, err := y.a.Engine.Start(ctx, y.actor("bangongshizhuren"), ident.Secret(), flow.StartInput{Kind: incoming.FastKind, Fields: incoming.Category{
		What: "列明", DocKind: "会议通知", From: clock.DateOf(y.clk.Now()), Words: "会议通知时间紧，先分办到参会科室，同步送我阅。"}})
	if err != nil {
		return err
	}
	return y.doFor(ctx, answer.CaseID, "decide", "juzhang", "", flow.Act{Opinion: "同意列入，分办后即送我阅。"})
}

// departmentFiles are papers that departments keep for themselves.
func (y *year) departmentFiles(ctx context.Context) error {
	for i, f := range []struct{ login, dept, title, place string }{
		{"zhifakeyuan", "zfk", "执法检查工作手册", "执法监督科 1 号柜"}, {"zhifakeyuan", "zfk", "行政处罚案例汇编", "执法监督科 1 号柜"}, {"yewukeyuan", "ywk", "行业运行分析资料汇编", "综合业务科 2 号柜"},
		{"yewukeyuan", "ywk", "项目申报指南", "综合业务科 2 号柜"}, {"qiyekeyuan", "qyk", "企业走访记录册", "企业服务科文件柜"}, {"faguikeyuan", "fgk", "规范性文件清理资料", "法规科文件柜"}, {"faguikeyuan", "fgk", "合法性审核意见汇编", "法规科文件柜"},
	} {
		if _, err := y.a.Paper.Register(ctx, y.actor(f.login), ident.Secret(), paper.Batch{
			Sort: clearing.SortDepartment, Title: f.title, Pages: int64(20 + i*7), Keeper: "wenjian", Home: y.ids[f.dept], Spot: paper.Spot{DeptID: y.ids[f.dept], Place: f.place}, How: "科室登记"}, int64(1+i%2)); err != nil {
			return err
		}
	}
	return nil
}

// demoItem is a supervision item and how it goes.
type demoItem struct {
	what, words, dept string
	daysAgo, until    int // until: days from then
	done              int // days from then when it is done; 0 = not yet
	extended          bool
}

var demoItems = []demoItem{
	{"冬季安全生产专项督查", "年底前查完，问题清零。", "zfk", 98, 40, 38, false}, {"优化营商环境任务分解", "分解到科室，按月调度。", "qyk", 90, 30, 45, true},
	{"规范性文件清理", "应废尽废，月底前报结果。", "fgk", 76, 25, 24, false}, {"重点项目申报", "抓紧申报，不漏项。", "ywk", 62, 20, 19, false},
	{"企业用工问题协调", "逐户对接，结果报我。", "qyk", 48, 30, 0, false}, {"行政执法案卷评查", "查出的问题逐件整改。", "zfk", 41, 25, 0, false},
	{"年度部门预算编制", "按时报送，厉行节约。", "bgs", 20, 30, 0, false}, {"数据共享目录更新", "本月完成更新。", "ywk", 12, 20, 0, false},
}

// planItem puts one supervision item into the year.
func (y *year) planItem(item demoItem, i int, today clock.Date) {
	var id string
	begin := today.AddDays(-item.daysAgo)
	on := func(days, more, hour int, do func(ctx context.Context) error) { // more: working days after that
		y.events = append(y.events, event{moment(begin.AddDays(days), more, hour, i*5), func(ctx context.Context) error {
			if id == "" && days > 0 {
				return errors.New("a supervision item that was not begun")
			}
			return do(ctx)
		}})
	}
	head, until := demoHeads[item.dept], begin.AddDays(item.until)
	on(0, 0, 11, func(ctx context.Context) error {
		answer, err := y.a.Engine.Start(ctx, y.actor("bangongshizhuren"), ident.Secret(), flow.StartInput{Kind: supervising.ItemKind, Fields: supervising.Item{
			What: item.what, Source: "局长批示", LeaderID: y.ids["juzhang"], Words: item.words, Host: y.ids[item.dept], Until: until}})
		id = answer.CaseID
		return err
	})
	report := func(sort, text string) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			return y.doFor(ctx, id, "work", head, "", flow.Act{Fields: supervising.Progress{Sort: sort, Text: text, Until: until.AddDays(15)}})
		}
	}
	if item.until > 20 {
		on(10, 0, 15, report("进展", "已制定方案，完成约三成。"))
	}
	if item.extended {
		on(25, 0, 15, report("延期", "涉及部门较多，需再次会商。"))
		on(25, 1, 10, func(ctx context.Context) error {
			return y.doFor(ctx, id, "extend", "juzhang", "", flow.Act{Opinion: "同意延期，不再延。", Fields: supervising.Extending{Until: until.AddDays(15)}})
		})
	}
	if item.done > 0 {
		on(item.done, 0, 15, report("办结", "已全部完成，材料随附。"))
		on(item.done, 1, 10, func(ctx context.Context) error {
			return y.doFor(ctx, id, "confirm", "bangongshizhuren", "", flow.Act{Opinion: "已办结，予以销号。"})
		})
	}
}

// confirmBulletin confirms the bulletin that waits, if there is one.
func (y *year) confirmBulletin(ctx context.Context) error {
	ids, err := y.waiting(ctx, supervising.BulletinKind, "confirm")
	if err != nil || len(ids) == 0 {
		return err
	}
	v, err := y.a.Engine.See(ctx, y.a.DB.Read(), y.actor("bangongshizhuren"), ids[0], "")
	if err != nil {
		return err
	}
	b := v.Content.(supervising.Bulletin)
	return y.doFor(ctx, ids[0], "confirm", "bangongshizhuren", "", flow.Act{Fields: supervising.Confirming{Text: b.Text, Readers: b.Readers}})
}

// readCopies lets people read what was sent to them for information; two of a kind
// put it off.
func (y *year) readCopies(ctx context.Context) error {
	type sent struct {
		ID        string        `db:"id"`
		Version   int64         `db:"version"`
		CaseID    string        `db:"case_id"`
		Principal org.Principal `db:"principal"`
	}
	all, err := store.All[sent](ctx, y.a.DB.Read(), `SELECT id, version, case_id, principal FROM task WHERE state = 'open' AND kind = 'copy' ORDER BY id`)
	for i, x := range all {
		if i%9 >= 7 {
			continue
		}
		act := flow.Act{CaseID: x.CaseID, TaskID: x.ID, TaskVersion: x.Version, Action: flow.Read}
		if _, err := y.a.Engine.Act(ctx, runner.Actor{PersonID: x.Principal.Object(), Via: "demo"}, ident.Secret(), act); err != nil {
			return err
		}
	}
	return err
}

// waiting are the cases of a kind that stand at a step.
func (d *demo) waiting(ctx context.Context, kind, node string) ([]string, error) {
	return store.Column[string](ctx, d.a.DB.Read(), `SELECT t.case_id FROM task t JOIN cases c ON c.id = t.case_id WHERE c.kind = $1 AND t.node = $2 AND t.state = 'open' ORDER BY t.id`, kind, node)
}

// planClearing is the December of the year: lists, checks, receipts, and in January
// the destruction of what came in.
func (y *year) planClearing(today clock.Date) {
	december := clock.Date(fmt.Sprintf("%d-12-01", today.Year()))
	if december > today {
		december = clock.Date(fmt.Sprintf("%d-12-01", today.Year()-1))
	}
	on := func(day, hour int, do func(ctx context.Context) error) {
		y.events = append(y.events, event{moment(december.AddDays(day), 0, hour, 20), do})
	}
	on(0, 8, y.a.issueRecurring)
	on(9, 10, y.handBack)
	on(12, 15, func(ctx context.Context) error {
		return y.each(ctx, "check", flow.Act{Opinion: "已核对，同意清退。"})
	})
	on(15, 15, y.receiveBack)
	on(40, 10, y.destroySome)
	on(41, 10, func(ctx context.Context) error {
		return y.eachOf(ctx, clearing.DestructionKind, "appraise", "dangan", flow.Act{Fields: clearing.Appraising{Opinion: "逐份看过，均为重份和时效已过的资料，无归档和存查价值。"}})
	})
	on(43, 10, func(ctx context.Context) error {
		return y.eachOf(ctx, clearing.DestructionKind, "approve", "fujuzhang1", flow.Act{Opinion: "同意销毁，两人到场。"})
	})
	on(44, 15, y.destroyNow)
	on(44, 16, func(ctx context.Context) error {
		return y.eachOf(ctx, clearing.DestructionKind, "witness", "baomi", flow.Act{Opinion: "全程在场，逐份清点，已全部销毁。"})
	})
}

// keepers are who lists a department's papers, by department code.
var keepers = map[string]string{"ywk": "yewukeyuan", "zfk": "zhifakeyuan", "qyk": "qiyekeyuan", "fgk": "faguikeyuan", "bgs": "bangongshizhuren"}

// handBack lists each department's papers: most go back, some stay.
func (y *year) handBack(ctx context.Context) error {
	ids, err := y.waiting(ctx, clearing.HandbackKind, "list")
	if err != nil {
		return err
	}
	for _, id := range ids {
		v, login, err := y.handback(ctx, id)
		if err != nil {
			return err
		}
		proposed, err := v.Kind.Prefill["list"](ctx, v.Facts(y.a.DB.Read(), y.clk.Now()))
		if err != nil {
			return err
		}
		in := proposed.(clearing.Listing)
		for i := range in.Lines {
			if i%3 == 2 {
				in.Lines[i].Decision, in.Lines[i].Reason = "留用", "日常使用"
			}
		}
		if err := y.doFor(ctx, id, "list", login, "", flow.Act{Fields: in}); err != nil {
			return err
		}
	}
	return nil
}

// handback reads a department's clearing as its file keeper sees it.
func (y *year) handback(ctx context.Context, id string) (*flow.View, string, error) {
	v, err := y.a.Engine.See(ctx, y.a.DB.Read(), y.actor("bangongshizhuren"), id, "")
	if err != nil {
		return nil, "", err
	}
	for code, login := range keepers {
		if y.ids[code] == v.Content.(clearing.Handback).Dept {
			return v, login, nil
		}
	}
	return nil, "", errors.New("a department without a file keeper")
}

// each does a step of every clearing by the department's head.
func (y *year) each(ctx context.Context, node string, act flow.Act) error {
	ids, err := y.waiting(ctx, clearing.HandbackKind, node)
	if err != nil {
		return err
	}
	for _, id := range ids {
		v, _, err := y.handback(ctx, id)
		if err != nil {
			return err
		}
		for code, head := range demoHeads {
			if y.ids[code] == v.Content.(clearing.Handback).Dept {
				if err := y.doFor(ctx, id, node, head, "", act); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// eachOf does a step of every case of a kind.
func (y *year) eachOf(ctx context.Context, kind, node, login string, act flow.Act) error {
	ids, err := y.waiting(ctx, kind, node)
	for _, id := range ids {
		if err := y.doFor(ctx, id, node, login, "", act); err != nil {
			return err
		}
	}
	return err
}

// receiveBack signs for what the departments hand in; one paper does not come.
func (y *year) receiveBack(ctx context.Context) error {
	ids, err := y.waiting(ctx, clearing.HandbackKind, "receive")
	if err != nil {
		return err
	}
	for i, id := range ids {
		v, _, err := y.handback(ctx, id)
		if err != nil {
			return err
		}
		proposed, err := v.Kind.Prefill["receive"](ctx, v.Facts(y.a.DB.Read(), y.clk.Now()))
		if err != nil {
			return err
		}
		in := proposed.(clearing.Receiving)
		if i == 2 && len(in.Lines) > 1 {
			in.Lines[0].Got = "未交"
		}
		if err := y.doFor(ctx, id, "receive", "wenshu", "", flow.Act{Fields: in}); err != nil {
			return err
		}
	}
	return nil
}

// destroySome proposes to destroy what came in.
func (y *year) destroySome(ctx context.Context) error {
	kind, _ := y.a.Engine.Kind(clearing.DestructionKind)
	options, err := kind.Options["destroyable"](ctx, flow.Asking{Q: y.a.DB.Read(), Now: y.clk.Now()})
	if err != nil {
		return err
	}
	in := clearing.Destruction{Reason: "年终清退的重份和过期资料，无归档和存查价值。"}
	for i, o := range options {
		if i%3 != 2 {
			in.Copies = append(in.Copies, o.Value)
		}
	}
	if len(in.Copies) == 0 {
		return errors.New("nothing came back in December")
	}
	_, err = y.a.Engine.Start(ctx, y.actor("wenshu"), ident.Secret(), flow.StartInput{Kind: clearing.DestructionKind, Fields: in})
	return err
}

// destroyNow counts and destroys; naming oneself as witness is refused first (G-08).
func (y *year) destroyNow(ctx context.Context) error {
	ids, err := y.waiting(ctx, clearing.DestructionKind, "destroy")
	if err != nil {
		return err
	}
	for _, id := range ids {
		v, err := y.a.Engine.See(ctx, y.a.DB.Read(), y.actor("wenshu"), id, "")
		if err != nil {
			return err
		}
		in := clearing.Destroying{Place: "办公室", Way: "碎纸机粉碎", Witness: y.ids["wenshu"], Counted: int64(len(v.Content.(clearing.Destruction).Copies))}
		err = y.doFor(ctx, id, "destroy", "wenshu", "", flow.Act{Fields: in})
		if _, refused := errors.AsType[*norm.Refusal](err); !refused {
			return fmt.Errorf("somebody was their own witness: %w", err)
		}
		in.Witness = y.ids["baomi"]
		if err := y.doFor(ctx, id, "destroy", "wenshu", "", flow.Act{Fields: in}); err != nil {
			return err
		}
	}
	return nil
}

// missing reports a copy that a department cannot find; it is found again, or not
// yet.
func (y *year) missing(ctx context.Context, outcome string) error {
	codes, err := store.Column[string](ctx, y.a.DB.Read(), `SELECT code FROM paper_copy WHERE state = '在册' AND sort = '批示复印件' AND medium = '纸质' AND holder_id = $1 ORDER BY made_at DESC, id LIMIT 1`, y.ids["zhifakezhang"])
	if err != nil || len(codes) == 0 {
		return err
	}
	answer, err := y.a.Engine.Start(ctx, y.actor("zhifakezhang"), ident.Secret(), flow.StartInput{Kind: clearing.MissingKind, Fields: clearing.Report{
		Code: codes[0], Found: clock.DateOf(y.clk.Now()), How: "整理文件时没有找到，可能夹在外出检查的资料里。"}})
	if err != nil || outcome == "" {
		return err
	}
	if err := y.doFor(ctx, answer.CaseID, "explain", "zhifakezhang", "", flow.Act{Opinion: "外出检查时随资料带出，正在查找。"}); err != nil {
		return err
	}
	if err := y.doFor(ctx, answer.CaseID, "head", "zhifakezhang", "", flow.Act{Opinion: "已组织查找，后果由当事人和本人承担。"}); err != nil {
		return err
	}
	if err := y.doFor(ctx, answer.CaseID, "settle", "bangongshizhuren", "", flow.Act{Fields: clearing.Settling{Outcome: outcome, Place: "文书处", Words: "在检查资料袋中找到，已收回。"}}); err != nil {
		return err
	}
	return y.doFor(ctx, answer.CaseID, "close", "wenshu", "", flow.Act{})
}

// own registers a document for one of the affairs below.
func (y *year) own(ctx context.Context, title, organ, number, source string) (string, error) {
	answer, err := y.a.Engine.Start(ctx, y.actor("wenshu"), ident.Secret(), flow.StartInput{
		Kind: incoming.Kind, Fields: incoming.Receipt{Source: source, Organ: organ, Copies: 1},
		Ahead: map[string]any{"review": incoming.Review{Verdict: "受理"}, "register": incoming.Registration{
			Title: title, Organ: organ, DocNumber: number, ReceivedOn: clock.DateOf(y.clk.Now()), DocKind: "通知", Class: "办件", Copies: 1, Pages: 3}},
	})
	return answer.CaseID, err
}

// differ is a document on which two leaders write different things: the office asks
// the 局长.
func (y *year) differ(ctx context.Context) error {
	id, err := y.own(ctx, "关于合并开展企业检查的通知", "云泽市人民政府办公室", fmt.Sprintf("云政办发〔%d〕901号", clock.DateOf(y.clk.Now()).Year()), "公文交换")
	if err != nil {
		return err
	}
	p := incoming.Proposal{Class: "办件", Together: "同时", Leaders: y.all([]string{"fujuzhang1", "fujuzhang2"}), Hosts: y.all([]string{"zfk"})}
	if err := y.doFor(ctx, id, "propose", "bangongshizhuren", "", flow.Act{Opinion: "拟请两位分管领导批示。", Fields: p}); err != nil {
		return err
	}
	for login, words := range map[string]string{"fujuzhang1": "由法规科牵头，先清理检查事项。", "fujuzhang2": "由执法监督科牵头，本月即行合并检查。"} {
		if err := y.doFor(ctx, id, "instruct-together", login, org.PersonPrincipal(y.ids[login]), flow.Act{Opinion: words}); err != nil {
			return err
		}
	}
	if err := y.doFor(ctx, id, "gather", "bangongshizhuren", "", flow.Act{Opinion: "两位领导的批示不一致，请局长定。", Fields: incoming.Gathering{Verdict: "请示", Note: "牵头科室不同"}}); err != nil {
		return err
	}
	if err := y.doFor(ctx, id, "decide", "juzhang", "", flow.Act{Opinion: "由执法监督科牵头，法规科配合，下月起合并检查。"}); err != nil {
		return err
	}
	for _, step := range []struct {
		node, login string
		act         flow.Act
	}{
		{"original", "wenshu", flow.Act{Fields: incoming.Original{Place: "电子文件库", Copies: 1}}}, {"distribute", "wenshu", flow.Act{Fields: incoming.Distribution{Hosts: y.all([]string{"zfk"}), Medium: "电子"}}},
		{"handle", "zhifakezhang", flow.Act{Opinion: "已办理。", Fields: incoming.Feedback{Result: "合并检查方案已印发。"}}}, {"supervise", "wenshu", flow.Act{Opinion: "予以办结。", Fields: incoming.Closing{Disposal: "待归档"}}},
	} {
		if err := y.doFor(ctx, id, step.node, step.login, "", step.act); err != nil {
			return err
		}
	}
	return nil
}

// mergeOne is a document that came electronically and then on paper: it is refused as
// a second one, and merged.
func (y *year) mergeOne(ctx context.Context) (string, error) {
	number := fmt.Sprintf("云财预〔%d〕903号", clock.DateOf(y.clk.Now()).Year())
	id, err := y.own(ctx, "关于开展财政存量资金清理的通知", "云泽市财政局", number, "公文交换")
	if err != nil {
		return "", err
	}
	in := flow.StartInput{Kind: incoming.Kind, Fields: incoming.Receipt{Source: "纸质", Organ: "云泽市财政局", Copies: 2}}
	reg := incoming.Registration{Title: "关于开展财政存量资金清理的通知", Organ: "云泽市财政局", DocNumber: number, ReceivedOn: clock.DateOf(y.clk.Now()), DocKind: "通知", Class: "办件", Copies: 2, Pages: 3}
	in.Ahead = map[string]any{"register": reg}
	_, err = y.a.Engine.Start(ctx, y.actor("wenshu"), ident.Secret(), in)
	if _, refused := errors.AsType[*norm.Refusal](err); !refused {
		return "", fmt.Errorf("the second copy was registered: %w", err)
	}
	reg.Twin = "归并"
	in.Ahead["register"] = reg
	_, err = y.a.Engine.Start(ctx, y.actor("wenshu"), ident.Secret(), in)
	return id, err
}

// correctOne mends a registration: the number of the document was mistyped.
func (y *year) correctOne(ctx context.Context) (string, error) {
	id, err := y.own(ctx, "关于做好秋季征兵宣传工作的通知", "云泽市人民政府征兵办公室", fmt.Sprintf("云征〔%d〕12号", clock.DateOf(y.clk.Now()).Year()), "公文交换")
	if err != nil {
		return "", err
	}
	v, err := y.a.Engine.See(ctx, y.a.DB.Read(), y.actor("wenshu"), id, "")
	if err != nil {
		return "", err
	}
	in := v.Kind.Correction.Of(v.Content).(incoming.Correcting)
	in.DocNumber = fmt.Sprintf("云征〔%d〕21号", clock.DateOf(y.clk.Now()).Year())
	_, err = y.a.Engine.Act(ctx, y.actor("wenshu"), ident.Secret(), flow.Act{CaseID: id, ContentVersion: v.Case.ContentVersion, Action: flow.Correct, Opinion: "登记时文号前后两字写颠倒", Fields: in})
	return id, err
}

// bringBackCopies takes back most of the copies that should be back; some stay out.
func (y *year) bringBackCopies(ctx context.Context) error {
	ids, err := store.Column[string](ctx, y.a.DB.Read(), `SELECT id FROM paper_copy WHERE state = '在册' AND sort = '批示复印件' AND medium = '纸质' AND holder_id <> '' AND due <> '' AND due < $1 ORDER BY made_at, id`, string(clock.DateOf(y.clk.Now())))
	if err != nil {
		return err
	}
	for i, id := range ids {
		if i%6 == 5 {
			continue // asked for again next month
		}
		c, err := paper.One(ctx, y.a.DB.Read(), id)
		if err != nil {
			return err
		}
		if _, err := y.a.Paper.Do(ctx, y.actor("wenshu"), ident.Secret(), paper.Handling{CopyID: id, Seq: c.Seq, Act: paper.Taken, Place: "复印件收回柜"}); err != nil {
			return err
		}
	}
	return nil
}

// atNight is a telegram that the duty officer took in and reported by telephone; the
// 文书 completes it in the morning.
func (y *year) atNight(ctx context.Context) (string, error) {
	proof, err := y.upload(ctx, "wenshu", "值班通话记录")
	if err != nil {
		return "", err
	}
	now := y.clk.Now()
	answer, err := y.a.Engine.Start(ctx, y.actor("wenshu"), ident.Secret(), flow.StartInput{Kind: incoming.Kind, Fields: incoming.Receipt{
		Source: "电报", Organ: "云泽市人民政府总值班室", Title: "关于启动低温雨雪冰冻应急响应的通知", Urgency: "特提", Copies: 1, How: "值班代收",
		ReportedTo: y.ids["juzhang"], ReportedAt: clock.Millis(now.Add(-8 * time.Minute)), Told: "立即通知各科室到岗，企业服务科联系重点企业。", Proof: []string{proof},
	}})
	if err != nil {
		return "", err
	}
	err = y.doFor(ctx, answer.CaseID, "register", "wenshu", "", flow.Act{Fields: incoming.Registration{
		Title: "关于启动低温雨雪冰冻应急响应的通知", Organ: "云泽市人民政府总值班室", DocNumber: fmt.Sprintf("云政值电〔%d〕7号", clock.DateOf(now).Year()), ReceivedOn: clock.DateOf(now), DocKind: "电报",
		Class: "办件", Urgency: "特提", Copies: 1, Pages: 1}})
	if err != nil {
		return "", err
	}
	return answer.CaseID, y.doFor(ctx, answer.CaseID, "review", "wenshu", "", flow.Act{Fields: incoming.Review{Verdict: "受理"}})
}

// exchangeList is today's list of the exchange: four documents wait to be signed for.
func (y *year) exchangeList(ctx context.Context) error {
	today := clock.DateOf(y.clk.Now())
	_, err := incoming.AddList(ctx, y.a.Run, y.actor("wenshu"), ident.Secret(), "公文交换", []incoming.WaitingLine{
		{Organ: "云泽市人民政府办公室", DocNumber: fmt.Sprintf("云政办函〔%d〕188号", today.Year()), Title: "关于报送全年工作总结的通知", Urgency: "加急", Copies: 1, SentOn: today},
		{Organ: "云泽市统计局", DocNumber: fmt.Sprintf("云统函〔%d〕190号", today.Year()), Title: "关于开展年报培训的函", Copies: 1, SentOn: today},
		{Organ: "云泽市审计局", Title: "关于审计整改回头看的通知", Copies: 2, SentOn: today}, {Organ: "云泽市体育局", Title: "关于组织机关健身活动的函", Copies: 1, SentOn: today},
	})
	return err
}

// carryToLeader makes the signing list of what waits for the 局长, the originals going
// along.
func (y *year) carryToLeader(ctx context.Context) error {
	all, err := incoming.WaitingForLeaders(ctx, y.a.DB.Read())
	if err != nil {
		return err
	}
	var tasks []string
	for _, x := range all {
		if x.Principal == org.PersonPrincipal(y.ids["juzhang"]) && x.Node == "instruct" && len(tasks) < 2 {
			tasks = append(tasks, x.TaskID)
		}
	}
	if len(tasks) == 0 {
		return nil
	}
	_, err = incoming.MakeSigning(ctx, y.a.Run, y.actor("wenshu"), ident.Secret(), y.ids["juzhang"], tasks, true)
	return err
}

// urgeLate urges what is overdue at the departments.
func (y *year) urgeLate(ctx context.Context) error {
	type late struct {
		ID     string `db:"id"`
		CaseID string `db:"case_id"`
	}
	all, err := store.All[late](ctx, y.a.DB.Read(), `SELECT t.id, t.case_id FROM task t JOIN cases c ON c.id = t.case_id WHERE c.kind = 'incoming' AND t.node = 'handle' AND t.state = 'open' AND t.due_at < $1 ORDER BY t.due_at LIMIT 3`, clock.Millis(y.clk.Now()))
	for _, x := range all {
		if _, err := y.a.Engine.Act(ctx, y.actor("wenshu"), ident.Secret(), flow.Act{CaseID: x.CaseID, TaskID: x.ID, Action: flow.Urge, Opinion: "已超期，请抓紧反馈。"}); err != nil {
			return err
		}
	}
	return err
}
