#!/usr/bin/env bash
# The image as a container tool builds and runs it: the Containerfile's last stage on a root that is laid out already, run
# read-only, without privileges or network. usage: container_test.sh PROGRAM
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
readonly PROGRAM="$1"
need_commands buildah podman runc icupkg
need_root

work="$(mktemp -d)"
readonly IMAGE="localhost/wirefold-test:$$"
cleanup() {
  podman --log-level=error rmi -f "$IMAGE" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

build_image "$PROGRAM" "$IMAGE" "$work"

# Limits are named, since not every machine that builds may raise them.
in_container() {
  podman --log-level=error --cgroup-manager=cgroupfs --runtime runc run --rm --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 \
    --read-only --read-only-tmpfs=false --cap-drop=ALL --security-opt no-new-privileges --network none "$@"
}

runs_the_demo() { in_container "$IMAGE" demo | grep -F 'none lost, none doubled'; }

config() { podman --log-level=error image inspect --format "{{.Config.$1}}" "$IMAGE"; }

asks_for_no_root() { [[ "$(config User)" == 65532:65532 ]]; }

refuses_what_is_no_configuration() {
  local code=0
  in_container "$IMAGE" run --set kafka.group=x >"$work/said" 2>&1 || code=$?
  ((code == 78)) && grep -F 'kafka.group' "$work/said"
}

claim "the image asks for no root" asks_for_no_root
claim "the demo runs read-only, without capabilities and network" runs_the_demo
claim "exit codes come out: 78 for a wrong key" refuses_what_is_no_configuration
