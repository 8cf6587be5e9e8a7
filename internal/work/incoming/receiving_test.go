package incoming_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/work/incoming"
)

func TestMerge_TheOtherCopyOfADocument_1_02_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := registration(87)
		answer, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{
			Kind: incoming.Kind, Fields: incoming.Receipt{Source: "公文交换", Copies: 1}, Ahead: map[string]any{"register": in, "review": incoming.Review{Verdict: "受理"}}})
		b.must(err)
		first := answer.CaseID
		scan, err := flow.AddFile(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), flow.File{Hash: "h2", Name: "纸质件扫描.pdf", Type: "application/pdf"})
		b.must(err)
		again := registration(87)
		again.Twin, again.Files = "归并", []string{scan}
		again.DocNumber = "云政办函〔2026〕88号"
		_, err = b.register(again)
		b.refused(err, "1-02-1.1") // there is nothing to merge it into
		again.DocNumber = in.DocNumber
		second, err := b.register(again)
		b.must(err)
		if state, result := b.state(second); state != flow.Closed || result != "已归并到 收〔2026〕1号" {
			b.t.Errorf("%s %s", state, result)
		}
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("bangongshizhuren"), first, "")
		b.must(err)
		if len(view.Files) != 1 || view.Files[0].ID != scan {
			b.t.Errorf("the file did not come along: %+v", view.Files)
		}
		if len(view.Links) != 1 || view.Links[0].CaseID != second {
			b.t.Errorf("not linked: %+v", view.Links)
		}
		if copies := b.copies(first, incoming.SortOriginal); len(copies) != 2 { // an electronic document that has paper now
			b.t.Errorf("%d originals", len(copies))
		}
		panels, err := view.Kind.Shows(b.t.Context(), b.DB.Read(), view)
		if err != nil || panels[0].Facts[0].Label != "另有来源" || panels[0].Facts[0].Value != "纸质件 2 份，2026-11-24 收，周敏 签收" {
			b.t.Errorf("%+v %v", panels, err)
		}
		third, err := b.register(registration(90))
		b.must(err)
		if cells, err := b.register1(third); err != nil || cells[0] != "收〔2026〕2号" {
			b.t.Errorf("%v %v: a merged copy drew a number", cells, err)
		}
	})
}

func TestCorrect_OldAndNewStay_TheNumberToo_1_02_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id, err := b.register(registration(20))
		b.must(err)
		other, err := b.register(registration(21))
		b.must(err)
		correct := func(change func(*incoming.Correcting)) error {
			view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), id, "")
			b.must(err)
			in := view.Kind.Correction.Of(view.Content).(incoming.Correcting)
			change(&in)
			_, err = b.e.Act(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.Act{CaseID: id, ContentVersion: view.Case.ContentVersion, Action: flow.Correct, Opinion: "登记时看错", Fields: in})
			return err
		}
		b.refused(correct(func(c *incoming.Correcting) { c.DocNumber = "云政办函〔2026〕21号" }), "1-02-1.1")
		b.must(correct(func(c *incoming.Correcting) { c.DocNumber, c.Copies = "云政办函〔2026〕22号", 3 }))
		if n := len(b.copies(id)); n != 3 {
			b.t.Errorf("%d originals have a code", n)
		}
		b.must(correct(func(c *incoming.Correcting) { c.Copies = 1 }))
		here := slices.DeleteFunc(b.copies(id), func(c paper.Copy) bool { return c.State != paper.Here })
		if len(here) != 1 {
			b.t.Errorf("%d codes are left for one copy", len(here))
		}
		cells, err := b.register1(id)
		if err != nil || cells[0] != "收〔2026〕1号" || cells[3] != "云政办函〔2026〕22号" || cells[6] != "1" {
			b.t.Errorf("%v %v", cells, err)
		}
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), id, "")
		b.must(err)
		changes := view.History[len(view.History)-2].Changes()
		if len(changes) != 2 || changes[0].Old != "云政办函〔2026〕20号" || changes[0].New != "云政办函〔2026〕22号" {
			b.t.Errorf("%+v", changes)
		}
		b.must(b.act("wenshu", other, "", func(a *flow.Act) { a.Action, a.Opinion = flow.Void, "重复" }))
		for _, c := range b.copies(other) {
			if c.State != paper.Void {
				b.t.Errorf("%s %s", c.Name(), c.State)
			}
		}
	})
}

func TestCirculate_BeforeRegistration_1_02_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		answer, err := b.e.Start(b.t.Context(), b.Actor("wenmi"), ident.Secret(), flow.StartInput{Kind: incoming.Kind, Fields: incoming.Receipt{Source: "纸质", Copies: 2}})
		b.must(err)
		circulate := func(a *flow.Act) {
			a.Action, a.Opinion, a.People = flow.Circulate, "请阅", []string{b.IDs["yewukezhang"]}
			a.TaskID = ""
		}
		b.refused(b.act("wenshu", answer.CaseID, "", circulate), "1-02-1.1")
		b.must(b.act("wenshu", answer.CaseID, "register", fields(registration(30))))
		b.must(b.act("wenshu", answer.CaseID, "", circulate))
	})
}

