// Stands in for the claims machine of the second edition until it is there: what a record did, by the old machine.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/codec/claims_machine.h"

namespace wirefold {

struct Carried {
  StoryId story_id{};
  uint32_t copy_number = 1;
  std::string first_seen_article_id;
};

struct SettledClaim {
  ClaimOffset claim{};
  Carried carried;
  bool differed = false;
};

enum class NoOp : uint8_t { kNone, kNotARecord, kOtherGenesis, kBeforeGenesis, kOtherSketch, kNotLogAppendTime };

inline Settlement SettlementOf(const Verdict& verdict, std::string_view) {
  return {verdict.claim_offset, verdict.story_id};
}

inline void TakeOver(const Carried& carried, uint64_t, Verdict& verdict) {
  verdict.story_id = carried.story_id;
  verdict.copy_number = carried.copy_number;
  verdict.first_seen_article_id = carried.first_seen_article_id;
}

inline uint32_t SketchHash(const Genesis& genesis) { return ParametersHash(genesis); }

struct AppliedRecord {
  std::optional<RecordCoordinates> raw;
  uint64_t content_hash = 0;
  std::optional<Verdict> verdict;
  bool reclaim = false;
  bool settled = false;
  bool refused = false;
  std::vector<SettledClaim> settled_claims;
  NoOp no_op = NoOp::kNone;
  bool genesis_changed = false;
  bool time_jumped = false;
};

class LogMachine {
 public:
  explicit LogMachine(bool complete) : machine_(complete) {}

  absl::StatusOr<AppliedRecord> Apply(ClaimOffset offset, int64_t append_time_ms, bool, std::string_view bytes) {
    AppliedRecord applied;
    const bool had_genesis = machine_.genesis().has_value();
    auto record = DecodeClaimLogRecord(bytes);
    if (record.ok() && had_genesis) {
      if (const auto* claim = std::get_if<Claim>(&record->entry)) {
        if (claim->parameters_hash != ParametersHash(*machine_.genesis())) {
          applied.raw = claim->raw;
          applied.content_hash = claim->content_hash;
          applied.refused = true;
          applied.no_op = NoOp::kOtherSketch;
          return applied;
        }
      }
      for (const Settlement& settlement : record->settlements) {
        auto seen = seen_.find(settlement.claim);
        if (seen == seen_.end() || seen->second.settled) continue;
        seen->second.settled = true;
        Carried& carried = seen->second.carried;
        const bool differed = carried.story_id != settlement.story;
        carried.story_id = settlement.story;
        applied.settled_claims.push_back({settlement.claim, carried, differed});
      }
    }
    auto old = machine_.Apply(offset, append_time_ms, bytes);
    if (!old.ok()) return old.status();
    applied.raw = old->raw;
    applied.content_hash = old->content_hash;
    applied.verdict = std::move(old->verdict);
    applied.reclaim = old->reclaim;
    applied.genesis_changed = !had_genesis && machine_.genesis().has_value();
    if (old->no_op) applied.no_op = record.ok() ? NoOp::kBeforeGenesis : NoOp::kNotARecord;
    if (applied.verdict) {
      auto [at, fresh] = seen_.try_emplace(applied.verdict->claim_offset);
      if (fresh) {
        at->second.carried = {applied.verdict->story_id, applied.verdict->copy_number,
                              applied.verdict->first_seen_article_id};
      }
      applied.settled = at->second.settled;
      TakeOver(at->second.carried, 0, *applied.verdict);
    }
    return applied;
  }

  const std::optional<Genesis>& genesis() const { return machine_.genesis(); }
  int64_t genesis_time_ms() const { return machine_.genesis_time_ms(); }
  const FoldIndex& index() const { return machine_.index(); }

 private:
  struct Seen {
    Carried carried;
    bool settled = false;
  };
  ClaimsMachine machine_;
  std::map<ClaimOffset, Seen> seen_;
};

}  // namespace wirefold
