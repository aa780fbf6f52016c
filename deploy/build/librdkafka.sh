#!/usr/bin/env bash
# Builds librdkafka 2.15.1 into PREFIX (absolute), which appears only when it is complete.
# Debian 12 has 2.0.2, too old for us. The sources are those inside a pinned npm package, checked by their sha256.
set -euo pipefail

readonly PACKAGE=@confluentinc/kafka-javascript@1.10.1
readonly SHA256=ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: librdkafka.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"

# Beside the prefix: the last step must be a rename within one file system.
mkdir -p "$(dirname "$PREFIX")"
work="$(mktemp -d "$PREFIX.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"

npm pack --loglevel=error "$PACKAGE"
mv ./*.tgz sources.tgz
echo "$SHA256  sources.tgz" | sha256sum --check --quiet -
tar -xzf sources.tgz

cd package/deps/librdkafka
./configure --disable-gssapi --prefix="$PREFIX"
make -j"$(nproc)" libs
# The pkg-config file names PREFIX already; only the files take the detour.
make -C src install DESTDIR="$work/root"

rm -rf "$PREFIX"
mv -T "$work/root$PREFIX" "$PREFIX"
