package seal

import (
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
)

// ruleVersion dates this reading of the clauses.
const ruleVersion = "2026-11"

const notSaved = "没有保存，填写的内容仍在页面上。"

// refusal makes one under a clause with the words that are the same everywhere.
func refusal(clause, field, title, detail string, remedies ...norm.Remedy) *norm.Refusal {
	return &norm.Refusal{Clause: clause, RuleVersion: ruleVersion, Field: field, Title: title, Detail: detail + notSaved, Remedies: remedies}
}

// someone is what rules look at of a person: own posts, departments headed and in
// charge of. Proxies and standing in do not count here.
type someone struct {
	ID, Name string
	Posts    []string
	Heads    []string
	Leads    []string
}

func (p someone) holds(posts ...string) bool {
	return slices.ContainsFunc(posts, func(post string) bool { return slices.Contains(p.Posts, post) })
}

// post names the first of the person's posts among some.
func (p someone) post(among ...string) string {
	for _, code := range among {
		if slices.Contains(p.Posts, code) {
			return org.PostName(code)
		}
	}
	return ""
}

// namers are the settings of who names a keeper, by post name.
type namers struct{ Party, Special string }

// postCode finds a post by its name; 科长 stands for the head of the seal's
// department.
func postCode(name string) string {
	for _, p := range org.Posts() {
		if p.Name == name {
			return p.Code
		}
	}
	return ""
}

// mayName is 1-01-1.1 and 1-01-1.2: who names the keeper of a seal. namedBy is for
// people.
func mayName(s Seal, who someone, set namers) *norm.Refusal {
	clause, may, by := "1-01-1.1", false, ""
	switch s.Class {
	case deptSeal:
		clause, may, by = "1-01-1.2", slices.Contains(who.Heads, s.DeptID), "本部门负责人"
	case partySeal:
		may, by = who.holds(postCode(set.Party)), set.Party
	case bureauSeal, steelSeal, electronicSeal, nameSeal:
		may, by = who.holds("bangongshizhuren"), "办公室主任"
	default:
		may, by = who.holds(postCode(set.Special)), set.Special
	}
	if may {
		return nil
	}
	r := refusal(clause, "seal", fmt.Sprintf("没有指定：%s的保管人由%s指定", s.Name, by), "请有权指定的人办理。")
	r.Inputs = map[string]any{"seal": s.ID, "class": s.Class, "posts": who.Posts}
	return r
}

// namedBy is the principal that names the keeper of a seal.
func namedBy(s Seal, set namers) org.Principal {
	switch s.Class {
	case deptSeal:
		return org.Head(s.DeptID)
	case partySeal:
		return org.Post(postCode(set.Party))
	case bureauSeal, steelSeal, electronicSeal, nameSeal:
		return org.Post("bangongshizhuren")
	}
	return org.Post(postCode(set.Special))
}

// oneKeeper is 1-01-1.1: something changes, and keeper and deputy are two people.
func oneKeeper(in Naming, now, deputy string) *norm.Refusal {
	switch {
	case in.Keeper == now && in.Deputy == deputy:
		return refusal("1-01-1.1", "keeper", "没有指定：这个人已是保管人", "")
	case in.Keeper == in.Deputy:
		return refusal("1-01-1.1", "deputy", "没有指定：保管人和 B 角须是两个人", "")
	}
	return nil
}

// stillKeeps is 1-01-1.1 at the handover: who hands over is the keeper still.
func stillKeeps(s Seal, from, now string) *norm.Refusal {
	if from == now {
		return nil
	}
	return refusal("1-01-1.1", "", fmt.Sprintf("没有交接：%s的保管人已经变动", s.Name), "按现在的保管人重新办理。")
}

// rulesRead is 1-01-2: before the first stamping, and after each new version, the
// keeper has confirmed reading the rules in force.
func rulesRead(current *rulesRow, read bool, what string) *norm.Refusal {
	switch {
	case current == nil:
		return refusal("1-01-2", "", "没有"+what+"：本局印章使用管理规定还没有发布", "先发布规定，保管人确认已读后才能用印。",
			norm.Remedy{Label: "发布印章规定", Action: "/start/" + KindRules})
	case !read:
		r := refusal("1-01-2", "", fmt.Sprintf("没有%s：你还没有确认已读《%s》（%s）", what, current.Title, current.Version), "印章管理人员确认已读现行规定后才能用印。",
			norm.Remedy{Label: "阅读规定并确认", Action: "/start/" + KindReading + "?rules=" + current.ID})
		r.Inputs = map[string]any{"rules": current.ID, "version": current.Version}
		return r
	}
	return nil
}

// confirmed is 1-01-2: reading is confirmed by ticking it, and of the version in
// force.
func confirmed(in Reading, current *rulesRow) *norm.Refusal {
	switch {
	case current == nil || in.Rules != current.ID:
		return refusal("1-01-2", "rules", "没有确认：这不是现行的规定", "")
	case !in.Confirmed:
		return refusal("1-01-2", "confirmed", "没有确认：还没有勾选“我已阅读”", "")
	}
	return nil
}

