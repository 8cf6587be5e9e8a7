package incoming

import (
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/norm"
)

// ruleVersion dates this reading of the clauses.
const ruleVersion = "2026-11"

// twin is a document already registered under the same organ and number.
type twin struct {
	CaseID string `db:"id"`
	Number string `db:"number"`
	Title  string `db:"title"`
}

// notSilentlyTwice is 1-02-1.1: the same organ and number again is offered to be
// merged, or kept apart with a reason.
func notSilentlyTwice(doc Document, earlier *twin) *norm.Refusal {
	if earlier == nil || doc.Twin != "" && strings.TrimSpace(doc.TwinReason) != "" {
		return nil
	}
	r := &norm.Refusal{
		Clause: "1-02-1.1", RuleVersion: ruleVersion, Field: "twin",
		Title:  fmt.Sprintf("没有登记：%s %s 已登记为 %s", doc.Organ, doc.DocNumber, earlier.Number),
		Detail: "同一来文机关、同一文号只登记一次。若是纸质与电子两份，归并到已登记的一件；若确是更正重发或文号重复，选明情形并写理由后单独登记。没有占用收文号，填写的内容仍在页面上。",
		Inputs: map[string]any{"organ": doc.Organ, "doc_number": doc.DocNumber, "earlier": earlier.CaseID},
		Remedies: []norm.Remedy{
			{Label: "打开已登记的 " + earlier.Number, Action: "/cases/" + earlier.CaseID},
			{Label: "作为更正重发单独登记", Action: "approve", Prefill: map[string]string{"twin": "更正重发"}},
			{Label: "文号重复，单独登记", Action: "approve", Prefill: map[string]string{"twin": "文号重复"}},
		},
	}
	if doc.Twin != "" {
		r.Field, r.Title = "twin_reason", "没有登记：同号单独登记要写明理由"
	}
	return r
}

// returnedWithReason is 1-02 初审: a document is sent back only with the reason.
func returnedWithReason(in Review) *norm.Refusal {
	if in.Verdict != sentBack || strings.TrimSpace(in.Reason) != "" {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-1.1", RuleVersion: ruleVersion, Field: "reason",
		Title: "没有退文：退文理由还没有填写", Detail: "退文须说明不属本局办理，或行文规则、格式哪里不符。没有保存。",
	}
}

// forALeader is 1-02-1.2 and 1-02-1.3: a document to be handled goes to a leader
// first; one to be read goes to readers.
func forALeader(in Proposal) *norm.Refusal {
	switch {
	case in.Class == toHandle && len(in.Leaders) == 0:
		return &norm.Refusal{
			Clause: "1-02-1.2", RuleVersion: ruleVersion, Field: "leaders",
			Title:  "没有送批：还没有选送批示的领导",
			Detail: "办件须经领导签阅批示后才能分送承办。没有保存，填写的内容仍在页面上。",
			Inputs: map[string]any{"class": in.Class},
			Remedies: []norm.Remedy{
				{Label: "改为阅件，直接传阅", Action: "approve", Prefill: map[string]string{"class": toRead}},
			},
		}
	case in.Class == toRead && len(in.Readers) == 0:
		return &norm.Refusal{
			Clause: "1-02-1.3", RuleVersion: ruleVersion, Field: "readers",
			Title: "没有传阅：还没有选传阅人员", Detail: "阅件由传阅人员逐一签阅。没有保存，填写的内容仍在页面上。",
		}
	}
	return nil
}

// instructedFirst is 1-02-1.3: no distribution before a leader's instruction.
func instructedFirst(instructions int) *norm.Refusal {
	if instructions > 0 {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-1.3", RuleVersion: ruleVersion,
		Title:    "没有分送：领导还没有批示",
		Detail:   "公文经领导签阅批示后，才能传送相关科室和人员办理。没有保存。",
		Remedies: []norm.Remedy{{Label: "退办到拟办，补送领导批示", Action: "return", Prefill: map[string]string{"to": "propose"}}},
	}
}

// originalComesBack is 1-02-4.1: all copies of the original return to the office
// before distribution.
func originalComesBack(returned, registered int64) *norm.Refusal {
	if returned >= registered {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-4.1", RuleVersion: ruleVersion, Field: "copies",
		Title:    fmt.Sprintf("没有收回原件：登记 %d 份，只收回 %d 份", registered, returned),
		Detail:   "逐级呈批完毕的公文，原件由办公室存档，科室用复印件办理。没有保存，填写的内容仍在页面上。",
		Inputs:   map[string]any{"registered": registered, "returned": returned},
		Remedies: []norm.Remedy{{Label: fmt.Sprintf("收回份数改为 %d 份", registered), Action: "approve", Prefill: map[string]string{"copies": fmt.Sprint(registered)}}},
	}
}

// hostNamed is 1-02-1.3: with several departments one of them hosts, and none
// both hosts and assists.
func hostNamed(in Distribution) *norm.Refusal {
	refusal := &norm.Refusal{Clause: "1-02-1.3", RuleVersion: ruleVersion, Field: "hosts", Detail: "没有保存，填写的内容仍在页面上。"}
	if len(in.Hosts) == 0 && len(in.Assistors) > 0 {
		refusal.Title = "没有分送：有协办科室，还没有主办科室"
		return refusal
	}
	for _, host := range in.Hosts {
		for _, assistor := range in.Assistors {
			if host == assistor {
				refusal.Title = "没有分送：同一科室不能既主办又协办"
				return refusal
			}
		}
	}
	return nil
}

// answeredFirst is 1-02-R4: where an answer is asked, closing needs its number.
func answeredFirst(wantsAnswer bool, answer string) *norm.Refusal {
	if !wantsAnswer || strings.TrimSpace(answer) != "" {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-R4", RuleVersion: ruleVersion, Field: "answer",
		Title:    "没有办结：来文要求答复，还没有复文号",
		Detail:   "要求答复的来文，答复后凭复文号办结。没有保存，填写的内容仍在页面上。",
		Inputs:   map[string]any{"wants_answer": wantsAnswer},
		Remedies: []norm.Remedy{{Label: "退办到承办科室，补报复文号", Action: "return", Prefill: map[string]string{"to": "handle"}}},
	}
}
