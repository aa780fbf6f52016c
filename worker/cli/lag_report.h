// A group's lag as people read it and as one JSON object (lag.md). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "worker/cli/group_lag.h"

namespace wirefold {

// The claims log, as far as it is told without reading it.
struct ClaimsPosition {
  std::string topic;
  std::optional<kafka::PartitionOffsets> offsets;  // nullopt: there is no such topic
  std::optional<uint64_t> log_id;                  // the log that the group's offsets were committed under
};

struct LagReport {
  std::string group;
  std::string topic;
  GroupLag lag;
  ClaimsPosition claims;
};

// Lines, the last with its line end.
std::string LagText(const LagReport& report);
// One line.
std::string LagJson(const LagReport& report);

// "12.3 s", "4 min 10 s", "3 h 5 min", "2 d 4 h".
std::string DurationText(double seconds);

}  // namespace wirefold
