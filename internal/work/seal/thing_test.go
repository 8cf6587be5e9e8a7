package seal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	bureaus "guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/seal"
)

// change walks a change of a seal that is in the ledger, up to its witnesses.
func (b *bureau) change(what, name string) (string, error) {
	b.t.Helper()
	id, err := b.start("wenmi", seal.KindChange, seal.Change{What: what, Seal: b.seals[name], OnDate: "2026-11-24", Reason: "换章", Paper: "局办〔2026〕9号"})
	if err != nil {
		return "", err
	}
	b.ok(b.act("bangongshizhuren", id, "review", nil))
	b.ok(b.act("juzhang", id, "approve", nil))
	doing := seal.Doing{Done: "2026-11-24", Imprint: []string{b.file("wenmi", "印模")}, Witnesses: b.people("huiwu", "wenshu"), Engraver: "市公安局特行大队"}
	b.ok(b.act("wenmi", id, "handle", fields(doing)))
	if what == "遗失" {
		return id, nil
	}
	b.ok(b.act("huiwu", id, "witness", nil))
	return id, b.act("wenshu", id, "witness", nil)
}

func (b *bureau) sealState(name string) string {
	b.t.Helper()
	return b.one(`SELECT state FROM seal WHERE id = $1`, b.seals[name])
}

func TestChange_InItsOrder_WithPapersAndTwoWitnesses_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		_, err := b.change("销毁", "局公章")
		b.refused(err, "1-01-R3") // stopped first
		b.must(b.change("停用", "局公章"))
		if b.sealState("局公章") != "停用" {
			b.t.Error(b.sealState("局公章"))
		}
		_, err = b.apply(b.application())
		b.refused(err, "1-01-R3")
		b.must(b.change("启用", "局公章"))
		b.must(b.apply(b.application()))
		b.must(b.change("停用", "局公章"))
		b.must(b.change("销毁", "局公章"))
		if b.sealState("局公章") != "销毁" || b.keeper("局公章") != "" {
			b.t.Error("a seal that is gone is kept by somebody")
		}
		detail := b.detail("局公章")
		if len(detail.Tables) != 5 || len(detail.Tables[0].Rows) != 4 || detail.Tables[0].Rows[0].Cells[4] != "韩梅、周敏" || len(detail.Starts) != 0 {
			b.t.Errorf("%+v", detail)
		}
	})
}

func (b *bureau) detail(name string) module.Detail {
	b.t.Helper()
	for _, r := range b.m.Registers {
		if r.Detail != nil {
			d, err := r.Detail(b.t.Context(), b.DB.Read(), b.seals[name])
			b.ok(err)
			return d
		}
	}
	b.t.Fatal("no ledger")
	return module.Detail{}
}

func TestChange_Witnesses_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := seal.Change{What: "刻制", Name: "局公章", Class: "局公章", Dept: b.IDs["bgs"], OnDate: "2026-11-24", Reason: "新刻"}
		_, err := b.start("wenmi", seal.KindChange, in)
		b.refused(err, "1-01-R3") // two of one name
		in.Name, in.Class = "局钢印", "钢印"
		_, err = b.start("wenmi", seal.KindChange, in)
		b.refused(err, "1-01-R3") // whose rules hold for it
		in.AsClass = "局公章"
		id := b.must(b.start("wenmi", seal.KindChange, in))
		b.ok(b.act("bangongshizhuren", id, "review", nil))
		b.ok(b.act("juzhang", id, "approve", nil))
		doing := seal.Doing{Done: "2026-11-25", Witnesses: b.people("huiwu")}
		b.refused(b.act("wenmi", id, "handle", fields(doing)), "1-01-R3")
		doing.Witnesses = b.people("huiwu", "wenmi")
		b.refused(b.act("wenmi", id, "handle", fields(doing)), "G-08")
		doing.Witnesses = b.people("huiwu", "wenshu")
		b.refused(b.act("wenmi", id, "handle", fields(doing)), "1-01-R3") // no imprint
		doing.Imprint = []string{b.file("wenmi", "印模")}
		b.ok(b.act("wenmi", id, "handle", fields(doing)))
		b.ok(b.act("huiwu", id, "witness", nil))
		if n := b.count(`SELECT COUNT(*) FROM seal WHERE name = '局钢印'`); n != 0 {
			b.t.Error("entered with one witness")
		}
		b.ok(b.act("wenshu", id, "witness", nil))
		b.seals["局钢印"] = b.one(`SELECT id FROM seal WHERE name = '局钢印'`)
		if b.sealState("局钢印") != "刻制" {
			b.t.Error(b.sealState("局钢印"))
		}
		_, err = b.naming("bangongshizhuren", "局钢印", "yinzhang", "")
		b.refused(err, "1-01-R3") // not in use yet
		b.must(b.change("启用", "局钢印"))
		b.must(b.naming("bangongshizhuren", "局钢印", "yinzhang", ""))
	})
}

