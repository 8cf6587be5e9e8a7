package seal

import (
	"context"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// leave is 离岗: leave asked for, decided with a temporary keeper, handed over and
// back with three signatures each (1-01-4).
func (d Deps) leave() *flow.Kind {
	relief, handover := form.Must[Relief](), form.Must[Handover]()
	nodes := []flow.Node{
		{ID: "ask", Name: "请假", Verb: "请假", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-4.1"}, Next: []flow.Edge{{To: "approve"}}},
		{ID: "approve", Name: "分管领导审批", Verb: "同意", Key: "1-01-K3", Who: "leader", Mode: flow.One, Form: relief, Due: "step", NotApplicant: true,
			Clauses: []string{"1-01-4.1", "1-01-4.2"}, Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意，请做好交接。"}, Next: []flow.Edge{{To: "give"}}},
		{ID: "give", Name: "移交", Verb: "移交", Who: "absent", Mode: flow.One, Silent: true, Form: handover, Due: "step", NoWithdraw: true,
			Clauses: []string{"1-01-4.2"}, Next: []flow.Edge{{To: "take"}}},
	}
	return kind(flow.Kind{
		ID: KindLeave, Name: "保管人离岗", StartVerb: "离岗请假（印章保管人）", StartNote: "指定临时保管人，三方交接，返岗收回",
		StartBy: []string{flow.Anyone}, DeptSees: true,
		Def:  &flow.Definition{Kind: KindLeave, Name: "保管人离岗", Version: 1, Nodes: append(nodes, handingOver(handover, "return")...)},
		Who:  awayWho(),
		Dues: d.awayDues(),
		Steps: map[string]stepFunc{
			"ask": onAsk, "approve": onRelieve, "give": onGive, "take": onTake, "watch": d.onWatch, "return": onGive, "retake": onTake, "rewatch": onReturned,
		},
		Prefill: awayPrefills(),
		Shows:   showHandovers,
		Papers:  []flow.Paper{{ID: "handover", Title: "交接单", Make: handoverSheet}},
	}, func(l Leave) string {
		return "印章保管人离岗：" + clock.Short(l.From) + " 至 " + clock.Short(l.To)
	}, nil)
}

// sudden is a keeper who cannot be reached: two people open and count under the
// leader in charge, the absent one signs afterwards (1-01-4.2).
func (d Deps) sudden() *flow.Kind {
	relief, handover, opening := form.Must[Relief](), form.Must[Handover](), form.Must[Opening]()
	nodes := []flow.Node{
		{ID: "ask", Name: "报告", Verb: "报告", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-4.2"}, Next: []flow.Edge{{To: "approve"}}},
		{ID: "approve", Name: "分管领导批准开柜", Verb: "同意开柜", Key: "1-01-K3", Who: "leader", Mode: flow.One, Form: relief, Due: "step",
			Clauses: []string{"1-01-4.2"}, Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意开柜清点。"}, Next: []flow.Edge{{To: "open"}}},
		{ID: "open", Name: "两人开柜清点", Verb: "清点", Who: flow.Planned, Mode: flow.All, Silent: true, Form: opening, Due: "step", NoWithdraw: true,
			Clauses: []string{"1-01-4.2"}, Next: []flow.Edge{{To: "take"}}},
	}
	after := append(handingOver(handover, "resign"), flow.Node{ID: "resign", Name: "本人补签", Verb: "补签", Who: "absent", Mode: flow.One, Silent: true, Due: "back", NoWithdraw: true, NoMerge: true,
		Signs: true, Clauses: []string{"1-01-4.2"}, Next: []flow.Edge{{To: "return"}}})
	return kind(flow.Kind{
		ID: KindSudden, Name: "突然离岗", StartVerb: "报告保管人突然离岗", StartNote: "因病、失去联系等，两人开柜清点，事后本人补签",
		StartBy: []string{flow.Anyone}, DeptSees: true,
		Def:  &flow.Definition{Kind: KindSudden, Name: "保管人突然离岗", Version: 1, Nodes: append(nodes, after...)},
		Who:  awayWho(),
		Dues: d.awayDues(),
		Steps: map[string]stepFunc{
			"ask": onReport, "approve": onRelieve, "open": onOpen, "take": onTake, "watch": d.onWatch, "resign": onResign, "return": onGive, "retake": onTake, "rewatch": onReturned,
		},
		Options: map[string]optionFunc{"keepers": keeperOptions},
		Prefill: awayPrefills(),
		Shows:   showHandovers,
		Papers:  []flow.Paper{{ID: "handover", Title: "交接单", Make: handoverSheet}},
	}, func(Sudden) string { return "印章保管人突然离岗" }, nil)
}

// handingOver are the steps that leave and sudden absence share: taking over under
// supervision, and back again.
func handingOver(handover form.Spec, then string) []flow.Node {
	back := []string{"1-01-4.2"}
	return []flow.Node{
		{ID: "take", Name: "接收", Verb: "接收", Who: flow.Planned, Mode: flow.One, Silent: true, Form: handover, Due: "step", NoWithdraw: true,
			Clauses: back, Next: []flow.Edge{{To: "watch"}}},
		{ID: "watch", Name: "监交", Verb: "监交", Key: "1-01-K3", Who: "leader", Mode: flow.One, Silent: true, Form: handover, Due: "step", Signs: true, NoWithdraw: true,
			NotSameAs: []string{"give", "take", "open"}, Clauses: back, Next: []flow.Edge{{To: then}}},
		{ID: "return", Name: "交回", Verb: "交回", Who: "temporary", Mode: flow.One, Silent: true, Form: handover, Due: "back", NoWithdraw: true, NoMerge: true,
			Clauses: back, Next: []flow.Edge{{To: "retake"}}},
		{ID: "retake", Name: "收回", Verb: "收回", Who: "absent", Mode: flow.One, Silent: true, Form: handover, Due: "step", NoWithdraw: true,
			Clauses: back, Next: []flow.Edge{{To: "rewatch"}}},
		{ID: "rewatch", Name: "监交收回", Verb: "监交", Who: "leader", Mode: flow.One, Silent: true, Form: handover, Due: "step", NoWithdraw: true,
			NotSameAs: []string{"return", "retake"}, Clauses: back},
	}
}

// absent is who leaves or is away.
func absent(f flow.Facts) string {
	if in, ok := f.Content.(Sudden); ok {
		return in.Absent
	}
	return f.Case.CreatorID
}

func awayWho() map[string]whoFunc {
	return map[string]whoFunc{
		"absent": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
			return people([]string{absent(f)}), nil
		},
		"leader": func(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
			dept, err := deptOf(ctx, f.Q, absent(f), f)
			if err != nil {
				return nil, err
			}
			return leaderFor(ctx, f, dept)
		},
		"temporary": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) { return f.Case.Planned("take"), nil },
	}
}

// deptOf is the department that somebody works in.
func deptOf(ctx context.Context, q store.Querier, personID string, f flow.Facts) (string, error) {
	duties, err := org.Duties(ctx, q, personID, f.Now)
	if err != nil {
		return "", err
	}
	for _, d := range duties {
		if d.Own() && d.DeptID != "" {
			return d.DeptID, nil
		}
	}
	return f.Case.CreatorDept, nil
}

// awayDues adds the day of return: a seal that is not given back then is overdue.
func (d Deps) awayDues() map[string]flow.DueFunc {
	dues := d.dues()
	step := dues["step"]
	dues["back"] = func(ctx context.Context, f flow.Facts, from time.Time) (time.Time, string, error) {
		if in, ok := f.Content.(Leave); ok {
			at, how, err := step(ctx, f, clock.FromMillis(in.To))
			return at, "返岗后 " + how, err
		}
		return step(ctx, f, from)
	}
	return dues
}

func awayPrefills() map[string]prefillFunc {
	count := func(ctx context.Context, f flow.Facts) (any, error) {
		rows, err := pending(ctx, f.Q, f.Case.ID)
		return Handover{Count: int64(len(rows))}, err
	}
	all := map[string]prefillFunc{"approve": func(ctx context.Context, f flow.Facts) (any, error) {
		if in, ok := f.Content.(Leave); ok && in.Suggest != "" {
			return Relief{Temporary: in.Suggest}, nil
		}
		deputy, err := deputyOf(ctx, f.Q, absent(f), f.Now)
		return Relief{Temporary: deputy}, err
	}}
	for _, node := range []string{"give", "take", "watch", "retake", "rewatch"} {
		all[node] = count
	}
	all["return"] = func(ctx context.Context, f flow.Facts) (any, error) {
		rows, err := handovers(ctx, f.Q, f.Case.ID)
		return Handover{Count: int64(len(rows))}, err
	}
	return all
}

// deputyOf is the B 角 of the first seal that somebody keeps.
func deputyOf(ctx context.Context, q store.Querier, personID string, at time.Time) (string, error) {
	kept, err := keptBy(ctx, q, personID, at, false)
	if err != nil {
		return "", err
	}
	for _, s := range kept {
		if s.DeputyID != "" {
			return s.DeputyID, nil
		}
	}
	return "", nil
}

// onAsk opens a handover for each seal that the leaver keeps.
func onAsk(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Leave)
	kept, err := keptBy(ctx, s.Tx, s.Case.CreatorID, s.Now(), false)
	if err != nil {
		return err
	}
	if r := keepsSomething(len(kept)); r != nil {
		return r
	}
	if r := leaveEnds(in, s.Millis()); r != nil {
		return r
	}
	return openAll(ctx, s, kept, onLeave, s.Case.CreatorID, in.Reason)
}

// openAll opens the handovers of seals.
func openAll(ctx context.Context, s *flow.Step, kept []Seal, way, from, note string) error {
	s.Case.Title += "（" + strings.Join(names(kept), "、") + "）"
	if err := reopen(ctx, s); err != nil {
		return err
	}
	for _, k := range kept {
		if err := openHandover(ctx, s.Work, handoverRow{CaseID: s.Case.ID, SealID: k.ID, Way: way, FromID: from, Note: note}); err != nil {
			return err
		}
	}
	return nil
}

// onReport opens the handovers of all seals that the absent one acts for; until
// somebody takes over they are frozen, and who waits for them is told (F4).
func onReport(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Sudden)
	if r := twoOpen(in); r != nil {
		return r
	}
	var kept []Seal
	for _, temporary := range []bool{false, true} {
		more, err := keptBy(ctx, s.Tx, in.Absent, s.Now(), temporary)
		if err != nil {
			return err
		}
		kept = append(kept, more...)
	}
	if r := keepsSomething(len(kept)); r != nil {
		r.Field, r.Title = "absent", "没有报告：这个人现在没有保管印章"
		return r
	}
	s.Case.SetPlan("open", people(in.Openers))
	for _, k := range kept {
		if err := tellWaiting(ctx, s, k, k.Name+"的保管人突然离岗，正在办理交接"); err != nil {
			return err
		}
	}
	return openAll(ctx, s, kept, suddenly, in.Absent, in.Reason)
}

// onRelieve names the temporary keeper (1-01-4.2).
func onRelieve(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Relief)
	if r := relieved(in, absent(flow.Facts{Case: *s.Case, Content: s.Content}), s.Actor.ID); r != nil {
		return r
	}
	if err := works(ctx, s.Tx, in.Temporary); err != nil {
		return err
	}
	if err := present(ctx, s, in.Temporary); err != nil {
		return err
	}
	s.Case.SetPlan("take", people([]string{in.Temporary}))
	return markHandovers(ctx, s, store.Row{"to_id": in.Temporary})
}

