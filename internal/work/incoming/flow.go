package incoming

import (
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
)

// Words of the model that the flow branches on.
const (
	toHandle = "办件"
	toRead   = "阅件"
	sentBack = "退文"
	together = "同时"
)

// Kind is the kind's id.
const Kind = "incoming"

// forms are the schemas of the steps.
type forms struct {
	document     *form.Schema[Document]
	receipt      *form.Schema[Receipt]
	registration *form.Schema[Registration]
	review       *form.Schema[Review]
	proposal     *form.Schema[Proposal]
	original     *form.Schema[Original]
	distribution *form.Schema[Distribution]
	feedback     *form.Schema[Feedback]
	closing      *form.Schema[Closing]
	keeping      *form.Schema[Keeping]
}

// whileSigning are the actions of everyone whose opinion is asked.
var whileSigning = []flow.Action{flow.Return, flow.Forward, flow.AddSigner}

// definition is the flow of 1-02, version 1.
func definition(f forms) *flow.Definition {
	leaderSigns := []flow.Action{flow.Acknowledge, flow.Return, flow.Forward, flow.AddSigner}
	instruct := flow.Node{
		Verb: "批示", Key: "1-02-K2", Who: flow.Planned, Due: "step", Can: leaderSigns, Signs: true,
		Clauses: []string{"1-02-1.2", "1-02-R1"}, Next: []flow.Edge{{To: "original"}},
		Phrases: []string{"同意拟办意见。", "请主办科室抓紧办理，按时反馈。", "请办公室督办。"},
	}
	inTurn, atOnce := instruct, instruct
	inTurn.ID, inTurn.Name, inTurn.Mode = "instruct", "批示", flow.Ordered
	atOnce.ID, atOnce.Name, atOnce.Mode = "instruct-together", "同时批示", flow.All
	return &flow.Definition{Kind: Kind, Name: "公文收文", Version: 1, Nodes: []flow.Node{
		{ID: "receive", Name: "签收", Verb: "签收", Who: "creator", Mode: flow.One, Silent: true, Form: nil,
			Clauses: []string{"1-02-1.1", "1-02-R3"}, Next: []flow.Edge{{To: "register"}}},
		{ID: "register", Name: "登记", Verb: "登记", Key: "1-02-K1", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.registration,
			Due: "day", NoWithdraw: true, Clauses: []string{"1-02-1.1", "1-02-R3"}, Next: []flow.Edge{{To: "review"}}},
		{ID: "review", Name: "初审", Verb: "初审", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.review, Due: "day",
			Clauses: []string{"1-02-1.1"}, Can: []flow.Action{flow.Forward},
			Next: []flow.Edge{{To: "sent-back", When: "sent back", Label: "退文"}, {To: "propose", Label: "受理"}}},
		{ID: "sent-back", Name: "退文", Verb: "退文寄出", Who: "wenshu", Mode: flow.One, Silent: true, Due: "day", NoMerge: true,
			Clauses: []string{"1-02-1.1"}, Result: "已退文"},
		{ID: "propose", Name: "拟办", Verb: "拟办", Who: "director", Mode: flow.One, Form: f.proposal, Due: "leader",
			Clauses: []string{"1-02-1.2", "1-02-R3"}, Can: []flow.Action{flow.Return, flow.Forward},
			Phrases: []string{"拟请局长批示。", "拟请分管领导审核后报局长批示。", "拟传阅后存查。"},
			Next: []flow.Edge{{To: "circulate", When: "to read", Label: "阅件"}, {To: "audit", When: "audited", Label: "送审核"},
				{To: "instruct-together", When: "together", Label: "同时"}, {To: "instruct", Label: "依次"}}},
		{ID: "audit", Name: "审核", Verb: "审核", Who: flow.Planned, Mode: flow.All, Due: "step", Can: leaderSigns, Signs: true,
			Clauses: []string{"1-02-R2"}, Phrases: []string{"同意拟办意见，呈局长批示。", "已阅。"},
			Next: []flow.Edge{{To: "instruct-together", When: "together", Label: "同时"}, {To: "instruct", Label: "依次"}}},
		inTurn, atOnce,
		{ID: "original", Name: "原件收回", Verb: "收回原件", Key: "1-02-K4", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.original,
			Due: "day", Clauses: []string{"1-02-4.1"}, Can: []flow.Action{flow.Return}, Next: []flow.Edge{{To: "distribute"}}},
		{ID: "distribute", Name: "分送", Verb: "分送", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.distribution, Due: "day",
			Clauses: []string{"1-02-1.3", "1-02-4.2", "1-02-R3"}, Can: []flow.Action{flow.Return},
			Next: []flow.Edge{{To: "handle", When: "to be handled", Label: "承办", Usual: true}, {To: "supervise", Label: "无需承办"}}},
		{ID: "handle", Name: "承办反馈", Verb: "反馈", Who: flow.Planned, Mode: flow.All, Form: f.feedback, Due: "deadline",
			Clauses: []string{"1-02-R4"}, Can: whileSigning, Phrases: []string{"已办理完毕，结果如下。"},
			Next: []flow.Edge{{To: "supervise"}}},
		{ID: "supervise", Name: "督办办结", Verb: "办结", Key: "1-02-K3", Who: "wenshu", Mode: flow.One, Form: f.closing, Due: "day",
			Clauses: []string{"1-02-R3", "1-02-R4"}, Can: []flow.Action{flow.Return}, Phrases: []string{"各科已反馈，予以办结。"}},
		{ID: "circulate", Name: "传阅", Verb: "阅毕", Who: flow.Planned, Mode: flow.All, Silent: true, Due: "step",
			Clauses: []string{"1-02-1.2"}, Can: []flow.Action{flow.Acknowledge, flow.AddSigner}, Next: []flow.Edge{{To: "keep"}}},
		{ID: "keep", Name: "存查", Verb: "存查", Who: "wenshu", Mode: flow.One, Silent: true, Form: f.keeping, Due: "day",
			Clauses: []string{"1-02-4.1"}, Result: "存查"},
	}}
}