// A seal that is lost is out of use at once, whoever still has to agree.
func TestChange_LostAtOnce_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		waiting := b.approved()
		b.must(b.start("yinzhang", seal.KindChange, seal.Change{What: "遗失", Seal: b.seals["局公章"], OnDate: "2026-11-24", Reason: "外带途中遗失"}))
		if b.sealState("局公章") != "遗失" {
			b.t.Error(b.sealState("局公章"))
		}
		b.refused(b.press(waiting, 1), "G-04") // nobody keeps it any more
		if n := b.count(`SELECT COUNT(*) FROM notice WHERE case_id = $1`, waiting); n != 1 {
			b.t.Errorf("who waits for it was told %d times", n)
		}
	})
}

// The report of a loss that comes back to who made it goes on again; the loss is
// entered once.
func TestChange_LostIsEnteredOnce_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := seal.Change{What: "遗失", Seal: b.seals["局公章"], OnDate: "2026-11-24", Reason: "外带途中遗失"}
		id := b.must(b.start("yinzhang", seal.KindChange, in))
		b.ok(b.act("yinzhang", id, "", withdrawn))
		in.Reason = "外带途中遗失，已登报声明"
		b.ok(b.act("yinzhang", id, "apply", fields(in)))
		b.ok(b.act("bangongshizhuren", id, "review", returned("apply", false)))
		b.ok(b.act("yinzhang", id, "apply", fields(in)))
		b.ok(b.act("bangongshizhuren", id, "review", nil))
		if n := b.count(`SELECT COUNT(*) FROM seal_event WHERE seal_id = $1 AND what = '遗失'`, in.Seal); n != 1 {
			b.t.Errorf("lost %d times", n)
		}
	})
}

func TestElectronic_StandsApart_AndExpires_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := seal.Change{Name: "局电子公章", Class: "电子印章", AsClass: "局公章", Dept: b.IDs["bgs"]}
		in.What, in.OnDate, in.Reason = "建账", "2026-01-01", "建账"
		_, err := b.start("wenmi", seal.KindChange, in)
		b.refused(err, "1-01-R3") // without its certificate
		b.enter(seal.Change{Name: "局电子公章", Class: "电子印章", AsClass: "局公章", Dept: b.IDs["bgs"], CertNo: "SM2-0087", CertIssuer: "省电子认证中心", CertUntil: "2026-11-30"})
		id := b.must(b.naming("bangongshizhuren", "局电子公章", "yinzhang", ""))
		b.ok(b.act("yinzhang", id, "take", fields(seal.Taking{})))
		electronic := func(a *seal.Application) { a.Seal = b.seals["局电子公章"] }
		use, late := b.approved(electronic), b.approved(electronic)
		b.ok(b.press(use, 2))
		b.ok(b.act("zhifakeyuan", use, "sign", nil))
		if len(b.lines("seal-electronic")) != 1 || len(b.lines("1-01-F1")) != 0 {
			b.t.Error("its uses do not stand apart")
		}
		b.Clock.Set(time.Date(2026, 12, 1, 9, 0, 0, 0, clock.Shanghai))
		b.refused(b.press(late, 1), "1-01-R3")
		_, err = b.apply(b.application(electronic))
		b.refused(err, "1-01-R3")
	})
}

