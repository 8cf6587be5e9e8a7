// Package incoming is specification 1-02 公文收文: from signing for a letter to
// closing it.
//
//	签收 → 登记※ → 初审 ─┬→ 退文
//	                     └→ 拟办 ─┬→ 传阅 → 存查                    (阅件)
//	                              └→ [审核] → 批示※ → 原件收回※ → 分送 ─┬→ 承办反馈 → 督办办结※
//	                                                                    └→ 督办办结※ (nobody to handle it)
//
// Clauses enforced here: 1-02-1.1 (signed for, registered, numbered, never
// silently twice), 1-02-1.2 (to a leader in time), 1-02-1.3 (no distribution
// before an instruction), 1-02-3.2 (nothing is deleted), 1-02-4.1 (the original
// returns before distribution), 1-02-R1 to R4 (who does which step; no closing
// without the answer's number where an answer is asked). G-01 to G-09 are
// enforced by flow and runner.
package incoming
