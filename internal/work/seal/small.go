package seal

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// rules is 印章使用管理规定, version by version (1-01-2): everybody may read it.
func (d Deps) rules() *flow.Kind {
	signs := []flow.Action{flow.Return, flow.Reject}
	return kind(flow.Kind{
		ID: KindRules, Name: "印章规定", StartVerb: "发布印章规定", StartNote: "发布新版后，保管人须逐一确认已读",
		StartBy: []string{"bangongshizhuren", "wenmi", "yinzhang"}, Sees: []string{flow.Anyone},
		Def: &flow.Definition{Kind: KindRules, Name: "印章使用管理规定", Version: 1, Nodes: []flow.Node{
			{ID: "draft", Name: "起草", Verb: "起草", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-2"}, Next: []flow.Edge{{To: "review"}}},
			{ID: "review", Name: "分管领导审核", Verb: "审核", Who: "leader", Mode: flow.One, Due: "step", NotApplicant: true, Clauses: []string{"1-01-2"}, Can: signs, Phrases: []string{"同意，呈局长批准。"}, Next: []flow.Edge{{To: "publish"}}},
			{ID: "publish", Name: "局长批准发布", Verb: "批准发布", Key: "1-01-K1", Who: "head", Mode: flow.One, Due: "step", NotApplicant: true, Signs: true, NoWithdraw: true, Clauses: []string{"1-01-2"}, Can: signs, Phrases: []string{"同意发布。"}},
		}},
		Who: map[string]whoFunc{"leader": leaderOf, "head": post("juzhang")}, Dues: d.dues(), Steps: map[string]stepFunc{"publish": onPublish},
		Blank: blank(url.Values{"title": {"印章使用管理规定"}}),
	}, func(r Rules) string { return r.Title + "（" + r.Version + "）" }, func(r Rules) []string { return r.Files })
}

// onPublish makes the version one that keepers have to confirm.
func onPublish(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Rules)
	return s.Insert(ctx, "seal_rules", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "title": in.Title, "version": in.Version, "from_date": string(in.From), "file_id": first(in.Files),
		"approved_by": s.Actor.ID, "at": s.Millis(),
	})
}

// reading is a keeper's confirmation (1-01-2), begun from the refusal that asks for
// it or issued after a new version.
func (d Deps) reading() *flow.Kind {
	return kind(flow.Kind{
		ID: KindReading, Name: "规定确认", StartVerb: "确认已读印章规定", StartNote: "保管人第一次用印前、规定更新后确认", StartBy: []string{flow.Anyone},
		Def: &flow.Definition{Kind: KindReading, Name: "确认已读印章规定", Version: 1, Nodes: []flow.Node{
			{ID: "read", Name: "确认已读", Verb: "确认已读", Who: "drafter", Mode: flow.One, Silent: true, Due: "step", NoWithdraw: true, Clauses: []string{"1-01-2"}},
		}},
		Dues: d.dues(), Steps: map[string]stepFunc{"read": onRead}, Options: map[string]optionFunc{"rules": rulesOptions},
		Shows: showRules, Beside: textOfRules,
	}, func(Reading) string { return "确认已读印章使用管理规定" }, nil)
}

func onRead(ctx context.Context, s *flow.Step) error {
	current, err := currentRules(ctx, s.Tx, clock.DateOf(s.Now()))
	if err != nil {
		return err
	}
	if r := confirmed(s.Content.(Reading), current); r != nil {
		return r
	}
	return confirmRead(ctx, s.Work, current, s.Actor.ID, s.Case.ID)
}

// textOfRules is what is read before it is confirmed.
func textOfRules(ctx context.Context, q store.Querier, now time.Time) ([]string, error) {
	current, err := currentRules(ctx, q, clock.DateOf(now))
	if err != nil || current == nil {
		return nil, err
	}
	return []string{current.FileID}, nil
}

func rulesOptions(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	current, err := currentRules(ctx, a.Q, clock.DateOf(a.Now))
	if err != nil || current == nil {
		return nil, err
	}
	return []form.Option{{Value: current.ID, Label: current.Title + "（" + current.Version + "，" + current.FromDate + " 起施行）"}}, nil
}

// showRules leads to the text that is confirmed.
func showRules(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	row, err := store.All[rulesRow](ctx, q, `SELECT `+rulesColumns+` FROM seal_rules WHERE id = $1`, v.Content.(Reading).Rules)
	if err != nil || len(row) == 0 {
		return nil, err
	}
	return []flow.Panel{{Title: "规定全文", Table: &flow.Table{
		Columns: []flow.Column{{Title: "规定", Wide: true}, {Title: "版本"}, {Title: "施行日期"}},
		Rows:    []flow.TableRow{{Cells: []string{row[0].Title, row[0].Version, row[0].FromDate}, Link: "/cases/" + row[0].CaseID}},
	}}}, nil
}

