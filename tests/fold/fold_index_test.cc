// The fold index: named scenarios.
#include "common/fold/machine/fold_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "common/fold/machine/log_time.h"
#include "tests/fold/indexed_log.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

TEST(FoldIndex, TheFirstArticleOpensAStory) {
  Log log;
  const Verdict verdict = log.Add({Words(1, 300)});
  EXPECT_EQ(verdict.relation, Relation::kOriginal);
  EXPECT_EQ(verdict.role, Role::kSource);
  EXPECT_EQ(verdict.story_id, OpenStory(42, ClaimOffset{0}));
  EXPECT_EQ(verdict.novelty, 1);
  EXPECT_EQ(verdict.copy_number, 1u);
  EXPECT_EQ(verdict.first_seen_article_id, "article-0");
  EXPECT_TRUE(verdict.matches.empty());
}

TEST(FoldIndex, AVerbatimCopyElsewhereIsAReprint) {
  Log log;
  const Verdict first = log.Add({Words(1, 300)});
  const Verdict copy = log.Add({Words(1, 300), "b.example"});
  EXPECT_EQ(copy.relation, Relation::kReprint);
  EXPECT_EQ(copy.role, Role::kCopy);
  EXPECT_EQ(copy.story_id, first.story_id);
  EXPECT_EQ(copy.novelty, 0);
  EXPECT_EQ(copy.copy_number, 2u);
  EXPECT_EQ(copy.first_seen_article_id, "article-0");
  ASSERT_EQ(copy.matches.size(), 1u);
  EXPECT_EQ(copy.matches[0].resemblance, 1);
}

TEST(FoldIndex, ACutCopyIsAbridgedAndJoinsTheStory) {
  Log log;
  const Verdict whole = log.Add({Words(1, 900)});
  const Verdict cut = log.Add({Words(1, 300), "b.example"});
  EXPECT_EQ(cut.relation, Relation::kAbridged);
  EXPECT_EQ(cut.story_id, whole.story_id);
  EXPECT_EQ(cut.matches[0].containment, 1);
}

TEST(FoldIndex, ALongerPieceWithAStoryInsideIsExtendedAndKeepsItsOwnStory) {
  Log log;
  const Verdict small = log.Add({Words(1, 300)});
  const Verdict large = log.Add({Words(2, 900) + Words(1, 300) + Words(3, 900), "b.example"});
  EXPECT_EQ(large.relation, Relation::kExtended);
  EXPECT_NE(large.story_id, small.story_id);
  EXPECT_EQ(large.matches[0].match_containment, 1);
}

TEST(FoldIndex, ALongerPieceThatIsMostlyTheStoryJoinsIt) {
  Log log;
  const Verdict small = log.Add({Words(1, 600)});
  const Verdict large = log.Add({Words(1, 600) + Words(3, 450), "b.example"});
  EXPECT_EQ(large.relation, Relation::kExtended);
  EXPECT_EQ(large.story_id, small.story_id);
}

TEST(FoldIndex, APartlyCopiedArticleIsDerivedAndKeepsItsOwnStory) {
  Log log;
  const Verdict source = log.Add({Words(1, 900)});
  const Verdict derived = log.Add({Words(1, 330) + Words(5, 570), "b.example"});
  EXPECT_EQ(derived.relation, Relation::kDerived);
  EXPECT_NE(derived.story_id, source.story_id);
  EXPECT_EQ(derived.role, Role::kSource);
}

TEST(FoldIndex, UnrelatedArticlesAreNotLinked) {
  Log log;
  for (uint32_t seed = 0; seed < 300; ++seed) {
    EXPECT_EQ(log.Add({Words(seed, 50 + seed), "p" + std::to_string(seed)}).relation, Relation::kOriginal);
  }
}

TEST(FoldIndex, ArticlesThatShareOnlyTheirSitesFurnitureAreNotLinked) {
  Log log;
  const std::string furniture = Words(99, 60);
  const Verdict a = log.Add({Words(1, 400) + furniture});
  const Verdict b = log.Add({Words(2, 400) + furniture});
  EXPECT_EQ(b.relation, Relation::kOriginal);
  EXPECT_NE(a.story_id, b.story_id);
}

