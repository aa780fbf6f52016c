// `wirefold dlq` on a real broker: a replay loses and doubles nothing, whatever ends it and whatever its filters are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/run_verb.h"
#include "tests/integration/worker_fixture.h"
#include "worker/kafka/kafka.h"

namespace wirefold {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;

class DlqVerbTest : public WorkerTest {
 protected:
  VerbResult Dlq(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "dlq");
    return RunVerb(arguments, ConfigPath(), directory_);
  }

  std::unique_ptr<Process> StartReplay() {
    return std::make_unique<Process>(VerbLine({"dlq", "replay"}, ConfigPath()), VerbLog(directory_));
  }

  // As the worker writes it, of raw partition = dead letter partition.
  TopicRecord Letter(int number, const std::string& code = "INVALID_JSON") const {
    const int partition = number % kPartitions;
    return {.partition = partition,
            .key = absl::StrCat("key-", number),
            .value = absl::StrCat("{\"broken\":", number),
            .headers = {{"trace", absl::StrCat(number)},
                        {"__dlq.errors.topic", names_.raw},
                        {"__dlq.errors.partition", absl::StrCat(partition)},
                        {"__dlq.errors.offset", absl::StrCat(number / kPartitions)},
                        {"__dlq.errors.group", names_.group},
                        {"__dlq.errors.timestamp", "1000"},
                        {"__dlq.errors.stage", "decode"},
                        {"__dlq.errors.code", code},
                        {"__dlq.errors.message", "a string is opened, but never closed"}}};
  }

  void ProduceLetters(int count) {
    std::vector<TopicRecord> letters;
    for (int i = 0; i < count; ++i) letters.push_back(Letter(i));
    client_.Produce(names_.dead_letter, letters);
  }

  // Each of the first `count` letters is in the raw topic once, as it was, in its order.
  void ExpectEachOnce(int count) {
    std::map<int32_t, std::vector<int>> numbers;
    for (const TopicRecord& raw : client_.Read(names_.raw, Isolation::kCommitted)) {
      ASSERT_TRUE(raw.key.has_value());
      const int number = std::stoi(raw.key->substr(4));
      numbers[raw.partition].push_back(number);
      EXPECT_EQ(raw.key, Letter(number).key);
      EXPECT_EQ(raw.value, Letter(number).value);
      EXPECT_EQ(raw.headers, (std::vector<std::pair<std::string, std::string>>{{"trace", absl::StrCat(number)},
                                                                               {"wirefold.replays", "1"}}));
    }
    for (int partition = 0; partition < kPartitions; ++partition) {
      std::vector<int> expected;
      for (int number = partition; number < count; number += kPartitions) expected.push_back(number);
      EXPECT_EQ(numbers[partition], expected) << "partition " << partition;
    }
  }

  int64_t SentSoFar() {
    int64_t sum = 0;
    for (const auto& [partition, end] : client_.End(names_.raw, Isolation::kCommitted)) sum += end;
    return sum;
  }
};

TEST_F(DlqVerbTest, AReplayKilledAgainAndAgainLosesAndDoublesNothing) {
  constexpr int kLetters = 10'000;
  CreateTopics();
  ProduceLetters(kLetters);
  std::mt19937_64 random(seed_);
  int killed = 0;
  for (int kill = 0; kill < 4; ++kill) {
    const int64_t until = SentSoFar() + 1 + static_cast<int64_t>(random() % 2000);
    const std::unique_ptr<Process> replay = StartReplay();
    ASSERT_TRUE(WaitUntil([&] { return SentSoFar() >= until || !replay->Running(); }, kProgressTimeout));
    replay->Signal(SIGKILL);
    killed += replay->Wait(kExitTimeout) == 128 + SIGKILL ? 1 : 0;
  }
  EXPECT_GE(killed, 2) << "too few were killed at work to say anything";
  const VerbResult rest = Dlq({"replay", "--format", "json"});
  EXPECT_EQ(rest.code, 0) << rest.output;
  ExpectEachOnce(kLetters);
  const VerbResult again = Dlq({"replay", "--format", "json"});
  EXPECT_EQ(again.code, 0) << again.output;
  EXPECT_THAT(again.output, AllOf(HasSubstr("\"sent\":0,"), HasSubstr("\"replayed\":10000,")));
  ExpectEachOnce(kLetters);
}

