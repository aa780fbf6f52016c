#include "common/fold/rules/judge.h"

#include <algorithm>

namespace wirefold {
namespace {

constexpr Overlap kEqualTexts = {.a = 1, .b = 1, .shared = 1, .by_chance = 0};

// A sketch's cover threshold at another width.
uint32_t CoverIn(const CoarseSketch& sketch, int bits) {
  if (sketch.bits >= bits) return sketch.last >> (sketch.bits - bits);
  const int widen = bits - sketch.bits;
  return static_cast<uint32_t>((uint64_t{sketch.last} << widen) | ((uint64_t{1} << widen) - 1));
}

// Too few words to compare: only equal words are the same text, and no text at all says nothing.
std::optional<uint64_t> EqualText(const FoldState& state, const Query& query) {
  if (!query.has_text) return std::nullopt;
  const std::optional<uint64_t> same = state.newest().Find(query.text_key);
  if (!same || state.window()[*same].renewed || !state.window()[*same].insufficient ||
      state.window()[*same].text_hash != query.text_hash) {
    return std::nullopt;
  }
  return same;
}

// Fills room.compared, best first, and the novelty of `kept`.
void CompareAll(const FoldState& state, const Query& query, const Genesis& genesis, const JudgingRules& rules,
                JudgeRoom& room, KeptJudgement& kept) {
  if (room.candidates.empty()) return;
  room.seen.assign(query.sketch.values.size(), 0);
  uint32_t last = query.sketch.last;  // novelty is told by the values that every candidate's sketch covers
  for (uint64_t candidate : room.candidates) {
    state.window().SketchOf(candidate, room.other);
    const Overlap overlap = Compare(query.sketch, room.other, room.shared);
    if (!IsTelling(overlap, rules)) continue;
    for (size_t i : room.shared) room.seen[i] = 1;
    last = std::min(last, CoverIn(room.other, query.sketch.bits));
    const Shares shares = SharesOf(overlap, rules);
    if (const std::optional<Relation> relation = Relate(shares, genesis, rules)) {
      room.compared.push_back({candidate, *relation, shares});
    }
  }
  for (size_t i = 0; i < query.sketch.values.size() && query.sketch.values[i] <= last; ++i) {
    ++kept.covered;
    kept.fresh = static_cast<uint16_t>(kept.fresh + 1 - room.seen[i]);
  }
  // Stable: candidates come in claim order, so ties go to the older claim.
  std::stable_sort(room.compared.begin(), room.compared.end(), [](const Compared& a, const Compared& b) {
    if (a.shares.resemblance != b.shares.resemblance) return a.shares.resemblance > b.shares.resemblance;
    return a.shares.containment > b.shares.containment;
  });
  if (room.compared.size() > rules.max_matches) room.compared.resize(rules.max_matches);
}

Judgement JudgeByText(const FoldState& state, const Query& query) {
  Judgement judgement;
  judgement.kept.relation = Relation::kInsufficientText;
  judgement.joins = EqualText(state, query);
  if (judgement.joins) judgement.kept.matches.push_back({*judgement.joins, Relation::kInsufficientText});
  return judgement;
}

Judgement JudgeByOverlap(const FoldState& state, const Query& query, const Genesis& genesis, const JudgingRules& rules,
                         JudgeRoom& room) {
  Judgement judgement;
  FindCandidates(state, query, rules, room.candidates_room, room.candidates);
  CompareAll(state, query, genesis, rules, room, judgement.kept);
  for (const Compared& compared : room.compared) {
    if (!judgement.joins && Joins(compared.relation, compared.shares, genesis)) {
      judgement.joins = compared.claim;
      judgement.kept.relation = compared.relation;
    }
    judgement.kept.matches.push_back({compared.claim, compared.relation});
  }
  if (!judgement.joins && !room.compared.empty()) judgement.kept.relation = room.compared[0].relation;
  return judgement;
}

// The earlier version of this article: the same uri of the same publisher, or that publisher's own text again.
std::optional<uint64_t> VersionOf(const FoldState& state, const Claim& claim, const Query& query,
                                  std::optional<uint64_t> joins) {
  if (query.version_check != 0) {
    const std::optional<uint64_t> same = state.newest().Find(query.version_key);
    if (same && !state.window()[*same].renewed && state.window()[*same].version_check == query.version_check) {
      return same;
    }
  }
  const bool copies_itself =
      joins && !query.insufficient && !claim.publisher.empty() && state.window().Publisher(*joins) == claim.publisher;
  return copies_itself ? joins : std::nullopt;
}

void MarkAsVersion(const FoldState& state, const Query& query, uint64_t version_of, const JudgingRules& rules,
                   Judgement& judgement) {
  judgement.joins = version_of;
  judgement.kept.relation = Relation::kVersion;
  judgement.kept.changed = state.window()[version_of].text_hash != query.text_hash;
  std::vector<KeptMatch>& matches = judgement.kept.matches;
  auto listed =
      std::find_if(matches.begin(), matches.end(), [&](const KeptMatch& match) { return match.claim == version_of; });
  if (listed != matches.end()) {
    listed->relation = Relation::kVersion;
    return;
  }
  if (matches.size() == rules.max_matches) matches.pop_back();
  matches.push_back({version_of, Relation::kVersion});
}

Shares SharesOfMatch(const FoldState& state, uint64_t claim, const CoarseSketch& sketch, uint64_t other,
                     const JudgingRules& rules) {
  const KeptClaim& a = state.window()[claim];
  const KeptClaim& b = state.window()[other];
  if (a.insufficient && b.insufficient && a.text_hash == b.text_hash) return SharesOf(kEqualTexts, rules);
  CoarseSketch other_sketch;
  state.window().SketchOf(other, other_sketch);
  return SharesOf(Compare(sketch, other_sketch), rules);
}

Match MakeMatch(const FoldState& state, uint64_t claim, const KeptMatch& match, const Shares& shares) {
  const ClaimWindow& window = state.window();
  return {.article_id = std::string(window.ArticleId(match.claim)),
          .publisher = window.Publisher(match.claim),
          .relation = match.relation,
          .resemblance = shares.resemblance,
          .containment = shares.containment,
          .match_containment = shares.match_containment,
          .interval_seconds = (window[claim].log_time_ms - window[match.claim].log_time_ms) / 1000,
          .claim_offset = ClaimOffset{int64_t{window[match.claim].claim_offset}}};
}

}  // namespace

Judgement Judge(const FoldState& state, const Claim& claim, const Query& query, const Genesis& genesis,
                const JudgingRules& rules, JudgeRoom& room) {
  room.compared.clear();
  Judgement judgement =
      query.insufficient ? JudgeByText(state, query) : JudgeByOverlap(state, query, genesis, rules, room);
  if (const std::optional<uint64_t> version_of = VersionOf(state, claim, query, judgement.joins)) {
    MarkAsVersion(state, query, *version_of, rules, judgement);
  }
  return judgement;
}

Verdict VerdictOf(const FoldState& state, uint64_t claim, const JudgingRules& rules, std::span<const Compared> known) {
  const ClaimWindow& window = state.window();
  const KeptClaim& kept = window[claim];
  Verdict verdict;
  verdict.claim_offset = ClaimOffset{int64_t{kept.claim_offset}};
  verdict.relation = kept.insufficient ? Relation::kInsufficientText : Relation::kOriginal;
  TakeOver(state.CarriedOf(claim), verdict);
  if (!kept.judged) return verdict;
  CoarseSketch sketch;
  const KeptJudgement judgement = UnpackJudgement(window.SketchOf(claim, sketch), claim);
  verdict.relation = judgement.relation;
  verdict.changed = judgement.changed;
  verdict.novelty = judgement.Novelty();
  for (const KeptMatch& match : judgement.matches) {
    if (!window.Holds(match.claim) || window[match.claim].renewed) continue;
    auto told = std::find_if(known.begin(), known.end(), [&](const Compared& c) { return c.claim == match.claim; });
    const Shares shares = told != known.end() ? told->shares : SharesOfMatch(state, claim, sketch, match.claim, rules);
    verdict.matches.push_back(MakeMatch(state, claim, match, shares));
  }
  return verdict;
}

}  // namespace wirefold
