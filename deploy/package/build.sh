#!/usr/bin/env bash
# Makes wirefold_VERSION_ARCHITECTURE.deb of a built program into OUT. The same program gives the same bytes.
# usage: build.sh PROGRAM OUT
set -euo pipefail

if [[ $# -ne 2 ]]; then
  echo "usage: build.sh PROGRAM OUT" >&2
  exit 64
fi
readonly PROGRAM="$1" OUT="$2"
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly HERE
SOURCE_DATE_EPOCH="$(date --date="$(sed -n 's/^ -- .*>  //p' "$HERE/changelog" | head -n 1)" +%s)"
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8
umask 022

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

strip --strip-all --remove-section=.comment --remove-section=.note -o "$work/wirefold" "$PROGRAM"
"$HERE/manual.sh" "$PROGRAM" | gzip -9n >"$work/wirefold.1.gz"
gzip -9nc "$HERE/changelog" >"$work/changelog.gz"
mkdir "$work/completions"
"$PROGRAM" completion bash >"$work/completions/wirefold"
"$PROGRAM" completion zsh >"$work/completions/_wirefold"
"$PROGRAM" completion fish >"$work/completions/wirefold.fish"
python3 "$HERE/sbom.py" "$PROGRAM" >"$work/sbom.cdx.json"

cmake -S "$HERE" -B "$work/build" -G Ninja -DSTAGED="$work" >/dev/null
(cd "$work/build" && cpack -G DEB >/dev/null)
mkdir -p "$OUT"
mv "$work"/build/*.deb "$OUT/"
