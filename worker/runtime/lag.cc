#include "worker/runtime/lag.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

double SecondsSince(int64_t then_ms, int64_t wall_ms) {
  return std::max(0.0, static_cast<double>(wall_ms - then_ms) / 1000);
}

Labels PartitionLabels(const std::string& topic, int32_t partition) {
  return {{"topic", topic}, {"partition", absl::StrFormat("%d", partition)}};
}

constexpr const char* kPartitionGauges[] = {"consumer_lag_records",
                                            "consumer_lag_seconds",
                                            "consumer_committed_offset",
                                            "consumer_high_watermark_offset",
                                            "partition_last_progress_timestamp_seconds",
                                            "partition_stuck"};

}  // namespace

std::optional<PartitionLag> LagOf(const Ring& ring, int64_t wall_ms) {
  const int64_t end = std::max(ring.stable_end, ring.end);
  // While nothing was committed by us, the oldest record in flight is where we began; with none, and no commit by
  // anybody, the group begins where the partition ends.
  int64_t committed = ring.committed.value_or(-1);
  if (committed < 0 && !ring.empty()) committed = ring.oldest().offset;
  if (committed < 0 && ring.committed) committed = ring.end;
  if (end < 0 || committed < 0) return std::nullopt;
  PartitionLag lag{committed, std::max(end, committed), 0, std::nullopt};
  lag.records = lag.end - committed;
  if (!ring.empty()) {
    const InFlight& oldest = ring.oldest();
    lag.seconds = SecondsSince(oldest.timestamp_ms > 0 ? oldest.timestamp_ms : oldest.taken_ms, wall_ms);
  } else if (lag.records == 0 || ring.end >= ring.stable_end) {
    lag.seconds = 0;  // everything up to the end was handed out, and is committed
  }
  return lag;
}

void ExportPartition(Metrics& metrics, const std::string& topic, int32_t partition, const Ring& ring, int64_t wall_ms) {
  const Labels labels = PartitionLabels(topic, partition);
  metrics.Set("partition_last_progress_timestamp_seconds", labels, static_cast<double>(ring.progress_ms) / 1000);
  metrics.Set("partition_stuck", labels, ring.stuck ? 1 : 0);
  const std::optional<PartitionLag> lag = LagOf(ring, wall_ms);
  if (!lag) return;
  metrics.Set("consumer_committed_offset", labels, static_cast<double>(lag->committed));
  metrics.Set("consumer_high_watermark_offset", labels, static_cast<double>(lag->end));
  metrics.Set("consumer_lag_records", labels, static_cast<double>(lag->records));
  if (lag->seconds) metrics.Set("consumer_lag_seconds", labels, *lag->seconds);
}

void RemovePartition(Metrics& metrics, const std::string& topic, int32_t partition) {
  for (const char* name : kPartitionGauges) metrics.Remove(name, PartitionLabels(topic, partition));
}

void ExportRings(Metrics& metrics, const Rings& rings, int64_t wall_ms) {
  double oldest = 0;
  for (const auto& [partition, ring] : rings) {
    if (!ring.empty()) oldest = std::max(oldest, SecondsSince(ring.oldest().taken_ms, wall_ms));
  }
  metrics.Set("partitions_assigned", {}, static_cast<double>(rings.size()));
  metrics.Set("records_in_flight", {}, static_cast<double>(CountRecords(rings)));
  metrics.Set("oldest_inflight_age_seconds", {}, oldest);
}

void ExportIndex(Metrics& metrics, const IndexStats& stats) {
  metrics.Set("index_articles", {}, static_cast<double>(stats.articles));
  metrics.Set("index_fingerprints", {}, static_cast<double>(stats.fingerprints));
  metrics.Set("index_bytes", {}, static_cast<double>(stats.bytes));
}

}  // namespace wirefold
