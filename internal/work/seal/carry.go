package seal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/store"
)

// carry is 印章外带: approved as a use, taken out by two people, back by a time, and
// what was stamped outside stands in the register.
func (d Deps) carry() *flow.Kind {
	signs := []flow.Action{flow.Acknowledge, flow.Return, flow.Reject, flow.Forward}
	return kind(flow.Kind{
		ID: KindCarry, Name: "印章外带", StartVerb: "申请外带印章", StartNote: "两人同行，写明带出、带回时间和要用印的文件", StartBy: []string{flow.Anyone}, DeptSees: true,
		Def: &flow.Definition{Kind: KindCarry, Name: "印章外带", Version: 1, Nodes: []flow.Node{
			{ID: "apply", Name: "申请", Verb: "申请外带", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-6.2", "1-01-6.4"}, Next: []flow.Edge{{To: "review"}}},
			{ID: "review", Name: "分管领导审核", Verb: "审核", Who: "leader", Mode: flow.One, Due: "step", Signs: true, NotApplicant: true, Clauses: []string{"1-01-R2"}, Can: signs,
				Phrases: []string{"已审核，同意外带。"}, Next: []flow.Edge{{To: "approve"}}},
			{ID: "approve", Name: "审批", Verb: "批准外带", Key: "1-01-K1", Who: "approver", Mode: flow.One, Due: "step", Signs: true, NotApplicant: true,
				Clauses: []string{"1-01-5.1", "1-01-5.2", "1-01-5.3", "1-01-5.4", "1-01-R1"}, Can: signs, Phrases: []string{"同意外带，按时带回。"}, Next: []flow.Edge{{To: "out"}}},
			{ID: "out", Name: "带出", Verb: "交出印章", Key: "1-01-K2", Who: "keeper", Mode: flow.One, Silent: true, Due: "press", NoMerge: true, NoWithdraw: true, NotSameAs: []string{"approve"},
				Clauses: []string{"1-01-R3"}, Can: []flow.Action{flow.Return}, Next: []flow.Edge{{To: "along"}}},
			{ID: "along", Name: "同行人签字", Verb: "签字", Who: "companion", Mode: flow.One, Silent: true, Due: "press", Signs: true, NoMerge: true, NoWithdraw: true,
				Clauses: []string{"1-01-R3"}, Next: []flow.Edge{{To: "back"}}},
			{ID: "back", Name: "带回", Verb: "收回印章", Key: "1-01-K2", Who: "keeper", Mode: flow.One, Silent: true, Form: form.Must[Back](), Due: "back", NoMerge: true, NoWithdraw: true,
				Clauses: []string{"1-01-3", "1-01-R3"}, Next: []flow.Edge{{To: "sign"}}},
			{ID: "sign", Name: "经办人签字", Verb: "签字", Who: "drafter", Mode: flow.One, Silent: true, Due: "step", Signs: true, NoWithdraw: true, Clauses: []string{"1-01-3"},
				Next: []flow.Edge{{To: "destroy", When: "spoiled", Label: "有带印废页"}, {To: "record", Label: "没有废页", Usual: true}}},
			{ID: "destroy", Name: "废页销毁", Verb: "登记销毁", Who: "keeper", Mode: flow.One, Silent: true, Form: form.Must[Destroying](), Due: "press", NoMerge: true, NoWithdraw: true,
				Clauses: []string{"1-01-6.5"}, Next: []flow.Edge{{To: "record"}}},
			{ID: "record", Name: "登记", Verb: "登记", Who: "nobody", Mode: flow.One, Silent: true, ByItself: "自动写入印章使用登记表", Clauses: []string{"1-01-3"}},
		}},
		Who: map[string]whoFunc{
			"leader": leaderOf, "approver": d.carryApprover, "keeper": carryKeeper, "nobody": nobody,
			"companion": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return people([]string{f.Content.(Carry).Companion}), nil
			},
		},
		When: map[string]whenFunc{"spoiled": useSpoiled},
		Dues: d.carryDues(),
		Steps: map[string]stepFunc{
			"apply": d.onCarryApply, "approve": d.onCarryApprove, "out": onCarryOut, "back": onCarryBack, "sign": onCarrySign, "destroy": onDestroy,
		},
		Prepare: map[string]func(context.Context, flow.Preparing) (any, error){"apply": d.lookCarry},
		Options: map[string]optionFunc{"seals": usableSeals, "approvers": approverOptions},
		Prefill: map[string]prefillFunc{"destroy": prefillDestroy, "back": prefillBack},
		Stored:  storeCarry, Shows: showCarry,
	}, func(c Carry) string { return "印章外带：" + c.Place }, func(c Carry) []string { return c.Files })
}

