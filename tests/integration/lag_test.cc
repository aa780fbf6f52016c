// Lag is exact: what workers and `wirefold lag` say is what the brokers' own account says, whatever happens to the raw
// topic and to the group, and 0 when all is done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/run_verb.h"
#include "tests/integration/worker_fixture.h"
#include "tests/support/load.h"

namespace wirefold {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr size_t kMoreThanEnough = 12'000;
constexpr auto kKnownTimeout = seconds(10);  // gauges are written twice a second; machines stall

class LagTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    CreateTopics();
  }

  // Of the group and the raw topic, by the brokers.
  struct Account {
    Offsets committed;  // where nothing is committed, the log's begin
    Offsets ends;       // last stable offsets
  };

  Account Look() {
    Account account{client_.Committed(names_.group, names_.raw), {}};
    account.committed.merge(client_.Begin(names_.raw));
    account.ends = client_.End(names_.raw, Isolation::kCommitted);
    return account;
  }

  // The same by the gauges of whoever owns the partitions, in one look at each worker.
  struct Gauges {
    std::map<int32_t, double> committed, ends, lag;
  };

  Gauges Scrape() {
    Gauges gauges;
    for (const auto& worker : workers_) {
      if (!worker->process().Running()) continue;
      const std::string text = worker->Get("/metrics").body;
      gauges.committed.merge(GaugeIn(text, "consumer_committed_offset", names_.raw));
      gauges.ends.merge(GaugeIn(text, "consumer_high_watermark_offset", names_.raw));
      gauges.lag.merge(GaugeIn(text, "consumer_lag_records", names_.raw));
    }
    return gauges;
  }

  // Of the partitions that both have.
  template <typename A, typename B>
  static bool AtLeast(const A& a, const B& b) {
    return std::all_of(a.begin(), a.end(), [&b](const auto& one) {
      const auto other = b.find(one.first);
      return other == b.end() || static_cast<double>(one.second) >= static_cast<double>(other->second);
    });
  }

  // Offsets only grow: gauges that are not older than one look at the brokers and not newer than the next are exact.
  // kRead: only the partitions that the worker has come to read have gauges yet.
  enum class Which : uint8_t { kAll, kRead };
  void ExpectExact(Which which = Which::kAll) {
    const Account before = Look();
    const size_t least = which == Which::kAll ? before.ends.size() : 1;
    Gauges gauges;
    EXPECT_TRUE(WaitUntil(
        [&] {
          gauges = Scrape();
          return gauges.committed.size() >= least && gauges.ends.size() >= least &&
                 AtLeast(gauges.committed, before.committed) && AtLeast(gauges.ends, before.ends);
        },
        kKnownTimeout))
        << "gauges stay behind: committed " << testing::PrintToString(gauges.committed) << ", ends "
        << testing::PrintToString(gauges.ends);
    const Account after = Look();
    EXPECT_TRUE(AtLeast(after.committed, gauges.committed)) << testing::PrintToString(gauges.committed);
    EXPECT_TRUE(AtLeast(after.ends, gauges.ends)) << testing::PrintToString(gauges.ends);
    for (const auto& [partition, lag] : gauges.lag) {
      EXPECT_EQ(lag, gauges.ends[partition] - gauges.committed[partition]) << partition;
    }
  }

  // What the verb says of the whole group.
  void ExpectVerbSays(int64_t lag) {
    const VerbResult said = RunVerb({"lag", "--format", "json"}, ConfigPath(), directory_);
    EXPECT_EQ(said.code, 0);
    EXPECT_THAT(said.output, testing::HasSubstr(absl::StrCat("\"total\":{\"lag_records\":", lag, ",")));
  }

  std::vector<TopicRecord> Articles(int32_t partition, int count, int64_t timestamp_ms = 0) const {
    std::vector<TopicRecord> records;
    for (int i = 0; i < count; ++i) {
      records.push_back(ArticleRecord(UniqueName("article"), partition));
      records.back().timestamp_ms = timestamp_ms;
    }
    return records;
  }

  // Something committed in each partition, then nobody owns them.
  void CommitSomeAndStop() {
    ProduceCorpus(200);
    WorkerProcess& worker = StartReadyWorker();
    ASSERT_TRUE(WaitAllCommitted());
    StopWorker(worker);
  }

 public:
  // What happens. Each leaves a worker that runs.

  void SteadyLoad() {
    StartReadyWorker();
    Load load(BootstrapServers(), names_.raw, Corpus(kMoreThanEnough), /*per_second=*/100);
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(WaitCommitted(CommittedRecords() + 20));
      ExpectExact();
    }
    load.Stop();
  }

  // It holds as many records as it may, and commits them seldom.
  void Backpressure() {
    WorkerProcess& slow = StartReadyWorker({"worker.transaction_interval=4s"});
    ProduceCorpus(2000);
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(slow.WaitFull());
      ExpectExact(Which::kRead);
      ASSERT_TRUE(WaitCommitted(CommittedRecords() + 1));
    }
    StopWorker(slow);
    int64_t lag = 0;
    const Account account = Look();
    for (const auto& [partition, end] : account.ends) lag += end - account.committed.at(partition);
    EXPECT_GT(lag, 0);
    ExpectVerbSays(lag);
    StartReadyWorker();
  }

  void Rebalance() {
    WorkerProcess& first = StartReadyWorker();
    Load load(BootstrapServers(), names_.raw, Corpus(kMoreThanEnough), /*per_second=*/100);
    StartReadyWorker();
    ExpectExact();
    StopWorker(first);
    ExpectExact();
    load.Stop();
  }

  void AbortedTransactions() {
    StartReadyWorker();
    for (double part : {0.0, 0.5}) client_.ProduceTransaction(names_.raw, Corpus(1000, part, part + 0.5), true);
    client_.ProduceTransaction(names_.raw, Corpus(60), false);
    ExpectExact();
  }

  void AbortedRecordsAlone() {
    client_.ProduceTransaction(names_.raw, Articles(1, 10), /*commit=*/false);
    StartReadyWorker();
  }

  // Nobody has a record to commit when a new owner comes.
  void MarkersUnderANewOwner() {
    client_.ProduceTransaction(names_.raw, Corpus(100), /*commit=*/true);
    WorkerProcess& worker = StartReadyWorker();
    ExpectNoLag();
    StopWorker(worker);
    StartReadyWorker();
  }

  void Compacted() {
    CommitSomeAndStop();
    // Segments of one record, so that all but the last can be compacted.
    client_.AlterTopic(names_.raw, {{"cleanup.policy", "compact"},
                                    {"segment.bytes", "1048576"},
                                    {"segment.ms", "50"},
                                    {"min.cleanable.dirty.ratio", "0.0001"},
                                    {"max.compaction.lag.ms", "100"}});
    const TopicRecord article = ArticleRecord("the-same", 0);
    for (int i = 0; i < 12; ++i) {
      client_.Produce(names_.raw, {article});
      std::this_thread::sleep_for(milliseconds(60));  // a segment's age; no synchronisation
    }
    ASSERT_TRUE(WaitUntil(
        [&] {
          int left = 0;
          for (const TopicRecord& r : client_.Read(names_.raw, Isolation::kCommitted)) left += r.key == article.key;
          return left < 12;
        },
        seconds(90)));
    StartReadyWorker();
  }

  void Trimmed() {
    CommitSomeAndStop();
    client_.Produce(names_.raw, Articles(5, 20));
    client_.DeleteRecords(names_.raw, 5, client_.End(names_.raw, Isolation::kCommitted).at(5) - 4);
    StartReadyWorker();
  }

  void WithoutTimestamp() {
    StartReadyWorker();
    client_.Produce(names_.raw, Articles(4, 50, /*timestamp_ms=*/-1));
    ExpectExact();
  }
};

