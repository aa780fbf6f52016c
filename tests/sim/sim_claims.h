// The claims topic's ports, simulated.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/sim_cluster.h"
#include "worker/ports/claims_topic.h"

namespace wirefold::sim {

class SimClaimsReader : public ClaimsReader {
 public:
  SimClaimsReader(Host host, int64_t from);
  ~SimClaimsReader() override;
  absl::StatusOr<Batch> Read(size_t max, int timeout_ms) override;
  int64_t position() const override { return position_; }
  int64_t end() const override { return fetch_->end; }

 private:
  struct Fetch {  // outlives the reader in events on their way
    int64_t end = -1;
    bool under_way = false;
    bool closed = false;
  };
  static void Ask(Host& host, const std::shared_ptr<Fetch>& fetch);

  Host host_;
  int64_t position_;
  std::shared_ptr<Fetch> fetch_ = std::make_shared<Fetch>();
};

class SimClaimsAppender : public ClaimsAppender {
 public:
  explicit SimClaimsAppender(Host host);
  ~SimClaimsAppender() override;
  absl::Status Append(std::string_view bytes) override;
  absl::Status Poll() override;
  uint64_t acknowledged() const override;
  int64_t acknowledged_end() const override;
  absl::Status Reconnect() override;
  absl::Status Flush(int timeout_ms) override;

 private:
  struct Life;  // one connection

  Host host_;
  std::shared_ptr<Life> life_;
};

}  // namespace wirefold::sim
