#include "tests/sim/sim_topics.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace wirefold::sim {
namespace {

int64_t NumberIn(const TopicRecord& record, std::string_view name) {
  int64_t number = -1;
  for (const auto& [header, text] : record.headers) {
    if (header == name) std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

}  // namespace

std::pair<int32_t, int64_t> PlaceOf(const OutputEntry& entry) {
  const bool dead = entry.dead_letter;
  return {static_cast<int32_t>(NumberIn(entry.record, dead ? "__dlq.errors.partition" : "ce_originpartition")),
          NumberIn(entry.record, dead ? "__dlq.errors.offset" : "ce_originoffset")};
}

int64_t StampOf(const OutputEntry& entry) {
  return entry.dead_letter ? NumberIn(entry.record, "__dlq.errors.timestamp") : entry.record.timestamp_ms;
}

void RawTopic::Append(int32_t partition, RawEntry entry) {
  auto& [entries, first, epoch] = partitions_[static_cast<size_t>(partition)];
  entry.record.partition = partition;
  entry.record.offset = static_cast<int64_t>(entries.size());
  entry.epoch = epoch;
  entries.push_back(std::move(entry));
}

void RawTopic::Trim(int32_t partition, int64_t first) {
  int64_t& kept = partitions_[static_cast<size_t>(partition)].first;
  kept = std::clamp(first, kept, end(partition));
}

void RawTopic::Cut(int32_t partition, int64_t count) {
  auto& [entries, first, epoch] = partitions_[static_cast<size_t>(partition)];
  ++epoch;
  for (; count > 0 && end(partition) > first; --count) {
    cut_.push_back(std::move(entries.back().record));
    entries.pop_back();
  }
}

bool RawTopic::Holds(int32_t partition, int64_t next, int32_t epoch) const {
  const std::vector<RawEntry>& entries = Of(partition).entries;
  if (next > end(partition)) return false;
  if (epoch < 0) return true;  // nobody can tell
  const auto later =
      std::find_if(entries.begin(), entries.end(), [&](const RawEntry& entry) { return entry.epoch > epoch; });
  return later == entries.end() || next <= later->record.offset;
}

int64_t ClaimsTopic::Append(ClaimsEntry entry) {
  entries_.push_back(std::move(entry));
  return end() - 1;
}

void ClaimsTopic::Trim(int64_t first) { first_ = std::clamp(first, first_, end()); }

}  // namespace wirefold::sim
