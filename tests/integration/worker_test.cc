// The worker's promises against a real broker: exactly one outcome for each raw record and the same verdicts, whatever
// is killed, stopped, added or restarted. Each test has its own topics and group; the checker judges what was written.
// A run is repeated with WIREFOLD_TEST_SEED=n.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/checker/checker.h"
#include "tests/checker/read_history.h"
#include "tests/integration/environment.h"
#include "tests/support/corpus.h"
#include "tests/support/process.h"

namespace wirefold {
namespace {

using std::chrono::seconds;
using Isolation = KafkaClient::Isolation;

constexpr int kPartitions = 6;
constexpr auto kReadyTimeout = seconds(40);
constexpr auto kProgressTimeout = seconds(90);
constexpr auto kExitTimeout = seconds(40);
constexpr int kSessionTimeoutMs = 6000;
constexpr int kTransactionTimeoutMs = 5000;

// A worker process and the files it writes.
class WorkerProcess {
 public:
  WorkerProcess(const std::string& config_path, std::string log_path)
      : process_({WIREFOLD_BINARY, "run", "-c", config_path}, std::move(log_path)) {}

  Process& process() { return process_; }

  bool WaitReady() {
    return WaitUntil(
               [this] { return !process_.Running() || (Port() != 0 && HttpGet(Port(), "/readyz").status == 200); },
               kReadyTimeout) &&
           process_.Running();
  }

  HttpResponse Get(std::string_view path) { return HttpGet(Port(), path); }

 private:
  int Port() {
    if (port_ == 0) {
      constexpr std::string_view kLine = "admin listening on 127.0.0.1:";
      const std::string log = process_.Log();
      const size_t found = log.find(kLine);
      if (found != std::string::npos) port_ = ::atoi(log.c_str() + found + kLine.size());
    }
    return port_;
  }

