// The World of one simulated process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/sim/sim_claims.h"
#include "tests/sim/sim_cluster.h"
#include "tests/sim/sim_prepare.h"
#include "tests/sim/sim_sink.h"
#include "tests/sim/sim_source.h"
#include "worker/ports/world.h"

namespace wirefold::sim {

class SimWorld : public World, public Clock {
 public:
  SimWorld(Cluster& cluster, Process& process, uint64_t seed, std::string transactional_id);

  Clock& clock() override { return *this; }
  int64_t SteadyMs() const override;
  int64_t WallMs() const override;
  void Pause(int milliseconds) override;

  absl::StatusOr<std::pair<int64_t, int64_t>> ClaimsBounds(int timeout_ms) override;
  absl::StatusOr<std::unique_ptr<ClaimsReader>> ReadClaims(int64_t from_offset) override;
  absl::StatusOr<std::unique_ptr<ClaimsAppender>> AppendClaims() override;
  absl::StatusOr<std::unique_ptr<RawSource>> JoinGroup(RawListener listener) override;
  std::unique_ptr<OutcomeSink> Outcomes() override;
  std::unique_ptr<Preparer> Prepares(const Genesis& genesis) override;
  absl::StatusOr<std::set<int32_t>> PartitionsWithOutcomes(int timeout_ms) override;
  absl::StatusOr<std::vector<int64_t>> CommittedOffsets(int timeout_ms) override;

  const std::string& transactional_id() const { return transactional_id_; }

  Faults faults;
  // While the worker lives and has them.
  SimClaimsReader* reader = nullptr;
  SimSource* source = nullptr;
  uint64_t publishes_as = 0;  // SimSink::worker
  Outstanding outstanding;
  int64_t wall_jump_ms = 0;  // of this machine's clock

 private:
  Host MakeHost(const char* purpose);

  Cluster& cluster_;
  Process& process_;
  const uint64_t seed_;
  const std::string transactional_id_;
};

}  // namespace wirefold::sim
