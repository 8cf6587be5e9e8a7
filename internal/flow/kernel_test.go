package flow_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/search"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit/cases"
)

// noteKind is a short matter of anybody's: drafted, agreed to by the head of the
// drafter's department. It can follow from a test case, finds something out before
// the transaction, and is drafted again when it comes back.
func noteKind(o *office) *flow.Kind {
	schema := form.Must[matter]()
	return &flow.Kind{
		ID: "note", Name: "便笺", Content: schema, StartForm: schema,
		Def: &flow.Definition{Kind: "note", Name: "便笺", Version: 1, Nodes: []flow.Node{
			{ID: "draft", Name: "拟写", Verb: "拟写", Who: "drafter", Mode: flow.One, Silent: true, Next: []flow.Edge{{To: "agree"}}},
			{ID: "agree", Name: "审核", Verb: "同意", Who: "head", Mode: flow.One, Can: []flow.Action{flow.Return, flow.Revise}, NoMerge: true},
		}},
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"drafter": personsOf(), "head": headOf(o.IDs["zfk"]),
		},
		Begin: func(in any, _ string, _ time.Time) any { return in },
		Again: func(content any) any { return content }, Amend: func(_, fields any) any { return fields },
		Title:   func(c any) string { return c.(matter).Text },
		StartBy: []string{flow.Anyone}, Clerk: []string{"wenshu"}, PaperClause: "1-02-R3", DeptSees: true,
		Follows: map[string]flow.Follow{"test": {Relation: "答复"}},
		Prepare: map[string]func(context.Context, flow.Preparing) (any, error){
			"draft": func(_ context.Context, p flow.Preparing) (any, error) {
				if p.Fields.(matter).Text == "空白" {
					return nil, &norm.Refusal{Clause: "1-01-6.4", RuleVersion: "t", Title: "第 1 页是空白页", Detail: "没有保存。"}
				}
				return len(p.Fields.(matter).Text), nil
			},
		},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"draft": func(ctx context.Context, s *flow.Step) error {
				if n, ok := s.Prepared.(int); !ok || n != len(s.Content.(matter).Text) {
					return &norm.Refusal{Clause: "1-01-6.2", RuleVersion: "t", Title: "没有预先查看", Detail: "没有保存。"}
				}
				if s.Case.Number == "" {
					number, err := s.Number(ctx, "便", s.Case.ID, func(int, int64) string { return "便1号" })
					s.Case.Number = number
					return err
				}
				return nil
			},
			"agree": func(ctx context.Context, s *flow.Step) error {
				if s.Content.(matter).Text != "特事" {
					return nil
				}
				if excepted, err := s.Excepted(ctx, "1-01-5.3"); err != nil || excepted {
					return err
				}
				return &norm.Refusal{Clause: "1-01-5.3", RuleVersion: "t", Title: "没有书面授权", Detail: "没有保存。", MayExcept: "juzhang"}
			},
		},
	}
}

