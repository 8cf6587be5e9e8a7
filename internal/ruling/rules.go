package ruling

import (
	"fmt"

	"guiju.cn/guiju/internal/norm"
)

const ruleVersion = "2026-11"

// mayExcept is norms/README: some clauses have no exception.
func mayExcept(clause norm.Clause) *norm.Refusal {
	if !clause.NoException {
		return nil
	}
	return &norm.Refusal{
		Clause: clause.ID, RuleVersion: ruleVersion, Field: "clause", Title: "没有登记：" + clause.ID + " 不得例外",
		Detail: "这一条没有例外，按条款办理。填写的内容仍在页面上。",
	}
}

// withEvidence is G-09: an exception leaves evidence.
func withEvidence() *norm.Refusal {
	return &norm.Refusal{
		Clause: "G-09", RuleVersion: ruleVersion, Field: "evidence", Title: "没有登记：还没有附上凭据",
		Detail: "通话记录、截图或扫描件至少附一件。填写的内容仍在页面上。",
	}
}

// confirmedBefore is G-09: a power that is not confirmed in time is suspended.
func confirmedBefore(overdue int64) *norm.Refusal {
	if overdue == 0 {
		return nil
	}
	return &norm.Refusal{
		Clause: "G-09", RuleVersion: ruleVersion, Title: fmt.Sprintf("没有登记：同一领导同一条款还有 %d 件逾期未补办", overdue),
		Detail: "逾期未补办的，这项权限暂停使用；先请批准的领导补办。", Inputs: map[string]any{"overdue": overdue},
		Remedies: []norm.Remedy{{Label: "查看未补办的特事", Action: "/exceptions"}},
	}
}

// byWhoAllowed is G-09 with G-04: answered for by the person who allowed it.
func byWhoAllowed(e Exception, personID, title string) *norm.Refusal {
	if e.AllowedBy == personID {
		return nil
	}
	return &norm.Refusal{Clause: "G-04", RuleVersion: ruleVersion, Title: title + "：由批准的领导本人办理", Detail: "没有改动。"}
}

// byAnother is G-01 for exceptions: who records one does not confirm it.
func byAnother(e Exception, recorder string) *norm.Refusal {
	if recorder == "" || e.AllowedBy != recorder {
		return nil
	}
	return &norm.Refusal{
		Clause: "G-01", RuleVersion: ruleVersion, Field: "allowed_by", Title: "没有登记：批准的领导和登记的人是同一人",
		Detail: "特事由经办人或文书登记，批准的领导补办确认。填写的内容仍在页面上。", Inputs: map[string]any{"clause": e.Clause},
	}
}
