package seal_test

import (
	"strings"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/seal"
)

// lines reads the register as the office does.
func (b *bureau) lines(register string) [][]string {
	b.t.Helper()
	for _, r := range b.m.Registers {
		if r.ID != register {
			continue
		}
		rows, err := r.Rows(b.t.Context(), b.DB.Read(), module.Ask{Limit: func(q *store.Query, _ string) *store.Query { return q.Add(`1 = 1`) }, Page: flow.Page{Most: 100}, Filter: map[string]string{}})
		b.ok(err)
		var cells [][]string
		for _, row := range rows.Rows {
			if len(row.Cells) != len(r.Columns) {
				b.t.Errorf("%s: %d cells under %d columns", register, len(row.Cells), len(r.Columns))
			}
			cells = append(cells, row.Cells)
		}
		return cells
	}
	b.t.Fatalf("no register %s", register)
	return nil
}

func TestUse_FromApplicationToTheLine_1_01_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		v := b.view("yinzhang", id)
		if n := len(v.History); n != 3 || v.History[1].Node != "review" || v.History[2].Node != "approve" || v.History[2].Merged != 1 {
			b.t.Errorf("review and approval by one person are two steps: %+v", v.History)
		}
		b.ok(b.press(id, 2))
		if b.state(id) == flow.Closed || len(b.lines("1-01-F1")) != 0 {
			b.t.Error("a line without the handler's signature")
		}
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		if b.state(id) != flow.Closed {
			b.t.Errorf("it is %s", b.state(id))
		}
		rows := b.lines("1-01-F1")
		want := []string{"〔2026〕1号", "", "局公章", "关于何涛同志工作经历的证明", "报市人社局职称评审", "批准意见", "2", "4", "0", "执法监督科", "何涛 ✓", "何国强 副局长", "钱芳", "--"}
		if len(rows) != 1 {
			b.t.Fatalf("%v", rows)
		}
		for i, cell := range want {
			if cell != "" && rows[0][i] != cell {
				b.t.Errorf("column %d is %q, want %q", i, rows[0][i], cell)
			}
		}
	})
}

func TestPress_PartlyNowAndLater_EachPressIsALine_1_01_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved(func(a *seal.Application) { a.Copies = 15 })
		b.ok(b.press(id, 10, func(p *seal.Pressing) { p.Sign = b.file("yinzhang", "签名") }))
		b.ok(b.press(id, 3, func(p *seal.Pressing) { p.Sign = b.file("yinzhang", "签名") }))
		r := b.refusal(b.press(id, 3), "1-01-6.2")
		if !strings.Contains(r.Title, "批准 15 份，已盖 13 份，这次 3 份") {
			b.t.Error(r.Title)
		}
		b.ok(b.press(id, 0, func(p *seal.Pressing) { p.Rest = "不再盖" }))
		rows := b.lines("1-01-F1")
		if b.state(id) != flow.Closed || len(rows) != 2 || rows[0][0] != "〔2026〕1号之2" || rows[1][0] != "〔2026〕1号" {
			b.t.Errorf("%s %v", b.state(id), rows)
		}
	})
}

func TestPress_WithoutCopies_1_01_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		b.refused(b.press(id, 0), "1-01-3")
		b.refused(b.press(id, 0, func(p *seal.Pressing) { p.Rest = "不再盖" }), "1-01-3")
		b.ok(b.press(id, 1))
	})
}

func TestUse_ARosterIsALinePerPiece_1_01_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		roster := []seal.Piece{{Name: "赵晓明", Number: "A1", Copies: 1}, {Name: "许文", Number: "A2", Copies: 2}, {Name: "何涛", Number: "A3", Copies: 1}}
		in := b.application(func(a *seal.Application) {
			a.Matter, a.Title, a.Roster, a.Copies = "证书", "岗位培训合格证书", roster, 3
		})
		_, err := b.apply(in)
		b.refused(err, "1-01-3")
		in.Copies, in.Files = 4, []string{b.file("zhifakeyuan", "正文", "正文")}
		id := b.must(b.apply(in))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.refused(b.press(id, 2), "1-01-3") // half of the second piece
		b.ok(b.press(id, 3))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		b.ok(b.press(id, 1))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		rows := b.lines("1-01-F1")
		if len(rows) != 3 || rows[0][3] != "岗位培训合格证书：何涛 A3" || rows[1][6] != "2" || b.state(id) != flow.Closed {
			b.t.Errorf("%v", rows)
		}
	})
}

