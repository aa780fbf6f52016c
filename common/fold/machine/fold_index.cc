#include "common/fold/machine/fold_index.h"

#include <vector>

#include "common/base/check.h"
#include "common/fold/rules/judge.h"

namespace wirefold {

struct FoldIndex::Impl {
  explicit Impl(const Genesis& g) : genesis(g), rules(RulesOf(g.judging_version)), state(g.log_id, g.window_claims) {
    WF_CHECK(CheckGenesis(g).ok() && rules != nullptr);
  }

  Genesis genesis;
  const JudgingRules* rules;
  FoldState state;
  uint64_t evictions = 0;

  // Memory that is used again from claim to claim; no value passes from one to the next.
  Query query;
  JudgeRoom room;
  std::vector<uint64_t> posts;

  // `settlement`, when it is known: what the claim carries, instead of being judged.
  ApplyResult Apply(const Claim& claim, ClaimOffset offset, int64_t log_time_ms, bool with_verdict,
                    const Settlement* settlement) {
    // One place of the window is for this claim.
    evictions +=
        state.Evict(log_time_ms, static_cast<int64_t>(genesis.window_seconds) * 1000, genesis.window_claims - 1);
    FillQuery(claim, genesis, *rules, /*sought=*/settlement == nullptr, query);
    if (settlement == nullptr) {
      state.PostAll();
      PrefetchFor(state, query);
    }
    const std::optional<uint64_t> earlier = state.window().Find(claim.raw, query.content_hash);
    const bool unjudged = settlement != nullptr && (!earlier || state.window()[*earlier].unjudged);
    const Judgement judgement = unjudged  ? Judgement()
                                : earlier ? Again(claim, *earlier)
                                          : Judge(state, claim, query, genesis, *rules, room);
    posts.clear();
    AppendPosts(query, posts);
    KeptClaim kept;
    kept.claim_offset = static_cast<int64_t>(offset);
    kept.log_time_ms = log_time_ms;
    kept.raw_offset = claim.raw.offset;
    kept.content_hash = query.content_hash;
    kept.text_hash = query.text_hash;
    kept.version_check = query.version_check;
    kept.insufficient = query.insufficient ? 1 : 0;
    kept.context = query.context;
    kept.unjudged = unjudged ? 1 : 0;
    kept.unsaid = claim.headline.unsaid ? 1 : 0;
    kept.paged = query.paged ? 1 : 0;
    const uint64_t number = state.Add({.kept = kept,
                                       .raw = claim.raw,
                                       .publisher = claim.publisher,
                                       .article_id = claim.article_id,
                                       .sketch = query.sketch,
                                       .judgement = judgement.IsPlain() ? nullptr : &judgement.kept,
                                       .settlement = settlement,
                                       .joins = judgement.joins,
                                       .renews = earlier,
                                       .origin = judgement.origin,
                                       .posts = posts,
                                       .posts_later = settlement != nullptr});
    if (!with_verdict) return {{}, earlier.has_value()};
    return {VerdictOf(state, number, room.compared), earlier.has_value()};
  }

  // What was said of a claim that is renewed.
  Judgement Again(const Claim& claim, uint64_t earlier) {
    if (state.window()[earlier].unjudged) return AsOf(claim, earlier);
    room.compared.clear();
    Judgement judgement;
    if (!state.window()[earlier].judged) return judgement;
    judgement.kept = UnpackJudgement(state.window().SketchOf(earlier, room.other), earlier);
    std::erase_if(judgement.kept.matches, [&](const KeptMatch& match) {
      return !state.window().Holds(match.claim) || state.window()[match.claim].renewed;
    });
    return judgement;
  }

  // What is told today of a claim that was not judged in its time, beside raw records that were claimed before it.
  Judgement AsOf(const Claim& claim, uint64_t earlier) {
    query.before = state.FirstClaimOf(earlier);
    Judgement judgement = Judge(state, claim, query, genesis, *rules, room);
    query.before.reset();
    // Of raw records that were claimed again since, as above, the verdict tells no more.
    std::erase_if(judgement.kept.matches, [earlier](const KeptMatch& match) { return match.claim >= earlier; });
    return judgement;
  }

  std::optional<Verdict> VerdictOfClaim(std::optional<uint64_t> claim) const {
    if (!claim) return std::nullopt;
    return VerdictOf(state, *claim);
  }
};

FoldIndex::FoldIndex(const Genesis& genesis) : impl_(std::make_unique<Impl>(genesis)) {}
FoldIndex::~FoldIndex() = default;
FoldIndex::FoldIndex(FoldIndex&&) noexcept = default;

ApplyResult FoldIndex::Apply(const Claim& claim, ClaimOffset offset, int64_t log_time_ms, bool with_verdict) {
  return impl_->Apply(claim, offset, log_time_ms, with_verdict, /*settlement=*/nullptr);
}

ApplyResult FoldIndex::ApplySettled(const Claim& claim, ClaimOffset offset, int64_t log_time_ms,
                                    const Settlement& settlement) {
  return impl_->Apply(claim, offset, log_time_ms, /*with_verdict=*/false, &settlement);
}

void FoldIndex::PostAll() { impl_->state.PostAll(); }
void FoldIndex::ReleaseRoom() { impl_->state.ReleaseRoom(); }

SettleResult FoldIndex::Settle(const Settlement& settlement) { return impl_->state.Settle(settlement); }

void FoldIndex::Change(const Genesis& next) {
  WF_CHECK(CheckSuccessor(impl_->genesis, next).ok() && RulesOf(next.judging_version) != nullptr);
  impl_->genesis = next;
  impl_->rules = RulesOf(next.judging_version);
}

std::optional<Verdict> FoldIndex::Find(const RecordCoordinates& raw, uint64_t content_hash) const {
  return impl_->VerdictOfClaim(impl_->state.window().Find(raw, static_cast<uint32_t>(content_hash)));
}

std::optional<Verdict> FoldIndex::Find(ClaimOffset claim) const {
  return impl_->VerdictOfClaim(impl_->state.window().Find(claim));
}

std::optional<Carried> FoldIndex::CarriedOf(ClaimOffset offset) const {
  const std::optional<uint64_t> claim = impl_->state.window().Find(offset);
  if (!claim) return std::nullopt;
  return impl_->state.CarriedOf(*claim);
}

IndexStats FoldIndex::Stats() const {
  const ClaimWindow& window = impl_->state.window();
  IndexStats stats;
  stats.articles = window.size() - window.renewed();
  stats.fingerprints = impl_->state.newest().size();
  stats.bytes = impl_->state.bytes();
  stats.oldest_time_ms = window.size() == 0 ? 0 : int64_t{window[window.first()].log_time_ms};
  stats.evictions = impl_->evictions;
  return stats;
}

uint64_t FoldIndex::evictions() const { return impl_->evictions; }
const Genesis& FoldIndex::genesis() const { return impl_->genesis; }
uint64_t FoldIndex::Digest() const { return impl_->state.Digest(); }
absl::Status FoldIndex::Verify() const { return impl_->state.Verify(); }

}  // namespace wirefold
