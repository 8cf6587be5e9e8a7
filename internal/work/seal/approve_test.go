package seal_test

import (
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/work/seal"
)

func TestApprove_PartySealBySecretaryAlone_1_01_5_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		party := func(a *seal.Application) { a.Seal, a.Title = b.seals["党组印章"], "党组会议纪要" }
		in := b.application(party)
		in.Approver = b.IDs["fujuzhang1"]
		_, err := b.apply(in)
		b.refused(err, "1-01-5.1")
		id := b.must(b.apply(b.application(party)))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		// A proxy of the secretary's does not make a secretary.
		now := b.Clock.Now()
		_, err = b.Org.GiveProxy(b.t.Context(), b.Actor("juzhang"), ident.Secret(), b.IDs["fujuzhang1"], nil, now, now.Add(time.Hour), "出差")
		b.ok(err)
		b.refused(b.act("fujuzhang1", id, "approve", nil), "1-01-5.1")
		b.ok(b.act("juzhang", id, "approve", nil))
		if row := b.view("yinzhang", id); row.Task == nil || row.Task.Node != "press" {
			b.t.Error("it is not with the keeper")
		}
		own := b.application(party)
		own.Files = []string{b.file("juzhang", "正文")}
		_, err = b.start("juzhang", seal.KindUse, own)
		b.refused(err, "1-01-5.1")
	})
}

func TestApprove_OthersOfTheLeadershipOnlyReview_1_01_5_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		in := b.application()
		in.Approver = b.IDs["jijianzuzhang"]
		_, err := b.apply(in)
		r := b.refusal(err, "1-01-5.2")
		if r.Field != "approver" || len(r.Remedies) == 0 {
			b.t.Errorf("%+v", r)
		}
		in.Files, in.Approver = []string{b.file("zhifakeyuan", "正文", "正文")}, b.IDs["juzhang"]
		id := b.must(b.apply(in))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.ok(b.act("juzhang", id, "approve", func(a *flow.Act) {
			a.Action, a.Opinion, a.People = flow.Forward, "请纪检组长批", b.people("jijianzuzhang")
		}))
		b.refused(b.act("jijianzuzhang", id, "approve", nil), "1-01-5.2")
		b.ok(b.act("jijianzuzhang", id, "approve", func(a *flow.Act) {
			a.Action, a.Opinion, a.People = flow.Forward, "转副局长", b.people("fujuzhang1")
		}))
		b.ok(b.act("fujuzhang1", id, "approve", nil))
	})
}

func (b *bureau) grant(change func(*seal.Grant)) {
	b.t.Helper()
	in := seal.Grant{What: "授权", Seals: []string{b.seals["局公章"]}, Matters: []string{"证明", "介绍信"}, From: "2026-11-20", To: "2026-11-30", Most: 2, Reason: "局长出差"}
	if change != nil {
		change(&in)
	}
	id := b.must(b.start("wenmi", seal.KindGrant, in))
	b.ok(b.act("juzhang", id, "sign", nil))
}

// toDirector brings an application to the 办公室主任.
func (b *bureau) toDirector(change ...func(*seal.Application)) string {
	b.t.Helper()
	in := b.application(change...)
	in.Approver = b.IDs["bangongshizhuren"]
	id := b.must(b.apply(in))
	b.ok(b.act("fujuzhang2", id, "review", nil))
	return id
}

func TestApprove_DirectorInsideAWrittenAuthorisation_1_01_5_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		r := b.refusal(b.act("bangongshizhuren", b.toDirector(), "approve", nil), "1-01-5.3")
		if r.MayExcept != "juzhang" {
			b.t.Errorf("%+v", r)
		}
		b.grant(nil)
		id := b.toDirector()
		b.ok(b.act("bangongshizhuren", id, "approve", nil))
		b.ok(b.press(id, 2))
		b.ok(b.act("zhifakeyuan", id, "sign", nil))
		if row := b.lines("1-01-F1")[0]; row[5] != "授权〔2026〕1号" || row[11] != "陈静 办公室主任（局长授权）" {
			b.t.Errorf("the line does not cite the authorisation: %v", row)
		}
		if row := b.lines("seal-grants")[0]; row[1] != "陈静" || row[6] != "1" {
			b.t.Errorf("the register does not tell that it was used: %v", row)
		}
		b.refused(b.act("bangongshizhuren", b.toDirector(func(a *seal.Application) { a.Copies = 3 }), "approve", nil), "1-01-5.3")
		b.refused(b.act("bangongshizhuren", b.toDirector(func(a *seal.Application) { a.Matter = "报表" }), "approve", nil), "1-01-5.3")
		later := b.toDirector()
		b.Clock.Set(time.Date(2026, 12, 2, 9, 0, 0, 0, clock.Shanghai))
		b.refused(b.act("bangongshizhuren", later, "approve", nil), "1-01-5.3")
	})
}

