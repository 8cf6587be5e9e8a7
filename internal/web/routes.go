package web

import (
	"guiju.cn/guiju/internal/flow"
)

// Routes is the one table of pages: method, path, who may. A test walks it with
// every post against a reviewed table.
func (w *Web) Routes() []Route {
	return append(w.own(), w.more...)
}

func (w *Web) own() []Route {
	return []Route{
		{"GET", "/login", Public, w.showLogin},
		{"POST", "/login", Public, w.login},
		{"POST", "/logout", SignedIn, w.logout},
		{"GET", "/password", SignedIn, w.showPassword},
		{"POST", "/password", SignedIn, w.password},

		{"GET", "/{$}", SignedIn, func(*Call) error { return redirect("/todo") }},
		{"GET", "/todo", SignedIn, w.list(flow.Todo)},
		{"GET", "/done", Staff, w.list(flow.Done)},
		{"GET", "/mine", Staff, w.list(flow.Mine)},
		{"GET", "/copies", Staff, w.list(flow.Copies)},
		{"GET", "/drafts", Staff, w.drafts},
		{"GET", "/counts", Staff, w.countsJSON},
		{"GET", "/events", Staff, w.events},
		{"GET", "/notices", Staff, w.notices},
		{"POST", "/notices", Staff, w.noticesRead},
		{"GET", "/search", Staff, w.search},
		{"GET", "/calendar", Staff, w.agenda},
		{"POST", "/calendar", Staff, w.setDay},

		{"GET", "/new", Staff, w.newPage},
		{"GET", "/start/{kind}", Staff, w.showStart},
		{"POST", "/start/{kind}", Staff, w.start},
		{"GET", "/work/{module}", Staff, w.module},
		{"GET", "/kinds/{kind}", Staff, w.kind},
		{"GET", "/kinds/{kind}/bpmn", Staff, w.bpmn},
		{"GET", "/cases/{id}", Staff, w.showCase},
		{"POST", "/cases/{id}", Staff, w.act},
		{"GET", "/cases/{id}/chart", Staff, w.chart},
		{"GET", "/cases/{id}/print/{paper}", Staff, w.print},

		{"POST", "/files", SignedIn, w.postFiles},
		{"GET", "/files/{id}", Staff, w.file},
		{"GET", "/files/{id}/read", Staff, w.read},
		{"GET", "/files/{id}/page/{n}", Staff, w.pagePicture},

		{"GET", "/registers", Staff, w.registers},
		{"GET", "/registers/{form}", Staff, w.register},
		{"GET", "/registers/{form}/{id}", Staff, w.detail},
		{"GET", "/reports/{report}", Staff, w.report},
		{"GET", "/scan", Staff, w.scan},
		{"GET", "/paper", Staff, w.papersPage},
		{"POST", "/paper", Staff, w.registerPaper},
		{"GET", "/paper/labels", Staff, w.paperLabels},
		{"GET", "/paper/{id}", Staff, w.showPaper},
		{"POST", "/paper/{id}", Staff, w.movePaper},
		{"GET", "/norms", SignedIn, w.norms},
		{"GET", "/norms/{spec}", SignedIn, w.spec},
		{"GET", "/norms/clauses/{id}", SignedIn, w.clause},

		{"GET", "/exceptions", Staff, w.exceptions},
		{"GET", "/exceptions/new", Staff, w.newException},
		{"POST", "/exceptions/new", Staff, w.recordException},
		{"GET", "/exceptions/quarter", QuarterReaders, w.quarter},
		{"GET", "/exceptions/{id}", Staff, w.exception},
		{"POST", "/exceptions/{id}", Staff, w.makeGood},
		{"POST", "/exceptions/{id}/object", Staff, w.object},
		{"GET", "/exceptions/{id}/files/{file}", Staff, w.exceptionFile},

		{"GET", "/me", SignedIn, w.me},
		{"GET", "/me/code", SignedIn, w.showCode},
		{"POST", "/me/code", SignedIn, w.turnOnCode},
		{"POST", "/me/font", SignedIn, w.font},
		{"POST", "/me/shortcuts", SignedIn, w.shortcuts},
		{"POST", "/me/sessions", SignedIn, w.endOthers},
		{"POST", "/me/sessions/{id}", SignedIn, w.endSession},
		{"POST", "/me/tokens", Staff, w.makeToken},
		{"POST", "/me/tokens/{id}", Staff, w.endToken},
		{"POST", "/me/proxies", Staff, w.giveProxy},
		{"POST", "/me/proxies/{id}", Staff, w.endProxy},
		{"POST", "/me/absences", Staff, w.recordAbsence},
		{"POST", "/me/absences/{id}", Staff, w.endAbsence},
	}
}
