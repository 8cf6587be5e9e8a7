// Package supervising is the part of specification 1-02 that sees to it that
// instructions are carried out (1-02-R3, K3): supervision items drafted from what
// leaders wrote, their progress, extensions and closing, the ledger of them, and the
// weekly bulletin.
//
//	立项 ──▶ 承办 ◀──┐ ──▶ 办公室确认※ ──▶ 销号
//	           │  报进展 │
//	           └──▶ 审批延期
//
//	每周一：核定印发（督办通报）──▶ 传阅
package supervising
