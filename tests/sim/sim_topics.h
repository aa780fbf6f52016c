// The topics of the simulated cluster, as plain values with offsets. What is asked of them happens at once; the ports
// add the network's delays.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/topic_record.h"
#include "worker/kafka/outgoing.h"

namespace wirefold::sim {

// What the output topics say to the outcome of a raw record.
enum class Refuse : uint8_t {
  kNothing,
  kEnriched,         // the enriched topic refuses it, and says which it was
  kEnrichedUnnamed,  // the same, without a word which of the batch it was
  kEnrichedTooLarge,
  kWholeDeadLetter,  // the enriched topic refuses it; the dead letter too, unless it goes without its value
  kAll,              // nothing can be said of it anywhere
  kOnce,             // a passing failure
};

struct RawEntry {
  TopicRecord record;
  Refuse refuse = Refuse::kNothing;
  bool gap = false;   // holds nothing for a reader: a marker, an aborted record
  int32_t epoch = 0;  // of the leader that took it
};

class RawTopic {
 public:
  explicit RawTopic(int32_t partitions) : partitions_(static_cast<size_t>(partitions)) {}
  void Append(int32_t partition, RawEntry entry);
  int32_t partitions() const { return static_cast<int32_t>(partitions_.size()); }
  int64_t first(int32_t partition) const { return Of(partition).first; }
  int64_t end(int32_t partition) const { return static_cast<int64_t>(Of(partition).entries.size()); }
  const RawEntry& at(int32_t partition, int64_t offset) const {
    return Of(partition).entries[static_cast<size_t>(offset)];
  }
  RawEntry& at(int32_t partition, int64_t offset) {
    return partitions_[static_cast<size_t>(partition)].entries[static_cast<size_t>(offset)];
  }
  // Retention: the records below `first` are gone. The entries stay for the judgement.
  void Trim(int32_t partition, int64_t first);
  // The last `count` records are gone, as by an unclean election: what comes next takes their offsets in a new epoch.
  void Cut(int32_t partition, int64_t count);
  // What was cut, as it stood.
  const std::vector<TopicRecord>& cut() const { return cut_; }
  int32_t epoch(int32_t partition) const { return Of(partition).epoch; }
  // Whether the log still holds what a reader read below `next`, of which the last record was of `epoch`.
  bool Holds(int32_t partition, int64_t next, int32_t epoch) const;

 private:
  struct Partition {
    std::vector<RawEntry> entries;
    int64_t first = 0;
    int32_t epoch = 0;
  };
  const Partition& Of(int32_t partition) const { return partitions_[static_cast<size_t>(partition)]; }
  std::vector<Partition> partitions_;
  std::vector<TopicRecord> cut_;
};

struct ClaimsEntry {
  std::string bytes;
  int64_t append_time_ms = 0;
  bool log_append_time = true;
};

class ClaimsTopic {
 public:
  int64_t Append(ClaimsEntry entry);
  int64_t first() const { return first_; }
  int64_t end() const { return static_cast<int64_t>(entries_.size()); }
  const ClaimsEntry& at(int64_t offset) const { return entries_[static_cast<size_t>(offset)]; }
  void Trim(int64_t first);

 private:
  std::deque<ClaimsEntry> entries_;  // trimmed ones included; records stay where they are
  int64_t first_ = 0;
};

// Output records with the transaction that they are in.
struct OutputEntry {
  bool dead_letter = false;
  TopicRecord record;
  uint64_t transaction = 0;
  uint64_t worker = 0;     // that produced it; another one after each start
  int64_t claims_end = 0;  // of the claims log when the worker produced it
  int64_t written_ms = 0;
};

// Partition and offset of the raw record that it comes from; -1: not told.
std::pair<int32_t, int64_t> PlaceOf(const OutputEntry& entry);
// The raw record's timestamp.
int64_t StampOf(const OutputEntry& entry);

}  // namespace wirefold::sim