func TestApprove_NotTheDirectorsOwnMatter_1_01_5_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.grant(nil)
		in := b.application(func(a *seal.Application) { a.Files = []string{b.file("bangongshizhuren", "正文", "正文")} })
		in.Approver = b.IDs["bangongshizhuren"]
		_, err := b.start("bangongshizhuren", seal.KindUse, in)
		b.refused(err, "1-01-5.3")
	})
}

func TestGrant_ByTheHeadAlone_AndTakenBack_1_01_5_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		now := b.Clock.Now()
		_, err := b.Org.GiveProxy(b.t.Context(), b.Actor("juzhang"), ident.Secret(), b.IDs["fujuzhang1"], nil, now, now.Add(time.Hour), "出差")
		b.ok(err)
		in := seal.Grant{What: "授权", Seals: []string{b.seals["局公章"]}, Matters: []string{"证明"}, From: "2026-11-20", To: "2026-11-10", Most: 2, Reason: "局长出差"}
		id := b.must(b.start("wenmi", seal.KindGrant, in))
		b.refused(b.act("fujuzhang1", id, "sign", nil), "1-01-5.3")
		b.refused(b.act("juzhang", id, "sign", nil), "1-01-5.3") // ends before it begins
		b.grant(nil)
		rows := b.lines("seal-grants")
		if len(rows) != 1 || rows[0][0] != "授权〔2026〕1号" {
			b.t.Fatalf("%v", rows)
		}
		grant := b.one(`SELECT id FROM seal_grant`)
		back := b.must(b.start("wenmi", seal.KindGrant, seal.Grant{What: "收回", Grant: grant, Reason: "局长返岗"}))
		b.ok(b.act("juzhang", back, "sign", nil))
		b.refused(b.act("bangongshizhuren", b.toDirector(), "approve", nil), "1-01-5.3")
	})
}

func TestApprove_OralAuthorisation_OneMatterAndNumber_1_01_5_3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toDirector()
		except := func(copies int64, by string) string {
			e, err := b.ruling.Record(b.t.Context(), b.Actor("bangongshizhuren"), ident.Secret(), ruling.Exception{
				Kind: "电话或口头批准", Clause: "1-01-5.3", CaseID: id, What: "局长电话同意", AllowedBy: b.IDs[by], AllowedAt: clock.Millis(b.Clock.Now()), How: "电话", Copies: copies, Evidence: "f"})
			b.ok(err)
			b.Clock.Advance(time.Second)
			return e
		}
		except(1, "juzhang")
		if r := b.refusal(b.act("bangongshizhuren", id, "approve", nil), "1-01-5.3"); !strings.Contains(r.Title, "口头授权 1 份，申请 2 份") {
			b.t.Error(r.Title)
		}
		except(2, "fujuzhang1")
		b.refused(b.act("bangongshizhuren", id, "approve", nil), "1-01-5.3") // not the 局长's
		except(2, "juzhang")
		b.ok(b.act("bangongshizhuren", id, "approve", nil))
		b.refused(b.act("bangongshizhuren", b.toDirector(), "approve", nil), "1-01-5.3") // another matter
		// Not confirmed in time: the power is suspended, written or not.
		b.grant(nil)
		b.Clock.Set(time.Date(2026, 11, 27, 9, 0, 0, 0, clock.Shanghai))
		if r := b.refusal(b.act("bangongshizhuren", b.toDirector(), "approve", nil), "1-01-5.3"); !strings.Contains(r.Title, "已停用") || r.MayExcept != "" {
			b.t.Errorf("%+v", r)
		}
		for _, e := range b.all(`SELECT id FROM exception WHERE good_at = 0`) {
			for _, by := range []string{"juzhang", "fujuzhang1"} {
				_ = b.ruling.MakeGood(b.t.Context(), b.Actor(by), ident.Secret(), e, "确认") // only who allowed it may
			}
		}
		b.ok(b.act("bangongshizhuren", b.toDirector(), "approve", nil))
	})
}

func TestApprove_DepartmentSealByItsHead_1_01_5_4(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		dept := func(login string) seal.Application {
			return b.application(func(a *seal.Application) {
				a.Seal, a.Title, a.Files = b.seals["综合业务科业务章"], "情况统计表", []string{b.file(login, "正文", "正文")}
			})
		}
		in := dept("zhifakeyuan")
		in.Approver = b.IDs["zhifakezhang"]
		_, err := b.apply(in)
		b.refused(err, "1-01-5.4") // another department's head
		id := b.must(b.apply(dept("zhifakeyuan")))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.ok(b.act("yewukezhang", id, "approve", nil))
		b.ok(b.act("yewukeyuan", id, "press", fields(seal.Pressing{Code: b.code(id), Sheets: 2, Copies: 2})))
		// The head's own matter goes to the leader in charge, who reviews as well.
		own := b.must(b.start("yewukezhang", seal.KindUse, dept("yewukezhang")))
		b.ok(b.act("fujuzhang2", own, "review", nil))
		if v := b.view("fujuzhang2", own); v.History[len(v.History)-1].Node != "approve" || v.History[len(v.History)-1].Merged != 1 {
			b.t.Errorf("%+v", v.History)
		}
	})
}

