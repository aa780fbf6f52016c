#include "tests/integration/worker_fixture.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace wirefold {

using std::chrono::seconds;

namespace {

// The last lines, without dead letters, which are many.
std::string EndOf(const std::string& log) {
  std::string end;
  for (const absl::string_view line : absl::StrSplit(log, '\n', absl::SkipEmpty())) {
    if (!absl::StrContains(line, "\"dead letter\"")) absl::StrAppend(&end, line, "\n");
  }
  return end.substr(end.size() - std::min<size_t>(end.size(), 6000));
}

}  // namespace

std::string UniqueName(std::string_view prefix) {
  static int count = 0;
  return absl::StrCat(std::string(prefix), "-", ++count);
}

void WorkerTest::SetUp() {
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
  std::ofstream(ConfigPath()) << "kafka:\n  bootstrap_servers: \"" << BootstrapServers() << "\"\n  group_id: \""
                              << names_.group << "\"\n  properties:\n    session.timeout.ms: \"" << kSessionTimeoutMs
                              << "\"\n    transaction.timeout.ms: \"" << kTransactionTimeoutMs
                              << "\"\ntopics:\n  raw: \"" << names_.raw << "\"\n  enriched: \"" << names_.enriched
                              << "\"\n  claims: \"" << names_.claims << "\"\n  dead_letter: \"" << names_.dead_letter
                              << "\"\n  replication_factor: " << Replicas()
                              << "\n  min_insync_replicas: " << InSyncReplicas() << "\n  partitions: " << kPartitions
                              << "\nadmin:\n  listen: \"127.0.0.1:0\"\n"
                              // Small bites, so that a fault meets a worker in the middle of its work.
                              << "worker:\n  ring_records: " << kRingRecords << "\n  transaction_interval: 20ms\n";
}

