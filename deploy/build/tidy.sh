#!/usr/bin/env bash
# Runs clang-tidy with the rules of .clang-tidy on every source file of the product; a finding is an error.
# usage: tidy.sh BUILD_FOLDER (absolute; one with a compile_commands.json)
#
# A file that passed is not looked at again until it, a header, the rules or the compiler's flags change: the names of
# what passed are kept in ~/.cache/wirefold/tidy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ $# -ne 1 || ! -f "$1/compile_commands.json" ]]; then
  echo "usage: tidy.sh BUILD_FOLDER, one that CMake configured" >&2
  exit 64
fi
readonly BUILD="$1"
readonly PASSED="${HOME:?}/.cache/wirefold/tidy"

tidy="$(command -v clang-tidy-14 || command -v clang-tidy)" || {
  echo "tidy.sh: clang-tidy-14 is missing: ./dev setup installs it" >&2
  exit 69
}
mkdir -p "$PASSED"
find "$PASSED" -type f -mtime +30 -delete

mapfile -t files < <(find common worker -name '*.cc' | sort)
# What all files depend on. Headers are few and small beside the time that one run takes.
common="$({ cat .clang-tidy CMakeLists.txt; find common worker proto -name '*.h' -o -name '*.proto' | sort | xargs cat; } |
  sha256sum | cut -c1-64)"

# Each prints nothing when it passes.
check() {
  local file="$1" key output
  key="$PASSED/$(printf '%s %s' "$common" "$(sha256sum "$file")" | sha256sum | cut -c1-64)"
  [[ -f "$key" ]] && return 0
  if output="$("$tidy" --quiet -p "$BUILD" "$file" 2>/dev/null)"; then
    touch "$key"
  else
    printf '%s\n' "$output"
    return 1
  fi
}
export -f check
export BUILD PASSED common tidy

if printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -I '{}' bash -c 'check "$1"' _ '{}'; then
  echo "clang-tidy: ${#files[@]} files, no findings"
else
  echo "clang-tidy: findings in the lines above" >&2
  exit 1
fi