// notes runs a test with both kinds; excepted says for which case an exception
// stands.
func notes(t *testing.T, test func(o *office, excepted map[string]bool)) {
	t.Helper()
	each(t, func(o *office) {
		excepted := map[string]bool{}
		e, err := flow.New(t.Context(), flow.Options{
			Runner: o.Run, Kinds: []*flow.Kind{testKind(o.IDs), noteKind(o)}, OpinionClause: "1-03-2.1", Days: cases.NoDays, Search: search.New(o.DB),
			Excepted: func(_ context.Context, _ store.Querier, caseID, clause string) (bool, error) {
				return clause == "1-01-5.3" && excepted[caseID], nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		o.e = e
		test(o, excepted)
	})
}

func (o *office) note(login, text, from string) (string, error) {
	answer, err := o.e.Start(o.t.Context(), o.Actor(login), ident.Secret(), flow.StartInput{Kind: "note", From: from, Fields: matter{text}})
	return answer.CaseID, err
}

func TestFollow_LinksAreForThoseWhoSeeBoth(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		first := o.start()
		id, err := o.note("wenshu", "答复", first)
		if err != nil {
			o.t.Fatal(err)
		}
		links := o.see("wenshu", first).Links
		if len(links) != 1 || links[0].CaseID != id || links[0].Relation != "答复" || links[0].Later != 1 {
			o.t.Errorf("%+v", links)
		}
		if links := o.see("zhifakezhang", id).Links; len(links) != 0 {
			o.t.Errorf("who does not see the letter is shown it: %+v", links)
		}
		if _, err := o.note("siji", "答复", first); err == nil {
			o.t.Error("followed from a case that is not seen")
		}
	})
}

func TestPrepare_RefusesBeforeAndTellsTheStep_1_01_6_4(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		_, err := o.note("zhifakeyuan", "空白", "")
		o.refused(err, "1-01-6.4")
		n, err := store.Value[int64](o.t.Context(), o.DB.Read(), `SELECT COUNT(*) FROM refusal WHERE clause = '1-01-6.4'`)
		if err != nil || n != 1 {
			o.t.Errorf("%d refusals kept: %v", n, err)
		}
		if _, err := o.note("zhifakeyuan", "有字", ""); err != nil {
			o.t.Error(err)
		}
	})
}

// What was handed in is taken back while nobody has acted: it lies with its drafter
// again, who mends it and hands it in, or leaves it.
func TestWithdraw_OfTheFirstStep_G_03(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		id, err := o.note("zhifakeyuan", "初稿", "")
		if err != nil {
			o.t.Fatal(err)
		}
		do := func(login string, change func(*flow.View, *flow.Act)) error {
			v := o.see(login, id)
			act := flow.Act{CaseID: id, ContentVersion: v.Case.ContentVersion, Opinion: "同意"}
			change(v, &act)
			_, err := o.e.Act(o.t.Context(), o.Actor(login), ident.Secret(), act)
			return err
		}
		step := func(fields any) func(*flow.View, *flow.Act) {
			return func(v *flow.View, a *flow.Act) {
				a.Action, a.TaskID, a.TaskVersion, a.Fields = flow.Approve, v.Task.ID, v.Task.Version, fields
			}
		}
		if err := do("zhifakeyuan", func(_ *flow.View, a *flow.Act) { a.Action = flow.Withdraw }); err != nil {
			o.t.Fatal(err)
		}
		v := o.see("zhifakeyuan", id)
		if v.Case.State != flow.Withdrawn || v.Task == nil || v.Task.Node != "draft" || o.see("zhifakezhang", id).Task != nil {
			o.t.Fatalf("%s: %+v", v.Case.State, v.Open)
		}
		if err := do("zhifakeyuan", step(matter{"二稿"})); err != nil {
			o.t.Fatal(err)
		}
		if v := o.see("zhifakezhang", id); v.Task == nil || v.Task.Node != "agree" || v.Content.(matter).Text != "二稿" || v.Case.Number != "便1号" || len(v.History) != 3 {
			o.t.Errorf("%+v", v)
		}
	})
}

func TestAmend_TheDrafterMendsWhatCameBack_G_03(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		id, err := o.note("zhifakeyuan", "初稿", "")
		if err != nil {
			o.t.Fatal(err)
		}
		v := o.see("zhifakezhang", id)
		back := flow.Act{CaseID: id, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: 1, Action: flow.Return, Opinion: "改一改"}
		if _, err := o.e.Act(o.t.Context(), o.Actor("zhifakezhang"), ident.Secret(), back); err != nil {
			o.t.Fatal(err)
		}
		v = o.see("zhifakeyuan", id)
		if v.Case.State != flow.Returned || v.Form() == nil {
			o.t.Fatalf("%s, form %v", v.Case.State, v.Form())
		}
		again := flow.Act{CaseID: id, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: 1, Action: flow.Approve, Fields: matter{"二稿"}}
		if _, err := o.e.Act(o.t.Context(), o.Actor("zhifakeyuan"), ident.Secret(), again); err != nil {
			o.t.Fatal(err)
		}
		v = o.see("zhifakezhang", id)
		if v.Case.Title != "二稿" || v.Case.ContentVersion != 2 || v.History[1].ContentVersion != 1 || v.Case.State != flow.Running {
			o.t.Errorf("%s version %d, the opinion is bound to %d, %s", v.Case.Title, v.Case.ContentVersion, v.History[1].ContentVersion, v.Case.State)
		}
	})
}

