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
#include <map>
#include <random>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/fold/genesis.h"
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
constexpr int kRingRecords = 16;
constexpr auto kReadyTimeout = seconds(40);
constexpr auto kProgressTimeout = seconds(90);
constexpr auto kExitTimeout = seconds(40);
constexpr int kSessionTimeoutMs = 6000;
constexpr int kTransactionTimeoutMs = 5000;

// A worker process and the files it writes.
class WorkerProcess {
 public:
  // `sets`: "key=value" over the file's.
  WorkerProcess(const std::string& config_path, const std::vector<std::string>& sets, std::string log_path)
      : process_(Arguments(config_path, sets), std::move(log_path)) {}

  Process& process() { return process_; }

  bool WaitReady() {
    return WaitUntil(
               [this] { return !process_.Running() || (Port() != 0 && HttpGet(Port(), "/readyz").status == 200); },
               kReadyTimeout) &&
           process_.Running();
  }

  HttpResponse Get(std::string_view path) { return HttpGet(Port(), path); }

  // By partition; a partition without the series is left out.
  std::map<int32_t, double> Gauge(const std::string& name, const std::string& topic) {
    const std::string text = Get("/metrics").body;
    std::map<int32_t, double> values;
    for (int32_t partition = 0; partition < kPartitions; ++partition) {
      const std::string series =
          absl::StrCat("\nwirefold_", name, "{partition=\"", partition, "\",topic=\"", topic, "\"} ");
      if (const size_t at = text.find(series); at != std::string::npos) {
        values[partition] = ::atof(text.c_str() + at + series.size());
      }
    }
    return values;
  }

  bool WaitGauge(const std::string& name, const std::string& topic, const std::map<int32_t, double>& values) {
    return WaitUntil([&] { return Gauge(name, topic) == values; }, seconds(10));
  }

  // It holds as many records as it may: nothing more is committed, or more is there than it can do.
  bool WaitFull() {
    const std::string full = absl::StrCat("\nwirefold_records_in_flight ", kPartitions * kRingRecords, "\n");
    return WaitUntil([&] { return absl::StrContains(Get("/metrics").body, full); }, kReadyTimeout);
  }

  // Its HTTP server answers: the process is up, ready or not.
  bool WaitUp() {
    return WaitUntil([this] { return Port() != 0 && Get("/livez").status == 200; }, kReadyTimeout);
  }

 private:
  static std::vector<std::string> Arguments(const std::string& config_path, const std::vector<std::string>& sets) {
    std::vector<std::string> arguments = {WIREFOLD_BINARY, "run", "-c", config_path};
    for (const std::string& set : sets) arguments.insert(arguments.end(), {"--set", set});
    return arguments;
  }

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
        << "worker:\n  ring_records: " << kRingRecords << "\n  transaction_interval_ms: 20\n";
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
  std::vector<TopicRecord> Corpus(size_t records, double begin = 0, double end = 1) {
    const std::vector<CorpusRecord> corpus = MakeCorpus({.seed = seed_, .records = records, .partitions = kPartitions});
    std::vector<TopicRecord> batch;
    const auto place = [&](double part) { return static_cast<size_t>(part * static_cast<double>(corpus.size())); };
    for (size_t i = place(begin); i < place(end); ++i) batch.push_back(corpus[i].record);
    return batch;
  }

  void ProduceCorpus(size_t records, double begin = 0, double end = 1) {
    client_.Produce(names_.raw, Corpus(records, begin, end));
  }

  WorkerProcess& StartWorker(const std::vector<std::string>& sets = {}) {
    workers_.push_back(std::make_unique<WorkerProcess>(ConfigPath(), sets,
                                                       absl::StrCat(directory_, "/worker", workers_.size(), ".log")));
    return *workers_.back();
  }

