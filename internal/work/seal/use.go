package seal

import (
	"context"
	"net/url"
	"strings"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
)

// notMore ends what is left of the copies.
const notMore = "不再盖"

// use is 用印, from the application to the last line of the register.
func (d Deps) use() *flow.Kind {
	follows := map[string]flow.Follow{}
	if d.DocumentKind != "" {
		follows[d.DocumentKind] = flow.Follow{Relation: stamping, Prefill: d.fromDocument, Offered: d.toStamp}
	}
	return kind(flow.Kind{
		ID: KindUse, Name: "用印", StartVerb: "申请用印", StartNote: "先选印章和事项；要用印的文件逐页检查，空白页、没有填好的表不能用印",
		Content: form.Must[Use](), StartForm: form.Must[Application](), StartBy: []string{flow.Anyone}, DeptSees: true,
		Def: useDefinition(),
		Who: map[string]whoFunc{
			"keeper": useKeeper, "checker": d.useChecker, "head": useHead, "leader": leaderOf, "second": d.useSecond, "approver": d.useApprover, "nobody": nobody,
		},
		When: map[string]whenFunc{
			"official": useIs(func(u Use) bool { return u.Document != "" }), "alarm": useIs(func(u Use) bool { return u.Findings != "" }),
			"enterprise": useIs(func(u Use) bool { return u.Enterprise }),
			"to sign":    useSigns, "scan alarm": useScanAlarm, "left": d.useLeft, "spoiled": useSpoiled, "to scan": d.useScans,
		},
		Dues: d.dues(),
		Steps: map[string]stepFunc{
			"apply": d.onApply, "head": onHead, "review": onReview, "second": onSecond, "approve": d.onApprove,
			"press": d.onPress, "sign": onSign, "destroy": onDestroy, "scan": onScan,
		},
		Prepare: map[string]func(context.Context, flow.Preparing) (any, error){
			"apply": d.lookApplication, "head": d.ready, "review": d.ready, "second": d.ready, "approve": d.ready, "scan": d.compareScan,
		},
		Compare: map[string]func(context.Context, flow.Facts) (flow.Check, error){"press": d.comparePress, "approve": d.compareApprove},
		Shows:   showUse,
		Options: map[string]optionFunc{
			"seals": usableSeals, "documents": d.documentOptions, "approvers": approverOptions,
		},
		Prefill: map[string]prefillFunc{"press": d.prefillPress, "destroy": prefillDestroy}, Follows: follows,
		Blank:  blank(url.Values{"copies": {"1"}, "places.0.where": {"落款"}, "places.0.times": {"1"}, "valid_days": {"7"}, "people": {"1"}}),
		Begin:  func(in any, _ string, _ time.Time) any { return contentOf(in.(Application), Use{}) },
		Again:  func(content any) any { return applicationOf(content.(Use)) },
		Amend:  func(content, fields any) any { return contentOf(fields.(Application), content.(Use)) },
		Stored: storeUse, Voided: onUseVoid,
		Papers: []flow.Paper{{ID: "approval", Title: "用印审批单", Make: approvalSheet}, {ID: "stub", Title: "介绍信存根", Shown: func(v *flow.View) bool { return v.Content.(Use).LetterNo != "" }, Make: stubSheet}},
	}, func(u Use) string { return titleOr(u.Title, "用印申请") }, func(u Use) []string {
		return append(append(append([]string(nil), u.Files...), u.Legal...), u.Papers...)
	})
}

func titleOr(title, otherwise string) string {
	if strings.TrimSpace(title) == "" {
		return otherwise
	}
	return title
}

