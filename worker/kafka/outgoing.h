// A record to publish, and how the calls around it end.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "worker/kafka/message.h"

namespace wirefold::kafka {

struct Outgoing {
  std::string topic;
  int32_t partition = -1;  // -1: by key
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::vector<Header> headers;
  int64_t timestamp_ms = 0;  // 0: now
  uint64_t tag = 0;          // names the record in a refusal; 0: none
};

// How a transactional call ended.
enum class TransactionOutcome : uint8_t {
  kDone,
  kRetry,     // not finished: the same call again, with the same arguments, finishes it
  kAbort,     // abort, then begin again
  kStale,     // abort, then begin again: the group has another generation, took no offsets, and will take none late
  kRecreate,  // this producer is of no more use: fatal, fenced or in doubt
};

struct TransactionResult {
  TransactionOutcome outcome = TransactionOutcome::kDone;
  absl::Status status;  // why, unless kDone
};

// What a delivery report's error says about trying again.
//
// A broker refuses whole batches, and may name the records that made it do so. (Kafka 4.1 names those that are invalid
// or stamped out of bounds. It names none for a size, a topic or a right, and its record policies need not.) librdkafka
// passes it on: where records are named, they alone are kRecord, and the others of their batch kPassing; where none is
// named, all of the batch are kRecord, and to find the one that is meant they must be sent apart.
enum class RefusalKind : uint8_t {
  kPassing,   // a fail-over, a slow network, another record of the batch: the same record may be taken later
  kRecord,    // the topic refuses this record as it is, or one of its batch: invalid, stamped out of bounds, by policy
  kTooLarge,  // the topic takes no record of this size
  kTopic,     // the topic is gone or forbidden: no record is taken
};

// What the brokers have taken of a transaction: its commit is sent when that is all. Outlives its producer, which may
// be at work on another thread: `places` may be read there only when `count` says that all is delivered.
struct Deliveries {
  std::atomic<bool> offsets = false;  // taken by the group; true when there are none
  std::atomic<uint64_t> count = 0;    // of records
  // Their first and last offset by topic and partition; first below 0: one of their offsets is not known.
  std::map<std::string, std::map<int32_t, std::pair<int64_t, int64_t>>, std::less<>> places;

  void Forget() {
    offsets = false;
    count = 0;
    places.clear();
  }
};

// A delivery report that says no.
struct Refusal {
  uint64_t tag = 0;  // the record's (Outgoing::tag)
  RefusalKind kind = RefusalKind::kPassing;
  absl::Status status;  // in the broker's words
  std::string topic;
};

}  // namespace wirefold::kafka