struct Scenario {
  const char* name;
  void (LagTest::*happens)();
  bool judged = true;  // by the checker, which needs all raw records, with timestamps
  friend void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }
  static std::vector<Scenario> All() {
    return {{"SteadyLoad", &LagTest::SteadyLoad},
            {"Backpressure", &LagTest::Backpressure},
            {"Rebalance", &LagTest::Rebalance},
            {"AbortedTransactions", &LagTest::AbortedTransactions},
            {"AbortedRecordsAlone", &LagTest::AbortedRecordsAlone},
            {"MarkersUnderANewOwner", &LagTest::MarkersUnderANewOwner},
            {"ACompactedTopic", &LagTest::Compacted, false},
            {"ATrimmedPartition", &LagTest::Trimmed, false},
            {"RecordsWithoutTimestamp", &LagTest::WithoutTimestamp, false}};
  }
};

class LagIsExact : public LagTest, public testing::WithParamInterface<Scenario> {};

TEST_P(LagIsExact, AndZeroInTheEnd) {
  (this->*GetParam().happens)();
  if (HasFatalFailure()) return;
  ExpectNoLag();
  ExpectExact();
  ExpectVerbSays(0);
  if (GetParam().judged) StopAndCheck();
}

INSTANTIATE_TEST_SUITE_P(Through, LagIsExact, testing::ValuesIn(Scenario::All()),
                         [](const auto& scenario) { return scenario.param.name; });

}  // namespace
}  // namespace wirefold
