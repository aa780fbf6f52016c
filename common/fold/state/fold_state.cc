#include "common/fold/state/fold_state.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/hash.h"
#include "common/base/mix.h"
#include "common/base/planted.h"
#include "common/fold/state/heap.h"

namespace wirefold {
namespace {

ClaimOffset OffsetOf(const KeptClaim& kept) { return ClaimOffset{int64_t{kept.claim_offset}}; }

}  // namespace

FoldState::FoldState(uint64_t log_id, uint64_t window_claims) : log_id_(log_id), newest_(window_claims) {}

// ---- the carried part ----

StoryId FoldState::StoryOf(uint64_t claim) const {
  const uint32_t story = PartOf(claim).story;
  return story == 0 ? OpenStory(log_id_, OffsetOf(window_[claim])) : stories_[story];
}

std::string_view FoldState::FirstSeenOf(uint64_t claim) const {
  const uint32_t text = PartOf(claim).first_seen;
  return text == 0 ? window_.ArticleId(claim) : std::string_view(texts_[text]);
}

OriginView FoldState::OriginViewOf(uint64_t claim) const {
  const uint32_t origin = PartOf(claim).origin;
  if (origin == 0) return {};
  OriginView view = UnpackOrigin(origins_[origin]);
  if (view.article_id.empty()) view.article_id = FirstSeenOf(claim);
  return view;
}

StoryOrigin FoldState::OriginOf(uint64_t claim) const { return ToOrigin(OriginViewOf(claim)); }

FoldState::CarriedView FoldState::ViewOf(uint64_t claim) const {
  return {StoryOf(claim), PartOf(claim).copy_number, FirstSeenOf(claim), FirstClaimOf(claim), OriginViewOf(claim)};
}

ClaimOffset FoldState::FirstClaimOf(uint64_t claim) const {
  const auto first = first_claims_.empty() ? first_claims_.end() : first_claims_.find(claim);
  return first == first_claims_.end() ? OffsetOf(window_[claim]) : first->second;
}

FoldState::CarriedView FoldState::ViewOf(const Settlement& settlement, std::string_view article_id) {
  const std::string_view told = settlement.first_seen_article_id;
  const std::string_view first_seen = told.empty() ? article_id : told;
  OriginView origin = ViewOfOrigin(settlement.origin);
  if (!origin.agency_id.empty() && origin.article_id.empty()) origin.article_id = first_seen;
  return {settlement.story_id, settlement.copy_number, first_seen, settlement.first_claim.value_or(settlement.claim),
          origin};
}

Carried FoldState::CarriedOf(uint64_t claim) const {
  const CarriedView view = ViewOf(claim);
  return {view.story_id, view.copy_number, std::string(view.first_seen_article_id), view.first_claim,
          ToOrigin(view.origin)};
}

std::pair<uint64_t, uint64_t> FoldState::EndsOfStory(uint64_t claim) const {
  const uint32_t story = PartOf(claim).story;
  if (story == 0) return {claim, claim};
  return {stories_.First(story).claim, stories_.Last(story).claim};
}

// ---- updates ----

uint64_t FoldState::Evict(int64_t log_time_ms, int64_t window_ms, uint64_t most) {
  const uint64_t before = window_.first();
  while (window_.size() > 0 &&
         (window_.size() > most || log_time_ms - window_[window_.first()].log_time_ms > window_ms)) {
    Leave(window_.first());
    window_.EvictOldest();
  }
  newest_.Advance(window_.first(), window_.next());
  return window_.first() - before;
}

uint64_t FoldState::Add(const NewClaim& fresh) {
  CarriedView carried{OpenStory(log_id_, OffsetOf(fresh.kept)), 1, fresh.article_id, OffsetOf(fresh.kept),
                      ViewOfOrigin(fresh.origin)};
  if (fresh.renews) {
    carried = ViewOf(*fresh.renews);
    first_seen_ = carried.first_seen_article_id;
    carried.first_seen_article_id = first_seen_;
    origin_ = ToOrigin(carried.origin);
    carried.origin = ViewOfOrigin(origin_);
    Leave(*fresh.renews);
  } else if (fresh.settlement != nullptr) {
    carried = ViewOf(*fresh.settlement, fresh.article_id);
  } else if (fresh.joins) {
    const uint32_t story = PartOf(*fresh.joins).story;
    const uint32_t greatest = story == 0 ? PartOf(*fresh.joins).copy_number : stories_.Last(story).copy_number;
    carried = ViewOf(*fresh.joins);
    carried.first_claim = OffsetOf(fresh.kept);
    carried.origin = ViewOfOrigin(fresh.origin);
    carried.copy_number = std::min(greatest, UINT32_MAX - 1) + 1;
  }
  KeptClaim kept = fresh.kept;
  kept.judged = fresh.judgement != nullptr;
  kept.settled = fresh.settlement != nullptr && !fresh.renews ? 1 : 0;
  packed_.clear();
  if (kept.judged) PackJudgement(*fresh.judgement, window_.next(), packed_);
  const uint64_t claim =
      window_.Append(kept, fresh.raw, fresh.publisher, fresh.article_id, fresh.sketch, packed_, fresh.renews);
  Enter(claim, carried);
  newest_.Advance(window_.first(), window_.next());
  for (uint64_t key : fresh.posts) {
    if (fresh.posts_later) {
      newest_.PutLater(key, claim);
    } else {
      newest_.Put(key, claim);
    }
  }
  return claim;
}

SettleResult FoldState::Settle(const Settlement& settlement) {
  const std::optional<uint64_t> claim = window_.Find(settlement.claim);
  if (!claim) return SettleResult::kUnknown;
  if (window_[*claim].settled && !Planted(Bug::kLastSettlementWins)) return SettleResult::kRepeated;
  window_.At(*claim).settled = 1;
  if (Planted(Bug::kIgnoreSettlements)) return SettleResult::kAgrees;
  const CarriedView carried = ViewOf(settlement, window_.ArticleId(*claim));
  if (ViewOf(*claim) == carried) return SettleResult::kAgrees;
  Leave(*claim);
  Enter(*claim, carried);
  return SettleResult::kTakenOver;
}

// It opened its story and nothing else is said of it.
bool FoldState::IsOwn(uint64_t claim, const CarriedView& carried) const {
  return carried.copy_number == 1 && carried.story_id == OpenStory(log_id_, OffsetOf(window_[claim])) &&
         carried.first_seen_article_id == window_.ArticleId(claim);
}

// Requires a claim of part 0.
void FoldState::Enter(uint64_t claim, const CarriedView& carried) {
  if (carried.first_claim != OffsetOf(window_[claim])) first_claims_[claim] = carried.first_claim;
  CarriedPart part{.origin = KeepOrigin(carried)};
  part.story = stories_.Find(carried.story_id);
  if (part.story != 0 || !IsOwn(claim, carried)) {
    if (part.story == 0) part.story = OpenWithItsOpener(carried.story_id, claim);
    part.copy_number = carried.copy_number;
    part.first_seen = KeepFirstSeen(claim, part.story, carried.first_seen_article_id);
    stories_.Add(part.story, part.copy_number, claim);
  }
  KeepPart(claim, part);
}

void FoldState::KeepPart(uint64_t claim, const CarriedPart& part) {
  KeptClaim& kept = window_.At(claim);
  parts_.Release(kept.part);
  kept.part = parts_.Keep(part) & KeptClaim::kNumbers;
}

// The claim that opened the story was alone in it until now.
uint32_t FoldState::OpenWithItsOpener(StoryId id, uint64_t claim) {
  const uint32_t story = stories_.Open(id);
  const std::optional<uint64_t> opener = window_.Find(OpenerOf(log_id_, id));
  if (opener && *opener != claim && PartOf(*opener).story == 0) {
    CarriedPart part = PartOf(*opener);
    part.story = story;
    KeepPart(*opener, part);
    stories_.Add(story, 1, *opener);
  }
  return story;
}

// Members of a story mostly name the same article: the newest one's text is shared when it is equal.
uint32_t FoldState::KeepFirstSeen(uint64_t claim, uint32_t story, std::string_view id) {
  if (id == window_.ArticleId(claim)) return 0;
  if (stories_.HasMembers(story)) {
    const uint32_t text = PartOf(stories_.Last(story).claim).first_seen;
    if (text != 0 && texts_[text] == id) {
      texts_.Share(text);
      return text;
    }
  }
  return texts_.Add(id);
}

// Most claims have none, and most others that of their story's first seen article: few texts, of many uses.
uint32_t FoldState::KeepOrigin(const CarriedView& carried) {
  if (carried.origin.agency_id.empty()) return 0;
  OriginView origin = carried.origin;
  if (origin.article_id == carried.first_seen_article_id) origin.article_id = {};
  return origins_.Acquire(PackOrigin(origin));
}

// Afterwards the claim's part is 0, and its carried part is to be entered anew or the claim to be evicted.
void FoldState::Leave(uint64_t claim) {
  const CarriedPart part = PartOf(claim);
  if (part.first_seen != 0) texts_.Release(part.first_seen);
  if (part.origin != 0) origins_.Release(part.origin);
  if (part.story != 0) stories_.Remove(part.story, part.copy_number, claim);
  KeepPart(claim, {});
  if (!first_claims_.empty()) first_claims_.erase(claim);
}

// ---- looking inside ----

uint64_t FoldState::DigestOf(uint64_t claim) const {
  const KeptClaim& kept = window_[claim];
  const RecordCoordinates raw = window_.RawOf(claim);
  CoarseSketch sketch;
  window_.SketchOf(claim, sketch);
  const CarriedView carried = ViewOf(claim);
  std::vector<uint64_t> parts = {static_cast<uint64_t>(int64_t{kept.claim_offset}),
                                 static_cast<uint64_t>(int64_t{kept.log_time_ms}),
                                 static_cast<uint64_t>(raw.offset),
                                 static_cast<uint64_t>(static_cast<uint32_t>(raw.partition)),
                                 Hash64(raw.topic),
                                 kept.content_hash,
                                 kept.text_hash,
                                 kept.version_check,
                                 Hash64(window_.Publisher(claim)),
                                 Hash64(window_.ArticleId(claim)),
                                 static_cast<uint64_t>(carried.story_id),
                                 carried.copy_number,
                                 Hash64(carried.first_seen_article_id),
                                 static_cast<uint64_t>(carried.first_claim),
                                 Hash64(carried.origin.agency_id),
                                 carried.origin.evidence,
                                 Hash64(carried.origin.article_id),
                                 kept.paged,
                                 kept.insufficient,
                                 kept.context,
                                 kept.unsaid,
                                 sketch.bits,
                                 sketch.last};
  parts.insert(parts.end(), sketch.values.begin(), sketch.values.end());
  parts.insert(parts.end(), sketch.traits.begin(), sketch.traits.end());
  return Hash64(parts.data(), parts.size() * sizeof(uint64_t));
}

uint64_t FoldState::Digest() const {
  uint64_t digest = Mix64(log_id_);
  for (uint64_t claim = window_.first(); claim < window_.next(); ++claim) {
    if (!window_[claim].renewed) digest = Mix64(digest + DigestOf(claim));
  }
  newest_.ForEach([&](uint64_t key, uint64_t claim) {
    if (window_[claim].renewed) return;
    digest = Mix64(digest + Mix64(key) + static_cast<uint64_t>(int64_t{window_[claim].claim_offset}));
  });
  return digest;
}

absl::Status FoldState::VerifyClaim(uint64_t claim) const {
  const KeptClaim& kept = window_[claim];
  const auto broken = [&](const char* what) {
    return absl::InternalError(absl::StrFormat("the claim at offset %d: %s", int64_t{kept.claim_offset}, what));
  };
  const CarriedPart& part = parts_[kept.part];
  if (kept.part != 0 && part == CarriedPart()) return broken("has a part of its own that is that of all others");
  if (kept.renewed) {
    return kept.part == 0 ? absl::OkStatus() : broken("was renewed and is in a story, or has an origin");
  }
  if (part.origin != 0 && origins_.uses(part.origin) == 0) return broken("names an origin that is gone");
  if (window_.Find(OffsetOf(kept)) != claim) return broken("is not found by its offset");
  if (window_.Find(window_.RawOf(claim), kept.content_hash) != claim) return broken("is not found by its raw record");
  if (part.story == 0) {
    if (part.copy_number != 1 || part.first_seen != 0) return broken("is alone in its story, but not its first");
    if (stories_.Find(StoryOf(claim)) != 0) return broken("is not among the members of its story");
    return absl::OkStatus();
  }
  if (!stories_.Holds({part.story, part.copy_number, claim})) return broken("is not among the members of its story");
  if (stories_.Find(stories_[part.story]) != part.story) return broken("names a story that is gone");
  if (part.first_seen != 0 && texts_.uses(part.first_seen) == 0) return broken("names a text that is gone");
  return absl::OkStatus();
}

absl::Status FoldState::Verify() const {
  size_t members = 0;
  uint64_t named = 0;
  uint64_t origins = 0;
  uint64_t parts = 0;
  for (uint64_t claim = window_.first(); claim < window_.next(); ++claim) {
    WF_RETURN_IF_ERROR(VerifyClaim(claim));
    const CarriedPart& part = PartOf(claim);
    parts += window_[claim].part != 0;
    members += part.story != 0;
    named += part.first_seen != 0;
    origins += part.origin != 0;
    if (claim > window_.first() && window_[claim - 1].claim_offset >= window_[claim].claim_offset) {
      return absl::InternalError(absl::StrFormat("claim %d is not behind the one before it", claim));
    }
  }
  if (members != stories_.members()) {
    return absl::InternalError(
        absl::StrFormat("stories have %d members, %d claims are in one", stories_.members(), members));
  }
  if (named != texts_.all_uses()) {
    return absl::InternalError(absl::StrFormat("texts have %d uses, %d claims name one", texts_.all_uses(), named));
  }
  if (origins != origins_.all_uses()) {
    return absl::InternalError(
        absl::StrFormat("origins have %d uses, %d claims have one", origins_.all_uses(), origins));
  }
  if (parts != parts_.size()) {
    return absl::InternalError(absl::StrFormat("%d parts are kept, %d claims have one", parts_.size(), parts));
  }
  for (const auto& [claim, first] : first_claims_) {
    if (!window_.Holds(claim) || first > OffsetOf(window_[claim])) {
      return absl::InternalError(absl::StrFormat("claim %d, whose first claim is kept, is gone or older", claim));
    }
  }
  absl::Status status;
  newest_.ForEach([&](uint64_t key, uint64_t claim) {
    if (!window_.Holds(claim)) {
      status = absl::InternalError(absl::StrFormat("key %x names claim %d, which is not in the window", key, claim));
    }
  });
  return status;
}

uint64_t FoldState::bytes() const {
  return window_.bytes() + newest_.bytes() + parts_.bytes() + stories_.bytes() + texts_.bytes() + origins_.bytes() +
         heap::OfString(packed_) + heap::OfString(first_seen_) + heap::OfHashTable(first_claims_);
}

}  // namespace wirefold
