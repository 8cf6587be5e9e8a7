// Package job is the outbox and the queue in one table: work that must happen
// after a commit is written in that transaction, so that both stand or neither
// does, and is done at least once by some node (kernel.md, Jobs and outbox).
//
//	Add (in the transaction) → waiting → taken, with a lease → done
//	                              ▲            │ failed, or the node died
//	                              └────────────┘ later, more and more
//
// A handler may run twice for one job (a node that dies after the work and
// before the mark) and must not mind. While a job waits, the same key adds no
// second one; once it was taken, a new one may wait behind it, so that nothing
// that changed meanwhile is missed.
package job
