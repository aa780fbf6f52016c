// Who writes claims to harm others: floods of one story, one publisher or one passage, and texts made of others'. What
// others' articles are called stays what it would have been without; work and memory for each claim stay bounded.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/fold/rules/candidates.h"
#include "common/fold/state/fold_state.h"
#include "tests/fold/indexed_log.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

constexpr uint32_t kVictims = 40;
constexpr uint32_t kVictim = 1000;      // seed of the first one's words
constexpr int kClaimsBetweenTwo = 25;   // of the attacker, between two of the others
constexpr uint32_t kAttacker = 500000;  // seeds of words of nobody else

std::string VictimsText(uint32_t victim) { return Words(kVictim + victim, 300); }

// Articles of many publishers, and then a copy of each with its end rewritten.
std::vector<Piece> Others() {
  std::vector<Piece> others;
  for (uint32_t i = 0; i < kVictims; ++i) {
    others.emplace_back(VictimsText(i), absl::StrFormat("p%d.example", i % 7), absl::StrFormat("urn:%d", i));
  }
  for (uint32_t i = 0; i < kVictims; ++i) {
    const std::string text = VictimsText(i);
    others.emplace_back(text.substr(0, text.size() * 9 / 10) + Words(2000 + i, 20), absl::StrFormat("q%d.example", i));
  }
  return others;
}

// The relation of each of the others, and which of them opened its story.
using Told = std::vector<std::pair<Relation, size_t>>;

// `attack(n, of, random)`: the attacker's n-th article, when the first `of` of the others are known.
template <typename Attack>
Told UnderAttack(Log& log, Attack attack) {
  std::mt19937 random(17);
  Told told;
  std::map<StoryId, size_t> openers;
  uint32_t attacks = 0;
  const std::vector<Piece> others = Others();
  for (size_t i = 0; i < others.size(); ++i) {
    for (int n = 0; i > 0 && n < kClaimsBetweenTwo; ++n) {
      const auto known = static_cast<uint32_t>(std::clamp<size_t>(i, 1, kVictims));
      const Verdict verdict = log.Add(attack(attacks++, known, random));
      EXPECT_LE(verdict.matches.size(), 16u);
    }
    const Verdict verdict = log.Add(others[i]);
    told.emplace_back(verdict.relation, openers.emplace(verdict.story_id, i).first->second);
  }
  EXPECT_TRUE(log.index.Verify().ok());
  return told;
}

Told Unharmed() {
  Told told;
  for (uint32_t i = 0; i < kVictims; ++i) told.emplace_back(Relation::kOriginal, i);
  for (uint32_t i = 0; i < kVictims; ++i) told.emplace_back(Relation::kReprint, i);
  return told;
}

TEST(Attacker, WithoutOneTheOthersAreWhatTheyAre) {
  Log log;
  std::map<StoryId, size_t> openers;
  Told told;
  for (const Piece& piece : Others()) {
    const Verdict verdict = log.Add(piece);
    told.emplace_back(verdict.relation, openers.emplace(verdict.story_id, told.size()).first->second);
  }
  EXPECT_EQ(told, Unharmed());
}

TEST(Attacker, AFloodOfOneStoryTouchesNoOther) {
  Log log;
  const Told told = UnderAttack(log, [](uint32_t n, uint32_t, std::mt19937&) {
    return Piece{Words(kAttacker, 300), absl::StrFormat("flood%d.example", n)};
  });
  EXPECT_EQ(told, Unharmed());
}

TEST(Attacker, AFloodUnderOthersNamesAndIdsTouchesNoOther) {
  Log log;
  const Told told = UnderAttack(log, [](uint32_t n, uint32_t, std::mt19937&) {
    return Piece{Words(kAttacker + n, 120), absl::StrFormat("p%d.example", n % 7), absl::StrFormat("urn:%d", n % 40)};
  });
  EXPECT_EQ(told, Unharmed());
}

TEST(Attacker, WhoRepeatsAPassageOfOthersHidesNoneOfThem) {
  Log log;
  const Told told = UnderAttack(log, [](uint32_t n, uint32_t of, std::mt19937&) {
    const std::string passage = VictimsText(n % of).substr(0, 400);  // some 60 words
    return Piece{Words(kAttacker + n, 300) + passage, absl::StrFormat("flood%d.example", n)};
  });
  EXPECT_EQ(told, Unharmed());
}

TEST(Attacker, TextsPutTogetherFromPiecesOfOthersJoinNoneOfThem) {
  Log log;
  const Told told = UnderAttack(log, [](uint32_t n, uint32_t of, std::mt19937& random) {
    std::string text = Words(kAttacker + n, 80);
    for (int i = 0; i < 4; ++i) text += VictimsText(random() % of).substr(0, 350);
    return Piece{text, "common.example"};
  });
  EXPECT_EQ(told, Unharmed());
}

// Enters a claim as the index does, each in its own story.
void Enter(FoldState& state, const Claim& claim, Query& query) {
  const Genesis genesis = TestGenesis();
  FillQuery(claim, genesis, *RulesOf(kJudgingVersion), /*sought=*/true, query);
  std::vector<uint64_t> posts;
  AppendPosts(query, posts);
  KeptClaim kept;
  kept.claim_offset = Packed48(claim.raw.offset);
  kept.text_hash = query.text_hash;
  state.Add({.kept = kept,
             .raw = claim.raw,
             .publisher = claim.publisher,
             .article_id = claim.article_id,
             .sketch = query.sketch,
             .joins = std::nullopt,
             .renews = std::nullopt,
             .origin = {},
             .posts = posts});
}

TEST(Attacker, AClaimIsComparedWithABoundedNumberWhateverIsFlooded) {
  const Genesis genesis = TestGenesis();
  const JudgingRules& rules = *RulesOf(kJudgingVersion);
  FoldState state(genesis.log_id, genesis.window_claims);
  Query query;
  std::string all;
  for (uint32_t n = 0; n < 300; ++n) {
    const std::string passage = Words(kVictim + n, 40);
    all += passage;
    Enter(state, MakeClaim(n, {Words(kAttacker + n, 60) + passage, "flood.example"}, genesis), query);
  }
  FillQuery(MakeClaim(300, {all}, genesis), genesis, rules, /*sought=*/true, query);
  CandidateRoom room;
  std::vector<uint64_t> candidates;
  FindCandidates(state, query, rules, room, candidates);
  EXPECT_EQ(candidates.size(), rules.max_owners);
}

TEST(Attacker, MemoryForEachClaimIsBoundedWhateverIsFlooded) {
  constexpr uint64_t kClaims = 3000;
  Log quiet;
  Log flooded;
  for (uint32_t n = 0; n < kClaims; ++n) {
    quiet.Add({Words(kAttacker + n, 300), "a.example"});
    flooded.Add({Words(kAttacker, 300), absl::StrFormat("flood%d.example", n)});
  }
  // A copy keeps its matches, its member and its publisher's name, and posts nothing new.
  EXPECT_LT(flooded.index.Stats().bytes, quiet.index.Stats().bytes + 400 * kClaims);
}

}  // namespace
}  // namespace wirefold
