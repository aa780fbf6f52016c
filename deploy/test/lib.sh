# What the tests of deploy/ share; sourced. A test ends with 77 when it cannot run here, and says why: ctest calls it skipped.
# shellcheck shell=bash
set -euo pipefail

ROOT_OF_SOURCES="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
# shellcheck disable=SC2034  # who sources this uses it
readonly ROOT_OF_SOURCES

skip() {
  echo "skipped: $*"
  exit 77
}

need_commands() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || skip "no $command here; ./dev deploy-tools installs it"
  done
}

need_root() { ((EUID == 0)) || skip "needs root"; }

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# A claim, and a command that must succeed.
claim() {
  local what="$1"
  shift
  "$@" || fail "$what"
  echo "ok: $what"
}

# Two commands of this make the same output.
same() { cmp "$1" "$2"; }

# The Containerfile's last stage alone: what it copies from the first lies in the context, an empty folder WORK.
build_image() {
  local program="$1" image="$2" work="$3"
  "$ROOT_OF_SOURCES/deploy/image/stage.sh" "$program" "$work/rootfs"
  sed -n '/^FROM scratch/,$p' "$ROOT_OF_SOURCES/deploy/image/Containerfile" |
    sed 's|^COPY --from=build /rootfs /|COPY rootfs /|' >"$work/Containerfile"
  grep -q '^COPY rootfs /$' "$work/Containerfile" || fail "the last stage copies something else"
  buildah build --quiet --isolation chroot --network host -f "$work/Containerfile" -t "$image" "$work" >/dev/null
}
