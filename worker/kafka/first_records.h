// The first record of each partition that stands at or behind an offset: what a group that committed the offset reads
// next. One client for all partitions, in no group.
//
//   FirstRecords(settings, "news.articles.raw.v1", {{0, 120}, {3, 7}}, {.timeout_ms = 10'000});
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold::kafka {

struct FirstRecord {
  int64_t offset = 0;
  std::optional<int64_t> timestamp_ms;  // nullopt: it was written without one
  bool operator==(const FirstRecord&) const = default;
};

struct FirstRecordLimits {
  size_t max_record_bytes = 1'000'000;  // the largest that the topic may hold
  int timeout_ms = 10'000;              // of all partitions together
};

// nullopt: there is none up to the partition's last stable offset, only markers and aborted records, or nothing. A
// partition that is not in the result was not read in time, or not at all.
absl::StatusOr<std::map<int32_t, std::optional<FirstRecord>>> FirstRecords(const ClientSettings& settings,
                                                                           const std::string& topic,
                                                                           const std::map<int32_t, int64_t>& from,
                                                                           const FirstRecordLimits& limits);

}  // namespace wirefold::kafka