func TestSteelAndNameSeals_AreApprovedAsWhatTheyStandFor_1_01_6_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		for _, in := range []seal.Change{
			{Name: "局长签名章", Class: "签名章", Dept: b.IDs["bgs"], Owner: b.IDs["juzhang"]}, {Name: "合同专用章", Class: "专用章", Dept: b.IDs["fgk"]},
		} {
			b.enter(in)
			id := b.must(b.naming("bangongshizhuren", in.Name, "yinzhang", ""))
			b.ok(b.act("yinzhang", id, "take", fields(seal.Taking{})))
		}
		in := b.application(func(a *seal.Application) { a.Seal = b.seals["局长签名章"] })
		in.Approver = b.IDs["fujuzhang1"]
		_, err := b.apply(in)
		b.refused(err, "1-01-6.2")
		id := b.must(b.apply(b.application(func(a *seal.Application) { a.Seal = b.seals["局长签名章"] })))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.ok(b.act("juzhang", id, "approve", nil))
		special := b.must(b.apply(b.application(func(a *seal.Application) { a.Seal = b.seals["合同专用章"] })))
		b.ok(b.act("fujuzhang2", special, "review", nil))
		b.ok(b.act("fujuzhang1", special, "approve", nil)) // in charge of 法规科, whose seal it is
	})
}

func TestCarry_TwoPeople_OutAndBack_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		now := b.Clock.Now()
		in := seal.Carry{
			Seal: b.seals["局公章"], Place: "市政务服务中心", Reason: "现场签订协议", Companion: b.IDs["zhifakeyuan"], OutAt: clock.Millis(now.Add(time.Hour)), BackBy: clock.Millis(now.Add(4 * time.Hour)),
			Items: []seal.CarryItem{{Title: "合作协议", Copies: 4}, {Title: "会议纪要", Copies: 2}}, Files: []string{b.file("zhifakeyuan", "正文")},
		}
		_, err := b.start("zhifakeyuan", seal.KindCarry, in)
		b.refused(err, "1-01-R3") // alone
		in.Companion, in.BackBy = b.IDs["zhifakezhang"], in.OutAt
		_, err = b.start("zhifakeyuan", seal.KindCarry, in)
		b.refused(err, "1-01-R3")
		in.BackBy, in.Files = clock.Millis(now.Add(4*time.Hour)), nil
		_, err = b.start("zhifakeyuan", seal.KindCarry, in)
		b.refused(err, "1-01-6.4")
		in.Files = []string{b.file("zhifakeyuan", "空白")}
		_, err = b.start("zhifakeyuan", seal.KindCarry, in)
		b.refused(err, "1-01-6.4")
		in.Files = []string{b.file("zhifakeyuan", "正文")}
		id := b.must(b.start("zhifakeyuan", seal.KindCarry, in))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.ok(b.act("yinzhang", id, "out", nil))
		here := b.approved()
		b.refused(b.press(here, 1), "1-01-R3") // it is out of the house
		b.ok(b.act("zhifakezhang", id, "along", nil))
		if v := b.view("yinzhang", id); v.Task == nil || v.Task.DueAt != in.BackBy {
			b.t.Error("it is not asked back in time")
		}
		if things, err := b.m.Held(b.t.Context(), b.DB.Read(), b.IDs["zhifakezhang"]); err != nil || len(things) != 1 || things[0].Kind != "外带印章" {
			b.t.Errorf("%+v %v", things, err)
		}
		back := seal.Back{Items: []seal.BackItem{{Title: "合作协议", Copies: 5}, {Title: "会议纪要"}}, State: "完好"}
		b.refused(b.act("yinzhang", id, "back", fields(back)), "1-01-6.2")
		back.Items[0].Title = "借条"
		b.refused(b.act("yinzhang", id, "back", fields(back)), "1-01-6.2")
		back.Items[0], back.Spoiled = seal.BackItem{Title: "合作协议", Copies: 4}, 1
		b.Clock.Advance(5 * time.Hour)
		b.ok(b.act("yinzhang", id, "back", fields(back)))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		b.ok(b.act("yinzhang", id, "destroy", fields(seal.Destroying{Pages: 1, Way: "粉碎"})))
		rows, lines := b.lines("seal-carries"), b.lines("1-01-F1")
		if b.state(id) != flow.Closed || rows[0][9] != "超时带回" || len(lines) != 1 || lines[0][3] != "合作协议" || lines[0][11] != "何国强 副局长" {
			b.t.Errorf("%s %v %v", b.state(id), rows, lines)
		}
		b.ok(b.press(here, 1))
	})
}

