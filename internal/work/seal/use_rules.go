package seal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/inspect"
	"guiju.cn/guiju/internal/norm"
)

// authority is what else than the person's posts the approval of a seal may rest
// on (1-01-5.3), and who approves seals that no clause names.
type authority struct {
	Grant     *grantRow // a written authorisation that covers this
	Oral      *oral     // 特事登记 of this case
	Suspended bool      // an oral one was not confirmed in time
	Special   string    // post, by name, that approves special seals
}

// oral is an authorisation by telephone or word of mouth, as 特事登记 has it.
type oral struct {
	ID     string
	Copies int64
	ByHead bool // allowed by the 局长
}

// ask is what is to be approved.
type ask struct {
	Seal      Seal
	Matter    string
	Copies    int64
	Applicant string
	Keeper    string // of the seal, now
	Today     clock.Date
}

// mayApprove is 1-01-5.1 to 1-01-5.4: who approves the use of a seal, by its
// class. Proxies and stand-ins bring nobody a power of their own.
func mayApprove(a ask, who someone, by authority) *norm.Refusal {
	switch a.Seal.approvalClass() {
	case partySeal:
		return partySecretary(a, who)
	case bureauSeal:
		return headOrDeputy(a, who, by)
	case deptSeal:
		return departmentHead(a, who)
	case nameSeal:
		if who.ID == a.Seal.OwnerID {
			return nil
		}
		return notBy(a, who, "1-01-6.2", "签名章由本人批准")
	}
	if who.holds(postCode(by.Special)) || by.Special == inCharge && slices.Contains(who.Leads, a.Seal.DeptID) {
		return nil
	}
	return notBy(a, who, "1-01-6.2", a.Seal.Name+"由"+by.Special+"批准")
}

// inCharge is the setting of the leader in charge, who is no post of its own.
const inCharge = "分管领导"

func notBy(a ask, who someone, clause, rule string) *norm.Refusal {
	r := refusal(clause, "approver", fmt.Sprintf("没有批准：%s，%s不能批准", rule, who.Name), "转由有权的领导批准。")
	r.Inputs = map[string]any{"seal": a.Seal.ID, "class": a.Seal.Class, "person": who.ID, "posts": who.Posts}
	return r
}

// partySecretary is 1-01-5.1.
func partySecretary(a ask, who someone) *norm.Refusal {
	if who.holds("shuji") {
		return nil
	}
	return notBy(a, who, "1-01-5.1", "党组印章只由党组书记批准")
}

// headOrDeputy is 1-01-5.2, and 1-01-5.3 for the 办公室主任.
func headOrDeputy(a ask, who someone, by authority) *norm.Refusal {
	switch {
	case who.holds("juzhang", "fujuzhang"):
		return nil
	case who.holds("bangongshizhuren"):
		return authorised(a, who, by)
	}
	return notBy(a, who, "1-01-5.2", a.Seal.Name+"由局长或副局长批准")
}

// authorised is 1-01-5.3: a written authorisation with dates and scope, or an oral
// one entered as an exception for this matter and number of copies; never for the
// own matter, and not while an oral one has not been confirmed in time.
func authorised(a ask, who someone, by authority) *norm.Refusal {
	refuse := func(title, detail string) *norm.Refusal {
		r := refusal("1-01-5.3", "", title, detail)
		r.MayExcept = "juzhang"
		r.Inputs = map[string]any{"seal": a.Seal.ID, "matter": a.Matter, "copies": a.Copies, "person": who.ID}
		return r
	}
	switch {
	case a.Applicant == who.ID:
		r := refuse("没有批准：办公室主任本人的事项不能自己批准", "报局长或副局长批准。")
		r.MayExcept = ""
		return r
	case by.Suspended:
		r := refuse("没有批准：口头授权逾期没有确认，这项权限已停用", "局长补办确认后恢复。")
		r.MayExcept, r.Remedies = "", []norm.Remedy{{Label: "查看没有确认的口头授权", Action: "/exceptions"}}
		return r
	case by.Grant != nil && a.Copies <= by.Grant.Most:
		return nil
	case by.Oral != nil && by.Oral.ByHead && a.Copies <= by.Oral.Copies:
		return nil
	case by.Grant != nil:
		return refuse(fmt.Sprintf("没有批准：%s 每件至多 %d 份，申请 %d 份", by.Grant.Number, by.Grant.Most, a.Copies), "超出授权范围的，报局长或副局长批准。")
	case by.Oral != nil && !by.Oral.ByHead:
		return refuse("没有批准：口头授权须由局长作出", "")
	case by.Oral != nil:
		return refuse(fmt.Sprintf("没有批准：口头授权 %d 份，申请 %d 份", by.Oral.Copies, a.Copies), "口头授权限一事、限份数。")
	}
	return refuse("没有批准：没有局长的书面授权，或不在授权的期限、印章和事项之内", "报局长或副局长批准，或由局长授权后再办。")
}