TEST(FoldIndex, ARevisionIsNotAReprintOfItsOldVersion) {
  Log log;
  const Verdict old = log.Add({Words(1, 400), "a.example", "urn:1"});
  const Verdict revision = log.Add({Words(1, 400) + " one more", "a.example", "urn:1"});
  EXPECT_EQ(revision.relation, Relation::kVersion);
  EXPECT_EQ(revision.changed, true);
  EXPECT_EQ(revision.story_id, old.story_id);
  const Verdict same = log.Add({Words(1, 400) + " one more", "a.example", "urn:1"});
  EXPECT_EQ(same.relation, Relation::kVersion);
  EXPECT_EQ(same.changed, false);
}

TEST(FoldIndex, AMostlyRewrittenVersionStaysInItsStory) {
  Log log;
  const Verdict old = log.Add({Words(1, 400), "a.example", "urn:1"});
  const Verdict rewritten = log.Add({Words(2, 400) + Words(1, 100), "a.example", "urn:1"});
  EXPECT_EQ(rewritten.relation, Relation::kVersion);
  EXPECT_EQ(rewritten.story_id, old.story_id);
  ASSERT_EQ(rewritten.matches.size(), 1u);
  EXPECT_EQ(rewritten.matches[0].relation, Relation::kVersion);
}

TEST(FoldIndex, AnArticleNeverMeetsItself) {
  Log log;
  std::string chorus;
  for (int i = 0; i < 20; ++i) chorus += Words(7, 30);
  const Verdict verdict = log.Add({chorus});
  EXPECT_EQ(verdict.relation, Relation::kOriginal);
  EXPECT_TRUE(verdict.matches.empty());
  EXPECT_EQ(verdict.novelty, 1);
}

TEST(FoldIndex, TooFewWordsAreInsufficientButEqualOnesAreLinked) {
  Log log;
  const Verdict first = log.Add({"Bond yields rise after vote"});
  const Verdict other = log.Add({"Bond yields fall after vote", "b.example"});
  const Verdict equal = log.Add({"BOND YIELDS rise, after vote", "c.example"});
  EXPECT_EQ(first.relation, Relation::kInsufficientText);
  EXPECT_EQ(other.relation, Relation::kInsufficientText);
  EXPECT_NE(other.story_id, first.story_id);
  EXPECT_EQ(equal.story_id, first.story_id);
}

TEST(FoldIndex, ArticlesWithoutAnyWordsAreNotLinked) {
  Log log;
  EXPECT_NE(log.Add({"…"}).story_id, log.Add({"!!", "b.example"}).story_id);
}

TEST(FoldIndex, AReclaimStandsForTheFirstClaimAndHasItsVerdict) {
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  const Claim source = MakeClaim(0, {Words(1, 300)}, genesis);
  const Claim copy = MakeClaim(1, {Words(1, 300), "b.example"}, genesis);
  index.Apply(source, ClaimOffset{0}, 0);
  Verdict second = index.Apply(copy, ClaimOffset{1}, 0).verdict;
  const ApplyResult again = index.Apply(copy, ClaimOffset{2}, 0);
  EXPECT_TRUE(again.reclaim);
  second.claim_offset = ClaimOffset{2};
  EXPECT_EQ(again.verdict, second);
  EXPECT_EQ(index.Find(copy.raw, copy.content_hash), second);
  EXPECT_EQ(index.Find(ClaimOffset{1}), std::nullopt);
  EXPECT_EQ(index.Stats().articles, 2u);
  EXPECT_TRUE(index.Verify().ok()) << index.Verify();
}

