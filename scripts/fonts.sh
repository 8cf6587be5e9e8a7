#!/usr/bin/env bash
# Fetches the fonts that documents are typeset with into DIR. They are never
# committed and not inside the binary (kernel.md, Fonts): open fonts (OFL-1.1)
# from npm packages. Nothing is fetched when they are there already.
set -euo pipefail
dir=${1:?usage: scripts/fonts.sh DIR}
mkdir -p "$dir"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fetch PACKAGE FILE: one font file out of an npm package.
fetch() {
	local name
	name=$(basename "$2")
	if [ -s "$dir/$name" ]; then return; fi
	echo "字体：取得 $name"
	(cd "$work" && npm pack --silent "$1" >/dev/null 2>&1)
	tar -xzf "$work"/*.tgz -C "$work" "package/$2"
	mv "$work/package/$2" "$dir/$name.part"
	mv "$dir/$name.part" "$dir/$name"
	rm -rf "$work"/*
}

fetch @expo-google-fonts/noto-serif-sc@0.4.3 400Regular/NotoSerifSC_400Regular.ttf
fetch @expo-google-fonts/noto-sans-sc@0.4.3 500Medium/NotoSansSC_500Medium.ttf
ls -l "$dir"