// useDefinition is the flow of 用印, version 1.
func useDefinition() *flow.Definition {
	signs := []flow.Action{flow.Acknowledge, flow.Return, flow.Reject, flow.Forward, flow.AddSigner}
	review := func(id, name, verb, who string, clauses ...string) flow.Node {
		return flow.Node{ID: id, Name: name, Verb: verb, Who: who, Mode: flow.One, Due: "step", Signs: true, NotApplicant: true, Clauses: clauses, Can: signs}
	}
	head := review("head", "科长签署", "签署", "head", "1-01-6.3")
	head.Phrases, head.Next = []string{"情况属实，同意出具。"}, []flow.Edge{{To: "review"}}
	leader := review("review", "分管领导审核", "审核", "leader", "1-01-R2")
	leader.Phrases = []string{"已审核，同意。", "同意，呈局长批准。"}
	leader.Next = []flow.Edge{{To: "second", When: "enterprise", Label: "企业证明"}, {To: "approve", Label: "其他", Usual: true}}
	second := review("second", "主管部门批准", "批准", "second", "1-01-6.3")
	second.NotSameAs, second.Phrases, second.Next = []string{"head"}, []string{"同意出具。"}, []flow.Edge{{To: "approve"}}
	approve := review("approve", "审批", "批准用印", "approver", "1-01-5.1", "1-01-5.2", "1-01-5.3", "1-01-5.4", "1-01-6.2", "1-01-R1")
	approve.Key, approve.Phrases, approve.ByItself, approve.Next = "1-01-K1", []string{"同意用印。"}, "凭签发稿，不再另批", []flow.Edge{{To: "press"}}
	after := []flow.Edge{
		{To: "press", When: "left", Label: "还有份数"}, {To: "destroy", When: "spoiled", Label: "有带印废页"},
		{To: "scan", When: "to scan", Label: "须扫描成品"}, {To: "record", Label: "已盖完", Usual: true},
	}
	return &flow.Definition{Kind: KindUse, Name: "用印", Version: 1, Nodes: []flow.Node{
		{ID: "apply", Name: "经办人申请", Verb: "申请用印", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-6.1", "1-01-6.2", "1-01-6.4"},
			Next: []flow.Edge{{To: "alarm", When: "alarm", Label: "检查误报"}, {To: "approve", When: "official", Label: "凭签发稿"},
				{To: "head", When: "enterprise", Label: "企业证明"}, {To: "review", Label: "其他", Usual: true}}},
		{ID: "alarm", Name: "复核误报", Verb: "复核属实", Who: "checker", Mode: flow.One, Silent: true, Form: form.Must[Checking](), Due: "step", NotApplicant: true, NoMerge: true,
			Clauses: []string{"1-01-6.4"}, Can: []flow.Action{flow.Return},
			Next: []flow.Edge{{To: "approve", When: "official", Label: "凭签发稿"}, {To: "head", When: "enterprise", Label: "企业证明"}, {To: "review", Label: "其他", Usual: true}}},
		head, leader, second, approve,
		{ID: "press", Name: "核验用印", Verb: "核验用印", Key: "1-01-K2", Who: "keeper", Mode: flow.One, Silent: true, Form: form.Must[Pressing](), Due: "press",
			NoMerge: true, NoWithdraw: true, NotSameAs: []string{"approve"}, Clauses: []string{"1-01-2", "1-01-3", "1-01-6.1", "1-01-6.2", "1-01-R3"},
			Can: []flow.Action{flow.Return}, Phrases: []string{"经核对一致，已用印。", "份数与印数不符，退回补办。"},
			Next: append([]flow.Edge{{To: "sign", When: "to sign", Label: "经办人不在场", Usual: true}}, after...)},
		{ID: "sign", Name: "经办人签字", Verb: "签字", Who: "drafter", Mode: flow.One, Silent: true, Due: "step", Signs: true, NoWithdraw: true,
			Clauses: []string{"1-01-3", "1-01-R3"}, Can: []flow.Action{flow.Forward}, Next: after},
		{ID: "destroy", Name: "废页销毁", Verb: "登记销毁", Who: "keeper", Mode: flow.One, Silent: true, Form: form.Must[Destroying](), Due: "press",
			NoMerge: true, NoWithdraw: true, Clauses: []string{"1-01-6.5"}, Next: []flow.Edge{{To: "scan", When: "to scan", Label: "须扫描成品"}, {To: "record", Label: "其他", Usual: true}}},
		{ID: "scan", Name: "盖后成品扫描", Verb: "上传成品", Who: "drafter", Mode: flow.One, Silent: true, Form: form.Must[Scanning](), Due: "step",
			Clauses: []string{"1-01-6.4"}, Next: []flow.Edge{{To: "verify", When: "scan alarm", Label: "比对误报"}, {To: "record", Label: "一致", Usual: true}}},
		{ID: "verify", Name: "复核成品", Verb: "复核一致", Who: "checker", Mode: flow.One, Silent: true, Form: form.Must[Checking](), Due: "step", NotApplicant: true, NoMerge: true,
			Clauses: []string{"1-01-6.4"}, Can: []flow.Action{flow.Return}, Next: []flow.Edge{{To: "record"}}},
		{ID: "record", Name: "登记", Verb: "登记", Who: "nobody", Mode: flow.One, Silent: true, ByItself: "自动写入印章使用登记表", Clauses: []string{"1-01-3"}},
	}}
}

