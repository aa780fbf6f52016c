#include "worker/runtime/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "common/base/version.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/librdkafka_log.h"

namespace wirefold {
namespace {

using testing::HasSubstr;

TEST(LogLimit, AdmitsSomeLinesASecondAndTellsHowManyItDidNot) {
  LogLimit limit(2);
  EXPECT_EQ(limit.Admit(1000), 0u);
  EXPECT_EQ(limit.Admit(1999), 0u);
  EXPECT_EQ(limit.Admit(1999), std::nullopt);
  EXPECT_EQ(limit.Admit(1999), std::nullopt);
  EXPECT_EQ(limit.Admit(2000), 2u);
  EXPECT_EQ(limit.Admit(2000), 0u);
}

TEST(Log, WhatARecordHoldsForgesNoLineAndSendsNoEscapes) {
  EXPECT_EQ(OnOneLine("a\nb\x1b[31m\x7f\tc"), "a\\x0ab\\x1b[31m\\x7f\\x09c");
  EXPECT_EQ(OnOneLine("Größe"), "Größe");
}

TEST(Log, ALineIsOneJsonObjectWithNumbersAsNumbers) {
  const std::string topic = "a\"b\n";
  const LogFields fields = {{"topic", topic},
                            {"partition", int32_t{3}},
                            {"offset", int64_t{1} << 40},
                            ErrorCode(absl::UnavailableError("x"))};
  EXPECT_EQ(AsJson({LogLevel::kWarning, "dead letter", fields, 7}, "T"),
            "{\"time\":\"T\",\"level\":\"warning\",\"msg\":\"dead letter\",\"topic\":\"a\\\"b\\n\",\"partition\":3,"
            "\"offset\":1099511627776,\"error_code\":\"UNAVAILABLE\",\"suppressed\":7,\"service\":\"wirefold\","
            "\"version\":\"" +
                std::string(kVersion) + "\"}");
  EXPECT_EQ(AsText({LogLevel::kInfo, "m", {{"n", 1}, {"t", "x\ny"}}, 0}, "T"), "T info    m n=1 t=x\\x0ay");
}

TEST(Log, LevelsHaveTheirNames) {
  for (const LogLevel level : {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarning, LogLevel::kError}) {
    EXPECT_EQ(LogLevelNamed(LogLevelName(level)), level);
  }
  for (const char* none : {"", "INFO", "warn", "fatal", "info "}) EXPECT_EQ(LogLevelNamed(none), std::nullopt) << none;
}

// Each call site of its own: what one leaves out is not left out at another.
TEST(Log, ACallSiteThatRepeatsItselfIsBoundedAndAnotherIsNot) {
  std::vector<std::string> seen;
  SetLogObserver([&](LogLevel, std::string_view message, LogFields) { seen.emplace_back(message); });
  for (int i = 0; i < 10'000; ++i) Log(LogLevel::kInfo, "often");
  Log(LogLevel::kInfo, "once");
  SetLogObserver(nullptr);
  EXPECT_EQ(std::count(seen.begin(), seen.end(), "once"), 1);
  EXPECT_GE(std::count(seen.begin(), seen.end(), "often"), int{kLogLinesPerSecond});
  EXPECT_LT(std::count(seen.begin(), seen.end(), "often"), 500);
}

TEST(Log, LinesBelowTheLevelAreNotWritten) {
  std::vector<std::string> seen;
  SetLogObserver([&](LogLevel, std::string_view message, LogFields) { seen.emplace_back(message); });
  const LogLevel before = CurrentLogLevel();
  SetLogLevel(LogLevel::kError);
  Log(LogLevel::kWarning, "below");
  LogLimit(5).Write(0, LogLevel::kWarning, "below");
  Log(LogLevel::kError, "at");
  SetLogLevel(before);
  SetLogObserver(nullptr);
  EXPECT_THAT(seen, testing::ElementsAre("at"));
}

struct Line {
  int syslog_level;
  const char* text;
  LogLevel level;
};

TEST(LibrdkafkaLog, ABrokerThatCannotBeReachedIsAWarningAndWhatDoesNotPassAnError) {
  const Line lines[] = {
      {3,
       "FAIL: [thrd:127.0.0.1:9/bootstrap]: 127.0.0.1:9/bootstrap: Connect to ipv4#127.0.0.1:9 failed: Connection "
       "refused (after 0ms in state CONNECT)",
       LogLevel::kWarning},
      {3, "ERROR: [thrd:127.0.0.1:9/bootstrap]: 1/1 brokers are down", LogLevel::kWarning},
      {3, "FAIL: [thrd:GroupCoordinator]: GroupCoordinator: b:9092: Disconnected (after 5ms in state UP)",
       LogLevel::kWarning},
      {3, "FAIL: [thrd:b]: b:9092: Failed to resolve 'b:9092': Name or service not known", LogLevel::kWarning},
      {5, "REQTMOUT: [thrd:b]: b:9092/1: Timed out FetchRequest in flight", LogLevel::kWarning},
      {4, "SESSTMOUT: [thrd:main]: Consumer group session timed out", LogLevel::kWarning},
      {3, "ADDOFFSETS: [thrd:main]: TxnCoordinator/1: Failed to add offsets to transaction: Local: Timed out",
       LogLevel::kWarning},
      {3,
       "TXNERR: [thrd:b:9092/1]: Current transaction failed in state InTransaction: 15 message(s) timed out on raw [1] "
       "(_TIMED_OUT, requires epoch bump)",
       LogLevel::kWarning},
      {3, "FAIL: [thrd:b]: b:9092: SASL authentication error: Authentication failed (after 3ms in state AUTH_REQ)",
       LogLevel::kError},
      {3,
       "FAIL: [thrd:ssl://b]: ssl://b:9093/bootstrap: SSL handshake failed: Disconnected: connecting to a PLAINTEXT "
       "broker listener?",
       LogLevel::kError},
      {3, "FAIL: [thrd:ssl://b]: certificate verify failed", LogLevel::kError},
      {0, "FATAL: [thrd:main]: this instance has been fenced", LogLevel::kError},
      {7, "BROKER: connected", LogLevel::kDebug},
      {6, "INFO", LogLevel::kDebug},
  };
  for (const Line& line : lines) EXPECT_EQ(LevelOfLibrdkafka(line.syslog_level, line.text), line.level) << line.text;
}

TEST(LibrdkafkaLog, InAnOutageItsLinesAreFew) {
  int lines = 0;
  SetLogObserver([&](LogLevel, std::string_view, LogFields) { ++lines; });
  const auto began = SteadyMs();
  for (int i = 0; i < 10'000; ++i) LogLibrdkafka(3, "FAIL: Connection refused");
  const auto seconds = (SteadyMs() - began) / 1000 + 2;  // that the loop touched
  SetLogObserver(nullptr);
  EXPECT_GE(lines, int{kLibrdkafkaLinesPerSecond});
  EXPECT_LE(lines, static_cast<int>(kLibrdkafkaLinesPerSecond) * seconds);
}

}  // namespace
}  // namespace wirefold
