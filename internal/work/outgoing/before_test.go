package outgoing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/work/outgoing"
)

// What the checker names is mended, or it is said why it stays.
func TestProofread_NamesWhatIsLeft_1_03_4_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Body = strings.Replace(d.Body, "二、", "三、", 1)
		id := b.upTo("proofread", d)
		r := b.refused(b.act("yewukeyuan", id, "proofread", fields(outgoing.Proofreading{})), "1-03-4.1")
		if !strings.Contains(r.Detail, "三、") || r.Remedies[0].Prefill["to"] != "draft" {
			b.t.Errorf("%+v", r)
		}
		b.must(b.act("yewukeyuan", id, "proofread", fields(outgoing.Proofreading{Kept: "按原稿编号。"})))
		v := b.see("wenmi", id)
		panels, err := v.Kind.Shows(b.t.Context(), b.DB.Read(), v)
		b.must(err)
		kept := false
		for _, p := range panels {
			kept = kept || p.Title == "校对：保留不改的" && p.Facts[0].Value == "按原稿编号。"
		}
		if !kept {
			b.t.Error("who checks is not shown what was left on purpose")
		}
	})
}

// The drafter does not check: where the 文秘 drafted, the 办公室主任 does (1-03-4.2).
func TestCheck_NotByTheDrafter_1_03_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		id, err := b.draft("wenmi", d)
		b.must(err)
		b.must(b.act("wenmi", id, "proofread", fields(outgoing.Proofreading{})))
		b.must(b.act("bangongshizhuren", id, "dept", nil))
		b.refused(b.act("wenmi", id, "check", fields(checked)), "G-04")
		b.must(b.act("bangongshizhuren", id, "check", fields(checked)))

		other := b.upTo("check", notice())
		r := b.refused(b.act("wenmi", other, "check", fields(outgoing.Checking{Manners: true})), "1-03-4.2")
		if !strings.Contains(r.Title, "没有核稿") {
			b.t.Error(r.Title)
		}
		b.must(b.act("wenmi", other, "check", fields(checked)))
	})
}

// A normative document has its legality review before it is checked.
func TestCheck_LegalityFirst_1_03_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Normative = "是"
		id := b.upTo("check", d)
		b.refused(b.act("wenmi", id, "check", fields(checked)), "1-03-4.2")
		b.must(b.act("wenmi", id, "check", back("draft", "补合法性审核意见书。")))
		file, err := flow.AddFile(b.t.Context(), b.Run, b.Actor("yewukeyuan"), ident.Secret(), flow.File{Hash: "h", Name: "意见书.pdf", Type: "application/pdf"})
		b.must(err)
		d.Legality, d.LegalityFiles = "法规科 2026-11-20：合法。", []string{file}
		b.must(b.act("yewukeyuan", id, "draft", fields(d)))
		b.walk(id, "proofread", "director")
	})
}

// Nothing is signed that the drafter changed after it was checked, also where it came
// straight back.
func TestSign_CheckedAfterTheLastDrafting_1_03_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("sign", notice())
		b.must(b.act("juzhang", id, "sign", func(a *flow.Act) { back("draft", "第二条再斟酌。")(a); a.Straight = true }))
		d := notice()
		d.Body += "\n（三）登记簿归档。"
		b.must(b.act("yewukeyuan", id, "draft", fields(d)))
		b.refused(b.act("juzhang", id, "sign", nil), "1-03-4.2")
		b.must(b.act("juzhang", id, "sign", back("check", "重新核稿。")))
		b.walk(id, "check", "number")
	})
}

// A page that fails reaches neither signing nor printing; what passed is bound to the
// version that passed.
func TestLayout_FailsBeforeSigning_1_03_3_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Body += "\n请\U0001F600各科室落实。" // no font has it
		id := b.upTo("precheck", d)
		r := b.refused(b.act("wenmi", id, "precheck", nil), "1-03-3.1")
		if !strings.Contains(r.Title, "正文第 7 段") {
			b.t.Error(r.Title)
		}
		b.must(b.act("wenmi", id, "precheck", func(a *flow.Act) { a.Action, a.Fields = flow.Revise, notice() }))
		b.must(b.act("wenmi", id, "precheck", nil))

		again := notice()
		again.Copies = 30
		b.must(b.act("juzhang", id, "sign", func(a *flow.Act) { a.Action, a.Fields, a.Opinion = flow.Revise, again, "印数改为 30 份" }))
		r = b.refused(b.act("juzhang", id, "sign", nil), "1-03-3.1")
		if r.Remedies[0].Prefill["to"] != "precheck" {
			b.t.Errorf("%+v", r.Remedies)
		}
		b.must(b.act("juzhang", id, "sign", back("precheck", "重新预检。")))
		b.walk(id, "precheck", "number")
	})
}

