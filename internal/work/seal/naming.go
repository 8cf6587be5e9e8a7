package seal

import (
	"context"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Ways in which a seal changes hands, as the ledger has them.
const (
	firstNaming = "首次指定"
	newKeeper   = "变更"
	newDeputy   = "调整 B 角"
	onLeave     = "离岗移交"
	backAgain   = "返岗收回"
	suddenly    = "突然离岗"
)

// naming is 保管人指定、变更 (1-01-1).
func (d Deps) naming() *flow.Kind {
	taking, handover := form.Must[Taking](), form.Must[Handover]()
	return kind(flow.Kind{
		ID: KindNaming, Name: "保管人指定", StartVerb: "指定印章保管人", StartNote: "局公章由办公室主任、部门业务章由部门负责人指定",
		StartBy: []string{"bangongshizhuren", "kezhang", "juzhang", "shuji", "fujuzhang"},
		Def: &flow.Definition{Kind: KindNaming, Name: "保管人指定、变更", Version: 1, Nodes: []flow.Node{
			{ID: "name", Name: "指定", Verb: "指定", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-1.1", "1-01-1.2"},
				Next: []flow.Edge{{To: "give", When: "kept", Label: "有原保管人", Usual: true}, {To: "take", Label: "首次指定"}}},
			{ID: "give", Name: "移交", Verb: "移交", Who: "keeper", Mode: flow.One, Silent: true, Form: handover, Due: "step", NoWithdraw: true,
				Clauses: []string{"1-01-1.1"}, Next: []flow.Edge{{To: "take"}}},
			{ID: "take", Name: "接收", Verb: "接收", Who: flow.Planned, Mode: flow.One, Silent: true, Form: taking, Due: "step", NoWithdraw: true,
				Clauses: []string{"1-01-1.1", "1-01-2"}, Next: []flow.Edge{{To: "watch", When: "kept", Label: "变更", Usual: true}, {To: "enter", Label: "首次指定"}}},
			{ID: "watch", Name: "监交", Verb: "监交", Who: "watcher", Mode: flow.One, Silent: true, Due: "step", NoWithdraw: true, NotSameAs: []string{"give", "take"},
				Clauses: []string{"1-01-1.1"}, Next: []flow.Edge{{To: "enter"}}},
			{ID: "enter", Name: "记入台账", Verb: "记入台账", Who: "nobody", Mode: flow.One, Silent: true, ByItself: "自动写入印章台账"},
		}},
		Who:     map[string]whoFunc{"keeper": namingKeeper, "watcher": namingWatcher, "nobody": nobody},
		When:    map[string]whenFunc{"kept": namingKept},
		Dues:    d.dues(),
		Steps:   map[string]stepFunc{"name": d.onName, "give": onNamingGive, "take": onNamingTake, "watch": onNamingWatch},
		Options: map[string]optionFunc{"named-seals": d.namedSeals},
		Prefill: map[string]prefillFunc{"give": func(context.Context, flow.Facts) (any, error) { return Handover{Count: 1}, nil }},
		Shows:   showHandovers,
		Papers:  []flow.Paper{{ID: "handover", Title: "交接单", Make: handoverSheet}},
	}, func(n Naming) string { return "指定印章保管人" }, nil)
}

// namers reads who names the keepers of party and special seals.
func (d Deps) namers(ctx context.Context, q store.Querier) (set namers, err error) {
	if set.Party, err = d.Word(ctx, q, "1-01.party-custodian"); err != nil {
		return set, err
	}
	set.Special, err = d.Word(ctx, q, "1-01.special-custodian")
	return set, err
}

// namedSeals are the seals whose keeper the person may name.
func (d Deps) namedSeals(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	who, err := someoneOf(ctx, a.Q, a.PersonID, a.Now)
	if err != nil {
		return nil, err
	}
	set, err := d.namers(ctx, a.Q)
	if err != nil {
		return nil, err
	}
	return sealOptions(func(s Seal) bool { return s.State == inUse && mayName(s, who, set) == nil })(ctx, a)
}

// onName checks who names whom, and opens the handover.
func (d Deps) onName(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Naming)
	seal, err := sealByID(ctx, s.Tx, in.Seal)
	if err != nil {
		return err
	}
	who, err := someoneOf(ctx, s.Tx, s.Actor.ID, s.Now())
	if err != nil {
		return err
	}
	set, err := d.namers(ctx, s.Tx)
	if err != nil {
		return err
	}
	if r := mayName(seal, who, set); r != nil {
		return r
	}
	if r := usable(seal, clock.DateOf(s.Now()), false, "指定"); r != nil {
		return r
	}
	now, err := permanentKeeper(ctx, s.Tx, seal.ID, s.Now())
	if err != nil {
		return err
	}
	from, way := "", firstNaming
	if now != nil {
		from, way = now.PersonID, newKeeper
	}
	if r := oneKeeper(in, from, seal.DeputyID); r != nil {
		return r
	}
	if from == in.Keeper {
		from, way = "", newDeputy // nothing is handed over
	}
	if err := works(ctx, s.Tx, in.Keeper); err != nil {
		return err
	}
	s.Case.SetPlan("take", people([]string{in.Keeper}))
	s.Case.Title = "指定" + seal.Name + "保管人"
	if err := reopen(ctx, s); err != nil {
		return err
	}
	return openHandover(ctx, s.Work, handoverRow{CaseID: s.Case.ID, SealID: seal.ID, Way: way, FromID: from, ToID: in.Keeper, Note: in.Reason})
}

