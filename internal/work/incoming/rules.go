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

// notSilentlyTwice is 1-02-1.1: the same organ and number again is merged, or kept
// apart with a reason.
func notSilentlyTwice(doc Document, earlier *twin) *norm.Refusal {
	if doc.Twin == merged && earlier == nil {
		return &norm.Refusal{
			Clause: "1-02-1.1", RuleVersion: ruleVersion, Field: "twin",
			Title:  fmt.Sprintf("没有归并：没有登记过 %s %s", orNone(doc.Organ), orNone(doc.DocNumber)),
			Detail: "来文机关、来文字号都相同的才是同一文件的两份。没有保存，填写的内容仍在页面上。",
			Inputs: map[string]any{"organ": doc.Organ, "doc_number": doc.DocNumber},
		}
	}
	if earlier == nil || doc.Twin == merged || doc.Twin != "" && strings.TrimSpace(doc.TwinReason) != "" {
		return nil
	}
	r := &norm.Refusal{
		Clause: "1-02-1.1", RuleVersion: ruleVersion, Field: "twin",
		Title:  fmt.Sprintf("没有登记：%s %s 已登记为 %s", doc.Organ, doc.DocNumber, earlier.Number),
		Detail: "同一来文机关、同一文号只登记一次。若是纸质与电子两份，归并到已登记的一件；若确是更正重发或文号重复，选明情形并写理由后单独登记。没有占用收文号，填写的内容仍在页面上。",
		Inputs: map[string]any{"organ": doc.Organ, "doc_number": doc.DocNumber, "earlier": earlier.CaseID},
		Remedies: []norm.Remedy{
			{Label: "归并到 " + earlier.Number, Action: "approve", Prefill: map[string]string{"twin": merged}},
			{Label: "作为更正重发单独登记", Action: "approve", Prefill: map[string]string{"twin": "更正重发"}},
			{Label: "文号重复，单独登记", Action: "approve", Prefill: map[string]string{"twin": "文号重复"}},
			{Label: "打开已登记的 " + earlier.Number, Action: "/cases/" + earlier.CaseID},
		},
	}
	if doc.Twin != "" {
		r.Field, r.Title = "twin_reason", "没有登记：同号单独登记要写明理由"
	}
	return r
}

func orNone(s string) string {
	if s == "" {
		return "（未填）"
	}
	return s
}

// registeredFirst is 1-02-1.1: nothing circulates before it is signed for and
// registered.
func registeredFirst(number string) *norm.Refusal {
	if number != "" {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-1.1", RuleVersion: ruleVersion, Title: "没有传阅：这份来文还没有登记",
		Detail: "来文先签收、登记取号，才能传阅。没有送出。",
	}
}

// registeredFirstOf is registeredFirst for another action.
func registeredFirstOf(what string) *norm.Refusal {
	r := registeredFirst("")
	r.Title = "没有" + what + "：这份来文还没有登记"
	return r
}

