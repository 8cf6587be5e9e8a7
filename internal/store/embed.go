package store

import "embed"

//go:embed migrations
var files embed.FS

// Migrations are the store's own tables: idempotency keys, number series, the
// leader's lease.
func Migrations() ([]Migration, error) { return MigrationsIn(files) }