// contentOf puts an application over what a case holds already.
func contentOf(in Application, was Use) Use {
	return Use{
		Seal: in.Seal, Matter: in.Matter, Document: in.Document, Title: in.Title, Enterprise: in.Enterprise, Purpose: in.Purpose, Copies: in.Copies,
		Approver: in.Approver, LetterNo: was.LetterNo, ToUnit: in.ToUnit, Bearer: in.Bearer, People: in.People, ValidDays: in.ValidDays,
		Places: in.Places, Roster: in.Roster, Files: in.Files, Backs: in.Backs, Alarm: in.Alarm, Legal: in.Legal, Papers: in.Papers,
	}
}

func applicationOf(u Use) Application {
	return Application{
		Seal: u.Seal, Matter: u.Matter, Document: u.Document, Title: u.Title, Enterprise: u.Enterprise, Purpose: u.Purpose, Copies: u.Copies,
		Approver: u.Approver, ToUnit: u.ToUnit, Bearer: u.Bearer, People: u.People, ValidDays: u.ValidDays,
		Places: u.Places, Roster: u.Roster, Files: u.Files, Backs: u.Backs, Alarm: u.Alarm, Legal: u.Legal, Papers: u.Papers,
	}
}

func useIs(holds func(Use) bool) whenFunc {
	return func(_ context.Context, f flow.Facts) (bool, error) { return holds(f.Content.(Use)), nil }
}

// useKeeper is whoever keeps the seal.
func useKeeper(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
	return to(org.Keeper(thing(f.Content.(Use).Seal))), nil
}

// useChecker is the second person who looks at pages that the check is said to have
// misread: the keeper; where that is the applicant, the 办公室主任.
func (d Deps) useChecker(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	acting, err := actingKeepers(ctx, f.Q, f.Content.(Use).Seal, f.Now)
	if err != nil {
		return nil, err
	}
	if len(acting) == 1 && acting[0].PersonID != f.Case.CreatorID {
		return useKeeper(ctx, f)
	}
	return to(org.Post("bangongshizhuren")), nil
}

// useHead is the head of the applicant's department.
func useHead(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
	return to(org.Head(f.Case.CreatorDept)), nil
}

// useSecond approves a certificate for an enterprise after the 科长 has signed
// (1-01-6.3): by the setting, the leader in charge unless the bureau says otherwise.
func (d Deps) useSecond(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	name, err := d.Word(ctx, f.Q, "1-01.enterprise-approver")
	if err != nil {
		return nil, err
	}
	if code := postCode(name); code != "" {
		return to(org.Post(code)), nil
	}
	return leaderOf(ctx, f)
}

// useApprover is who approves by the class of the seal; an approver that was chosen
// goes before, if they have the power.
func (d Deps) useApprover(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	u := f.Content.(Use)
	if u.Document != "" {
		return nil, nil // against the signed document, without a second approval (1-01-6.1)
	}
	seal, err := sealByID(ctx, f.Q, u.Seal)
	if err != nil {
		return nil, err
	}
	return d.approverFor(ctx, f, seal, u.Approver)
}

