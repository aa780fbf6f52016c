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

// Too few words to compare: only equal words are the same text, and no text at all says nothing. Two alerts from
// different places, and one placeholder under two headlines, are different though.
std::optional<uint64_t> EqualText(const FoldState& state, const Query& query, const JudgingRules& rules) {
  if (!query.has_text) return std::nullopt;
  std::optional<uint64_t> same;
  if (query.placed_text_key != 0) same = FindText(state, query, query.placed_text_key);
  if (!same) same = FindText(state, query, query.text_key);
  if (!same || !state.window()[*same].insufficient) return std::nullopt;
  const uint32_t other = state.window()[*same].context;
  const bool elsewhere = PlaceIn(query.context) != 0 && PlaceIn(other) != 0 && PlaceIn(query.context) != PlaceIn(other);
  if (elsewhere || HeadlinesDiffer(HeadlineIn(query.context), HeadlineIn(other), kShortHeadlineBits, rules))
    return std::nullopt;
  return same;
}

// The claim of number `other` beside the article. Fills room.other and room.shared.
Pair PairWith(const FoldState& state, const Claim& claim, const Query& query, uint64_t other, const JudgingRules& rules,
              JudgeRoom& room) {
  const KeptClaim& kept = state.window()[other];
  state.window().SketchOf(other, room.other);
  Pair pair;
  pair.overlap = Compare(query.sketch, room.other, room.shared);
  pair.shares = SharesOf(pair.overlap);
  if (!IsTelling(pair.overlap, rules)) return pair;
  pair.lead = CompareTrait(query.sketch, room.other, room.shared, kInLead);
  pair.telling = CompareTrait(query.sketch, room.other, room.shared, kTelling);
  pair.headline = {claim.headline.words, claim.headline.unsaid};
  pair.other_headline = {kept.context, kept.unsaid != 0};
  pair.same_publisher = !claim.publisher.empty() && claim.publisher == state.window().Publisher(other);
  return pair;
}

// What the article is to a claim that it shares something telling with; nullopt: too little.
std::optional<Compared> RelateTo(uint64_t other, const Pair& pair, const Genesis& genesis, const JudgingRules& rules) {
  Compared compared{.claim = other, .shares = pair.shares, .shared = pair.overlap.shared, .own = pair.same_publisher};
  compared.joins = AreOneStory(pair, genesis, rules);
  compared.contained = pair.shares.match_containment >= genesis.containment_threshold;
  const std::optional<Relation> relation = RelationOf(pair, compared.joins, genesis, rules);
  if (!relation) return std::nullopt;
  compared.relation = *relation;
  return compared;
}

// A text that shares nothing with the opener of a story is another piece of a digest that a member of the story is,
// unless it is that member's text again.
void AgreeWithOpeners(const FoldState& state, const JudgingRules& rules, JudgeRoom& room) {
  for (Compared& compared : room.compared) {
    if (!compared.joins || compared.shares.resemblance >= rules.one_story.alike) continue;
    const uint64_t opener = state.EndsOfStory(compared.claim).first;
    compared.joins = std::any_of(room.compared.begin(), room.compared.end(),
                                 [opener](const Compared& other) { return other.claim == opener; });
  }
}

// What does not make the publisher's own article of a story a version makes no copy of it elsewhere one.
void AgreeWithOwn(const FoldState& state, const JudgingRules& rules, JudgeRoom& room) {
  for (Compared& compared : room.compared) {
    if (!compared.joins || compared.own || compared.shares.resemblance >= rules.one_story.alike) continue;
    compared.joins = std::none_of(room.compared.begin(), room.compared.end(), [&](const Compared& other) {
      return other.own && !other.joins && other.shares.resemblance >= compared.shares.resemblance &&
             state.StoryOf(other.claim) == state.StoryOf(compared.claim);
    });
  }
}

// An article that is put together from several pieces enters the story of none.
void LeaveDigestAlone(const JudgingRules& rules, JudgeRoom& room) {
  uint32_t largest = 0;
  for (const Compared& compared : room.compared) {
    if (compared.contained) largest = std::max(largest, compared.shared);
  }
  const auto together = std::count(room.pieces.begin(), room.pieces.end(), 1);
  if (static_cast<double>(together) < rules.one_story.composite * largest) return;
  for (Compared& compared : room.compared) {
    if (!compared.contained || compared.shares.resemblance >= rules.one_story.alike) continue;
    compared.joins = false;
    compared.relation = Relation::kExtended;
  }
}

