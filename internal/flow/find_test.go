package flow_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
)

// searchable is an office whose steps write the search index.
func searchable(t *testing.T, test func(o *office)) {
	t.Helper()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations, job.Migrations, flow.Migrations, search.Migrations)
	testkit.EachOffice(t, migrations, func(t *testing.T, b *testkit.Office) {
		t.Helper()
		e, err := flow.New(t.Context(), flow.Options{Runner: b.Run, Kinds: []*flow.Kind{testKind(b.IDs)}, OpinionClause: "1-03-2.1", Days: cases.NoDays, Search: search.New(b.DB)})
		if err != nil {
			t.Fatal(err)
		}
		test(&office{b, t, e})
	})
}

func (o *office) begin(title string) string {
	o.t.Helper()
	answer, err := o.e.Start(o.t.Context(), o.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: "test", Fields: matter{title}})
	if err != nil {
		o.t.Fatal(err)
	}
	return answer.CaseID
}

func (o *office) look(login string, look flow.Look) flow.Finding {
	o.t.Helper()
	if look.Page.Most == 0 {
		look.Page.Most = 1000
	}
	found, err := o.e.Find(o.t.Context(), o.DB.Read(), o.IDs[login], look)
	if err != nil {
		o.t.Fatal(err)
	}
	return found
}

// found are the ids of all cases a person finds, in order.
func (o *office) found(login, text string) []string {
	o.t.Helper()
	ids := []string{}
	for _, h := range o.look(login, flow.Look{Text: text}).Hits {
		ids = append(ids, h.CaseID)
	}
	return ids
}

// Nobody finds what they may not see, and everybody all that they see: after
// random work, the cases found are those that can be opened.
func TestFind_ExactlyWhatCanBeSeen_G_04(t *testing.T) {
	t.Parallel()
	searchable(t, func(o *office) {
		r := drawn()
		var ids []string
		for n := range 12 {
			id := o.begin(fmt.Sprintf("关于第%d件事的通知", n))
			ids = append(ids, id)
			o.work(r, id, r.IntN(10))
		}
		for login, person := range o.IDs {
			if _, err := org.PersonByID(t.Context(), o.DB.Read(), person); err != nil {
				continue // a department's code
			}
			var seen []string
			for _, id := range slices.Backward(ids) {
				if o.see(login, id) != nil {
					seen = append(seen, id)
				}
			}
			if got := o.found(login, "件事"); !slices.Equal(got, append([]string{}, seen...)) {
				o.t.Errorf("%s sees %v, finds %v", login, seen, got)
			}
		}
	})
}

// work does random actions of random people on a case.
func (o *office) work(r *rand.Rand, id string, steps int) {
	o.t.Helper()
	for range steps {
		login := cast[r.IntN(len(cast))]
		v := o.see(login, id)
		if v == nil || len(v.Actions) == 0 {
			continue
		}
		// What a page offers may still be refused; the walk goes on.
		_ = o.act(r, login, v, v.Actions[r.IntN(len(v.Actions))])
	}
}

func TestFind_SaysWhereItStands(t *testing.T) {
	t.Parallel()
	searchable(t, func(o *office) {
		id := o.begin("关于报送冬季安全生产专项督查情况的通知")
		o.begin("另一件")
		v := o.see("bangongshizhuren", id)
		o.Clock.Advance(1e9)
		if _, err := o.e.Act(t.Context(), o.Actor("bangongshizhuren"), ident.Secret(), flow.Act{
			CaseID: id, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: 1, Action: flow.Approve, Opinion: "拟请局长阅示，综合业务科牵头。",
		}); err != nil {
			o.t.Fatal(err)
		}
		name := v.Open[0].Who
		name, _, _ = strings.Cut(name, "（")
		for text, want := range map[string]string{"安全生产": "标题", "牵头": "意见（" + name + "）", name: "办理人", "督查 牵头": "意见（" + name + "）", "督": "标题", "督查科": ""} {
			hits := o.look("wenshu", flow.Look{Text: text}).Hits
			if want == "" {
				if len(hits) != 0 {
					o.t.Errorf("%s: found", text)
				}
				continue
			}
			if len(hits) != 1 || hits[0].CaseID != id || hits[0].Why != want || (len(hits[0].Snippet) == 0) != (want == "标题") {
				o.t.Errorf("%s: %+v", text, hits)
			}
		}
		for _, look := range []flow.Look{
			{Text: "督查", Kind: "test"}, {Text: "督查", State: flow.Running}, {Text: "督查", State: flow.Signing}, {Text: "督查", From: "2026-11-24", To: "2026-11-24"},
			{Text: "督查", Kind: "other"}, {Text: "督查", State: flow.Closed}, {Text: "督查", From: "2026-11-25"}, {Text: "督查", To: "2026-11-23"},
		} {
			want := int64(1)
			if look.Kind == "other" || look.State == flow.Closed || look.From == "2026-11-25" || look.To == "2026-11-23" || look.State == flow.Running {
				want = 0
			}
			if n := o.look("wenshu", look).Total; n != want {
				o.t.Errorf("%+v: %d", look, n)
			}
		}
		if n := len(o.found("menwei", "督查")); n != 0 {
			o.t.Errorf("the guard finds %d", n)
		}
	})
}

