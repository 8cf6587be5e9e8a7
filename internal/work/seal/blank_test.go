package seal_test

import (
	"strings"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/work/seal"
)

func TestApply_NothingAttached_OrNoPages_1_01_6_4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := b.application()
		in.Files = nil
		_, err := b.apply(in)
		b.refused(err, "1-01-6.4")
		in.Files = []string{b.fileAs("zhifakeyuan", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "证明.docx", "正文")}
		_, err = b.apply(in)
		if r := b.refusal(err, "1-01-6.4"); !strings.Contains(r.Title, "证明.docx") {
			b.t.Error(r.Title)
		}
		in.Files = []string{b.fileAs("zhifakeyuan", "image/png", "扫描.png", "正文")}
		b.must(b.apply(in))
	})
}

func TestApply_BlankPages_1_01_6_4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := b.application()
		in.Files = []string{b.file("zhifakeyuan", "正文", "空白", "正文", "空白")}
		_, err := b.apply(in)
		r := b.refusal(err, "1-01-6.4")
		if r.Title != "没有申请：第 2 页：空白页" || len(r.Remedies) != 1 || r.Remedies[0].Prefill["backs"] != "2、4" || r.MayExcept != "" {
			b.t.Errorf("%+v", r)
		}
		in.Backs = "2，9"
		_, err = b.apply(in)
		b.refused(err, "1-01-6.4")
		in.Backs = "二"
		_, err = b.apply(in)
		b.refused(err, "1-01-6.4")
		in.Backs, in.Alarm = "2", "第 4 页有字"
		_, err = b.apply(in)
		b.refused(err, "1-01-6.4") // nothing at all stands there: no matter of judgement
		in.Backs = "1、2、3、4"
		_, err = b.apply(in)
		b.refused(err, "1-01-6.4")
		in.Backs = "2、4"
		b.must(b.apply(in))
	})
}

func TestApply_UnfilledPlaces_AndFalseAlarms_1_01_6_4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := b.application()
		in.Files = []string{b.file("zhifakeyuan", "正文", "空位", "短")}
		_, err := b.apply(in)
		if r := b.refusal(err, "1-01-6.4"); !strings.Contains(r.Title, "第 2 页：空位没有填写") || !strings.Contains(r.Detail, "第 3 页：几乎空白") {
			b.t.Errorf("%+v", r)
		}
		in.Alarm = "第 2 页横线是签名处，第 3 页是封底说明"
		id := b.must(b.apply(in))
		if v := b.view("yinzhang", id); v.Task == nil || v.Task.Node != "alarm" {
			b.t.Fatal("nobody looks at what the check is said to have misread")
		}
		b.refused(b.act("zhifakeyuan", id, "alarm", fields(seal.Checking{Looked: "有字"})), "G-04")
		b.ok(b.act("yinzhang", id, "alarm", fields(seal.Checking{Looked: "第 2 页是签名横线，第 3 页有一行字"})))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		v := b.view("yinzhang", id)
		check, err := v.Kind.Compare["press"](b.t.Context(), v.Facts(b.DB.Read(), b.Clock.Now()))
		b.ok(err)
		if row := check.Rows[4]; !strings.Contains(row.Right, "第 2 页") || !strings.Contains(row.Right, "第二人复核") {
			b.t.Errorf("%+v", row)
		}
	})
}

func TestApply_ADocumentIsLookedAtToo_1_01_6_4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.letter("d1", "juzhang", "juzhang", "shuji")
		doc := b.docs.all[id]
		hash, err := b.files.keep(b.t.Context(), []byte("正文\n空白"))
		b.ok(err)
		doc.File.Hash = hash
		b.docs.all[id] = doc
		_, err = b.apply(b.application(func(a *seal.Application) { a.Matter, a.Document = "公文", id }))
		b.refused(err, "1-01-6.4")
	})
}

func TestScan_TheFinishedCopyIsCompared_1_01_6_4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := b.application(func(a *seal.Application) { a.Copies = 1 })
		in.Files, in.Backs = []string{b.file("zhifakeyuan", "正文", "空白")}, "2"
		id := b.must(b.apply(in))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.ok(b.press(id, 1))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		scan := func(alarm string, pages ...string) error {
			return b.act("zhifakeyuan", id, "scan", fields(seal.Scanning{Files: []string{b.file("zhifakeyuan", pages...)}, Alarm: alarm}))
		}
		b.refused(scan("", "印"), "1-01-6.4")        // a page is missing
		b.refused(scan("", "印", "印"), "1-01-6.4")   // the empty back was stamped
		b.refused(scan("模糊", "印", "印"), "1-01-6.4") // which no explanation mends
		b.refused(scan("", "另页", "空白"), "1-01-6.4") // another paper
		b.ok(scan("扫描歪了", "另页", "空白"))              // is looked at by the keeper
		b.ok(b.act("yinzhang", id, "verify", fields(seal.Checking{Looked: "第 1 页与批准的一致"})))
		if b.state(id) != flow.Closed {
			b.t.Error(b.state(id))
		}
	})
}

