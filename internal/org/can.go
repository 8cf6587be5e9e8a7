package org

import "guiju.cn/guiju/internal/norm"

// Action is what somebody wants to do with an administration's object.
type Action string

// The actions.
const (
	Read     Action = "read"
	Maintain Action = "maintain"
)

// Object is what the three administrators (三员) look after, each apart from the
// others.
type Object string

// The objects.
const (
	OfPeople   Object = "people"   // people, departments, posts, charges, stand-ins
	OfAccounts Object = "accounts" // first passwords, lost codes
	OfSecurity Object = "security" // the rules of log-in, and its record
	OfSessions Object = "sessions" // others' sessions and lock-outs
	OfAudit    Object = "audit"    // leaves, checkpoints, refusals
)

// allowed is the whole table: who is not in it may not (D9).
var allowed = map[Action]map[Object][]string{
	Maintain: {OfPeople: {"xitong"}, OfAccounts: {"xitong"}, OfSecurity: {"anquan"}, OfSessions: {"xitong", "anquan"}},
	Read: {
		OfPeople: {"xitong", "anquan", "shenji"}, OfAccounts: {"xitong", "anquan", "shenji"},
		OfSecurity: {"anquan", "shenji"}, OfSessions: {"xitong", "anquan", "shenji"}, OfAudit: {"shenji"},
	},
}

// Can tells whether who has these duties may do this to that: by an own post
// only, for administrators have neither proxies nor stand-ins (G-08).
func Can(duties []Duty, action Action, object Object) bool {
	return Holds(duties, allowed[action][object]...)
}

// Demand is Can as a refusal under G-04; nil if allowed. title says what did not
// happen: 没有保存.
func Demand(duties []Duty, action Action, object Object, title string) *norm.Refusal {
	if Can(duties, action, object) {
		return nil
	}
	return OnlyPost(title, allowed[action][object]...)
}