// works refuses who has left or is disabled.
func works(ctx context.Context, q store.Querier, personID string) error {
	p, err := org.PersonByID(ctx, q, personID)
	if err == nil && !p.Active() {
		return errs.Newf(errs.Invalid, "%s 已离岗，不能保管", p.Name)
	}
	return err
}

func namingKept(ctx context.Context, f flow.Facts) (bool, error) {
	rows, err := handovers(ctx, f.Q, f.Case.ID)
	return len(rows) > 0 && rows[len(rows)-1].FromID != "", err
}

// namingKeeper is who kept the seal when the case began.
func namingKeeper(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	rows, err := handovers(ctx, f.Q, f.Case.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return people([]string{rows[len(rows)-1].FromID}), nil
}

// namingWatcher is who named the keeper; where that is one of the two sides, the
// leader in charge of the seal's department.
func namingWatcher(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	rows, err := handovers(ctx, f.Q, f.Case.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	row := rows[len(rows)-1]
	if f.Case.CreatorID != row.FromID && f.Case.CreatorID != row.ToID {
		return drafter(ctx, f)
	}
	seal, err := sealByID(ctx, f.Q, row.SealID)
	if err != nil {
		return nil, err
	}
	return leaderFor(ctx, f, seal.DeptID)
}

func onNamingGive(ctx context.Context, s *flow.Step) error {
	if r := counted(s.Fields.(Handover), 1); r != nil {
		return r
	}
	return markHandovers(ctx, s, store.Row{"gave_at": s.Millis()})
}

// onNamingTake lets the new keeper confirm the rules; a first keeper begins at once.
func onNamingTake(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Taking)
	current, err := currentRules(ctx, s.Tx, clock.DateOf(s.Now()))
	if err != nil {
		return err
	}
	if in.Confirmed {
		if err := confirmRead(ctx, s.Work, current, s.Actor.ID, s.Case.ID); err != nil {
			return err
		}
	}
	if err := markHandovers(ctx, s, store.Row{"took_at": s.Millis()}); err != nil {
		return err
	}
	rows, err := handovers(ctx, s.Tx, s.Case.ID)
	if err != nil || rows[len(rows)-1].FromID != "" {
		return err
	}
	return beginKeeping(ctx, s, rows[len(rows)-1])
}

// onNamingWatch ends the old keeping and begins the new one.
func onNamingWatch(ctx context.Context, s *flow.Step) error {
	rows, err := handovers(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	row := rows[len(rows)-1]
	seal, err := sealByID(ctx, s.Tx, row.SealID)
	if err != nil {
		return err
	}
	if err := guard(ctx, s.Work, seal.Thing()); err != nil {
		return err
	}
	now, err := permanentKeeper(ctx, s.Tx, seal.ID, s.Now())
	if err != nil {
		return err
	}
	keeper := ""
	if now != nil {
		keeper = now.PersonID
	}
	if r := stillKeeps(seal, row.FromID, keeper); r != nil {
		return r
	}
	if err := end(ctx, s.Work, *now); err != nil {
		return err
	}
	return beginKeeping(ctx, s, row)
}

// beginKeeping entrusts the seal, with its deputy.
func beginKeeping(ctx context.Context, s *flow.Step, row handoverRow) error {
	in := s.Content.(Naming)
	seal, err := sealByID(ctx, s.Tx, row.SealID)
	if err != nil {
		return err
	}
	if err := guard(ctx, s.Work, seal.Thing()); err != nil {
		return err
	}
	if row.Way != newDeputy {
		if err := org.Entrust(ctx, s.Work, org.Custody{Thing: seal.Thing(), Name: seal.Name, PersonID: row.ToID, FromAt: s.Millis(), CaseID: s.Case.ID}); err != nil {
			return err
		}
	}
	if err := s.Update(ctx, "seal", seal.ID, store.Row{"deputy_id": in.Deputy}, nil); err != nil {
		return err
	}
	return markHandovers(ctx, s, store.Row{"watch_id": s.Actor.ID, "at": s.Millis()})
}

// end ends a keeping now.
func end(ctx context.Context, w *runner.Work, c org.Custody) error {
	if c.ToAt == 0 {
		return org.Release(ctx, w, c.ID)
	}
	return org.Shorten(ctx, w, c)
}