func (d Deps) carryApprover(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	c := f.Content.(Carry)
	seal, err := sealByID(ctx, f.Q, c.Seal)
	if err != nil {
		return nil, err
	}
	return d.approverFor(ctx, f, seal, c.Approver)
}

func carryKeeper(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	return useKeeper(ctx, flow.Facts{Content: Use{Seal: f.Content.(Carry).Seal}})
}

// carryDues adds the time by which the seal is to be back.
func (d Deps) carryDues() map[string]flow.DueFunc {
	dues := d.dues()
	dues["back"] = func(_ context.Context, f flow.Facts, _ time.Time) (time.Time, string, error) {
		at := clock.FromMillis(f.Content.(Carry).BackBy)
		return at, "申请的带回时间 " + at.Format("2006-01-02 15:04"), nil
	}
	return dues
}

// lookCarry looks at what is to be stamped outside, as at any other (1-01-6.4).
func (d Deps) lookCarry(ctx context.Context, p flow.Preparing) (any, error) {
	out := looked{}
	if err := d.collect(ctx, d.Read(), p, p.Fields.(Carry).Files, &out); err != nil {
		return nil, err
	}
	return out, d.look(ctx, &out)
}

func (d Deps) onCarryApply(ctx context.Context, s *flow.Step) error {
	c := s.Content.(Carry)
	found, _ := s.Prepared.(looked)
	seal, err := sealByID(ctx, s.Tx, c.Seal)
	if err != nil {
		return err
	}
	if r := twoTravel(c, s.Case.CreatorID, s.Millis()); r != nil {
		return r
	}
	if err := d.mayApply(ctx, s, seal, Use{Seal: c.Seal, Approver: c.Approver, Copies: copiesOf(c)}); err != nil {
		return err
	}
	if r := attached(len(found.Files), found.Foreign); r != nil {
		return r
	}
	if r := noBlanks(found.Findings, found.Pages, nil, ""); r != nil {
		return r
	}
	if s.Case.Number == "" {
		if s.Case.Number, err = s.Number(ctx, "印章外带", s.Case.ID, func(year int, n int64) string { return fmt.Sprintf("外带〔%d〕%d号", year, n) }); err != nil {
			return err
		}
	}
	s.Case.Title = seal.Name + "外带：" + c.Place
	return nil
}

func copiesOf(c Carry) int64 {
	n := int64(0)
	for _, i := range c.Items {
		n += i.Copies
	}
	return n
}

