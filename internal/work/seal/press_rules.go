package seal

import (
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/norm"
)

// table is what the keeper's step rests on: what was approved, what was pressed,
// and what lies on the table.
type table struct {
	Seal      Seal
	Number    string // of the case
	Version   string // hash of the content now
	Approved  string // hash that was approved
	Reviewed  bool   // by the leader in charge, this version (1-01-R3); of a signed document true
	Keeper    string
	Approver  string // person
	Rendition *renditionRow
	Other     string                    // number of the case that the code belongs to, if not this one
	Old       bool                      // the code is of an earlier version of this case
	Copies    int64                     // approved
	Signed    int64                     // printed and signed for; -1 where no document is behind it
	Document  string                    // number of the signed document
	Place     string                    // where its pages leave room for the seal
	More      func(copies int64) string // address where more copies are asked for
	Pressed   int64                     // of this case
	PressedBy int64                     // of the document, by all cases
	Extra     int64                     // approved 加印
}

// limit is how many copies there may be in all, and left how many more now.
func (t table) limit() int64 {
	if t.Signed >= 0 {
		return t.Signed + t.Extra
	}
	return t.Copies + t.Extra
}

func (t table) left() int64 {
	if t.Signed >= 0 {
		return t.limit() - t.PressedBy
	}
	return t.limit() - t.Pressed
}

// approvedThis is 1-01-6.2: the approval is of exactly this version.
func approvedThis(t table) *norm.Refusal {
	if t.Approved == "" {
		return refusal("1-01-6.2", "", "没有用印：还没有领导批准", "", norm.Remedy{Label: "退办", Action: "return"})
	}
	if t.Approved != t.Version {
		r := refusal("1-01-6.2", "", "没有用印：文件在批准之后改动过", "批准只对当时的那一版有效，退办后重新批准。", norm.Remedy{Label: "退办，重新批准", Action: "return"})
		r.Inputs = map[string]any{"approved": t.Approved, "now": t.Version}
		return r
	}
	return nil
}

// reviewedFirst is 1-01-R3: the keeper sees to it that the leader in charge has
// reviewed what is stamped.
func reviewedFirst(t table) *norm.Refusal {
	if t.Reviewed {
		return nil
	}
	return refusal("1-01-R3", "", "没有用印：这一版还没有经分管领导审核签字", "退办到审核，审核、批准后再用印。", norm.Remedy{Label: "退办到审核", Action: "return", Prefill: map[string]string{"to": "review"}})
}

// notOwnApproval is G-08: who approves the use does not press.
func notOwnApproval(t table) *norm.Refusal {
	if t.Keeper != t.Approver {
		return nil
	}
	return refusal("G-08", "", "没有用印：批准的领导不能自己用印", "由另一人保管、用印。")
}

// rightCode is 1-01-6.2: the paper on the table carries the code of the version
// that was approved.
func rightCode(t table, typed string) *norm.Refusal {
	switch {
	case t.Old:
		return refusal("1-01-6.2", "code", "没有用印：这是改动以前打印的那一版", "按现在的用印件重新打印，旧的收回。")
	case t.Other != "":
		r := refusal("1-01-6.2", "code", fmt.Sprintf("没有用印：这是 %s 的用印件，不是 %s 的", t.Other, t.Number), "")
		r.Inputs = map[string]any{"code": typed, "other": t.Other}
		return r
	case t.Rendition == nil:
		r := refusal("1-01-6.2", "code", fmt.Sprintf("没有用印：没有“%s”这个码", typed), "只盖系统生成的用印件；在“文件”里打印后再盖。")
		r.Inputs = map[string]any{"code": typed}
		return r
	}
	return nil
}

// allPages is 1-01-6.2: what lies on the table has the approved number of pages.
func allPages(t table, sheets int64) *norm.Refusal {
	if sheets == t.Rendition.Pages {
		return nil
	}
	r := refusal("1-01-6.2", "sheets", fmt.Sprintf("没有用印：批准的每份 %d 页，清点 %d 页", t.Rendition.Pages, sheets), "缺页、多页都不能盖；核对后重新打印。",
		norm.Remedy{Label: fmt.Sprintf("重新清点，是 %d 页", t.Rendition.Pages), Action: "approve", Prefill: map[string]string{"sheets": fmt.Sprint(t.Rendition.Pages)}})
	r.Inputs = map[string]any{"approved": t.Rendition.Pages, "counted": sheets}
	return r
}

