package org

import "strings"

// Principal says for whom a task is, without naming people.
type Principal string

// PersonPrincipal is one person.
func PersonPrincipal(id string) Principal { return Principal("person:" + id) }

// Post is whoever holds a post of the bureau.
func Post(code string) Principal { return Principal("post:" + code) }

// PostAt is whoever holds a post in a department.
func PostAt(code, dept string) Principal { return Principal("post:" + code + "@" + dept) }

// Member is anyone who holds a post in a department.
func Member(dept string) Principal { return Principal("member:" + dept) }

// Head is whoever heads a department.
func Head(dept string) Principal { return Principal("head:" + dept) }

// LeaderOf is the leader in charge of a department.
func LeaderOf(dept string) Principal { return Principal("leader:" + dept) }

// Sort is person, post, head, leader, member or keeper.
func (p Principal) Sort() string {
	sort, _, _ := strings.Cut(string(p), ":")
	return sort
}

// post takes a post's principal apart; dept is "" for the whole bureau.
func (p Principal) post() (code, dept string) {
	if p.Sort() != "post" {
		return "", ""
	}
	code, dept, _ = strings.Cut(p.Object(), "@")
	return code, dept
}

// Object is the person's, post's or department's id or code.
func (p Principal) Object() string {
	_, object, _ := strings.Cut(string(p), ":")
	return object
}

// Dept is the department a principal belongs to; "" for none in particular.
func (p Principal) Dept() string {
	switch p.Sort() {
	case "head", "leader", "member":
		return p.Object()
	}
	_, dept := p.post()
	return dept
}

// OneUp is one level above a principal, for the applicant's own matter (G-01):
// head of a department → its leader in charge → 局长 → another leader.
func OneUp(p Principal, applicantDept string) (Principal, bool) {
	switch {
	case p.Sort() == "head":
		return LeaderOf(p.Object()), true
	case p.Sort() == "leader", p.Sort() == "post" && p.Object() == "fujuzhang":
		return Post("juzhang"), true
	case p == Post("juzhang"):
		return Post("fujuzhang"), true
	case p.Sort() == "post" && applicantDept != "":
		return LeaderOf(applicantDept), true
	}
	return "", false
}

// PostInfo is one post that people can hold.
type PostInfo struct {
	Code, Name string
	Heads      bool // heads its department
	Leader     bool // of the bureau's leadership
	Admin      bool // one of the three administrators (三员), apart from the work
	PerDept    bool // every department has it; it stands in within its own only
}

// Level is the post's level as people read it.
func (p PostInfo) Level() string {
	switch {
	case p.Admin:
		return "三员"
	case p.Leader:
		return "局领导"
	case p.Heads:
		return "科室负责人"
	}
	return "工作岗位"
}

func isAdmin(code string) bool {
	p, ok := PostByCode(code)
	return ok && p.Admin
}

// Posts are the posts of norms/README, People.
func Posts() []PostInfo {
	return []PostInfo{
		{Code: "juzhang", Name: "局长", Leader: true}, {Code: "shuji", Name: "党组书记", Leader: true},
		{Code: "fujuzhang", Name: "副局长", Leader: true}, {Code: "jijianzuzhang", Name: "纪检组长", Leader: true},
		{Code: "bangongshizhuren", Name: "办公室主任", Heads: true}, {Code: "wenmi", Name: "文秘"}, {Code: "wenshu", Name: "文书"},
		{Code: "yinzhang", Name: "印章管理员"}, {Code: "baomi", Name: "保密员"}, {Code: "dangan", Name: "档案管理员"},
		{Code: "cheguan", Name: "车辆管理员"}, {Code: "siji", Name: "驾驶员"}, {Code: "wuzi", Name: "物资管理员"},
		{Code: "huiwu", Name: "会务员"}, {Code: "xinfang", Name: "信访员"}, {Code: "menwei", Name: "门卫"},
		{Code: "zhiban", Name: "值班员"}, {Code: "kezhang", Name: "科长", Heads: true, PerDept: true},
		{Code: "wenjian", Name: "科室文件管理员", PerDept: true}, {Code: "keyuan", Name: "科员", PerDept: true},
		{Code: "xitong", Name: "系统管理员", Admin: true}, {Code: "anquan", Name: "安全保密管理员", Admin: true},
		{Code: "shenji", Name: "安全审计员", Admin: true},
	}
}

// PostByCode finds a post.
func PostByCode(code string) (PostInfo, bool) {
	for _, p := range Posts() {
		if p.Code == code {
			return p, true
		}
	}
	return PostInfo{}, false
}

// PostName names one; "" for an unknown code.
func PostName(code string) string {
	info, _ := PostByCode(code)
	return info.Name
}

// PostNames names posts for people: 文书、值班员.
func PostNames(codes []string) string {
	names := make([]string, 0, len(codes))
	for _, code := range codes {
		if p, ok := PostByCode(code); ok {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, "、")
}
