#!/usr/bin/env bash
# Runs golangci-lint at the pinned version; builds it once (about a minute and a
# half) into the Go path, where later runs on the same machine find it.
set -euo pipefail
cd "$(dirname "$0")/.."

version=v2.15.0
tool="$(go env GOPATH)/bin/golangci-lint-$version"

if [ ! -x "$tool" ]; then
	echo "golangci-lint $version is built once" >&2
	build=$(mktemp -d)
	trap 'rm -rf "$build"' EXIT
	GOBIN=$build CGO_ENABLED=0 GOFLAGS='' go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$version"
	mkdir -p "$(dirname "$tool")"
	mv "$build/golangci-lint" "$tool"
fi

"$tool" config verify
"$tool" run ./...
