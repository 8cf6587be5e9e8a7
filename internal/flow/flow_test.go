package flow_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit/cases"
)

// drawn is any source of arguments.
func drawn() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func (o *office) approve(login, id string) error {
	o.t.Helper()
	v := o.see(login, id)
	if v == nil || v.Task == nil {
		o.t.Fatalf("it is not the turn of %s", login)
	}
	return o.act(drawn(), login, v, flow.Allowed{Action: flow.Approve})
}

func (o *office) refused(err error, clause string) {
	o.t.Helper()
	if r, ok := errors.AsType[*norm.Refusal](err); !ok || r.Clause != clause {
		o.t.Fatalf("want a refusal under %s, got %v", clause, err)
	}
}

func TestValidate_NamesEveryFault(t *testing.T) {
	t.Parallel()
	ids := map[string]string{}
	for name, spoil := range map[string]func(k *flow.Kind){
		"no principal": func(k *flow.Kind) { k.Def.Nodes[1].Who = "nobody" },
		"no due":       func(k *flow.Kind) { k.Def.Nodes[1].Due = "never" },
		"no predicate": func(k *flow.Kind) { k.Def.Nodes[1].Next[0].When = "who knows" },
		"no such node": func(k *flow.Kind) { k.Def.Nodes[1].Next[0].To = "nowhere" },
		"node twice":   func(k *flow.Kind) { k.Def.Nodes[2].ID = "one" },
		"no verb":      func(k *flow.Kind) { k.Def.Nodes[1].Verb = "" },
		"never reached": func(k *flow.Kind) {
			k.Def.Nodes = append(k.Def.Nodes, flow.Node{ID: "x", Name: "x", Verb: "x", Who: "wuzi"})
		},
		"no end":     func(k *flow.Kind) { k.Def.Nodes[7].Next = []flow.Edge{{To: "one"}} },
		"other kind": func(k *flow.Kind) { k.Def.Kind = "other" },
		"taken back and not handed in again": func(k *flow.Kind) {
			k.Steps = map[string]func(context.Context, *flow.Step) error{k.Def.Start().ID: func(context.Context, *flow.Step) error { return nil }}
		},
	} {
		k := testKind(ids)
		if spoil(k); k.Validate() == nil {
			t.Errorf("%s: valid", name)
		}
	}
	if err := testKind(ids).Validate(); err != nil {
		t.Error(err)
	}
}

func TestNew_RefusesWhileAnOpenCaseFollowsAVersionThatIsGone(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		id := o.start()
		changed := testKind(o.IDs)
		changed.Def.Version, changed.Def.Nodes[1].Name = 2, "改了名"
		options := flow.Options{Runner: o.Run, Kinds: []*flow.Kind{changed}, OpinionClause: "1-03-2.1", Days: cases.NoDays}
		if _, err := flow.New(t.Context(), options); err == nil {
			t.Error("started without version 1")
		}
		changed.Old = []*flow.Definition{testKind(o.IDs).Def}
		if _, err := flow.New(t.Context(), options); err != nil {
			t.Errorf("with version 1 kept: %v", err)
		}
		o.finish(id)
	})
}

func TestEscalate_TheApplicantsOwnMatterGoesOneUp_G_01(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		kind := testKind(o.IDs)
		kind.StartBy, kind.Sees = []string{"kezhang"}, []string{"kezhang"}
		kind.Def.Nodes[1].NotApplicant, kind.Def.Nodes[1].Who = true, "head"
		kind.Who["head"] = headOf(o.IDs["zfk"])
		e, err := flow.New(t.Context(), flow.Options{Runner: o.Run, Kinds: []*flow.Kind{kind}, OpinionClause: "1-03-2.1", Days: cases.NoDays})
		if err != nil {
			t.Fatal(err)
		}
		o.e = e
		answer, err := e.Start(t.Context(), o.Actor("zhifakezhang"), ident.Secret(), flow.StartInput{Kind: "test", Fields: matter{"本人的事"}})
		if err != nil {
			t.Fatal(err)
		}
		v := o.see("zhifakezhang", answer.CaseID)
		if v.Open[0].Principal != org.LeaderOf(o.IDs["zfk"]) || !strings.Contains(v.Open[0].Why, "G-01") {
			t.Errorf("%+v", v.Open[0].Task)
		}
		now := o.Clock.Now()
		if _, err := o.Org.GiveProxy(t.Context(), o.Actor("fujuzhang2"), ident.Secret(), o.IDs["zhifakezhang"], nil, now, now.Add(time.Hour), "出差"); err != nil {
			t.Fatal(err)
		}
		o.refused(o.approve("zhifakezhang", answer.CaseID), "G-01") // a proxy does not get around it
		if err := o.approve("fujuzhang2", answer.CaseID); err != nil {
			t.Error(err)
		}
	})
}

