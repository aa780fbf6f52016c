// How late a worker is, partition by partition, and the gauges that say so. Lag is the broker's last stable offset
// minus our last commit: what the broker's own tools say. A transactional producer of raw records leaves markers behind
// the last record, which nobody consumes and no commit passes: lag in records then stays above 0, lag in seconds does
// not.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/fold/machine/fold_index.h"
#include "worker/admin/metrics.h"
#include "worker/runtime/in_flight.h"

namespace wirefold {

struct PartitionLag {
  int64_t committed = 0;
  int64_t end = 0;
  int64_t records = 0;  // end − committed
  // Age of the oldest record not committed. While there is more and none of it at hand to tell its age, as when its
  // batch is damaged: the age that was known last, grown since.
  double seconds = 0;

  bool operator==(const PartitionLag&) const = default;
};

// nullopt while the committed offset or the end is not known: no series rather than a wrong one.
std::optional<PartitionLag> LagOf(const Ring& ring, int64_t wall_ms);

// Sets the gauges of a raw partition, and keeps what it knows of its age; and takes them away when it is revoked.
void ExportPartition(Metrics& metrics, const std::string& topic, int32_t partition, Ring& ring, int64_t wall_ms);
void RemovePartition(Metrics& metrics, const std::string& topic, int32_t partition);

// Records in flight and the age of the oldest.
void ExportRings(Metrics& metrics, const Rings& rings, int64_t wall_ms);

// `genesis`: its parameters.
void ExportIndex(Metrics& metrics, const IndexStats& stats, const Genesis& genesis);

}  // namespace wirefold
