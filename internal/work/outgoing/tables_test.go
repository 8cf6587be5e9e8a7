package outgoing_test

import (
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing"
)

// start begins a case of a kind.
func (b *bureau) start(login, kind string, in any) (string, error) {
	b.t.Helper()
	answer, err := b.e.Start(b.t.Context(), b.Actor(login), ident.Secret(), flow.StartInput{Kind: kind, Fields: in})
	return answer.CaseID, err
}

// settle proposes a row of a table and has it approved.
func (b *bureau) settle(kind string, in any) {
	b.t.Helper()
	id, err := b.start("wenmi", kind, in)
	b.must(err)
	b.must(b.act("bangongshizhuren", id, "review", nil))
	b.must(b.act("juzhang", id, "approve", nil))
}

func (b *bureau) setSeries(in outgoing.SeriesRow) { b.t.Helper(); b.settle(outgoing.KindSeries, in) }

// The bureau changes its tables by date; what was begun before is judged by what
// applied then (1-03-R3).
func TestTables_ByTheDayOfTheCase_1_03_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		row := outgoing.SeriesRow{Name: "局文件", Code: "云示发", Style: "机关代字〔年份〕序号号", Organ: "{局}", Head: "juzhang", From: "2026-11-23", Reason: "统一代字"}
		_, err := b.start("wenmi", outgoing.KindSeries, row)
		b.refused(err, "1-03-R3") // it never reaches back
		row.From = "2026-11-25"
		b.setSeries(row)
		b.settle(outgoing.KindKinds, outgoing.KindRow{Name: "通知", Format: "文件", Series: "局文件", Signer: "主要负责人", Seal: true, From: "2026-11-25", Reason: "通知都由局长签发"})

		before := b.upTo("director", notice())
		b.must(b.act("bangongshizhuren", before, "director", fields(outgoing.Routing{Signer: "charge"})))

		b.Clock.Set(testDay(25))
		after := b.upTo("director", notice())
		b.refused(b.act("bangongshizhuren", after, "director", fields(outgoing.Routing{Signer: "charge"})), "1-03-R1")
		b.walk(after, "director", "recheck")
		b.must(b.act("wenmi", before, "precheck", nil))
		b.must(b.act("fujuzhang2", before, "sign", nil))
		b.must(b.act("wenmi", before, "number", fields(outgoing.Numbering{Way: "新取", Date: "2026-11-25"})))
		for id, want := range map[string]string{after: "云示发〔2026〕1号", before: "局发〔2026〕2号"} {
			if got := b.see("wenmi", id).Case.Number; got != want {
				b.t.Errorf("%s, want %s", got, want)
			}
		}
		b.readTables()
	})
}

// readTables reads the ledgers and the page of one row of each.
func (b *bureau) readTables() {
	b.t.Helper()
	all := module.Set{b.m}
	for id, row := range map[string]string{"outgoing-kinds": "通知", "outgoing-series": "局文件"} {
		r, ok := all.Register(id)
		if !ok {
			b.t.Fatal(id)
		}
		rows, err := r.Rows(b.t.Context(), b.DB.Read(), module.Ask{})
		b.must(err)
		detail, err := r.Detail(b.t.Context(), b.DB.Read(), row)
		b.must(err)
		if len(rows.Rows) < 9 || len(detail.Tables) != 1 || len(detail.Tables[0].Rows) != 1 {
			b.t.Errorf("%s has %d rows; %s %+v", id, len(rows.Rows), row, detail)
		}
		if _, err := r.Detail(b.t.Context(), b.DB.Read(), "没有的"); err == nil {
			b.t.Error("a row that is not there has a page")
		}
	}
}

// What is not in the tables is not issued, and codes are used for what they are for.
func TestTables_OnlyWhatIsInThem_1_03_R3(t *testing.T) {
	t.Parallel()
	each(t, func(b *bureau) {
		d := notice()
		d.Kind = "告示"
		_, err := b.draft("yewukeyuan", d)
		b.refused(err, "1-03-R3")
		d.Kind, d.Series = "通知", "简报"
		_, err = b.draft("yewukeyuan", d)
		b.refused(err, "1-03-R3")
		d.Series = "局党组文件"
		id := b.upTo("sign", d)
		b.must(b.act("juzhang", id, "sign", nil)) // who is the 党组书记 as well
		signer, err := store.Value[string](b.t.Context(), b.DB.Read(), `SELECT signer_all FROM outgoing_document WHERE id = $1`, id)
		b.must(err)
		if signer != "juzhang shuji" {
			b.t.Error(signer)
		}
	})
}