// enoughLeft is 1-01-6.1 for a signed document and 1-01-6.2 for the rest: not more
// copies than were signed or approved for, 加印 included.
func enoughLeft(t table, copies int64) *norm.Refusal {
	left := t.left()
	if copies <= left {
		return nil
	}
	clause := "1-01-6.2"
	title := fmt.Sprintf("没有用印：批准 %d 份，已盖 %d 份，这次 %d 份", t.limit(), t.Pressed, copies)
	detail := fmt.Sprintf("还可以盖 %d 份。这次操作没有写入登记表；", left)
	if t.Signed >= 0 {
		clause = "1-01-6.1"
		title = fmt.Sprintf("没有用印：申请 %d 份，超过签发稿印数 %d 份", copies, t.limit())
		if t.PressedBy > 0 {
			title = fmt.Sprintf("没有用印：签发稿印数 %d 份，已盖 %d 份，这次 %d 份", t.limit(), t.PressedBy, copies)
		}
		detail = fmt.Sprintf("这份文件的签发稿（%s）核定印数为 %d 份，用印份数不能多于印数。这次操作没有写入登记表；", t.Document, t.limit())
	}
	r := refusal(clause, "copies", title, detail)
	r.Inputs = map[string]any{"limit": t.limit(), "pressed": t.Pressed, "by_document": t.PressedBy, "asked": copies}
	if left > 0 {
		r.Remedies = append(r.Remedies, norm.Remedy{Label: fmt.Sprintf("把用印份数改为 %d 份", left), Action: "approve", Prefill: map[string]string{"copies": fmt.Sprint(left)}})
	}
	r.Remedies = append(r.Remedies, norm.Remedy{Label: "办理加印", Action: t.More(copies - left)},
		norm.Remedy{Label: "退办给经办人，补办加印签发", Action: "return", Prefill: map[string]string{"to": "apply"}})
	return r
}

// somethingPressed is 1-01-3: a press has copies, unless it ends what is left, or all
// that it stamped was spoiled (1-01-6.5).
func somethingPressed(in Pressing, pressed int64) *norm.Refusal {
	if in.Copies > 0 || in.Rest == notMore && pressed+in.Spoiled > 0 {
		return nil
	}
	return refusal("1-01-3", "copies", "没有用印：填写实际用印份数", "登记表的每一行都要有份数。")
}

// wholePieces is 1-01-3: a roster is pressed piece by piece.
func wholePieces(roster []Piece, done, copies int64) (take []Piece, _ *norm.Refusal) {
	if len(roster) == 0 {
		return nil, nil
	}
	sum := int64(0)
	for _, p := range roster {
		if done > 0 {
			done -= p.Copies
			continue
		}
		if sum+p.Copies > copies {
			break
		}
		sum, take = sum+p.Copies, append(take, p)
	}
	if sum == copies {
		return take, nil
	}
	return nil, refusal("1-01-3", "copies", fmt.Sprintf("没有用印：名册按件登记，接下来是 %s，%d 份不是整件", pieceNames(roster, take), copies), "",
		norm.Remedy{Label: fmt.Sprintf("先盖 %d 份", sum), Action: "approve", Prefill: map[string]string{"copies": fmt.Sprint(sum)}})
}

func pieceNames(roster, taken []Piece) string {
	names := make([]string, 0, 3)
	for _, p := range roster[min(len(taken), len(roster)-1):] {
		if len(names) == 3 {
			break
		}
		names = append(names, p.Name)
	}
	return strings.Join(names, "、")
}

// allDestroyed is 1-01-6.5: every spoiled page is destroyed, before another than
// who destroys.
func allDestroyed(in Destroying, spoiled int64, by string) *norm.Refusal {
	switch {
	case in.Witness == by:
		return refusal("G-08", "witness", "没有登记：销毁人不能同时是见证人", "")
	case in.Pages != spoiled:
		return refusal("1-01-6.5", "pages", fmt.Sprintf("没有登记：带印废页 %d 页，销毁 %d 页", spoiled, in.Pages), "带印废页全部销毁后才能办结。",
			norm.Remedy{Label: fmt.Sprintf("销毁 %d 页", spoiled), Action: "approve", Prefill: map[string]string{"pages": fmt.Sprint(spoiled)}})
	}
	return nil
}

