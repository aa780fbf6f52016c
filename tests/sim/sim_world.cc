#include "tests/sim/sim_world.h"

#include <charconv>
#include <utility>

namespace wirefold::sim {

SimWorld::SimWorld(Cluster& cluster, Process& process, uint64_t seed, std::string transactional_id)
    : cluster_(cluster), process_(process), seed_(seed), transactional_id_(std::move(transactional_id)) {}

Host SimWorld::MakeHost(const char* purpose) { return {cluster_, process_, faults, Random(seed_, purpose)}; }

int64_t SimWorld::SteadyMs() const { return cluster_.kernel.now_ms() + 1; }

int64_t SimWorld::WallMs() const { return kEpochMs + cluster_.kernel.now_ms() + wall_jump_ms; }

void SimWorld::Pause(int milliseconds) { process_.Sleep(milliseconds); }

absl::StatusOr<std::pair<int64_t, int64_t>> SimWorld::ClaimsBounds(int timeout_ms) {
  process_.Sleep(std::min<int64_t>(cluster_.Delay(), timeout_ms));
  if (cluster_.Unreachable()) return absl::UnavailableError("no broker");
  return std::pair(cluster_.claims.first(), cluster_.claims.end());
}

absl::StatusOr<std::unique_ptr<ClaimsReader>> SimWorld::ReadClaims(int64_t from_offset) {
  auto made = std::make_unique<SimClaimsReader>(MakeHost("reader"), from_offset);
  reader = made.get();
  return made;
}

absl::StatusOr<std::unique_ptr<ClaimsAppender>> SimWorld::AppendClaims() {
  return std::make_unique<SimClaimsAppender>(MakeHost("appender"));
}

absl::StatusOr<std::unique_ptr<RawSource>> SimWorld::JoinGroup(RawListener listener) {
  process_.Step();
  auto made = std::make_unique<SimSource>(MakeHost("source"), std::move(listener), outstanding);
  source = made.get();
  return made;
}

std::unique_ptr<OutcomeSink> SimWorld::Outcomes() {
  auto made = std::make_unique<SimSink>(MakeHost("sink"), transactional_id_, outstanding);
  publishes_as = made->worker();
  return made;
}

std::unique_ptr<Preparer> SimWorld::Prepares(const Genesis& genesis) {
  return std::make_unique<SimPreparer>(MakeHost("preparer"), genesis);
}

absl::StatusOr<std::vector<int64_t>> SimWorld::CommittedOffsets(int timeout_ms) {
  process_.Sleep(std::min<int64_t>(cluster_.Delay(), timeout_ms));
  if (cluster_.Unreachable()) return absl::UnavailableError("no broker");
  std::vector<int64_t> offsets(static_cast<size_t>(cluster_.raw.partitions()), -1);
  for (const auto& [partition, told] : cluster_.group.committed())
    offsets[static_cast<size_t>(partition)] = told.offset;
  return offsets;
}

absl::StatusOr<std::set<int32_t>> SimWorld::PartitionsWithOutcomes(int timeout_ms) {
  process_.Sleep(std::min<int64_t>(cluster_.Delay(), timeout_ms));
  if (cluster_.Unreachable()) return absl::UnavailableError("no broker");
  std::set<int32_t> partitions;
  for (bool dead : {false, true}) {
    for (const TopicRecord& record : cluster_.transactions.Committed(dead)) {
      for (const auto& [name, value] : record.headers) {
        if (name != "ce_originpartition" && name != "__dlq.errors.partition") continue;
        int32_t partition = -1;
        std::from_chars(value.data(), value.data() + value.size(), partition);
        partitions.insert(partition);
      }
    }
  }
  return partitions;
}

}  // namespace wirefold::sim