// usable is 1-01-R3: only a seal in use is pressed, an electronic one while its
// certificate is valid, and none that is out of the house.
func usable(s Seal, today clock.Date, out bool, what string) *norm.Refusal {
	switch {
	case s.State != inUse:
		return refusal("1-01-R3", "seal", fmt.Sprintf("没有%s：%s的状态是“%s”", what, s.Name, s.State), "启用的印章才能用。")
	case s.Class == electronicSeal && s.CertUntil != "" && clock.Date(s.CertUntil) < today:
		return refusal("1-01-R3", "seal", fmt.Sprintf("没有%s：%s的证书已于 %s 到期", what, s.Name, s.CertUntil), "换发证书并登记变动后再用。")
	case out:
		return refusal("1-01-R3", "seal", fmt.Sprintf("没有%s：%s已外带，还没有带回", what, s.Name), "带回登记后再用。")
	}
	return nil
}

// notFrozen is 1-01-4.2: a seal that nobody keeps is frozen.
func notFrozen(s Seal, keepers int, what string) *norm.Refusal {
	if keepers > 0 {
		return nil
	}
	return refusal("1-01-4.2", "seal", fmt.Sprintf("没有%s：%s现在没有保管人，已冻结", what, s.Name), "指定保管人，或办理离岗交接后再用。",
		norm.Remedy{Label: "报告保管人突然离岗", Action: "/start/" + KindSudden})
}

// transitions are what may be done about a seal in a state; "" is one that is not
// in the ledger yet.
var transitions = map[string][]string{
	"": {"建账", engraved}, engraved: {inUse, destroyed}, inUse: {stopped, lost}, stopped: {inUse, lost, destroyed},
}

// lawfulChange is 国发〔1999〕25号 22 to 24 as 1-01-R3 has it: a seal is engraved,
// used, stopped and destroyed in that order, each with its details.
func lawfulChange(in Change, state string) *norm.Refusal {
	if !slices.Contains(transitions[state], in.What) {
		r := refusal("1-01-R3", "what", fmt.Sprintf("没有登记：状态是“%s”的印章不能办理%s", state, in.What), "销毁前先停用，停用前须在启用。")
		r.Inputs = map[string]any{"what": in.What, "state": state}
		return r
	}
	if state != "" {
		return nil
	}
	switch {
	case (in.Class == steelSeal || in.Class == electronicSeal) && in.AsClass == "":
		return refusal("1-01-R3", "as_class", "没有登记：选择按哪类印章审批", "钢印、电子印章按所代表的印章审批。")
	case in.Class == electronicSeal && (strings.TrimSpace(in.CertNo) == "" || in.CertUntil == ""):
		return refusal("1-01-R3", "cert_no", "没有登记：填写电子印章的证书编号和有效期", "")
	case in.Class == nameSeal && in.Owner == "":
		return refusal("1-01-R3", "owner", "没有登记：选择签名章的本人", "")
	}
	return nil
}

// oneName is 1-01-R3: two seals are not called the same.
func oneName(name string, twins int64) *norm.Refusal {
	if twins == 0 {
		return nil
	}
	return refusal("1-01-R3", "name", "没有登记：台账里已有“"+name+"”", "换章的，旧章登记销毁后再登记新章。")
}

// witnessed is 1-01-R3: two people besides the handler witness what is done about a
// seal, and its imprint stays.
func witnessed(what string, in Doing, handler string) *norm.Refusal {
	if what == lost {
		return nil
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(in.Witnesses)))
	switch {
	case slices.Contains(in.Witnesses, handler):
		return refusal("G-08", "witnesses", "没有办理：办理人不能同时是见证人", "")
	case len(distinct) != 2:
		return refusal("1-01-R3", "witnesses", fmt.Sprintf("没有办理：见证人须两人，选了 %d 人", len(distinct)), what+"须两人以上在场清点。")
	case what != inUse && len(in.Imprint) == 0:
		return refusal("1-01-R3", "imprint", "没有办理：印模图片还没有上传", what+"须留存印模。")
	}
	return nil
}

// byTheHead is 1-01-5.3: the authorisation is the 局长's own, dated and scoped.
func byTheHead(in Grant, who someone, today clock.Date) *norm.Refusal {
	switch {
	case !who.holds("juzhang"):
		return refusal("1-01-5.3", "", "没有授权：只能由局长本人授权", "代理、顶岗都不能代为授权。")
	case in.What == "收回":
		return nil
	case in.To < in.From:
		return refusal("1-01-5.3", "to", fmt.Sprintf("没有授权：止期 %s 早于起期 %s", in.To, in.From), "")
	case in.To < today:
		return refusal("1-01-5.3", "to", fmt.Sprintf("没有授权：止期 %s 已过", in.To), "授权不能倒签。")
	}
	return nil
}

// allCounted is 1-01-R3: a stock-taking names every seal that is kept, and says
// what is wrong with one. One that was handed over meanwhile may stand in it.
func allCounted(in Stock, kept, known []string) *norm.Refusal {
	names := make([]string, len(in.Lines))
	for i, l := range in.Lines {
		names[i] = l.Name
		if (l.There == "不在位" || l.Condition == "破损") && strings.TrimSpace(l.Note) == "" {
			return refusal("1-01-R3", fmt.Sprintf("lines.%d.note", i), fmt.Sprintf("没有登记：%s%s，须写明情况", l.Name, map[bool]string{true: "不在位", false: "破损"}[l.There == "不在位"]), "")
		}
	}
	for _, name := range kept {
		if !slices.Contains(names, name) {
			return refusal("1-01-R3", "lines", "没有登记：漏了"+name, fmt.Sprintf("保管 %d 枚，逐枚核对。", len(kept)))
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return refusal("1-01-R3", "lines", "没有登记：台账里没有"+name, "")
		}
	}
	return nil
}