func TestSeparate_WhoDidOneStepMayNotDoTheOther_G_08(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		kind := testKind(o.IDs)
		kind.Def.Nodes[2].NotSameAs, kind.Def.Nodes[2].Who, kind.Def.Nodes[2].Mode = []string{"one"}, "both", flow.Any
		kind.Who["both"] = personsOf(o.IDs["bangongshizhuren"], o.IDs["juzhang"])
		e, err := flow.New(t.Context(), flow.Options{Runner: o.Run, Kinds: []*flow.Kind{kind}, OpinionClause: "1-03-2.1", Days: cases.NoDays})
		if err != nil {
			t.Fatal(err)
		}
		o.e = e
		id := o.start()
		if err := o.approve("bangongshizhuren", id); err != nil {
			t.Fatal(err)
		}
		o.refused(o.approve("bangongshizhuren", id), "G-08")
		if err := o.approve("juzhang", id); err != nil {
			t.Error(err)
		}
	})
}

func TestPause_MovesTheDueTimeAndStopsWork(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		id := o.start()
		v := o.see("wenshu", id)
		if err := o.act(drawn(), "wenshu", v, flow.Allowed{Action: flow.Pause}); err != nil {
			t.Fatal(err)
		}
		if err := o.approve("bangongshizhuren", id); err == nil {
			t.Error("a paused case went on")
		}
		if err := o.act(drawn(), "wenshu", o.see("wenshu", id), flow.Allowed{Action: flow.Resume}); err != nil {
			t.Fatal(err)
		}
		if err := o.approve("bangongshizhuren", id); err != nil {
			t.Error(err)
		}
	})
}

func TestVisible_TheListAndTheCaseAgree(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		id := o.start()
		if err := o.approve("bangongshizhuren", id); err != nil {
			t.Fatal(err)
		}
		for login, person := range o.IDs {
			duties, err := org.Duties(t.Context(), o.DB.Read(), person, o.Clock.Now())
			if err != nil {
				continue // a department's code
			}
			b := o.e.VisibleTo(new(store.Query).Add(`SELECT COUNT(*) FROM cases c WHERE `), "c.id", person, duties)
			n, err := store.Value[int64](t.Context(), o.DB.Read(), b.SQL(), b.Args()...)
			if err != nil {
				t.Fatal(err)
			}
			if (o.see(login, id) != nil) != (n == 1) {
				t.Errorf("%s: the list shows %d", login, n)
			}
		}
	})
}

func TestWriteBPMN_HasEveryStepAndWay(t *testing.T) {
	t.Parallel()
	def := testKind(nil).Def
	var out bytes.Buffer
	if err := flow.WriteBPMN(&out, def); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	dec := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range def.Nodes {
		if !strings.Contains(text, `<bpmn:userTask id="`+n.ID+`"`) || !strings.Contains(text, `bpmnElement="`+n.ID+`"`) {
			t.Errorf("%s is not there", n.ID)
		}
		for _, e := range n.Next {
			if !strings.Contains(text, `targetRef="`+e.To+`"`) {
				t.Errorf("%s → %s is not there", n.ID, e.To)
			}
		}
	}
}

func TestHash_ChangesWithTheWay(t *testing.T) {
	t.Parallel()
	a, b := testKind(nil).Def, testKind(nil).Def
	if a.Hash() != b.Hash() {
		t.Error("the same flow has two hashes")
	}
	if b.Nodes[3].Next[0].To = "ordered"; a.Hash() == b.Hash() {
		t.Error("another way has the same hash")
	}
}
