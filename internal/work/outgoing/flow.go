package outgoing

import (
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
)

// Kind is the id of the main kind; the others are beside it.
const (
	Kind        = "outgoing"
	KindExtra   = "outgoing-extra"
	KindAfter   = "outgoing-after"
	KindReserve = "outgoing-reserve"
	KindKinds   = "outgoing-kinds"
	KindSeries  = "outgoing-series"
)

// forms are the schemas of the steps.
type forms struct {
	document    *form.Schema[Document]
	proofread   *form.Schema[Proofreading]
	check       *form.Schema[Checking]
	route       *form.Schema[Routing]
	outsiders   *form.Schema[Outsiders]
	number      *form.Schema[Numbering]
	recheck     *form.Schema[Rechecking]
	printing    *form.Schema[Printing]
	sealing     *form.Schema[Sealing]
	dispatch    *form.Schema[Dispatch]
	receipts    *form.Schema[Receipts]
	filing      *form.Schema[Filing]
	afterwards  *form.Schema[Afterwards]
	extra       *form.Schema[Extra]
	reservation *form.Schema[Reserve]
}

func newForms() forms {
	return forms{
		document: form.Must[Document](), proofread: form.Must[Proofreading](), check: form.Must[Checking](), route: form.Must[Routing](),
		outsiders: form.Must[Outsiders](), number: form.Must[Numbering](), recheck: form.Must[Rechecking](), printing: form.Must[Printing](),
		sealing: form.Must[Sealing](), dispatch: form.Must[Dispatch](), receipts: form.Must[Receipts](), filing: form.Must[Filing](),
		afterwards: form.Must[Afterwards](), extra: form.Must[Extra](), reservation: form.Must[Reserve](),
	}
}

// Addresses of the pages where the text is worked on.
const (
	newPage  = "/outgoing/edit"
	editPage = "/outgoing/{id}/edit"
)

// Actions of who reviews or signs, and of the office.
var (
	reviews = []flow.Action{flow.Acknowledge, flow.Return, flow.Reject, flow.Forward, flow.AddSigner, flow.Revise}
	back    = []flow.Action{flow.Return}
)

// definition is the flow of 1-03, version 1. Edges back stand behind.
func definition(f forms) *flow.Definition {
	onward := []flow.Edge{{To: "leader", When: "reviewed", Label: "送分管领导"}, {To: "precheck", When: "typeset", Label: "分管领导签发"}, {To: "sign", Label: "签报"}}
	apart := []flow.Edge{{To: "countersign", When: "countersigned", Label: "会签"}, {To: "outside", When: "outside", Label: "会签外单位"},
		{To: "leader", When: "reviewed", Label: "送分管领导", Usual: true}, {To: "precheck", When: "straight", Label: "分管领导签发"}, {To: "sign", When: "straight sheet", Label: "签报"}}
	return &flow.Definition{Kind: Kind, Name: "公文发文", Version: 1, Nodes: append([]flow.Node{
		{ID: "draft", Name: "拟稿", Verb: "拟稿", Who: "drafter", Mode: flow.One, Silent: true, Page: editPage, Due: "step",
			Clauses: []string{"1-03-1", "1-03-R3", "1-03-R4"}, Next: []flow.Edge{{To: "proofread"}}},
		{ID: "proofread", Name: "校对", Verb: "校对", Who: "drafter", Mode: flow.One, Silent: true, Form: f.proofread, Due: "step", NoMerge: true,
			Clauses: []string{"1-03-4.1", "1-03-R4"}, Can: []flow.Action{flow.Return, flow.Revise}, Next: []flow.Edge{{To: "dept"}}},
		{ID: "dept", Name: "科室负责人审核", Verb: "审核", Who: "head", Mode: flow.One, Due: "step", NotApplicant: true, Signs: true,
			Clauses: []string{"1-03-2.1", "1-03-R4"}, Can: reviews, Phrases: []string{"同意，送办公室核稿。"}, Next: []flow.Edge{{To: "check"}}},
		{ID: "check", Name: "文秘核稿", Verb: "核稿", Key: "1-03-K1", Who: "checker", Mode: flow.One, Form: f.check, Due: "office", NotSameAs: []string{"draft"}, NotApplicant: true,
			Clauses: []string{"1-03-4.2", "1-03-R3"}, Can: []flow.Action{flow.Return, flow.Forward, flow.Revise}, Phrases: []string{"已核，行文必要，格式正确。"}, Next: []flow.Edge{{To: "director"}}},
		{ID: "director", Name: "办公室主任审核", Verb: "审核", Who: "director", Mode: flow.One, Form: f.route, Due: "office", NotApplicant: true,
			Clauses: []string{"1-03-R3"}, Can: []flow.Action{flow.Return, flow.Reject, flow.Forward, flow.AddSigner, flow.Revise}, Phrases: []string{"同意，呈分管领导审核。", "请有关科室会签后呈批。"}, Next: apart, Split: flow.Every},
		{ID: "countersign", Name: "会签", Verb: "会签", Who: flow.Planned, Mode: flow.All, Due: "step", Signs: true,
			Clauses: []string{"1-03-2.1"}, Can: []flow.Action{flow.Acknowledge, flow.Return, flow.Forward, flow.AddSigner}, Phrases: []string{"同意。", "无不同意见。"}, Next: onward},
		{ID: "outside", Name: "会签（外单位）", Verb: "会签收回", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.outsiders, Due: "receipt", NoMerge: true,
			Clauses: []string{"1-03-R3"}, Can: back, Next: onward},
		{ID: "leader", Name: "分管领导审核", Verb: "审核", Who: flow.Planned, Mode: flow.Ordered, Due: "step", Join: true, NotApplicant: true, Signs: true,
			Clauses: []string{"1-03-R2"}, Can: reviews, Phrases: []string{"同意，呈局长签发。", "请按修改意见办理。"}, Next: []flow.Edge{{To: "precheck", When: "typeset"}, {To: "sign"}}},
	}, afterReview(f)...)}
}

