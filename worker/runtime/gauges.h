// What a worker says of itself twice a second: gauges of partitions, of the claims log and of the index; readiness; and
// a line for a partition that stands.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "worker/admin/metrics.h"
#include "worker/ports/clock.h"
#include "worker/ports/raw_source.h"
#include "worker/runtime/claims_log.h"
#include "worker/runtime/health.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/log.h"

namespace wirefold {

// A partition stands: there is more to read, the source tells of trouble with it, and nothing came or was committed for
// a while. Pure.
bool IsStuck(const Ring& ring, int64_t steady_ms, int64_t wall_ms);

class Gauges {
 public:
  Gauges(std::string topic, Metrics& metrics, WorkerHealth& health, Clock& clock)
      : topic_(std::move(topic)), metrics_(metrics), health_(health), clock_(clock), lines_counted_(LogLines()) {}

  // At most twice a second. `claims_retention_ms`: of the claims topic, -1 for ever, nullopt: not told.
  void Export(RawSource& source, const ClaimsLog& log, Rings& rings, std::optional<int64_t> claims_retention_ms);
  // While the index is restored, and once when it is.
  void ExportRestoring(const ClaimsLog& log, bool restoring);

 private:
  void ExportRing(int32_t partition, Ring& ring, int64_t wall_ms);
  void ExportLog(const ClaimsLog& log, int64_t wall_ms);
  void ExportRetention(const Genesis& genesis, std::optional<int64_t> retention_ms);
  void CountLogLines();

  const std::string topic_;
  Metrics& metrics_;
  WorkerHealth& health_;
  Clock& clock_;
  int64_t last_ms_ = 0;
  uint64_t evictions_counted_ = 0;
  std::array<uint64_t, kLogLevels> lines_counted_;
};

}  // namespace wirefold
