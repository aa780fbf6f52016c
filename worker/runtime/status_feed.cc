#include "worker/runtime/status_feed.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/codec/enriched_codec.h"
#include "worker/runtime/lag.h"

namespace wirefold {
namespace {

constexpr int64_t kPresentMs = 500;

bool IsCopy(Relation relation) {
  return relation == Relation::kReprint || relation == Relation::kAbridged || relation == Relation::kExtended;
}

StorySighting SightingOf(const Prepared& prepared, const Verdict& verdict, int64_t wall_ms) {
  StorySighting sighting;
  sighting.story = static_cast<uint64_t>(verdict.story_id);
  sighting.copies = verdict.copy_number;
  sighting.headline = HeadlineOf(prepared.head);
  sighting.agency = verdict.origin.credit.agency_id;
  if (sighting.agency.empty() && !prepared.origin_credits.empty())
    sighting.agency = prepared.origin_credits[0].agency_id;
  sighting.publisher = prepared.claim.publisher;
  int64_t oldest_seconds = 0;
  for (const Match& match : verdict.matches) oldest_seconds = std::max(oldest_seconds, match.interval_seconds);
  sighting.first_seen_ms = wall_ms - oldest_seconds * 1000;
  sighting.seen_ms = wall_ms;
  return sighting;
}

PartitionStatus StatusOf(int32_t partition, const Ring& ring, int64_t wall_ms) {
  PartitionStatus status;
  status.partition = partition;
  status.progress_ms = ring.progress_ms;
  status.in_flight = ring.size();
  status.stuck = ring.stuck;
  if (const std::optional<PartitionLag> lag = LagOf(ring, wall_ms)) {
    status.committed = lag->committed;
    status.end = lag->end;
    status.lag_records = lag->records;
    status.lag_seconds = lag->seconds;
  }
  return status;
}

}  // namespace

void StatusFeed::Committed(const InFlight& record, int64_t wall_ms) {
  if (board_ == nullptr) return;
  board_->Outcome(AgeMs(record, wall_ms));
  if (const auto* letter = std::get_if<DeadLetter>(&record.outcome)) {
    board_->DeadLetter({wall_ms, record.partition, record.offset, std::string(StageName(letter->stage)),
                        std::string(DeadLetterCodeName(letter->code)), letter->message});
  }
  const auto* prepared = std::get_if<Prepared>(&record.outcome);
  if (prepared != nullptr && record.verdict && IsCopy(record.verdict->relation)) {
    board_->Story(SightingOf(*prepared, *record.verdict, wall_ms));
  }
}

void StatusFeed::Present(const Rings& rings, const ClaimsLog& log, std::optional<int64_t> claims_retention_ms) {
  if (board_ == nullptr || clock_.SteadyMs() - presented_ms_ < kPresentMs) return;
  presented_ms_ = clock_.SteadyMs();
  const int64_t wall_ms = clock_.WallMs();
  std::vector<PartitionStatus> partitions;
  partitions.reserve(rings.size());
  for (const auto& [partition, ring] : rings) partitions.push_back(StatusOf(partition, ring, wall_ms));
  const IndexStats stats = log.Stats();
  IndexStatus index;
  index.articles = stats.articles;
  index.fingerprints = stats.fingerprints;
  index.bytes = stats.bytes;
  index.oldest_ms = stats.articles > 0 ? stats.oldest_time_ms : 0;
  index.window_articles = log.genesis().window_claims;
  index.window_seconds = static_cast<int64_t>(log.genesis().window_seconds);
  index.lag_records = log.LagRecords();
  index.lag_seconds = log.LagSeconds(wall_ms);
  if (claims_retention_ms.value_or(-1) >= 0) index.retention_ms = claims_retention_ms;
  board_->Update(wall_ms, std::move(partitions), index);
}

}  // namespace wirefold
