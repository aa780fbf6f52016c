#include "tests/sim/judge.h"

#include <string_view>
#include <utility>

#include "tests/sim/sim_prepare.h"

namespace wirefold::sim {

History HistoryOf(const Cluster& cluster) {
  History history;
  history.raw_topic = kRawTopic;
  for (int32_t partition = 0; partition < cluster.raw.partitions(); ++partition) {
    for (int64_t offset = 0; offset < cluster.raw.end(partition); ++offset) {
      const RawEntry& entry = cluster.raw.at(partition, offset);
      if (!entry.gap) history.raw.push_back(entry.record);
    }
  }
  history.enriched = cluster.transactions.Committed(/*dead_letters=*/false);
  history.dead_letters = cluster.transactions.Committed(/*dead_letters=*/true);
  for (int64_t offset = 0; offset < cluster.claims.end(); ++offset) {
    const ClaimsEntry& entry = cluster.claims.at(offset);
    TopicRecord record;
    record.offset = offset;
    record.timestamp_ms = entry.append_time_ms;
    record.value = entry.bytes;
    history.claims.push_back(std::move(record));
  }
  for (const auto& [partition, committed] : cluster.group.committed()) {
    if (committed.offset > 0) history.committed[partition] = committed.offset;
  }
  return history;
}

uint64_t Fingerprint(const Cluster& cluster) {
  uint64_t hash = 1;
  const auto add = [&hash](std::string_view bytes) {
    for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = Mix64(hash + bytes.size());
  };
  for (int64_t offset = 0; offset < cluster.claims.end(); ++offset) add(cluster.claims.at(offset).bytes);
  for (bool dead : {false, true}) {
    for (const TopicRecord& record : cluster.transactions.Committed(dead)) add(record.value.value_or(""));
  }
  return hash;
}

void Judge(const Cluster& cluster, const LogWriter& /*log_writer*/, std::vector<Violation>& violations) {
  CheckRules rules;
  rules.prepare = [](const RawRecord& raw, const PrepareSettings& settings) {
    return PrepareSimulated(raw, settings.genesis);
  };
  for (Violation& violation : CheckHistory(HistoryOf(cluster), rules)) violations.push_back(std::move(violation));
}

}  // namespace wirefold::sim
