package incoming_test

import (
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/work/incoming"
)

// A leader who works on paper signs one printed list; the 文书 enters it all at once,
// each with the scan, and the originals come and go by their chains (1-02-R3).
func TestSigning_OneListForALeader_1_02_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		first, second, third := b.toInstruction(90, "juzhang"), b.toInstruction(91, "juzhang"), b.toInstruction(92, "fujuzhang2")
		waiting := func() map[string]incoming.ToSign {
			all, err := incoming.WaitingForLeaders(b.t.Context(), b.DB.Read())
			b.must(err)
			byCase := map[string]incoming.ToSign{}
			for _, x := range all {
				byCase[x.CaseID] = x
			}
			return byCase
		}
		now := waiting()
		if len(now) != 3 || now[first].Proposal != "同意。" || now[first].Organ == "" {
			b.t.Fatalf("%+v", now)
		}
		tasks := []string{now[second].TaskID, now[first].TaskID}
		_, err := incoming.MakeSigning(b.t.Context(), b.Run, b.Actor("yewukeyuan"), ident.Secret(), b.IDs["juzhang"], tasks, true)
		b.refused(err, "G-04")
		_, err = incoming.MakeSigning(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), b.IDs["juzhang"], append(tasks, now[third].TaskID), true)
		b.refused(err, "G-05") // not for this leader
		answer, err := incoming.MakeSigning(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), b.IDs["juzhang"], tasks, true)
		b.must(err)
		if waiting()[first].List != "送签〔2026〕1号" {
			b.t.Errorf("%+v", waiting()[first])
		}
		if _, err := incoming.MakeSigning(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), b.IDs["juzhang"], tasks, true); err == nil {
			b.t.Error("carried twice at the same time")
		}
		for _, c := range b.copies(first) {
			if c.HolderID != b.IDs["juzhang"] {
				b.t.Errorf("%s did not go along", c.Name())
			}
		}
		list, err := incoming.SigningByID(b.t.Context(), b.DB.Read(), answer.Data["id"])
		b.must(err)
		items, err := incoming.ItemsOf(b.t.Context(), b.DB.Read(), list.ID)
		if err != nil || len(items) != 2 || items[0].CaseID != second || list.Items != 2 || list.Open != 2 || list.Leader != "王建华" {
			b.t.Fatalf("%+v %+v %v", list, items, err)
		}
		scan := func() string {
			id, err := flow.AddFile(b.t.Context(), b.Run, b.Actor("wenshu"), ident.Secret(), flow.File{Hash: "scan", Name: "送签清单.pdf", Type: "application/pdf"})
			b.must(err)
			return id
		}
		_, err = incoming.Back(b.t.Context(), b.e, b.Actor("wenshu"), ident.Secret(), list, items[0], incoming.Signed{Action: flow.Approve, Opinion: "同意。"})
		b.refused(err, "1-02-R3") // without the scan
		_, err = incoming.Back(b.t.Context(), b.e, b.Actor("wenshu"), ident.Secret(), list, items[0], incoming.Signed{Action: flow.Approve, Opinion: " ", Scan: scan()})
		b.refused(err, "1-03-2.1")
		_, err = incoming.Back(b.t.Context(), b.e, b.Actor("wenshu"), ident.Secret(), list, items[0], incoming.Signed{Action: flow.Approve, Opinion: "请执法监督科办理。", Scan: scan()})
		b.must(err)
		_, err = incoming.Back(b.t.Context(), b.e, b.Actor("wenshu"), ident.Secret(), list, items[1], incoming.Signed{})
		b.must(err)
		view, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor("juzhang"), second, "")
		b.must(err)
		line := view.History[len(view.History)-1]
		if line.PersonID != b.IDs["juzhang"] || line.RecordedBy != b.IDs["wenshu"] || line.Opinion != "请执法监督科办理。" {
			b.t.Errorf("%+v", line)
		}
		if b.node(first) != "instruct" || waiting()[first].List != "" {
			b.t.Errorf("what came back unsigned is at %s, on list %q", b.node(first), waiting()[first].List)
		}
		for _, id := range []string{first, second} {
			for _, c := range b.copies(id) {
				if c.HolderID != "" || c.Place != "文书处" {
					b.t.Errorf("%s is at %+v", c.Name(), c.Spot)
				}
			}
		}
		lists, err := incoming.Signings(b.t.Context(), b.DB.Read(), 5)
		if err != nil || len(lists) != 1 || lists[0].Open != 0 {
			b.t.Errorf("%+v %v", lists, err)
		}
	})
}

func TestReports_CountWhatThereIs_1_02(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		id := b.toHandling(95)
		b.must(b.act("zhifakezhang", id, "handle", fields(incoming.Feedback{Result: "已办。"})))
		b.toInstruction(96, "juzhang")
		hands, err := b.report("incoming-hands", "2026-01-01", "2027-01-01")
		if err != nil || len(hands[0].Rows) != 2 {
			b.t.Fatalf("%+v %v", hands, err)
		}
		times, err := b.report("incoming-time", "2026-01-01", "2027-01-01")
		if err != nil || times[0].Totals[1] != "2" || times[0].Totals[3] != "0.0" {
			b.t.Errorf("%+v %v", times, err)
		}
		overdue, err := b.report("incoming-overdue", "2026-01-01", "2027-01-01")
		if err != nil || len(overdue[0].Rows) != 2 || len(overdue[1].Rows) != 0 {
			b.t.Errorf("%+v %v", overdue, err)
		}
		b.Clock.Set(b.Clock.Now().AddDate(0, 1, 0))
		if overdue, err = b.report("incoming-overdue", "2026-01-01", "2027-01-01"); err != nil || len(overdue[1].Rows) != 1 || overdue[1].Rows[0].Cells[2] != "企业服务科" {
			b.t.Errorf("%+v %v", overdue, err)
		}
		counts, err := b.report("incoming-count", "2026-01-01", "2027-01-01")
		if err != nil || len(counts) != 6 || counts[0].Rows[0].Cells[1] != "2" || counts[5].Rows[0].Cells[0] != "2026-11" {
			b.t.Errorf("%+v %v", counts, err)
		}
		if empty, err := b.report("incoming-count", "2020-01-01", "2020-02-01"); err != nil || len(empty[0].Rows) != 0 {
			b.t.Errorf("%+v %v", empty, err)
		}
		for _, paper := range []string{"processing", "receipts"} {
			b.sheet(id, paper)
		}
		for _, r := range b.m.Registers {
			b.rows(r.ID, map[string]string{"from": "2026-01-01", "to": "2026-12-31", "q": "安全"})
		}
	})
}
