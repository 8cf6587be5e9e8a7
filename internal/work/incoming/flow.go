package incoming

import (
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
)

// Words of the model that the flow branches on.
const (
	toHandle  = "办件"
	toRead    = "阅件"
	sentBack  = "退文"
	together  = "同时"
	inOrder   = "依次"
	merged    = "归并"
	fastRoute = "先分办"
	askHead   = "请示"
)

// Kind is the kind's id.
const Kind = "incoming"

// forms are the schemas of the steps.
type forms struct {
	document     *form.Schema[Document]
	receipt      *form.Schema[Receipt]
	registration *form.Schema[Registration]
	correcting   *form.Schema[Correcting]
	review       *form.Schema[Review]
	sendingBack  *form.Schema[SendingBack]
	proposal     *form.Schema[Proposal]
	gathering    *form.Schema[Gathering]
	original     *form.Schema[Original]
	distribution *form.Schema[Distribution]
	feedback     *form.Schema[Feedback]
	answering    *form.Schema[Answering]
	closing      *form.Schema[Closing]
	keeping      *form.Schema[Keeping]
}

func allForms() forms {
	return forms{
		document: form.Must[Document](), receipt: form.Must[Receipt](), registration: form.Must[Registration](), correcting: form.Must[Correcting](),
		review: form.Must[Review](), sendingBack: form.Must[SendingBack](), proposal: form.Must[Proposal](), gathering: form.Must[Gathering](),
		original: form.Must[Original](), distribution: form.Must[Distribution](), feedback: form.Must[Feedback](), answering: form.Must[Answering](),
		closing: form.Must[Closing](), keeping: form.Must[Keeping](),
	}
}

// whileSigning are the actions of everyone whose opinion is asked; leaderSigns of
// leaders, who may also 圈阅.
var (
	whileSigning = []flow.Action{flow.Return, flow.Forward, flow.AddSigner}
	leaderSigns  = []flow.Action{flow.Acknowledge, flow.Return, flow.Forward, flow.AddSigner}
)

// definition is the flow of 1-02, version 1.
func definition(f forms) *flow.Definition {
	nodes := append(receiving(f), auditing()...)
	nodes = append(nodes, instructing(f)...)
	nodes = append(nodes, handling(f)...)
	return &flow.Definition{Kind: Kind, Name: "公文收文", Version: 1, Nodes: append(nodes, circulating(f)...)}
}

// receiving are 签收 to 拟办.
func receiving(f forms) []flow.Node {
	return []flow.Node{
		{ID: "receive", Name: "签收", Verb: "签收", Who: "creator", Mode: flow.One, Silent: true, Form: nil, NoWithdraw: true,
			Clauses: []string{"1-02-1.1", "1-02-R3"}, Next: []flow.Edge{{To: "register"}}},
		{ID: "register", Name: "登记", Verb: "登记", Key: "1-02-K1", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.registration,
			Due: "day", NoWithdraw: true, Clauses: []string{"1-02-1.1", "1-02-R3"},
			Next: []flow.Edge{{To: "merge", When: "merged", Label: "同一文件的另一份"}, {To: "review", Label: "登记", Usual: true}}},
		{ID: "merge", Name: "归并", Verb: "归并", Who: "wenshu", Mode: flow.One, Silent: true, Due: "day", NoWithdraw: true, Clauses: []string{"1-02-1.1"}},
		{ID: "review", Name: "初审", Verb: "初审", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.review, Due: "day",
			Clauses: []string{"1-02-1.1"}, Can: []flow.Action{flow.Forward},
			Next: []flow.Edge{{To: "sent-back", When: "sent back", Label: "退文"}, {To: "propose", Label: "受理"}}},
		{ID: "sent-back", Name: "退文", Verb: "退文寄出", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.sendingBack, Due: "day", NoMerge: true,
			Clauses: []string{"1-02-1.1"}, Result: "已退文"},
		{ID: "propose", Name: "拟办", Verb: "拟办", Who: "director", Mode: flow.One, Form: f.proposal, Due: "leader",
			Clauses: []string{"1-02-1.2", "1-02-R3"}, Can: []flow.Action{flow.Return, flow.Forward},
			Phrases: []string{"拟请局长批示。", "拟请分管领导审核后报局长批示。", "拟传阅后存查。"},
			Next: []flow.Edge{{To: "circulate-together", When: "read together", Label: "阅件同时"}, {To: "circulate", When: "to read", Label: "阅件依次"},
				{To: "original", When: "fast", Label: "先分办"}, {To: "audit-together", When: "audited together", Label: "同时审核"},
				{To: "audit", When: "audited", Label: "依次审核"}, {To: "instruct-together", When: "together", Label: "同时"}, {To: "instruct", Label: "依次"}}},
	}
}

// auditing are the two ways of 审核.
func auditing() []flow.Node {
	audit := flow.Node{
		Verb: "审核", Who: flow.Planned, Due: "step", Can: leaderSigns, Signs: true, Clauses: []string{"1-02-R2"},
		Phrases: []string{"同意拟办意见，呈局长批示。", "已阅。"},
		Next:    []flow.Edge{{To: "instruct-together", When: "together", Label: "同时"}, {To: "instruct", Label: "依次"}},
	}
	inTurn, atOnce := audit, audit
	inTurn.ID, inTurn.Name, inTurn.Mode = "audit", "审核", flow.Ordered
	atOnce.ID, atOnce.Name, atOnce.Mode = "audit-together", "同时审核", flow.All
	return []flow.Node{inTurn, atOnce}
}