// afterReview are the steps from the layout check on.
func afterReview(f forms) []flow.Node {
	return []flow.Node{
		{ID: "precheck", Name: "格式预检", Verb: "预检合格，送签发", Key: "1-03-K3", Who: "wenmi", Mode: flow.One, Silent: true, Due: "office", Join: true, NoMerge: true,
			Clauses: []string{"1-03-3.1", "1-03-3.2"}, Can: []flow.Action{flow.Return, flow.Revise}, Next: []flow.Edge{{To: "sign"}}},
		{ID: "sign", Name: "签发", Verb: "签发", Key: "1-03-K2", Who: flow.Planned, Mode: flow.One, Due: "step", Join: true, NoMerge: true, NotApplicant: true, Signs: true,
			Clauses: []string{"1-03-R1", "1-03-R2"}, Can: reviews, Phrases: []string{"同意印发。", "请按修改意见印发。"}, Next: []flow.Edge{{To: "keep", When: "unnumbered", Label: "签报"}, {To: "number", Label: "编号"}}},
		{ID: "number", Name: "编号", Verb: "编号", Who: "wenmi", Mode: flow.One, Silent: true, Form: f.number, Due: "office", NoWithdraw: true, NoMerge: true,
			Clauses: []string{"1-03-R3"}, Can: back, Next: []flow.Edge{{To: "recheck"}}},
		{ID: "recheck", Name: "格式复检", Verb: "复检", Key: "1-03-K3", Who: "wenmi", Mode: flow.One, Silent: true, Form: f.recheck, Due: "office", NoMerge: true,
			Clauses: []string{"1-03-3.1", "1-03-3.2"}, Can: back, Next: []flow.Edge{{To: "mend", When: "slip", Label: "文字差错"}, {To: "rework", When: "substantial", Label: "实质修改"}, {To: "print", Label: "定稿", Usual: true}}},
		{ID: "mend", Name: "文字改正", Verb: "改正", Who: "wenmi", Mode: flow.One, Silent: true, Form: f.document, Page: editPage, Due: "office", NoMerge: true,
			Clauses: []string{"1-03-4.2"}, Can: back, Next: []flow.Edge{{To: "confirm"}}},
		{ID: "confirm", Name: "办公室主任确认", Verb: "确认改正", Who: "director", Mode: flow.One, Due: "office", NoMerge: true, NotSameAs: []string{"mend"},
			Clauses: []string{"1-03-4.2"}, Can: back, Phrases: []string{"属于文字差错，同意改正。"}, Next: []flow.Edge{{To: "recheck"}}},
		{ID: "rework", Name: "实质修改", Verb: "修改后报复审", Who: "wenmi", Mode: flow.One, Silent: true, Form: f.document, Page: editPage, Due: "office", NoMerge: true,
			Clauses: []string{"1-03-R1"}, Can: back, Next: []flow.Edge{{To: "resign"}}},
		{ID: "resign", Name: "原签发人复审", Verb: "复审签发", Key: "1-03-K2", Who: "signer", Mode: flow.One, Due: "step", NoMerge: true, Signs: true,
			Clauses: []string{"1-03-R1"}, Can: []flow.Action{flow.Acknowledge, flow.Return}, Phrases: []string{"同意修改，照此印发。"}, Next: []flow.Edge{{To: "recheck"}}},
		{ID: "print", Name: "印制", Verb: "印制", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.printing, Due: "office", NoMerge: true,
			Clauses: []string{"1-03-R3"}, Can: back, Next: []flow.Edge{{To: "seal", When: "stamped", Label: "用印", Usual: true}, {To: "send", Label: "不用印"}}},
		{ID: "seal", Name: "用印", Verb: "用印完毕", Key: "1-03-K4", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.sealing, Due: "office", NoMerge: true,
			Clauses: []string{"1-01-6.1"}, Can: back, Next: []flow.Edge{{To: "send"}}},
		{ID: "send", Name: "分发", Verb: "分发", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.dispatch, Due: "office", NoMerge: true, NoWithdraw: true,
			Clauses: []string{"1-03-R3"}, Can: back, Next: []flow.Edge{{To: "receipt"}}},
		{ID: "receipt", Name: "签收", Verb: "签收齐，待归档", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.receipts, Due: "receipt", NoMerge: true,
			Clauses: []string{"1-03-R3"}, Result: "待归档"},
		{ID: "keep", Name: "存档", Verb: "存档", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.filing, Due: "office", NoMerge: true,
			Clauses: []string{"1-03-R3"}, Result: "存档"},
	}
}
