#!/usr/bin/env bash
# Fetches the fonts that documents are typeset with into DIR, each with its
# licence. They are never committed and not inside the binary (kernel.md, Fonts).
# What is there already is not fetched again; what cannot be had is named, with
# where it is, and the script fails. A bureau that has its own (方正小标宋,
# 仿宋_GB2312 …) puts them beside these; they come first.
set -euo pipefail
dir=${1:?usage: scripts/fonts.sh DIR}
mkdir -p "$dir"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing=()

# have NAME…: whether all these files are in the folder.
have() {
	local name
	for name in "$@"; do [ -s "$dir/$name" ] || return 1; done
}

# keep FILE NAME: into the folder, whole or not at all.
keep() {
	cp "$1" "$dir/$2.part" && mv "$dir/$2.part" "$dir/$2"
}

# npm PACKAGE LICENCE FILE…: fonts out of an npm package.
npm_fonts() {
	local package=$1 licence=$2 file
	shift 2
	have "$licence" "${@##*/}" && return
	echo "字体：取得 ${*##*/}"
	rm -rf "$work/npm" && mkdir "$work/npm"
	if ! (cd "$work/npm" && npm pack --silent "$package" && tar -xzf ./*.tgz) >"$work/log" 2>&1; then
		cat "$work/log" >&2
		missing+=("${*##*/}：npm 软件包 $package 里的 $*")
		return
	fi
	for file in "$@"; do keep "$work/npm/package/$file" "${file##*/}"; done
	keep "$work/npm/package/LICENSE_FONT" "$licence"
}

# debian_font PACKAGE VERSION FILE LICENCE DOC…: a font out of a Debian package;
# its licence is put together of files under usr/share/doc.
debian_font() {
	local package=$1 version=$2 file=$3 licence=$4
	shift 4
	have "$licence" "${file##*/}" && return
	echo "字体：取得 ${file##*/}（软件包 $package 约 50 MB）"
	rm -rf "$work/deb" && mkdir "$work/deb"
	if ! (cd "$work/deb" && unpack "$package" "$version") >"$work/log" 2>&1; then
		cat "$work/log" >&2
		missing+=("${file##*/}：Debian 软件包 $package $version（https://packages.debian.org/$package）里的 $file")
		return
	fi
	(cd "$work/deb/usr/share/doc" && zcat -f "$@") >"$work/licence"
	keep "$work/licence" "$licence"
	keep "$work/deb/$file" "${file##*/}"
}

# unpack PACKAGE VERSION: that version if Debian still has it, else its newest.
unpack() {
	command -v dpkg-deb && command -v apt-get || return
	chmod 755 "$work" "$work/deb"
	apt-get download "$1=$2" ||
		{ [ "$(id -u)" = 0 ] && apt-get update -q && apt-get download "$1=$2"; } ||
		apt-get download "$1" || return
	dpkg-deb -x ./*.deb .
}

npm_fonts @expo-google-fonts/noto-serif-sc@0.4.3 LICENSE-NotoSerifSC.txt \
	400Regular/NotoSerifSC_400Regular.ttf 900Black/NotoSerifSC_900Black.ttf
npm_fonts @expo-google-fonts/noto-sans-sc@0.4.3 LICENSE-NotoSansSC.txt 500Medium/NotoSansSC_500Medium.ttf
debian_font fonts-lxgw-wenkai 1.250+repack-1 usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf \
	LICENSE-LXGWWenKai.txt fonts-lxgw-wenkai/copyright
debian_font texlive-lang-chinese 2022.20230122-1 usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf \
	LICENSE-FandolFang.txt texlive-doc/fonts/fandol/README texlive-doc/fonts/fandol/COPYING.gz

cat >"$dir/LICENSES.txt" <<'TEXT'
NotoSerifSC, NotoSansSC   SIL Open Font License 1.1
LXGWWenKai（霞鹜文楷）    SIL Open Font License 1.1
FandolFang（仿宋）        GNU GPL 3 with the font exception: a document that embeds
                          the font does not come under the GPL by that
The texts are in the LICENSE-*.txt beside this file.
TEXT

if [ ${#missing[@]} -gt 0 ]; then
	printf '这些字体没有取得，放到 %s 后再来：\n' "$dir" >&2
	printf '  %s\n' "${missing[@]}" >&2
	exit 1
fi
