// Package clearing is the part of specification 1-02 that deals with paper when the
// work is done: what departments keep, its yearly handing back, destruction, and
// what is missing.
//
//	清退：  列清单（科室文件管理员）──▶ 科室审核 ──▶ 办公室签收
//	销毁：  提出 ──▶ 鉴别 ──▶ 分管领导批准 ──▶ 销毁 ──▶ 监销（另一人）
//	缺失：  报告 ──▶ 当事人说明 ──▶ 科室负责人 ──▶ 办公室处理 ──▶ 分管领导
//
// Clauses: 1-02-2.1 (departments' files), 1-02-2.2 (December), 1-02-3.1 (nothing but
// this flow destroys), 1-02-3.2 (a missing copy is an incident that names holder and
// head; there is no exception), G-01, G-08.
package clearing
