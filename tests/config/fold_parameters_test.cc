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
      CheckAgainstLog({.sketch_cap = 100, .containment_threshold = 0.7, .window_hours = 3}, log, "claims").ok());
}

TEST(FoldParameters, WhatIsGivenAndDiffersIsRefusedWithTheCommandThatWouldChangeTheLog) {
  const absl::Status status =
      CheckAgainstLog({.containment_threshold = 0.6, .window_hours = 96}, Genesis{}, "news.claims");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Message(status),
            "fold.containment_threshold is 0.6 in the configuration and 0.55 in claims log news.claims\n"
            "fold.window_hours is 96 in the configuration and 72 in claims log news.claims\n"
            "take these keys out of the configuration, or change the log: "
            "wirefold claims set fold.containment_threshold=0.6 fold.window_hours=96");
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

TEST(FoldParameters, AWindowThatIsNoWholeNumberOfHoursIsPrintedAsItIs) {
  Genesis log;
  log.window_seconds = 5400;
  EXPECT_THAT(FoldValues(log), testing::Contains(std::pair<std::string, std::string>("fold.window_hours", "1.5")));
  EXPECT_THAT(Differences(log, With({.window_hours = 2}, log)),
              ElementsAre(FoldDifference{"fold.window_hours", "1.5", "2", false}));
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
      ParseFoldParameters({"fold.containment_threshold=0.6", "fold.window_hours=96"});
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ(*given, (FoldParameters{.containment_threshold = 0.6, .window_hours = 96}));
}

TEST(FoldParameters, WhatACommandGivesWrongIsSaidAtOnce) {
  EXPECT_EQ(
      Message(
          ParseFoldParameters({"kafka.group_id=x", "fold.containment=0.6", "fold.window_hours=x", "fold"}).status()),
      "kafka.group_id=x: must be fold.KEY=VALUE\n"
      "fold.containment=0.6: fold.containment: unknown key\n"
      "fold.window_hours=x: fold.window_hours: \"x\" is no whole number below 2^32\n"
      "fold: must be fold.KEY=VALUE");
}

TEST(FoldParameters, ValuesThatNoLogCanHaveAreNamed) {
  const FoldParameters given{.containment_threshold = 0.2, .window_hours = 0};
  EXPECT_THAT(CheckFold(given, With(given, Genesis{})),
              ElementsAre(testing::AllOf(testing::Field(&FoldError::key, "fold.window_hours"),
                                         testing::Field(&FoldError::what, "must not be 0"))));
  const FoldParameters crossed{.containment_threshold = 0.2};
  EXPECT_THAT(CheckFold(crossed, With(crossed, Genesis{})),
              ElementsAre(testing::Field(&FoldError::key, "fold.derived_threshold")));
}

}  // namespace
}  // namespace wirefold
