// Package runner is the one way a use case runs (kernel.md, The runner): one
// transaction that looks up the idempotency key, locks the case and the guard
// rows, lets the use case authorise, check and write, seals the audit leaf and
// stores the answer. A refusal rolls back what was written and is itself kept
// as evidence in a second small transaction.
//
//	begin → same key done before? its answer
//	      → lock case, guards
//	      → use: authorise → fresh? → rules → write (Work)
//	      → seal → answer → commit → wake
//	refused: roll back → keep the refusal → answer it
//
// It knows no flow and no specification: org and account run through it too.
package runner
