#!/usr/bin/env bash
# Sees to the programs that tests need beside Go and Node. On Debian as root
# what is missing is installed; elsewhere it is named, with the command.
set -euo pipefail

packages=()
missing() { # package, what for
	echo "missing: $1 ($2)" >&2
	packages+=("$1")
}

fail() {
	echo "$*" >&2
	exit 1
}

command -v go >/dev/null || fail "missing: Go 1.26 or newer — https://go.dev/doc/install"
command -v node >/dev/null && command -v npm >/dev/null || fail "missing: Node.js 20 or newer with npm — https://nodejs.org"
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || fail "Node.js $(node --version) is too old: 20 or newer is needed"

command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
	missing chromium "browser tests"

postgres() {
	local dir
	for dir in $(pg_config --bindir 2>/dev/null) /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib64/pgsql/bin \
		/usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin; do
		[ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && [ -x "$dir/createdb" ] && return 0
	done
	command -v initdb >/dev/null && command -v postgres >/dev/null && command -v createdb >/dev/null
}
postgres || missing postgresql "tests on both databases"

command -v strace >/dev/null || missing strace "disks that fail in tests"
command -v unshare >/dev/null && command -v nsenter >/dev/null || missing util-linux "a full disk in tests"

command -v pdftoppm >/dev/null && command -v pdftotext >/dev/null || missing poppler-utils "reading back the PDFs that are made"
command -v mutool >/dev/null || missing mupdf-tools "drawing them once more, and previews"
command -v qpdf >/dev/null || missing qpdf "checking their structure"
command -v zbarimg >/dev/null || missing zbar-tools "reading QR and bar codes off the page"
command -v soffice >/dev/null || missing libreoffice-writer-nogui "showing the DOCX that are made, and a peer to measure against"
command -v ots-sanitize >/dev/null || missing opentype-sanitizer "checking the fonts that OFD carries"

cjk() {
	if command -v fc-list >/dev/null; then
		[ -n "$(fc-list :lang=zh-cn family)" ]
	else
		compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null
	fi
}
cjk || missing fonts-noto-cjk "Chinese in the browser's pictures"

[ ${#packages[@]} -eq 0 ] && exit 0

command="apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	log=$(mktemp)
	trap 'rm -f "$log"' EXIT
	export DEBIAN_FRONTEND=noninteractive
	if ! { apt-get update && apt-get install -y --no-install-recommends "${packages[@]}"; } </dev/null >"$log" 2>&1; then
		cat "$log" >&2
		fail "could not install: ${packages[*]}"
	fi
	echo "installed: ${packages[*]}" >&2
	exit 0
fi
fail "install them with: sudo sh -c '$command'   (Debian; elsewhere the packages of the same purpose)"
