// Articles that a site spreads over several pages.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "common/fold/machine/fold_index.h"
#include "tests/fold/indexed_log.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

constexpr uint64_t kAddress = 77;

Piece Page(std::string text, bool paged, std::string headline = "Library opens again", uint64_t address = kAddress) {
  Piece piece(std::move(text));
  piece.headline = std::move(headline);
  piece.pages = address;
  piece.paged = paged;
  return piece;
}

TEST(ArticlePages, PagesThatShareNothingAndThePageWithAllOfThemAreOneStoryInWhateverOrder) {
  const std::string first = Words(1, 300);
  const std::string second = Words(2, 300);
  const std::string third = Words(3, 7);  // too short to judge
  std::vector<Piece> pages = {Page(first, false), Page(second, true), Page(third, true),
                              Page(first + second + third, true)};
  std::array<size_t, 4> order = {0, 1, 2, 3};
  do {
    Log log;
    const Verdict opens = log.Add(pages[order[0]]);
    for (size_t i = 1; i < order.size(); ++i) {
      const Verdict verdict = log.Add(pages[order[i]]);
      EXPECT_EQ(verdict.story_id, opens.story_id) << order[0] << order[1] << order[2] << order[3] << " at " << i;
      EXPECT_EQ(verdict.relation, Relation::kVersion);
      EXPECT_EQ(verdict.changed, true);
      EXPECT_EQ(verdict.copy_number, i + 1);
    }
    EXPECT_TRUE(log.index.Verify().ok()) << log.index.Verify();
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(ArticlePages, APageIsAVersionOfTheNewestOne) {
  Log log;
  log.Add(Page(Words(1, 300), false));
  const Verdict second = log.Add(Page(Words(2, 300), true));
  ASSERT_EQ(second.matches.size(), 1u);
  EXPECT_EQ(second.matches[0].article_id, "article-0");
  EXPECT_EQ(second.matches[0].relation, Relation::kVersion);
  EXPECT_LT(second.matches[0].resemblance, 0.02);  // what falls together by chance
  EXPECT_EQ(second.novelty, 1);
  EXPECT_EQ(log.Add(Page(Words(3, 300), true)).matches[0].article_id, "article-1");
}

TEST(ArticlePages, WhatDiffersInAddressHeadlineOrPublisherOrHasNoPagesIsAnotherArticle) {
  Log log;
  const Verdict first = log.Add(Page(Words(1, 300), true));
  Piece elsewhere = Page(Words(2, 300), true);
  elsewhere.publisher = "b.example";
  Piece nobodys = Page(Words(3, 300), true);
  nobodys.publisher = "";
  for (const Piece& other : {Page(Words(4, 300), true, "Council elects chair"), Page(Words(5, 300), true, ""),
                             elsewhere, nobodys, Page(Words(6, 300), true, "Library opens again", kAddress + 1),
                             Page(Words(7, 300), true, "Library opens again", 0)}) {
    const Verdict verdict = log.Add(other);
    EXPECT_EQ(verdict.relation, Relation::kOriginal) << other.headline << other.publisher;
    EXPECT_NE(verdict.story_id, first.story_id);
  }
  Log unpaged;
  const Verdict monday = unpaged.Add(Page(Words(1, 300), false));
  EXPECT_NE(unpaged.Add(Page(Words(2, 300), false)).story_id, monday.story_id) << "an address that was used again";
}

TEST(ArticlePages, APageOfAReprintJoinsItsStory) {
  Log log;
  const Verdict wire = log.Add({Words(1, 300), "wire.example"});
  EXPECT_EQ(log.Add(Page(Words(1, 300), false)).story_id, wire.story_id);
  EXPECT_EQ(log.Add(Page(Words(2, 300), true)).story_id, wire.story_id);
}

TEST(ArticlePages, APageThatIsPublishedAgainIsAVersionOfItselfNotOfAnotherPage) {
  Log log;
  log.Add(Page(Words(1, 300), false));
  log.Add(Page(Words(2, 300), true));
  const Verdict again = log.Add(Page(Words(1, 300), false));
  EXPECT_EQ(again.relation, Relation::kVersion);
  EXPECT_EQ(again.changed, false);
  EXPECT_EQ(again.matches[0].article_id, "article-0");
}

TEST(ArticlePages, TheSignOffOfTheLastPageSaysWhereTheStoryCameFrom) {
  Log log;
  log.Add(Page(Words(1, 300), false));
  Piece last = Page(Words(2, 300), true);
  last.origin = {"ani", 2};
  const Verdict verdict = log.Add(last);
  EXPECT_EQ(verdict.origin.credit.agency_id, "ani");
  EXPECT_EQ(verdict.origin.article_id, "article-1");
}

TEST(ArticlePages, JudgingVersionSixKnowsNone) {
  Genesis genesis = TestGenesis();
  genesis.judging_version = 6;
  Log log(genesis);
  const Verdict first = log.Add(Page(Words(1, 300), false));
  EXPECT_NE(log.Add(Page(Words(2, 300), true)).story_id, first.story_id);
}

}  // namespace
}  // namespace wirefold
