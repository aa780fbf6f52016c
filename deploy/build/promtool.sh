#!/usr/bin/env bash
# Fetches promtool of Debian 12's Prometheus (2.42), which tests deploy/prometheus, into PREFIX/bin (absolute), which
# appears only when it is complete. apt checks the package's signature; nothing is installed and nothing of it is run.
set -euo pipefail

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: promtool.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "promtool.sh: no apt-get here: put promtool into $PREFIX/bin" >&2
  exit 69
fi

# Beside the prefix: the last step must be a rename within one file system.
mkdir -p "$(dirname "$PREFIX")"
work="$(mktemp -d "$PREFIX.XXXXXX")"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"

# As root, apt would hand the download to a user that may not write here.
apt-get -qq -o APT::Sandbox::User=root download prometheus
dpkg-deb -x ./prometheus_*.deb root
mkdir -p tool/bin
mv root/usr/bin/promtool tool/bin/

rm -rf "$PREFIX"
mv -T tool "$PREFIX"
