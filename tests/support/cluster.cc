#include "tests/support/cluster.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "tests/support/kafka_client.h"

namespace wirefold {
namespace {

constexpr int kAttempts = 3;  // a port may be taken between our look and a broker's bind
constexpr auto kWholeTimeout = std::chrono::seconds(180);
constexpr size_t kLogEnd = 2000;  // bytes

// Quick to notice what is gone; a follower that stands still leaves the replicas in sync soon.
const Broker::Settings kSettings = {
    {"replica.lag.time.max.ms", "4000"},
    {"controller.quorum.election.timeout.ms", "500"},
    {"controller.quorum.fetch.timeout.ms", "1500"},
    // One coordinator for all groups and one for all transactions, so that a test knows whom to kill.
    {"offsets.topic.num.partitions", "1"},
    {"transaction.state.log.num.partitions", "1"},
};

}  // namespace

absl::StatusOr<std::unique_ptr<Cluster>> Cluster::Start() {
  absl::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::unique_ptr<Cluster> cluster(new Cluster());
    Broker::Place place;
    std::vector<std::string> addresses;
    for (int32_t i = 0; i < kNodes; ++i) {
      place.ports.push_back(FreePort());
      place.controller_ports.push_back(FreePort());
      addresses.push_back(absl::StrCat("127.0.0.1:", place.ports.back()));
    }
    cluster->bootstrap_servers_ = absl::StrJoin(addresses, ",");
    for (place.index = 0; place.index < static_cast<size_t>(kNodes); ++place.index) {
      WF_ASSIGN_OR_RETURN(std::unique_ptr<Broker> node, Broker::Make(place, kSettings));
      cluster->nodes_.push_back(std::move(node));
    }
    for (const auto& node : cluster->nodes_) node->BeginFormat();
    for (const auto& node : cluster->nodes_) WF_RETURN_IF_ERROR(node->FinishFormat());
    for (const auto& node : cluster->nodes_) node->Begin();
    status = cluster->WaitWhole();
    if (status.ok()) return cluster;
  }
  return status;
}

void Cluster::Begin(const std::vector<int32_t>& ids) {
  for (int32_t id : ids) node(id).Begin();
}

absl::Status Cluster::Restart(const std::vector<int32_t>& ids) {
  Begin(ids);
  return WaitWhole();
}

absl::Status Cluster::WaitWhole() {
  const KafkaClient client(bootstrap_servers_);
  if (WaitUntil([&] { return client.Whole(kNodes); }, kWholeTimeout)) return absl::OkStatus();
  std::string ended;
  for (const auto& node : nodes_) {
    if (node->Running()) continue;
    const std::string log = node->Log();
    absl::StrAppend(&ended, "\nended: ", log.substr(log.size() - std::min(log.size(), kLogEnd)));
  }
  return absl::UnavailableError("the cluster is not whole: a broker or a replica in sync is missing" + ended);
}

}  // namespace wirefold
