// Package norms embeds the eleven work specifications and the general rules as
// data that a bureau's person can read and edit: one file each.
package norms

import "embed"

// Files holds one TOML file per specification.
//
//go:embed *.toml
var Files embed.FS
