// librdkafka's own log lines as lines of ours. In an outage each of its threads says so several times a second, and at
// its level of errors: some lines a second are enough, and a broker that cannot be reached is a warning, since it goes
// on by itself. What does not pass by itself (a certificate, a password, a fatal error) stays an error.
//
//   kafka::SetLogSink(LogLibrdkafka);
#pragma once

#include <cstdint>
#include <string_view>

#include "worker/runtime/log.h"

namespace wirefold {

inline constexpr uint64_t kLibrdkafkaLinesPerSecond = 5;

// `syslog_level` and `text` ("FAIL: ...") as librdkafka gives them. Pure.
LogLevel LevelOfLibrdkafka(int syslog_level, std::string_view text);

void LogLibrdkafka(int syslog_level, std::string_view text);

}  // namespace wirefold
