#!/usr/bin/env bash
# Fetches Prometheus and Alertmanager of Debian 12 into PREFIX (absolute), which appears when it is complete. apt checks the
# packages' signatures; nothing is installed and no service begins.
set -euo pipefail

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: alerting_tools.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"
[[ -d "$PREFIX" ]] && exit

mkdir -p "$(dirname "$PREFIX")"
work="$(mktemp -d "$PREFIX.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"
# As root, apt would hand the download to a user that may not write here.
apt-get -qq -o APT::Sandbox::User=root download prometheus prometheus-alertmanager
for package in ./*.deb; do
  dpkg-deb -x "$package" root
done
mv -T root "$PREFIX"
