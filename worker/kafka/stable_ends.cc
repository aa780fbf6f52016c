#include "worker/kafka/stable_ends.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "worker/kafka/list_offsets.h"

namespace wirefold::kafka {
namespace {

constexpr int kTimeoutMs = 5000;
constexpr std::chrono::milliseconds kFirstPause(500);
constexpr std::chrono::milliseconds kMostPause(30'000);

}  // namespace

StableEnds::StableEnds(rd_kafka_t* client, std::string topic)
    : client_(client), topic_(std::move(topic)), answers_(rd_kafka_queue_new(client)) {}

void StableEnds::Ask(const std::vector<int32_t>& partitions) {
  if (asked_ || partitions.empty() || std::chrono::steady_clock::now() < not_before_) return;
  WF_CHECK_OK(AskOffsets(client_, topic_, partitions, RD_KAFKA_OFFSET_SPEC_LATEST,
                         RD_KAFKA_ISOLATION_LEVEL_READ_COMMITTED, kTimeoutMs, answers_.get()));
  asked_ = true;
}

absl::StatusOr<std::map<int32_t, int64_t>> StableEnds::Take() {
  std::map<int32_t, int64_t> ends;
  if (!asked_) return ends;
  const EventPtr event(rd_kafka_queue_poll(answers_.get(), 0));
  if (event == nullptr) return ends;
  asked_ = false;
  const absl::Status answered =
      ToStatus(rd_kafka_event_error(event.get()), "ask for the last stable offsets of " + topic_);
  bool whole = answered.ok();
  for (const auto& [partition, end] : OffsetsIn(event.get(), topic_)) {
    whole = whole && end.ok();
    if (end.value_or(-1) >= 0) ends[partition] = *end;
  }
  pause_ = whole ? std::chrono::milliseconds(0) : std::clamp(2 * pause_, kFirstPause, kMostPause);
  not_before_ = std::chrono::steady_clock::now() + pause_;
  WF_RETURN_IF_ERROR(answered);
  return ends;
}

}  // namespace wirefold::kafka
