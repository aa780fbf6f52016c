// The keys of `fold`: against a log that has its own, and as a command gives them.
#include "worker/config/fold_parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(FoldParameters, WhatIsNotGivenIsTheLogs) {
  Genesis log;
  log.containment_threshold = 0.7;
  log.window_seconds = 3 * 3600;
  log.sketch.cap = 100;
  EXPECT_EQ(With({}, log), log);
  EXPECT_TRUE(CheckAgainstLog({}, log, "claims").ok());
  EXPECT_TRUE(
      CheckAgainstLog({.sketch_cap = 100, .containment_threshold = 0.7, .window_seconds = 3 * 3600}, log, "claims")
          .ok());
}

TEST(FoldParameters, WhatIsGivenAndDiffersIsRefusedWithTheCommandThatWouldChangeTheLog) {
  const absl::Status status =
      CheckAgainstLog({.containment_threshold = 0.6, .window_seconds = 96 * 3600}, Genesis{}, "news.claims");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Message(status),
            "fold.containment_threshold is 0.6 in the configuration and 0.7 in claims log news.claims\n"
            "fold.window is 96h in the configuration and 72h in claims log news.claims\n"
            "take these keys out of the configuration, or change the log: "
            "wirefold claims set fold.containment_threshold=0.6 fold.window=96h");
}

TEST(FoldParameters, ASketchThatDiffersCannotBeChangedByACommand) {
  const std::string message = Message(CheckAgainstLog({.shingle_length = 4}, Genesis{}, "claims"));
  EXPECT_THAT(message, HasSubstr("fold.shingle_length is 4 in the configuration and 5 in claims log claims"));
  EXPECT_THAT(message, HasSubstr("name a new topic in topics.claims"));
  EXPECT_THAT(message, testing::Not(HasSubstr("claims set")));
}

TEST(FoldParameters, TheSmallestDifferenceOfAThresholdIsOne) {
  Genesis log;
  log.resemblance_threshold = 0.1234567;
  EXPECT_THAT(Message(CheckAgainstLog({.resemblance_threshold = 0.1234568}, log, "claims")),
              HasSubstr("fold.resemblance_threshold is 0.1234568 in the configuration and 0.1234567"));
}

TEST(FoldParameters, AWindowIsPrintedInTheLargestUnitThatIsWhole) {
  Genesis log;
  log.window_seconds = 5400;
  EXPECT_THAT(FoldValues(log), testing::Contains(std::pair<std::string, std::string>("fold.window", "90m")));
  EXPECT_THAT(Differences(log, With({.window_seconds = 2 * 3600}, log)),
              ElementsAre(FoldDifference{"fold.window", "90m", "2h", false}));
}

TEST(FoldParameters, EveryKeyIsListedOnceAndDiffers) {
  Genesis other;
  other.sketch = {.shingle_length = 4, .sampling_rate = 16, .floor = 8, .cap = 512};
  other.containment_threshold = other.derived_threshold = other.resemblance_threshold = 0.4;
  other.window_seconds = 3600;
  other.window_claims = 7;
  const std::vector<FoldDifference> all = Differences(Genesis{}, other);
  EXPECT_EQ(all.size(), 9u);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const FoldDifference& d) { return d.of_sketch; }), 4);
  EXPECT_THAT(Differences(other, other), IsEmpty());
}

TEST(FoldParameters, ACommandGivesThemByTheirKeys) {
  const absl::StatusOr<FoldParameters> given =
      ParseFoldParameters({"fold.containment_threshold=0.6", "fold.window=96h"});
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(*given, (FoldParameters{.containment_threshold = 0.6, .window_seconds = 96 * 3600}));
}

TEST(FoldParameters, WhatACommandGivesWrongIsSaidAtOnce) {
  EXPECT_EQ(
      Message(ParseFoldParameters({"kafka.group_id=x", "fold.containment=0.6", "fold.window=x", "fold"}).status()),
      "kafka.group_id=x: must be fold.KEY=VALUE\n"
      "fold.containment=0.6: fold.containment: unknown key\n"
      "fold.window=x: fold.window: must be a duration such as 30s, 15m or 72h (\"x\")\n"
      "fold: must be fold.KEY=VALUE");
}

TEST(FoldParameters, ValuesThatContradictEachOtherAreNamed) {
  Genesis genesis;
  genesis.containment_threshold = 0.2;
  genesis.sketch.floor = 5000;
  EXPECT_THAT(CheckFold(genesis),
              ElementsAre(testing::FieldsAre("fold.derived_threshold", "fold.containment_threshold",
                                             "must be at most fold.containment_threshold, which is 0.2 (\"0.25\")"),
                          testing::FieldsAre("fold.sketch_floor", "fold.sketch_cap",
                                             "must be at most fold.sketch_cap, which is 1024 (\"5000\")")));
  EXPECT_THAT(CheckFold(Genesis{}), IsEmpty());
}

// The bounds of the schema are those of common/fold/genesis.h, which judges what stands in a log.
TEST(FoldParameters, WhatAKeyMayBeALogMayHaveAndNoMore) {
  const std::pair<const char*, bool> cases[] = {
      {"fold.window_claims=50000000", true},
      {"fold.window_claims=50000001", false},
      {"fold.window=87600h", true},
      {"fold.window=87601h", false},
      {"fold.window=1s", true},
      {"fold.window=0s", false},
      {"fold.sketch_cap=4096", true},
      {"fold.sketch_cap=4097", false},
      {"fold.shingle_length=64", true},
      {"fold.shingle_length=65", false},
      {"fold.sampling_rate=1048576", true},
      {"fold.sampling_rate=1048577", false},
      {"fold.containment_threshold=1", true},
      {"fold.containment_threshold=1.01", false},
  };
  for (const auto& [set, good] : cases) {
    const absl::StatusOr<FoldParameters> given = ParseFoldParameters({set});
    EXPECT_EQ(given.ok(), good) << set << ": " << given.status();
    EXPECT_EQ(given.ok() && CheckGenesis(With(*given, Genesis{})).ok(), good) << set;
  }
  Genesis beyond;
  beyond.window_seconds = uint64_t{87'601} * 3600;
  EXPECT_FALSE(CheckGenesis(beyond).ok());
}

}  // namespace
}  // namespace wirefold
