#!/usr/bin/env bash
# Packs the static program, its fonts and the guides for each processor. The
# same commit gives the same archive, byte for byte.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${VERSION:?}" "${LDFLAGS:?}"
rm -rf dist
mkdir -p dist
when=$(git log -1 --format=%ct 2>/dev/null || echo 0)

for arch in amd64 arm64 loong64 riscv64; do
	name=guiju-$VERSION-linux-$arch
	mkdir -p "dist/$name"
	CGO_ENABLED=0 GOOS=linux GOARCH=$arch go build -trimpath -ldflags "$LDFLAGS" -o "dist/$name/guiju" ./cmd/guiju
	cp -RL fonts "dist/$name/fonts"
	cp -R docs README.md CHANGELOG.md LICENSE "dist/$name/"
	tar --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w --mtime="@$when" \
		-C dist -cf - "$name" | gzip -9n >"dist/$name.tar.gz"
	rm -rf "dist/${name:?}"
	echo "dist/$name.tar.gz"
done
