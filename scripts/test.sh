#!/usr/bin/env bash
# Runs every test there is: Go (unit, property, both databases, whole program),
# then the browser's. Shows the output of failed ones only; the last line is the
# sum, "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What went wrong is in the events that both give, so their exit codes add
# nothing, except where the browser tests did not get as far as an event.
go_tests() {
	# -p 2: the machine that tests has two cores, and each package may start a
	# PostgreSQL of its own.
	go test -json -timeout 20m -p 2 ./... || true
}

browser_tests() {
	if ! cmp -s e2e/package-lock.json e2e/node_modules/.lock; then
		(cd e2e && npm ci --no-audit --no-fund --silent) >&2 || return 1
		cp e2e/package-lock.json e2e/node_modules/.lock
	fi
	timeout --kill-after=30 1500 node e2e/run.mjs --test-reporter=./reporter.mjs --test-reporter-destination=stdout
}

go build -o "$work/testcount" ./scripts/testcount
{
	go_tests
	if ! browser_tests | tee "$work/browser" && ! grep -q '"Action":"fail"' "$work/browser"; then
		echo '{"Action":"fail","Package":"e2e"}'
	fi
} | "$work/testcount"
