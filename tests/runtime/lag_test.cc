// Lag as people read it: in records what the broker says, in seconds 0 when everything was consumed.
#include "worker/runtime/lag.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/runtime/gauges.h"

namespace wirefold {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;

struct Case {
  const char* what;
  std::optional<int64_t> committed;
  int64_t end, stable_end;
  std::vector<std::pair<int64_t, int64_t>> in_flight;  // offset, age in ms
  std::optional<PartitionLag> lag;
};

TEST(Lag, IsTheStableEndMinusTheCommit) {
  const std::vector<Case> cases = {
      {"nothing known yet", std::nullopt, -1, -1, {}, std::nullopt},
      {"the end known, the commit not", std::nullopt, 10, 10, {}, std::nullopt},
      {"the commit not known, but what follows it", std::nullopt, 10, 10, {{8, 2000}}, PartitionLag{8, 10, 2, 2.0}},
      {"the commit known, the end not", 10, -1, -1, {}, std::nullopt},
      {"nobody committed, and nothing was met yet", -1, -1, 10, {}, std::nullopt},
      {"caught up", 10, 10, 10, {}, PartitionLag{10, 10, 0, 0.0}},
      {"an empty partition that nobody committed", -1, 0, 0, {}, PartitionLag{0, 0, 0, 0.0}},
      {"markers behind the last record", 10, 12, 12, {}, PartitionLag{10, 12, 2, 0.0}},
      {"more, and none of it at hand since it was given to us", 10, 10, 15, {}, PartitionLag{10, 15, 5, 7.0}},
      {"more, and some at hand", 10, 10, 15, {{10, 2500}, {11, 2000}}, PartitionLag{10, 15, 5, 2.5}},
      {"first records of a new group", -1, -1, 15, {{3, 4000}}, PartitionLag{3, 15, 12, 4.0}},
      {"a record of the future", 10, 10, 11, {{10, -5000}}, PartitionLag{10, 11, 1, 0.0}},
      {"the broker's answer is older than our commit", 20, 15, 15, {}, PartitionLag{20, 20, 0, 0.0}},
      {"the consumer's position is newer than the broker's answer", 20, 22, 15, {}, PartitionLag{20, 22, 2, 0.0}},
  };
  for (const Case& c : cases) {
    Ring ring;
    ring.committed = c.committed;
    ring.end = c.end;
    ring.stable_end = c.stable_end;
    ring.progress_ms = kNow - 7000;
    for (const auto& [offset, age_ms] : c.in_flight) {
      auto record = std::make_shared<InFlight>();
      record->offset = offset;
      record->timestamp_ms = kNow - age_ms;
      ring.Add(std::move(record));
    }
    EXPECT_EQ(LagOf(ring, kNow), c.lag) << c.what;
  }
}

TEST(Lag, ARecordWithoutATimestampIsAsOldAsItsStayHere) {
  Ring ring;
  ring.committed = 10;
  ring.end = 11;
  auto record = std::make_shared<InFlight>();
  record->offset = 10;
  record->taken_ms = kNow - 3000;
  ring.Add(std::move(record));
  EXPECT_EQ(LagOf(ring, kNow)->seconds, 3.0);
}

TEST(Lag, APartitionStandsWhenItsSourceTellsOfTroubleAndNothingComes) {
  Ring ring;
  ring.committed = 10;
  ring.stable_end = 20;
  ring.progress_ms = kNow - 60'000;
  EXPECT_FALSE(IsStuck(ring, 100'000, kNow));
  ring.trouble_ms = 90'000;
  EXPECT_TRUE(IsStuck(ring, 100'000, kNow));
  EXPECT_FALSE(IsStuck(ring, 200'000, kNow));  // the trouble is over
  ring.progress_ms = kNow - 1000;
  EXPECT_FALSE(IsStuck(ring, 100'000, kNow));
}

TEST(Lag, ARevokedPartitionHasNoSeries) {
  Metrics metrics;
  Ring ring;
  ring.committed = 10;
  ring.end = 12;
  ExportPartition(metrics, "raw", 3, ring, kNow);
  EXPECT_THAT(metrics.Text(), testing::HasSubstr("wirefold_consumer_lag_records{partition=\"3\",topic=\"raw\"} 2"));
  RemovePartition(metrics, "raw", 3);
  EXPECT_THAT(metrics.Text(), testing::Not(testing::HasSubstr("partition=\"3\"")));
}

double ExportedSeconds(Metrics& metrics, Ring& ring, int64_t wall_ms) {
  ExportPartition(metrics, "raw", 0, ring, wall_ms);
  const std::string text = metrics.Text();
  const std::string series = "wirefold_consumer_lag_seconds{partition=\"0\",topic=\"raw\"} ";
  const size_t at = text.find(series);
  return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size()));
}

TEST(Lag, SecondsGrowWhileTheNextRecordDoesNotCome) {
  Metrics metrics;
  Ring ring;
  ring.committed = 10;
  ring.end = 10;
  ring.stable_end = 10;
  EXPECT_EQ(ExportedSeconds(metrics, ring, kNow), 0);
  ring.stable_end = 15;
  EXPECT_EQ(ExportedSeconds(metrics, ring, kNow + 500), 0.5);
  EXPECT_EQ(ExportedSeconds(metrics, ring, kNow + 60'000), 60);
  ring.end = 15;
  ring.committed = 15;
  EXPECT_EQ(ExportedSeconds(metrics, ring, kNow + 61'000), 0);
}

TEST(Lag, SecondsOfABacklogDoNotFallBetweenTwoFetches) {
  Metrics metrics;
  Ring ring;
  ring.committed = 10;
  ring.stable_end = 15;
  auto record = std::make_shared<InFlight>();
  record->offset = 10;
  record->timestamp_ms = kNow - 3'600'000;
  ring.Add(std::move(record));
  EXPECT_EQ(ExportedSeconds(metrics, ring, kNow), 3600);
  ring.PopBelow(11);
  ring.committed = 11;
  EXPECT_EQ(ExportedSeconds(metrics, ring, kNow + 500), 3600.5);
}

}  // namespace
}  // namespace wirefold