func TestScan_EachUse_ByTheSetting_1_01_6_4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.ok(b.ruling.Set(b.t.Context(), b.Actor("juzhang"), "k", "1-01.scan-after", "是", "2026-11-24", "试行"))
		id := b.approved(func(a *seal.Application) { a.Copies = 1 })
		b.ok(b.press(id, 1))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		b.ok(b.act("zhifakeyuan", id, "scan", fields(seal.Scanning{Files: []string{b.file("zhifakeyuan", "印", "印")}})))
		if b.state(id) != flow.Closed {
			b.t.Error(b.state(id))
		}
	})
}

func TestSpoiled_TheCaseStaysOpenUntilTheyAreDestroyed_1_01_6_5(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		b.ok(b.press(id, 2, func(p *seal.Pressing) { p.Spoiled = 3 }))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		if b.state(id) == flow.Closed {
			b.t.Fatal("closed with three spoiled pages about")
		}
		destroy := func(pages int64, witness string) error {
			return b.act("yinzhang", id, "destroy", fields(seal.Destroying{Pages: pages, Way: "粉碎", Witness: b.IDs[witness]}))
		}
		if r := b.refusal(destroy(2, "wenshu"), "1-01-6.5"); r.Remedies[0].Prefill["pages"] != "3" {
			b.t.Errorf("%+v", r)
		}
		b.refused(destroy(3, "yinzhang"), "G-08")
		b.ok(destroy(3, "wenshu"))
		if b.state(id) != flow.Closed || b.lines("1-01-F1")[0][8] != "3" {
			b.t.Errorf("%s %v", b.state(id), b.lines("1-01-F1"))
		}
	})
}

// The case ends without another copy, and the last attempt spoiled pages: they are
// signed for, stand in the register and are destroyed.
func TestPress_SpoiledAlone_1_01_6_5(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved(func(a *seal.Application) { a.Copies = 3 })
		b.ok(b.press(id, 2))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		b.ok(b.press(id, 0, func(p *seal.Pressing) { p.Rest, p.Spoiled = "不再盖", 2 }))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		if b.state(id) == flow.Closed {
			b.t.Fatal("closed with two spoiled pages about")
		}
		b.ok(b.act("yinzhang", id, "destroy", fields(seal.Destroying{Pages: 2, Way: "粉碎", Witness: b.IDs["wenshu"]})))
		b.wantSpoiled(id, "2", "2")
	})
}

// Everything that was stamped was spoiled, and no more is wanted.
func TestPress_NothingButSpoiled_1_01_6_5(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		b.ok(b.press(id, 0, func(p *seal.Pressing) { p.Rest, p.Spoiled = "不再盖", 1 }))
		b.refused(b.act("wenshu", id, "", func(a *flow.Act) { a.Action, a.Opinion = flow.Void, "不盖了" }), "1-01-3")
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		b.ok(b.act("yinzhang", id, "destroy", fields(seal.Destroying{Pages: 1, Way: "粉碎", Witness: b.IDs["wenshu"]})))
		b.wantSpoiled(id, "0", "1")
	})
}

// Outside, every sheet was spoiled and none was stamped as it should be.
func TestCarry_SpoiledAlone_1_01_6_5(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.outside(seal.CarryItem{Title: "合作协议", Copies: 2})
		b.ok(b.act("yinzhang", id, "back", fields(seal.Back{Items: []seal.BackItem{{Title: "合作协议"}}, Spoiled: 3, State: "完好"})))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		if b.state(id) == flow.Closed {
			b.t.Fatal("closed with three spoiled pages about")
		}
		b.ok(b.act("yinzhang", id, "destroy", fields(seal.Destroying{Pages: 3, Way: "粉碎", Witness: b.IDs["wenshu"]})))
		b.wantSpoiled(id, "0", "3")
	})
}

// wantSpoiled reads the register and the report of the month, and that a case is
// closed.
func (b *bureau) wantSpoiled(id, copies, spoiled string) {
	b.t.Helper()
	row := b.lines("1-01-F1")[0]
	if b.state(id) != flow.Closed || row[6] != "0" || row[8] != spoiled || row[10] != "何涛 ✓" || row[11] != "何国强 副局长" || row[12] != "钱芳" {
		b.t.Errorf("%s %v", b.state(id), row)
	}
	tables, err := b.m.Reports[0].Make(b.t.Context(), b.DB.Read(), "2026-11-01", "2026-12-01")
	b.ok(err)
	if got := tables[0].Totals; got[2] != copies || got[4] != spoiled {
		b.t.Errorf("the report counts %v", got)
	}
}