// departmentHead is 1-01-5.4: the head of the seal's department; in the head's own
// matter, or where the head keeps the seal, the leader in charge.
func departmentHead(a ask, who someone) *norm.Refusal {
	head := slices.Contains(who.Heads, a.Seal.DeptID)
	apart := who.ID != a.Applicant && who.ID != a.Keeper
	if head && apart || slices.Contains(who.Leads, a.Seal.DeptID) {
		return nil
	}
	if head {
		return notBy(a, who, "1-01-5.4", "负责人本人申请或自己保管的，由分管领导批准")
	}
	return notBy(a, who, "1-01-5.4", a.Seal.Name+"由本部门主要负责人批准")
}

// notOwnParty is 1-01-5.1 with G-01: the secretary's own matter is applied for by
// the office, since nobody else approves it.
func notOwnParty(s Seal, applicant someone) *norm.Refusal {
	if s.approvalClass() != partySeal || !applicant.holds("shuji") {
		return nil
	}
	return refusal("1-01-5.1", "seal", "没有申请：党组印章由党组书记批准，书记不能批准自己的申请", "请办公室代为申请。")
}

// signedFor is 1-01-6.1: an official document is stamped against a document signed
// by somebody whose power covers the seal; nobody approves it again.
func signedFor(s Seal, doc *SignedDocument) *norm.Refusal {
	switch {
	case doc == nil:
		return refusal("1-01-6.1", "document", "没有申请：公文用印须有已签发的发文稿", "发文签发后再申请；没有走发文流程的，按事项选择介绍信、证明等。")
	case s.approvalClass() == partySeal && !slices.Contains(doc.SignerPosts, "shuji"):
		return refusal("1-01-5.1", "seal", fmt.Sprintf("没有申请：%s 由 %s 签发，党组印章只认党组书记", doc.Number, doc.Signer), "报党组书记签发后再用印。")
	case s.approvalClass() == bureauSeal && !slices.ContainsFunc(doc.SignerPosts, func(p string) bool { return p == "juzhang" || p == "fujuzhang" }):
		return refusal("1-01-5.2", "seal", fmt.Sprintf("没有申请：%s 由 %s 签发，局公章须由局长或副局长批准", doc.Number, doc.Signer), "")
	case s.approvalClass() != partySeal && s.approvalClass() != bureauSeal:
		return refusal("1-01-6.1", "seal", "没有申请：公文用局公章或党组印章，不用"+s.Name, "")
	}
	return nil
}

// attached is 1-01-6.4: what is to be stamped is there, as pages.
func attached(files int, foreign []string) *norm.Refusal {
	switch {
	case files == 0:
		return refusal("1-01-6.4", "files", "没有申请：还没有附上要用印的文件", "没有文件的，就是空白页用印。")
	case len(foreign) > 0:
		return refusal("1-01-6.4", "files", fmt.Sprintf("没有申请：%s 不能直接用印", strings.Join(foreign, "、")), "另存为 PDF 或扫描成图片后再上传，批准的和要盖的才是同一份。")
	}
	return nil
}

