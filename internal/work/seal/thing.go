package seal

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// change is 印章刻制、启用、停用、遗失、销毁.
func (d Deps) change() *flow.Kind {
	doing := form.Must[Doing]()
	return kind(flow.Kind{
		ID: KindChange, Name: "印章变动", StartVerb: "登记印章变动", StartNote: "建账、刻制、启用、停用、遗失、销毁",
		StartBy: []string{"bangongshizhuren", "yinzhang", "wenshu", "wenmi", "kezhang"},
		Def: &flow.Definition{Kind: KindChange, Name: "印章变动", Version: 1, Nodes: []flow.Node{
			{ID: "apply", Name: "申请", Verb: "申请", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-R3"}, Next: []flow.Edge{{To: "review"}}},
			{ID: "review", Name: "办公室审核", Verb: "审核", Who: "director", Mode: flow.One, Due: "step", Clauses: []string{"1-01-R3"},
				Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意，呈领导批准。"}, Next: []flow.Edge{{To: "approve"}}},
			{ID: "approve", Name: "批准", Verb: "批准", Key: "1-01-K1", Who: "head", Mode: flow.One, Due: "step", Signs: true, NotApplicant: true,
				Clauses: []string{"1-01-R1"}, Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意。"}, Next: []flow.Edge{{To: "handle"}}},
			{ID: "handle", Name: "办理", Verb: "办理", Who: "drafter", Mode: flow.One, Silent: true, Form: doing, Due: "step", NoWithdraw: true,
				Clauses: []string{"1-01-R3"}, Next: []flow.Edge{{To: "witness"}}},
			{ID: "witness", Name: "见证", Verb: "见证", Who: flow.Planned, Mode: flow.All, Silent: true, Due: "step", Signs: true, NoMerge: true, NoWithdraw: true,
				Clauses: []string{"1-01-R3"}, NotSameAs: []string{"handle"}, Next: []flow.Edge{{To: "enter"}}},
			{ID: "enter", Name: "记入台账", Verb: "记入台账", Who: "nobody", Mode: flow.One, Silent: true, ByItself: "自动写入印章台账"},
		}},
		Who:  map[string]whoFunc{"director": post("bangongshizhuren"), "head": changeApprover, "nobody": nobody},
		Dues: d.dues(),
		Steps: map[string]stepFunc{
			"apply": onChangeApply, "handle": onChangeHandle, "witness": onChangeWitness,
		},
		Options: map[string]optionFunc{"all-seals": sealOptions(func(s Seal) bool { return s.State != destroyed && s.State != lost })},
		Blank:   blank(url.Values{"what": {"建账"}}),
	}, func(c Change) string {
		return c.What + "：" + c.Name
	}, func(c Change) []string { return c.Files })
}

func nobody(context.Context, flow.Facts) ([]flow.Assignment, error) { return nil, nil }

// changeApprover is the 局长; of a party seal the 党组书记.
func changeApprover(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	c := f.Content.(Change)
	class := c.Class
	if c.Seal != "" {
		s, err := sealByID(ctx, f.Q, c.Seal)
		if err != nil {
			return nil, err
		}
		class = s.Class
	}
	if class == partySeal {
		return to(org.Post("shuji")), nil
	}
	return to(org.Post("juzhang")), nil
}

// onChangeApply checks the change; a seal that is lost is out of use at once, and that
// is entered once, also where the report comes back to who made it.
func onChangeApply(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Change)
	entered, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM seal_event WHERE case_id = $1 AND seal_id = $2 AND what = $3`, s.Case.ID, in.Seal, in.What)
	if err != nil || entered > 0 {
		return err
	}
	state := ""
	if in.Seal != "" {
		seal, err := sealByID(ctx, s.Tx, in.Seal)
		if err != nil {
			return err
		}
		state = seal.State
		if in.Name = seal.Name; s.Content.(Change).Name != in.Name {
			s.SetContent(in)
		}
	}
	if r := lawfulChange(in, state); r != nil {
		return r
	}
	if in.Seal == "" {
		twins, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM seal WHERE name = $1 AND state <> '销毁' AND state <> '遗失'`, in.Name)
		if err != nil {
			return err
		}
		if r := oneName(in.Name, twins); r != nil {
			return r
		}
	}
	if in.What != lost {
		return nil
	}
	return enterChange(ctx, s, in, Doing{Done: in.OnDate, Note: in.Reason})
}

// onChangeHandle notes what was done; those present witness it.
func onChangeHandle(ctx context.Context, s *flow.Step) error {
	in, c := s.Fields.(Doing), s.Content.(Change)
	if r := witnessed(c.What, in, s.Actor.ID); r != nil {
		return r
	}
	if c.What == lost {
		s.Case.SetPlan("witness", nil)
		return s.Update(ctx, "seal", c.Seal, store.Row{"engraver": in.Engraver}, nil)
	}
	s.Case.SetPlan("witness", people(in.Witnesses))
	return nil
}

func people(ids []string) []flow.Assignment {
	var all []flow.Assignment
	for _, id := range ids {
		all = append(all, flow.Assignment{Principal: org.PersonPrincipal(id)})
	}
	return all
}

