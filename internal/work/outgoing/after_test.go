package outgoing_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing"
)

func testDay(day int) time.Time { return time.Date(2026, 11, day, 10, 0, 0, 0, clock.Shanghai) }

// After signing, slips are mended by the 文秘 and confirmed by the 办公室主任; the
// number stays. More than a slip goes back to who signed (1-03-R1, 条例 25).
func TestMend_SlipsOnly_1_03_R1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("recheck", notice())
		number := b.see("wenmi", id).Case.Number
		b.must(b.act("wenmi", id, "recheck", fields(outgoing.Rechecking{Verdict: "有文字差错，改正", What: "多一个字"})))
		for what, spoil := range map[string]func(*outgoing.Document){
			"改动了标题":  func(d *outgoing.Document) { d.Title = "关于印章使用的通知" },
			"改动了印数":  func(d *outgoing.Document) { d.Copies = 200 },
			"数字、日期":  func(d *outgoing.Document) { d.Body += "限12月前办结。" },
			"超过文字差错": func(d *outgoing.Document) { d.Body += "对执行不力的单位和个人要严肃追究责任。" },
		} {
			d := notice()
			spoil(&d)
			r := b.refused(b.act("wenmi", id, "mend", fields(d)), "1-03-R1")
			if !strings.Contains(r.Title, what) {
				b.t.Errorf("%s: %s", what, r.Title)
			}
		}
		d := notice()
		d.Body = strings.Replace(d.Body, "现就有关事项", "现将有关事项", 1)
		b.must(b.act("wenmi", id, "mend", fields(d)))
		v := b.see("bangongshizhuren", id)
		check, err := v.Kind.Compare["confirm"](b.t.Context(), v.Facts(b.DB.Read(), b.Clock.Now()))
		b.must(err)
		if len(check.Rows) != 1 || !strings.HasPrefix(check.Rows[0].Left, "就‖") || !strings.HasPrefix(check.Rows[0].Right, "将‖") {
			b.t.Errorf("%+v", check.Rows)
		}
		b.must(b.act("bangongshizhuren", id, "confirm", nil))
		b.walk(id, "recheck", "")
		if got := b.see("wenmi", id).Case.Number; got != number {
			b.t.Errorf("%s became %s", number, got)
		}
	})
}

// A substantial change is signed again by who signed.
func TestMend_SubstantialIsSignedAgain_1_03_R1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("recheck", notice())
		b.must(b.act("wenmi", id, "recheck", fields(outgoing.Rechecking{Verdict: "要实质修改，报原签发人复审", What: "增加一条"})))
		d := notice()
		d.Body += "\n三、严格追责\n对违反规定用印的，依规依纪处理。"
		b.must(b.act("wenmi", id, "rework", fields(d)))
		b.refused(b.act("fujuzhang2", id, "resign", nil), "G-04")
		b.must(b.act("juzhang", id, "resign", nil))
		b.walk(id, "recheck", "")
		v := b.see("wenmi", id)
		last := ""
		for _, l := range v.History {
			if l.Node == "resign" {
				last = l.ContentHash
			}
		}
		if v.Case.Number != "局发〔2026〕1号" || last != v.Hash {
			b.t.Errorf("%s; what was signed again is not what was issued", v.Case.Number)
		}
	})
}

// Who mends does not confirm (G-08).
func TestMend_ConfirmedByAnother_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("recheck", notice())
		b.must(b.act("wenmi", id, "recheck", fields(outgoing.Rechecking{Verdict: "有文字差错，改正", What: "错一个字"})))
		d := notice()
		d.Body = strings.Replace(d.Body, "不得代签、补签", "不得代签和补签", 1)
		b.must(b.act("wenmi", id, "mend", fields(d)))
		_, err := b.Org.RecordAbsence(b.t.Context(), b.Actor("bangongshizhuren"), "k", b.Clock.Now().Add(-time.Hour), b.Clock.Now().AddDate(0, 0, 2), "出差")
		b.must(err)
		b.refused(b.act("wenmi", id, "confirm", nil), "G-08") // stands in for the 办公室主任
	})
}

