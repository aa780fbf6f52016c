#!/usr/bin/env bash
# Prints the manual page: wirefold.1.in with the verbs as the program itself tells them. usage: manual.sh PROGRAM
set -euo pipefail
[[ $# -eq 1 ]] || { echo "usage: manual.sh PROGRAM" >&2; exit 64; }
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
date="$(LC_ALL=C date --utc --date="$(sed -n 's/^ -- .*>  //p' "$HERE/changelog" | head -n 1)" '+%B %-d, %Y')"
verbs="$("$1" completion mdoc)"
while IFS= read -r line; do
  case "$line" in
    *@DATE@*) echo "${line/@DATE@/$date}" ;;
    @VERBS@) printf '%s\n' "$verbs" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <"$HERE/wirefold.1.in"