// So that what is published of a story ascends as its copy numbers do.
TEST(FoldIndex, AReclaimNamesTheFirstClaimOfItsRawRecord) {
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  const Claim source = MakeClaim(0, {Words(1, 300)}, genesis);
  const Claim copy = MakeClaim(1, {Words(1, 300), "b.example"}, genesis);
  EXPECT_EQ(index.Apply(source, ClaimOffset{5}, 0).verdict.first_claim, ClaimOffset{5});
  EXPECT_EQ(index.Apply(copy, ClaimOffset{6}, 0).verdict.first_claim, ClaimOffset{6});
  for (int64_t again : {7, 8}) {
    const Verdict verdict = index.Apply(source, ClaimOffset{again}, 0).verdict;
    EXPECT_EQ(verdict.claim_offset, ClaimOffset{again});
    EXPECT_EQ(verdict.first_claim, ClaimOffset{5});
    EXPECT_EQ(SettlementOf(verdict, source.article_id).first_claim, ClaimOffset{5});
  }
  EXPECT_TRUE(index.Verify().ok()) << index.Verify();
}

// A replica that read neither the first claim nor what it said.
TEST(FoldIndex, ASettlementTellsTheFirstClaim) {
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  const Claim source = MakeClaim(0, {Words(1, 300)}, genesis);
  index.Apply(source, ClaimOffset{7}, 0);
  const StoryId story = OpenStory(genesis.log_id, ClaimOffset{5});
  EXPECT_EQ(index.Settle({ClaimOffset{7}, story, 1, "", ClaimOffset{5}}), SettleResult::kTakenOver);
  EXPECT_EQ(index.Find(ClaimOffset{7})->first_claim, ClaimOffset{5});
  EXPECT_TRUE(index.Verify().ok()) << index.Verify();
}

TEST(FoldIndex, AReclaimedSourceStaysTheSourceOfItsStory) {
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  const Claim source = MakeClaim(0, {Words(1, 300)}, genesis);
  const Verdict first = index.Apply(source, ClaimOffset{0}, 0).verdict;
  const ApplyResult again = index.Apply(source, ClaimOffset{1}, 0);
  EXPECT_EQ(again.verdict.story_id, first.story_id);
  EXPECT_EQ(again.verdict.role, Role::kSource);
  const Verdict copy = index.Apply(MakeClaim(1, {Words(1, 300), "b.example"}, genesis), ClaimOffset{2}, 0).verdict;
  EXPECT_EQ(copy.story_id, first.story_id);
  EXPECT_EQ(copy.copy_number, 2u);
  EXPECT_TRUE(index.Verify().ok()) << index.Verify();
}