// sameAfterwards is 1-01-6.4: what comes back sealed is what was approved, and the
// marked backs are still empty.
func sameAfterwards(c compared, backs []int, alarm string) *norm.Refusal {
	if c.Pages != c.Approved {
		return refusal("1-01-6.4", "files", fmt.Sprintf("没有登记：批准的每份 %d 页，扫描件 %d 页", c.Approved, c.Pages), "扫描一份完整的成品，空白背面也要扫。")
	}
	for _, page := range backs {
		if !c.Empty[page-1] {
			return refusal("1-01-6.4", "files", fmt.Sprintf("没有登记：第 %d 页标明“此页不盖”，扫描件上有内容", page), "空白背面不能用印；已盖上的按带印废页收回销毁，重新打印用印。")
		}
	}
	for i, same := range c.Same {
		if !same && !slices.Contains(backs, i+1) && strings.TrimSpace(alarm) == "" {
			r := refusal("1-01-6.4", "files", fmt.Sprintf("没有登记：扫描件第 %d 页与批准的不一致", i+1), "核对是不是拿错、缺页或页序不对，重新扫描。",
				norm.Remedy{Label: "比对有误，由保管人复核", Action: "approve", Prefill: map[string]string{"alarm": fmt.Sprintf("第 %d 页：", i+1)}})
			r.Inputs = map[string]any{"page": i + 1}
			return r
		}
	}
	return nil
}

// notPressed is 1-01-3: what is in the register, spoiled pages too, is not made void.
func notPressed(sum sums) *norm.Refusal {
	if sum.Pressed+sum.Spoiled == 0 {
		return nil
	}
	return refusal("1-01-3", "", fmt.Sprintf("没有作废：已用印 %d 份、带印废页 %d 页，登记表上已有记录", sum.Pressed, sum.Spoiled), "余下的份数不盖的，在核验用印时选“不再盖”。")
}

// raisedBy is 1-01-6.1: 加印 is approved by who signed or approved the first time.
func raisedBy(who, first string) *norm.Refusal {
	if who == first {
		return nil
	}
	return refusal("1-01-6.1", "", "没有批准：加印由原签发（批准）人批准", "")
}

// twoTravel is 1-01-R3: two different people go with a seal, and it comes back.
func twoTravel(in Carry, bearer string, now int64) *norm.Refusal {
	switch {
	case in.Companion == bearer:
		return refusal("1-01-R3", "companion", "没有申请：外带印章须两人同行", "另选一名同行人。")
	case in.BackBy <= in.OutAt:
		return refusal("1-01-R3", "back_by", "没有申请：带回时间须晚于带出时间", "")
	case in.BackBy <= now:
		return refusal("1-01-R3", "back_by", "没有申请：带回时间已过", "")
	}
	return nil
}

// notBeyond is 1-01-6.2: outside, no more is stamped than was approved, all lines of
// a title together.
func notBeyond(approved []CarryItem, in Back) *norm.Refusal {
	allowed, pressed := map[string]int64{}, map[string]int64{}
	for _, a := range approved {
		allowed[a.Title] += a.Copies
	}
	for i, item := range in.Items {
		most, there := allowed[item.Title]
		if !there {
			return refusal("1-01-6.2", fmt.Sprintf("items.%d.title", i), "没有登记："+item.Title+"不在批准的文件里", "外出只盖批准的文件；多盖的立即报告。")
		}
		pressed[item.Title] += item.Copies
		if n := pressed[item.Title]; n > most {
			r := refusal("1-01-6.2", fmt.Sprintf("items.%d.copies", i), fmt.Sprintf("没有登记：%s 批准 %d 份，外出盖了 %d 份", item.Title, most, n), "多盖的收回销毁，并报批准领导。")
			r.Inputs = map[string]any{"approved": most, "pressed": n}
			return r
		}
	}
	return nil
}
