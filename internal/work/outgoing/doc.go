// Package outgoing is specification 1-03 公文发文: from drafting a document to the
// receipts of those it was sent to.
//
//	拟稿 → 校对 → 科室负责人审核 → 文秘核稿※ → 办公室主任审核 ─┬→ [会签] ─────────┐
//	                                                          ├→ [会签（外单位）] ─┤
//	                                                          └───────────────────┴→ [分管领导审核] → 格式预检※ → 签发※ ─┐
//	┌─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
//	├→ 编号 → 格式复检※ → 印制 → [用印※] → 分发 → 签收 → 待归档
//	│            ├→ 文字改正 → 办公室主任确认 ──→ 格式复检       (a slip: number unchanged)
//	│            └→ 实质修改 → 原签发人复审※ ──→ 格式复检       (条例 25)
//	└→ 存档                                                   (签报: no number, no red head)
//
// Beside it: 加印, 补发, 更正, 撤销, 废止 of what was issued; 预留文号; the tables of
// kinds and of organ codes, which the bureau changes by date.
//
// What is written is one plain text with a few fields (package manuscript); typeset
// lays it out, certify measures the pages, and neither signing nor printing is
// reached by pages that fail (1-03-3.1, 1-03-3.2). The number is drawn once in the
// life of a document (G-02), in the transaction after signing.
//
// Clauses enforced here: 1-03-1 (the drafter follows the document), 1-03-3.1 and 3.2
// (layout and last page), 1-03-4.1 (proofreading), 1-03-4.2 (checked by another than
// the drafter), 1-03-R1 (who signs, and that it is not delegated), 1-03-R2 to R4.
// 1-03-2.1 and 2.2 are enforced by flow.
package outgoing