TEST_F(DlqVerbTest, RunsWithOtherFiltersSendWhatEarlierOnesPassedOver) {
  constexpr int kLetters = 60;
  CreateTopics();
  std::vector<TopicRecord> letters;
  for (int i = 0; i < kLetters; ++i) letters.push_back(Letter(i, i < 30 ? "INVALID_JSON" : "MISSING_BODY"));
  client_.Produce(names_.dead_letter, letters);
  struct Run {
    std::vector<std::string> arguments;
    const char* expected;
  };
  const Run runs[] = {
      {{"--filter", "code=MISSING_BODY", "--dry-run"}, "\"dry_run\":true,\"sent\":30,"},
      {{"--filter", "code=MISSING_BODY", "--filter", "partition=0"}, "\"sent\":5,"},
      {{"--filter", "code=invalid_json", "--max", "7"}, "\"sent\":7,"},
      {{"--filter", "code=MISSING_BODY"}, "\"sent\":25,\"refused\":0,\"replayed\":5,"},
      {{"--filter", "code=NO_SUCH_CODE"}, "\"sent\":0,\"refused\":0,\"replayed\":0,"},
      {{}, "\"sent\":23,\"refused\":0,\"replayed\":37,"},
      {{}, "\"sent\":0,\"refused\":0,\"replayed\":60,"},
  };
  for (const Run& run : runs) {
    std::vector<std::string> arguments = {"replay", "--format", "json"};
    arguments.insert(arguments.end(), run.arguments.begin(), run.arguments.end());
    const VerbResult result = Dlq(arguments);
    EXPECT_EQ(result.code, 0) << result.output;
    EXPECT_THAT(result.output, HasSubstr(run.expected));
  }
  std::map<std::string, int> times;
  for (const TopicRecord& raw : client_.Read(names_.raw, Isolation::kCommitted)) ++times[*raw.key];
  EXPECT_EQ(times.size(), static_cast<size_t>(kLetters));
  for (const auto& [key, count] : times) EXPECT_EQ(count, 1) << key;
}

TEST_F(DlqVerbTest, TwoReplaysAtOnceDoubleNothing) {
  constexpr int kLetters = 4000;
  CreateTopics();
  ProduceLetters(kLetters);
  std::vector<std::unique_ptr<Process>> replays;
  for (int i = 0; i < 3; ++i) {
    replays.push_back(StartReplay());
    EXPECT_TRUE(WaitUntil([&] { return SentSoFar() > 400 * i || !replays.back()->Running(); }, kProgressTimeout));
  }
  for (const auto& replay : replays) {
    EXPECT_THAT(replay->Wait(kProgressTimeout), testing::AnyOf(testing::Optional(0), testing::Optional(75)))
        << replay->Log();
  }
  EXPECT_EQ(Dlq({"replay"}).code, 0);
  ExpectEachOnce(kLetters);
}

