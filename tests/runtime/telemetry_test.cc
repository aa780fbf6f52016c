// What a worker tells of itself while it works, in a world in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_format.h"
#include "tests/runtime/fake_world.h"
#include "tests/runtime/test_worker.h"
#include "worker/runtime/topics.h"
#include "worker/runtime/worker.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::Not;

class Telemetry : public FakeWorldTest {
 protected:
  void Add(std::string value) { world.raw.partitions[0].values.emplace_back(std::move(value)); }
  void Turn(int turns) {
    for (int i = 0; i < turns; ++i) {
      world.now.now_ms += 10;
      const absl::StatusOr<bool> done = worker->Turn();
      ASSERT_TRUE(done.ok()) << done.status();
    }
  }

  // The value of a series without labels or with these; the sum of all series of a metric.
  double Value(const std::string& series) {
    std::istringstream lines(metrics.Text());
    double sum = -1;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with(series + " ") && !line.starts_with(series + "{")) continue;
      sum = std::max(0.0, sum) + std::stod(line.substr(line.rfind(' ')));
    }
    return sum;
  }
  // "name type" of every family that has a series.
  std::set<std::string> Families() {
    std::istringstream lines(metrics.Text());
    std::set<std::string> families;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("# TYPE ")) families.insert(line.substr(7));
    }
    return families;
  }
};

TEST_F(Telemetry, AScrapeHoldsEveryMetricOfTheTableAndNoOther) {
  world.raw.partitions[0].first = 60;
  world.raw.partitions[0].committed = {10, ""};
  world.raw.partitions[0].reset = ResetReason::kOvertaken;  // records are lost
  world.log.records.push_back({world.now.WallMs(), "no record of ours"});
  world.claims_retention_ms = -1;
  Add(TestArticle(1, "urn:1"));
  Add(TestArticle(1, "urn:2"));
  Add("{\"broken");
  Start();
  Turn(300);
  std::set<std::string> table;
  for (const MetricDescription& row : MetricDescriptions()) {
    constexpr const char* kTypes[] = {" counter", " gauge", " histogram"};
    table.insert(std::string(row.name) + kTypes[static_cast<size_t>(row.type)]);
  }
  EXPECT_EQ(Families(), table);
}

TEST_F(Telemetry, RecordsTakenAreProducedLetGoOrInFlight) {
  for (int i = 0; i < 30; ++i) Add(TestArticle(i, absl::StrFormat("urn:%d", i)));
  Add("{\"broken");
  Add(TestArticle(40, "urn:40"));
  world.slow.insert(TestArticle(40, "urn:40"));  // never prepared
  for (int i = 50; i < 55; ++i) Add(TestArticle(i, absl::StrFormat("urn:%d", i)));
  Start();
  Turn(300);
  EXPECT_EQ(Value("wirefold_records_consumed_total"), 37);
  EXPECT_EQ(Value("wirefold_records_produced_total"), 31);
  EXPECT_EQ(Value("wirefold_records_in_flight"), 6);
  EXPECT_EQ(Value("wirefold_records_discarded_total"), 0);
  EXPECT_EQ(Value("wirefold_record_bytes_count"), 37);
  EXPECT_EQ(Value("wirefold_records_processed_total"), 30);
  world.raw.revoke = true;
  Turn(100);
  EXPECT_EQ(Value("wirefold_records_discarded_total{reason=\"revoked\"}"), 6);
  EXPECT_EQ(Value("wirefold_records_consumed_total"), Value("wirefold_records_produced_total") +
                                                          Value("wirefold_records_discarded_total") +
                                                          Value("wirefold_records_in_flight"));
}

TEST_F(Telemetry, CopiesTellHowMuchOfThemIsCopied) {
  Add(TestArticle(1, "urn:1"));
  Add(TestArticle(1, "urn:2"));
  Add(TestArticle(2, "urn:3"));
  Start();
  Turn(300);
  EXPECT_EQ(Value("wirefold_containment_ratio_count"), 1) << "an original is contained in nothing";
  EXPECT_EQ(Value("wirefold_containment_ratio_sum"), 1);
  EXPECT_EQ(Value("wirefold_records_processed_total{relation=\"ORIGINAL\"}"), 2);
  EXPECT_EQ(Value("wirefold_records_processed_total{relation=\"DERIVED\"}"), 0) << "rates need the 0 before the first";
}

TEST_F(Telemetry, EachRecordWaitsForItsPlaceAndForItsSettlementOnce) {
  for (int i = 0; i < 10; ++i) Add(TestArticle(i, absl::StrFormat("urn:%d", i)));
  Start();
  Turn(300);
  for (const char* step : {"order", "settle"}) {
    const std::string labels = absl::StrFormat("{stage=\"%s\"}", step);
    EXPECT_EQ(Value("wirefold_stage_duration_seconds_count" + labels), 10) << step;
    EXPECT_LT(Value("wirefold_stage_duration_seconds_sum" + labels), 10) << step;
  }
}

TEST_F(Telemetry, AWorkerThatRestoresSaysSoAndForHowLong) {
  EXPECT_EQ(Value("wirefold_ready"), 0);
  Start();
  Turn(1);
  EXPECT_EQ(Value("wirefold_restoring"), 1);
  EXPECT_EQ(Value("wirefold_restore_duration_seconds_count"), -1);
  Turn(100);
  EXPECT_EQ(Value("wirefold_restoring"), 0);
  EXPECT_EQ(Value("wirefold_restore_duration_seconds_count"), 1);
  EXPECT_EQ(Value("wirefold_ready"), 1);
}

TEST_F(Telemetry, RetentionHeadroomFollowsTheTopic) {
  Start();
  Turn(100);
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("retention_headroom"))) << "not told is no series";
  const int64_t needed_ms = NeededRetentionMs(config.genesis.window_seconds);
  world.claims_retention_ms = needed_ms + 7'200'000;
  Turn(100);
  EXPECT_EQ(Value("wirefold_claims_retention_headroom_seconds"), 7200);
  world.claims_retention_ms = needed_ms - 5000;
  Turn(100);
  EXPECT_EQ(Value("wirefold_claims_retention_headroom_seconds"), -5);
  world.claims_retention_ms = -1;
  Turn(100);
  EXPECT_THAT(metrics.Text(), HasSubstr("wirefold_claims_retention_headroom_seconds +Inf\n"));
}

TEST_F(Telemetry, TheOldestClaimIsToldOnceThereIsOne) {
  world.raw.partitions[0];  // assigned, and empty yet
  Start();
  Turn(100);
  EXPECT_EQ(Value("wirefold_index_oldest_timestamp_seconds"), -1);
  EXPECT_EQ(Value("wirefold_index_articles_limit"), static_cast<double>(config.genesis.window_claims));
  Add(TestArticle(1, "urn:1"));
  Turn(300);
  EXPECT_NEAR(Value("wirefold_index_oldest_timestamp_seconds"), static_cast<double>(world.now.WallMs()) / 1000, 10);
}

TEST_F(Telemetry, LogLinesAreCounted) {
  Start();
  Turn(100);
  EXPECT_GE(Value("wirefold_log_messages_total{level=\"info\"}"), 2) << "restored, assigned";
  EXPECT_EQ(Value("wirefold_log_messages_total{level=\"error\"}"), 0);
}

}  // namespace
}  // namespace wirefold