// storeCarry keeps the row that tells where the seal is.
func storeCarry(ctx context.Context, s *flow.Step, content any) error {
	c := content.(Carry)
	row := store.Row{"seal_id": c.Seal, "bearer_id": s.Case.CreatorID, "companion_id": c.Companion, "place": c.Place, "back_by": c.BackBy}
	known, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM seal_carry WHERE id = $1`, s.Case.ID)
	if err != nil {
		return err
	}
	if known > 0 {
		return s.Update(ctx, "seal_carry", s.Case.ID, row, nil)
	}
	row["id"], row["out_at"], row["back_at"] = s.Case.ID, int64(0), int64(0)
	return s.Insert(ctx, "seal_carry", row)
}

// onCarryApprove is the approval by the class of the seal (1-01-5).
func (d Deps) onCarryApprove(ctx context.Context, s *flow.Step) error {
	c := s.Content.(Carry)
	seal, err := sealByID(ctx, s.Tx, c.Seal)
	if err != nil {
		return err
	}
	who, err := someoneOf(ctx, s.Tx, signer(s), s.Now())
	if err != nil {
		return err
	}
	a, by, err := d.powers(ctx, s, seal, Use{Seal: c.Seal, Copies: copiesOf(c), Matter: "其他"}, who)
	if err != nil {
		return err
	}
	if r := mayApprove(a, who, by); r != nil {
		return r
	}
	return nil
}

// onCarryOut hands the seal out, if it is there and in use.
func onCarryOut(ctx context.Context, s *flow.Step) error {
	c := s.Content.(Carry)
	if err := guard(ctx, s.Work, thing(c.Seal)); err != nil {
		return err
	}
	seal, err := sealByID(ctx, s.Tx, c.Seal)
	if err != nil {
		return err
	}
	out, err := outNow(ctx, s.Tx, c.Seal)
	if err != nil {
		return err
	}
	if r := usable(seal, clock.DateOf(s.Now()), out, "带出"); r != nil {
		return r
	}
	return s.Update(ctx, "seal_carry", s.Case.ID, store.Row{"out_at": s.Millis()}, store.Row{"out_at": int64(0)})
}

// onCarryBack takes it back and counts what was stamped outside.
func onCarryBack(ctx context.Context, s *flow.Step) error {
	in, c := s.Fields.(Back), s.Content.(Carry)
	if r := notBeyond(c.Items, in); r != nil {
		return r
	}
	if err := s.Update(ctx, "seal_carry", s.Case.ID, store.Row{"back_at": s.Millis()}, store.Row{"back_at": int64(0)}); err != nil {
		return err
	}
	pressed := slices.DeleteFunc(slices.Clone(in.Items), func(i BackItem) bool { return i.Copies == 0 })
	if len(pressed) == 0 && in.Spoiled > 0 {
		pressed = []BackItem{{}}
	}
	spoiled := in.Spoiled // counted with the first that was stamped
	for i, item := range pressed {
		if err := s.Insert(ctx, "seal_press", store.Row{
			"id": s.NewID(), "case_id": s.Case.ID, "seal_id": c.Seal, "document_id": "", "rendition_id": item.Title, "seq": int64(i) + 1, "copies": item.Copies,
			"spoiled": spoiled, "keeper_id": s.Actor.ID, "at": s.Millis(), "signed_by": "", "signed_at": int64(0),
		}); err != nil {
			return err
		}
		spoiled = 0
	}
	return nil
}

// onCarrySign is the handler's signature: what was stamped outside becomes lines.
func onCarrySign(ctx context.Context, s *flow.Step) error {
	c := s.Content.(Carry)
	presses, err := pressesOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	approver, err := approverOfCarry(ctx, s)
	if err != nil {
		return err
	}
	for i, p := range presses {
		if err := s.Update(ctx, "seal_press", p.ID, store.Row{"signed_by": s.Actor.ID, "signed_at": s.Millis()}, store.Row{"signed_at": int64(0)}); err != nil {
			return err
		}
		if p.Copies == 0 {
			continue // spoiled pages only
		}
		if err := s.Insert(ctx, "seal_line", store.Row{
			"id": s.NewID(), "case_id": s.Case.ID, "press_id": p.ID, "seal_id": c.Seal, "number": lineNumber(s.Case.Number, int64(i)+1), "at": p.At,
			"content": p.Of, "purpose": c.Reason, "basis": s.Case.Number, "copies": p.Copies, "places": p.Copies, "spoiled": p.Spoiled,
			"dept_id": s.Case.CreatorDept, "matter": "外带", "signed_by": s.Actor.ID, "sign_file": s.Act.Signature, "approver": approver, "keeper_id": p.KeeperID, "remark": "外带至 " + c.Place,
		}); err != nil {
			return err
		}
	}
	return nil
}

// approverOfCarry names who approved, from the history.
func approverOfCarry(ctx context.Context, s *flow.Step) (string, error) {
	type line struct {
		Name string `db:"person_name"`
		Post string `db:"post"`
	}
	l, err := store.One[line](ctx, s.Tx, `SELECT person_name, post FROM history WHERE case_id = $1 AND node = 'approve' AND action IN ('approve', 'acknowledge') ORDER BY seq DESC LIMIT 1`, s.Case.ID)
	return l.Name + " " + l.Post, err
}

func prefillBack(_ context.Context, f flow.Facts) (any, error) {
	out := Back{State: "完好"}
	for _, i := range f.Content.(Carry).Items {
		out.Items = append(out.Items, BackItem(i))
	}
	return out, nil
}
