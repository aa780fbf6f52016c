#include "tests/sim/judge.h"

#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/sim/sim_prepare.h"
#include "wirefold/v1/enriched_article.pb.h"

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

namespace {

// Whatever was published of a claim, a settlement of it stood in the log before.
void CheckSettled(const Cluster& cluster, const LogWriter& log_writer, std::vector<Violation>& violations) {
  cluster.transactions.EachCommitted([&](const OutputEntry& entry) {
    v1::EnrichedArticle article;
    if (entry.dead_letter || !entry.record.value || !article.ParseFromString(*entry.record.value)) return;
    const int64_t claim = article.syndication().claim_offset();
    const auto settled = log_writer.settled_at().find(claim);
    if (settled != log_writer.settled_at().end() && settled->second < entry.claims_end) return;
    violations.push_back({"I13", absl::StrCat("claim ", claim, " was published before it was settled")});
  });
}

void TakeOut(History& history, const OutputEntry& entry) {
  std::erase_if(entry.dead_letter ? history.dead_letters : history.enriched, [&](const TopicRecord& record) {
    return record.partition == entry.record.partition && record.offset == entry.record.offset;
  });
}

// What no worker can mend of a transaction that brokers broke. Its worker died before it had read the end back: offsets
// alone lose their records. Outcomes alone were committed, and another worker has the partition by now: what it
// publishes again is taken out of the history.
void ExcuseHalves(const Cluster& cluster, CheckRules& rules, History& history) {
  using Half = SimTransactions::Half;
  std::map<SimTransactions::Place, uint64_t> outcomes_alone;  // and their workers
  std::set<SimTransactions::Place> lost;
  cluster.transactions.EachHalf([&](const OutputEntry& entry, Half half) {
    if (half == Half::kOutcomes) outcomes_alone.emplace(PlaceOf(entry), entry.worker);
    if (half == Half::kOffsets) rules.late.insert(PlaceOf(entry));  // behind what the next owner published
    if (half == Half::kOffsets && cluster.died_workers.contains(entry.worker)) lost.insert(PlaceOf(entry));
  });
  cluster.transactions.EachCommitted([&](const OutputEntry& entry) {
    lost.erase(PlaceOf(entry));
    const auto found = outcomes_alone.find(PlaceOf(entry));
    if (found == outcomes_alone.end() || found->second == entry.worker) return;
    TakeOut(history, entry);
  });
  rules.lost.insert(lost.begin(), lost.end());
  rules.refused.insert(lost.begin(), lost.end());  // matches may name them all the same
}

// Outcomes of records that are gone, and those that an operator had published again: taken out of the history.
void ExcuseCut(const Cluster& cluster, CheckRules& rules, History& history) {
  if (cluster.raw.cut().empty()) return;
  std::set<std::tuple<int32_t, int64_t, int64_t>> gone;  // with their timestamps
  for (const TopicRecord& record : cluster.raw.cut()) {
    gone.emplace(record.partition, record.offset, record.timestamp_ms);
    rules.refused.emplace(record.partition, record.offset);  // matches may name them all the same
  }
  for (int32_t partition : cluster.cut_unseen) {
    for (int64_t offset = 0; offset < cluster.raw.end(partition); ++offset) rules.lost.emplace(partition, offset);
  }
  cluster.transactions.EachCommitted([&](const OutputEntry& entry) {
    const auto [partition, offset] = PlaceOf(entry);
    const auto again = cluster.published_again_ms.find(partition);
    const bool is_before = again != cluster.published_again_ms.end() && entry.written_ms <= again->second;
    if (!is_before && !gone.contains({partition, offset, StampOf(entry)})) return;
    TakeOut(history, entry);
  });
}

}  // namespace

void Judge(const Cluster& cluster, LogWriter& log_writer, std::vector<Violation>& violations) {
  log_writer.CatchUp();
  CheckSettled(cluster, log_writer, violations);
  CheckRules rules;
  rules.prepare = [&cluster](const RawRecord& raw, const PrepareSettings& settings) {
    std::variant<Prepared, DeadLetter> asked = PrepareSimulated(raw, settings.genesis);
    const Refuse refuse = cluster.raw.at(raw.coordinates.partition, raw.coordinates.offset).refuse;
    if (refuse == Refuse::kNothing || !std::holds_alternative<Prepared>(asked)) return asked;
    return std::variant<Prepared, DeadLetter>(DeadLetter{Stage::kPublish, DeadLetterCode::kRefusedByTopic, ""});
  };
  for (int32_t partition = 0; partition < cluster.raw.partitions(); ++partition) {
    for (int64_t offset = 0; offset < cluster.raw.end(partition); ++offset) {
      const Refuse refuse = cluster.raw.at(partition, offset).refuse;
      if (refuse != Refuse::kNothing) rules.refused.emplace(partition, offset);
      if (refuse == Refuse::kAll) rules.lost.emplace(partition, offset);
    }
  }
  for (int64_t offset = 0; offset < cluster.claims.end(); ++offset) {
    if (!cluster.claims.at(offset).log_append_time) rules.stamped_by_writer.insert(offset);
  }
  rules.stories = !log_writer.lied();
  History history = HistoryOf(cluster);
  ExcuseHalves(cluster, rules, history);
  ExcuseCut(cluster, rules, history);
  for (Violation& violation : CheckHistory(history, rules)) violations.push_back(std::move(violation));
}

}  // namespace wirefold::sim
