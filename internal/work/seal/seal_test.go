package seal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	bureaus "guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
	"guiju.cn/guiju/internal/work/seal"
)

// bureau is a small bureau with its seals: 局公章 and 党组印章 kept by the
// 印章管理员, the seal of 综合业务科 kept by its 科员.
type bureau struct {
	*testkit.Office
	t      *testing.T
	e      *flow.Engine
	m      *module.Module
	ruling *ruling.Service
	files  *shelf
	docs   *documents
	seals  map[string]string
}

func migrations(t testing.TB) []store.Migration {
	t.Helper()
	return testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, bureaus.Migrations, ruling.Migrations, flow.Migrations, seal.Migrations)
}

func each(t *testing.T, test func(b *bureau)) {
	t.Helper()
	testkit.EachOffice(t, migrations(t), func(t *testing.T, o *testkit.Office) {
		b := open(t, o)
		b.furnish()
		test(b)
		cases.Verify(t, b.DB)
	})
}

func open(t *testing.T, o *testkit.Office) *bureau {
	t.Helper()
	b := &bureau{Office: o, t: t, files: &shelf{data: map[string][]byte{}}, docs: &documents{map[string]seal.SignedDocument{}}, seals: map[string]string{}}
	var err error
	if b.ruling, err = ruling.New(ruling.Options{Run: o.Run, Days: cases.NoDays}); err != nil {
		t.Fatal(err)
	}
	b.m, err = seal.New(seal.Deps{
		Days: cases.NoDays, Setting: b.ruling.Int, Read: o.DB.Read, Documents: b.docs, Load: b.files.load, Keep: b.files.keep, Look: b.files.look, Pages: b.files.pages, Rendition: rendition,
		Word: func(ctx context.Context, q store.Querier, id string) (string, error) {
			return b.ruling.Value(ctx, q, id, clock.DateOf(o.Clock.Now()))
		},
		Exceptions: b.ruling.Of, Overdue: b.ruling.UnconfirmedOf, Except: b.ruling.RecordIn,
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.e, err = flow.New(t.Context(), flow.Options{Runner: o.Run, Kinds: b.m.Kinds, OpinionClause: "1-03-2.1", Days: cases.NoDays, Excepted: b.ruling.Covers}); err != nil {
		t.Fatal(err)
	}
	return b
}

// furnish puts seals, keepers and rules there at once; the flows that do so have
// tests of their own.
func (b *bureau) furnish() {
	b.t.Helper()
	_, err := b.Run.Do(b.t.Context(), runner.Request{Actor: runner.Actor{Via: "test"}, Action: "furnish", Chain: "test"}, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		rules := w.NewID()
		if err := w.Insert(ctx, "seal_rules", store.Row{"id": rules, "case_id": "", "title": "印章使用管理规定", "version": "2026 年版", "from_date": "2026-01-01", "file_id": "", "approved_by": b.IDs["juzhang"], "at": w.Millis()}); err != nil {
			return runner.Answer{}, err
		}
		for _, s := range []struct{ name, class, dept, keeper string }{
			{"局公章", "局公章", "bgs", "yinzhang"}, {"党组印章", "党组印章", "bgs", "yinzhang"}, {"综合业务科业务章", "部门业务章", "ywk", "yewukeyuan"},
		} {
			id := w.NewID()
			b.seals[s.name] = id
			row := store.Row{"id": id, "name": s.name, "class": s.class, "dept_id": b.IDs[s.dept], "diameter": int64(420), "state": "启用", "enabled_on": "2024-01-01", "made_at": w.Millis()}
			for _, empty := range []string{"as_class", "owner_id", "place", "imprint", "engraver", "paper", "cert_no", "cert_issuer", "cert_until", "deputy_id", "case_id"} {
				row[empty] = ""
			}
			if err := w.Insert(ctx, "seal", row); err != nil {
				return runner.Answer{}, err
			}
			if err := org.Entrust(ctx, w, org.Custody{Thing: "seal/" + id, Name: s.name, PersonID: b.IDs[s.keeper], FromAt: w.Millis()}); err != nil {
				return runner.Answer{}, err
			}
		}
		for _, keeper := range []string{"yinzhang", "yewukeyuan"} {
			if err := w.Insert(ctx, "seal_ack", store.Row{"id": w.NewID(), "rules_id": rules, "person_id": b.IDs[keeper], "case_id": "", "at": w.Millis()}); err != nil {
				return runner.Answer{}, err
			}
		}
		return runner.Answer{}, nil
	})
	b.ok(err)
}

// enter puts a seal that was in use before into the ledger.
func (b *bureau) enter(in seal.Change) string {
	b.t.Helper()
	in.What, in.OnDate, in.Reason = "建账", "2024-01-01", "已在用，建账"
	id := b.must(b.start("wenmi", seal.KindChange, in))
	b.ok(b.act("bangongshizhuren", id, "review", nil))
	b.ok(b.act("juzhang", id, "approve", nil))
	b.ok(b.act("wenmi", id, "handle", fields(seal.Doing{Done: "2026-11-24", Imprint: []string{b.file("wenmi", "正文")}, Witnesses: b.people("huiwu", "wenshu")})))
	b.ok(b.act("huiwu", id, "witness", nil))
	b.ok(b.act("wenshu", id, "witness", nil))
	row, err := store.Value[string](b.t.Context(), b.DB.Read(), `SELECT id FROM seal WHERE name = $1`, in.Name)
	b.ok(err)
	b.seals[in.Name] = row
	return row
}

func (b *bureau) publish(version string) {
	b.t.Helper()
	id := b.must(b.start("bangongshizhuren", seal.KindRules, seal.Rules{Title: "印章使用管理规定", Version: version, From: clock.DateOf(b.Clock.Now()), Summary: "保管、审批、用印、登记。", Files: []string{b.file("bangongshizhuren", "规定")}}))
	b.ok(b.act("fujuzhang1", id, "review", nil))
	b.ok(b.act("juzhang", id, "publish", nil))
}

func (b *bureau) currentRules() string {
	b.t.Helper()
	id, err := store.Value[string](b.t.Context(), b.DB.Read(), `SELECT id FROM seal_rules ORDER BY from_date DESC, at DESC LIMIT 1`)
	b.ok(err)
	return id
}

func (b *bureau) read(login string) {
	b.t.Helper()
	b.must(b.start(login, seal.KindReading, seal.Reading{Rules: b.currentRules(), Confirmed: true}))
}

// verify ends every test: nothing was written past the audit.
func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) must(id string, err error) string {
	b.t.Helper()
	b.ok(err)
	return id
}

