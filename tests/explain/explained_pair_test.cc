#include "common/explain/explained_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/fold/machine/fold_index.h"

namespace wirefold {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// So many sentences that no other `first` has, in paragraphs of two.
std::string Story(int first, int sentences) {
  std::string text;
  for (int i = first; i < first + sentences; ++i) {
    const std::string n = std::to_string(i);
    text += "Boat" + n + " left pier" + n + " with crew" + n + " and came to isle" + n + " by dusk" + n + ". ";
    if (i % 2 == 1) text += "\n\n";
  }
  return text;
}

ReadArticle Read(int64_t number, const std::string& text, const Genesis& genesis) {
  PrepareSettings settings;
  settings.format = InputFormat::kText;
  settings.genesis = genesis;
  return {std::get<Dossier>(Understand(text, settings)),
          std::get<Prepared>(Prepare({{"raw", 0, number}, std::nullopt, text}, settings)).claim};
}

const Threshold& Find(const ExplainedPair& pair, std::string_view what, double bound) {
  return *std::find_if(pair.thresholds.begin(), pair.thresholds.end(),
                       [&](const Threshold& one) { return one.what == what && one.bound == bound; });
}

TEST(ExplainedPair, SaysTheNumbersThatTheIndexHas) {
  const Genesis genesis;
  const ReadArticle whole = Read(0, Story(0, 60), genesis);
  const ReadArticle part = Read(1, Story(0, 40), genesis);
  const ExplainedPair pair = ExplainPair(whole, part, genesis);

  FoldIndex index(genesis);
  index.Apply(whole.claim, ClaimOffset{0}, 0);
  const Verdict verdict = index.Apply(part.claim, ClaimOffset{1}, 0).verdict;
  ASSERT_THAT(verdict.matches, SizeIs(1));
  EXPECT_EQ(pair.resemblance, verdict.matches[0].resemblance);
  EXPECT_EQ(pair.containment, verdict.matches[0].containment);
  EXPECT_EQ(pair.match_containment, verdict.matches[0].match_containment);
  EXPECT_TRUE(pair.one_story);
  EXPECT_EQ(pair.relation, "ABRIDGED");
  EXPECT_GT(pair.shared, 20u);
}

TEST(ExplainedPair, SaysByHowMuchAThresholdIsPassedOrMissed) {
  const Genesis genesis;
  const ExplainedPair pair = ExplainPair(Read(0, Story(0, 80), genesis), Read(1, Story(0, 30), genesis), genesis);
  const Threshold& second = Find(pair, "the second in the first", genesis.containment_threshold);
  EXPECT_TRUE(second.Passed());
  EXPECT_NEAR(second.By(), 1 - genesis.containment_threshold, 0.06);
  const Threshold& first = Find(pair, "the first in the second", genesis.containment_threshold);
  EXPECT_FALSE(first.Passed());
  EXPECT_NEAR(first.By(), 30.0 / 80 - genesis.containment_threshold, 0.15);
}

TEST(ExplainedPair, OfUnrelatedTextsSharesNothing) {
  const Genesis genesis;
  const ExplainedPair pair = ExplainPair(Read(0, Story(0, 40), genesis), Read(1, Story(100, 40), genesis), genesis);
  EXPECT_FALSE(pair.one_story);
  EXPECT_EQ(pair.relation, "ORIGINAL");
  EXPECT_EQ(pair.resemblance, 0);
  EXPECT_THAT(pair.passages, IsEmpty());
  EXPECT_FALSE(Find(pair, "the larger containment", genesis.derived_threshold).Passed());
}

TEST(ExplainedPair, OfShortTextsHasNoNumbersAndIsNotCompared) {
  const Genesis genesis;
  const ExplainedPair pair =
      ExplainPair(Read(0, "The ferry sank.", genesis), Read(1, "The ferry rose.", genesis), genesis);
  EXPECT_FALSE(pair.compared);
  EXPECT_FALSE(pair.one_story);
  EXPECT_THAT(pair.thresholds, IsEmpty());
}

}  // namespace
}  // namespace wirefold
