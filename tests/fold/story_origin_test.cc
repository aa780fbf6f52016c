// The agency a story came from, as the credits of its members say: small stories in words.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "common/fold/machine/fold_index.h"
#include "tests/fold/indexed_log.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

// As CreditEvidence numbers them.
constexpr uint8_t kDateline = 1;
constexpr uint8_t kSignoff = 2;
constexpr uint8_t kMetadata = 5;

const std::string& Story() {
  static const std::string text =
      "The ferry operator of Harbour Bay has ordered four electric boats after a trial on the island line in which the "
      "first of "
      "them ran for eleven months without a single cancelled crossing. The boats will be charged at both piers while "
      "passengers "
      "board, and a battery the size of a bus will be kept on the mainland for days on which the wind farm stands "
      "still. Captains "
      "said that the new boats turn faster than the old ones but that gulls, which used to keep away from the noise, "
      "now sit on "
      "the bow and have to be rung off with a bell. The county pays half of the price and wants the old boats "
      "scrapped, not sold.";
  return text;
}

const std::string& More() {
  static const std::string text =
      "Our reporter spoke to fishermen at the northern pier, who fear that the charging station will take the berths "
      "that they "
      "have used since the cannery closed. A council meeting in March will hear them. The mayor promised to look at "
      "another place "
      "behind the ice house, where the current is stronger but nobody moors. In the bar of the pilots' club opinions "
      "were divided "
      "between those who remember the steamers and those who remember what the steamers did to their shirts on washing "
      "days. "
      "Residents of the upper town asked whether the night ferry, which was given up nine years ago, could now be had "
      "again.";
  return text;
}

Piece Article(std::string text, std::string publisher, OriginCredit origin = {}) {
  Piece piece(std::move(text), std::move(publisher));
  piece.origin = std::move(origin);
  return piece;
}

StoryOrigin Says(const std::string& agency, uint8_t evidence, const std::string& article) {
  return OriginBy(agency, evidence, article);
}
StoryOrigin Says(const std::string& agency, uint8_t evidence, int64_t article) {
  return Says(agency, evidence, "article-" + std::to_string(article));
}
StoryOrigin Nothing() { return {}; }

TEST(StoryOrigin, ACopyThatDroppedItsCreditHasTheStorysAgencyFromWhoKeptIt) {
  Log log;
  EXPECT_EQ(log.Add(Article(Story(), "a.example", {"ani", kSignoff})).origin, Says("ani", kSignoff, 0));
  EXPECT_EQ(log.Add(Article(Story(), "b.example")).origin, Says("ani", kSignoff, 0));
  EXPECT_EQ(log.Add(Article(More(), "b.example")).origin, Nothing());
}

TEST(StoryOrigin, WhatALaterCopyCreditsIsSaidFromItOn) {
  Log log;
  EXPECT_EQ(log.Add(Article(Story(), "a.example")).origin, Nothing());
  EXPECT_EQ(log.Add(Article(Story(), "b.example", {"ani", kSignoff})).origin, Says("ani", kSignoff, 1));
  EXPECT_EQ(log.Add(Article(Story(), "c.example")).origin, Says("ani", kSignoff, 1));
}

TEST(StoryOrigin, OfTwoAgenciesTheSurerEvidenceCountsAndOfEqualOnesTheFirst) {
  Log log;
  log.Add(Article(Story(), "a.example", {"reuters", kMetadata}));
  EXPECT_EQ(log.Add(Article(Story(), "b.example", {"pti", kSignoff})).origin, Says("pti", kSignoff, 1));
  EXPECT_EQ(log.Add(Article(Story(), "c.example", {"ani", kSignoff})).origin, Says("pti", kSignoff, 1));
  EXPECT_EQ(log.Add(Article(Story(), "d.example", {"ap", kDateline})).origin, Says("ap", kDateline, 3));
  EXPECT_EQ(log.Add(Article(Story(), "e.example", {"pti", kSignoff})).origin, Says("ap", kDateline, 3));
}

TEST(StoryOrigin, AShortCopySaysItAndALongerPieceAroundTheStoryDoesNot) {
  Log log;
  log.Add(Article(Story(), "a.example"));
  const Verdict longer = log.Add(Article(Story() + " " + More(), "b.example", {"afp", kDateline}));
  EXPECT_EQ(longer.relation, Relation::kExtended);
  EXPECT_EQ(longer.copy_number, 2u);
  EXPECT_EQ(longer.origin, Nothing());
  const Verdict shorter = log.Add(Article(Story().substr(0, 420), "c.example", {"ani", kSignoff}));
  EXPECT_EQ(shorter.relation, Relation::kAbridged);
  EXPECT_EQ(shorter.origin, Says("ani", kSignoff, 2));
  EXPECT_EQ(log.Add(Article(Story() + " " + More(), "d.example", {"afp", kDateline})).origin, Says("afp", kDateline, 3))
      << "all of its words are a member's";
}

TEST(StoryOrigin, AStoryKeepsItWhenWhoSaidItHasLeftTheWindow) {
  Genesis genesis = TestGenesis();
  genesis.window_seconds = 10;
  Log log(genesis);
  log.Add(Article(Story(), "a.example"), 0);
  log.Add(Article(Story(), "b.example", {"ani", kSignoff}), 1'000);
  for (int64_t i = 1; i <= 5; ++i) {
    EXPECT_EQ(log.Add(Article(Story(), "c.example"), i * 8'000).origin, Says("ani", kSignoff, 1));
  }
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
}

TEST(StoryOrigin, ASettlementSaysIt) {
  Log log;
  const Verdict first = log.Add(Article(Story(), "a.example", {"ani", kSignoff}));
  const Settlement settlement = SettlementOf(first, "article-0");
  EXPECT_EQ(settlement.origin, Says("ani", kSignoff, "")) << "the first seen article's id is not repeated";
  EXPECT_EQ(log.index.Settle(settlement), SettleResult::kAgrees);
  const Verdict copy = log.Add(Article(Story(), "b.example"));
  Settlement other = SettlementOf(copy, "article-1");
  other.origin = Says("pti", kDateline, "elsewhere");
  EXPECT_EQ(log.index.Settle(other), SettleResult::kTakenOver);
  EXPECT_EQ(log.Add(Article(Story(), "c.example")).origin, Says("pti", kDateline, "elsewhere"));
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
}

TEST(StoryOrigin, AReclaimHasWhatTheFirstClaimHad) {
  Log log;
  const Claim claim = MakeClaim(0, Article(Story(), "a.example", {"ani", kSignoff}), log.genesis);
  const auto apply = [&](const Claim& one) { return log.index.Apply(one, ClaimOffset{log.next++}, 0).verdict; };
  apply(claim);
  const Claim bare = MakeClaim(1, Article(Story(), "b.example"), log.genesis);
  apply(bare);
  EXPECT_EQ(apply(claim).origin, Says("ani", kSignoff, 0));
  EXPECT_EQ(apply(bare).origin, Says("ani", kSignoff, 0));
  EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
}

TEST(StoryOrigin, JudgingVersionSixTellsNone) {
  Genesis genesis = TestGenesis();
  genesis.judging_version = 6;
  Log log(genesis);
  EXPECT_EQ(log.Add(Article(Story(), "a.example", {"ani", kSignoff})).origin, Nothing());
}

}  // namespace
}  // namespace wirefold