// The rebuilt index is the same, and one that lacks cases says so.
func TestRebuild_GivesTheSameIndex(t *testing.T) {
	t.Parallel()
	searchable(t, func(o *office) {
		r := drawn()
		for n := range 8 {
			o.Clock.Advance(1e9)
			o.work(r, o.begin(fmt.Sprintf("关于第%d件事的通知", n)), 8)
		}
		dump := func() string {
			var all strings.Builder
			for _, query := range []string{`SELECT doc, case_id, file_id, kind, texts FROM search_entry ORDER BY doc`, `SELECT * FROM participant ORDER BY person_id, case_id`} {
				if err := store.EachRow(t.Context(), o.DB.Read(), func(row store.Row) error { fmt.Fprintln(&all, row); return nil }, query); err != nil {
					o.t.Fatal(err)
				}
			}
			for _, text := range []string{"件事", "意见", "3", "通"} {
				fmt.Fprintln(&all, o.found("wenshu", text))
			}
			return all.String()
		}
		before := dump()
		if n, err := o.e.Unindexed(t.Context()); err != nil || n != 0 {
			o.t.Errorf("%d cases without an entry, %v", n, err)
		}
		lost := func(ctx context.Context, tx *store.Tx) error {
			_, err := store.Exec(ctx, tx, `DELETE FROM search_entry`)
			return err
		}
		if err := o.DB.Write(t.Context(), lost); err != nil {
			o.t.Fatal(err)
		}
		if n, err := o.e.Unindexed(t.Context()); err != nil || n != 8 {
			o.t.Errorf("%d cases without an entry, %v", n, err)
		}
		if n, err := o.e.Rebuild(t.Context()); err != nil || n != 8 {
			o.t.Errorf("%d cases, %v", n, err)
		}
		if after := dump(); after != before {
			o.t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
	})
}

// While the index is made again people go on working, on PostgreSQL at the very
// same time: what somebody has just written stays found.
func TestIndexCases_WhilePeopleWork(t *testing.T) {
	t.Parallel()
	searchable(t, func(o *office) {
		id := o.begin("关于一件事的通知")
		ctx, stop := context.WithCancel(t.Context())
		var others sync.WaitGroup
		for range 3 {
			others.Go(func() {
				for ctx.Err() == nil {
					if _, _, err := o.e.IndexCases(ctx, ""); err != nil && ctx.Err() == nil {
						o.t.Error(err)
						return
					}
				}
			})
		}
		defer others.Wait()
		defer stop()
		for n := range 60 {
			act := flow.Act{CaseID: id, Action: flow.Pause, ContentVersion: 1, Opinion: fmt.Sprintf("第%d次", n)}
			if n%2 == 1 {
				act.Action = flow.Resume
			}
			if _, err := o.e.Act(ctx, o.Actor("wenshu"), ident.Secret(), act); err != nil {
				o.t.Fatal(err)
			}
			for range 20 {
				if !strings.Contains(o.texts(id), act.Opinion) {
					o.t.Fatalf("%s was written, and lost again", act.Opinion)
				}
			}
		}
	})
}

func (o *office) texts(id string) string {
	o.t.Helper()
	text, err := store.Value[string](o.t.Context(), o.DB.Read(), `SELECT texts FROM search_entry WHERE case_id = $1 AND file_id = ''`, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return text
}

// A file is found by its text until it is erased; after words of its case were
// erased it is found no more, not even by an index that is made again (G-03).
func TestIndexFile_NotAfterAnErasure_G_03(t *testing.T) {
	t.Parallel()
	searchable(t, func(o *office) {
		id := o.begin("关于防汛的通知，举报人李某")
		files := []flow.File{{ID: "f1", CaseID: id, Hash: "h1", Name: "方案.pdf"}, {ID: "f2", CaseID: id, Hash: "h2", Name: "附件.pdf"}}
		o.useCase(func(ctx context.Context, w *runner.Work) error {
			for _, f := range files {
				if err := w.Insert(ctx, "file", store.Row{"id": f.ID, "case_id": id, "hash": f.Hash, "name": f.Name, "type": "", "size": 1, "pages": 1, "text": 1, "declared": 0, "uploaded_by": "", "uploaded_at": 0}); err != nil {
					return err
				}
			}
			return nil
		})
		index := func(want1, want2 int) {
			o.t.Helper()
			for i, f := range files {
				if err := o.e.IndexFile(t.Context(), f, []string{"物资储备清单，举报人李某", "抗旱经费测算"}[i]); err != nil {
					o.t.Fatal(err)
				}
			}
			for text, want := range map[string]int{"物资储备": want1, "抗旱经费": want2} {
				if n := len(o.found("wenshu", text)); n != want {
					o.t.Errorf("%s: found %d times, want %d", text, n, want)
				}
			}
		}
		index(1, 1)
		o.useCase(func(ctx context.Context, w *runner.Work) error {
			_, err := o.e.RedactFile(ctx, w, "f2")
			return err
		})
		index(1, 0) // the job had read it before
		if n := len(o.found("wenshu", "附件")); n != 0 {
			o.t.Error("the erased file's name is found")
		}
		o.useCase(func(ctx context.Context, w *runner.Work) error { return o.e.RedactWords(ctx, w, id, "举报人李某") })
		index(0, 0)
		if _, err := o.e.Rebuild(t.Context()); err != nil {
			o.t.Fatal(err)
		}
		index(0, 0)
		for text, want := range map[string]int{"防汛": 1, "方案": 1, "举报": 0, "李某": 0} {
			if n := len(o.found("wenshu", text)); n != want {
				o.t.Errorf("%s: found %d times, want %d", text, n, want)
			}
		}
	})
}

// useCase is a use case of the test's own.
func (o *office) useCase(use func(ctx context.Context, w *runner.Work) error) {
	o.t.Helper()
	req := runner.Request{Actor: runner.Actor{Via: "test"}, Action: "test", Chain: "test"}
	if _, err := o.Run.Do(o.t.Context(), req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) { return runner.Answer{}, use(ctx, w) }); err != nil {
		o.t.Fatal(err)
	}
}
