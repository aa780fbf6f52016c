#!/usr/bin/env bash
# Fetches what the test of framing needs into PREFIX (absolute): Apicurio Registry, and Confluent's Python client in an old
# and a new version, since the two ask a registry in different ways. Each appears when it is complete; what is there stays.
set -euo pipefail

readonly APICURIO=3.0.9
readonly APICURIO_SHA256=2b28181501a20cbf6efcd77f9b7153908fc01f3d3a7c32024c0bd9e1b04c8a43

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: tools.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"

for command in mvn java python3; do
  command -v "$command" >/dev/null || { echo "tools.sh: needs $command" >&2; exit 69; }
done

mkdir -p "$PREFIX"
work="$(mktemp -d "$PREFIX/work.XXXXXX")"
trap 'rm -rf "$work"' EXIT

if [[ ! -d "$PREFIX/apicurio" ]]; then
  echo "tools: Apicurio Registry $APICURIO"
  mvn -q dependency:copy "-Dartifact=io.apicurio:apicurio-registry-app:$APICURIO:tar.gz:all" "-DoutputDirectory=$work"
  archive="$work/apicurio-registry-app-$APICURIO-all.tar.gz"
  echo "$APICURIO_SHA256  $archive" | sha256sum --check --quiet -
  mkdir "$work/apicurio"
  tar -xzf "$archive" -C "$work/apicurio"
  mv "$work/apicurio/apicurio-registry-app-$APICURIO-runner.jar" "$work/apicurio/registry.jar"
  mv "$work/apicurio" "$PREFIX/apicurio"
fi

client() {
  local version="$1" protobuf="$2"
  [[ -d "$PREFIX/python-$version" ]] && return
  echo "tools: confluent-kafka $version"
  python3 -m pip install -q --root-user-action=ignore --target "$work/python" \
    "confluent-kafka[protobuf,schemaregistry]==$version" "$protobuf"
  mv "$work/python" "$PREFIX/python-$version"
}
client 2.16.1 protobuf
client 2.5.3 'protobuf<5'