// Fills room.compared, best first, and the novelty of `kept`.
void CompareAll(const FoldState& state, const Claim& claim, const Query& query, const Genesis& genesis,
                const JudgingRules& rules, JudgeRoom& room, KeptJudgement& kept) {
  if (room.candidates.empty()) return;
  room.seen.assign(query.sketch.values.size(), 0);
  room.pieces.assign(query.sketch.values.size(), 0);
  uint32_t last = query.sketch.last;  // novelty is told by the values that every candidate's sketch covers
  for (uint64_t candidate : room.candidates) {
    const Pair pair = PairWith(state, claim, query, candidate, rules, room);
    if (!IsTelling(pair.overlap, rules)) continue;
    for (size_t i : room.shared) room.seen[i] = 1;
    last = std::min(last, CoverIn(room.other, query.sketch.bits));
    const std::optional<Compared> compared = RelateTo(candidate, pair, genesis, rules);
    if (!compared) continue;
    if (compared->contained) {
      for (size_t i : room.shared) room.pieces[i] = 1;
    }
    room.compared.push_back(*compared);
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
  AgreeWithOwn(state, rules, room);
  AgreeWithOpeners(state, rules, room);
  LeaveDigestAlone(rules, room);
  if (room.compared.size() > rules.max_matches) room.compared.resize(rules.max_matches);
}

Judgement JudgeByText(const FoldState& state, const Query& query, const JudgingRules& rules) {
  Judgement judgement;
  judgement.kept.relation = Relation::kInsufficientText;
  judgement.joins = EqualText(state, query, rules);
  if (judgement.joins) judgement.kept.matches.push_back({*judgement.joins, Relation::kInsufficientText});
  return judgement;
}

Judgement JudgeByOverlap(const FoldState& state, const Claim& claim, const Query& query, const Genesis& genesis,
                         const JudgingRules& rules, JudgeRoom& room) {
  Judgement judgement;
  FindCandidates(state, query, rules, room.candidates_room, room.candidates);
  CompareAll(state, claim, query, genesis, rules, room, judgement.kept);
  for (const Compared& compared : room.compared) {
    if (!judgement.joins && compared.joins) {
      judgement.joins = compared.claim;
      judgement.kept.relation = compared.relation;
    }
    judgement.kept.matches.push_back({compared.claim, compared.relation});
  }
  if (!judgement.joins && !room.compared.empty()) judgement.kept.relation = room.compared[0].relation;
  return judgement;
}

// Whether the earlier article of the same id is this one at all: an id that was given to another text says nothing.
bool SharesSomething(const FoldState& state, const Claim& claim, const Query& query, uint64_t same_id,
                     const JudgingRules& rules, JudgeRoom& room) {
  if (query.insufficient || state.window()[same_id].insufficient) return true;
  const Pair pair = PairWith(state, claim, query, same_id, rules, room);
  return IsTelling(pair.overlap, rules) &&
         std::max(pair.shares.containment, pair.shares.match_containment) >= rules.one_story.same_id;
}

// The publisher's own copy among the newest members of the story that the article enters.
std::optional<uint64_t> OwnCopy(const FoldState& state, const Claim& claim, const Query& query, uint64_t joins,
                                const Genesis& genesis, const JudgingRules& rules, JudgeRoom& room) {
  if (state.window().Publisher(joins) == claim.publisher) return joins;
  std::optional<uint64_t> own;
  state.VisitNewestOfStory(joins, rules.one_story.members, [&](uint64_t member) {
    if (own || !IsLookedAt(state, query, member) || state.window()[member].insufficient ||
        state.window().Publisher(member) != claim.publisher) {
      return;
    }
    const Pair pair = PairWith(state, claim, query, member, rules, room);
    if (IsTelling(pair.overlap, rules) && AreOneStory(pair, genesis, rules)) own = member;
  });
  return own;
}

// Another page of this article, or all of it: the publisher's newest record under an address and a headline that are
// the same but for what says which page it is. One of both says so.
std::optional<uint64_t> PageOf(const FoldState& state, const Claim& claim, const Query& query) {
  if (query.page_key == 0) return std::nullopt;
  const std::optional<uint64_t> page = state.newest().Find(query.page_key);
  if (!page || !IsLookedAt(state, query, *page)) return std::nullopt;
  const KeptClaim& kept = state.window()[*page];
  if (!query.paged && !kept.paged) return std::nullopt;
  const uint32_t headline = kept.insufficient ? HeadlineIn(kept.context) : ShortHeadline(kept.context);
  const bool same =
      headline == ShortHeadline(claim.headline.words) && state.window().Publisher(*page) == claim.publisher;
  return same ? page : std::nullopt;
}

// The earlier version of this article: the same uri of the same publisher, that publisher's own text again, or another
// page of it. A page's own text tells more than another page does, if both are of one story.
std::optional<uint64_t> VersionOf(const FoldState& state, const Claim& claim, const Query& query,
                                  std::optional<uint64_t> joins, const Genesis& genesis, const JudgingRules& rules,
                                  JudgeRoom& room) {
  if (query.version_check != 0) {
    const std::optional<uint64_t> same = state.newest().Find(query.version_key);
    if (same && IsLookedAt(state, query, *same) && state.window()[*same].version_check == query.version_check &&
        SharesSomething(state, claim, query, *same, rules, room)) {
      return same;
    }
  }
  std::optional<uint64_t> own;
  if (joins && !query.insufficient && !claim.publisher.empty()) {
    own = OwnCopy(state, claim, query, *joins, genesis, rules, room);
  }
  const std::optional<uint64_t> page = PageOf(state, claim, query);
  return page && (!own || state.StoryOf(*own) != state.StoryOf(*page)) ? page : own;
}

// Whether `a` tells more surely than `b` whose text it is. Where both tell alike, who came first counts.
bool IsSurer(const OriginCredit& a, const OriginCredit& b) {
  const auto rank = [](const OriginCredit& credit) {
    if (credit.agency_id.empty() || credit.agency_id.size() > kMaxAgencyIdBytes) return 0x200;
    return credit.evidence == 0 ? 0x100 : int{credit.evidence};
  };
  return rank(a) < rank(b);
}

// Whether its words are those of the story that it enters: most of it stands in a member, or it is a page of it. What
// has other words too may come from somewhere else.
bool IsOfItsStory(const FoldState& state, const Claim& claim, const Query& query, const Judgement& judgement,
                  const Genesis& genesis, const JudgingRules& rules, JudgeRoom& room) {
  const StoryId story = state.StoryOf(*judgement.joins);
  if (const auto page = PageOf(state, claim, query); page && state.StoryOf(*page) == story) return true;
  return std::any_of(judgement.kept.matches.begin(), judgement.kept.matches.end(), [&](const KeptMatch& match) {
    const KeptClaim& other = state.window()[match.claim];
    if (state.StoryOf(match.claim) != story) return false;
    if (other.text_hash == query.text_hash) return true;
    if (query.insufficient || other.insufficient) return false;
    const Pair pair = PairWith(state, claim, query, match.claim, rules, room);
    return pair.shares.containment >= genesis.containment_threshold;
  });
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

Shares SharesOfMatch(const FoldState& state, uint64_t claim, const CoarseSketch& sketch, uint64_t other) {
  const KeptClaim& a = state.window()[claim];
  const KeptClaim& b = state.window()[other];
  if (a.insufficient && b.insufficient && a.text_hash == b.text_hash) return SharesOf(kEqualTexts);
  CoarseSketch other_sketch;
  state.window().SketchOf(other, other_sketch);
  return SharesOf(Compare(sketch, other_sketch));
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
      query.insufficient ? JudgeByText(state, query, rules) : JudgeByOverlap(state, claim, query, genesis, rules, room);
  if (const std::optional<uint64_t> version_of =
          VersionOf(state, claim, query, judgement.joins, genesis, rules, room)) {
    MarkAsVersion(state, query, *version_of, rules, judgement);
  }
  if (!rules.tells_origins) return judgement;
  if (judgement.joins) judgement.origin = state.OriginOf(state.EndsOfStory(*judgement.joins).second);
  if (!IsSurer(claim.origin, judgement.origin.credit)) return judgement;
  if (!judgement.joins || IsOfItsStory(state, claim, query, judgement, genesis, rules, room)) {
    judgement.origin = {claim.origin, claim.article_id};
  }
  return judgement;
}

Verdict VerdictOf(const FoldState& state, uint64_t claim, std::span<const Compared> known) {
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
    const Shares shares = told != known.end() ? told->shares : SharesOfMatch(state, claim, sketch, match.claim);
    verdict.matches.push_back(MakeMatch(state, claim, match, shares));
  }
  return verdict;
}

}  // namespace wirefold
