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
	"guiju.cn/guiju/internal/testkit/cases"
)

// roundKind goes from the 文书 to three readers in turn: what was entered can be
// corrected, nothing is circulated that is called 未登记, and the last step gives
// copies to read.
func roundKind(ids map[string]string) *flow.Kind {
	schema := form.Must[matter]()
	return &flow.Kind{
		ID: "round", Name: "传阅件", Content: schema, StartForm: schema,
		Def: &flow.Definition{Kind: "round", Name: "传阅件", Version: 1, Nodes: []flow.Node{
			{ID: "draft", Name: "登记", Verb: "登记", Who: "creator", Mode: flow.One, Silent: true, Next: []flow.Edge{{To: "read"}}},
			{ID: "read", Name: "传阅", Verb: "阅毕", Who: "readers", Mode: flow.Ordered, Silent: true, SkipAway: true, Due: "soon",
				Can: []flow.Action{flow.Recall}, Next: []flow.Edge{{To: "keep"}}},
			{ID: "keep", Name: "存查", Verb: "存查", Who: "creator", Mode: flow.One, Silent: true, NoMerge: true},
		}},
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"creator": personsOf(ids["wenshu"]), "readers": personsOf(ids["baomi"], ids["huiwu"], ids["dangan"]),
		},
		Dues: map[string]func(context.Context, flow.Facts, time.Time) (time.Time, string, error){
			"soon": func(_ context.Context, f flow.Facts, from time.Time) (time.Time, string, error) {
				if f.Content.(matter).Text == "急件" {
					return from.Add(time.Hour), "急件 1 小时", nil
				}
				return from.Add(48 * time.Hour), "48 小时", nil
			},
		},
		Begin:   func(in any, _ string, _ time.Time) any { return in },
		Title:   func(c any) string { return c.(matter).Text },
		StartBy: []string{"wenshu"}, Sees: []string{"wenshu"}, Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		Correction: &flow.Correction{
			Form: schema, Of: func(c any) any { return c }, Apply: func(_, f any) any { return f },
			Check: func(_ context.Context, s *flow.Step) error {
				if s.Fields.(matter).Text == "重复" {
					return refusal("1-02-1.1")
				}
				return nil
			},
		},
		Before: func(_ context.Context, s *flow.Step) error {
			if s.Act.Action == flow.Circulate && s.Content.(matter).Text == "未登记" {
				return refusal("1-02-1.1")
			}
			return nil
		},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"keep": func(ctx context.Context, s *flow.Step) error {
				return s.Circulate(ctx, []string{ids["wuzi"], ids["xinfang"]}, flow.Circulation{Purpose: "同步送阅", InOrder: 1})
			},
		},
	}
}

func refusal(clause string) error {
	return &norm.Refusal{Clause: clause, RuleVersion: "t", Title: "没有办理", Detail: "没有保存。"}
}

func rounds(t *testing.T, test func(o *office, id string)) {
	t.Helper()
	each(t, func(o *office) {
		e, err := flow.New(t.Context(), flow.Options{Runner: o.Run, Kinds: []*flow.Kind{roundKind(o.IDs)}, OpinionClause: "1-03-2.1", Days: cases.NoDays})
		if err != nil {
			t.Fatal(err)
		}
		o.e = e
		answer, err := e.Start(t.Context(), o.Actor("wenshu"), ident.Secret(), flow.StartInput{Kind: "round", Fields: matter{"未登记"}})
		if err != nil {
			t.Fatal(err)
		}
		test(o, answer.CaseID)
	})
}

func (o *office) correct(login, id, text, why string, version int64) error {
	_, err := o.e.Act(o.t.Context(), o.Actor(login), ident.Secret(), flow.Act{CaseID: id, ContentVersion: version, Action: flow.Correct, Opinion: why, Fields: matter{text}})
	return err
}

func TestCorrect_OldAndNewAreKept_TheNumberAndOpinionsStay_G_03(t *testing.T) {
	t.Parallel()
	rounds(t, func(o *office, id string) {
		if err := o.approve("baomi", id); err != nil {
			o.t.Fatal(err)
		}
		o.refused(o.correct("wenshu", id, "急件", " ", 1), "1-03-2.1")
		o.refused(o.correct("baomi", id, "急件", "写错", 1), "G-04")
		o.refused(o.correct("wenshu", id, "急件", "写错", 9), "G-05")
		o.refused(o.correct("wenshu", id, "重复", "写错", 1), "1-02-1.1")
		if err := o.correct("wenshu", id, "未登记", "没有改", 1); err == nil {
			o.t.Error("corrected without a change")
		}
		before := o.see("huiwu", id).Task.DueAt
		if err := o.correct("wenshu", id, "急件", "登记时看错", 1); err != nil {
			o.t.Fatal(err)
		}
		v := o.see("huiwu", id)
		line := v.History[len(v.History)-1]
		want := []flow.Change{{Label: "内容", Old: "未登记", New: "急件"}}
		if v.Case.Title != "急件" || v.Case.ContentVersion != 2 || !slices.Equal(line.Changes(), want) || line.Opinion != "登记时看错" {
			o.t.Errorf("%s version %d, %+v", v.Case.Title, v.Case.ContentVersion, line)
		}
		if v.History[1].ContentVersion != 1 {
			o.t.Error("an opinion moved to the new version")
		}
		if v.Task.DueAt >= before {
			o.t.Error("the due time was not computed again")
		}
		if err := o.approve("huiwu", id); err != nil {
			o.t.Error(err)
		}
	})
}

