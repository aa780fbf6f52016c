// The fold index: what an editor would call one story or two, as named scenarios.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "common/fold/machine/fold_index.h"
#include "tests/fold/indexed_log.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

TEST(FoldIndex, AnIdThatIsGivenToATextThatSharesNothingIsAnotherArticle) {
  Log log;
  log.Add({Words(1, 400), "a.example", "urn:1"});
  const Verdict elsewhere = log.Add({Words(2, 400), "b.example"});
  const Verdict reused = log.Add({Words(2, 400), "a.example", "urn:1"});
  EXPECT_EQ(reused.relation, Relation::kReprint);
  EXPECT_EQ(reused.story_id, elsewhere.story_id);
}

TEST(FoldIndex, APublishersSecondListingIsAVersionThoughAnothersCopyCameFirst) {
  Log log;
  const Verdict origin = log.Add({Words(1, 300), "wire.example"});
  const Verdict listed = log.Add({Words(1, 300), "a.example", "urn:top"});
  log.Add({Words(1, 300), "b.example"});
  const Verdict again = log.Add({Words(1, 300), "a.example", "urn:county"});
  EXPECT_EQ(again.relation, Relation::kVersion);
  EXPECT_EQ(again.story_id, origin.story_id);
  ASSERT_FALSE(again.matches.empty());
  const auto version = std::find_if(again.matches.begin(), again.matches.end(),
                                    [](const Match& match) { return match.relation == Relation::kVersion; });
  ASSERT_NE(version, again.matches.end());
  EXPECT_EQ(version->claim_offset, listed.claim_offset);
}

TEST(FoldIndex, EqualAlertsOfTwoPlacesAreTwoStoriesAndACopyFindsItsOwn) {
  Log log;
  const auto alert = [](std::string publisher, uint32_t place) {
    Piece piece{"Two people hurt in a fire at the market, police say", std::move(publisher)};
    piece.place = place;
    return piece;
  };
  const Verdict here = log.Add(alert("a.example", 1));
  const Verdict there = log.Add(alert("a.example", 2));
  EXPECT_NE(there.story_id, here.story_id);
  EXPECT_EQ(log.Add(alert("b.example", 1)).story_id, here.story_id);
  EXPECT_EQ(log.Add(alert("c.example", 2)).story_id, there.story_id);
}

TEST(FoldIndex, OnePlaceholderUnderTwoHeadlinesLinksNothing) {
  Log log;
  const auto placeholder = [](std::string headline) {
    Piece piece{"This page will follow in the course of the day"};
    piece.headline = std::move(headline);
    return piece;
  };
  const Verdict storm = log.Add(placeholder("Storm reaches coast"));
  EXPECT_NE(log.Add(placeholder("Council elects chair")).story_id, storm.story_id);
}

TEST(FoldIndex, AShortTextThatSaysNothingOfItsHeadlineLinksNothing) {
  Log log;
  Piece stub{Words(3, 40)};
  stub.headline = "Council elects another chairman today";
  EXPECT_NE(log.Add(stub).story_id, log.Add(stub).story_id);
  stub.headline = "w1 " + Words(3, 4);  // words of the text
  EXPECT_EQ(log.Add(stub).story_id, log.Add(stub).story_id);
}

TEST(FoldIndex, ADigestIsExtendedOfItsPiecesWhichKeepTheirStories) {
  Log log;
  const Verdict first = log.Add({Words(1, 200), "a.example"});
  const Verdict second = log.Add({Words(2, 200), "b.example"});
  const Verdict third = log.Add({Words(3, 200), "c.example"});
  const Verdict digest = log.Add({Words(1, 200) + Words(2, 200) + Words(3, 200), "d.example"});
  EXPECT_EQ(digest.relation, Relation::kExtended);
  EXPECT_EQ(digest.matches.size(), 3u);
  for (const Verdict& piece : {first, second, third}) EXPECT_NE(digest.story_id, piece.story_id);
}

TEST(FoldIndex, PiecesOfAnEarlierDigestAreDifferentStories) {
  Log log;
  log.Add({Words(9, 60) + Words(1, 200) + Words(2, 200) + Words(3, 200), "d.example"});
  const Verdict first = log.Add({Words(1, 200), "a.example"});
  const Verdict second = log.Add({Words(2, 200), "b.example"});
  EXPECT_EQ(second.relation, Relation::kAbridged);
  EXPECT_NE(first.story_id, second.story_id);
}

TEST(FoldIndex, NewLeadsOverOneBackgroundAreDifferentStoriesOfOnePublisher) {
  Log log;
  const Verdict monday = log.Add({Words(1, 150) + Words(9, 250)});
  const Verdict tuesday = log.Add({Words(2, 150) + Words(9, 250)});
  EXPECT_EQ(tuesday.relation, Relation::kDerived);
  EXPECT_NE(tuesday.story_id, monday.story_id);
}

TEST(FoldIndex, AVerbatimCopyIsFoundThoughNewerClaimsCarryAllItsFingerprints) {
  Log log;
  const Verdict source = log.Add({Words(1, 200) + Words(2, 200), "a.example"});
  for (uint32_t i = 0; i < 40; ++i) {
    log.Add({Words(100 + i, 900) + Words(1, 200), "b.example"});
    log.Add({Words(200 + i, 900) + Words(2, 200), "b.example"});
  }
  EXPECT_EQ(log.Add({Words(1, 200) + Words(2, 200), "c.example"}).story_id, source.story_id);
}

TEST(FoldIndex, APieceOfTwoStretchesIsMatchedWhereverItStandsInALongArticle) {
  int matched = 0;
  for (uint32_t i = 0; i < 100; ++i) {
    Log log;
    const std::string piece = Words(10 + i, 60);
    const std::string whole = Words(1000 + i, 8 * i) + piece + Words(2000 + i, 840 - 8 * i);
    const bool piece_first = i % 2 == 0;
    log.Add({piece_first ? piece : whole, "a.example"});
    matched += log.Add({piece_first ? whole : piece, "b.example"}).matches.empty() ? 0 : 1;
  }
  EXPECT_GE(matched, 96);
}

TEST(FoldIndex, AShortTextUnderAShortHeadlineThatItDoesNotSayLinksNothing) {
  Log log;
  Piece notice{"Something went wrong and this did not work today"};
  notice.headline = "Harbour Online";
  EXPECT_NE(log.Add(notice).story_id, log.Add(notice).story_id);
  Piece brief{"Ferries stay in harbour today, the operator says on Monday"};
  brief.headline = "Harbour Online";
  EXPECT_EQ(log.Add(brief).story_id, log.Add(brief).story_id);
}

TEST(FoldIndex, OneDisclaimerBelowShortTextsMakesNoStory) {
  Log log;
  const std::string disclaimer = Words(9, 70);
  std::set<StoryId> stories;
  for (uint32_t i = 0; i < 30; ++i) {
    Piece piece{Words(100 + i, 60) + disclaimer};
    piece.headline = Words(200 + i, 6) + "w1";
    stories.insert(log.Add(piece).story_id);
  }
  EXPECT_GE(stories.size(), 28u);
}

}  // namespace
}  // namespace wirefold
