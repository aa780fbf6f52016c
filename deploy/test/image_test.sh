#!/usr/bin/env bash
# The root of the image, laid out and run without any container tool. usage: image_test.sh PROGRAM TOOLS
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
readonly PROGRAM="$1" TOOLS="$2"
readonly MOST_BYTES=45000000 MOST_COMPRESSED_BYTES=22000000
need_commands icupkg objcopy strip readelf strings
need_root

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
readonly ROOT="$work/root"
"$ROOT_OF_SOURCES/deploy/image/stage.sh" "$PROGRAM" "$ROOT"
"$ROOT_OF_SOURCES/deploy/image/stage.sh" "$PROGRAM" "$work/again"

inside() { chroot --userspec=65532:65532 "$ROOT" "$@"; }

names_no_build_folder() {
  local folder
  for folder in "$ROOT_OF_SOURCES" "${HOME:?}"/; do
    ! strings "$ROOT/usr/bin/wirefold" | grep -F "$folder" || return 1
  done
}

has_no_run_path() { ! readelf --dynamic "$ROOT/usr/bin/wirefold" | grep -E 'RPATH|RUNPATH'; }

loads_only_its_own() {
  local loader loaded
  loader="$(cd "$ROOT/usr/lib" && echo ld-linux*.so.*)"
  loaded="$(inside "/usr/lib/$loader" --list /usr/bin/wirefold)" || return 1
  ! grep -F 'not found' <<<"$loaded"
}

# Words that ICU's data decides on: widths, ligatures, case, host names.
folds_alike() {
  local articles="$work/articles.jsonl"
  cat "$ROOT_OF_SOURCES/config/samples/articles.jsonl" - >"$articles" <<'JSON'
{"uri":"urn:u:1","url":"https://bücher.example/a","title":"ＦＵＬＬ ﬁne Straße","body":"ＦＵＬＬ width ﬁne Straße İstanbul ΑΣ ½ cup ﬀ 東京の北 カﾞ ǅ, and words enough to make a sketch of the whole article that is read."}
JSON
  "$PROGRAM" fold <"$articles" >"$work/outside.jsonl" 2>/dev/null || true  # two samples are broken on purpose
  inside /usr/bin/wirefold fold <"$articles" >"$work/inside.jsonl" 2>/dev/null || true
  grep -q 'xn--bcher-kva.example' "$work/inside.jsonl" && same "$work/outside.jsonl" "$work/inside.jsonl"
}

takes_its_configuration() { inside /usr/bin/wirefold validate --offline; }

runs_the_demo() { inside /usr/bin/wirefold demo | grep -F 'none lost, none doubled'; }

has_no_shell_and_no_set_uid() { [[ -z "$(find "$ROOT" \( -name '*sh' -o -perm /6000 \) -print)" ]]; }

is_small() {
  local bytes compressed
  bytes="$(find "$ROOT" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')"
  compressed="$(tar -C "$ROOT" -c . | gzip -6 | wc -c)"
  echo "$bytes bytes, $compressed compressed"
  ((bytes <= MOST_BYTES && compressed <= MOST_COMPRESSED_BYTES))
}

is_a_containerfile_as_hadolint_likes_it() {
  [[ -x "$TOOLS/python/bin/hadolint" ]] || { echo "not judged: ./dev deploy-tools fetches hadolint"; return 0; }
  "$TOOLS/python/bin/hadolint" "$ROOT_OF_SOURCES/deploy/image/Containerfile"
}

# The build reads nothing else: what it copies must be there, and not be kept out.
copies_what_there_is() {
  local words source
  while read -r -a words; do
    for source in "${words[@]:1:${#words[@]}-2}"; do
      [[ "$source" == --from=* || "$source" == /rootfs || -e "$ROOT_OF_SOURCES/$source" ]] || { echo "no $source" >&2; return 1; }
    done
  done < <(grep '^COPY ' "$ROOT_OF_SOURCES/deploy/image/Containerfile")
}

claim "the Containerfile is well formed" is_a_containerfile_as_hadolint_likes_it
claim "the Containerfile copies what there is" copies_what_there_is
claim "the same program gives the same files" diff -r --no-dereference "$ROOT" "$work/again"
claim "the program names no folder of the build" names_no_build_folder
claim "the program has no run path" has_no_run_path
claim "every library is inside" loads_only_its_own
claim "an ordinary user reads the configuration" takes_its_configuration
claim "records are the same as outside" folds_alike
claim "the demo runs" runs_the_demo
claim "there is no shell and nothing set-uid" has_no_shell_and_no_set_uid
claim "at most $MOST_BYTES bytes, $MOST_COMPRESSED_BYTES compressed" is_small
