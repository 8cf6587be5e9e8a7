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

		{"POST", "/files", Staff, w.postFiles},
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

		{"GET", "/settings", SignedIn, w.settings},
		{"POST", "/settings", SignedIn, w.set},
		{"GET", "/exceptions", Staff, w.exceptions},
		{"POST", "/exceptions", Staff, w.recordException},
		{"POST", "/exceptions/{id}", Staff, w.makeGood},

		{"GET", "/me", SignedIn, w.me},
		{"GET", "/me/code", SignedIn, w.showCode},
		{"POST", "/me/code", SignedIn, w.turnOnCode},
		{"POST", "/me/font", SignedIn, w.font},
		{"POST", "/me/end-sessions", SignedIn, w.endSessions},
		{"POST", "/me/tokens", Staff, w.makeToken},
		{"POST", "/me/proxy", Staff, w.giveProxy},
		{"POST", "/me/absence", Staff, w.absence},

		{"GET", "/people", Admins, w.people},
		{"POST", "/people", "xitong", w.addPerson},
		{"GET", "/people/import", "xitong", w.showImport},
		{"POST", "/people/import", "xitong", w.importPeople},
		{"GET", "/duties", Admins, w.duties},
		{"POST", "/duties", "xitong", w.setDuty},
		{"GET", "/people/{id}", SignedIn, w.person},
		{"GET", "/audit", Admins, w.auditPage},
		{"GET", "/dual", Admins, w.dual},
		{"POST", "/dual", Admins, w.askDual},
		{"POST", "/dual/{id}", Admins, w.decideDual},
	}
}
