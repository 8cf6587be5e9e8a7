package seal_test

import (
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/work/seal"
)

func (b *bureau) naming(by, what, keeper, deputy string) (string, error) {
	b.t.Helper()
	return b.start(by, seal.KindNaming, seal.Naming{Seal: b.seals[what], Keeper: b.IDs[keeper], Deputy: b.IDs[deputy], Reason: "轮岗"})
}

func (b *bureau) keeper(what string) string {
	b.t.Helper()
	keepers, err := org.Keepers(b.t.Context(), b.DB.Read(), "seal/"+b.seals[what], b.Clock.Now())
	b.ok(err)
	if len(keepers) == 0 {
		return ""
	}
	return keepers[0].PersonID
}

func TestName_BureauSealByTheDirectorAlone_1_01_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		for _, by := range []string{"juzhang", "fujuzhang1", "yewukezhang"} {
			_, err := b.naming(by, "局公章", "wenmi", "")
			b.refused(err, "1-01-1.1")
		}
		_, err := b.naming("bangongshizhuren", "局公章", "yinzhang", "")
		b.refused(err, "1-01-1.1") // keeps it already
		_, err = b.naming("bangongshizhuren", "局公章", "wenmi", "wenmi")
		b.refused(err, "1-01-1.1") // keeper and deputy are two
		id := b.must(b.naming("bangongshizhuren", "局公章", "wenmi", "huiwu"))
		if b.keeper("局公章") != b.IDs["yinzhang"] {
			b.t.Error("changed before the handover")
		}
		b.ok(b.act("yinzhang", id, "give", fields(seal.Handover{Count: 1})))
		b.ok(b.act("wenmi", id, "take", fields(seal.Taking{Confirmed: true})))
		b.ok(b.act("bangongshizhuren", id, "watch", nil))
		if b.keeper("局公章") != b.IDs["wenmi"] || b.state(id) != flow.Closed {
			b.t.Error("the handover changed nothing")
		}
		if n := b.count(`SELECT COUNT(*) FROM custody WHERE thing = $1 AND temporary = 0 AND to_at = 0`, "seal/"+b.seals["局公章"]); n != 1 {
			b.t.Errorf("%d keepers", n)
		}
		row := b.lines("seal-handovers")[0]
		if row[1] != "变更" || row[2] != "钱芳" || row[3] != "李倩" || row[4] != "陈静" {
			b.t.Errorf("%v", row)
		}
	})
}

func TestName_PartyAndSpecialSealsByTheSettings_1_01_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		_, err := b.naming("bangongshizhuren", "党组印章", "wenmi", "")
		b.refused(err, "1-01-1.1")
		b.must(b.naming("juzhang", "党组印章", "wenmi", ""))
		b.enter(seal.Change{Name: "合同专用章", Class: "专用章", Dept: b.IDs["fgk"]})
		_, err = b.naming("juzhang", "合同专用章", "faguikeyuan", "")
		b.refused(err, "1-01-1.1")
		b.ok(b.ruling.Set(b.t.Context(), b.Actor("juzhang"), "k", "1-01.special-custodian", "局长", "2026-11-24", "试行"))
		_, err = b.naming("bangongshizhuren", "合同专用章", "faguikeyuan", "")
		b.refused(err, "1-01-1.1")
		id := b.must(b.naming("juzhang", "合同专用章", "faguikeyuan", ""))
		b.ok(b.act("faguikeyuan", id, "take", fields(seal.Taking{})))
		if b.keeper("合同专用章") != b.IDs["faguikeyuan"] {
			b.t.Error("nobody keeps it")
		}
	})
}

func TestName_DepartmentSealByItsHead_1_01_1_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		for _, by := range []string{"bangongshizhuren", "zhifakezhang", "juzhang"} {
			_, err := b.naming(by, "综合业务科业务章", "yewukezhang", "")
			b.refused(err, "1-01-1.2")
		}
		b.must(b.naming("yewukezhang", "综合业务科业务章", "yewukezhang", ""))
	})
}

// A designation that was withdrawn and made again is one handover, of whom it names then.
func TestName_WithdrawnAndMadeAgain_OneHandover_1_01_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.naming("bangongshizhuren", "局公章", "wenmi", ""))
		b.ok(b.act("bangongshizhuren", id, "", withdrawn))
		b.ok(b.act("bangongshizhuren", id, "name", fields(seal.Naming{Seal: b.seals["局公章"], Keeper: b.IDs["huiwu"], Reason: "轮岗"})))
		b.ok(b.act("yinzhang", id, "give", fields(seal.Handover{Count: 1})))
		b.ok(b.act("huiwu", id, "take", fields(seal.Taking{Confirmed: true})))
		b.ok(b.act("bangongshizhuren", id, "watch", nil))
		if rows := b.lines("seal-handovers"); len(rows) != 1 || b.keeper("局公章") != b.IDs["huiwu"] {
			b.t.Errorf("%v", rows)
		}
	})
}

