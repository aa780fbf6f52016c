#include "common/fold/verdict.h"

#include "common/base/mix.h"

namespace wirefold {

std::string_view RelationName(Relation relation) {
  static constexpr std::string_view kNames[] = {"",         "ORIGINAL", "REPRINT", "ABRIDGED",
                                                "EXTENDED", "DERIVED",  "VERSION", "INSUFFICIENT_TEXT"};
  return kNames[static_cast<size_t>(relation)];
}

StoryId OpenStory(uint64_t log_id, ClaimOffset offset) {
  return StoryId{Mix64(log_id + Mix64(static_cast<uint64_t>(offset) + 1))};
}

ClaimOffset OpenerOf(uint64_t log_id, StoryId story) {
  return ClaimOffset{static_cast<int64_t>(Unmix64(Unmix64(static_cast<uint64_t>(story)) - log_id) - 1)};
}

Settlement SettlementOf(const Verdict& verdict, std::string_view own_article_id) {
  Settlement settlement{verdict.claim_offset, verdict.story_id, verdict.copy_number, verdict.first_seen_article_id};
  if (verdict.first_claim != verdict.claim_offset) settlement.first_claim = verdict.first_claim;
  settlement.origin = verdict.origin;
  if (settlement.origin.article_id == verdict.first_seen_article_id) settlement.origin.article_id.clear();
  if (settlement.first_seen_article_id == own_article_id) settlement.first_seen_article_id.clear();
  return settlement;
}

void TakeOver(const Carried& carried, Verdict& verdict) {
  verdict.story_id = carried.story_id;
  verdict.copy_number = carried.copy_number;
  verdict.first_seen_article_id = carried.first_seen_article_id;
  verdict.first_claim = carried.first_claim;
  verdict.origin = carried.origin;
  verdict.role = carried.copy_number == 1 ? Role::kSource : Role::kCopy;
}

}  // namespace wirefold
