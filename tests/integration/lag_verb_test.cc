// `wirefold lag` of a whole group, from outside, against what a real broker holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/integration/run_verb.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class LagVerbTest : public WorkerTest {
 protected:
  VerbResult Lag(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "lag");
    return RunVerb(arguments, ConfigPath(), directory_);
  }

  // What the JSON says of a partition.
  static std::string RowOf(const std::string& json, int partition) {
    const size_t begin = json.find(absl::StrCat("{\"partition\":", partition, ","));
    return begin == std::string::npos ? "" : json.substr(begin, json.find('}', begin) + 1 - begin);
  }

  void Produce(int32_t partition, int count, int64_t timestamp_ms) {
    std::vector<TopicRecord> records;
    for (int i = 0; i < count; ++i) {
      records.push_back(ArticleRecord(UniqueName("article"), partition));
      records.back().timestamp_ms = timestamp_ms;
    }
    client_.Produce(names_.raw, records);
  }

  void ProduceTransaction(int32_t partition, int count, bool commit) {
    std::vector<TopicRecord> records;
    for (int i = 0; i < count; ++i) records.push_back(ArticleRecord(UniqueName("article"), partition));
    client_.ProduceTransaction(names_.raw, records, commit);
  }

  static int64_t NowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

TEST_F(LagVerbTest, IsRightForEveryKindOfPartition) {
  CreateTopics();
  for (int32_t partition = 0; partition < kPartitions; ++partition) Produce(partition, 3, 0);
  WorkerProcess& worker = StartReadyWorker();
  ASSERT_TRUE(WaitCommitted(3 * kPartitions));
  StopWorker(worker);

  Produce(0, 5, NowMs() - 60'000);
  ProduceTransaction(1, 4, /*commit=*/true);    // and a marker
  ProduceTransaction(2, 10, /*commit=*/false);  // and a marker
  Produce(4, 2, -1);
  Produce(5, 10, 0);
  client_.DeleteRecords(names_.raw, 5, 11);
  const VerbResult json = Lag({"--format", "json"});
  ASSERT_EQ(json.code, 0) << json.output;
  EXPECT_THAT(RowOf(json.output, 0), AllOf(HasSubstr("\"standing\":\"within\",\"committed_offset\":3,"),
                                           HasSubstr("\"last_stable_offset\":8,\"end_offset\":8,\"lag_records\":5,"),
                                           testing::ContainsRegex("\"lag_seconds\":6[0-9]")));
  EXPECT_THAT(RowOf(json.output, 1),
              AllOf(HasSubstr("\"last_stable_offset\":8,"), HasSubstr("\"lag_records\":5,\"lag_seconds\":")));
  EXPECT_THAT(RowOf(json.output, 2),
              AllOf(HasSubstr("\"committed_offset\":3,"), HasSubstr("\"last_stable_offset\":14,"),
                    HasSubstr("\"lag_records\":0,\"lag_seconds\":0,")))
      << "behind the commit stand aborted records and a marker";
  EXPECT_THAT(RowOf(json.output, 3), HasSubstr("\"lag_records\":0,\"lag_seconds\":0,"));
  EXPECT_THAT(RowOf(json.output, 4), HasSubstr("\"lag_records\":2,\"lag_seconds\":null,"));
  EXPECT_THAT(RowOf(json.output, 5), AllOf(HasSubstr("\"standing\":\"trimmed\",\"committed_offset\":3,"),
                                           HasSubstr("\"first_offset\":11,"), HasSubstr("\"lag_records\":2,")));
  EXPECT_THAT(json.output, AllOf(HasSubstr("\"total\":{\"lag_records\":14,"),
                                 HasSubstr("\"partitions_with_unknown_seconds\":1,\"unknown_partitions\":0,"),
                                 testing::ContainsRegex("\"log_id\":\"[0-9a-f]{16}\"")));
  const VerbResult text = Lag({});
  EXPECT_EQ(text.code, 0) << text.output;
  EXPECT_THAT(text.output, AllOf(HasSubstr("8 offsets below the log's first, 11, are gone"), HasSubstr("unknown"),
                                 HasSubstr("the group follows log")));
}

TEST_F(LagVerbTest, OfAGroupThatCommittedNothingCountsFromTheFirstRecord) {
  CreateTopics();
  Produce(0, 7, NowMs() - 5000);
  ProduceTransaction(1, 3, /*commit=*/false);
  const VerbResult json = Lag({"--format", "json"});
  ASSERT_EQ(json.code, 0) << json.output;
  EXPECT_THAT(RowOf(json.output, 0), AllOf(HasSubstr("\"standing\":\"no_commit\",\"committed_offset\":null,"),
                                           HasSubstr("\"lag_records\":7,")));
  EXPECT_THAT(RowOf(json.output, 1), HasSubstr("\"lag_records\":0,\"lag_seconds\":0,"));
  EXPECT_THAT(RowOf(json.output, 2), HasSubstr("\"lag_records\":0,\"lag_seconds\":0,"));
  EXPECT_THAT(json.output, HasSubstr("\"log_id\":null"));
}

TEST_F(LagVerbTest, IsFromTheNextRecordThatCompactionLeft) {
  CreateTopics();
  // Segments of one record, so that all but the last can be compacted.
  client_.AlterTopic(names_.raw, {{"cleanup.policy", "compact"},
                                  {"segment.bytes", "1048576"},
                                  {"segment.ms", "50"},
                                  {"min.cleanable.dirty.ratio", "0.0001"},
                                  {"max.compaction.lag.ms", "100"}});
  for (int i = 0; i < 12; ++i) {
    client_.Produce(names_.raw, {ArticleRecord("the-same", 0)});
    std::this_thread::sleep_for(std::chrono::milliseconds(60));  // a segment's age; no synchronisation
  }
  // Once the cleaner ran, the first record of a new group stands behind the log's first offset.
  EXPECT_TRUE(WaitUntil(
      [&] {
        const int64_t first = client_.Read(names_.raw, Isolation::kCommitted).front().offset;
        const std::string row = RowOf(Lag({"--format", "json"}).output, 0);
        return first > 0 && row.find(absl::StrCat("\"lag_records\":", 12 - first, ",")) != std::string::npos;
      },
      std::chrono::seconds(90)));
}

TEST_F(LagVerbTest, WatchSaysRatesAndEndsAtZero) {
  CreateTopics();
  ProduceCorpus(2000);
  // With a worker that works meanwhile.
  StartReadyWorker();
  Process watch(VerbLine({"lag", "--watch", "--interval", "0.2", "--format", "json"}, ConfigPath()),
                VerbLog(directory_));
  EXPECT_TRUE(WaitUntil(
      [&] { return watch.Log().find("\"total\":{\"lag_records\":0,\"lag_seconds\":0,") != std::string::npos; },
      kProgressTimeout));
  const auto lines = [&] { return std::vector<std::string>(absl::StrSplit(watch.Log(), '\n', absl::SkipEmpty())); };
  const size_t seen = lines().size();
  EXPECT_TRUE(WaitUntil([&] { return lines().size() > seen + 2; }, std::chrono::seconds(20)));
  EXPECT_THAT(lines().front(), HasSubstr("\"consumed_per_second\":null,\"produced_per_second\":null"));
  EXPECT_THAT(lines()[seen + 1],
              HasSubstr("\"consumed_per_second\":0,\"produced_per_second\":0,\"seconds_to_zero\":0}"));
  watch.Signal(SIGTERM);
  EXPECT_EQ(watch.Wait(kExitTimeout), 128 + SIGTERM);
  StopAndCheck();
}

TEST_F(LagVerbTest, RefusesWhatIsNotThere) {
  const VerbResult result = Lag({});
  EXPECT_EQ(result.code, 78) << "the raw topic was not made";
  EXPECT_THAT(result.output, HasSubstr(names_.raw));
  EXPECT_EQ(Lag({"--format", "xml"}).code, 64);
  EXPECT_EQ(Lag({"--watch", "--interval", "0"}).code, 64);
  CreateTopics();
  client_.DeleteTopic(names_.claims);
  const VerbResult without_claims = Lag({});
  EXPECT_EQ(without_claims.code, 0) << without_claims.output;
  EXPECT_THAT(without_claims.output, HasSubstr("there is no such topic"));
}

}  // namespace
}  // namespace wirefold