// Two designations at once: the second finds another keeper than the one it was
// begun with, and there is never more than one.
func TestName_TwoAtOnce_OneKeeper_1_01_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		first, second := b.must(b.naming("bangongshizhuren", "局公章", "wenmi", "")), b.must(b.naming("bangongshizhuren", "局公章", "huiwu", ""))
		for id, to := range map[string]string{first: "wenmi", second: "huiwu"} {
			b.ok(b.act("yinzhang", id, "give", fields(seal.Handover{Count: 1})))
			b.ok(b.act(to, id, "take", fields(seal.Taking{})))
		}
		b.ok(b.act("bangongshizhuren", first, "watch", nil))
		b.refused(b.act("bangongshizhuren", second, "watch", nil), "1-01-1.1")
		if b.keeper("局公章") != b.IDs["wenmi"] {
			b.t.Error(b.keeper("局公章"))
		}
	})
}

func TestName_TheDeputyAlone_AndWhoHasLeft_1_01_1_1(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.must(b.naming("bangongshizhuren", "局公章", "yinzhang", "huiwu"))
		b.ok(b.act("yinzhang", id, "take", fields(seal.Taking{})))
		if b.one(`SELECT deputy_id FROM seal WHERE name = '局公章'`) != b.IDs["huiwu"] || b.keeper("局公章") != b.IDs["yinzhang"] {
			b.t.Error("the deputy was not set, or the keeper changed")
		}
		b.ok(b.Org.EndHolding(b.t.Context(), b.Actor("xitong"), ident.Secret(), b.one(`SELECT id FROM holding WHERE person_id = $1`, b.IDs["menwei"]), b.Clock.Now()))
		b.ok(b.Org.Leave(b.t.Context(), b.Actor("xitong"), ident.Secret(), b.IDs["menwei"]))
		_, err := b.naming("bangongshizhuren", "局公章", "menwei", "")
		if errs.KindOf(err) != errs.Invalid {
			b.t.Errorf("who has left was named: %v", err)
		}
	})
}

func TestPress_TheRulesWereRead_1_01_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.approved()
		b.Clock.Advance(24 * time.Hour)
		b.publish("2027 年版")
		r := b.refusal(b.press(id, 1), "1-01-2")
		if r.Remedies[0].Action != "/start/seal-reading?rules="+b.currentRules() {
			b.t.Errorf("%+v", r)
		}
		if n := b.count(`SELECT COUNT(*) FROM seal_press`); n != 0 {
			b.t.Error("pressed")
		}
		_, err := b.start("yinzhang", seal.KindReading, seal.Reading{Rules: b.currentRules()})
		b.refused(err, "1-01-2") // not ticked
		_, err = b.start("yinzhang", seal.KindReading, seal.Reading{Rules: "old", Confirmed: true})
		b.refused(err, "1-01-2")
		b.read("yinzhang")
		b.ok(b.press(id, 1))
	})
}

func TestReading_IsIssuedToEachKeeper_1_01_2(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		b.Clock.Advance(24 * time.Hour)
		b.publish("2027 年版")
		b.recurring("seal-reading")
		b.recurring("seal-reading")
		if n := b.count(`SELECT COUNT(*) FROM cases WHERE kind = $1`, seal.KindReading); n != 2 {
			b.t.Fatalf("%d cases for two keepers", n)
		}
		id := b.one(`SELECT c.id FROM cases c JOIN task t ON t.case_id = c.id WHERE c.kind = $1 AND t.principal = $2`, seal.KindReading, "person:"+b.IDs["yewukeyuan"])
		v := b.view("yewukeyuan", id)
		panels, err := v.Kind.Shows(b.t.Context(), b.DB.Read(), v)
		if err != nil || len(panels) != 1 || b.view("yewukeyuan", strings.TrimPrefix(panels[0].Table.Rows[0].Link, "/cases/")) == nil {
			b.t.Errorf("the text cannot be read: %+v %v", panels, err)
		}
		b.ok(b.act("yewukeyuan", id, "read", fields(seal.Reading{Rules: b.currentRules(), Confirmed: true})))
		if b.state(id) != flow.Closed {
			b.t.Error(b.state(id))
		}
	})
}

// recurring does what the calendar does, once.
func (b *bureau) recurring(id string) {
	b.t.Helper()
	day := clock.DateOf(b.Clock.Now())
	for _, r := range b.m.Recurring {
		if r.ID != id {
			continue
		}
		issues, err := r.Issue(b.t.Context(), b.DB.Read(), day)
		b.ok(err)
		for _, x := range issues {
			_, err := b.e.Issue(b.t.Context(), strings.Join([]string{id, r.Period(day), x.Key}, "/"), flow.IssueInput{Kind: x.Kind, Content: x.Content, For: x.For})
			b.ok(err)
		}
	}
}
