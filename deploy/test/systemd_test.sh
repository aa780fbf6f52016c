#!/usr/bin/env bash
# The Debian package in a Debian of its own, with systemd as its first process: installed, started, stopped, removed, purged.
# Takes a minute or two; the first time it makes that Debian. usage: systemd_test.sh PROGRAM TOOLS
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
readonly PROGRAM="$1" TOOLS="$2"
readonly BASE="$TOOLS/debian-systemd.tar" NAME="wirefold-systemd-$$"
need_commands buildah podman runc mmdebstrap
need_root
[[ -d "$TOOLS" ]] || skip "$TOOLS is not there; ./dev deploy-tools makes it"

work="$(mktemp -d)"
box=
podman_() { podman --log-level=error --cgroup-manager=cgroupfs "$@"; }
cleanup() {
  podman_ rm -f "$NAME" >/dev/null 2>&1 || true
  [[ -z "$box" ]] || buildah rm "$box" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

if [[ ! -f "$BASE" ]]; then
  mmdebstrap --quiet --variant=minbase --include=systemd,man-db,ca-certificates bookworm "$work/base.tar" \
    /etc/apt/sources.list.d/debian.sources
  mv "$work/base.tar" "$BASE"
fi
"$ROOT_OF_SOURCES/deploy/package/build.sh" "$PROGRAM" "$work/deb" 2>/dev/null

# The machine's own certificates: its package mirror may need them.
box="$(buildah from scratch)"
buildah add --quiet "$box" "$BASE" / >/dev/null
buildah copy --quiet "$box" "$work"/deb/*.deb /tmp/wirefold.deb >/dev/null
buildah copy --quiet "$box" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt >/dev/null
in_box() { buildah run --isolation chroot --network host "$box" -- bash -ec "$1"; }

install() {
  in_box 'apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends /tmp/wirefold.deb' >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log"; return 1; }
}
claim "it installs with what it depends on" install
# shellcheck disable=SC2016  # the inner shell's
claim "systemd knows every line of the unit" in_box '[[ -z "$(systemd-analyze verify wirefold.service 2>&1)" ]]'
claim "the program and its manual are there" in_box 'wirefold version && man --where wirefold && dpkg --verify wirefold'
claim "removed, it leaves the configuration" in_box 'dpkg --remove wirefold >/dev/null && [[ -e /etc/wirefold/wirefold.yaml ]]'
claim "purged, it leaves nothing" in_box 'dpkg --purge wirefold >/dev/null && [[ ! -e /etc/wirefold && ! -e /usr/share/doc/wirefold ]]'
in_box 'dpkg --install /tmp/wirefold.deb >/dev/null'

# No network, hence no broker: the service runs and tries. Limits are named, since not every machine may raise them.
podman_ --runtime runc run -d --name "$NAME" --privileged --systemd=always --network none --ulimit nofile=1024:4096 \
  --ulimit nproc=4096:4096 --rootfs "$(buildah mount "$box")" /lib/systemd/systemd >/dev/null
inside() { podman_ exec "$NAME" bash -ec "$1"; }
state() { inside "systemctl show --property=$1 --value wirefold"; }
configure() {
  inside "printf '%s\n' 'admin: {listen: \"\"}' '$1' >/etc/wirefold/wirefold.yaml; systemctl reset-failed wirefold 2>/dev/null || true"
}

until_true() {
  local deadline=$((SECONDS + 60))
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

booted() { [[ "$(inside 'systemctl is-system-running' 2>/dev/null || true)" =~ running|degraded ]]; }
runs() { inside 'systemctl start wirefold' && [[ "$(state ActiveState)" == active ]]; }
is_shut_in() {
  local pid
  pid="$(state MainPID)"
  inside "grep -E '^(NoNewPrivs|Seccomp|CapBnd|Uid)' /proc/$pid/status" >"$work/status"
  grep -qE '^NoNewPrivs:\s1' "$work/status" && grep -qE '^Seccomp:\s2' "$work/status" &&
    grep -qE '^CapBnd:\s0+$' "$work/status" && ! grep -qE '^Uid:\s0' "$work/status"
}
stops_clean() { inside 'systemctl stop wirefold' && [[ "$(state Result) $(state ExecMainStatus)" == 'success 0' ]]; }
failed() { [[ "$(state ActiveState)" == failed ]]; }
gives_up_at_once() {
  configure 'kafka: {bootstrap_server: x}'
  inside 'systemctl start wirefold' || true
  until_true failed && [[ "$(state ExecMainStatus) $(state NRestarts)" == '78 0' ]]
}

claim "systemd boots" until_true booted
configure 'kafka: {bootstrap_servers: "127.0.0.1:9092"}'
claim "the service starts" runs
claim "it has no capability, no way to more rights, and system calls filtered" is_shut_in
claim "it stops clean while it looks for a broker" stops_clean
claim "a wrong key ends it with 78, and it is not restarted" gives_up_at_once
