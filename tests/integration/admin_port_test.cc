// What the admin port of a running worker says, with its broker and without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tests/integration/worker_fixture.h"

namespace wirefold {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Lines of librdkafka in each second of the log ("time":"2024-05-01T12:00:07.123Z"), as far as `text` is in them.
std::map<std::string, int> LibrdkafkaLines(const std::string& log, const std::string& text) {
  std::map<std::string, int> seconds;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (!absl::StrContains(line, "\"logger\":\"librdkafka\"") || !absl::StrContains(line, text)) continue;
    ++seconds[line.substr(line.find("\"time\":\"") + 8, 19)];
  }
  return seconds;
}

TEST_F(WorkerTest, ItsStatusIsThatOfItsPartitionsStoriesAndDeadLetters) {
  constexpr size_t kRecords = 1500;
  CreateTopics();
  WorkerProcess& worker = StartReadyWorker({"kafka.properties.sasl.password=hunter2"});
  ProduceCorpus(kRecords);
  ASSERT_TRUE(WaitAllCommitted());
  const std::string all = absl::StrFormat("\"records\":%d,", kRecords);
  ASSERT_TRUE(WaitUntil([&] { return absl::StrContains(worker.Get("/statusz?format=json").body, all); }, kExitTimeout))
      << worker.Get("/statusz?format=json").body;
  const std::string json = worker.Get("/statusz?format=json").body;
  EXPECT_THAT(json, AllOf(HasSubstr("\"ready\":true"), HasSubstr("{\"partition\":5,\"committed\":"),
                          HasSubstr("\"stories\":[{"), HasSubstr("\"last_dead_letters\":[{"),
                          HasSubstr("\"claims_retention_ms\":"), Not(HasSubstr("hunter2"))));
  const HttpResponse page = worker.Get("/statusz");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("<h2>Partitions</h2>"), Not(HasSubstr("<script"))));
  EXPECT_THAT(worker.Get("/config").body, AllOf(HasSubstr("sasl.password"), Not(HasSubstr("hunter2"))));
  EXPECT_EQ(worker.Get("/loglevel").body, "info\n");
  StopAndCheck();
}

TEST_F(WorkerTest, WithoutABrokerItIsAliveAndNotReadyAndItsLogIsNotDrowned) {
  CreateTopics();
  WorkerProcess& worker = StartReadyWorker();
  ProduceCorpus(300, 0, 0.5);
  ASSERT_TRUE(WaitCommitted(1));
  TestBroker().Kill();
  EXPECT_TRUE(worker.WaitNotReady());
  EXPECT_EQ(worker.Get("/livez").status, 200);
  EXPECT_THAT(worker.Get("/readyz?verbose").body, HasSubstr("false"));
  EXPECT_THAT(worker.Get("/statusz").body, HasSubstr("Not ready. Failed checks: "));
  EXPECT_TRUE(WaitUntil([&] { return LibrdkafkaLines(worker.process().Log(), "refused").size() > 3; }, kExitTimeout));
  ASSERT_TRUE(TestBroker().Restart().ok());
  EXPECT_TRUE(worker.WaitReady());
  ProduceCorpus(300, 0.5, 1);
  ASSERT_TRUE(WaitAllCommitted());
  const std::string log = worker.process().Log();
  // A second of the clock meets two of the limit's, of 5 lines each.
  for (const auto& [second, lines] : LibrdkafkaLines(log, "")) EXPECT_LE(lines, 10) << second;
  std::string errors;
  for (const absl::string_view line : absl::StrSplit(log, '\n')) {
    if (absl::StrContains(line, "\"logger\":\"librdkafka\"") && absl::StrContains(line, "\"level\":\"error\"")) {
      absl::StrAppend(&errors, line, "\n");
    }
  }
  EXPECT_EQ(errors, "");
  StopAndCheck();
}

}  // namespace
}  // namespace wirefold