// grant is the 局长's authorisation of the 办公室主任, or its end (1-01-5.3).
func (d Deps) grant() *flow.Kind {
	return kind(flow.Kind{
		ID: KindGrant, Name: "用印授权", StartVerb: "办理用印授权", StartNote: "局长授权办公室主任审批用印，写明期限、印章和事项",
		StartBy: []string{"juzhang", "bangongshizhuren", "wenmi"},
		Def: &flow.Definition{Kind: KindGrant, Name: "用印授权", Version: 1, Nodes: []flow.Node{
			{ID: "draft", Name: "拟办", Verb: "拟办", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-5.3"}, Next: []flow.Edge{{To: "sign"}}},
			{ID: "sign", Name: "局长签批", Verb: "签批", Key: "1-01-K1", Who: "head", Mode: flow.One, Due: "step", Signs: true, NoWithdraw: true, Clauses: []string{"1-01-5.3"},
				Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意授权。", "收回授权。"}},
		}},
		Who: map[string]whoFunc{"head": post("juzhang")}, Dues: d.dues(), Steps: map[string]stepFunc{"sign": onGrant},
		Options: map[string]optionFunc{"bureau-seals": sealOptions(func(s Seal) bool { return s.State == inUse && s.approvalClass() == bureauSeal }), "grants": grantOptions},
		Blank:   blank(url.Values{"what": {"授权"}, "most": {"5"}}),
		Shows:   showGrant,
	}, func(g Grant) string {
		if g.What == "收回" {
			return "收回用印授权"
		}
		return fmt.Sprintf("授权办公室主任审批用印（%s 至 %s）", g.From, g.To)
	}, func(g Grant) []string { return g.Files })
}

func onGrant(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Grant)
	who, err := someoneOf(ctx, s.Tx, s.Actor.ID, s.Now())
	if err != nil {
		return err
	}
	if r := byTheHead(in, who, clock.DateOf(s.Now())); r != nil {
		return r
	}
	if in.What == "收回" {
		return s.Update(ctx, "seal_grant", in.Grant, store.Row{"ended_at": s.Millis()}, store.Row{"ended_at": int64(0)})
	}
	director, err := org.Holders(ctx, s.Tx, org.Post("bangongshizhuren"), s.Now())
	if err != nil {
		return err
	}
	if len(director) == 0 {
		return refusal("1-01-5.3", "", "没有授权：办公室主任空缺", "")
	}
	if s.Case.Number, err = s.Number(ctx, "用印授权", s.Case.ID, func(year int, n int64) string { return fmt.Sprintf("授权〔%d〕%d号", year, n) }); err != nil {
		return err
	}
	return s.Insert(ctx, "seal_grant", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "number": s.Case.Number, "to_id": director[0].PersonID, "seals": strings.Join(in.Seals, " "),
		"matters": strings.Join(in.Matters, " "), "most": in.Most, "from_date": string(in.From), "to_date": string(in.To),
		"granted_by": s.Actor.ID, "at": s.Millis(), "ended_at": int64(0),
	})
}

func grantOptions(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	rows, err := store.All[grantRow](ctx, a.Q, `SELECT `+grantColumns+` FROM seal_grant g WHERE g.ended_at = 0 AND g.to_date >= $1 ORDER BY g.at DESC, g.id`, string(clock.DateOf(a.Now)))
	var out []form.Option
	for _, g := range rows {
		out = append(out, form.Option{Value: g.ID, Label: g.Number + "（" + g.From + " 至 " + g.To + "）"})
	}
	return out, err
}

// showGrant names the seals that the authorisation is for.
func showGrant(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	in := v.Content.(Grant)
	var named []string
	seals, err := allSeals(ctx, q)
	for _, s := range seals {
		if slices.Contains(in.Seals, s.ID) {
			named = append(named, s.Name)
		}
	}
	if err != nil || len(named) == 0 {
		return nil, err
	}
	return []flow.Panel{{Title: "授权范围", Facts: []flow.Fact{{Label: "印章", Value: strings.Join(named, "、")}, {Label: "事项", Value: strings.Join(in.Matters, "、")}, {Label: "每件至多", Value: fmt.Sprintf("%d 份", in.Most)}}}}, nil
}

// stock is 月度盘点: issued to each keeper, checked by the office.
func (d Deps) stock() *flow.Kind {
	return kind(flow.Kind{
		ID: KindStock, Name: "印章盘点",
		Def: &flow.Definition{Kind: KindStock, Name: "月度盘点", Version: 1, Nodes: []flow.Node{
			{ID: "count", Name: "逐枚核对", Verb: "登记盘点", Who: "drafter", Mode: flow.One, Silent: true, Due: "stock", Clauses: []string{"1-01-R3"}, Next: []flow.Edge{{To: "check"}}},
			{ID: "check", Name: "办公室核对", Verb: "核对", Who: "director", Mode: flow.One, Silent: true, Due: "step", NotSameAs: []string{"count"}, Clauses: []string{"1-01-R3"}, Can: []flow.Action{flow.Return}},
		}},
		Who: map[string]whoFunc{"director": d.stockChecker}, Dues: d.dues(), Steps: map[string]stepFunc{"count": onCount},
	}, stockTitle, nil)
}