// No more is printed than was signed for; 加印 by who signed raises it (1-03-R1).
func TestPrint_WithinTheCopies_1_03_R1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("print", notice())
		r := b.refused(b.act("wenshu", id, "print", fields(outgoing.Printing{Copies: 25, On: "2026-11-24"})), "1-03-R1")
		if r.Remedies[0].Prefill["copies"] != "20" {
			b.t.Errorf("%+v", r.Remedies)
		}
		more, err := b.start("yewukeyuan", outgoing.KindExtra, outgoing.Extra{Document: id, Copies: 5, Reason: "增发企业"})
		b.must(err)
		b.must(b.act("bangongshizhuren", more, "review", nil))
		b.refused(b.act("fujuzhang2", more, "approve", nil), "G-04")
		b.must(b.act("juzhang", more, "approve", nil))
		b.must(b.act("wenshu", id, "print", fields(outgoing.Printing{Copies: 25, On: "2026-11-24"})))
		if v := b.see("wenmi", more); v.Case.State != flow.Closed || v.Case.Result != "局发〔2026〕1号 加印 5 份" || len(v.Links) != 1 {
			b.t.Errorf("%+v %+v", v.Case, v.Links)
		}
	})
}

// What is to be stamped is not sent before the register of seals has it (1-01-6.1).
func TestSeal_AgainstTheRegister_1_01_6_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.stamped = map[string]outgoing.Stamping{}
		b.d.Stamped = b.stampedOf
		b.open()
		id := b.upTo("seal", notice())
		b.refused(b.act("wenshu", id, "seal", fields(outgoing.Sealing{Copies: 20, Line: "x"})), "1-01-6.1")
		b.stamped[id] = outgoing.Stamping{Copies: 18, Line: "用印〔2026〕7号"}
		b.refused(b.act("wenshu", id, "seal", fields(outgoing.Sealing{Copies: 20, Line: "x"})), "1-01-6.1")
		b.must(b.act("wenshu", id, "seal", fields(outgoing.Sealing{Copies: 18, Line: "x"})))
		b.refused(b.act("wenshu", id, "send", fields(outgoing.Dispatch{Items: []outgoing.Sending{{Organ: "各科室", Way: "内部", Copies: 19}}})), "1-03-R3")
		b.walk(id, "send", "")
	})
}

// The list names all who are addressed; the way ends when all have signed for it, or it
// is said why not (1-03-R3).
func TestDispatch_EveryoneIsSent_1_03_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.To, d.CC = "云泽市财政局、云泽市统计局", "云泽市人民政府办公室。"
		id := b.upTo("send", d)
		items := []outgoing.Sending{{Organ: "云泽市财政局", Way: "交换", Copies: 2}, {Organ: "云泽市统计局", Way: "邮寄", Copies: 1, Note: "EMS 1234"}}
		r := b.refused(b.act("wenshu", id, "send", fields(outgoing.Dispatch{Items: items})), "1-03-R3")
		if !strings.Contains(r.Title, "云泽市人民政府办公室") {
			b.t.Error(r.Title)
		}
		items = append(items, outgoing.Sending{Organ: "云泽市人民政府办公室", Way: "自取", Copies: 2})
		b.must(b.act("wenshu", id, "send", fields(outgoing.Dispatch{Items: items})))
		b.refused(b.act("wenshu", id, "receipt", fields(outgoing.Receipts{})), "1-03-R3")
		b.receive(id)
		b.must(b.act("wenshu", id, "receipt", fields(outgoing.Receipts{})))
		line := b.register(id)
		if line[6] != "云泽市财政局、云泽市统计局、云泽市人民政府办公室" || !strings.Contains(line[9], "收发室 11-24") || line[2] != "局发〔2026〕1号" || line[7] != "王建华" || line[8] != "综合业务科" {
			b.t.Errorf("%q", line)
		}
	})
}

