#include "worker/runtime/assignment.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/planted.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

constexpr int kAskTimeoutMs = 200;
constexpr int64_t kAskPauseMs = 500;
constexpr int kSearchTimeoutMs = 1'000;  // again and again, but only where the group never committed
constexpr int64_t kSayPauseMs = 10'000;  // of a wait

}  // namespace

Assignment::Assignment(Settings settings, Metrics& metrics, Rings& rings, World& world)
    : settings_(std::move(settings)), metrics_(metrics), rings_(rings), world_(world) {}

absl::Status Assignment::Check(RawSource& source) {
  std::vector<int32_t> unknown;
  bool standing = false;
  for (const auto& [partition, ring] : rings_) {
    if (!ring.known) unknown.push_back(partition);
    standing = standing || ring.reset.has_value();
  }
  if (unknown.empty() && !standing) {
    waiting_ms_.reset();
    return absl::OkStatus();
  }
  const int64_t now_ms = world_.clock().SteadyMs();
  if (ask_ms_ && now_ms < *ask_ms_) return absl::OkStatus();
  ask_ms_ = now_ms + kAskPauseMs;
  if (!unknown.empty()) WF_RETURN_IF_ERROR(Learn(source, unknown));
  for (auto& [partition, ring] : rings_) {
    if (ring.known && ring.reset) WF_RETURN_IF_ERROR(Reset(source, partition, ring));
  }
  return absl::OkStatus();
}

absl::Status Assignment::Learn(RawSource& source, const std::vector<int32_t>& partitions) {
  absl::StatusOr<std::map<int32_t, CommittedOffset>> committed = source.Committed(partitions, kAskTimeoutMs);
  if (absl::IsPermissionDenied(committed.status())) return committed.status();
  if (!committed.ok()) {
    SayWaiting(committed.status());  // asked again
    return absl::OkStatus();
  }
  for (const auto& [partition, told] : *committed) {
    auto ring = rings_.find(partition);
    if (ring == rings_.end()) continue;
    const absl::Status same_log = CheckIdentity(settings_.topic, partition, told, settings_.identity);
    if (!settings_.adopt_log && !Planted(Bug::kSkipMetadataCheck)) WF_RETURN_IF_ERROR(same_log);
    ring->second.recommit = !same_log.ok();
    if (const int64_t trusted = settings_.trusted_below(partition); trusted > 0 && told.offset < trusted) {
      return absl::OutOfRangeError(
          absl::StrFormat("%s [%d]: the group went back from offset %d to %d since the claims log was restored; start "
                          "again, so that these records' claims are judged",
                          settings_.topic, partition, trusted, told.offset));
    }
    if (told.offset < 0) {
      absl::Status first = CheckFirstStart(source, partition);
      if (absl::IsUnavailable(first)) {
        SayWaiting(first);  // asked again
        continue;
      }
      WF_RETURN_IF_ERROR(first);
    }
    // Reading may have begun before the last owner's commit went through: what it committed has its outcome.
    metrics_.Count(kMetric.records_discarded(label::DiscardReason::kPublishedBefore),
                   static_cast<double>(ring->second.PopBelow(told.offset).size()));
    ring->second.committed = told.offset;
    ring->second.owners = OwnersAfter(told, settings_.writer_id);
    ring->second.known = true;
  }
  return absl::OkStatus();
}

void Assignment::SayWaiting(const absl::Status& why) {
  const int64_t now_ms = world_.clock().SteadyMs();
  if (!waiting_ms_) waiting_ms_ = now_ms;
  if (now_ms - *waiting_ms_ < kSayPauseMs) return;
  waiting_ms_ = now_ms;
  Log(LogLevel::kWarning, "partitions wait to be read: where they begin is not known yet, asking again",
      {ErrorCode(why), {"topic", settings_.topic}, {"error", std::string(why.message())}});
}

