#!/usr/bin/env bash
# The image of a program that is built already, as a docker-archive. usage: image.sh PROGRAM NAME TAR
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need_commands buildah icupkg
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
build_image "$1" "$2" "$work"
buildah push --quiet "$2" "docker-archive:$3:$2"
buildah rmi "$2" >/dev/null