// receive enters who signed for what was sent; a line that is signed for stays.
func (b *bureau) receive(id string) {
	b.t.Helper()
	type line struct {
		ID string `db:"id"`
	}
	lines, err := store.All[line](b.t.Context(), b.DB.Read(), `SELECT id FROM outgoing_dispatch WHERE case_id = $1 ORDER BY id`, id)
	b.must(err)
	var list []outgoing.Receipt
	for _, l := range lines {
		list = append(list, outgoing.Receipt{ID: l.ID, Receiver: "收发室", On: "2026-11-24"})
	}
	enter := func(login string, list []outgoing.Receipt) error {
		_, err := outgoing.EnterReceipts(b.t.Context(), b.Run, b.Actor(login), ident.Secret(), id, list)
		return err
	}
	b.refused(enter("yewukeyuan", list), "G-04")
	if err := enter("wenshu", []outgoing.Receipt{{ID: list[0].ID, Receiver: "x", On: "2026-12-01"}}); err == nil {
		b.t.Error("received on a day that has not come")
	}
	b.must(enter("wenshu", list))
	if err := enter("wenshu", list[:1]); err == nil {
		b.t.Error("signed for twice")
	}
}

// What was issued is sent again, corrected, revoked or repealed by who signed it.
func TestAfterwards_BySigner_1_03_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.upTo("", notice())
		do := func(in outgoing.Afterwards) string {
			b.t.Helper()
			in.Document, in.Reason = id, "工作需要"
			other, err := b.start("yewukeyuan", outgoing.KindAfter, in)
			b.must(err)
			b.must(b.act("bangongshizhuren", other, "review", nil))
			b.must(b.act("juzhang", other, "approve", nil))
			return other
		}
		much := do(outgoing.Afterwards{Matter: "补发", Items: []outgoing.Sending{{Organ: "云泽市统计局", Way: "交换", Copies: 15}}})
		r := b.refused(b.act("wenshu", much, "do", fields(outgoing.Told{How: "交换。"})), "1-03-R1")
		if !strings.Contains(r.Title, "还剩 14 份") || !strings.Contains(r.Remedies[0].Action, outgoing.KindExtra) {
			b.t.Errorf("%+v", r)
		}
		some := do(outgoing.Afterwards{Matter: "补发", Items: []outgoing.Sending{{Organ: "云泽市统计局", Way: "交换", Copies: 2}}})
		b.must(b.act("wenshu", some, "do", fields(outgoing.Told{How: "交换。"})))
		b.must(b.act("wenshu", do(outgoing.Afterwards{Matter: "更正", Text: "“登记”更正为“登记册”"}), "do", fields(outgoing.Told{How: "已发更正函。"})))
		b.must(b.act("wenshu", do(outgoing.Afterwards{Matter: "废止", From: "2026-12-01"}), "do", fields(outgoing.Told{How: "已逐一电话通知。"})))
		if line := b.register(id); !strings.Contains(line[3], "已废止，2026-12-01 起失效") || !strings.Contains(line[6], "云泽市统计局") {
			b.t.Errorf("%q", line)
		}
		_, err := b.start("yewukeyuan", outgoing.KindAfter, outgoing.Afterwards{Document: id, Matter: "撤销", Reason: "x"})
		b.refused(err, "1-03-R3")

		// what is revoked never answered the letter
		second := notice()
		second.Title = "关于答复有关事项的通知"
		answer := b.upTo("", second)
		number := b.see("wenmi", answer).Case.Number
		b.answered[id], b.answered["another"] = number, number
		_, err = b.Run.Do(b.t.Context(), runner.Request{Actor: b.Actor("wenshu"), Key: ident.Secret(), Action: "test.link", Chain: "test"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
			return runner.Answer{}, flow.AddLink(ctx, w, answer, id, "答复")
		})
		b.must(err)
		letter := id
		id = answer
		b.must(b.act("wenshu", do(outgoing.Afterwards{Matter: "撤销"}), "do", fields(outgoing.Told{How: "已逐一电话通知。"})))
		if _, still := b.answered[letter]; still || len(b.answered) != 1 {
			b.t.Errorf("%v", b.answered)
		}
	})
}