// The group has no offset: it is new, or its offsets were lost.
absl::Status Assignment::CheckFirstStart(RawSource& source, int32_t partition) {
  if (settings_.from) return absl::OkStatus();
  if (!with_outcomes_) {
    if (!std::exchange(search_said_, true)) {
      Log(LogLevel::kInfo, "the group has no committed offset: looking whether outcomes were published before",
          {{"topic", settings_.topic}});
    }
    absl::StatusOr<std::set<int32_t>> found = world_.PartitionsWithOutcomes(kSearchTimeoutMs);
    if (absl::IsPermissionDenied(found.status())) {
      Log(LogLevel::kWarning, "outcomes may not be read: offsets that were lost would not be noticed",
          {{"error", std::string(found.status().message())}});
      found = std::set<int32_t>();
    }
    WF_ASSIGN_OR_RETURN(with_outcomes_, std::move(found));
  }
  if (!with_outcomes_->contains(partition)) return absl::OkStatus();
  // Another owner may have published its first outcomes since the offset was asked for.
  WF_ASSIGN_OR_RETURN(auto committed, source.Committed({partition}, kAskTimeoutMs));
  if (committed.contains(partition) && committed[partition].offset >= 0) {
    return absl::UnavailableError("the group has a committed offset by now");
  }
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s [%d]: the group has no committed offset, but outcomes of this partition were published: its offsets expired "
      "or were deleted; start once with --from earliest to publish again what the topic holds, or with --from latest",
      settings_.topic, partition));
}

absl::Status Assignment::Reset(RawSource& source, int32_t partition, Ring& ring) {
  absl::StatusOr<std::pair<int64_t, int64_t>> bounds = source.Bounds(partition, kAskTimeoutMs);
  if (absl::IsUnavailable(bounds.status())) {
    SayWaiting(bounds.status());  // asked again
    return absl::OkStatus();
  }
  if (!bounds.ok()) return bounds.status();
  const auto [first, next] = *bounds;
  const int64_t position = ring.position();
  int64_t start = settings_.from == StartFrom::kLatest || Planted(Bug::kStartAtEnd) ? next : first;
  if ((ring.reset == ResetReason::kLogCut || position > next) && !Planted(Bug::kReadOnInCutLog)) {
    if (!settings_.from || !ring.empty()) return WasCut(partition, ring, next);
    absl::StatusOr<std::map<int32_t, CommittedOffset>> committed = source.Committed({partition}, kAskTimeoutMs);
    if (!committed.ok()) return absl::OkStatus();  // asked again
    const CommittedOffset& told = (*committed)[partition];
    if (told.offset != ring.committed && told.offset >= 0 && told.offset <= next) {
      // Another owner was told of the cut before us and has published since.
      ring.known = false;
      return GoOnFrom(source, partition, ring, told.offset);
    }
    ring.gone = told;
    ring.committed = start;
    ring.owners = {{settings_.writer_id, start}};
    ring.recommit = true;  // else the next owner finds the log cut once more
    Log(LogLevel::kError, "the partition's log was cut below the committed offset; reading goes on as --from says",
        {{"topic", settings_.topic}, {"partition", partition}, {"committed_offset", position}, {"offset", start}});
  } else if (position >= 0) {
    start = std::max(position, first);
    if (position < first) CountGap(partition, position, first);
  }
  return GoOnFrom(source, partition, ring, start);
}

absl::Status Assignment::GoOnFrom(RawSource& source, int32_t partition, Ring& ring, int64_t offset) {
  WF_RETURN_IF_ERROR(source.StartAt(partition, offset));
  ring.reset.reset();
  ring.end = -1;  // of another place
  return absl::OkStatus();
}

absl::Status Assignment::WasCut(int32_t partition, const Ring& ring, int64_t end) const {
  if (!ring.empty()) {
    return absl::OutOfRangeError(
        absl::StrFormat("%s [%d] ends at offset %d, or has other records below offset %d than were read there: its log "
                        "was cut; start again",
                        settings_.topic, partition, end, ring.position()));
  }
  return absl::FailedPreconditionError(
      absl::StrFormat("%s [%d] ends at offset %d, the group stands at %d%s: its log was cut, or the topic was made "
                      "anew; start once with --from earliest to publish all it holds now, or with --from latest",
                      settings_.topic, partition, end, ring.position(),
                      ring.position() <= end ? ", and what it read before that is gone" : ""));
}

void Assignment::CountGap(int32_t partition, int64_t position, int64_t first) {
  metrics_.Count(kMetric.records_lost(label::Topic(settings_.topic), label::Partition(partition)),
                 static_cast<double>(first - position));
  Log(LogLevel::kError, "retention overtook the group: records are lost, reading goes on at the log's start",
      {{"topic", settings_.topic}, {"partition", partition}, {"from_offset", position}, {"to_offset", first}});
}

}  // namespace wirefold
