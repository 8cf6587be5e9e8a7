package seal_test

import (
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/work/seal"
)

func (b *bureau) leave(days int) seal.Leave {
	now := b.Clock.Now()
	return seal.Leave{From: clock.Millis(now.Add(24 * time.Hour)), To: clock.Millis(now.Add(time.Duration(days+1) * 24 * time.Hour)), Reason: "参加业务培训"}
}

// away walks a leave up to the three signatures.
func (b *bureau) away(temporary string) string {
	b.t.Helper()
	id := b.must(b.start("yinzhang", seal.KindLeave, b.leave(3)))
	b.ok(b.act("fujuzhang1", id, "approve", fields(seal.Relief{Temporary: b.IDs[temporary]})))
	b.ok(b.act("yinzhang", id, "give", fields(seal.Handover{Count: 2})))
	b.ok(b.act(temporary, id, "take", fields(seal.Handover{Count: 2})))
	b.ok(b.act("fujuzhang1", id, "watch", fields(seal.Handover{Count: 2})))
	return id
}

func TestLeave_OnlyForKeepers_AndInTime_1_01_4_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		_, err := b.start("zhifakeyuan", seal.KindLeave, b.leave(2))
		b.refused(err, "1-01-4.1")
		in := b.leave(2)
		in.To = in.From
		_, err = b.start("yinzhang", seal.KindLeave, in)
		b.refused(err, "1-01-4.1")
		id := b.must(b.start("yinzhang", seal.KindLeave, b.leave(2)))
		v := b.view("fujuzhang1", id)
		if v.Task == nil || v.Node.ID != "approve" || v.Case.Title[len(v.Case.Title)-len("（局公章、党组印章）"):] != "（局公章、党组印章）" {
			b.t.Errorf("%+v", v.Case)
		}
	})
}

func TestLeave_NeedsATemporaryKeeper_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.start("yinzhang", seal.KindLeave, b.leave(2)))
		for _, temporary := range []string{"", "yinzhang"} {
			b.refused(b.act("fujuzhang1", id, "approve", fields(seal.Relief{Temporary: b.IDs[temporary]})), "1-01-4.2")
		}
		b.refused(b.act("fujuzhang1", id, "approve", fields(seal.Relief{Temporary: b.IDs["fujuzhang1"]})), "G-08")
		now := b.Clock.Now()
		_, err := b.Org.RecordAbsence(b.t.Context(), b.Actor("wenmi"), ident.Secret(), now, now.Add(72*time.Hour), "休假")
		b.ok(err)
		b.refused(b.act("fujuzhang1", id, "approve", fields(seal.Relief{Temporary: b.IDs["wenmi"]})), "1-01-4.2")
		b.ok(b.act("fujuzhang1", id, "approve", fields(seal.Relief{Temporary: b.IDs["huiwu"]})))
		b.refused(b.act("yinzhang", id, "give", fields(seal.Handover{Count: 1})), "1-01-4.2")
		b.ok(b.act("yinzhang", id, "give", fields(seal.Handover{Count: 2})))
		b.refused(b.act("huiwu", id, "take", fields(seal.Handover{Count: 3})), "1-01-4.2")
		b.ok(b.act("huiwu", id, "take", fields(seal.Handover{Count: 2})))
		if b.keeper("局公章") != b.IDs["yinzhang"] {
			b.t.Error("changed with two signatures")
		}
		b.refused(b.act("huiwu", id, "watch", fields(seal.Handover{Count: 2})), "G-04")
		b.ok(b.act("fujuzhang1", id, "watch", fields(seal.Handover{Count: 2})))
	})
}