  // Refused at start as a configuration error, with the reason.
  void ExpectRefused(const std::vector<std::string>& sets, const std::string& reason) {
    WorkerProcess& worker = StartWorker(sets);
    EXPECT_EQ(worker.process().Wait(kExitTimeout), 78) << reason;
    EXPECT_THAT(worker.process().Log(), testing::HasSubstr(reason));
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

  // Stops the workers that still run, then judges.
  void StopAndCheck() {
    StopWorkers();
    Judge(ReadHistory(client_, names_));
  }

  // No transaction may be left open.
  void StopWorkers() {
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
  }

  void Judge(History history) {
    history_ = std::move(history);
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

TEST_F(WorkerTest, AFullWorkerWhoseSessionExpiredGivesItsPartitionsUpAndGoesOn) {
  CreateTopics();
  WorkerProcess& worker = StartWorker();
  ASSERT_TRUE(worker.WaitReady());
  ProduceCorpus(4000);
  ASSERT_TRUE(WaitCommitted(1));
  TestBroker().Signal(SIGSTOP);
  ASSERT_TRUE(worker.WaitFull());
  ASSERT_TRUE(WaitUntil([&] { return absl::StrContains(worker.process().Log(), "partitions lost"); }, kExitTimeout));
  TestBroker().Signal(SIGCONT);
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

TEST_F(WorkerTest, FinishesAfterItsBrokerWasFencedAgainAndAgain) {
  CreateTopics();
  ProduceCorpus(2000);
  ASSERT_TRUE(TestBroker().Restart(kFencedAgainAndAgain).ok());
  StartWorker();
  WaitUntil([&] { return CommittedRecords() == 2000; }, seconds(20));  // for some fencings; it need not get far
  ASSERT_TRUE(TestBroker().Restart().ok());
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

// What a broker may do while a worker is told to stop: it is gone, or it is there and answers nobody.
class OutageTest : public WorkerTest, public testing::WithParamInterface<int> {};

TEST_P(OutageTest, AStopDuringItEndsInTimeAndAReplacementFinishes) {
  const int fault = GetParam();
  CreateTopics();
  // Its session outlives the drain, so that what it holds is still its own to commit.
  WorkerProcess& busy = StartWorker({"worker.drain_timeout_ms=2000", "kafka.properties.session.timeout.ms=12000"});
  ASSERT_TRUE(busy.WaitReady());
  ProduceCorpus(4000);
  std::mt19937_64 random(seed_);
  ASSERT_TRUE(WaitCommitted(1 + static_cast<int64_t>(random() % 500)));
  WaitAnywhere(random);
  TestBroker().Signal(fault);
  WorkerProcess& starting = StartWorker();
  ASSERT_TRUE(starting.WaitUp());
  ASSERT_TRUE(busy.WaitFull());
  EXPECT_EQ(busy.Get("/livez").status, 200);
  const auto began = std::chrono::steady_clock::now();
  for (WorkerProcess* worker : {&busy, &starting}) worker->process().Signal(SIGTERM);
  EXPECT_EQ(starting.process().Wait(kExitTimeout), 0);  // it had nothing
  EXPECT_EQ(busy.process().Wait(kExitTimeout), 75);
  EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(10));
  EXPECT_THAT(busy.process().Log(), testing::HasSubstr("records in flight"));
  if (fault == SIGSTOP) {
    TestBroker().Signal(SIGCONT);
  } else {
    ASSERT_TRUE(TestBroker().Restart().ok());
  }
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
}

INSTANTIATE_TEST_SUITE_P(Broker, OutageTest, testing::Values(SIGKILL, SIGSTOP),
                         [](const auto& fault) { return fault.param == SIGKILL ? "Gone" : "Silent"; });

TEST_F(WorkerTest, WhatIsTooLargeBecomesOneDeadLetterAndTheRestGoesOn) {
  client_.CreateTopic(names_.raw, kPartitions, {{"max.message.bytes", "31457280"}});
  CreateTopics();
  const auto article = [](std::string uri, size_t body_bytes) {
    std::string body;
    while (body.size() < body_bytes) absl::StrAppend(&body, "word", body.size() % 8191, " ");
    const std::string value = absl::StrCat("{\"uri\":\"", uri, "\",\"body\":\"", body, "\"}");
    return TopicRecord{.partition = 0, .key = uri, .value = value, .headers = {}};
  };
  TopicRecord wide = {.partition = 0, .key = "wide", .value = "{", .headers = {{"wide", std::string(2'000'000, 'w')}}};
  TopicRecord gone = {.partition = 0, .key = "gone", .value = std::nullopt, .headers = wide.headers};
  client_.Produce(names_.raw, {article("first", 3000), article("body", 20'000'000), article("record", 950'000), wide,
                               article("value", 3'000'000), gone, article("last", 3000)});
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
  std::vector<std::string> told;
  for (const TopicRecord& dead : history_.dead_letters) {
    const std::map<std::string, std::string> headers(dead.headers.begin(), dead.headers.end());
    std::string line = absl::StrCat(dead.key.value_or(""), " ", headers.at("__dlq.errors.stage"), " ",
                                    headers.at("__dlq.errors.code"));
    for (const char* part : {"value", "headers"}) {
      if (headers.contains(absl::StrCat("__dlq.errors.", part, "_omitted_bytes"))) absl::StrAppend(&line, " -", part);
    }
    told.push_back(std::move(line));
  }
  EXPECT_THAT(told, testing::UnorderedElementsAre("body decode BODY_TOO_LARGE -value", "record encode RECORD_TOO_LARGE",
                                                  "wide decode INVALID_JSON -value -headers",
                                                  "value encode RECORD_TOO_LARGE -value",
                                                  "gone encode RECORD_TOO_LARGE -headers"));
  EXPECT_EQ(history_.enriched.size(), 2u);
}

TEST_F(WorkerTest, LagReturnsToZeroBehindATransactionalProducer) {
  CreateTopics();
  WorkerProcess& worker = StartWorker();
  for (double part : {0.0, 0.5}) client_.ProduceTransaction(names_.raw, Corpus(1000, part, part + 0.5), true);
  client_.ProduceTransaction(names_.raw, Corpus(60), false);
  ASSERT_TRUE(worker.WaitReady());
  // Markers and aborted records stand behind the last record: what holds no record is committed, too.
  const std::map<int32_t, int64_t> end = client_.End(names_.raw, Isolation::kCommitted);
  ASSERT_TRUE(WaitUntil([&] { return client_.Committed(names_.group, names_.raw) == end; }, kProgressTimeout));
  std::map<int32_t, double> none;
  for (const auto& [partition, offset] : end) none[partition] = 0;
  EXPECT_TRUE(worker.WaitGauge("consumer_lag_records", names_.raw, none));
  EXPECT_TRUE(worker.WaitGauge("consumer_lag_seconds", names_.raw, none));
  // A new owner says the same without having committed anything.
  worker.process().Signal(SIGTERM);
  EXPECT_EQ(worker.process().Wait(kExitTimeout), 0);
  WorkerProcess& next = StartWorker();
  ASSERT_TRUE(next.WaitReady());
  EXPECT_TRUE(next.WaitGauge("consumer_lag_records", names_.raw, none));
  EXPECT_TRUE(next.WaitGauge("consumer_lag_seconds", names_.raw, none));
  StopAndCheck();
}

TEST_F(WorkerTest, TopicsThatCannotHoldTheirPromisesAreRefused) {
  CreateTopics();
  struct Case {
    std::string key;
    int partitions;
    std::vector<std::pair<std::string, std::string>> settings;
    std::string reason;
  };
  const std::vector<Case> cases = {
      {"topics.claims", 2, {{"message.timestamp.type", "LogAppendTime"}}, "has 2 partitions"},
      {"topics.claims", 1, {{"message.timestamp.type", "CreateTime"}}, "message.timestamp.type=CreateTime"},
      {"topics.claims", 1, {{"retention.ms", "3600000"}}, "retention.ms=3600000"},
      {"topics.claims", 1, {{"cleanup.policy", "compact"}}, "cleanup.policy=compact"},
      {"topics.enriched", 1, {{"max.message.bytes", "500000"}}, "max.message.bytes=500000"},
      {"topics.dead_letter", 1, {{"max.message.bytes", "500000"}}, "max.message.bytes=500000"},
  };
  for (const Case& c : cases) {
    const std::string topic = UniqueName("refused");
    client_.CreateTopic(topic, c.partitions, c.settings);
    ExpectRefused({absl::StrCat(c.key, "=", topic)}, c.reason);
    EXPECT_THAT(workers_.back()->process().Log(), testing::HasSubstr(topic));
  }
  ExpectRefused({"topics.dead_letter=no-such-topic"}, "topic no-such-topic does not exist");
}

TEST_F(WorkerTest, AConfigurationThatContradictsTheClaimsLogIsRefused) {
  CreateTopics();
  ProduceCorpus(20);
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  ExpectRefused({"fold.containment_threshold=0.9"}, "wirefold claims set fold.containment_threshold=0.9");
  EXPECT_THAT(workers_.back()->process().Log(), testing::HasSubstr("in claims log " + names_.claims));
  StopAndCheck();
}

TEST_F(WorkerTest, ALogWhoseHeadWasDeletedStillRestores) {
  CreateTopics();
  ProduceCorpus(600);
  WorkerProcess& first = StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  first.process().Signal(SIGTERM);
  ASSERT_EQ(first.process().Wait(kExitTimeout), 0);
  const std::vector<TopicRecord> before = client_.Read(names_.claims, Isolation::kUncommitted);
  // Genesis stands first and is restated hourly; here the test restates it, then all before it goes.
  client_.Produce(names_.claims, {before.front()});
  client_.DeleteRecords(names_.claims, 0, before.back().offset + 1);
  seed_ += 1;  // other articles: what they could be copies of is gone
  ProduceCorpus(600);
  StartWorker();
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopWorkers();
  History history = ReadHistory(client_, names_);
  EXPECT_EQ(history.claims.front().offset, before.back().offset + 1);
  history.claims.insert(history.claims.begin(), before.begin(), before.end());
  Judge(std::move(history));  // a reader that saw all of the log agrees with who saw its end only
}

}  // namespace
}  // namespace wirefold
