package clearing

import (
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/paper"
)

// ruleVersion dates this reading of the clauses.
const ruleVersion = "2026-11"

// everyPaperListed is 1-02-2.2: what a department holds is on its list, each paper
// once, to go back or to stay for a reason; what is not there is reported missing,
// not left out (1-02-3.2).
func everyPaperListed(in Listing, held []paper.Copy) *norm.Refusal {
	listed := map[string]bool{}
	for i, l := range in.Lines {
		code := paper.CleanCode(l.Code)
		if !slices.ContainsFunc(held, func(c paper.Copy) bool { return c.Code == code }) || listed[code] {
			return &norm.Refusal{
				Clause: "1-02-2.2", RuleVersion: ruleVersion, Field: fmt.Sprintf("lines.%d.code", i), Title: fmt.Sprintf("没有提交：第 %d 行 %s 不是本科室在册的文件，或重复", i+1, l.Code),
				Detail: "清退单逐份对应在册的纸质文件。没有保存，填写的内容仍在页面上。", Inputs: map[string]any{"code": l.Code},
			}
		}
		listed[code] = true
		if l.Decision == "留用" && strings.TrimSpace(l.Reason) == "" {
			return &norm.Refusal{
				Clause: "1-02-2.2", RuleVersion: ruleVersion, Field: fmt.Sprintf("lines.%d.reason", i), Title: fmt.Sprintf("没有提交：第 %d 行留用的文件没有写理由", i+1),
				Detail: "年终不需要的文件交办公室；仍要留用的写明理由。没有保存，填写的内容仍在页面上。",
			}
		}
	}
	for _, c := range held {
		if listed[c.Code] {
			continue
		}
		return &norm.Refusal{
			Clause: "1-02-3.2", RuleVersion: ruleVersion, Field: "lines", Title: fmt.Sprintf("没有提交：%s（%s）没有列入清退单", c.Name(), c.Code),
			Detail: "在册的纸质文件或交回、或留用；找不到的报缺失，不能漏列。没有保存，填写的内容仍在页面上。", Inputs: map[string]any{"code": c.Code, "held": len(held), "listed": len(listed)},
			Remedies: []norm.Remedy{{Label: "报缺失：" + c.Code, Action: "/start/" + MissingKind + "?code=" + c.Code}},
		}
	}
	return nil
}

// Document is what is known of the registered document of a copy.
type Document struct {
	Number    string `db:"number"`
	DocNumber string `db:"doc_number"`
	Organ     string `db:"organ"`
	Title     string `db:"title"`
	Disposal  string `db:"disposal"` // "" while it is in hand
}

// originals is the sort of copies that are not copies.
const originals = "原件"

// worthless is 1-02-3.1: destroyed is only what lies at the office, and is neither to
// be archived nor kept.
func worthless(c paper.Copy, office string, d *Document) *norm.Refusal {
	why := ""
	switch {
	case c.State != paper.Here:
		why = "已" + strings.TrimPrefix(string(c.State), "已")
	case c.HolderID != "" || c.DeptID != office:
		why = "不在办公室，先收回"
	case c.Sort == originals && d != nil && d.Disposal == "":
		why = "是还在办理的来文原件"
	case c.Sort == originals && d != nil && d.Disposal != "年终清理":
		why = "是原件，去向为“" + d.Disposal + "”"
	}
	if why == "" {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-3.1", RuleVersion: ruleVersion, Field: "copies", Title: "没有列入销毁：" + c.Name() + " " + why,
		Detail: "只有没有归档和存查价值、收存在办公室的文件才能鉴别销毁。没有保存，填写的内容仍在页面上。",
		Inputs: map[string]any{"copy": c.Code, "state": string(c.State)},
	}
}

// allCounted is 1-02-3.1: what is destroyed is counted, paper by paper.
func allCounted(counted, approved int64) *norm.Refusal {
	if counted == approved {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-3.1", RuleVersion: ruleVersion, Field: "counted", Title: fmt.Sprintf("没有销毁：批准 %d 份，清点 %d 份", approved, counted),
		Detail: "逐份清点，与批准的份数一致才能销毁；少了的报缺失。没有保存，填写的内容仍在页面上。", Inputs: map[string]any{"approved": approved, "counted": counted},
		Remedies: []norm.Remedy{{Label: fmt.Sprintf("份数改为 %d 份", approved), Action: "approve", Prefill: map[string]string{"counted": fmt.Sprint(approved)}}},
	}
}

// otherThan is G-08: who destroys names another person as witness.
func otherThan(me, witness string) *norm.Refusal {
	if me != witness {
		return nil
	}
	return &norm.Refusal{Clause: "G-08", RuleVersion: ruleVersion, Field: "witness", Title: "没有销毁：监销人不能是销毁人本人", Detail: "另选一人到场监销。没有保存，填写的内容仍在页面上。"}
}
