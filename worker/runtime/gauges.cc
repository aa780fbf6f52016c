#include "worker/runtime/gauges.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "worker/runtime/lag.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

constexpr int64_t kExportMs = 500;
constexpr int64_t kStuckMs = 10'000;   // without progress
constexpr int64_t kRecentMs = 30'000;  // trouble that was told so long ago may be over
constexpr int64_t kBehindMs = 10'000;  // the claims log's reader, before the worker is not ready

}  // namespace

bool IsStuck(const Ring& ring, int64_t steady_ms, int64_t wall_ms) {
  const std::optional<PartitionLag> lag = LagOf(ring, wall_ms);
  return lag && lag->records > 0 && ring.empty() && ring.trouble_ms && steady_ms - *ring.trouble_ms < kRecentMs &&
         wall_ms - ring.progress_ms > kStuckMs;
}

void Gauges::Export(RawSource& source, const ClaimsLog& log, Rings& rings, std::optional<int64_t> claims_retention_ms) {
  if (clock_.SteadyMs() - last_ms_ < kExportMs) return;
  last_ms_ = clock_.SteadyMs();
  const int64_t wall_ms = clock_.WallMs();
  for (const auto& [partition, end] : source.TakeStableEnds()) {
    if (auto ring = rings.find(partition); ring != rings.end()) ring->second.stable_end = end;
  }
  std::vector<int32_t> partitions;
  for (auto& [partition, ring] : rings) {
    partitions.push_back(partition);
    ExportRing(partition, ring, wall_ms);
  }
  if (health_.brokers_answer) source.AskStableEnds(partitions);
  ExportRings(metrics_, rings, wall_ms);
  ExportLog(log, wall_ms);
  ExportRetention(log.genesis(), claims_retention_ms);
  CountLogLines();
  health_.claims_current = log.BehindMs() < kBehindMs;
  metrics_.Set(kMetric.ready(), IsReady(health_) ? 1 : 0);
}

void Gauges::ExportRestoring(const ClaimsLog& log, bool restoring) {
  metrics_.Set(kMetric.restoring(), restoring ? 1 : 0);
  if (restoring && clock_.SteadyMs() - last_ms_ < kExportMs) return;
  last_ms_ = clock_.SteadyMs();
  if (log.connected()) ExportLog(log, clock_.WallMs());
  CountLogLines();
}

void Gauges::ExportRing(int32_t partition, Ring& ring, int64_t wall_ms) {
  const bool stuck = IsStuck(ring, clock_.SteadyMs(), wall_ms);
  if (stuck && !ring.stuck) {
    Log(LogLevel::kError, "a partition stands",
        {{"topic", topic_}, {"partition", partition}, {"offset", ring.position()}, {"error", ring.trouble}});
  }
  ring.stuck = stuck;
  ExportPartition(metrics_, topic_, partition, ring, wall_ms);
}

void Gauges::ExportLog(const ClaimsLog& log, int64_t wall_ms) {
  if (const std::optional<int64_t> lag = log.LagRecords()) {
    metrics_.Set(kMetric.claims_apply_lag_records(), static_cast<double>(*lag));
    metrics_.Set(kMetric.claims_apply_lag_seconds(), log.LagSeconds(wall_ms));
  }
  if (!log.begun()) return;
  const IndexStats stats = log.Stats();
  ExportIndex(metrics_, stats, log.genesis());
  metrics_.Count(kMetric.index_evictions(), static_cast<double>(stats.evictions - evictions_counted_));
  evictions_counted_ = stats.evictions;
}

// It changes while the worker runs: by the topic's settings, and by an epoch with another window.
void Gauges::ExportRetention(const Genesis& genesis, std::optional<int64_t> retention_ms) {
  if (!retention_ms) return metrics_.Remove(kMetric.claims_retention_headroom());
  const double seconds = *retention_ms < 0
                             ? std::numeric_limits<double>::infinity()
                             : static_cast<double>(*retention_ms - NeededRetentionMs(genesis.window_seconds)) / 1000;
  metrics_.Set(kMetric.claims_retention_headroom(), seconds);
}

void Gauges::CountLogLines() {
  const std::array<uint64_t, kLogLevels> lines = LogLines();
  for (size_t level = 0; level < kLogLevels; ++level) {
    const auto written = static_cast<double>(lines[level] - lines_counted_[level]);
    metrics_.Count(kMetric.log_messages(static_cast<label::Level::Value>(level)), written);
  }
  lines_counted_ = lines;
}

}  // namespace wirefold