func TestExcepted_LetsThatCasePassOnly_G_09(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, excepted map[string]bool) {
		id, err := o.note("zhifakeyuan", "特事", "")
		if err != nil {
			o.t.Fatal(err)
		}
		o.refused(o.approve("zhifakezhang", id), "1-01-5.3")
		excepted[id] = true
		if err := o.approve("zhifakezhang", id); err != nil {
			o.t.Error(err)
		}
	})
}

func TestIssue_OnceForItsPost_AndItGoesOn(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		in := flow.IssueInput{Kind: "note", Content: matter{"十一月盘点"}, For: org.PostAt("keyuan", o.IDs["zfk"])}
		first, err := o.e.Issue(o.t.Context(), "recurring/stock/2026-11", in)
		if err != nil {
			o.t.Fatal(err)
		}
		second, err := o.e.Issue(o.t.Context(), "recurring/stock/2026-11", in)
		if err != nil || second.CaseID != first.CaseID {
			o.t.Fatalf("issued twice: %v", err)
		}
		v := o.see("zhifakeyuan", first.CaseID)
		if v == nil || v.Task == nil || v.Case.State != flow.Running || v.Form() == nil {
			o.t.Fatalf("it does not wait for the 科员: %+v", v)
		}
		act := flow.Act{CaseID: first.CaseID, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: 1, Action: flow.Approve, Fields: matter{"已盘点"}}
		if _, err := o.e.Act(o.t.Context(), o.Actor("zhifakeyuan"), ident.Secret(), act); err != nil {
			o.t.Fatal(err)
		}
		v = o.see("zhifakezhang", first.CaseID)
		back := flow.Act{CaseID: first.CaseID, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: 2, Action: flow.Return, Opinion: "再数一遍"}
		if _, err := o.e.Act(o.t.Context(), o.Actor("zhifakezhang"), ident.Secret(), back); err != nil {
			o.t.Fatal(err)
		}
		if v := o.see("zhifakeyuan", first.CaseID); v.Task == nil || v.Case.State != flow.Returned {
			o.t.Errorf("it did not come back to the post: %s", v.Case.State)
		}
	})
}

func TestVisible_HeadsAndLeadersSeeTheirDepartmentsCases(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		id, err := o.note("zhifakeyuan", "科里的事", "")
		if err != nil {
			o.t.Fatal(err)
		}
		for login, sees := range map[string]bool{"zhifakezhang": true, "fujuzhang2": true, "zhifakeyuan": true, "yewukezhang": false, "fujuzhang1": false, "siji": false} {
			if v := o.see(login, id); (v != nil) != sees {
				o.t.Errorf("%s sees it: %v", login, v != nil)
			}
			found, err := o.e.Find(o.t.Context(), o.DB.Read(), o.IDs[login], flow.Look{Text: "科里的事", Page: flow.Page{Most: 10}})
			if err != nil || (len(found.Hits) == 1) != sees {
				o.t.Errorf("%s finds %d: %v", login, len(found.Hits), err)
			}
		}
	})
}