func stockTitle(s Stock) string { return s.Month + " 印章盘点" }

// stockChecker is the 办公室主任; where that is who counted, the leader in charge.
func (d Deps) stockChecker(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	director := org.Post("bangongshizhuren")
	holders, err := org.Holders(ctx, f.Q, director, f.Now)
	if err != nil || len(holders) != 1 || string(org.PersonPrincipal(holders[0].PersonID)) != f.Case.IssuedFor {
		return to(director), err
	}
	return to(org.Post("fujuzhang")), nil
}

func onCount(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Stock)
	kept, err := holdsNow(ctx, s.Tx, s.Actor.ID, s.Now())
	if err != nil {
		return err
	}
	known, err := allSeals(ctx, s.Tx)
	if err != nil {
		return err
	}
	counted, err := countedIn(ctx, s.Tx, in.Month)
	if err != nil {
		return err
	}
	missing := slices.DeleteFunc(slices.Clone(kept), func(k Seal) bool { return slices.Contains(counted, k.ID) })
	if r := allCounted(in, names(missing), names(known)); r != nil {
		return r
	}
	for _, l := range in.Lines {
		i := slices.IndexFunc(kept, func(k Seal) bool { return k.Name == l.Name })
		if i < 0 {
			continue // handed over since: who has it now counts it
		}
		seal := kept[i]
		if err := s.Insert(ctx, "seal_stock", store.Row{
			"id": s.NewID(), "case_id": s.Case.ID, "month": in.Month, "seal_id": seal.ID, "keeper_id": s.Actor.ID,
			"there": l.There, "condition": l.Condition, "note": l.Note, "at": s.Millis(),
		}); err != nil {
			return err
		}
	}
	return nil
}

// countedIn are the seals that somebody counted for a month.
func countedIn(ctx context.Context, q store.Querier, month string) ([]string, error) {
	return store.Column[string](ctx, q, `SELECT DISTINCT seal_id FROM seal_stock WHERE month = $1`, month)
}

// holdsNow are the seals that somebody has in hand: permanently, unless another
// keeps them for a time, or for a time.
func holdsNow(ctx context.Context, q store.Querier, personID string, at time.Time) ([]Seal, error) {
	own, err := keptBy(ctx, q, personID, at, false)
	if err != nil {
		return nil, err
	}
	var all []Seal
	for _, s := range own {
		other, err := temporaryKeeper(ctx, q, s.ID, at)
		if err != nil {
			return nil, err
		}
		if other == nil {
			all = append(all, s)
		}
	}
	more, err := keptBy(ctx, q, personID, at, true)
	return append(all, more...), err
}

// frozen is what the office does about a seal that nobody keeps (1-01-4.2).
func (d Deps) frozen() *flow.Kind {
	k := kind(flow.Kind{
		ID: KindFrozen, Name: "印章冻结处理", StartForm: form.Must[Thaw](),
		Begin: func(in any, _ string, _ time.Time) any { return Frozen{Done: in.(Thaw).Done} },
		Again: func(content any) any { return Thaw{Done: content.(Frozen).Done} },
		Amend: func(content, fields any) any {
			c := content.(Frozen)
			c.Done = fields.(Thaw).Done
			return c
		},
		Def: &flow.Definition{Kind: KindFrozen, Name: "印章冻结处理", Version: 1, Nodes: []flow.Node{
			{ID: "handle", Name: "处理", Verb: "登记处理结果", Who: "drafter", Mode: flow.One, Silent: true, Due: "step", Clauses: []string{"1-01-4.2"}},
		}},
		Dues: d.dues(), Stored: onFrozen,
	}, func(f Frozen) string { return frozenTitle(f.Name) }, nil)
	return k
}

func frozenTitle(name string) string { return name + "没有保管人，已冻结" }

// onFrozen tells those who wait for the seal, when the case is issued (F4).
func onFrozen(ctx context.Context, s *flow.Step, content any) error {
	in := content.(Frozen)
	if in.Done != "" {
		return nil
	}
	seal, err := sealByID(ctx, s.Tx, in.Seal)
	if err != nil {
		return err
	}
	return tellWaiting(ctx, s, seal, seal.Name+"没有保管人，已冻结")
}

// recurring are what the calendar brings: stock-takings, confirmations of new rules,
// and frozen seals.
func (d Deps) recurring() []module.Recurring {
	always := func(name string) func(clock.Date) string { return func(clock.Date) string { return name } }
	return []module.Recurring{
		{ID: "seal-stock", Name: "印章月度盘点", Clause: "1-01-R3", Period: func(day clock.Date) string { return string(day)[:7] }, Issue: issueStock},
		{ID: "seal-reading", Name: "确认已读印章规定", Clause: "1-01-2", Period: always("now"), Issue: issueReading},
		{ID: "seal-frozen", Name: "印章冻结处理", Clause: "1-01-4.2", Period: always("now"), Issue: d.issueFrozen},
	}
}