  Process process_;
  int port_ = 0;
};

class WorkerTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(WIREFOLD_BINARY)) << WIREFOLD_BINARY << " was not built";
    const char* seed = ::getenv("WIREFOLD_TEST_SEED");
    seed_ = seed != nullptr ? ::strtoull(seed, nullptr, 10) : std::random_device{}();
    std::cout << "WIREFOLD_TEST_SEED=" << seed_ << "\n";
    directory_ = MakeTemporaryDirectory("wirefold-integration");
    const std::string name = UniqueName("t");
    names_ = {.raw = name + ".raw",
              .enriched = name + ".enriched",
              .claims = name + ".claims",
              .dead_letter = name + ".dlq",
              .group = name + ".group"};
    std::ofstream(directory_ + "/wirefold.yaml")
        << "kafka:\n  bootstrap_servers: \"" << TestBroker().bootstrap_servers() << "\"\n  group_id: \"" << names_.group
        << "\"\n  properties:\n    session.timeout.ms: \"" << kSessionTimeoutMs
        << "\"\n    heartbeat.interval.ms: \"1000\"\n    transaction.timeout.ms: \"" << kTransactionTimeoutMs
        << "\"\ntopics:\n  raw: \"" << names_.raw << "\"\n  enriched: \"" << names_.enriched << "\"\n  claims: \""
        << names_.claims << "\"\n  dead_letter: \"" << names_.dead_letter
        << "\"\n  replication_factor: 1\n  min_insync_replicas: 1\n  partitions: " << kPartitions
        << "\nadmin:\n  listen: \"127.0.0.1:0\"\n"
        // Small bites, so that a fault meets a worker in the middle of its work.
        << "worker:\n  ring_records: 16\n  transaction_interval_ms: 20\n";
  }

  void TearDown() override {
    if (HasFailure()) {
      for (size_t i = 0; i < workers_.size(); ++i) {
        const std::string log = workers_[i]->process().Log();
        std::cout << "---- worker " << i << ", end of its log\n"
                  << log.substr(log.size() - std::min<size_t>(log.size(), 6000));
      }
    }
    workers_.clear();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  std::string ConfigPath() const { return directory_ + "/wirefold.yaml"; }

  // With the program's own verb, so that what it makes is what it accepts.
  void CreateTopics() {
    Process create({WIREFOLD_BINARY, "topics", "create", "-c", ConfigPath()}, directory_ + "/topics.log");
    ASSERT_EQ(create.Wait(kExitTimeout), 0) << create.Log();
  }

  // The corpus of the seed, or its part [begin, end) of 1.
  void ProduceCorpus(size_t records, double begin = 0, double end = 1) {
    const std::vector<CorpusRecord> corpus = MakeCorpus({.seed = seed_, .records = records, .partitions = kPartitions});
    std::vector<TopicRecord> batch;
    const auto place = [&](double part) { return static_cast<size_t>(part * static_cast<double>(corpus.size())); };
    for (size_t i = place(begin); i < place(end); ++i) batch.push_back(corpus[i].record);
    client_.Produce(names_.raw, batch);
  }

  WorkerProcess& StartWorker() {
    workers_.push_back(
        std::make_unique<WorkerProcess>(ConfigPath(), absl::StrCat(directory_, "/worker", workers_.size(), ".log")));
    return *workers_.back();
  }

  // Any point of a transaction's life; the place of the fault, not a synchronisation.
  void WaitAnywhere(std::mt19937_64& random) {
    const std::chrono::microseconds moment(random() % 60'000);
    std::cout << "fault " << moment.count() << " us after " << CommittedRecords() << " committed records\n";
    std::this_thread::sleep_for(moment);
  }

  int64_t CommittedRecords() {
    int64_t sum = 0;
    for (const auto& [partition, offset] : client_.Committed(names_.group, names_.raw)) sum += offset;
    return sum;
  }

  bool WaitCommitted(int64_t records) {
    return WaitUntil([&] { return CommittedRecords() >= records; }, kProgressTimeout);
  }

  bool WaitAllCommitted() {
    int64_t records = 0;
    for (const auto& [partition, end] : client_.End(names_.raw, Isolation::kUncommitted)) records += end;
    return WaitCommitted(records);
  }

  // Stops the workers that still run, then judges. No transaction may be left open.
  void StopAndCheck() {
    for (const std::unique_ptr<WorkerProcess>& worker : workers_) worker->process().Signal(SIGTERM);
    for (const std::unique_ptr<WorkerProcess>& worker : workers_) {
      EXPECT_TRUE(worker->process().Wait(kExitTimeout).has_value()) << "a worker does not stop";
    }
    for (const std::string& topic : {names_.enriched, names_.dead_letter}) {
      EXPECT_TRUE(WaitUntil(
          [&] { return client_.End(topic, Isolation::kCommitted) == client_.End(topic, Isolation::kUncommitted); },
          seconds(20)))
          << topic << " has an open transaction";
    }
    history_ = ReadHistory(client_, names_);
    size_t shown = 0;
    for (const Violation& violation : CheckHistory(history_)) {
      if (++shown <= 20) ADD_FAILURE() << violation;
    }
    EXPECT_LE(shown, 20u) << "violations in all";
    EXPECT_EQ(history_.raw.size(), history_.enriched.size() + history_.dead_letters.size());
  }

  uint64_t seed_ = 0;
  std::string directory_;
  RunNames names_;
  KafkaClient client_{TestBroker().bootstrap_servers()};
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
  History history_;
};

TEST_F(WorkerTest, OneWorkerJudgesAsTheReplayDoes) {
  CreateTopics();
  ProduceCorpus(2000);
  WorkerProcess& worker = StartWorker();
  ASSERT_TRUE(worker.WaitReady());
  ASSERT_TRUE(WaitAllCommitted());
  EXPECT_THAT(worker.Get("/metrics").body, testing::HasSubstr("wirefold_"));
  StopAndCheck();
  EXPECT_EQ(worker.process().Wait(kExitTimeout), 0);
}

TEST_F(WorkerTest, ThreeWorkersJudgeAsTheReplayDoes) {
  CreateTopics();
  ProduceCorpus(2000, 0, 0.3);
  for (int i = 0; i < 3; ++i) StartWorker();
  for (const auto& worker : workers_) ASSERT_TRUE(worker->WaitReady());
  ProduceCorpus(2000, 0.3, 1);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, KilledAndReplacedLosesAndDoublesNothing) {
  CreateTopics();
  std::mt19937_64 random(seed_);
  StartWorker();
  StartWorker();
  for (int round = 0; round < 2; ++round) {
    ProduceCorpus(2000, 0.5 * round, 0.5 * round + 0.5);
    ASSERT_TRUE(WaitCommitted(1000 * round + 1 + static_cast<int64_t>(random() % 600)));
    WaitAnywhere(random);
    WorkerProcess& victim = *workers_[workers_.size() - 1 - random() % 2];
    victim.process().Signal(SIGKILL);
    StartWorker();
  }
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, AStoppedWorkerThatWakesAfterItsReplacementPublishesNothingTwice) {
  CreateTopics();
  WorkerProcess& sleeper = StartWorker();
  ASSERT_TRUE(sleeper.WaitReady());
  ProduceCorpus(2000, 0, 0.7);
  std::mt19937_64 random(seed_);
  ASSERT_TRUE(WaitCommitted(1 + static_cast<int64_t>(random() % 700)));
  WaitAnywhere(random);
  sleeper.process().Signal(SIGSTOP);
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());  // only the replacement can: the session timed out
  sleeper.process().Signal(SIGCONT);
  ProduceCorpus(2000, 0.7, 1);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, ScalesUpAndDownUnderLoad) {
  CreateTopics();
  StartWorker();
  ProduceCorpus(3000, 0, 0.3);
  ASSERT_TRUE(WaitCommitted(100));
  StartWorker();
  StartWorker();
  ProduceCorpus(3000, 0.3, 0.6);
  for (const auto& worker : workers_) ASSERT_TRUE(worker->WaitReady());
  ProduceCorpus(3000, 0.6, 0.9);
  for (int i : {0, 1}) workers_[static_cast<size_t>(i)]->process().Signal(SIGTERM);
  ProduceCorpus(3000, 0.9, 1);
  for (int i : {0, 1}) EXPECT_EQ(workers_[static_cast<size_t>(i)]->process().Wait(kExitTimeout), 0);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, APoisonRecordBecomesOneDeadLetterAndATombstoneIsForwarded) {
  CreateTopics();
  const auto record = [](std::string key, std::optional<std::string> value) {
    return TopicRecord{.partition = 0, .key = std::move(key), .value = std::move(value), .headers = {{"trace", "7"}}};
  };
  client_.Produce(names_.raw, {record("a", "{\"uri\":\"a\",\"body\":\"Only one line of text stands here.\"}"),
                               record("b", "{\"uri\":\"b\",\"body\":"), record("c", std::nullopt), record("d", ""),
                               record("e", "{\"uri\":\"e\",\"headline\":\"no text\"}")});
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
  std::vector<std::string> codes;
  for (const TopicRecord& dead : history_.dead_letters) {
    EXPECT_THAT(dead.headers, testing::Contains(testing::Pair("trace", "7")));
    for (const auto& [name, value] : dead.headers) {
      if (name == "__dlq.errors.code") codes.push_back(value);
    }
  }
  EXPECT_THAT(codes, testing::UnorderedElementsAre("INVALID_JSON", "EMPTY_VALUE", "MISSING_BODY"));
  ASSERT_EQ(history_.enriched.size(), 2u);
  EXPECT_EQ(std::count_if(history_.enriched.begin(), history_.enriched.end(), [](auto& r) { return !r.value; }), 1);
}