// The marks of earlier runs may stand behind a worker's open transaction, where a reader of committed records cannot
// see them yet.
TEST_F(DlqVerbTest, AReplayWaitsForTheTransactionsThatStandBeforeMarks) {
  CreateTopics();
  ProduceLetters(kPartitions);
  kafka::ClientSettings settings;
  settings.bootstrap_servers = BootstrapServers();
  settings.properties = {{"transaction.timeout.ms", "60000"}};
  auto worker = kafka::Producer::Create(settings, names_.group + "-worker", /*linger_ms=*/0);
  ASSERT_TRUE(worker.ok()) << worker.status();
  ASSERT_TRUE(WaitUntil([&] { return (*worker)->InitTransactions(1000).outcome == kafka::TransactionOutcome::kDone; },
                        seconds(30)));
  ASSERT_TRUE((*worker)->BeginTransaction().ok());
  const TopicRecord letter = Letter(kPartitions);
  kafka::Outgoing open;
  open.topic = names_.dead_letter;
  open.partition = 0;
  open.key = *letter.key;
  open.value = *letter.value;
  for (const auto& [name, value] : letter.headers) open.headers.push_back({name, value});
  ASSERT_TRUE((*worker)->Produce(open).ok());
  ASSERT_TRUE((*worker)->Flush(30'000).ok());
  // Letter 0 was sent back by a replay that ended.
  TopicRecord mark;
  mark.headers = {{"__dlq.replayed.offsets", "0"}, {"__dlq.replayed.group", names_.group}};
  client_.Produce(names_.dead_letter, {mark});

  const std::unique_ptr<Process> replay = StartReplay();
  // Long enough for a replay that does not wait.
  EXPECT_FALSE(replay->Wait(seconds(5)).has_value()) << replay->Log();
  EXPECT_EQ(SentSoFar(), 0);
  ASSERT_EQ((*worker)->CommitTransaction(30'000).outcome, kafka::TransactionOutcome::kDone);
  EXPECT_EQ(replay->Wait(kExitTimeout), 0) << replay->Log();
  std::vector<std::string> keys;
  for (const TopicRecord& raw : client_.Read(names_.raw, Isolation::kCommitted)) keys.push_back(*raw.key);
  EXPECT_THAT(keys, testing::UnorderedElementsAre("key-1", "key-2", "key-3", "key-4", "key-5", "key-6"));
}

TEST_F(DlqVerbTest, ARecordThatFailsAgainAndAgainStaysAfterThreeReplays) {
  CreateTopics();
  TopicRecord broken;
  broken.key = "urn:broken";
  broken.value = "{\"body\":\"cut in the mid";
  broken.headers = {{"trace", "t-1"}};
  client_.Produce(names_.raw, {broken});
  StartReadyWorker();
  const auto letters = [&] {
    int count = 0;
    for (const TopicRecord& record : client_.Read(names_.dead_letter, Isolation::kCommitted)) {
      count += record.value.has_value() ? 1 : 0;  // a mark has none
    }
    return count;
  };
  for (int replay = 1; replay <= 3; ++replay) {
    ASSERT_TRUE(WaitUntil([&] { return letters() == replay; }, kProgressTimeout));
    const VerbResult result = Dlq({"replay", "--format", "json"});
    EXPECT_EQ(result.code, 0) << result.output;
    EXPECT_THAT(result.output, AllOf(HasSubstr("\"sent\":1,"), HasSubstr("\"exhausted\":0,")));
  }
  ASSERT_TRUE(WaitUntil([&] { return letters() == 4; }, kProgressTimeout));
  const VerbResult guarded = Dlq({"replay"});
  EXPECT_EQ(guarded.code, 0) << guarded.output;
  EXPECT_THAT(guarded.output,
              AllOf(HasSubstr("0 letters sent back"), HasSubstr("stay: exhausted"), HasSubstr(", 1: ")));
  const VerbResult list = Dlq({"list", "--format", "json"});
  EXPECT_EQ(list.code, 0) << list.output;
  EXPECT_THAT(list.output, AllOf(HasSubstr("\"state\":\"replayed\""), HasSubstr("\"state\":\"exhausted\""),
                                 HasSubstr("\"code\":\"INVALID_JSON\""), HasSubstr("\"replays\":3,")));
  const VerbResult table = Dlq({"list", "--max", "1"});
  EXPECT_EQ(table.code, 0) << table.output;
  // Its key says which partition it is in.
  const std::string place =
      absl::StrCat(client_.Read(names_.dead_letter, Isolation::kCommitted).front().partition, "@0");
  EXPECT_THAT(table.output, AllOf(HasSubstr(place), HasSubstr("  replayed  ")));
  const VerbResult show = Dlq({"show", place});
  EXPECT_EQ(show.code, 0) << show.output;
  EXPECT_THAT(show.output, AllOf(HasSubstr("place    " + place + ", replayed"), HasSubstr("key      urn:broken"),
                                 HasSubstr("header   trace: t-1"), HasSubstr("{\"body\":\"cut in the mid\n")));
  EXPECT_EQ(Dlq({"replay", "--max-replays", "4"}).code, 0);
  ASSERT_TRUE(WaitUntil([&] { return letters() == 5; }, kProgressTimeout));
  StopWorkers();
}

TEST_F(DlqVerbTest, WhatTheRawTopicDoesNotTakeStaysAndTheOthersGo) {
  CreateTopics();
  // A compacted topic takes no record without a key; which ones they are, the broker says or not.
  client_.AlterTopic(names_.raw, {{"cleanup.policy", "compact"}});
  std::vector<TopicRecord> letters;
  for (int i = 0; i < 60; ++i) {
    letters.push_back(Letter(i));
    if (i % 20 == 7) letters.back().key.reset();
  }
  client_.Produce(names_.dead_letter, letters);
  const VerbResult result = Dlq({"replay", "--format", "json"});
  EXPECT_EQ(result.code, 65) << result.output;
  EXPECT_THAT(result.output, HasSubstr("\"sent\":57,\"refused\":3,"));
  EXPECT_EQ(client_.Read(names_.raw, Isolation::kCommitted).size(), 57u);
  client_.AlterTopic(names_.raw, {{"cleanup.policy", "delete"}});
  const VerbResult later = Dlq({"replay", "--format", "json"});
  EXPECT_EQ(later.code, 0) << later.output;
  EXPECT_THAT(later.output, HasSubstr("\"sent\":3,\"refused\":0,\"replayed\":57,"));
}

TEST_F(DlqVerbTest, RefusesWhatItCannotDo) {
  EXPECT_EQ(Dlq({"list"}).code, 78) << "the topic was not made";
  CreateTopics();
  const VerbResult empty = Dlq({"replay"});
  EXPECT_EQ(empty.code, 0) << empty.output;
  EXPECT_THAT(empty.output, HasSubstr("0 letters sent back"));
  EXPECT_EQ(Dlq({"list"}).code, 0);
  EXPECT_EQ(Dlq({"show", "0@0"}).code, 66);
  EXPECT_EQ(Dlq({"show", "99@0"}).code, 66);
  EXPECT_EQ(Dlq({"show", "0"}).code, 64);
  EXPECT_EQ(Dlq({"list", "--filter", "colour=red"}).code, 64);
  EXPECT_EQ(Dlq({"replay", "--filter", "since=yesterday"}).code, 64);
  EXPECT_EQ(Dlq({"replay", "--max", "0"}).code, 64);
  TopicRecord mark;
  mark.headers = {{"__dlq.replayed.offsets", "all of them"}};
  client_.Produce(names_.dead_letter, {mark});
  const VerbResult unreadable = Dlq({"replay"});
  EXPECT_EQ(unreadable.code, 78) << unreadable.output;
  EXPECT_THAT(unreadable.output, HasSubstr("the mark at 0@0"));
  client_.AlterTopic(names_.dead_letter, {{"cleanup.policy", "compact"}});
  const VerbResult compacted = Dlq({"replay"});
  EXPECT_EQ(compacted.code, 78) << compacted.output;
  EXPECT_THAT(compacted.output, HasSubstr("compacts it"));
}

}  // namespace
}  // namespace wirefold