// A code that the standard does not allow is found before signing, with the stand-in
// number (1-03-3.1).
func TestLayout_TheNumberIsMeasuredToo_1_03_3_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.setSeries(outgoing.SeriesRow{Name: "局文件", Code: "GUIJU", Style: "机关代字〔年份〕序号号", Organ: "{局}", Head: "juzhang", From: "2026-11-24", Reason: "试"})
		id := b.upTo("precheck", notice())
		r := b.refused(b.act("wenmi", id, "precheck", nil), "1-03-3.1")
		if !strings.Contains(r.Detail, "7.2.5") {
			b.t.Error(r.Detail)
		}
	})
}

// Where nothing within the standard's means brings text onto the page of the
// signature, the ways out are named (1-03-3.2).
func TestLayout_LastPageWithoutText_1_03_3_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Title = strings.Repeat("关于进一步加强全市机关用印管理\n", 3) + "有关事项的通知"
		d.Body = "照此办理。\n附件：1. 登记表"
		for n := range 11 {
			d.Body += fmt.Sprintf("\n%d. 登记表之%d", n+2, n+2)
		}
		id := b.upTo("precheck", d)
		r := b.refused(b.act("wenmi", id, "precheck", nil), "1-03-3.2")
		if len(r.Remedies) == 0 || strings.Contains(r.Title+r.Detail, "（此页无正文）") {
			b.t.Errorf("%+v", r)
		}
		d.Body = strings.Repeat("各科室要认真落实用印审批和登记制度，做到见人、见事、见记录。", 8)
		b.must(b.act("wenmi", id, "precheck", func(a *flow.Act) { a.Action, a.Fields = flow.Revise, d }))
		b.must(b.act("wenmi", id, "precheck", nil))
	})
}

// Documents that go up and important ones are signed by the head in person (1-03-R1).
func TestSign_ByTheHeadInPerson_1_03_R1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("director", request())
		r := b.refused(b.act("bangongshizhuren", id, "director", fields(outgoing.Routing{Signer: "charge"})), "1-03-R1")
		if r.Field != "signer" || r.Remedies[0].Prefill["signer"] != "head" {
			b.t.Errorf("%+v", r)
		}
		b.walk(id, "director", "sign")
		b.refused(b.act("juzhang", id, "sign", func(a *flow.Act) { a.Action, a.People = flow.Forward, []string{b.IDs["fujuzhang1"]} }), "1-03-R1")

		_, err := b.Org.GiveProxy(b.t.Context(), b.Actor("juzhang"), ident.Secret(), b.IDs["fujuzhang1"], nil, b.Clock.Now(), b.Clock.Now().AddDate(0, 0, 3), "出差")
		b.must(err)
		b.Clock.Advance(time.Minute)
		r = b.refused(b.act("fujuzhang1", id, "sign", nil), "1-03-R1")
		if r.MayExcept != "juzhang" || !strings.Contains(r.Title, "代理") {
			b.t.Errorf("%+v", r)
		}
		b.excepted[id] = true // told by telephone, recorded with its evidence
		b.must(b.act("fujuzhang1", id, "sign", nil))

		mine := b.upTo("sign", request())
		b.must(b.act("juzhang", mine, "sign", nil))
	})
}

// An important notice is the head's too; one that is not may be the leader's, who then
// is asked once.
func TestSign_ByTheLeaderInCharge_1_03_R1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Important = true
		id := b.upTo("director", d)
		b.refused(b.act("bangongshizhuren", id, "director", fields(outgoing.Routing{Signer: "charge"})), "1-03-R1")

		id = b.upTo("director", notice())
		b.must(b.act("bangongshizhuren", id, "director", fields(outgoing.Routing{Signer: "charge"})))
		b.must(b.act("wenmi", id, "precheck", nil)) // no review before by who signs
		b.must(b.act("fujuzhang2", id, "sign", nil))
		b.walk(id, "number", "")
	})
}