TEST_F(WorkerTest, SurvivesABrokerThatIsKilledAndRestarted) {
  CreateTopics();
  StartWorker();
  StartWorker();
  ProduceCorpus(2000, 0, 0.6);
  std::mt19937_64 random(seed_);
  ASSERT_TRUE(WaitCommitted(1 + static_cast<int64_t>(random() % 500)));
  WaitAnywhere(random);
  TestBroker().Kill();
  ASSERT_TRUE(TestBroker().Restart().ok());
  ProduceCorpus(2000, 0.6, 1);
  // Whoever gave up is replaced, as an orchestrator would.
  for (const auto& worker : std::vector<WorkerProcess*>{workers_[0].get(), workers_[1].get()}) {
    if (!worker->process().Running()) StartWorker();
  }
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, AClaimsTopicWithTwoPartitionsIsRefused) {
  client_.CreateTopic(names_.claims, 2, {{"message.timestamp.type", "LogAppendTime"}});
  CreateTopics();
  WorkerProcess& worker = StartWorker();
  EXPECT_EQ(worker.process().Wait(kExitTimeout), 78);
  const std::string log = worker.process().Log();
  EXPECT_THAT(log, testing::HasSubstr(names_.claims));
  EXPECT_THAT(log, testing::HasSubstr("partition"));
}

}  // namespace
}  // namespace wirefold
