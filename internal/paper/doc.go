// Package paper keeps track of paper: originals, copies of instructions, what a
// department keeps, papers of a meeting. Every copy has a code that can be
// scanned, a number among its kind, and a chain of holders that never branches;
// it is at exactly one place. It knows no specification: those make copies in
// their own transactions and say who keeps track of them.
//
//	          交给 收回 放置 签阅
//	             ┌──┐
//	制作 ──▶ 在册 ◀─┘ ──▶ 缺失 ──▶ 在册 (found)
//	             ├──▶ 已移出    (sent back, handed to the archive)
//	             ├──▶ 已销毁    (only with a warrant: appraised, approved, two people)
//	             └──▶ 已注销    (registered by mistake, never moved)
//
// Clauses: 1-02-3.1 (nothing but an approved destruction destroys), 1-02-3.2 (a
// missing copy names its holder), 1-02-4.1 and 1-02-4.2 (originals and copies,
// each with its holder), G-08 (handler and witness are two people).
package paper
