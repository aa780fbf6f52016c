#!/usr/bin/env bash
# Checks rules.yaml with promtool, runs its unit tests, and checks the queries of the dashboard. Exit code 77, which CTest shows as skipped, when there is no
# promtool: `./dev setup` fetches it.
#
#   deploy/prometheus/check.sh [PROMTOOL]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

promtool="${1:-${HOME:?}/.cache/wirefold/prometheus-2.42/bin/promtool}"
[[ -x "$promtool" ]] || promtool="$(command -v promtool || true)"
if [[ -z "$promtool" ]]; then
  echo "skipped: no promtool; ./dev setup fetches it"
  exit 77
fi
"$promtool" check rules rules.yaml
"$promtool" test rules rules_test.yaml
../grafana/dashboard.py --rules | "$promtool" check rules /dev/stdin
