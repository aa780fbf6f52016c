#include "worker/runtime/intake.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/planted.h"

namespace wirefold {
namespace {

constexpr size_t kPerTurn = 1000;

std::shared_ptr<InFlight> MakeRecord(kafka::Message message, int64_t wall_ms) {
  auto record = std::make_shared<InFlight>();
  record->message = std::move(message);
  record->bytes = record->message->bytes();
  record->partition = record->message->partition();
  record->offset = record->message->offset();
  record->timestamp_ms = record->message->timestamp_ms().value_or(0);
  record->taken_ms = wall_ms;
  return record;
}

}  // namespace

Share Intake::ShareOfEach() const {
  const size_t partitions = std::max<size_t>(1, rings_.size());
  return {settings_.ring_records, std::max(settings_.in_flight_bytes / partitions, kShareFloorBytes)};
}

absl::StatusOr<std::vector<std::shared_ptr<InFlight>>> Intake::Take(RawSource& source, int timeout_ms) {
  const Share share = ShareOfEach();
  LetGoOn(source, share);
  const size_t partitions = std::max<size_t>(1, rings_.size());
  const size_t most_bytes = share.bytes * partitions + kOverflowBytes;
  const size_t most_records = 2 * share.records * partitions;
  size_t records = CountRecords(rings_);
  size_t bytes = CountBytes(rings_);
  std::vector<std::shared_ptr<InFlight>> taken;
  const int64_t wall_ms = clock_.WallMs();
  while (taken.size() < kPerTurn && (Planted(Bug::kIgnoreBounds) || (records < most_records && bytes < most_bytes))) {
    absl::StatusOr<std::optional<kafka::Message>> message = source.Poll(taken.empty() ? timeout_ms : 0);
    if (!message.ok()) return message.status();
    if (!*message) break;
    auto found = rings_.find((*message)->partition());
    if (found == rings_.end()) continue;  // revoked since it was fetched: its new owner reads it again
    Ring& ring = found->second;
    if (ring.known && (*message)->offset() < ring.committed.value_or(-1)) continue;  // another owner published it
    std::shared_ptr<InFlight> record = MakeRecord(*std::move(*message), wall_ms);
    if (!ring.empty() && record->offset <= ring.newest().offset) {
      return absl::OutOfRangeError(
          absl::StrFormat("%s [%d] went back from offset %d to %d: its log was cut; start again", settings_.topic,
                          record->partition, ring.newest().offset, record->offset));
    }
    ++records;
    bytes += record->bytes;
    ring.Add(record);
    taken.push_back(std::move(record));
    if (!ring.held && share.Full(ring) && !Planted(Bug::kIgnoreBounds)) {
      ring.held = true;
      source.Hold(found->first, true);
    }
  }
  return taken;
}

void Intake::LetGoOn(RawSource& source, const Share& share) {
  for (auto& [partition, ring] : rings_) {
    if (!ring.held || !share.HalfEmpty(ring)) continue;
    ring.held = false;
    source.Hold(partition, false);
  }
}

}  // namespace wirefold
