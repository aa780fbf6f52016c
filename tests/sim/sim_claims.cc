#include "tests/sim/sim_claims.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace wirefold::sim {
namespace {

constexpr size_t kQueueRecords = 200;
constexpr int64_t kShortestTimeoutMs = 100;  // of a delivery
constexpr int64_t kLongestTimeoutMs = 1'200;
constexpr int64_t kLatestMs = 2'500;

}  // namespace

SimClaimsReader::SimClaimsReader(Host host, int64_t from) : host_(std::move(host)), position_(from) {
  host_.cluster.claims_grown[this] = [this] { Ask(host_, fetch_); };
  Ask(host_, fetch_);
}

SimClaimsReader::~SimClaimsReader() {
  fetch_->closed = true;
  host_.cluster.claims_grown.erase(this);
}

void SimClaimsReader::Ask(Host& host, const std::shared_ptr<Fetch>& fetch) {
  if (fetch->under_way) return;
  fetch->under_way = true;
  Kernel& kernel = host.cluster.kernel;
  kernel.At(std::max(kernel.now_ms() + host.cluster.Delay(), host.faults.reader_blocked_until_ms), [&host, fetch] {
    fetch->under_way = false;
    if (fetch->closed) return;
    if (host.cluster.kernel.now_ms() < host.faults.reader_blocked_until_ms) return Ask(host, fetch);
    fetch->end = host.cluster.claims.end();
    host.process.Wake();
  });
}

absl::StatusOr<ClaimsReader::Batch> SimClaimsReader::Read(size_t max, int timeout_ms) {
  host_.process.Step();
  if (fetch_->end <= position_ && timeout_ms > 0) host_.Wait(timeout_ms);
  const ClaimsTopic& claims = host_.cluster.claims;
  if (position_ < claims.first()) return absl::OutOfRangeError("the log's head was deleted before it was read");
  Batch batch;
  if (host_.OneIn(200)) batch.trouble = absl::UnavailableError("a broker did not answer");
  if (host_.random.OneIn(8)) max = std::min<size_t>(max, 1);
  while (position_ < fetch_->end && batch.records.size() < max) {
    const ClaimsEntry& entry = claims.at(position_);
    batch.records.push_back({position_, entry.append_time_ms, entry.log_append_time, entry.bytes});
    ++position_;
  }
  return batch;
}

struct SimClaimsAppender::Life {
  std::vector<std::string> records;  // all that were appended, in order
  size_t landed = 0;
  uint64_t acknowledged = 0;
  int64_t acknowledged_end = -1;
  int64_t land_ms = 0;   // of the record landing last
  int64_t heard_ms = 0;  // of its acknowledgement
  std::optional<ClaimsFault> fault;
  bool failed = false;  // said to the worker
};

SimClaimsAppender::SimClaimsAppender(Host host) : host_(std::move(host)), life_(std::make_shared<Life>()) {}
SimClaimsAppender::~SimClaimsAppender() = default;

uint64_t SimClaimsAppender::acknowledged() const { return life_->acknowledged; }
int64_t SimClaimsAppender::acknowledged_end() const { return life_->acknowledged_end; }

absl::Status SimClaimsAppender::Append(std::string_view bytes) {
  host_.process.Step();
  Cluster& cluster = host_.cluster;
  Kernel& kernel = cluster.kernel;
  if (life_->records.size() - life_->acknowledged >= kQueueRecords || host_.OneIn(300)) {
    return absl::ResourceExhaustedError("queue full");
  }
  if (host_.faults.claims && !life_->fault) {
    life_->fault = std::exchange(host_.faults.claims, std::nullopt);
    kernel.In(host_.random.Between(kShortestTimeoutMs, kLongestTimeoutMs), [life = life_, &process = host_.process] {
      life->failed = true;
      if (process.alive()) process.Wake();
    });
  }
  const size_t number = life_->records.size();
  life_->records.emplace_back(bytes);
  bool lands = true;
  int64_t delay_ms = cluster.Delay();
  if (life_->fault == ClaimsFault::kLost) lands = false;
  if (life_->fault == ClaimsFault::kSome) lands = host_.random.OneIn(2);
  if (life_->fault == ClaimsFault::kLate) {
    lands = !host_.random.OneIn(3);
    delay_ms += host_.random.Between(0, kLatestMs);
  }
  if (life_->fault == ClaimsFault::kSome && !lands) life_->fault = ClaimsFault::kLost;  // nor does what follows
  if (!lands) return absl::OkStatus();
  life_->land_ms = std::max(life_->land_ms, kernel.now_ms() + delay_ms);
  kernel.At(life_->land_ms, [life = life_, number, &cluster, &process = host_.process] {
    const int64_t offset = cluster.AppendClaim(life->records[number]);
    if (life->fault) return;
    life->heard_ms = std::max(life->heard_ms, cluster.kernel.now_ms() + cluster.Delay());
    cluster.kernel.At(life->heard_ms, [life, number, offset, &process] {
      if (life->fault) return;
      life->acknowledged = number + 1;
      life->acknowledged_end = offset + 1;
      if (process.alive()) process.Wake();
    });
  });
  return absl::OkStatus();
}

absl::Status SimClaimsAppender::Poll() {
  host_.process.Step();
  return life_->failed ? absl::UnavailableError("claims were not delivered in time") : absl::OkStatus();
}

absl::Status SimClaimsAppender::Reconnect() {
  host_.process.Step();
  life_ = std::make_shared<Life>();
  return absl::OkStatus();
}

absl::Status SimClaimsAppender::Flush(int timeout_ms) {
  const int64_t until_ms = host_.cluster.kernel.now_ms() + timeout_ms;
  while (life_->acknowledged < life_->records.size() && !life_->failed && host_.cluster.kernel.now_ms() < until_ms) {
    host_.process.Sleep(20);
  }
  return life_->acknowledged == life_->records.size() ? absl::OkStatus()
                                                      : absl::UnavailableError("not all was acknowledged");
}

}  // namespace wirefold::sim