func TestLeave_TheTemporaryKeeperActsBetweenTheDates_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		waiting, before := b.approved(), b.approved()
		id := b.away("huiwu")
		b.ok(b.press(before, 1)) // the leave has not begun
		b.Clock.Advance(25 * time.Hour)
		b.refused(b.press(waiting, 1), "G-04") // the absent one
		in := seal.Pressing{Code: b.code(waiting), Sheets: 2, Copies: 1}
		b.refused(b.act("huiwu", waiting, "press", fields(in)), "1-01-2") // has to know the rules as well
		b.read("huiwu")
		b.ok(b.act("huiwu", waiting, "press", fields(in)))
		b.Clock.Advance(72 * time.Hour)
		b.ok(b.act("huiwu", id, "return", fields(seal.Handover{Count: 2})))
		b.ok(b.act("yinzhang", id, "retake", fields(seal.Handover{Count: 2})))
		if b.keeper("局公章") != b.IDs["huiwu"] {
			b.t.Error("back with two signatures")
		}
		b.ok(b.act("fujuzhang1", id, "rewatch", fields(seal.Handover{Count: 2})))
		if b.keeper("局公章") != b.IDs["yinzhang"] || b.state(id) != flow.Closed {
			b.t.Errorf("%s", b.state(id))
		}
		b.ok(b.act("zhifakeyuan", waiting, "sign", nil))
		b.ok(b.press(waiting, 1))
		rows := b.lines("seal-handovers")
		if len(rows) != 4 || rows[0][1] != "返岗收回" || rows[3][1] != "离岗移交" || rows[3][4] != "孙立" {
			b.t.Errorf("%v", rows)
		}
		v := b.view("yinzhang", id)
		sheet, err := v.Kind.Papers[0].Make(b.t.Context(), b.DB.Read(), v)
		if err != nil || len(sheet.Rows) != 9 || len(sheet.Blocks[0].Lines) != 2 {
			b.t.Errorf("%+v %v", sheet, err)
		}
	})
}

func TestLeave_ALateReturnIsOverdue_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.away("huiwu")
		v := b.view("huiwu", id)
		if v.Task == nil || v.Task.Node != "return" || clock.DateOf(clock.FromMillis(v.Task.DueAt)) != "2026-11-30" {
			b.t.Errorf("%+v", v.Task)
		}
	})
}

func TestFrozen_WithoutAKeeper_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		waiting := b.approved()
		now := b.Clock.Now()
		_, err := b.Org.RecordAbsence(b.t.Context(), b.Actor("yinzhang"), ident.Secret(), now, now.Add(72*time.Hour), "病假")
		b.ok(err)
		b.refused(b.press(waiting, 1), "G-04")
		_, err = b.apply(b.application())
		b.refused(err, "1-01-4.2")
		b.recurring("seal-frozen")
		b.recurring("seal-frozen")
		if n := b.count(`SELECT COUNT(*) FROM cases WHERE kind = $1`, seal.KindFrozen); n != 2 { // 局公章 and 党组印章
			b.t.Errorf("%d cases", n)
		}
		id := b.one(`SELECT id FROM cases WHERE kind = $1 AND title LIKE '局公章%'`, seal.KindFrozen)
		if n := b.count(`SELECT COUNT(*) FROM notice WHERE person_id = $1 AND case_id = $2`, b.IDs["zhifakeyuan"], waiting); n != 1 {
			b.t.Errorf("who waits for it was told %d times", n)
		}
		b.ok(b.act("bangongshizhuren", id, "handle", fields(seal.Thaw{Done: "已办理突然离岗交接"})))
	})
}

