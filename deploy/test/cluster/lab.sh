#!/usr/bin/env bash
# A Kubernetes of one node on this machine: its real processes with containerd and runc, in a folder of its own.
#
#   lab.sh up TOOLS DIR            begins it; DIR/kubeconfig is the way in. TOOLS: what tools.sh made
#   lab.sh load TOOLS DIR TAR      gives the node the images of a docker-archive
#   lab.sh down TOOLS DIR          ends it; nothing of it stays but DIR
#
# Needs root. Pods have addresses of a bridge, 10.244.0.0/24, where the machine is 10.244.0.1; no name service, no
# services, and policies are accepted and not enforced.
set -euo pipefail

if [[ $# -lt 3 ]]; then
  echo "usage: lab.sh up|load|down TOOLS DIR [TAR]" >&2
  exit 64
fi
readonly VERB="$1" TOOLS="$2" DIR="$3"
readonly BRIDGE=wirefold0 MACHINE=10.244.0.1 PODS=10.244.0.0/24
readonly CONTAINERD="$DIR/containerd.sock"
readonly ETCD=127.0.0.1:23790 ETCD_PEERS=127.0.0.1:23791 API=127.0.0.1:16443
# Those that start pods last, in the order of their start.
readonly PROCESSES=(etcd apiserver controllers scheduler containerd kubelet)

run_process() {
  local name="$1"
  shift
  setsid "$@" >"$DIR/$name.log" 2>&1 </dev/null &
  echo $! >"$DIR/$name.pid"
}

kubernetes() { run_process "$1" "$TOOLS/bin/kubernetes" "$@"; }

wait_for() {
  local deadline=$((SECONDS + 120))
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS > deadline)); then
      echo "lab.sh: in vain: $*" >&2
      tail -n 5 "$DIR"/*.log >&2
      return 1
    fi
    sleep 0.2
  done
}

ctr() { "$TOOLS/usr/bin/ctr" --address "$CONTAINERD" --namespace k8s.io "$@"; }
api() { curl --silent --fail --insecure --header "Authorization: Bearer $(<"$DIR/token")" "https://$API$1"; }
node_is_ready() {
  api /api/v1/nodes/lab | python3 -c '
import json, sys
conditions = json.load(sys.stdin)["status"]["conditions"]
sys.exit(not any(one["type"] == "Ready" and one["status"] == "True" for one in conditions))'
}

make_bridge() {
  ip link show "$BRIDGE" >/dev/null 2>&1 && return
  ip link add "$BRIDGE" type bridge
  ip addr add "$MACHINE/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
}

write_files() {
  openssl genrsa -out "$DIR/accounts.key" 2048 2>/dev/null
  head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$DIR/token"
  echo "$(<"$DIR/token"),admin,admin,system:masters" >"$DIR/tokens.csv"
  cat >"$DIR/kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://$API", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: $(<"$DIR/token")}}]
contexts: [{name: lab, context: {cluster: lab, user: admin}}]
current-context: lab
YAML
  cat >"$DIR/cni/10-lab.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "lab", "plugins": [{"type": "bridge", "bridge": "$BRIDGE", "isGateway": true, "hairpinMode": true,
  "ipam": {"type": "host-local", "ranges": [[{"subnet": "$PODS", "gateway": "$MACHINE"}]], "dataDir": "$DIR/addresses"}}]}
JSON
  # Not every machine may lower the kernel's wish to kill a process, or has cgroups of the second version.
  cat >"$DIR/containerd.toml" <<TOML
version = 2
root = "$DIR/containerd"
state = "$DIR/containerd-state"
[grpc]
  address = "$CONTAINERD"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "$TOOLS/usr/lib/cni"
  conf_dir = "$DIR/cni"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  BinaryName = "$(command -v runc)"
TOML
  cat >"$DIR/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $MACHINE
healthzPort: 0
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
containerRuntimeEndpoint: unix://$CONTAINERD
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 50Mi}
YAML
}

up() {
  ((EUID == 0)) || { echo "lab.sh: needs root" >&2; exit 77; }
  mkdir -p "$DIR"/{cni,certificates}
  make_bridge
  write_files
  kubernetes etcd --data-dir "$DIR/etcd" --unsafe-no-fsync --listen-client-urls "http://$ETCD" --advertise-client-urls "http://$ETCD" \
    --listen-peer-urls "http://$ETCD_PEERS" --initial-advertise-peer-urls "http://$ETCD_PEERS" --initial-cluster "default=http://$ETCD_PEERS"
  kubernetes apiserver --etcd-servers "http://$ETCD" --bind-address "${API%:*}" --secure-port "${API#*:}" --advertise-address "${API%:*}" \
    --endpoint-reconciler-type none --cert-dir "$DIR/certificates" --token-auth-file "$DIR/tokens.csv" --authorization-mode RBAC,Node \
    --service-account-key-file "$DIR/accounts.key" --service-account-signing-key-file "$DIR/accounts.key" \
    --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range 10.96.0.0/24 --kubelet-preferred-address-types InternalIP
  PATH="$TOOLS/usr/bin:$PATH" run_process containerd "$TOOLS/usr/bin/containerd" --config "$DIR/containerd.toml"
  wait_for api /readyz
  kubernetes controllers --kubeconfig "$DIR/kubeconfig" --service-account-private-key-file "$DIR/accounts.key" \
    --root-ca-file "$DIR/certificates/apiserver.crt" --leader-elect=false --bind-address 127.0.0.1 --secure-port 16444
  kubernetes scheduler --kubeconfig "$DIR/kubeconfig" --leader-elect=false --bind-address 127.0.0.1 --secure-port 16445
  wait_for test -S "$CONTAINERD"
  wait_for ctr images import "$TOOLS/pause.tar"
  kubernetes kubelet --config "$DIR/kubelet.yaml" --kubeconfig "$DIR/kubeconfig" --root-dir "$DIR/kubelet" --cert-dir "$DIR/kubelet-certificates" \
    --hostname-override lab --node-ip "$MACHINE"
  wait_for node_is_ready
  wait_for api /api/v1/namespaces/default/serviceaccounts/default
}

end_process() {
  local pid tries
  [[ -f "$DIR/$1.pid" ]] || return 0
  pid="$(<"$DIR/$1.pid")"
  kill "$pid" 2>/dev/null || return 0
  for ((tries = 0; tries < 50; tries++)); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

down() {
  local task place
  end_process kubelet
  for task in $(ctr tasks list --quiet 2>/dev/null); do
    ctr tasks kill --signal KILL "$task" 2>/dev/null || true
  done
  for task in $(ctr containers list --quiet 2>/dev/null); do
    wait_for_end "$task"
  done
  for ((place = ${#PROCESSES[@]} - 1; place >= 0; place--)); do
    end_process "${PROCESSES[place]}"
  done
  awk -v below="$DIR/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort --reverse | xargs --no-run-if-empty -n 1 umount
  ip link delete "$BRIDGE" 2>/dev/null || true
}

# A shim outlives containerd while its task is there.
wait_for_end() {
  local tries
  for ((tries = 0; tries < 30; tries++)); do
    ctr tasks delete "$1" >/dev/null 2>&1 && return
    ctr tasks list --quiet 2>/dev/null | grep -qx "$1" || return 0
    sleep 0.1
  done
}

case "$VERB" in
  up) up ;;
  load) ctr images import "$4" >/dev/null ;;
  down) down ;;
  *) echo "lab.sh: no such verb: $VERB" >&2; exit 64 ;;
esac
