// Package flow runs cases through definitions that are Go values. It knows no
// specification: clauses, principals and predicates come in with a Kind.
//
//	case    one matter of a Kind, with versions of its content
//	visit   one stay at a node; several are active at once in parallel branches
//	task    a visit's work for one principal; or a copy to read
//	history what was done: append-only, each line bound to the content seen (G-03)
//
//	           submit                    last node
//	草稿 ────────────────▶ 办理中/会签中 ───────────▶ 已办结
//	  ▲  withdraw, return  │    │   │
//	  └──────(已撤回,已退办)─┘    │   └─ reject ─▶ 未同意
//	                            └──── void ───▶ 已作废
//
// Every line of history has a number in its case; visits and tasks remember by
// which line they were born, opened and closed. Taking a line back (withdraw)
// is therefore exact: whatever it made goes, whatever it ended comes back.
//
// A task waits for a group of tasks (waits_for); when the group is through, it
// opens. Signing in order, adding signers before, beside or after, and removing
// them are all that one rule.
package flow
