#include "worker/runtime/lag.h"

#include <algorithm>
#include <cmath>

namespace wirefold {
namespace {

double SecondsSince(int64_t then_ms, int64_t wall_ms) {
  return std::max(0.0, static_cast<double>(wall_ms - then_ms) / 1000);
}

}  // namespace

std::optional<PartitionLag> LagOf(const Ring& ring, int64_t wall_ms) {
  const int64_t end = std::max(ring.stable_end, ring.end);
  // While nothing was committed by us, the oldest record in flight is where we began; with none, and no commit by
  // anybody, the group begins where the partition ends.
  int64_t committed = ring.committed.value_or(-1);
  if (committed < 0 && !ring.empty()) committed = ring.oldest().offset;
  if (committed < 0 && ring.committed) committed = ring.end;
  if (end < 0 || committed < 0) return std::nullopt;
  PartitionLag lag{committed, std::max(end, committed), 0, 0};
  lag.records = lag.end - committed;
  if (!ring.empty()) {
    const InFlight& oldest = ring.oldest();
    lag.seconds = SecondsSince(oldest.timestamp_ms > 0 ? oldest.timestamp_ms : oldest.taken_ms, wall_ms);
  } else if (lag.records > 0 && ring.end < ring.stable_end) {  // else all of it was handed out, and is committed
    lag.seconds = SecondsSince(ring.oldest_ms > 0 ? ring.oldest_ms : ring.progress_ms, wall_ms);
  }
  return lag;
}

void ExportPartition(Metrics& metrics, const std::string& topic, int32_t partition, Ring& ring, int64_t wall_ms) {
  const label::Topic of_topic(topic);
  const label::Partition number(partition);
  metrics.Set(kMetric.partition_last_progress(of_topic, number), static_cast<double>(ring.progress_ms) / 1000);
  metrics.Set(kMetric.partition_stuck(of_topic, number), ring.stuck ? 1 : 0);
  const std::optional<PartitionLag> lag = LagOf(ring, wall_ms);
  if (!lag) return;
  metrics.Set(kMetric.consumer_committed_offset(of_topic, number), static_cast<double>(lag->committed));
  metrics.Set(kMetric.consumer_high_watermark(of_topic, number), static_cast<double>(lag->end));
  metrics.Set(kMetric.consumer_lag_records(of_topic, number), static_cast<double>(lag->records));
  metrics.Set(kMetric.consumer_lag_seconds(of_topic, number), lag->seconds);
  ring.oldest_ms = wall_ms - std::llround(lag->seconds * 1000);
}

void RemovePartition(Metrics& metrics, const std::string& topic, int32_t partition) {
  for (const auto& gauge :
       {kMetric.consumer_lag_records, kMetric.consumer_lag_seconds, kMetric.consumer_committed_offset,
        kMetric.consumer_high_watermark, kMetric.partition_last_progress, kMetric.partition_stuck}) {
    metrics.Remove(gauge(label::Topic(topic), label::Partition(partition)));
  }
}

void ExportRings(Metrics& metrics, const Rings& rings, int64_t wall_ms) {
  double oldest = 0;
  for (const auto& [partition, ring] : rings) {
    if (!ring.empty()) oldest = std::max(oldest, SecondsSince(ring.oldest().taken_ms, wall_ms));
  }
  metrics.Set(kMetric.partitions_assigned(), static_cast<double>(rings.size()));
  metrics.Set(kMetric.records_in_flight(), static_cast<double>(CountRecords(rings)));
  metrics.Set(kMetric.oldest_inflight_age(), oldest);
}

void ExportIndex(Metrics& metrics, const IndexStats& stats, const Genesis& genesis) {
  metrics.Set(kMetric.index_articles_limit(), static_cast<double>(genesis.window_claims));
  metrics.Set(kMetric.index_articles(), static_cast<double>(stats.articles));
  metrics.Set(kMetric.index_fingerprints(), static_cast<double>(stats.fingerprints));
  metrics.Set(kMetric.index_bytes(), static_cast<double>(stats.bytes));
  if (stats.oldest_time_ms > 0) {
    metrics.Set(kMetric.index_oldest(), static_cast<double>(stats.oldest_time_ms) / 1000);
  } else {
    metrics.Remove(kMetric.index_oldest());
  }
}

}  // namespace wirefold
