// Lag as operators see it: of the group at the broker, and in the worker's gauges.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

TEST_F(WorkerTest, LagReturnsToZeroBehindATransactionalProducer) {
  CreateTopics();
  WorkerProcess& worker = StartReadyWorker();
  for (double part : {0.0, 0.5}) client_.ProduceTransaction(names_.raw, Corpus(1000, part, part + 0.5), true);
  client_.ProduceTransaction(names_.raw, Corpus(60), false);
  // Markers and aborted records stand behind the last record of each partition.
  ExpectNoLag();
  StopWorker(worker);
  // A new owner says the same without a record to commit.
  StartReadyWorker();
  ExpectNoLag();
  StopAndCheck();
}

TEST_F(WorkerTest, PartitionsWithoutACommittedRecordHaveNoLag) {
  CreateTopics();
  std::vector<TopicRecord> aborted;
  for (int i = 0; i < 10; ++i) aborted.push_back(ArticleRecord(absl::StrCat("aborted-", i), /*partition=*/1));
  client_.ProduceTransaction(names_.raw, aborted, /*commit=*/false);
  WorkerProcess& worker = StartReadyWorker();
  std::map<int32_t, double> none;
  for (int32_t partition = 0; partition < kPartitions; ++partition) none[partition] = 0;
  for (const char* name : {"consumer_lag_records", "consumer_lag_seconds"}) {
    EXPECT_TRUE(worker.WaitGauge(name, names_.raw, none)) << name;
  }
  StopAndCheck();
}

}  // namespace
}  // namespace wirefold
