// Package seal is specification 1-01 印章管理: what each seal is and who keeps it,
// and every use of one from the application to the line of the register.
//
//	用印   申请 ─┬→ [复核误报] → [科长签署] → 审核 → [主管部门批准] → 审批※ ─┬→ 核验用印※ ⇄ 经办人签字 → [废页销毁] → [盖后扫描] → 登记
//	            └─ 公文，凭签发稿 ─────────────────────────────────────┘        (until the copies are used up or ended)
//	外带   申请 → 审核 → 审批※ → 带出 → 同行人签字 → 带回 → 经办人签字
//	保管   指定 → [移交] → 接收 → [监交]            离岗   请假 → 分管领导※ → 移交 → 接收 → 监交※ → 交回 → 收回 → 监交
//	突然离岗  报告 → 分管领导※ → 两人开柜清点 → 接收 → 监交※ → 补签 → 交回 → 收回 → 监交
//	印章   申请 → 审核 → 批准 → 办理 → [两人见证]    刻制 → 启用 ⇄ 停用 → 销毁, 遗失
//	加印, 授权, 规定, 确认已读, 月度盘点, 冻结处理: two steps or one each
//
// What is approved is a version, by its hash. The version is made ready for
// stamping (a rendition: each page carries a code and its number), and only paper
// with that code is pressed, page for page, up to the approved copies (F2).
//
// Clauses enforced here: 1-01-1.1, 1.2 (who names a keeper, one each), 1-01-2 (the
// rules were read), 1-01-3 (every press is a line, with all five), 1-01-4.1, 4.2
// (leave, three signatures, frozen without a keeper), 1-01-5.1 to 5.4 (who
// approves), 1-01-6.1 (against a signed document), 6.2 (this version, letters
// numbered, contracts with their opinion), 6.3 (two persons), 6.4 (nothing blank),
// 6.5 (spoiled pages destroyed), 1-01-R1 to R3. G-01 to G-09 are enforced by flow,
// ruling and runner.
package seal