// onGive is the signature of who hands over; handing back opens the way back.
func onGive(ctx context.Context, s *flow.Step) error {
	rows, err := handovers(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := counted(s.Fields.(Handover), len(rows)); r != nil {
		return r
	}
	for _, h := range rows {
		if s.Node.ID != "return" {
			break
		}
		if err := openHandover(ctx, s.Work, handoverRow{CaseID: s.Case.ID, SealID: h.SealID, Way: backAgain, FromID: h.ToID, ToID: h.FromID}); err != nil {
			return err
		}
	}
	return markHandovers(ctx, s, store.Row{"gave_at": s.Millis()})
}

func onTake(ctx context.Context, s *flow.Step) error {
	rows, err := pending(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := counted(s.Fields.(Handover), len(rows)); r != nil {
		return r
	}
	return markHandovers(ctx, s, store.Row{"took_at": s.Millis()})
}

// onOpen counts the signatures of the two who open; the first brings the pictures.
func onOpen(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Opening)
	rows, err := pending(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	before, err := photosOf(ctx, s)
	if err != nil {
		return err
	}
	if r := withPictures(in, len(rows), len(before)); r != nil {
		return r
	}
	return nil
}

// photosOf are the pictures that those who have opened so far brought.
func photosOf(ctx context.Context, s *flow.Step) (photos []string, err error) {
	data, err := store.Column[string](ctx, s.Tx, `SELECT data FROM history WHERE case_id = $1 AND node = 'open' AND action = 'approve' ORDER BY seq`, s.Case.ID)
	for _, text := range data {
		opening, err := form.Must[Opening]().FromCanonical([]byte(text))
		if err != nil {
			return nil, err
		}
		photos = append(photos, opening.Photos...)
	}
	return photos, err
}

// onResign is the signature that the absent one owes: not before it is given does the
// ledger say that they handed over.
func onResign(ctx context.Context, s *flow.Step) error {
	rows, err := handovers(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	for _, h := range rows {
		if err := s.Update(ctx, "seal_handover", h.ID, store.Row{"gave_at": s.Millis()}, store.Row{"gave_at": int64(0)}); err != nil {
			return err
		}
	}
	return nil
}