// reportedAtNight is 1-02-1.2 with 特事 ④: what the duty officer took in was
// reported by telephone, after it came and not in the future.
func reportedAtNight(in Receipt, now int64) *norm.Refusal {
	if in.How != takenIn || in.ReportedAt <= now {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-1.2", RuleVersion: ruleVersion, Field: "reported_at", Title: "没有代收：报告时间在现在之后",
		Detail: "值班代收的来文先电话报告领导，再登记。没有保存，填写的内容仍在页面上。",
	}
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

// Listed is a category that the 局长 has listed in writing for 先分办.
type Listed struct {
	ID      string `db:"id"`
	DocKind string `db:"doc_kind"`
	Organ   string `db:"organ"` // "" = any
	From    string `db:"valid_from"`
	To      string `db:"valid_to"` // "" = open
	CaseID  string `db:"case_id"`
}

// covers tells whether a category holds for a document on a day.
func (l Listed) covers(doc Document, day string) bool {
	return l.DocKind == doc.DocKind && (l.Organ == "" || l.Organ == doc.Organ) && l.From <= day && (l.To == "" || day <= l.To)
}

// onlyListedGoFirst is 1-02-1.3: only categories that the 局长 listed in writing are
// distributed before an instruction.
func onlyListedGoFirst(in Proposal, doc Document, found *Listed) *norm.Refusal {
	if in.Class != toHandle || in.Route != fastRoute || found != nil {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-1.3", RuleVersion: ruleVersion, Field: "route",
		Title:  fmt.Sprintf("没有先分办：“%s”不在局长书面列明的类别里", doc.DocKind),
		Detail: "公文经领导签阅批示后才能传送科室办理；只有列明的类别可以先分办、同步送阅。没有保存，填写的内容仍在页面上。",
		Inputs: map[string]any{"doc_kind": doc.DocKind, "organ": doc.Organ},
		Remedies: []norm.Remedy{
			{Label: "改为先送领导批示", Action: "approve", Prefill: map[string]string{"route": ""}}, {Label: "查看列明的类别", Action: "/registers/" + FastLedger},
		},
	}
}

// instructedFirst is 1-02-1.3: no distribution before a leader's instruction, but of
// the categories that the 局长 listed.
func instructedFirst(instructions int, fast bool) *norm.Refusal {
	if instructions > 0 || fast {
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
// before distribution; what was reported missing is another matter (1-02-3.2).
// with says with whom those are that are still out.
func originalComesBack(returned, registered, missing int64, with []string) *norm.Refusal {
	due := registered - missing
	if returned >= due {
		return nil
	}
	r := &norm.Refusal{
		Clause: "1-02-4.1", RuleVersion: ruleVersion, Field: "copies",
		Title:  fmt.Sprintf("没有收回原件：登记 %d 份，只收回 %d 份", registered, returned),
		Detail: "逐级呈批完毕的公文，原件由办公室存档，科室用复印件办理。没有保存，填写的内容仍在页面上。",
		Inputs: map[string]any{"registered": registered, "returned": returned, "missing": missing, "with": with},
	}
	if missing > 0 {
		r.Title = fmt.Sprintf("没有收回原件：登记 %d 份，缺失 %d 份，应收回 %d 份，只收回 %d 份", registered, missing, due, returned)
	}
	if len(with) > 0 {
		r.Detail = "还在外面的：" + strings.Join(with, "；") + "。" + r.Detail
	}
	r.Remedies = []norm.Remedy{{Label: fmt.Sprintf("收回份数改为 %d 份", due), Action: "approve", Prefill: map[string]string{"copies": fmt.Sprint(due)}}}
	return r
}

// hostNamed is 1-02-1.3: with several departments one of them hosts, and none
// both hosts and assists.
func hostNamed(in Distribution) *norm.Refusal {
	if in.With != "" {
		return nil // handled with another document, by whoever handles that
	}
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

// answerIssued is 1-02-R4: the number of the answer is one that was issued.
func answerIssued(answer string, issued bool) *norm.Refusal {
	if issued {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-R4", RuleVersion: ruleVersion, Field: "answer",
		Title:  "没有登记答复：发文登记里没有 " + answer,
		Detail: "核对复文号；答复还没有发出的，发出后再填。没有保存，填写的内容仍在页面上。",
		Inputs: map[string]any{"answer": answer},
	}
}

// mainClosedFirst is 1-02-R3: what is handled with another document closes with it,
// not before.
func mainClosedFirst(number string, closed bool) *norm.Refusal {
	if closed {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-R3", RuleVersion: ruleVersion, Title: "没有办结：主件 " + number + " 还没有办结", Detail: "并案的文件随主件办结。没有保存。",
		Inputs: map[string]any{"main": number},
	}
}

// instruction is what one leader wrote.
type instruction struct {
	PersonID string `db:"person_id"`
	Name     string `db:"person_name"`
	Opinion  string `db:"opinion"`
	ByHead   bool   `db:"-"`
}

// plainWords are those by which a leader agrees and adds nothing.
var plainWords = []string{"同意", "已阅", "阅", "圈阅视为同意", "同意拟办意见", "拟同意", "请按拟办意见办理", "照办"}

// plain tells whether an instruction only agrees.
func (i instruction) plain() bool {
	words := strings.Map(func(r rune) rune {
		if strings.ContainsRune("，。；、！（）() 　,.;!", r) {
			return -1
		}
		return r
	}, i.Opinion)
	for _, w := range plainWords {
		if words == w {
			return true
		}
	}
	return false
}

// differing tells whether the leaders' instructions may say different things
// (1-02-R1): at least two of them say more than that they agree, in other words,
// and the 局长 has not instructed, whose word would hold.
func differing(all []instruction) bool {
	words := map[string]bool{}
	for _, i := range all {
		if i.ByHead {
			return false
		}
		if !i.plain() {
			words[i.Opinion] = true
		}
	}
	return len(words) > 1
}