func (b *bureau) people(logins ...string) []string {
	var ids []string
	for _, l := range logins {
		ids = append(ids, b.IDs[l])
	}
	return ids
}

// file uploads pages as somebody, one word a page.
func (b *bureau) file(login string, pages ...string) string {
	b.t.Helper()
	return b.fileAs(login, "application/pdf", "文件.pdf", pages...)
}

func (b *bureau) fileAs(login, kind, name string, pages ...string) string {
	b.t.Helper()
	data := []byte(strings.Join(pages, "\n"))
	hash, err := b.files.keep(b.t.Context(), data)
	b.ok(err)
	id, err := flow.AddFile(b.t.Context(), b.Run, b.Actor(login), ident.Secret(), flow.File{Hash: hash, Name: name, Type: kind, Size: int64(len(data)), Pages: int64(len(pages)), Text: 1})
	b.ok(err)
	return id
}

func (b *bureau) start(login, kind string, in any) (string, error) {
	b.t.Helper()
	b.Clock.Advance(time.Minute)
	answer, err := b.e.Start(b.t.Context(), b.Actor(login), ident.Secret(), flow.StartInput{Kind: kind, Fields: in})
	return answer.CaseID, err
}

func (b *bureau) act(login, caseID, node string, change func(*flow.Act)) error {
	b.t.Helper()
	return cases.Act(b.t, b.e, b.Clock, b.Actor(login), caseID, node, change)
}

func fields(v any) func(*flow.Act) { return func(a *flow.Act) { a.Fields = v } }