// Information sheets, bulletins and proofs end with the leader in charge (1-03-R2).
func TestSign_BulletinsEndWithTheLeader_1_03_R2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Kind, d.Title = "简报", "全市督查工作进展顺利"
		id := b.upTo("director", d)
		b.refused(b.act("bangongshizhuren", id, "director", fields(outgoing.Routing{Signer: "head"})), "1-03-R2")
		b.must(b.act("bangongshizhuren", id, "director", fields(outgoing.Routing{Signer: "charge"})))
		b.must(b.act("wenmi", id, "precheck", nil))
		b.must(b.act("fujuzhang2", id, "sign", nil))
		b.walk(id, "number", "seal")
		if v := b.see("wenshu", id); v.Case.Number != "局简报〔2026〕第1期" || v.Node.ID != "send" {
			b.t.Errorf("%s at %s: a bulletin is not stamped", v.Case.Number, v.Node.ID)
		}
	})
}

// What is inside the bureau has no number and no red head.
func TestOutgoing_InternalMemo_1_03_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Kind, d.Title, d.To = "签报", "关于更新办公设备的签报", "王建华局长"
		id := b.upTo("precheck", d)
		b.must(b.act("juzhang", id, "sign", nil))
		b.must(b.act("wenshu", id, "keep", fields(outgoing.Filing{Place: "签报柜 1 号"})))
		if v := b.see("wenshu", id); v.Case.State != flow.Closed || v.Case.Number != "" || v.Case.Result != "存档" {
			b.t.Errorf("%+v", v.Case)
		}
	})
}

// Departments countersign all at once, outsiders on paper; who gives it back loses
// nobody's task (1-03-2.2).
func TestCountersign_ReturnedLosesNoTask_1_03_2_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("director", notice())
		route := outgoing.Routing{Signer: "head", Countersign: []string{b.IDs["zfk"], b.IDs["fgk"]}, Outside: "云泽市财政局"}
		b.must(b.act("bangongshizhuren", id, "director", fields(route)))
		b.must(b.act("zhifakezhang", id, "countersign", nil))
		b.must(b.act("faguikezhang", id, "countersign", func(a *flow.Act) { back("draft", "依据不足。")(a); a.Straight = true }))
		if v := b.see("yewukeyuan", id); v.Case.State != flow.Returned || len(v.Open) != 1 {
			b.t.Fatalf("%s with %d tasks", v.Case.State, len(v.Open))
		}
		d := notice()
		d.Body += "\n依据《印章管理规定》执行。"
		b.must(b.act("yewukeyuan", id, "draft", fields(d)))
		v := b.see("wenshu", id)
		if len(v.Open) != 2 || v.Case.State != flow.Running && v.Case.State != flow.Signing {
			b.t.Fatalf("%s with %+v", v.Case.State, v.Open)
		}
		b.must(b.act("faguikezhang", id, "countersign", nil)) // who had signed keeps the signature
		scan, err := flow.AddFile(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), flow.File{Hash: "s", Name: "会签单.pdf", Type: "application/pdf"})
		b.must(err)
		b.must(b.act("wenshu", id, "outside", fields(outgoing.Outsiders{Result: "财政局预算科张建国 11-24 签：无意见。", Scan: []string{scan}})))
		if v := b.see("fujuzhang2", id); v.Node.ID != "leader" || len(v.Open) != 1 {
			b.t.Errorf("at %s with %d tasks", v.Node.ID, len(v.Open))
		}
	})
}

// Classified texts are refused before anything is kept (1-04-6).
func TestDraft_ClassifiedIsRefused_1_04_6(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Body = "机密★5年\n" + d.Body
		_, err := b.draft("yewukeyuan", d)
		b.refused(err, "1-04-6")
	})
}

// The head of the drafter's department and the leader in charge see its documents;
// other departments do not (1-03-R4).
func TestOutgoing_DepartmentSeesItsOwn_1_03_R4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("proofread", notice())
		b.see("yewukezhang", id)
		b.see("fujuzhang2", id)
		if _, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("zhifakezhang"), id, ""); err == nil {
			b.t.Error("another department sees it")
		}
		// The head's own draft goes one level up (G-01).
		own, err := b.draft("yewukezhang", notice())
		b.must(err)
		b.must(b.act("yewukezhang", own, "proofread", fields(outgoing.Proofreading{})))
		if v := b.see("fujuzhang2", own); v.Node.ID != "dept" || v.Task.Principal != org.LeaderOf(b.IDs["ywk"]) {
			b.t.Errorf("at %s for %s", v.Node.ID, v.Task.Principal)
		}
	})
}
