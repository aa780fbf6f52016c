// How late a whole group is, partition by partition: the arithmetic, on values that a look at the brokers gave. Pure.
//
//   GroupLag lag = LagOfGroup(look);                       // one look
//   GroupLag lag = LagOfGroup(look, &earlier);             // with rates and the time to zero
//
// Records are counted in offsets, from the oldest record that is not committed to the last stable offset. So markers
// and aborted records behind the last record count nothing; those between two records count, as for all Kafka tools.
// What a worker says of its own partitions is in worker/runtime/lag.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "worker/kafka/first_records.h"
#include "worker/kafka/topic_offsets.h"

namespace wirefold {

struct PartitionLook {
  std::optional<int64_t> committed;  // nullopt: the group committed nothing here
  kafka::PartitionOffsets offsets;
  // The next record that the group reads. Outer nullopt: it was not read in time. Inner: there is none.
  std::optional<std::optional<kafka::FirstRecord>> next;
  absl::Status trouble;  // not ok: nothing above is known
};

struct GroupLook {
  int64_t steady_ms = 0;
  int64_t wall_ms = 0;
  std::map<int32_t, PartitionLook> partitions;
};

// Where the group stands to the log. The names are permanent, see lag.md.
enum class Standing : uint8_t {
  kWithin,
  kNoCommit,   // lag counts from the log's first record, where a new group begins
  kTrimmed,    // below the log's first record: what is between is gone; lag counts from the first
  kBeyondEnd,  // above the log's end: the log lost its tail, or was made anew
  kUnknown,    // the brokers did not say; LagRow::trouble says why
};
const char* StandingName(Standing standing);

struct Rates {
  double consumed_per_second = 0;
  double produced_per_second = 0;
  std::optional<double> seconds_to_zero;  // nullopt: at these rates, never
};

struct LagRow {
  int32_t partition = 0;
  Standing standing = Standing::kWithin;
  std::optional<int64_t> committed;
  kafka::PartitionOffsets offsets;
  int64_t records = 0;
  std::optional<double>
      seconds;                 // age of the oldest record not committed; nullopt: it has no timestamp, or was not read
  std::optional<Rates> rates;  // nullopt: there was no earlier look at this partition, or it went back
  absl::Status trouble;
};

struct GroupLag {
  int64_t wall_ms = 0;
  std::vector<LagRow> partitions;  // by number
  // Of the partitions that are known:
  int64_t records = 0;
  double seconds = 0;              // the largest
  int32_t unknown_seconds = 0;     // partitions that lag and do not tell since when
  int32_t unknown_partitions = 0;  // of Standing::kUnknown
  std::optional<Rates> rates;      // nullopt: a known partition has none
};

GroupLag LagOfGroup(const GroupLook& look, const GroupLook* earlier = nullptr);

// Where reading goes on: the committed offset, or the log's first record.
int64_t PositionOf(const PartitionLook& look);

}  // namespace wirefold