func TestReview_BeforeAnythingIsApproved_1_01_R2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.apply(b.application(func(a *seal.Application) { a.Approver = b.IDs["juzhang"] })))
		if err := b.act("juzhang", id, "approve", nil); err == nil {
			b.t.Error("approved without a review")
		}
		b.ok(b.act("fujuzhang2", id, "review", func(a *flow.Act) { a.Action, a.Opinion = flow.Acknowledge, "" }))
		b.ok(b.act("juzhang", id, "approve", nil))
	})
}

func TestApprove_ByTheLeaderOfTheSealsClass_1_01_R1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.apply(b.application(func(a *seal.Application) { a.Seal = b.seals["党组印章"] })))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		if v := b.view("juzhang", id); v.Task == nil || v.Task.Node != "approve" || v.Node.Key != "1-01-K1" {
			b.t.Errorf("%+v", v.Task)
		}
	})
}

// Straight back past the review: the keeper sees that this version was not reviewed.
func TestPress_WithoutTheReviewOfThisVersion_1_01_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.apply(b.application(func(a *seal.Application) { a.Approver = b.IDs["juzhang"] })))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.ok(b.act("juzhang", id, "approve", returned("apply", true)))
		b.ok(b.act("zhifakeyuan", id, "apply", fields(b.application(func(a *seal.Application) { a.Title, a.Approver = "改过的证明", b.IDs["juzhang"] }))))
		b.ok(b.act("juzhang", id, "approve", nil))
		r := b.refusal(b.press(id, 1), "1-01-R3")
		if len(r.Remedies) == 0 || r.Remedies[0].Prefill["to"] != "review" {
			b.t.Errorf("%+v", r)
		}
		b.ok(b.act("yinzhang", id, "press", returned("review", true)))
		b.ok(b.act("fujuzhang2", id, "review", nil))
		b.ok(b.press(id, 1))
		if b.press(id, 1) == nil {
			b.t.Error("pressed again before the handler has signed")
		}
	})
}

func TestPress_NotByWhoApproved_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		// The head keeps the department's seal: the leader in charge approves its use.
		naming := b.must(b.start("yewukezhang", seal.KindNaming, seal.Naming{Seal: b.seals["综合业务科业务章"], Keeper: b.IDs["yewukezhang"], Reason: "负责人自己保管"}))
		b.ok(b.act("yewukeyuan", naming, "give", fields(seal.Handover{Count: 1})))
		b.ok(b.act("yewukezhang", naming, "take", fields(seal.Taking{Confirmed: true})))
		b.ok(b.act("fujuzhang2", naming, "watch", nil)) // who takes over does not watch it
		id := b.must(b.apply(b.application(func(a *seal.Application) { a.Seal, a.Title = b.seals["综合业务科业务章"], "情况统计表" })))
		b.ok(b.act("fujuzhang2", id, "review", nil)) // and approves, for the head would press it
		press := fields(seal.Pressing{Code: b.code(id), Sheets: 2, Copies: 2})
		b.ok(b.act("yewukezhang", id, "press", press))
		// With the seal given to the one who approved, nobody presses his own approval.
		own := b.must(b.apply(b.application(func(a *seal.Application) { a.Approver = b.IDs["juzhang"] })))
		b.ok(b.act("fujuzhang2", own, "review", nil))
		b.ok(b.act("juzhang", own, "approve", nil))
		change := b.must(b.start("bangongshizhuren", seal.KindNaming, seal.Naming{Seal: b.seals["局公章"], Keeper: b.IDs["juzhang"], Reason: "试一试"}))
		b.ok(b.act("yinzhang", change, "give", fields(seal.Handover{Count: 1})))
		b.ok(b.act("juzhang", change, "take", fields(seal.Taking{Confirmed: true})))
		b.ok(b.act("bangongshizhuren", change, "watch", nil))
		b.refused(b.act("juzhang", own, "press", fields(seal.Pressing{Code: b.code(own), Sheets: 2, Copies: 1})), "G-08")
	})
}

func (b *bureau) one(query string, args ...any) string {
	b.t.Helper()
	all := b.all(query, args...)
	if len(all) == 0 {
		b.t.Fatalf("%s: nothing", query)
	}
	return all[0]
}