func TestBefore_RulesOnEveryAction_1_02_1_1(t *testing.T) {
	t.Parallel()
	rounds(t, func(o *office, id string) {
		circulate := flow.Act{CaseID: id, ContentVersion: 1, Action: flow.Circulate, Opinion: "请阅", People: []string{o.IDs["siji"]}}
		_, err := o.e.Act(o.t.Context(), o.Actor("wenshu"), ident.Secret(), circulate)
		o.refused(err, "1-02-1.1")
		if err := o.correct("wenshu", id, "已登记", "补登", 1); err != nil {
			o.t.Fatal(err)
		}
		circulate.ContentVersion = 2
		if _, err := o.e.Act(o.t.Context(), o.Actor("wenshu"), ident.Secret(), circulate); err != nil {
			o.t.Error(err)
		}
	})
}

// readings are the readers of the step with where their copies are.
func (o *office) readings(id string) []string {
	o.t.Helper()
	copies, err := flow.Readings(o.t.Context(), o.DB.Read(), id, "read")
	if err != nil {
		o.t.Fatal(err)
	}
	var all []string
	for _, c := range copies {
		all = append(all, c.Reading())
	}
	return all
}

func TestRecallReader_TheClerkTakesItBackFromWhoHasNotRead(t *testing.T) {
	t.Parallel()
	rounds(t, func(o *office, id string) {
		recall := func(login, who, why string) error {
			for _, a := range o.see("wenshu", id).Actions {
				if a.Action != flow.Recall || a.Who != who {
					continue
				}
				_, err := o.e.Act(o.t.Context(), o.Actor(login), ident.Secret(), flow.Act{CaseID: id, ContentVersion: 1, Action: flow.Recall, TaskID: a.TaskID, TaskVersion: a.Version, Opinion: why})
				return err
			}
			o.t.Fatalf("it cannot be recalled from %s", who)
			return nil
		}
		o.refused(recall("wenshu", "韩梅", ""), "1-03-2.1")
		o.refused(recall("baomi", "韩梅", "不需要"), "G-04")
		if err := recall("wenshu", "韩梅", "长期外派"); err != nil { // who waits in the middle
			o.t.Fatal(err)
		}
		if got := o.readings(id); !slices.Equal(got, []string{"在阅", "已收回", "未到"}) {
			o.t.Fatalf("%v", got)
		}
		if err := o.approve("baomi", id); err != nil {
			o.t.Fatal(err)
		}
		if err := recall("wenshu", "冯雪", "长期外派"); err != nil {
			o.t.Fatal(err)
		}
		v := o.see("wenshu", id)
		if v.Task == nil || v.Task.Node != "keep" {
			o.t.Fatalf("it did not go on: %+v", v.Open)
		}
		if err := o.approve("wenshu", id); err != nil {
			o.t.Fatal(err)
		}
		if v := o.see("xinfang", id); v != nil && v.Copy != nil {
			o.t.Error("the second reader has it before the first")
		}
		if v := o.see("wuzi", id); v == nil || v.Copy == nil || v.Circulations[0].Purpose != "同步送阅" {
			o.t.Error("the step gave no copy to read")
		}
	})
}

func TestRecallReader_SomebodyReads(t *testing.T) {
	t.Parallel()
	rounds(t, func(o *office, id string) {
		for n := range 3 {
			var all []flow.Allowed
			for _, a := range o.see("wenshu", id).Actions {
				if a.Action == flow.Recall {
					all = append(all, a)
				}
			}
			_, err := o.e.Act(o.t.Context(), o.Actor("wenshu"), ident.Secret(), flow.Act{CaseID: id, ContentVersion: 1, Action: flow.Recall, TaskID: all[0].TaskID, TaskVersion: all[0].Version, Opinion: "收回"})
			if (err != nil) != (n == 2) {
				o.t.Errorf("recalled %d of three: %v", n+1, err)
			}
		}
	})
}

func TestPassBy_WhoGoesAwayLaterDoesNotHoldUpTheNext_1_02_1_2(t *testing.T) {
	t.Parallel()
	rounds(t, func(o *office, id string) {
		if err := o.e.PassBy(o.t.Context()); err != nil {
			o.t.Fatal(err)
		}
		now := o.Clock.Now()
		if _, err := o.Org.RecordAbsence(o.t.Context(), o.Actor("baomi"), ident.Secret(), now, now.Add(48*time.Hour), "病假"); err != nil {
			o.t.Fatal(err)
		}
		for range 2 { // as often as one likes
			if err := o.e.PassBy(o.t.Context()); err != nil {
				o.t.Fatal(err)
			}
		}
		if got := o.readings(id); !slices.Equal(got, []string{"在阅", "在阅", "未到"}) {
			o.t.Fatalf("%v", got)
		}
		for _, login := range []string{"huiwu", "dangan", "baomi"} { // the last catches up
			if err := o.approve(login, id); err != nil {
				o.t.Error(err)
			}
		}
		if v := o.see("wenshu", id); v.Task == nil || v.Task.Node != "keep" {
			o.t.Errorf("%+v", v.Open)
		}
		if who, err := org.AwayPeople(o.t.Context(), o.DB.Read(), now); err != nil || len(who) != 1 {
			o.t.Errorf("%v %v", who, err)
		}
	})
}
