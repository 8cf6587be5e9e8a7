// Package store is the only place that knows the databases: SQLite for a
// bureau, PostgreSQL for a province, one portable schema and one SQL text.
//
// Write runs a function as one transaction. On SQLite a single writer takes all
// waiting requests, gives each a savepoint, commits once for all and answers
// after the commit (kernel.md, The runner, 1); on PostgreSQL each has its own
// transaction. Read gives the pool of readers.
//
// SQL is written with $1…; types are TEXT and BIGINT only (instants in UTC
// milliseconds, civil dates as YYYY-MM-DD, JSON as text that no operator
// queries), which both databases return alike.
//
// Every table says its class behind CREATE TABLE: `-- evidence` (hashed into
// audit leaves, verified, exported), `-- state` (exported, not hashed) or
// `-- derived` (can be made again; neither).
package store
