#!/usr/bin/env bash
# Fetches what readers of the enriched topic need into PREFIX (absolute): Java's and Python's clients of Kafka and protobuf.
# Each appears when it is complete; what is there stays.
set -euo pipefail

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: tools.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly HERE

for command in mvn javac protoc python3; do
  command -v "$command" >/dev/null || { echo "tools.sh: needs $command" >&2; exit 69; }
done

mkdir -p "$PREFIX"
work="$(mktemp -d "$PREFIX/work.XXXXXX")"
trap 'rm -rf "$work"' EXIT
if [[ ! -d "$PREFIX/java" ]]; then
  echo "tools: Java's clients"
  cp "$HERE/pom.xml" "$work/"  # Maven writes beside it
  mvn -q -B -Dstyle.color=never -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=$work/java"
  mv "$work/java" "$PREFIX/java"
fi
if [[ ! -d "$PREFIX/python" ]]; then
  echo "tools: Python's clients"
  python3 -m pip install -q --root-user-action=ignore --target "$work/python" confluent-kafka==2.16.1 'protobuf<7'
  mv "$work/python" "$PREFIX/python"
fi