func withdrawn(a *flow.Act) { a.Action, a.Opinion = flow.Withdraw, "再看看" }

// returned gives the case back to a step.
func returned(to string, straight bool) func(*flow.Act) {
	return func(a *flow.Act) {
		a.Action, a.To, a.Straight, a.Opinion = flow.Return, to, straight, "改后再报。"
	}
}

// refused wants a refusal under a clause, and that it was kept.
func (b *bureau) refused(err error, clause string) {
	b.t.Helper()
	_ = b.refusal(err, clause)
}

func (b *bureau) refusal(err error, clause string) *norm.Refusal {
	b.t.Helper()
	return cases.Refusal(b.t, b.DB, err, clause)
}

func (b *bureau) count(query string, args ...any) int64 {
	b.t.Helper()
	n, err := store.Value[int64](b.t.Context(), b.DB.Read(), query, args...)
	b.ok(err)
	return n
}

func (b *bureau) view(login, id string) *flow.View {
	b.t.Helper()
	v, err := b.e.See(b.t.Context(), b.DB.Read(), b.Actor(login), id, "")
	b.ok(err)
	return v
}

func (b *bureau) state(id string) flow.State {
	b.t.Helper()
	state, err := store.Value[string](b.t.Context(), b.DB.Read(), `SELECT state FROM cases WHERE id = $1`, id)
	b.ok(err)
	return flow.State(state)
}

// application is a certificate of the 科员 of 执法监督科, under the bureau's seal.
func (b *bureau) application(change ...func(*seal.Application)) seal.Application {
	in := seal.Application{
		Seal: b.seals["局公章"], Matter: "证明", Title: "关于何涛同志工作经历的证明", Purpose: "报市人社局职称评审", Copies: 2,
		Places: []seal.Place{{Where: "落款", Times: 1}, {Where: "骑缝", Times: 1}},
	}
	for _, c := range change {
		c(&in)
	}
	if in.Files == nil && in.Matter != "公文" {
		in.Files = []string{b.file("zhifakeyuan", "正文", "正文")}
	}
	return in
}

func (b *bureau) apply(in seal.Application) (string, error) {
	b.t.Helper()
	return b.start("zhifakeyuan", seal.KindUse, in)
}

// approved brings an application to the keeper.
func (b *bureau) approved(change ...func(*seal.Application)) string {
	b.t.Helper()
	id := b.must(b.apply(b.application(change...)))
	b.ok(b.act("fujuzhang2", id, "review", nil)) // is in charge and a 副局长: one signature, two steps
	return id
}

// code is what stands on the paper of the case's newest version.
func (b *bureau) code(caseID string) string {
	b.t.Helper()
	code, err := store.Value[string](b.t.Context(), b.DB.Read(), `SELECT code FROM seal_rendition WHERE case_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1`, caseID)
	b.ok(err)
	return code
}

func (b *bureau) press(caseID string, copies int64, change ...func(*seal.Pressing)) error {
	b.t.Helper()
	in := seal.Pressing{Code: b.code(caseID), Sheets: 2, Copies: copies, Rest: "以后再盖"}
	for _, c := range change {
		c(&in)
	}
	return b.act("yinzhang", caseID, "press", fields(in))
}

// letter is a signed document: 15 copies.
func (b *bureau) letter(id, signer string, posts ...string) string {
	b.t.Helper()
	hash, err := b.files.keep(b.t.Context(), []byte("正文\n正文"))
	b.ok(err)
	b.docs.all[id] = seal.SignedDocument{
		ID: id, Title: "关于印发《2026 年第四季度市场秩序督查方案》的通知", Number: "局办发〔2026〕43号", Copies: 15, SignerID: b.IDs[signer], Signer: signer, SignerPosts: posts,
		SignedAt: clock.Millis(b.Clock.Now()), File: flow.File{Hash: hash, Name: "定稿.pdf", Type: "application/pdf", Pages: 2, Text: 1},
	}
	return id
}

func (b *bureau) all(query string, args ...any) []string {
	b.t.Helper()
	all, err := store.Column[string](b.t.Context(), b.DB.Read(), query, args...)
	b.ok(err)
	return all
}
