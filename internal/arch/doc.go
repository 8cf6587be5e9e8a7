// Package arch holds the project's rules about its own source as tests: what
// may import what, and what no Go file may contain. Each rule says why when it
// fails. The program imports nothing from here.
package arch