TEST(FoldIndex, AReclaimStaysInTheWindowAsLongAsANewClaim) {
  Genesis genesis = TestGenesis();
  genesis.window_seconds = 10;
  FoldIndex index(genesis);
  const Claim source = MakeClaim(0, {Words(1, 300)}, genesis);
  index.Apply(source, ClaimOffset{0}, 0);
  index.Apply(source, ClaimOffset{1}, 8'000);
  const Verdict copy = index.Apply(MakeClaim(1, {Words(1, 300)}, genesis), ClaimOffset{2}, 15'000).verdict;
  EXPECT_EQ(copy.story_id, OpenStory(42, ClaimOffset{0}));
}

TEST(FoldIndex, ARecreatedTopicsRecordIsANewClaim) {
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  Claim claim = MakeClaim(0, {Words(1, 300)}, genesis);
  index.Apply(claim, ClaimOffset{0}, 0);
  claim.content_hash += 1;
  EXPECT_FALSE(index.Apply(claim, ClaimOffset{1}, 0).reclaim);
}

TEST(FoldIndex, AClaimOlderThanTheWindowIsForgotten) {
  Genesis genesis = TestGenesis();
  genesis.window_seconds = 10;
  Log log(genesis);
  const Verdict old = log.Add({Words(1, 300)}, 0);
  EXPECT_EQ(log.Add({Words(1, 300), "b.example"}, 10'000).story_id, old.story_id);
  EXPECT_EQ(log.Add({Words(2, 300)}, 30'000).relation, Relation::kOriginal);
  EXPECT_EQ(log.Add({Words(1, 300), "c.example"}, 30'000).relation, Relation::kOriginal);
  EXPECT_EQ(log.index.Stats().evictions, 2u);
}

TEST(FoldIndex, AFullWindowForgetsTheOldest) {
  Genesis genesis = TestGenesis();
  genesis.window_claims = 3;
  Log log(genesis);
  for (uint32_t i = 0; i < 10; ++i) log.Add({Words(i, 300)});
  EXPECT_EQ(log.index.Stats().articles, 3u);
}

TEST(FoldIndex, TheFirstSettlementOfAClaimCountsAndLaterOnesChangeNothing) {
  Log log;
  const Verdict verdict = log.Add({Words(1, 300)});
  const ClaimOffset claim = verdict.claim_offset;
  EXPECT_EQ(log.index.Settle({ClaimOffset{77}, StoryId{9}, 4, "elsewhere"}), SettleResult::kUnknown);
  EXPECT_EQ(log.index.Settle({claim, StoryId{9}, 4, "elsewhere"}), SettleResult::kTakenOver);
  EXPECT_EQ(log.index.Settle({claim, verdict.story_id, 1, ""}), SettleResult::kRepeated);
  EXPECT_EQ(log.index.CarriedOf(claim), (Carried{StoryId{9}, 4, "elsewhere"}));
  const Verdict copy = log.Add({Words(1, 300), "b.example"});
  EXPECT_EQ(copy.story_id, StoryId{9});
  EXPECT_EQ(copy.copy_number, 5u);
  EXPECT_EQ(copy.first_seen_article_id, "elsewhere");
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
}

TEST(FoldIndex, ASettlementThatSaysWhatTheIndexSaysChangesNothing) {
  Log log;
  const Verdict source = log.Add({Words(1, 300)});
  const Verdict copy = log.Add({Words(1, 300), "b.example"});
  const uint64_t digest = log.index.Digest();
  EXPECT_EQ(log.index.Settle(SettlementOf(source, "article-0")), SettleResult::kAgrees);
  EXPECT_EQ(log.index.Settle(SettlementOf(copy, "article-1")), SettleResult::kAgrees);
  EXPECT_EQ(log.index.Digest(), digest);
}

TEST(FoldIndex, ASettlementOfACopyMakesItsOpenerAMemberOfTheStory) {
  Log log;
  const Verdict opener = log.Add({Words(1, 300)});
  const Verdict other = log.Add({Words(2, 300), "b.example"});
  EXPECT_EQ(log.index.Settle({other.claim_offset, opener.story_id, 2, "article-0"}), SettleResult::kTakenOver);
  EXPECT_EQ(log.Add({Words(1, 300), "c.example"}).copy_number, 3u);
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
}

TEST(FoldIndex, AClaimThatWasNamedAsAStorysOpenerBeforeItCameIsItsMember) {
  Log log;
  const Verdict first = log.Add({Words(1, 300)});
  EXPECT_EQ(log.index.Settle({first.claim_offset, OpenStory(42, ClaimOffset{1}), 2, "article-1"}),
            SettleResult::kTakenOver);
  log.Add({Words(2, 300)});
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
  EXPECT_EQ(log.Add({Words(2, 300), "b.example"}).copy_number, 3u);
}

TEST(FoldIndex, CopiesAreCountedFromTheGreatestNumberInTheWindow) {
  Genesis genesis = TestGenesis();
  genesis.window_seconds = 10;
  Log log(genesis);
  const Verdict first = log.Add({Words(1, 300)}, 0);
  log.Add({Words(1, 300), "b.example"}, 5'000);
  const Verdict third = log.Add({Words(1, 300), "c.example"}, 14'000);  // the first has left
  EXPECT_EQ(third.copy_number, 3u);
  EXPECT_EQ(third.story_id, first.story_id);
  EXPECT_EQ(third.first_seen_article_id, "article-0");
}

TEST(FoldIndex, AnEpochChangesThresholdsFromItsPlaceOn) {
  Log log;
  log.Add({Words(1, 900)});
  const Piece derived{Words(1, 330) + Words(5, 570), "b.example"};
  EXPECT_EQ(log.Add(derived).relation, Relation::kDerived);
  Genesis next = TestGenesis();
  next.epoch = 2;
  next.containment_threshold = 0.3;
  log.index.Change(next);
  EXPECT_EQ(log.Add({Words(1, 330) + Words(6, 570), "c.example"}).relation, Relation::kAbridged);
}

TEST(FoldIndex, OffsetsThatBeginAgainCostNoMoreThanOffsetsThatGoOn) {
  Genesis genesis = TestGenesis();
  genesis.window_claims = 1000;
  Log log(genesis);
  std::vector<RecordCoordinates> raws;
  for (int64_t round = 0; round < 3; ++round) {  // a topic made anew, twice
    for (int64_t i = 0; i < 700; ++i) {
      Claim claim = MakeClaim(i, {"only a few words " + std::to_string(round * 1000 + i)}, genesis);
      claim.raw.partition = 0;
      EXPECT_FALSE(log.index.Apply(claim, ClaimOffset{log.next++}, 0).reclaim);
      EXPECT_TRUE(log.index.Apply(claim, ClaimOffset{log.next++}, 0).reclaim);
    }
    EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
  }
}

TEST(LogTime, AStampMovesTimeByAnHourAtMostEitherWay) {
  LogTime time;
  EXPECT_EQ(time.Observe(1'700'000'000'000), 1'700'000'000'000);
  EXPECT_FALSE(time.jumped());
  EXPECT_EQ(time.Observe(1'700'000'000'000 + int64_t{365} * 86'400'000), 1'700'003'600'000);
  EXPECT_TRUE(time.jumped());
  EXPECT_EQ(time.Observe(1'700'000'001'000), 1'700'000'001'000);
  EXPECT_FALSE(time.jumped());
  EXPECT_EQ(time.Observe(-5), 1'699'996'401'000);
  EXPECT_TRUE(time.jumped());
}

TEST(FoldIndex, OneStampAYearAheadNeitherEmptiesNorFreezesTheWindow) {
  Log log;
  LogTime time;
  constexpr int64_t kHour = 3'600'000;
  int64_t now = 1'700'000'000'000;
  const auto add = [&](int64_t stamp_ms) {
    log.Add({"short text " + std::to_string(log.next)}, time.Observe(stamp_ms));
  };
  for (int hour = 0; hour < 10; ++hour) add(now += kHour);
  add(now + 365 * 24 * kHour);
  EXPECT_EQ(log.index.Stats().articles, 11u);
  for (int hour = 0; hour < 30 * 24; ++hour) add(now += kHour);
  EXPECT_EQ(log.index.Stats().articles, 73u);
}

TEST(FoldIndex, GarbageSketchesAreHarmless) {
  std::mt19937_64 random(3);
  const Genesis genesis = TestGenesis();
  FoldIndex index(genesis);
  for (int64_t i = 0; i < 2000; ++i) {
    Claim claim;
    claim.raw = {std::string(random() % 3, 't'), static_cast<int32_t>(random()), static_cast<int64_t>(random() >> 16)};
    claim.article_id = std::string(random() % 6000, 'x');
    claim.sketch.shingle_count = static_cast<uint32_t>(random());
    claim.sketch.cover_threshold = random() % 3 == 0 ? 0 : random();
    for (size_t n = random() % 100; n > 0; --n) claim.sketch.fingerprints.push_back(random() % 50);
    index.Apply(claim, ClaimOffset{i}, static_cast<int64_t>(random() >> 20));
    index.Settle({ClaimOffset{static_cast<int64_t>(random() % 2000)}, StoryId{random() % 9},
                  static_cast<uint32_t>(random()), std::string(random() % 20, 'y')});
  }
  EXPECT_GT(index.Stats().evictions, 0u);
  EXPECT_TRUE(index.Verify().ok()) << index.Verify();
}

}  // namespace
}  // namespace wirefold