// outside brings a seal out of the house, for what is to be stamped there.
func (b *bureau) outside(items ...seal.CarryItem) string {
	b.t.Helper()
	now := b.Clock.Now()
	id := b.must(b.start("zhifakeyuan", seal.KindCarry, seal.Carry{
		Seal: b.seals["局公章"], Place: "市政务服务中心", Reason: "现场签订协议", Companion: b.IDs["zhifakezhang"], OutAt: clock.Millis(now.Add(time.Hour)), BackBy: clock.Millis(now.Add(4 * time.Hour)),
		Items: items, Files: []string{b.file("zhifakeyuan", "正文")},
	}))
	b.ok(b.act("fujuzhang2", id, "review", nil))
	b.ok(b.act("yinzhang", id, "out", nil))
	b.ok(b.act("zhifakezhang", id, "along", nil))
	return id
}

// A title on two lines is one document: what was stamped of it is counted together.
func TestCarry_OneTitleOnTwoLines_1_01_6_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.outside(seal.CarryItem{Title: "合作协议", Copies: 4}, seal.CarryItem{Title: "会议纪要", Copies: 1}, seal.CarryItem{Title: "会议纪要", Copies: 2})
		back := seal.Back{Items: []seal.BackItem{{Title: "合作协议", Copies: 3}, {Title: "合作协议", Copies: 2}, {Title: "会议纪要", Copies: 3}}, State: "完好"}
		r := b.refusal(b.act("yinzhang", id, "back", fields(back)), "1-01-6.2")
		if r.Field != "items.1.copies" || !strings.Contains(r.Title, "批准 4 份，外出盖了 5 份") {
			b.t.Errorf("%+v", r)
		}
		back.Items[1].Copies = 1
		b.ok(b.act("yinzhang", id, "back", fields(back)))
	})
}

func TestStock_EachKeeperOnceAMonth_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.recurring("seal-stock")
		b.recurring("seal-stock")
		if n := b.count(`SELECT COUNT(*) FROM cases WHERE kind = $1`, seal.KindStock); n != 2 {
			b.t.Fatalf("%d stock-takings for two keepers", n)
		}
		id := b.one(`SELECT c.id FROM cases c JOIN task t ON t.case_id = c.id WHERE c.kind = $1 AND t.principal = $2`, seal.KindStock, "person:"+b.IDs["yinzhang"])
		in := b.view("yinzhang", id).Content.(seal.Stock)
		if len(in.Lines) != 2 || in.Month != "2026-11" {
			b.t.Fatalf("%+v", in)
		}
		short := in
		short.Lines = in.Lines[:1]
		b.refused(b.act("yinzhang", id, "count", fields(short)), "1-01-R3")
		other := in
		other.Lines = append([]seal.StockLine{{Name: "别的章", There: "在位", Condition: "完好"}}, in.Lines...)
		b.refused(b.act("yinzhang", id, "count", fields(other)), "1-01-R3")
		in.Lines[0].Condition = "破损"
		b.refused(b.act("yinzhang", id, "count", fields(in)), "1-01-R3") // has to say what is wrong
		in.Lines[0].Note = "印面有缺口，拟换章"
		b.ok(b.act("yinzhang", id, "count", fields(in)))
		b.ok(b.act("bangongshizhuren", id, "check", nil))
		b.Clock.Set(time.Date(2026, 12, 1, 9, 0, 0, 0, clock.Shanghai))
		b.recurring("seal-stock")
		if n := b.count(`SELECT COUNT(*) FROM cases WHERE kind = $1`, seal.KindStock); n != 4 {
			b.t.Errorf("%d in the second month", n)
		}
	})
}

