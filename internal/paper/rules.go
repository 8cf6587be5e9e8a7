package paper

import (
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
)

// ruleVersion dates this reading of the clauses.
const ruleVersion = "2026-11"

// thereToMove demands that a copy is where the record says before anything is done
// with it (1-02-3.2).
func thereToMove(c Copy, a Act) *norm.Refusal {
	if _, ok := next(c.State, a); ok {
		return nil
	}
	r := &norm.Refusal{
		Clause: "1-02-3.2", RuleVersion: ruleVersion, Title: fmt.Sprintf("没有%s：%s %s", Words[a], c.Name(), c.State),
		Detail: "只有在册的一份才能交接、放置或处理。没有改动任何内容。", Inputs: map[string]any{"copy": c.Code, "state": string(c.State), "act": string(a)},
	}
	if c.State == Missing {
		r.Remedies = []norm.Remedy{{Label: "找到了，先登记找回", Action: "/paper/" + c.ID}}
	}
	return r
}

// whoMay is G-04 for copies: who has one hands it on, lays it away and confirms it;
// who keeps track of it takes it back, and lays away what nobody has; a department's
// file keeper and head act for what the department keeps.
func whoMay(c Copy, a Act, personID string, duties []org.Duty) *norm.Refusal {
	keeps := keepsTrack(c, duties)
	has := c.HolderID == personID || c.HolderID == "" && actsFor(c.DeptID, duties)
	ok := false
	switch a {
	case Received:
		ok = has
	case Given:
		ok = has || keeps
	case Placed: // where a person puts it is theirs to say
		ok = has || keeps && c.HolderID == ""
	case Taken, Found:
		ok = keeps
	case Made, Missed, SentOut, Destroyed, Struck: // by cases only
	}
	if ok {
		return nil
	}
	by := "现在的持有人或" + c.KeeperName()
	if a == Taken || a == Found {
		by = c.KeeperName()
	}
	if a == Received || a == Placed && c.HolderID != "" {
		by = "现在的持有人"
	}
	return &norm.Refusal{
		Clause: "G-04", RuleVersion: ruleVersion, Title: fmt.Sprintf("没有%s：由%s办理", Words[a], by),
		Detail: "没有改动任何内容。", Inputs: map[string]any{"copy": c.Code, "act": string(a)},
	}
}

// keepsTrack tells whether one of the duties is the post that keeps track of a
// copy; of a post that every department has, the one of the copy's own.
func keepsTrack(c Copy, duties []org.Duty) bool {
	post := org.Post(c.Keeper)
	if info, _ := org.PostByCode(c.Keeper); info.PerDept {
		post = org.PostAt(c.Keeper, c.Home)
	}
	return slices.ContainsFunc(duties, func(d org.Duty) bool { return d.Principal == post })
}

// fileKeeper is the post that keeps a department's files (1-02-2.1).
const fileKeeper = "wenjian"

// actsFor tells whether somebody acts for what a department keeps: its head or its
// file keeper.
func actsFor(dept string, duties []org.Duty) bool {
	return dept != "" && slices.ContainsFunc(duties, func(d org.Duty) bool {
		return d.Principal == org.Head(dept) || d.Principal == org.PostAt(fileKeeper, dept)
	})
}

// refuseRegister is 1-02-2.1: a department's files are kept by its file keeper.
func refuseRegister() *norm.Refusal {
	return &norm.Refusal{
		Clause: "G-04", RuleVersion: ruleVersion, Title: "没有登记：科室文件由本科室的文件管理员或负责人登记", Detail: "没有保存，填写的内容仍在页面上。",
	}
}

// Warrant is what a destruction rests on.
type Warrant struct {
	CaseID     string // of the destruction
	ApprovedBy string // the leader in charge
	HandlerID  string
	WitnessID  string
	How        string // place and way
}

// onlyByWarrant is 1-02-3.1: appraised and approved, or not destroyed.
func onlyByWarrant(c Copy, w Warrant) *norm.Refusal {
	if w.CaseID != "" && w.ApprovedBy != "" {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-3.1", RuleVersion: ruleVersion, Title: "没有销毁：" + c.Name() + " 没有经过鉴别和分管领导批准",
		Detail: "文件只经销毁流程销毁。没有改动任何内容。",
	}
}

// twoPeople is G-08: who destroys and who witnesses are two people.
func twoPeople(w Warrant) *norm.Refusal {
	if w.HandlerID != "" && w.WitnessID != "" && w.HandlerID != w.WitnessID {
		return nil
	}
	return &norm.Refusal{
		Clause: "G-08", RuleVersion: ruleVersion, Title: "没有销毁：销毁和监销须是两个人", Detail: "由另一人到场监销后再办。没有改动任何内容。",
	}
}