void WorkerTest::TearDown() {
  if (HasFailure()) {
    for (size_t i = 0; i < workers_.size(); ++i) {
      std::cout << "---- worker " << i << ", end of its log\n" << EndOf(workers_[i]->process().Log());
    }
  }
  workers_.clear();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void WorkerTest::CreateTopics() {
  Process create({WIREFOLD_BINARY, "topics", "create", "-c", ConfigPath()}, directory_ + "/topics.log");
  ASSERT_EQ(create.Wait(kExitTimeout), 0) << create.Log();
}

std::vector<TopicRecord> WorkerTest::Corpus(size_t records, double begin, double end) const {
  const std::vector<CorpusRecord> corpus = MakeCorpus({.seed = seed_, .records = records, .partitions = kPartitions});
  std::vector<TopicRecord> batch;
  const auto place = [&](double part) { return static_cast<size_t>(part * static_cast<double>(corpus.size())); };
  for (size_t i = place(begin); i < place(end); ++i) {
    batch.push_back(corpus[i].record);
    batch.back().timestamp_ms = 0;  // retention would take what is old
  }
  return batch;
}

void WorkerTest::ProduceCorpus(size_t records, double begin, double end) {
  client_.Produce(names_.raw, Corpus(records, begin, end));
}

WorkerProcess& WorkerTest::StartWorker(const std::vector<std::string>& sets,
                                       const std::vector<std::string>& arguments) {
  std::vector<std::string> all = arguments;
  for (const std::string& set : sets) all.insert(all.end(), {"--set", set});
  workers_.push_back(
      std::make_unique<WorkerProcess>(ConfigPath(), all, absl::StrCat(directory_, "/worker", workers_.size(), ".log")));
  return *workers_.back();
}

WorkerProcess& WorkerTest::StartReadyWorker(const std::vector<std::string>& sets,
                                            const std::vector<std::string>& arguments) {
  WorkerProcess& worker = StartWorker(sets, arguments);
  EXPECT_TRUE(worker.WaitReady());
  return worker;
}

void WorkerTest::StopWorker(WorkerProcess& worker) {
  worker.process().Signal(SIGTERM);
  EXPECT_EQ(worker.process().Wait(kExitTimeout), 0);
}

void WorkerTest::ExpectRefused(const std::vector<std::string>& sets, const std::string& reason) {
  ExpectEnds(StartWorker(sets), kExitTimeout, reason);
}

void WorkerTest::ExpectEnds(WorkerProcess& worker, seconds timeout, const std::string& reason) {
  EXPECT_EQ(worker.process().Wait(timeout), 78) << reason;
  EXPECT_THAT(worker.process().Log(), testing::HasSubstr(reason));
}

void WorkerTest::WaitAnywhere(std::mt19937_64& random) {
  const std::chrono::microseconds moment(random() % 60'000);
  std::cout << "fault " << moment.count() << " us after " << CommittedRecords() << " committed records\n";
  std::this_thread::sleep_for(moment);
}

int64_t WorkerTest::CommittedRecords() {
  int64_t sum = 0;
  for (const auto& [partition, offset] : client_.Committed(names_.group, names_.raw)) sum += offset;
  return sum;
}

bool WorkerTest::WaitCommitted(int64_t records) {
  return WaitUntil([&] { return CommittedRecords() >= records; }, kProgressTimeout);
}

bool WorkerTest::WaitAllCommitted() {
  int64_t records = 0;
  for (const auto& [partition, end] : client_.End(names_.raw, Isolation::kUncommitted)) records += end;
  return WaitCommitted(records);
}

size_t WorkerTest::Outcomes() {
  return client_.Read(names_.enriched, Isolation::kCommitted).size() +
         client_.Read(names_.dead_letter, Isolation::kCommitted).size();
}

void WorkerTest::ExpectNoLag() {
  const Offsets ends = client_.End(names_.raw, Isolation::kCommitted);
  EXPECT_TRUE(WaitUntil([&] { return client_.Committed(names_.group, names_.raw) == ends; }, seconds(10)))
      << "a partition is not committed up to its end";
  std::map<int32_t, double> none;
  for (const auto& [partition, end] : ends) none[partition] = 0;
  const auto lag = [&](const std::string& name) {
    std::map<int32_t, double> all;
    for (const auto& worker : workers_) {
      if (worker->process().Running()) all.merge(worker->Gauge(name, names_.raw));
    }
    return all;
  };
  for (const std::string name : {"consumer_lag_records", "consumer_lag_seconds"}) {
    EXPECT_TRUE(WaitUntil([&] { return lag(name) == none; }, seconds(10)));
    EXPECT_EQ(lag(name), none) << name;
  }
}

void WorkerTest::StopAndCheck() {
  StopWorkers();
  Judge(ReadHistory(client_, names_));
}

void WorkerTest::StopWorkers() {
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

void WorkerTest::Judge(History history) {
  history_ = std::move(history);
  size_t shown = 0;
  for (const Violation& violation : CheckHistory(history_, rules_)) {
    if (++shown <= 20) ADD_FAILURE() << violation;
  }
  EXPECT_LE(shown, 20u) << "violations in all";
  EXPECT_EQ(history_.raw.size(), history_.enriched.size() + history_.dead_letters.size());
}

std::vector<std::string> WorkerTest::DeadLetterCodes() const {
  std::vector<std::string> codes;
  for (const TopicRecord& dead : history_.dead_letters) {
    for (const auto& [name, value] : dead.headers) {
      if (name == "__dlq.errors.code") codes.push_back(value);
    }
  }
  return codes;
}

TopicRecord ArticleRecord(const std::string& uri, int32_t partition) {
  std::string body;
  for (int i = 0; i < 60; ++i)
    absl::StrAppend(&body, "word", std::hash<std::string>{}(absl::StrCat(uri, i)) % 9973, " ");
  return {.partition = partition,
          .key = uri,
          .value = absl::StrCat("{\"uri\":\"", uri, "\",\"body\":\"", body, "\"}"),
          .headers = {}};
}

}  // namespace wirefold