func TestSudden_TwoOpenUnderTheLeader_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		waiting := b.approved()
		in := seal.Sudden{Absent: b.IDs["yinzhang"], From: clock.Millis(b.Clock.Now()), Reason: "突发疾病住院，电话无人接听"}
		for _, openers := range [][]string{nil, {"wenmi"}, {"wenmi", "wenmi"}, {"wenmi", "yinzhang"}} {
			in.Openers = b.people(openers...)
			_, err := b.start("wenshu", seal.KindSudden, in)
			b.refused(err, "1-01-4.2")
		}
		in.Absent, in.Openers = b.IDs["siji"], b.people("wenmi", "huiwu")
		_, err := b.start("wenshu", seal.KindSudden, in)
		b.refused(err, "1-01-4.1") // keeps nothing
		in.Absent = b.IDs["yinzhang"]
		id := b.must(b.start("wenshu", seal.KindSudden, in))
		b.refused(b.act("fujuzhang1", id, "approve", fields(seal.Relief{})), "1-01-4.2")
		b.ok(b.act("fujuzhang1", id, "approve", fields(seal.Relief{Temporary: b.IDs["dangan"]})))
		b.refused(b.act("wenmi", id, "open", fields(seal.Opening{Count: 2})), "1-01-4.2") // without pictures
		b.refused(b.act("wenmi", id, "open", fields(seal.Opening{Count: 1, Photos: []string{b.file("wenmi", "照片")}})), "1-01-4.2")
		b.ok(b.act("wenmi", id, "open", fields(seal.Opening{Count: 2, Photos: []string{b.file("wenmi", "照片")}})))
		b.ok(b.act("huiwu", id, "open", fields(seal.Opening{Count: 2})))
		b.ok(b.act("dangan", id, "take", fields(seal.Handover{Count: 2})))
		b.ok(b.act("fujuzhang1", id, "watch", fields(seal.Handover{Count: 2})))
		if b.keeper("局公章") != b.IDs["dangan"] {
			b.t.Fatal("nobody has taken over")
		}
		if n := b.count(`SELECT COUNT(*) FROM exception WHERE case_id = $1 AND clause = '1-01-4.2' AND kind = '先办后补'`, id); n != 1 {
			b.t.Errorf("%d entries of 特事登记", n)
		}
		b.read("dangan")
		b.ok(b.act("dangan", waiting, "press", fields(seal.Pressing{Code: b.code(waiting), Sheets: 2, Copies: 1})))
		owed := func() int64 {
			return b.count(`SELECT COUNT(*) FROM seal_handover WHERE case_id = $1 AND gave_at = 0`, id)
		}
		if owed() != 2 {
			b.t.Error("who is absent is said to have signed")
		}
		b.ok(b.act("yinzhang", id, "resign", nil))
		if owed() != 0 {
			b.t.Error("the signature afterwards is not in the ledger")
		}
		for _, step := range []struct{ who, node string }{{"dangan", "return"}, {"yinzhang", "retake"}, {"fujuzhang1", "rewatch"}} {
			b.ok(b.act(step.who, id, step.node, fields(seal.Handover{Count: 2})))
		}
		if b.keeper("局公章") != b.IDs["yinzhang"] || b.state(id) != flow.Closed {
			b.t.Error(b.state(id))
		}
	})
}

// A report of a sudden absence that was withdrawn and made again is about whom it
// names then.
func TestSudden_WithdrawnAndMadeAgain_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.enter(seal.Change{Name: "合同专用章", Class: "专用章", Dept: b.IDs["fgk"]})
		other := b.must(b.naming("bangongshizhuren", "合同专用章", "faguikeyuan", ""))
		b.ok(b.act("faguikeyuan", other, "take", fields(seal.Taking{Confirmed: true})))
		in := seal.Sudden{Absent: b.IDs["yinzhang"], From: clock.Millis(b.Clock.Now()), Reason: "电话无人接听", Openers: b.people("wenmi", "huiwu")}
		id := b.must(b.start("wenshu", seal.KindSudden, in))
		b.ok(b.act("wenshu", id, "", withdrawn))
		in.Absent = b.IDs["faguikeyuan"]
		b.ok(b.act("wenshu", id, "ask", fields(in)))
		rows, title := b.lines("seal-handovers"), b.view("wenshu", id).Case.Title
		if len(rows) != 2 || rows[0][0] != "合同专用章" || rows[1][0] != "合同专用章" || title != "印章保管人突然离岗（合同专用章）" {
			b.t.Errorf("%s: %v", title, rows)
		}
	})
}

func TestLeave_TheDeputyIsProposed_1_01_4_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		naming := b.must(b.naming("bangongshizhuren", "局公章", "yinzhang", "huiwu"))
		b.ok(b.act("yinzhang", naming, "take", fields(seal.Taking{})))
		id := b.must(b.start("yinzhang", seal.KindLeave, b.leave(2)))
		v := b.view("fujuzhang1", id)
		got, err := v.Kind.Prefill["approve"](b.t.Context(), v.Facts(b.DB.Read(), b.Clock.Now()))
		if err != nil || got.(seal.Relief).Temporary != b.IDs["huiwu"] {
			b.t.Errorf("%+v %v", got, err)
		}
	})
}
