#!/usr/bin/env bash
# Fetches buf 1.75.0, the linter of proto/, into PREFIX/bin (absolute), which appears only when it is complete.
# The program is inside a pinned npm package for each kind of machine, checked by its sha256; nothing of it is run.
set -euo pipefail

readonly VERSION=1.75.0

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: buf.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"

case "$(uname -m)" in
  x86_64)
    machine=x64
    sha256=98b19d4b2b46130e083157490c54dfdcb8ea771e53204d3c6a06a2b12edd0503
    ;;
  aarch64)
    machine=aarch64
    sha256=ea5b4981ad7199a482609c3f1f7230767e095c4a5a7e96ae74a21225a1fc75dc
    ;;
  *)
    echo "buf.sh: no checksum for $(uname -m)" >&2
    exit 69
    ;;
esac

# Beside the prefix: the last step must be a rename within one file system.
mkdir -p "$(dirname "$PREFIX")"
work="$(mktemp -d "$PREFIX.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --loglevel=error "@bufbuild/buf-linux-$machine@$VERSION"
mv ./*.tgz package.tgz
echo "$sha256  package.tgz" | sha256sum --check --quiet -
tar -xzf package.tgz package/bin/buf

rm -rf "$PREFIX"
mv -T package "$PREFIX"