// onChangeWitness enters the change when the last of them has signed.
func onChangeWitness(ctx context.Context, s *flow.Step) error {
	left, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM task WHERE case_id = $1 AND visit_id = $2 AND state = 'open' AND id <> $3`, s.Case.ID, s.Task.VisitID, s.Task.ID)
	if err != nil || left > 0 {
		return err
	}
	data, err := store.Value[string](ctx, s.Tx, `SELECT data FROM history WHERE case_id = $1 AND node = 'handle' ORDER BY seq DESC LIMIT 1`, s.Case.ID)
	if err != nil {
		return err
	}
	doing, err := form.Must[Doing]().FromCanonical([]byte(data))
	if err != nil {
		return err
	}
	return enterChange(ctx, s, s.Content.(Change), doing)
}

// enterChange writes the seal and the line of its history.
func enterChange(ctx context.Context, s *flow.Step, c Change, in Doing) error {
	id := c.Seal
	if id == "" {
		id = s.NewID()
		if err := insertSeal(ctx, s, id, c, in); err != nil {
			return err
		}
	} else if err := changeSeal(ctx, s, c, in); err != nil {
		return err
	}
	witnesses, err := org.NamesOf(ctx, s.Tx, in.Witnesses)
	if err != nil {
		return err
	}
	s.Case.Result = c.What
	return s.Insert(ctx, "seal_event", store.Row{
		"id": s.NewID(), "seal_id": id, "case_id": s.Case.ID, "what": c.What, "on_date": string(in.Done), "paper": c.Paper,
		"witnesses": strings.Join(witnesses, "、"), "note": strings.TrimSpace(in.Engraver + " " + in.Note), "by_id": s.Actor.ID, "at": s.Millis(),
	})
}

func insertSeal(ctx context.Context, s *flow.Step, id string, c Change, in Doing) error {
	state := inUse
	if c.What == engraved {
		state = engraved
	}
	return s.Insert(ctx, "seal", store.Row{
		"id": id, "name": c.Name, "class": c.Class, "as_class": c.AsClass, "dept_id": c.Dept, "owner_id": c.Owner, "place": c.Place,
		"imprint": first(in.Imprint), "diameter": c.Diameter, "state": state, "engraver": in.Engraver, "paper": c.Paper,
		"enabled_on": string(enabledOn(c, in)), "cert_no": c.CertNo, "cert_issuer": c.CertIssuer, "cert_until": string(c.CertUntil),
		"deputy_id": "", "case_id": s.Case.ID, "made_at": s.Millis(),
	})
}

func enabledOn(c Change, in Doing) clock.Date {
	switch c.What {
	case engraved:
		return ""
	case "建账":
		return c.OnDate
	}
	return in.Done
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// changeSeal sets the new state under the seal's lock; a seal that is gone is kept
// by nobody.
func changeSeal(ctx context.Context, s *flow.Step, c Change, in Doing) error {
	if err := guard(ctx, s.Work, thing(c.Seal)); err != nil {
		return err
	}
	seal, err := sealByID(ctx, s.Tx, c.Seal)
	if err != nil {
		return err
	}
	if r := lawfulChange(c, seal.State); r != nil {
		return r
	}
	row := store.Row{"state": c.What}
	if c.What == inUse {
		row["enabled_on"] = string(in.Done)
		if c.Place != "" {
			row["place"] = c.Place
		}
	}
	if image := first(in.Imprint); image != "" {
		row["imprint"] = image
	}
	if err := s.Update(ctx, "seal", c.Seal, row, nil); err != nil {
		return err
	}
	if c.What == lost || c.What == destroyed {
		if err := releaseAll(ctx, s, c.Seal); err != nil {
			return err
		}
	}
	if c.What == inUse {
		return nil
	}
	return tellWaiting(ctx, s, seal, fmt.Sprintf("%s已登记%s，等待用印的事项不能继续", seal.Name, c.What))
}

func releaseAll(ctx context.Context, s *flow.Step, sealID string) error {
	keepers, err := org.Keepers(ctx, s.Tx, thing(sealID), s.Now())
	if err != nil {
		return err
	}
	for _, k := range keepers {
		if err := end(ctx, s.Work, k); err != nil {
			return err
		}
	}
	return nil
}

// tellWaiting reminds those whose applications wait for a seal (F4).
func tellWaiting(ctx context.Context, s *flow.Step, seal Seal, text string) error {
	type waiting struct {
		CaseID string `db:"case_id"`
		Person string `db:"person"`
		Title  string `db:"title"`
	}
	cases, err := store.All[waiting](ctx, s.Tx, `SELECT c.id AS case_id, c.creator_id AS person, c.title FROM task t JOIN cases c ON c.id = t.case_id
		WHERE t.state = 'open' AND t.principal = $1 AND c.creator_id <> '' ORDER BY t.id`, string(org.Keeper(seal.Thing())))
	if err != nil {
		return err
	}
	for _, c := range cases {
		if err := flow.Notify(ctx, s.Tx, flow.Notice{PersonID: c.Person, CaseID: c.CaseID, Text: text + "：" + c.Title}); err != nil {
			return err
		}
	}
	return nil
}

// sealOptions lists seals by a condition, with who keeps each.
func sealOptions(which func(Seal) bool) optionFunc {
	return func(ctx context.Context, a flow.Asking) ([]form.Option, error) {
		seals, err := allSeals(ctx, a.Q)
		var out []form.Option
		for _, s := range seals {
			if which(s) {
				out = append(out, form.Option{Value: s.ID, Label: s.Name + "（" + s.Class + "）"})
			}
		}
		return out, err
	}
}
