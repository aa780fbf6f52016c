#!/usr/bin/env bash
# Builds what lab.sh needs, into PREFIX (absolute), which appears when it is complete: Kubernetes' own processes as one
# program, containerd and the network plugins out of Debian's packages (nothing is installed), and the image of pods'
# first process. Needs Go, a C compiler, buildah; some minutes and 5 GB of Go's caches, once.
set -euo pipefail

readonly KUBERNETES=1.35.4

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: tools.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly HERE
[[ -d "$PREFIX" ]] && exit
for command in go cc buildah dpkg-deb apt-get; do
  command -v "$command" >/dev/null || { echo "tools.sh: needs $command" >&2; exit 69; }
done

mkdir -p "$(dirname "$PREFIX")"
work="$(mktemp -d "$PREFIX.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p root/bin source
export CGO_ENABLED=0 GOFLAGS='-modcacherw -buildvcs=false'

# Kubernetes names its own modules by folders of its tree; each is published with the same number.
module_file() {
  local sources
  sources="$(go mod download -json "k8s.io/kubernetes@v$KUBERNETES" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')"
  printf 'module wirefold.test/kubernetes\n\ngo 1.25.0\n\nrequire k8s.io/kubernetes v%s\n\n' "$KUBERNETES"
  sed -n "s|^\t\(k8s.io/[^ ]*\) => ./staging/.*|replace \1 => \1 v0.${KUBERNETES#*.}|p" "$sources"
}

echo "tools: Kubernetes $KUBERNETES"
module_file >source/go.mod
cp "$HERE/kubernetes.go" source/
(
  cd source
  go mod tidy
  # Helm asks the API server for its version.
  go build -trimpath -ldflags="-s -w -X k8s.io/component-base/version.gitVersion=v$KUBERNETES" -o ../root/bin/kubernetes .
)

echo "tools: containerd"
apt-get -qq download containerd containernetworking-plugins
for package in ./*.deb; do
  dpkg-deb -x "$package" root
done

echo "tools: image of a pod's first process"
cc -static -O2 -o pause "$HERE/pause.c"
box="$(buildah from scratch)"
buildah copy --quiet "$box" pause /pause >/dev/null
buildah config --entrypoint '["/pause"]' "$box"
buildah commit --quiet --rm "$box" localhost/pause:1 >/dev/null
buildah push --quiet localhost/pause:1 "docker-archive:root/pause.tar:localhost/pause:1"
buildah rmi localhost/pause:1 >/dev/null

mv -T root "$PREFIX"
