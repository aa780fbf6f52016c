// Fixture of all tests that run workers on real brokers: topics, a group and a configuration of its own for each test,
// workers that end with it, and the checker's verdict. A run is repeated with WIREFOLD_TEST_SEED=n.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/checker/checker.h"
#include "tests/checker/read_history.h"
#include "tests/integration/environment.h"
#include "tests/integration/worker_process.h"
#include "tests/support/corpus.h"

namespace wirefold {

constexpr int kSessionTimeoutMs = 6000;
constexpr int kTransactionTimeoutMs = 5000;

class WorkerTest : public testing::Test {
 protected:
  using Isolation = KafkaClient::Isolation;
  using Offsets = KafkaClient::Offsets;

  void SetUp() override;
  void TearDown() override;

  std::string ConfigPath() const { return directory_ + "/wirefold.yaml"; }
  // With the program's own verb, so that what it makes is what it accepts.
  void CreateTopics();

  // The corpus of the seed, or its part [begin, end) of 1.
  std::vector<TopicRecord> Corpus(size_t records, double begin = 0, double end = 1) const;
  void ProduceCorpus(size_t records, double begin = 0, double end = 1);

  // `sets`: "key=value" over the file's; `arguments` of `run` besides.
  WorkerProcess& StartWorker(const std::vector<std::string>& sets = {}, const std::vector<std::string>& arguments = {});
  WorkerProcess& StartReadyWorker(const std::vector<std::string>& sets = {},
                                  const std::vector<std::string>& arguments = {});
  // SIGTERM; it says 0.
  void StopWorker(WorkerProcess& worker);
  // Refused at start as a configuration error, with the reason.
  void ExpectRefused(const std::vector<std::string>& sets, const std::string& reason);
  // The worker ends within `timeout` by itself, as a configuration error, with the reason.
  void ExpectEnds(WorkerProcess& worker, std::chrono::seconds timeout, const std::string& reason);

  // Any point of a transaction's life; the place of the fault, not a synchronisation.
  void WaitAnywhere(std::mt19937_64& random);
  int64_t CommittedRecords();
  bool WaitCommitted(int64_t records);
  bool WaitAllCommitted();
  // Outcomes that a reader of committed records sees in both output topics.
  size_t Outcomes();
  // No record waits: by the brokers' own account, and by the gauges of whoever owns the partitions.
  void ExpectNoLag();

  // Stops the workers that still run, then judges.
  void StopAndCheck();
  // No transaction may be left open.
  void StopWorkers();
  void Judge(History history);
  // "code" headers of the dead letters that were judged.
  std::vector<std::string> DeadLetterCodes() const;

  uint64_t seed_ = 0;
  std::string directory_;
  RunNames names_;
  KafkaClient client_{BootstrapServers()};
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
  CheckRules rules_;  // what the test expects beside
  History history_;
};

// A JSON article of some sentences of its own.
TopicRecord ArticleRecord(const std::string& uri, int32_t partition = 0);

}  // namespace wirefold
