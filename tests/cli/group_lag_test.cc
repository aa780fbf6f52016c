// Lag of a group: the arithmetic, and what is printed of it.
#include "worker/cli/group_lag.h"

#include <gtest/gtest.h>

#include "worker/cli/lag_report.h"

namespace wirefold {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;

using Next = std::optional<std::optional<kafka::FirstRecord>>;
const Next kNotRead = std::nullopt;
const Next kNone = std::optional<kafka::FirstRecord>();

Next RecordAt(int64_t offset, int64_t age_ms) { return kafka::FirstRecord{offset, kNow - age_ms}; }
Next WithoutTime(int64_t offset) { return kafka::FirstRecord{offset, std::nullopt}; }

GroupLook LookOf(const PartitionLook& partition, int64_t steady_ms = 0) {
  GroupLook look;
  look.steady_ms = steady_ms;
  look.wall_ms = kNow;
  look.partitions[0] = partition;
  return look;
}

PartitionLook At(std::optional<int64_t> committed, kafka::PartitionOffsets offsets, Next next) {
  return {committed, offsets, next, absl::OkStatus()};
}

TEST(GroupLag, IsFromTheNextRecordToTheLastStableOffset) {
  struct Case {
    const char* what;
    PartitionLook look;
    Standing standing;
    int64_t records;
    std::optional<double> seconds;
  };
  const Case cases[] = {
      {"caught up", At(10, {0, 10, 10}, kNotRead), Standing::kWithin, 0, 0.0},
      {"empty, nothing committed", At(std::nullopt, {0, 0, 0}, kNotRead), Standing::kNoCommit, 0, 0.0},
      {"some wait", At(4, {0, 10, 10}, RecordAt(4, 2500)), Standing::kWithin, 6, 2.5},
      {"a marker before the next record", At(4, {0, 10, 10}, RecordAt(5, 2500)), Standing::kWithin, 5, 2.5},
      {"compacted up to the next record", At(4, {0, 100, 100}, RecordAt(90, 1000)), Standing::kWithin, 10, 1.0},
      {"only markers and aborted records behind", At(4, {0, 10, 10}, kNone), Standing::kWithin, 0, 0.0},
      {"the next record came after the ends were asked for", At(10, {0, 10, 10}, RecordAt(10, 0)), Standing::kWithin, 0,
       0.0},
      {"no timestamp", At(4, {0, 10, 10}, WithoutTime(4)), Standing::kWithin, 6, std::nullopt},
      {"not read in time", At(4, {0, 10, 10}, kNotRead), Standing::kWithin, 6, std::nullopt},
      {"a record of the future", At(4, {0, 10, 10}, RecordAt(4, -5000)), Standing::kWithin, 6, 0.0},
      {"nothing committed counts from the first", At(std::nullopt, {3, 10, 10}, RecordAt(3, 1000)), Standing::kNoCommit,
       7, 1.0},
      {"trimmed counts from the first", At(2, {5, 10, 10}, RecordAt(5, 1000)), Standing::kTrimmed, 5, 1.0},
      {"trimmed to the end", At(2, {10, 10, 10}, kNotRead), Standing::kTrimmed, 0, 0.0},
      {"above the end", At(20, {0, 10, 10}, kNotRead), Standing::kBeyondEnd, 0, 0.0},
      {"an open transaction is no lag", At(10, {0, 10, 15}, kNotRead), Standing::kWithin, 0, 0.0},
      {"committed within an open transaction", At(12, {0, 10, 15}, kNotRead), Standing::kWithin, 0, 0.0},
  };
  for (const Case& c : cases) {
    const GroupLag lag = LagOfGroup(LookOf(c.look));
    EXPECT_EQ(lag.partitions.at(0).standing, c.standing) << c.what;
    EXPECT_EQ(lag.partitions.at(0).records, c.records) << c.what;
    EXPECT_EQ(lag.partitions.at(0).seconds, c.seconds) << c.what;
    EXPECT_EQ(lag.records, c.records) << c.what;
    EXPECT_EQ(lag.unknown_seconds, c.seconds ? 0 : 1) << c.what;
    EXPECT_FALSE(lag.rates.has_value()) << c.what;
  }
}

TEST(GroupLag, TheTotalIsTheSumOfRecordsAndTheLargestOfSeconds) {
  GroupLook look = LookOf(At(4, {0, 10, 10}, RecordAt(4, 2500)));
  look.partitions[1] = At(0, {0, 5, 5}, RecordAt(0, 7000));
  look.partitions[2] = At(0, {0, 1, 1}, WithoutTime(0));
  look.partitions[3].trouble = absl::UnavailableError("no leader");
  const GroupLag lag = LagOfGroup(look);
  EXPECT_EQ(lag.records, 12);
  EXPECT_EQ(lag.seconds, 7.0);
  EXPECT_EQ(lag.unknown_seconds, 1);
  EXPECT_EQ(lag.unknown_partitions, 1);
  EXPECT_EQ(lag.partitions.at(3).standing, Standing::kUnknown);
}

TEST(GroupLag, RatesAreBetweenTwoLooks) {
  struct Case {
    const char* what;
    PartitionLook before, now;
    std::optional<std::pair<double, double>> per_second;  // consumed, produced
    std::optional<double> to_zero;
  };
  const auto at = [](std::optional<int64_t> committed, int64_t end) {
    return At(committed, {0, end, end}, committed == end ? kNotRead : RecordAt(committed.value_or(0), 1000));
  };
  const Case cases[] = {
      {"shrinks", at(0, 1000), at(400, 1100), {{200.0, 50.0}}, 700.0 / 150},
      {"grows", at(0, 1000), at(100, 1300), {{50.0, 150.0}}, std::nullopt},
      {"stands", at(0, 1000), at(0, 1000), {{0.0, 0.0}}, std::nullopt},
      {"caught up", at(900, 1000), at(1000, 1000), {{50.0, 0.0}}, 0.0},
      {"the first commit", at(std::nullopt, 1000), at(500, 1000), {{250.0, 0.0}}, 2.0},
      {"set back", at(500, 1000), at(100, 1000), std::nullopt, std::nullopt},
      {"made anew", at(500, 1000), at(500, 600), std::nullopt, std::nullopt},
  };
  for (const Case& c : cases) {
    const GroupLook before = LookOf(c.before, 10'000);
    const GroupLag lag = LagOfGroup(LookOf(c.now, 12'000), &before);
    ASSERT_EQ(lag.rates.has_value(), c.per_second.has_value()) << c.what;
    if (!lag.rates) continue;
    EXPECT_EQ(std::pair(lag.rates->consumed_per_second, lag.rates->produced_per_second), *c.per_second) << c.what;
    EXPECT_EQ(lag.rates->seconds_to_zero, c.to_zero) << c.what;
  }
}

TEST(GroupLag, APartitionThatIsNewHasNoRateAndNeitherHasTheTotal) {
  GroupLook now = LookOf(At(4, {0, 10, 10}, RecordAt(4, 1000)), 2000);
  const GroupLook before = LookOf(At(2, {0, 10, 10}, RecordAt(2, 1000)), 0);
  now.partitions[1] = At(std::nullopt, {0, 0, 0}, kNotRead);
  const GroupLag lag = LagOfGroup(now, &before);
  EXPECT_TRUE(lag.partitions.at(0).rates.has_value());
  EXPECT_FALSE(lag.partitions.at(1).rates.has_value());
  EXPECT_FALSE(lag.rates.has_value());
}

LagReport ReportOf(const GroupLook& look, const GroupLook* earlier = nullptr) {
  return {"g", "raw", LagOfGroup(look, earlier), {"claims", kafka::PartitionOffsets{5, 90, 90}, 0xc0ffee}};
}

TEST(LagReport, JsonIsOneLineWithTheNamesThatAreDocumented) {
  GroupLook look = LookOf(At(4, {0, 10, 12}, RecordAt(4, 2500)), 2000);
  look.partitions[1] = At(std::nullopt, {0, 3, 3}, WithoutTime(0));
  look.partitions[2].trouble = absl::UnavailableError("no \"leader\"");
  const GroupLook before = LookOf(At(2, {0, 9, 9}, RecordAt(2, 1000)), 0);
  EXPECT_EQ(
      LagJson(ReportOf(look, &before)),
      R"({"group":"g","topic":"raw","time":"2023-11-14T22:13:20.000Z","partitions":[)"
      R"({"partition":0,"standing":"within","committed_offset":4,"first_offset":0,"last_stable_offset":10,)"
      R"("end_offset":12,"lag_records":6,"lag_seconds":2.5,"consumed_per_second":1,"produced_per_second":0.5,)"
      R"("seconds_to_zero":12},)"
      R"({"partition":1,"standing":"no_commit","committed_offset":null,"first_offset":0,"last_stable_offset":3,)"
      R"("end_offset":3,"lag_records":3,"lag_seconds":null,"consumed_per_second":null,"produced_per_second":null,)"
      R"("seconds_to_zero":null},)"
      R"({"partition":2,"standing":"unknown","error":"no \"leader\""}],)"
      R"("total":{"lag_records":9,"lag_seconds":2.5,"partitions_with_unknown_seconds":1,"unknown_partitions":1,)"
      R"("consumed_per_second":null,"produced_per_second":null,"seconds_to_zero":null},)"
      R"("claims":{"topic":"claims","first_offset":5,"next_offset":90,"log_id":"0000000000c0ffee"}})"
      "\n");
}

TEST(LagReport, TextHasARowForEachPartitionAndSaysWhatIsOdd) {
  GroupLook look = LookOf(At(4, {0, 10, 12}, RecordAt(4, 2500)));
  look.partitions[1] = At(2, {5, 10, 10}, RecordAt(5, 90'000));
  look.partitions[2] = At(std::nullopt, {0, 3, 3}, WithoutTime(0));
  look.partitions[10] = At(30, {0, 20, 20}, kNotRead);
  look.partitions[11].trouble = absl::UnavailableError("no leader\nforged line");
  EXPECT_EQ(
      LagText(ReportOf(look)),
      "group g, topic raw, 2023-11-14T22:13:20.000Z\n"
      "PARTITION  COMMITTED  STABLE END      LAG  SECONDS  RECORDS/S  TO ZERO  NOTE\n"
      "        0          4          10        6      2.5          -        -  2 more behind an open transaction\n"
      "        1          2          10        5     90.0          -        -  3 offsets below the log's first, 5, are "
      "gone\n"
      "        2          -           3        3  unknown          -        -  nothing committed\n"
      "       10         30          20        0      0.0          -        -  above the log's end, 20: it lost its "
      "tail "
      "or was made anew\n"
      "       11    unknown     unknown  unknown  unknown          -        -  no leader forged line\n"
      "    total                              14     90.0          -        -  1 partitions do not tell since when "
      "they "
      "lag; 1 partitions are not known\n"
      "claims log claims: offsets 5 to 90; the group follows log 0000000000c0ffee\n");
}

TEST(LagReport, DurationsAreShort) {
  const std::pair<double, const char*> cases[] = {
      {0, "0.0 s"},        {12.34, "12.3 s"},   {60, "1 min 0 s"},          {3599, "59 min 59 s"},
      {3600, "1 h 0 min"}, {90'000, "1 d 1 h"}, {1e30, "11574074074 d 1 h"}};
  for (const auto& [seconds, text] : cases) EXPECT_EQ(DurationText(seconds), text);
}

}  // namespace
}  // namespace wirefold
