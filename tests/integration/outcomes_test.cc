// What becomes of records that cannot be published as they are: one dead letter each, and the rest goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using std::chrono::seconds;

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

// "code stage" of each dead letter.
std::vector<std::string> CodesAndStages(const History& history) {
  std::vector<std::string> told;
  for (const TopicRecord& dead : history.dead_letters) {
    const std::map<std::string, std::string> headers(dead.headers.begin(), dead.headers.end());
    told.push_back(headers.at("__dlq.errors.stage") + " " + headers.at("__dlq.errors.code"));
  }
  return told;
}

TEST_F(WorkerTest, ATombstoneThatACompactedTopicRefusesBecomesOneDeadLetterAndTheRestGoesOn) {
  CreateTopics();
  client_.AlterTopic(names_.enriched, {{"cleanup.policy", "compact"}});
  std::vector<TopicRecord> records;
  for (int i = 0; i < 20; ++i) records.push_back(ArticleRecord(absl::StrCat("before-", i), i % 2));
  records.push_back({.partition = 0, .key = std::nullopt, .value = std::nullopt, .headers = {}});
  for (int i = 0; i < 20; ++i) records.push_back(ArticleRecord(absl::StrCat("after-", i), i % 2));
  client_.Produce(names_.raw, records);
  rules_.refused = {{0, 10}};
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
  EXPECT_EQ(history_.enriched.size(), 40u);
  EXPECT_EQ(history_.dead_letters.size(), 1u);
}

TEST_F(WorkerTest, ATimestampThatTheEnrichedTopicRefusesMakesOneDeadLetterAndTheRestGoesOn) {
  client_.CreateTopic(names_.raw, kPartitions, {{"message.timestamp.after.max.ms", "9223372036854775807"}});
  CreateTopics();
  const int64_t now_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  constexpr int64_t kHourMs = 3'600'000;
  std::vector<TopicRecord> records;
  // A clock half an hour fast or a year slow is no reason to refuse anything.
  for (int64_t skew_ms : {int64_t{0}, kHourMs / 2, 2 * kHourMs, -24 * 365 * kHourMs, int64_t{0}}) {
    records.push_back(ArticleRecord(absl::StrCat("skew-", records.size())));
    records.back().timestamp_ms = now_ms + skew_ms;
  }
  client_.Produce(names_.raw, records);
  rules_.refused = {{0, 2}};
  StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
  EXPECT_EQ(history_.enriched.size(), 4u);
  EXPECT_THAT(CodesAndStages(history_), testing::ElementsAre(testing::StartsWith("publish ")));
}

TEST_F(WorkerTest, IdsWithLineBreaksStayInOneLogLine) {
  CreateTopics();
  const auto record = [](std::string id, std::string rest) {
    return TopicRecord{.key = id, .value = absl::StrCat("{\"uri\":\"", id, "\",", rest, "}"), .headers = {{id, id}}};
  };
  const std::string id = "urn:a\\nb\\r\\u2028\\\"{}";  // as JSON writes it
  client_.Produce(names_.raw, {record(id, "\"body\":\"Some words stand here, enough for an article.\""),
                               record(id, "\"headline\":\"no body\""),
                               record("raw\nline", "\"broken"),
                               {.key = "a\nb\x1b[31m", .value = "{\n\x1b[31m", .headers = {{"h\n", "\r\n"}}}});
  WorkerProcess& worker = StartWorker();
  ASSERT_TRUE(WaitAllCommitted());
  StopAndCheck();
  EXPECT_EQ(history_.dead_letters.size(), 3u);
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(worker.process().Log(), '\n'))) {
    if (line.empty()) continue;
    EXPECT_TRUE(absl::StartsWith(line, "{\"time\":") && absl::EndsWith(line, "}")) << line;
    EXPECT_TRUE(std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < 0x20; })) << line;
  }
}

}  // namespace
}  // namespace wirefold