func TestVoid_WhatIsStampedStays_1_01_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		void := func(a *flow.Act) { a.Action, a.Opinion = flow.Void, "标题有误" }
		pressed, open := b.approved(), b.approved()
		b.ok(b.press(pressed, 1))
		b.refused(b.act("bangongshizhuren", pressed, "", void), "1-01-3")
		b.ok(b.act("bangongshizhuren", open, "", void))
		if rows := b.lines("1-01-F1"); len(rows) != 1 || rows[0][0] != "〔2026〕2号" || rows[0][13] != "已作废：标题有误" {
			b.t.Errorf("%v", rows)
		}
	})
}

func TestApply_OnlySignedDocuments_1_01_6_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := b.application(func(a *seal.Application) { a.Matter, a.Document, a.Copies = "公文", "none", 15 })
		_, err := b.apply(in)
		b.refused(err, "1-01-6.1")
		in.Document = b.letter("d1", "fujuzhang1", "fujuzhang")
		in.Seal = b.seals["党组印章"]
		_, err = b.apply(in)
		b.refused(err, "1-01-5.1") // a vice-director's signature does not cover it
		in.Seal = b.seals["综合业务科业务章"]
		_, err = b.apply(in)
		b.refused(err, "1-01-6.1")
		in.Seal = b.seals["局公章"]
		id := b.must(b.apply(in))
		if v := b.view("yinzhang", id); v.Task == nil || v.Task.Node != "press" {
			b.t.Error("a second approval is asked for")
		}
		in.Document = b.letter("d2", "jijianzuzhang", "jijianzuzhang")
		_, err = b.apply(in)
		b.refused(err, "1-01-5.2")
	})
}

// The picture: 20 copies asked for, 15 signed for.
func TestPress_MoreThanSignedFor_1_01_6_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.apply(b.application(func(a *seal.Application) {
			a.Matter, a.Document, a.Copies = "公文", b.letter("d1", "fujuzhang1", "fujuzhang"), 20
		})))
		v := b.view("yinzhang", id)
		check, err := v.Kind.Compare["press"](b.t.Context(), v.Facts(b.DB.Read(), b.Clock.Now()))
		b.ok(err)
		if row := check.Rows[0]; row.OK || row.Left != "印数 15 份" || row.Right != "申请 20 份" || row.Result != "多 5 份" {
			b.t.Errorf("%+v", row)
		}
		r := b.refusal(b.press(id, 20), "1-01-6.1")
		if r.Title != "没有用印：申请 20 份，超过签发稿印数 15 份" || len(r.Remedies) != 3 || r.Remedies[0].Prefill["copies"] != "15" {
			b.t.Errorf("%+v", r)
		}
		if n := b.count(`SELECT COUNT(*) FROM seal_press`); n != 0 {
			b.t.Errorf("%d presses were written", n)
		}
		more := b.must(b.start("zhifakeyuan", seal.KindMore, seal.More{Target: "document/d1", Copies: 5, Reason: "抄送单位增加 5 家"}))
		b.ok(b.act("fujuzhang1", more, "approve", nil))
		b.ok(b.press(id, 20))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		if b.state(id) != flow.Closed {
			b.t.Error(b.state(id))
		}
		// Another case of the same document gets nothing more.
		again := b.must(b.apply(b.application(func(a *seal.Application) { a.Matter, a.Document, a.Copies = "公文", "d1", 1 })))
		b.refused(b.press(again, 1), "1-01-6.1")
	})
}

func TestMore_OnlyByWhoSigned_1_01_6_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		more := b.must(b.start("zhifakeyuan", seal.KindMore, seal.More{Target: "use/" + id, Copies: 1, Reason: "多报一份"}))
		if err := b.act("fujuzhang1", more, "approve", nil); err == nil {
			b.t.Error("another 副局长 raised the copies")
		}
		b.ok(b.act("fujuzhang2", more, "approve", nil))
		b.ok(b.press(id, 3))
		_, err := b.start("zhifakeyuan", seal.KindMore, seal.More{Target: "use/none", Copies: 1, Reason: "x"})
		b.refused(err, "1-01-6.1")
	})
}