// TestStock_WhoHasItNowCountsIt_1_01_R3: seals that changed hands before they were
// counted are asked for of who has them now; no seal is left out, none asked twice.
func TestStock_WhoHasItNowCountsIt_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.recurring("seal-stock") // of the 印章管理员 and the 科员
		b.away("huiwu")
		b.Clock.Advance(25 * time.Hour)
		b.recurring("seal-stock")
		b.recurring("seal-stock")
		of := func(login string) string {
			return b.one(`SELECT c.id FROM cases c JOIN task t ON t.case_id = c.id WHERE c.kind = $1 AND t.principal = $2`, seal.KindStock, "person:"+b.IDs[login])
		}
		for _, login := range []string{"yinzhang", "huiwu"} {
			id := of(login)
			b.ok(b.act(login, id, "count", fields(b.view(login, id).Content)))
		}
		if n := b.count(`SELECT COUNT(DISTINCT seal_id) FROM seal_stock WHERE keeper_id = $1`, b.IDs["huiwu"]); n != 2 {
			b.t.Errorf("the temporary keeper counted %d", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM seal_stock`); n != 2 {
			b.t.Errorf("%d lines: the absent one has nothing to count", n)
		}
		b.recurring("seal-stock")
		if n := b.count(`SELECT COUNT(*) FROM cases WHERE kind = $1`, seal.KindStock); n != 3 {
			b.t.Errorf("%d cases", n)
		}
	})
}

func TestReport_CountsThePeriod_1_01_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		b.ok(b.press(id, 2, func(p *seal.Pressing) { p.Spoiled = 1 }))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		tables, err := b.m.Reports[0].Make(b.t.Context(), b.DB.Read(), "2026-11-01", "2026-12-01")
		b.ok(err)
		if len(tables) != 7 || tables[0].Rows[0].Cells[0] != "局公章" || tables[0].Totals[2] != "2" || tables[1].Rows[0].Cells[0] != "执法监督科" || tables[3].Rows[0].Tone != "r" {
			b.t.Errorf("%+v", tables)
		}
		empty, err := b.m.Reports[0].Make(b.t.Context(), b.DB.Read(), "2020-01-01", "2020-02-01")
		if err != nil || len(empty[0].Rows) != 0 {
			b.t.Errorf("%+v %v", empty, err)
		}
	})
}

func TestScan_FindsTheCaseOfACode(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		code := b.code(id)
		for _, typed := range []string{code, strings.ToLower(code), code[:4] + "-" + code[4:], code + ".2"} {
			if href, err := b.m.Scan(b.t.Context(), b.DB.Read(), typed); err != nil || href != "/cases/"+id {
				b.t.Errorf("%s: %s %v", typed, href, err)
			}
		}
		for _, other := range []string{"", "guiju:x", "AAAAAAAA", "用印"} {
			if href, err := b.m.Scan(b.t.Context(), b.DB.Read(), other); err != nil || href != "" {
				b.t.Errorf("%s: %s %v", other, href, err)
			}
		}
	})
}

// F23: who leaves for good has nothing of the seals' any more.
func TestHeld_DeputiesAndWhatIsNotSigned(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		b.ok(b.press(id, 1))
		naming := b.must(b.naming("bangongshizhuren", "局公章", "yinzhang", "huiwu"))
		b.ok(b.act("yinzhang", naming, "take", fields(seal.Taking{})))
		for login, want := range map[string]string{"zhifakeyuan": "没有签字的用印", "huiwu": "B 角", "yinzhang": "保管"} {
			things, err := org.Holdings(b.t.Context(), b.DB.Read(), b.IDs[login], b.Clock.Now(), b.m.Held)
			b.ok(err)
			found := false
			for _, thing := range things {
				found = found || thing.Kind == want
			}
			if !found {
				b.t.Errorf("%s holds %+v", login, things)
			}
		}
	})
}

// A new bureau enters the seals it has, with who keeps them, until it opens; by nobody
// but the 系统管理员.
func TestEnter_BeforeOpeningByTheAdministrator_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := seal.Found{Name: "旧公章", Class: "局公章", Dept: b.IDs["bgs"], Keeper: b.IDs["yinzhang"], EnabledOn: "2019-01-15", Paper: "印章登记簿第 1 页"}
		enter := func(login string, in seal.Found) error {
			return seal.Enter(b.t.Context(), b.Run, b.Actor(login), ident.Secret(), in)
		}
		b.refused(enter("wenshu", in), "G-04")
		twice := in
		twice.Deputy = in.Keeper
		b.refused(enter("xitong", twice), "1-01-1.1")
		b.ok(enter("xitong", in))
		b.refused(enter("xitong", in), "1-01-R3")
		b.seals["旧公章"] = b.one(`SELECT id FROM seal WHERE name = $1`, "旧公章")
		if b.keeper("旧公章") != in.Keeper {
			b.t.Error("nobody keeps it")
		}
		in.Name = "又一枚"
		openBureau(b)
		b.refused(enter("xitong", in), "1-01-R3")
	})
}

func openBureau(b *bureau) {
	b.t.Helper()
	s, err := bureaus.New(b.Run)
	b.ok(err)
	b.ok(s.Open(b.t.Context(), runner.Actor{Via: "test"}, "", func(context.Context, store.Querier) ([]string, error) { return nil, nil }))
}