// instructing are 批示, what holds where instructions differ, and 原件收回.
func instructing(f forms) []flow.Node {
	instruct := flow.Node{
		Verb: "批示", Key: "1-02-K2", Who: flow.Planned, Due: "step", Can: leaderSigns, Signs: true,
		Clauses: []string{"1-02-1.2", "1-02-R1"},
		Next:    []flow.Edge{{To: "gather", When: "differ", Label: "批示不一致"}, {To: "original", Usual: true}},
		Phrases: []string{"同意拟办意见。", "请主办科室抓紧办理，按时反馈。", "请办公室督办。"},
	}
	inTurn, atOnce, decide := instruct, instruct, instruct
	inTurn.ID, inTurn.Name, inTurn.Mode = "instruct", "批示", flow.Ordered
	atOnce.ID, atOnce.Name, atOnce.Mode = "instruct-together", "同时批示", flow.All
	decide.ID, decide.Name, decide.Who, decide.Mode, decide.Can = "decide", "局长定", "head", flow.One, []flow.Action{flow.Return, flow.Forward}
	decide.Next = []flow.Edge{{To: "original"}}
	return []flow.Node{
		inTurn, atOnce,
		{ID: "gather", Name: "归集批示", Verb: "归集", Who: "director", Mode: flow.One, Form: f.gathering, Due: "day", Clauses: []string{"1-02-R1"},
			Can: []flow.Action{flow.Return}, Phrases: []string{"批示意思一致，照办。", "两位领导的批示不一致，请局长定。"},
			Next: []flow.Edge{{To: "decide", When: "ask the head", Label: "请示局长"}, {To: "original", Label: "照办"}}},
		decide,
		{ID: "original", Name: "原件收回", Verb: "收回原件", Key: "1-02-K4", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.original,
			Due: "day", NoWithdraw: true, Clauses: []string{"1-02-4.1"}, Can: []flow.Action{flow.Return}, Next: []flow.Edge{{To: "distribute"}}},
	}
}

// handling are 分送 to 办结.
func handling(f forms) []flow.Node {
	return []flow.Node{
		{ID: "distribute", Name: "分送", Verb: "分送", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.distribution, Due: "day",
			NoWithdraw: true, Clauses: []string{"1-02-1.3", "1-02-4.2", "1-02-R3"}, Can: []flow.Action{flow.Return},
			Next: []flow.Edge{{To: "joined", When: "joined", Label: "并案"}, {To: "handle", When: "to be handled", Label: "承办", Usual: true}, {To: "supervise", Label: "无需承办"}}},
		{ID: "handle", Name: "承办反馈", Verb: "反馈", Who: flow.Planned, Mode: flow.All, Form: f.feedback, Due: "deadline",
			Clauses: []string{"1-02-R4"}, Can: whileSigning, Phrases: []string{"已办理完毕，结果如下。"},
			Next: []flow.Edge{{To: "answer", When: "answer owed", Label: "要求答复"}, {To: "supervise", Usual: true}}},
		{ID: "answer", Name: "答复", Verb: "登记答复", Who: "answerer", Mode: flow.Any, Form: f.answering, Due: "deadline", Silent: true,
			Clauses: []string{"1-02-R4"}, Can: []flow.Action{flow.Return, flow.Forward}, Next: []flow.Edge{{To: "supervise"}}},
		{ID: "supervise", Name: "督办办结", Verb: "办结", Key: "1-02-K3", Who: "wenshu", Mode: flow.One, Form: f.closing, Due: "day",
			Clauses: []string{"1-02-R3", "1-02-R4"}, Can: []flow.Action{flow.Return}, Phrases: []string{"各科已反馈，予以办结。"}},
		{ID: "joined", Name: "并案办理", Verb: "随主件办结", Who: "wenshu", Mode: flow.One, Form: f.closing, Silent: true, Due: "deadline",
			Clauses: []string{"1-02-R3", "1-02-R4"}, Can: []flow.Action{flow.Return}},
	}
}

// circulating are the two ways of 传阅, and 存查.
func circulating(f forms) []flow.Node {
	read := flow.Node{
		Verb: "阅毕", Who: flow.Planned, Silent: true, Due: "read", SkipAway: true, Signs: true, Clauses: []string{"1-02-1.2"},
		Can: []flow.Action{flow.Acknowledge, flow.AddSigner, flow.Recall}, Phrases: []string{"已阅。"}, Next: []flow.Edge{{To: "keep"}},
	}
	inTurn, atOnce := read, read
	inTurn.ID, inTurn.Name, inTurn.Mode = "circulate", "传阅", flow.Ordered
	atOnce.ID, atOnce.Name, atOnce.Mode = "circulate-together", "同时传阅", flow.All
	return []flow.Node{
		inTurn, atOnce,
		{ID: "keep", Name: "存查", Verb: "存查", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.keeping, Due: "day",
			Clauses: []string{"1-02-4.1"}, Result: "存查"},
	}
}
