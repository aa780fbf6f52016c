// When an editor would call two articles that share text one story: each rule by a sentence.
#include "common/fold/rules/one_story.h"

#include <gtest/gtest.h>

namespace wirefold {
namespace {

constexpr uint32_t kStorm = 0b1111;
constexpr uint32_t kCouncil = 0b11110000;

// A: 100 fingerprints. B: `b` of them. Leads have 10 each, numbers and names 40 each.
Pair Sharing(uint32_t shared, uint32_t b, double lead_a, double lead_b) {
  Pair pair;
  pair.overlap = {.a = 100, .b = b, .shared = shared, .by_chance = 0};
  pair.shares = SharesOf(pair.overlap);
  pair.lead = {
      .a = 10, .b = 10, .shared_a = static_cast<uint32_t>(10 * lead_a), .shared_b = static_cast<uint32_t>(10 * lead_b)};
  pair.telling = {.a = 40, .b = 40, .shared_a = 40 * shared / 100, .shared_b = 40 * shared / b};
  return pair;
}

bool OneStory(const Pair& pair) { return AreOneStory(pair, Genesis{}, *RulesOf(kJudgingVersion)); }
bool OneStoryOfOnePublisher(Pair pair) {
  pair.same_publisher = true;
  return OneStory(pair);
}
std::optional<Relation> RelationOf(const Pair& pair) {
  return RelationOf(pair, OneStory(pair), Genesis{}, *RulesOf(kJudgingVersion));
}

TEST(OneStory, ACopyWithFewEdits) {
  EXPECT_TRUE(OneStoryOfOnePublisher(Sharing(85, 100, 0.9, 0.9)));
  EXPECT_EQ(RelationOf(Sharing(85, 100, 0.9, 0.9)), Relation::kReprint);
}

TEST(OneStory, AnAbridgedCopyBeginsAsTheWholeDoes) {
  EXPECT_TRUE(OneStoryOfOnePublisher(Sharing(20, 20, 1, 1)));
  EXPECT_TRUE(OneStoryOfOnePublisher(Sharing(80, 300, 0.9, 0.8)));
}

TEST(OneStory, APieceOfADigestThatBeginsWithSomethingElseIsNone) {
  EXPECT_FALSE(OneStory(Sharing(50, 50, 0, 1)));
  EXPECT_EQ(RelationOf(Sharing(30, 30, 0, 1)), Relation::kExtended);
  EXPECT_EQ(RelationOf(Sharing(95, 300, 1, 0)), Relation::kAbridged);
}

TEST(OneStory, AnotherPublisherThatSharesNumbersAndNamesCopiesThoughItRewroteHalf) {
  Pair pair = Sharing(42, 100, 0, 0);
  EXPECT_TRUE(OneStory(pair));
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
  pair.telling.shared_a = pair.telling.shared_b = 8;
  EXPECT_FALSE(OneStory(pair)) << "a quotation: words alone";
}

TEST(OneStory, TwoTextsAroundOneQuotationAreNoneThoughItStandsInTheirLeads) {
  Pair pair = Sharing(54, 100, 0.6, 0.6);
  EXPECT_TRUE(OneStory(pair));
  pair.telling = {.a = 7, .b = 7, .shared_a = 0, .shared_b = 0};
  EXPECT_FALSE(OneStory(pair));
  pair.telling = {.a = 3, .b = 3, .shared_a = 0, .shared_b = 0};
  EXPECT_TRUE(OneStory(pair)) << "too few numbers and names to say so";
}

TEST(OneStory, ANewLeadOverTheStorySoFarIsNoneOfOnePublisher) {
  EXPECT_FALSE(OneStoryOfOnePublisher(Sharing(60, 100, 0, 0)));
  EXPECT_EQ(RelationOf(Sharing(35, 100, 0, 0)), Relation::kDerived);
}

TEST(OneStory, AnotherPublisherThatSharesMostOfItCopies) { EXPECT_TRUE(OneStory(Sharing(60, 100, 0, 0))); }

TEST(OneStory, AnUpdateKeepsPartOfItsLead) {
  EXPECT_TRUE(OneStoryOfOnePublisher(Sharing(70, 100, 0.3, 0.3)));
  EXPECT_FALSE(OneStoryOfOnePublisher(Sharing(70, 100, 0.1, 0.1)));
}

TEST(OneStory, AlikeHeadlinesTellAnUpdateWithAnotherLead) {
  Pair pair = Sharing(60, 100, 0, 0);
  pair.headline.words = pair.other_headline.words = kStorm;
  EXPECT_TRUE(OneStoryOfOnePublisher(pair));
}

TEST(OneStory, LeadsThatAgreeInTheMainTellAnUpdateOfWhichHalfIsNew) {
  EXPECT_TRUE(OneStoryOfOnePublisher(Sharing(53, 100, 0.5, 0.5)));
  EXPECT_FALSE(OneStoryOfOnePublisher(Sharing(53, 100, 0.3, 0.3)));
  Pair pair = Sharing(46, 100, 0.5, 0.5);
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
  pair.headline.words = pair.other_headline.words = kStorm;
  EXPECT_TRUE(OneStoryOfOnePublisher(pair));
  pair.lead.shared_a = pair.lead.shared_b = 3;
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
}

TEST(OneStory, ADisclaimerBelowTwoShortTextsIsNoLead) {
  Pair pair = Sharing(55, 100, 0.3, 0.3);
  pair.lead = {.a = 60, .b = 60, .shared_a = 18, .shared_b = 18};  // 60 of 100: what is shared begins there
  pair.telling.shared_a = pair.telling.shared_b = 13;
  pair.headline.words = kStorm;
  pair.other_headline.words = kCouncil;
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
  pair.lead.shared_a = pair.lead.shared_b = 38;  // all over the text
  EXPECT_TRUE(OneStoryOfOnePublisher(pair));
}

TEST(OneStory, InTextsThatAreAllLeadNumbersAndNamesTell) {
  Pair pair = Sharing(70, 100, 0, 0);
  pair.lead = {.a = 95, .b = 95, .shared_a = 60, .shared_b = 60};
  EXPECT_TRUE(OneStoryOfOnePublisher(pair));
  pair.telling.shared_a = 14;
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
}

TEST(OneStory, UnderHeadlinesATraceOfALeadIsEnough) {
  Pair pair = Sharing(52, 100, 0.2, 0);
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
  pair.headline.words = kStorm;
  pair.other_headline.words = kCouncil;
  EXPECT_TRUE(OneStoryOfOnePublisher(pair));
  pair.lead.shared_a = 0;
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
}

TEST(OneStory, ALogWithThresholdsOfOneKnowsEqualTextsAlone) {
  Genesis strict;
  strict.containment_threshold = strict.resemblance_threshold = 1;
  const JudgingRules& rules = *RulesOf(kJudgingVersion);
  Pair pair = Sharing(99, 100, 1, 1);
  pair.headline.words = pair.other_headline.words = kStorm;
  EXPECT_FALSE(AreOneStory(pair, strict, rules));
  EXPECT_TRUE(AreOneStory(Sharing(100, 100, 1, 1), strict, rules));
  EXPECT_FALSE(AreOneStory(Sharing(60, 300, 1, 1), strict, rules)) << "equal leads";
}

TEST(OneStory, ALogWithOtherThresholdsAsksForMoreOrLessEverywhere) {
  Genesis strict;
  strict.resemblance_threshold = 0.6;
  Genesis lax;
  lax.resemblance_threshold = 0.2;
  const JudgingRules& rules = *RulesOf(kJudgingVersion);
  Pair pair = Sharing(80, 100, 0, 0);  // resemblance 2/3
  pair.same_publisher = true;
  EXPECT_TRUE(AreOneStory(pair, Genesis{}, rules));
  EXPECT_FALSE(AreOneStory(pair, strict, rules));
  pair = Sharing(55, 100, 0, 0);
  pair.same_publisher = true;
  EXPECT_FALSE(AreOneStory(pair, Genesis{}, rules));
  EXPECT_TRUE(AreOneStory(pair, lax, rules));
}

TEST(OneStory, LongHeadlinesFallTogetherByChanceAndAreNotAlikeForThat) {
  const JudgingRules& rules = *RulesOf(kJudgingVersion);
  EXPECT_TRUE(HeadlinesAlike(0b00011111, 0b00111110, kHeadlineBits, rules));                // 4 of 5
  EXPECT_FALSE(HeadlinesAlike(0x3ff, 0x3ff << 4, kHeadlineBits, rules)) << "3 of 10 bits";  // 6, less these
  EXPECT_TRUE(HeadlinesAlike(0xffffffff, 0xffffffff, kHeadlineBits, rules));
}

TEST(OneStory, TwoFillingsOfOneFormAreNone) {
  Pair pair = Sharing(75, 100, 0.8, 0.8);
  pair.telling.shared_a = pair.telling.shared_b = 5;
  EXPECT_FALSE(OneStory(pair));
  EXPECT_EQ(RelationOf(pair), Relation::kDerived);
  pair.telling.shared_a = pair.telling.shared_b = 38;
  EXPECT_TRUE(OneStory(pair));
}

// Names and numbers of the form itself, such as its office and its rules, are the same in all fillings.
TEST(OneStory, TwoFillingsOfAFormWithNamesOfItsOwnAreNone) {
  const auto filled = [](double words, double told) {
    Pair pair = Sharing(100, 100, 0.9, 0.9);
    pair.telling.shared_a = pair.telling.shared_b = static_cast<uint32_t>(told * pair.telling.a);
    pair.overlap.shared = static_cast<uint32_t>(words * (100 - pair.telling.a)) + pair.telling.shared_a;
    pair.shares = SharesOf(pair.overlap);
    return pair;
  };
  EXPECT_FALSE(OneStory(filled(0.98, 0.5)));
  EXPECT_TRUE(OneStory(filled(0.98, 0.8))) << "an update: most of its numbers stay";
  EXPECT_TRUE(OneStory(filled(0.8, 0.5))) << "its sentences are new as well";
}

TEST(OneStory, TextsThatSayNothingOfTheirDifferentHeadlinesAreNone) {
  Pair pair = Sharing(100, 100, 1, 1);
  pair.headline = {kStorm, true};
  pair.other_headline = {kCouncil, true};
  EXPECT_FALSE(OneStory(pair));
  pair.other_headline = {kStorm, true};
  EXPECT_TRUE(OneStory(pair));
  pair.other_headline = {kCouncil, false};  // one was given a wrong headline
  EXPECT_TRUE(OneStory(pair));
}

TEST(OneStory, UnderShortHeadlinesThatAreUnsaidOnlyOnePublishersTextsAreFurniture) {
  Pair pair = Sharing(100, 100, 1, 1);
  pair.headline = {0b11, true};
  pair.other_headline = {0b1100, true};
  EXPECT_TRUE(OneStory(pair)) << "another publisher heads it otherwise";
  EXPECT_FALSE(OneStoryOfOnePublisher(pair));
}

TEST(OneStory, WithoutTraitsOnlyWhatIsSharedTells) {
  Pair pair = Sharing(75, 100, 0, 0);
  pair.lead = pair.telling = {};
  EXPECT_TRUE(OneStory(pair));
  pair = Sharing(30, 100, 0, 0);
  pair.lead = pair.telling = {};
  EXPECT_FALSE(OneStory(pair));
}

}  // namespace
}  // namespace wirefold
