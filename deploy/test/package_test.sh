#!/usr/bin/env bash
# The Debian package and what is in it, as far as it can be judged without installing it. usage: package_test.sh PROGRAM TOOLS
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
readonly PROGRAM="$1" TOOLS="$2"
readonly PACKAGE="$ROOT_OF_SOURCES/deploy/package"
need_commands lintian mandoc systemd-analyze dpkg-deb strip

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
readonly UNPACKED="$work/unpacked"
"$PACKAGE/build.sh" "$PROGRAM" "$work/first" 2>/dev/null
# Another umask, folder and language: nothing of the builder is in the package.
(umask 077 && cd / && LANG=C TZ=Asia/Tokyo "$PACKAGE/build.sh" "$PROGRAM" "$work/second" 2>/dev/null)
deb="$(echo "$work"/first/*.deb)"
dpkg-deb --extract "$deb" "$UNPACKED"

has_this_version() {
  [[ "$(dpkg-deb --field "$deb" Version)" == "$("$PROGRAM" version | sed 's/^wirefold \(.*\),.*/\1/')" ]]
}

runs() { "$UNPACKED/usr/bin/wirefold" validate --offline -c "$UNPACKED/etc/wirefold/wirefold.yaml"; }

keeps_changes_of_its_configuration() { [[ "$(dpkg-deb --info "$deb" conffiles)" == /etc/wirefold/wirefold.yaml ]]; }

reads_as_a_manual() { gzip -dc "$UNPACKED/usr/share/man/man1/wirefold.1.gz" | mandoc -T lint -W warning; }

tells_every_exit_code() {
  local page codes code
  mapfile -t codes < <(sed -n 's/^inline constexpr int k[A-Za-z]* = \([0-9]*\);.*/\1/p' "$ROOT_OF_SOURCES/worker/cli/exit_code.h")
  ((${#codes[@]} > 5)) || return 1
  page="$(gzip -dc "$UNPACKED/usr/share/man/man1/wirefold.1.gz")"
  for code in "${codes[@]}"; do
    grep -qx ".It $code" <<<"$page" || { echo "exit code $code is missing" >&2; return 1; }
  done
}

# systemd-analyze ends with 0 for a key that it does not know: it must say nothing. The program is where it was unpacked.
is_a_unit_that_systemd_knows() {
  local said
  sed -e "s|/usr/bin/wirefold|$UNPACKED/usr/bin/wirefold|" -e '/^Documentation=/d' "$UNPACKED/usr/lib/systemd/system/wirefold.service" \
    >"$work/wirefold.service"
  said="$(systemd-analyze verify "$work/wirefold.service" 2>&1)" || true
  [[ -z "$said" ]] || { echo "$said" >&2; return 1; }
}

# In tenths: 0 is a service that can reach nothing, 96 one without any bound.
is_shut_in() { systemd-analyze security --offline=yes --threshold=15 "$UNPACKED/usr/lib/systemd/system/wirefold.service" | tail -n 1; }

never_restarts_in_vain() { grep -qx 'RestartPreventExitStatus=64 77 78' "$UNPACKED/usr/lib/systemd/system/wirefold.service"; }

is_valid_cyclonedx() {
  [[ -x "$TOOLS/python/bin/python" ]] || { echo "not judged: ./dev deploy-tools fetches the judge"; return 0; }
  "$TOOLS/python/bin/python" - "$UNPACKED/usr/share/doc/wirefold/sbom.cdx.json" <<'PYTHON'
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read())
sys.exit(str(wrong) if wrong else 0)
PYTHON
}

# dpkg-shlibdeps, which made Depends, reads the program itself; the bill comes from what the dynamic linker loads.
lists_every_dependency() {
  local name
  for name in $(dpkg-deb --field "$deb" Depends | sed 's/([^)]*)//g; s/,/ /g'); do
    grep -q "\"name\": \"$name\"" "$UNPACKED/usr/share/doc/wirefold/sbom.cdx.json" || { echo "$name is not listed" >&2; return 1; }
  done
}

claim "the same program gives the same package" same "$work"/first/*.deb "$work"/second/*.deb
claim "lintian finds nothing" lintian --fail-on error,warning,info "$deb"
claim "the version is the program's" has_this_version
claim "the program runs with the configuration that comes along" runs
claim "the administrator's configuration is kept" keeps_changes_of_its_configuration
claim "the manual page is well formed" reads_as_a_manual
claim "the manual page tells every exit code" tells_every_exit_code
claim "systemd knows every line of the unit" is_a_unit_that_systemd_knows
claim "the service can reach little" is_shut_in
claim "the service is not restarted in vain" never_restarts_in_vain
claim "the bill of materials is valid" is_valid_cyclonedx
claim "the bill of materials lists every dependency" lists_every_dependency