// The duty officer takes in an urgent telegram on a holiday and reports by
// telephone: hours count from then, and the 文书 completes it (特事 ④).
func TestDuty_TakenInAtNight_1_02_1_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		night := time.Date(2026, 10, 2, 2, 30, 0, 0, testkit.Morning.Location())
		b.Clock.Set(night)
		scan := func() []string {
			id, err := flow.AddFile(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), flow.File{Hash: "call", Name: "通话记录.png", Type: "image/png"})
			b.must(err)
			return []string{id}
		}
		in := incoming.Receipt{Source: "电报", Organ: "云泽市人民政府办公室", Title: "关于防范强降雨的紧急通知", Urgency: "特提", Copies: 1,
			How: "值班代收", ReportedTo: b.IDs["juzhang"], ReportedAt: night.Add(time.Hour).UnixMilli(), Told: "立即通知各科到岗", Proof: scan()}
		take := func() (string, error) {
			answer, err := b.e.Start(b.t.Context(), b.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: incoming.Kind, Fields: in})
			return answer.CaseID, err
		}
		_, err := take()
		b.refused(err, "1-02-1.2") // reported in the future
		in.ReportedAt = night.Add(-10 * time.Minute).UnixMilli()
		in.Proof = nil
		_, err = take()
		b.refused(err, "G-09") // without evidence
		in.Proof = scan()
		id, err := take()
		b.must(err)
		list, _, err := b.exceptions.Find(b.t.Context(), b.DB.Read(), ruling.Filter{}, 0, 5)
		if err != nil || len(list) != 1 || list[0].Kind != "值班代收" || list[0].CaseID != id || list[0].AllowedBy != b.IDs["juzhang"] {
			b.t.Fatalf("%+v %v", list, err)
		}
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), id, "")
		b.must(err)
		if due := night.Add(24 * time.Hour).UnixMilli(); view.Task.DueAt != due {
			b.t.Errorf("due %d, want %d around the clock: %s", view.Task.DueAt, due, view.Task.DueText)
		}
		b.Clock.Set(time.Date(2026, 10, 2, 8, 30, 0, 0, testkit.Morning.Location()))
		r := registration(31)
		b.must(b.act("wenshu", id, "register", fields(r)))
		if list, _, err = b.exceptions.Find(b.t.Context(), b.DB.Read(), ruling.Filter{}, 0, 5); err != nil || list[0].GoodAt == 0 || list[0].GoodBy != b.IDs["wenshu"] {
			b.t.Errorf("not made good: %+v %v", list, err)
		}
	})
}

func TestExchangeList_SignedForByList_1_02_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		lines, wrong := incoming.ReadList([][]string{
			{"来文机关", "来文字号", "标题", "份数", "备注"}, {"云泽市统计局", "云统函[2026]7号", "关于报送报表的函", "2", "x"}, {},
			{"", "云统函〔2026〕8号", "没有机关", "1"}, {"云泽市司法局", "", "关于征求意见的函", "很多"}, {"云泽市体育局", "", "关于健身活动的函", ""},
		})
		if len(lines) != 2 || !slices.Equal(wrong, []string{"第 4 行：填写来文机关", "第 5 行：份数须为整数，如 15"}) {
			b.t.Fatalf("%+v %v", lines, wrong)
		}
		if _, wrong := incoming.ReadList([][]string{{"机关", "标题"}}); len(wrong) != 1 {
			b.t.Errorf("a table without organs: %v", wrong)
		}
		_, err := incoming.AddList(b.t.Context(), b.Run, b.Actor("menwei"), ident.Secret(), "公文交换", lines)
		b.refused(err, "G-04")
		_, err = incoming.AddList(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), "公文交换", lines)
		b.must(err)
		waiting, err := incoming.WaitingNow(b.t.Context(), b.DB.Read(), 10)
		if err != nil || len(waiting) != 2 || waiting[0].DocNumber != "云统函〔2026〕7号" || waiting[1].Copies != 1 {
			b.t.Fatalf("%+v %v", waiting, err)
		}
		answer, err := incoming.SignFor(b.t.Context(), b.e, b.Actor("wenshu"), ident.Secret(), waiting[0].ID)
		b.must(err)
		_, err = incoming.SignFor(b.t.Context(), b.e, b.Actor("wenmi"), ident.Secret(), waiting[0].ID)
		b.refused(err, "1-02-1.1") // one signed for it already
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("wenshu"), answer.CaseID, "")
		b.must(err)
		if view.Task == nil || view.Task.Node != "register" || view.Content.(incoming.Document).DocNumber != "云统函〔2026〕7号" {
			b.t.Errorf("%+v", view.Content)
		}
		if err := incoming.NotArrived(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), waiting[1].ID, " "); err == nil {
			b.t.Error("not arrived without a word")
		}
		b.must(incoming.NotArrived(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), waiting[1].ID, "已电话联系，明日补送"))
		if waiting, err = incoming.WaitingNow(b.t.Context(), b.DB.Read(), 10); err != nil || len(waiting) != 0 {
			b.t.Errorf("%+v %v", waiting, err)
		}
		if _, err := incoming.SignFor(b.t.Context(), b.e, b.Actor("wenshu"), ident.Secret(), "nothing"); !errors.Is(err, store.ErrNotFound) {
			b.t.Error(err)
		}
	})
}

func TestReceipt_FieldsOfTheDutyOfficer(t *testing.T) {
	t.Parallel()
	_, issues := form.Must[incoming.Receipt]().Decode(map[string][]string{"source": {"电报"}, "copies": {"1"}, "how": {"值班代收"}})
	if len(issues) != 4 {
		t.Errorf("taken in at night without %v", issues)
	}
	if _, issues = form.Must[incoming.Receipt]().Decode(map[string][]string{"source": {"电报"}, "copies": {"1"}, "told": {"x"}}); len(issues) != 0 {
		t.Errorf("by day: %v", issues)
	}
}