func TestPress_OnlyTheApprovedVersion_1_01_6_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		old := b.code(id)
		b.refused(b.press(id, 1, func(p *seal.Pressing) { p.Code = "7K3MQ2PX" }), "1-01-6.2")
		other := b.approved()
		r := b.refusal(b.press(id, 1, func(p *seal.Pressing) { p.Code = b.code(other) }), "1-01-6.2")
		if !strings.Contains(r.Title, "用印〔2026〕2号") {
			b.t.Error(r.Title)
		}
		if r := b.refusal(b.press(id, 1, func(p *seal.Pressing) { p.Sheets = 3 }), "1-01-6.2"); !strings.Contains(r.Title, "批准的每份 2 页，清点 3 页") {
			b.t.Error(r.Title)
		}
		// Given back, changed and straight back to the keeper: approved was another version.
		b.ok(b.act("yinzhang", id, "press", returned("apply", true)))
		changed := b.application(func(a *seal.Application) { a.Title = "关于何涛同志工作经历的补充证明" })
		b.ok(b.act("zhifakeyuan", id, "apply", fields(changed)))
		b.refused(b.press(id, 1), "1-01-6.2")
		b.ok(b.act("yinzhang", id, "press", returned("review", false)))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		if r := b.refusal(b.press(id, 1, func(p *seal.Pressing) { p.Code = old }), "1-01-6.2"); !strings.Contains(r.Title, "改动以前") {
			b.t.Error(r.Title)
		}
		code := b.code(id)
		b.ok(b.press(id, 1, func(p *seal.Pressing) { p.Code = " " + strings.ToLower(code[:4]) + "-" + code[4:] + ".2" })) // as typed or scanned
	})
}

func TestApply_AContractNeedsItsOpinion_1_01_6_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := b.application(func(a *seal.Application) { a.Matter, a.Title = "协议书", "物资采购框架协议" })
		_, err := b.apply(in)
		b.refused(err, "1-01-6.2")
		in.Files, in.Legal = []string{b.file("zhifakeyuan", "正文")}, []string{b.file("zhifakeyuan", "正文")}
		b.must(b.apply(in))
		b.ok(b.ruling.Set(b.t.Context(), b.Actor("juzhang"), "k", "1-01.legal-opinion", "否", "2026-11-24", "试行"))
		in.Files, in.Legal = []string{b.file("zhifakeyuan", "正文")}, nil
		b.must(b.apply(in))
	})
}

func TestLetter_RunningNumberAndStub_1_01_6_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		letter := func(a *seal.Application) {
			a.Matter, a.Title, a.ToUnit, a.Bearer, a.People, a.ValidDays, a.Copies = "介绍信", "介绍信：赴市档案馆移交档案", "市档案馆", "何涛", 2, 7, 1
		}
		first, second := b.approved(letter), b.must(b.apply(b.application(letter)))
		b.ok(b.act("fujuzhang2", second, "review", func(a *flow.Act) { a.Action, a.Opinion = flow.Reject, "不必去" }))
		b.ok(b.press(first, 1))
		b.ok(b.act("zhifakeyuan", first, "sign", nil))
		rows := b.lines("seal-letters")
		if len(rows) != 2 || rows[1][0] != "介〔2026〕1号" || rows[1][7] != "已开出" || rows[0][0] != "介〔2026〕2号" || rows[0][7] != "未同意" {
			b.t.Errorf("%v", rows)
		}
		v := b.view("zhifakeyuan", first)
		sheet, err := v.Kind.Papers[1].Make(b.t.Context(), b.DB.Read(), v)
		if err != nil || sheet.Number != "介〔2026〕1号" {
			b.t.Errorf("%+v %v", sheet, err)
		}
		if rows := b.lines("1-01-F1"); rows[0][5] != "未同意：不必去" && rows[1][5] != "未同意：不必去" {
			b.t.Errorf("the number that came to nothing is not struck through: %v", rows)
		}
	})
}

func TestCertificate_ForAnEnterprise_TwoPersons_1_01_6_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.apply(b.application(func(a *seal.Application) {
			a.Enterprise, a.Title = true, "关于云泽东方商贸有限公司经营情况的证明"
		})))
		if v := b.view("zhifakeyuan", id); v.Open[0].Node != "head" {
			b.t.Fatalf("it is at %s", v.Open[0].Node)
		}
		b.ok(b.act("zhifakezhang", id, "head", nil))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		v := b.view("fujuzhang2", id)
		var nodes []string
		for _, l := range v.History {
			nodes = append(nodes, l.Node)
		}
		if strings.Join(nodes, " ") != "apply head review second approve" {
			b.t.Errorf("%v", nodes)
		}
		b.ok(b.press(id, 1))
	})
}

func TestCertificate_SignedAndApprovedByOne_1_01_6_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.ok(b.ruling.Set(b.t.Context(), b.Actor("juzhang"), "k", "1-01.enterprise-approver", "科长", "2026-11-24", "试行"))
		id := b.must(b.apply(b.application(func(a *seal.Application) { a.Enterprise = true })))
		b.ok(b.act("zhifakezhang", id, "head", nil))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.refused(b.act("zhifakezhang", id, "second", nil), "G-08")
		b.ok(b.act("yewukezhang", id, "second", nil))
	})
}
