// Package org knows people, departments, dated posts, who is in charge of what,
// stand-ins (顶岗表), proxies and absences, and answers the two questions that
// every flow asks: what may this person act as now (Duties), and who would act
// for this principal now (Holders).
//
// A principal is a string stored in tasks: person:ID, post:wenshu,
// head:DEPT (whoever heads the department), leader:DEPT (the leader in charge
// of it). Duties are computed at each request, never copied (kernel.md, Who may
// see; G-04).
package org
