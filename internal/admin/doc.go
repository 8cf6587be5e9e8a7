// Package admin is the pages of the three administrators (三员), each apart from
// the others: people, posts, departments, charges, stand-ins and the first run for
// the 系统管理员; the rules of log-in for the 安全保密管理员; the record and its
// verification for the 安全审计员; and for everybody the bureau's settings. The
// rules are the services' own (org, account, ruling, bureau); a handler reads a
// form, calls one of them, and shows the page again where it refused.
package admin