// noBlanks is 1-01-6.4: no blank or nearly blank page, no place left unfilled. Backs
// that are marked are not stamped; what was found wrongly is explained and looked
// at by a second person, except where nothing stands on the page at all.
func noBlanks(found []inspect.Finding, pages int, backs []int, alarm string) *norm.Refusal {
	var left []inspect.Finding
	for _, f := range found {
		back := slices.Contains(backs, f.Page) && f.Kind != inspect.Unfilled
		if !back && (f.Certain || strings.TrimSpace(alarm) == "") {
			left = append(left, f)
		}
	}
	if len(backs) > 0 && len(backs) >= pages {
		return refusal("1-01-6.4", "backs", "没有申请：全部页都标了“此页不盖”", "至少有一页要用印。")
	}
	for _, page := range backs {
		if page > pages {
			return refusal("1-01-6.4", "backs", fmt.Sprintf("没有申请：一共 %d 页，没有第 %d 页", pages, page), "")
		}
	}
	if len(left) == 0 {
		return nil
	}
	r := refusal("1-01-6.4", "files", "没有申请："+left[0].String(), said(left)+"严禁在空白页、没有填好的介绍信、证件和执法文书上用印。填好后重新上传；双面纸的空白背面标明“此页不盖”。")
	r.Inputs = map[string]any{"findings": texts(left), "pages": pages}
	if page := emptyBack(left, pages); page != "" {
		r.Field = "backs"
		r.Remedies = append(r.Remedies, norm.Remedy{Label: "标明第 " + page + " 页不盖", Action: "approve", Prefill: map[string]string{"backs": joinPages(backs, page)}})
	}
	if !slices.ContainsFunc(left, func(f inspect.Finding) bool { return f.Certain }) {
		r.Remedies = append(r.Remedies, norm.Remedy{Label: "检查有误，由保管人复核", Action: "approve", Prefill: map[string]string{"alarm": "第 " + strconv.Itoa(left[0].Page) + " 页："}})
	}
	return r
}

func texts(found []inspect.Finding) []string {
	all := make([]string, len(found))
	for i, f := range found {
		all[i] = f.String()
	}
	return all
}

// said lists the further findings.
func said(found []inspect.Finding) string {
	if len(found) < 2 {
		return ""
	}
	return "另有：" + strings.Join(texts(found[1:]), "；") + "。"
}

// emptyBack names the pages that could be marked as backs: all that was found is
// that they are empty, and other pages are left.
func emptyBack(found []inspect.Finding, pages int) string {
	var empty []string
	for _, f := range found {
		if f.Kind != inspect.Blank {
			return ""
		}
		empty = append(empty, strconv.Itoa(f.Page))
	}
	if len(empty) >= pages {
		return ""
	}
	return strings.Join(empty, "、")
}

func joinPages(backs []int, more string) string {
	for i := len(backs) - 1; i >= 0; i-- {
		more = strconv.Itoa(backs[i]) + "、" + more
	}
	return more
}

// pagesIn reads 2、4 or 2,4 or 2 4; what is no number is told.
func pagesIn(text string) ([]int, *norm.Refusal) {
	var pages []int
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,;； 　", r) }) {
		n, err := strconv.Atoi(strings.Trim(one, "第页"))
		if err != nil || n < 1 {
			return nil, refusal("1-01-6.4", "backs", "没有申请：此页不盖的页写成数字，如 2、4", "")
		}
		pages = append(pages, n)
	}
	return pages, nil
}

// withOpinion is 1-01-6.2: a contract has its legal opinion.
func withOpinion(matter string, opinions int, wanted bool) *norm.Refusal {
	if matter != agreement || !wanted || opinions > 0 {
		return nil
	}
	return refusal("1-01-6.2", "legal", "没有申请：协议书还没有附合法性审查意见", "合同、协议书经法规科审查后再用印。")
}

// everyPiece is 1-01-3: the copies of a roster are those of its lines.
func everyPiece(roster []Piece, copies int64) *norm.Refusal {
	if len(roster) == 0 {
		return nil
	}
	sum := int64(0)
	for _, p := range roster {
		sum += p.Copies
	}
	if sum == copies {
		return nil
	}
	return refusal("1-01-3", "copies", fmt.Sprintf("没有申请：名册合计 %d 份，申请 %d 份", sum, copies), "用印逐件登记，份数须与名册一致。",
		norm.Remedy{Label: fmt.Sprintf("份数改为 %d 份", sum), Action: "approve", Prefill: map[string]string{"copies": fmt.Sprint(sum)}})
}

// notFewer is 1-01-3: what is pressed already stays in the number of copies.
func notFewer(copies, pressed int64) *norm.Refusal {
	if copies >= pressed {
		return nil
	}
	return refusal("1-01-3", "copies", fmt.Sprintf("没有申请：已用印 %d 份，份数不能改为 %d 份", pressed, copies), "")
}

// secondPerson is 1-01-6.3: the 科长 signs, another person of the department in
// charge approves.
func secondPerson(signed, approves string) *norm.Refusal {
	if signed != approves {
		return nil
	}
	return refusal("1-01-6.3", "", "没有批准：签署的科长不能再作主管部门的批准", "对企业出具的证明由科长签署、主管部门的另一人批准。")
}
