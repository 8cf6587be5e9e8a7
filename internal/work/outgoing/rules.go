package outgoing

import (
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

// ruleVersion dates this reading of the clauses.
const ruleVersion = "2026-11"

const kept = "没有保存，填写的内容仍在页面上。"

func refusal(clause, field, title, detail string, remedies ...norm.Remedy) *norm.Refusal {
	if detail == "" {
		detail = kept
	}
	return &norm.Refusal{Clause: clause, RuleVersion: ruleVersion, Field: field, Title: title, Detail: detail, Remedies: remedies}
}

// kindKnown is 1-03-R3: what is drafted is of a kind that the bureau issues.
func kindKnown(name string) *norm.Refusal {
	return refusal("1-03-R3", "doc_kind", fmt.Sprintf("没有送出：本局没有“%s”这个文种", name), "文种由办公室维护，选表里有的。"+kept)
}

// seriesKnown is 1-03-R3 for the organ code.
func seriesKnown(name string) *norm.Refusal {
	return refusal("1-03-R3", "series", fmt.Sprintf("没有送出：本局没有“%s”这个机关代字", name), "机关代字由办公室维护，选表里有的。"+kept)
}

// seriesFits is 1-03-R3: a code is used for the kinds of documents it is made for.
func seriesFits(r rule) *norm.Refusal {
	if !r.kind.Numbered() || (r.series.Style == ordered) == (r.kind.Format == order) && (r.series.Style == issues) == (r.kind.Format == bulletin) {
		return nil
	}
	return refusal("1-03-R3", "series", fmt.Sprintf("没有送出：%s不用“%s”编号", r.kind.Name, r.series.Name), "命令用令号，简报、信息用期号，其他公文用发文字号。"+kept)
}

// proofread is 1-03-4.1: what the checker names is mended, or it is said why it
// stays.
func proofread(found []proof.Finding, why string) *norm.Refusal {
	if len(found) == 0 || strings.TrimSpace(why) != "" {
		return nil
	}
	first := found[0]
	r := refusal("1-03-4.1", "kept", fmt.Sprintf("没有校对：还有 %d 处提示没有处理，也没有写明保留的理由", len(found)),
		fmt.Sprintf("第一处在%s：“%s”，%s。改好文稿，或者写明保留的理由。%s", first.Place, first.Text, first.Why, kept),
		norm.Remedy{Label: "退办到拟稿，改好再校对", Action: "return", Prefill: map[string]string{"to": "draft", "opinion": "按校对提示修改。"}})
	r.Inputs = map[string]any{"findings": len(found)}
	return r
}

// wholeCheck is 1-03-4.2: who checks a draft has looked at all of it.
func wholeCheck(in Checking) *norm.Refusal {
	for field, done := range map[string]bool{"manners": in.Manners, "policy": in.Policy, "layout": in.Form, "consults": in.Consults} {
		if !done {
			return refusal("1-03-4.2", field, "没有核稿：还有核对事项没有确认", "逐项核对行文规则、内容、文种格式和会签；有不符的退办，不能空着送出。"+kept,
				norm.Remedy{Label: "退办到拟稿", Action: "return", Prefill: map[string]string{"to": "draft"}})
		}
	}
	return nil
}

// legalFirst is 1-03-4.2: a normative document has its legality review before it is
// checked.
func legalFirst(d Document) *norm.Refusal {
	if d.Normative != "是" || strings.TrimSpace(d.Legality) != "" && len(d.LegalityFiles) > 0 {
		return nil
	}
	return refusal("1-03-4.2", "", "没有核稿：规范性文件还没有合法性审核意见", "规范性文件须经合法性审核，附上意见书，写明审核机构、日期和结论。没有保存。",
		norm.Remedy{Label: "退办到拟稿，补合法性审核意见", Action: "return", Prefill: map[string]string{"to": "draft", "opinion": "补合法性审核意见书。"}})
}

// signerFits is 1-03-R1 and R2: important documents and those that go up are signed
// by the head; information sheets, bulletins and proofs end with the leader in charge.
func signerFits(r rule, important bool, signer string) *norm.Refusal {
	must, why, clause := "", "", "1-03-R1"
	switch {
	case r.kind.Signer == byHead:
		must, why = "head", r.kind.Name+"由主要负责人签发"
	case r.kind.Signer == byCharge:
		must, why, clause = "charge", r.kind.Name+"由分管领导审批后印发", "1-03-R2"
	case important:
		must, why = "head", "重要公文由主要负责人签发"
	}
	if must == "" || must == signer {
		return nil
	}
	r2 := refusal(clause, "signer", "没有送出："+why, kept, norm.Remedy{Label: "改为" + map[string]string{"head": "主要负责人签发", "charge": "分管领导审批"}[must], Action: "approve", Prefill: map[string]string{"signer": must}})
	r2.Inputs = map[string]any{"kind": r.kind.Name, "important": important, "signer": signer}
	return r2
}

// headAlone tells whether only the head may sign, in person (1-03-R1).
func headAlone(r rule, important bool) bool {
	return r.kind.Signer == byHead || important && r.kind.Signer != byCharge
}

// neverDelegated is 1-03-R1: where the head signs, nobody stands in, by proxy or by
// the table.
func neverDelegated(alone bool, why string) *norm.Refusal {
	if !alone || why == "" {
		return nil
	}
	r := refusal("1-03-R1", "", "没有签发：这份公文由主要负责人本人签发，不能委托（"+why+"）", "重要公文和上行文由主要负责人签发。等本人签发，或者本人电话同意后办理特事登记。没有保存。")
	r.MayExcept = "juzhang"
	return r
}

// signing is what signing looks at.
type signing struct {
	Checked    bool // 核稿 was done after the last drafting
	Precheck   bool // the layout of exactly this version passed
	Unnumbered bool
}

// checkedFirst is 1-03-4.2: nothing is signed that was not checked, also after it
// was drafted again.
func checkedFirst(s signing) *norm.Refusal {
	if s.Checked {
		return nil
	}
	return refusal("1-03-4.2", "", "没有签发：起草人改过以后还没有核稿", "公文签发以前由办公室文秘核稿；退给起草人修改的，改后重新核稿。没有保存。",
		norm.Remedy{Label: "退办到核稿", Action: "return", Prefill: map[string]string{"to": "check", "opinion": "改后重新核稿。"}})
}

// prechecked is 1-03-3.1: what is signed has passed the layout check as it stands.
func prechecked(s signing) *norm.Refusal {
	if s.Precheck || s.Unnumbered {
		return nil
	}
	return refusal("1-03-3.1", "", "没有签发：这一版还没有通过格式预检", "格式预检以后文稿又改过的，重新预检。没有保存。",
		norm.Remedy{Label: "退办到格式预检", Action: "return", Prefill: map[string]string{"to": "precheck", "opinion": "改后重新预检。"}})
}

// mended is how much a change after signing changes.
type mended struct {
	Field      string // other than the text that was changed: 标题, 主送机关 …
	Gone, Come int    // characters
	Facts      bool   // numbers, dates or amounts are among them
	Most       int    // characters that a slip may change
}

// slipsOnly is 1-03-R1 with 条例 25: after signing, more than slips of the pen go
// back to who signed.
func slipsOnly(m mended) *norm.Refusal {
	title := ""
	switch {
	case m.Field != "":
		title = "没有改正：改动了" + m.Field
	case m.Facts:
		title = "没有改正：改动了数字、日期或者金额"
	case m.Gone > m.Most || m.Come > m.Most:
		title = fmt.Sprintf("没有改正：改动 %d 字，超过文字差错的限度 %d 字", max(m.Gone, m.Come), m.Most)
	default:
		return nil
	}
	r := refusal("1-03-R1", "", title+"，属于实质修改", "签发后的实质修改须报原签发人复审（条例第二十五条）；文号不变。没有保存，改动仍在编辑页上。",
		norm.Remedy{Label: "退回复检，按实质修改报原签发人", Action: "return", Prefill: map[string]string{"to": "recheck", "opinion": "属于实质修改，报原签发人复审。"}})
	r.Inputs = map[string]any{"field": m.Field, "gone": m.Gone, "come": m.Come, "facts": m.Facts}
	return r
}

// numberFits is G-02: a reserved number is of the same series and still free; a late
// one is of a year that has passed.
func numberFits(in Numbering, reserved *reservation, series Series, year int) *norm.Refusal {
	switch {
	case in.Way == "用预留号" && reserved == nil:
		return refusal("G-02", "reserved", "没有编号：这个预留号已经用了，或者作废了", "")
	case in.Way == "用预留号" && reserved.Series != series.Drawn():
		return refusal("G-02", "reserved", fmt.Sprintf("没有编号：预留的是 %s，这份公文用%s", reserved.Text, series.Name), "")
	case in.Way == "补编以前年度" && (int(in.Year) >= year || series.Style == ordered):
		return refusal("G-02", "year", "没有编号：补编的是以前年度的文号", "今年的新取；连年编排的令号不补编。"+kept)
	}
	return nil
}

// withinCopies is 1-03-R1: no more is printed than was signed for.
func withinCopies(printed, signed, extra int64) *norm.Refusal {
	if printed <= signed+extra {
		return nil
	}
	what := fmt.Sprintf("签发稿印数 %d 份", signed)
	if extra > 0 {
		what += fmt.Sprintf("、加印 %d 份", extra)
	}
	r := refusal("1-03-R1", "copies", fmt.Sprintf("没有印制：%d 份，超过%s", printed, what), kept,
		norm.Remedy{Label: fmt.Sprintf("改为 %d 份", signed+extra), Action: "approve", Prefill: map[string]string{"copies": fmt.Sprint(signed + extra)}})
	r.Inputs = map[string]any{"printed": printed, "signed": signed, "extra": extra}
	return r
}

// stampedFirst is 1-01-6.1 from this side: what is to be stamped is not sent before
// the register of seals has it, with as many copies.
func stampedFirst(said, registered int64) *norm.Refusal {
	if registered > 0 && said <= registered {
		return nil
	}
	title := "没有送分发：用印登记表上还没有这份公文"
	if registered > 0 {
		title = fmt.Sprintf("没有送分发：用印 %d 份，用印登记表上是 %d 份", said, registered)
	}
	r := refusal("1-01-6.1", "copies", title, "公文用印以签发的发文稿为凭，用印登记以后再分发。没有保存。")
	r.Inputs = map[string]any{"said": said, "registered": registered}
	return r
}

// everyoneIsSent is 1-03-R3: the list names all who are addressed and copied to, and
// no more copies than are ready.
func everyoneIsSent(items []Sending, named []string, ready int64) *norm.Refusal {
	total := int64(0)
	sent := map[string]bool{}
	for _, x := range items {
		total += x.Copies
		sent[strings.TrimSpace(x.Organ)] = true
	}
	for _, name := range named {
		if !sent[name] {
			return refusal("1-03-R3", "items", "没有分发：分发单上没有"+name, "主送、抄送的机关都要列在分发单上。"+kept)
		}
	}
	if total > ready {
		r := refusal("1-03-R3", "items", fmt.Sprintf("没有分发：分发 %d 份，印好盖好的只有 %d 份", total, ready), kept)
		r.Inputs = map[string]any{"sent": total, "ready": ready}
		return r
	}
	return nil
}

// dayOfSigning is 1-03-3.1 (GB/T 9704 7.3.5.4): the date of a document is that of its
// signing, or of the meeting before it, never one to come.
func dayOfSigning(date, signed, today clock.Date) *norm.Refusal {
	switch {
	case date > today:
		return refusal("1-03-3.1", "date", fmt.Sprintf("没有编号：成文日期 %s 还没有到", date), "成文日期写签发的日期；经会议通过的写会议通过的日期。"+kept)
	case date > signed:
		return refusal("1-03-3.1", "date", fmt.Sprintf("没有编号：成文日期 %s 晚于签发日期 %s", date, signed), "成文日期写签发的日期；经会议通过的写会议通过的日期。"+kept,
			norm.Remedy{Label: "改为 " + string(signed), Action: "approve", Prefill: map[string]string{"date": string(signed)}})
	}
	return nil
}

// receiptsFirst is 1-03-R3: the document's way ends when all have signed for it, or
// it is said why not.
func receiptsFirst(open []string, why string) *norm.Refusal {
	if len(open) == 0 || strings.TrimSpace(why) != "" {
		return nil
	}
	r := refusal("1-03-R3", "missing", fmt.Sprintf("没有办结：还有 %d 处没有签收", len(open)), "没有签收的："+strings.Join(open, "、")+"。登记签收，或者说明为什么没有回执。"+kept)
	r.Inputs = map[string]any{"open": len(open)}
	return r
}