func TestProxy_ForSomeKindsHoldsForThoseOnly_G_04(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		now := o.Clock.Now()
		if _, err := o.Org.GiveProxy(o.t.Context(), o.Actor("bangongshizhuren"), ident.Secret(), o.IDs["siji"], []string{"note"}, now, now.Add(time.Hour), "出差"); err != nil {
			o.t.Fatal(err)
		}
		o.Clock.Advance(time.Second)
		id := o.start() // waits for the 办公室主任, and is no note
		if v := o.see("siji", id); v != nil {
			o.t.Error("a proxy for notes sees another kind")
		}
		items, _, err := o.e.List(o.t.Context(), o.DB.Read(), o.IDs["siji"], flow.Todo, "", flow.Page{Most: 10})
		if err != nil || len(items) != 0 {
			o.t.Errorf("it stands in the list: %v %v", items, err)
		}
		n, err := o.e.Count(o.t.Context(), o.DB.Read(), o.IDs["siji"])
		if err != nil || n.Todo != 0 {
			o.t.Errorf("it is counted: %+v %v", n, err)
		}
	})
}

func TestCirculate_InOrderSkipsWhoIsAway_1_02_1_2(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		id := o.start()
		now := o.Clock.Now()
		if _, err := o.Org.RecordAbsence(o.t.Context(), o.Actor("huiwu"), ident.Secret(), now.Add(-time.Hour), now.Add(48*time.Hour), "出差"); err != nil {
			o.t.Fatal(err)
		}
		v := o.see("wenshu", id)
		circulate := flow.Act{CaseID: id, ContentVersion: v.Case.ContentVersion, Action: flow.Circulate, InOrder: true, Folder: "3", People: []string{o.IDs["baomi"], o.IDs["huiwu"], o.IDs["dangan"]}}
		_, err := o.e.Act(o.t.Context(), o.Actor("wenshu"), ident.Secret(), circulate)
		o.refused(err, "1-02-1.2") // without a purpose
		circulate.Opinion = "请阅提意见"
		if _, err := o.e.Act(o.t.Context(), o.Actor("wenshu"), ident.Secret(), circulate); err != nil {
			o.t.Fatal(err)
		}
		states := func() []string {
			var all []string
			for _, c := range o.see("wenshu", id).Circulations[0].Copies {
				all = append(all, c.Name+c.Reading())
			}
			return all
		}
		names := func(login string) string {
			name, err := store.Value[string](o.t.Context(), o.DB.Read(), `SELECT name FROM person WHERE id = $1`, o.IDs[login])
			if err != nil {
				o.t.Fatal(err)
			}
			return name
		}
		if want := []string{names("baomi") + "在阅", names("huiwu") + "未到", names("dangan") + "未到"}; !slices.Equal(states(), want) {
			o.t.Fatalf("%v", states())
		}
		read := func(login string) error {
			v := o.see(login, id)
			if v == nil || v.Copy == nil {
				o.t.Fatalf("%s has no copy", login)
			}
			_, err := o.e.Act(o.t.Context(), o.Actor(login), ident.Secret(), flow.Act{CaseID: id, TaskID: v.Copy.ID, TaskVersion: v.Copy.Version, ContentVersion: v.Case.ContentVersion, Action: flow.Read})
			return err
		}
		if err := read("baomi"); err != nil {
			o.t.Fatal(err)
		}
		if want := []string{names("baomi") + "已阅", names("huiwu") + "在阅", names("dangan") + "在阅"}; !slices.Equal(states(), want) {
			o.t.Fatalf("who is away holds up the next: %v", states())
		}
		if err := read("huiwu"); err != nil { // catches up
			o.t.Error(err)
		}
		circle := o.see("wenshu", id).Circulations[0].ID
		recall := flow.Act{CaseID: id, ContentVersion: v.Case.ContentVersion, Action: flow.Recall, To: circle}
		_, err = o.e.Act(o.t.Context(), o.Actor("baomi"), ident.Secret(), recall)
		o.refused(err, "G-04")
		if _, err := o.e.Act(o.t.Context(), o.Actor("wenshu"), ident.Secret(), recall); err != nil {
			o.t.Fatal(err)
		}
		if want := []string{names("baomi") + "已阅", names("huiwu") + "已阅", names("dangan") + "已收回"}; !slices.Equal(states(), want) {
			o.t.Errorf("%v", states())
		}
		o.finish(id)
	})
}