func (d Deps) approverFor(ctx context.Context, f flow.Facts, seal Seal, chosen string) ([]flow.Assignment, error) {
	if chosen != "" {
		who, err := someoneOf(ctx, f.Q, chosen, f.Now)
		if err != nil {
			return nil, err
		}
		if who.holds("bangongshizhuren") && seal.approvalClass() == bureauSeal {
			return to(org.Post("bangongshizhuren")), nil
		}
		return people([]string{chosen}), nil
	}
	switch seal.approvalClass() {
	case partySeal:
		return to(org.Post("shuji")), nil
	case bureauSeal:
		return leaderWithPower(ctx, f)
	case deptSeal:
		return headApart(ctx, f, seal)
	case nameSeal:
		return people([]string{seal.OwnerID}), nil
	}
	name, err := d.Word(ctx, f.Q, "1-01.special-approver")
	if err != nil {
		return nil, err
	}
	if code := postCode(name); code != "" {
		return to(org.Post(code)), nil
	}
	return leaderFor(ctx, f, seal.DeptID)
}

// leaderWithPower is the leader in charge, where that is the 局长 or a 副局长, so
// that review and approval are signed once; else the 局长 (1-01-5.2).
func leaderWithPower(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	leader := org.LeaderOf(f.Case.CreatorDept)
	holders, err := org.Holders(ctx, f.Q, leader, f.Now)
	if err != nil {
		return nil, err
	}
	for _, h := range holders {
		who, err := someoneOf(ctx, f.Q, h.PersonID, f.Now)
		if err != nil {
			return nil, err
		}
		if who.holds("juzhang", "fujuzhang") {
			return to(leader), nil
		}
	}
	return to(org.Post("juzhang")), nil
}

// headApart is the department's head; in the head's own matter, or where the head
// keeps the seal, the leader in charge (1-01-5.4, G-08).
func headApart(ctx context.Context, f flow.Facts, seal Seal) ([]flow.Assignment, error) {
	head := org.Head(seal.DeptID)
	holders, err := org.Holders(ctx, f.Q, head, f.Now)
	if err != nil {
		return nil, err
	}
	keeper, err := permanentKeeper(ctx, f.Q, seal.ID, f.Now)
	if err != nil {
		return nil, err
	}
	for _, h := range holders {
		if h.PersonID != f.Case.CreatorID && (keeper == nil || keeper.PersonID != h.PersonID) {
			return to(head), nil
		}
	}
	return leaderFor(ctx, f, seal.DeptID)
}

// usableSeals are those in use; who keeps each stands beside it.
func usableSeals(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	seals, err := allSeals(ctx, a.Q)
	if err != nil {
		return nil, err
	}
	var out []form.Option
	for _, s := range seals {
		if s.State != inUse {
			continue
		}
		acting, err := actingKeepers(ctx, a.Q, s.ID, a.Now)
		if err != nil {
			return nil, err
		}
		note := "没有保管人，已冻结"
		if len(acting) > 0 {
			note = acting[0].Name + "保管"
		}
		out = append(out, form.Option{Value: s.ID, Label: s.Name + "（" + note + "）"})
	}
	return out, nil
}

func (d Deps) documentOptions(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	docs, err := d.Documents.Waiting(ctx, a.Q, a.PersonID)
	var out []form.Option
	for _, doc := range docs {
		out = append(out, form.Option{Value: doc.ID, Label: doc.Number + "　" + doc.Title})
	}
	return out, err
}

// approverOptions are those who may approve the use of some seal.
func approverOptions(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	people, err := org.WorkingPeople(ctx, a.Q, a.Now.UnixMilli())
	if err != nil {
		return nil, err
	}
	var out []form.Option
	for _, p := range org.FirstPosts(people) {
		if info, _ := org.PostByCode(p.Post); info.Leader || info.Heads {
			out = append(out, form.Option{Value: p.PersonID, Label: p.Name + "（" + p.DeptName + " " + info.Name + "）"})
		}
	}
	return out, nil
}
