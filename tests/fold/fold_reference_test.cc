// The fold index against a naive reference of the same rules, on random streams.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "common/fold/machine/fold_index.h"
#include "tests/fold/naive_reference.h"
#include "tests/fold/pieces.h"

namespace wirefold {
namespace {

TEST(FoldIndex, EqualsTheNaiveReferenceOnRandomStreams) {
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Genesis genesis = TestGenesis();
    genesis.window_seconds = 100;
    genesis.window_claims = seed % 2 == 0 ? 120 : 1000;
    genesis.judging_version = seed <= 3 ? kOldestJudgingVersion : kJudgingVersion;
    FoldIndex index(genesis);
    Reference reference(genesis);
    Stream stream(seed);
    std::vector<Claim> claims;
    int64_t time_ms = 0;
    for (int64_t i = 0; i < 400; ++i) {
      time_ms += static_cast<int64_t>(stream.Pick(1500));
      Claim claim = MakeClaim(i, stream.Next(), genesis);
      if (!claims.empty() && stream.Pick(12) == 0) claim = claims[stream.Pick(claims.size())];  // a re-claim
      claims.push_back(claim);
      const Verdict ours = index.Apply(claim, ClaimOffset{i}, time_ms).verdict;
      const Verdict theirs = reference.Apply(claim, i, time_ms);
      ASSERT_EQ(ours, theirs) << "claim " << i << "\n" << LineOf(ours) << LineOf(theirs);
    }
    EXPECT_TRUE(index.Verify().ok()) << index.Verify();
  }
}

TEST(FoldIndex, AReplayGivesEqualVerdictsAndOneOriginalAStory) {
  Genesis genesis = TestGenesis();
  Stream stream(77);
  std::vector<Claim> claims;
  for (int64_t i = 0; i < 3000; ++i) claims.push_back(MakeClaim(i, stream.Next(), genesis));
  FoldIndex first(genesis);
  FoldIndex second(genesis);
  std::map<StoryId, int> sources;
  std::map<StoryId, uint32_t> members;
  for (int64_t i = 0; i < 3000; ++i) {
    const Verdict verdict = first.Apply(claims[static_cast<size_t>(i)], ClaimOffset{i}, i).verdict;
    ASSERT_EQ(verdict, second.Apply(claims[static_cast<size_t>(i)], ClaimOffset{i}, i).verdict);
    if (verdict.role == Role::kSource) ++sources[verdict.story_id];
    EXPECT_EQ(verdict.copy_number, ++members[verdict.story_id]);
  }
  for (const auto& [story, count] : sources) EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace wirefold
