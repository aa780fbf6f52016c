// Three real brokers (broker.h) that replicate to each other: every topic has three replicas and takes a record when
// two have it. Nodes are named by their ids, 1 to 3, as the brokers name each other.
//
//   absl::StatusOr<std::unique_ptr<Cluster>> cluster = Cluster::Start();
//   (*cluster)->node(client.Leader("claims", 0)).Kill();
//   WF_CHECK((*cluster)->Restart({1, 2}).ok());   // those that are down; returns when all replicas are in sync
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/broker.h"

namespace wirefold {

class Cluster {
 public:
  static constexpr int32_t kNodes = 3;

  static absl::StatusOr<std::unique_ptr<Cluster>> Start();

  const std::string& bootstrap_servers() const { return bootstrap_servers_; }
  Broker& node(int32_t id) { return *nodes_.at(static_cast<size_t>(id - 1)); }
  // Starts the named nodes, all at once. `WaitWhole` or another node's work tells when they are there.
  void Begin(const std::vector<int32_t>& ids);
  absl::Status Restart(const std::vector<int32_t>& ids);
  // All nodes are known and every replica of every topic is in sync.
  absl::Status WaitWhole();

 private:
  Cluster() = default;

  std::vector<std::unique_ptr<Broker>> nodes_;
  std::string bootstrap_servers_;
};

}  // namespace wirefold
