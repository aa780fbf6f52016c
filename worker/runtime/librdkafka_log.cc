#include "worker/runtime/librdkafka_log.h"

#include <algorithm>
#include <iterator>

#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int kSyslogError = 3;
constexpr int kSyslogNotice = 5;

bool Holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What passes once the broker or the network is back.
bool IsUnreachable(std::string_view text) {
  static constexpr std::string_view kSigns[] = {"Connection refused",
                                                "Connection reset",
                                                "Connection setup timed out",
                                                "Connection timed out",
                                                "Broken pipe",
                                                "No route to host",
                                                "Network is unreachable",
                                                "Failed to resolve",
                                                "Host is unreachable",
                                                "Disconnected",
                                                "brokers are down",
                                                "timed out after",
                                                "request(s) timed out",
                                                "message(s) timed out",
                                                "Receive failed",
                                                "Send failed",
                                                "Local: Timed out",
                                                "Local: Broker transport failure",
                                                "Local: All broker connections are down"};
  // A broker that closes while it is greeted may want another protocol: that does not pass.
  if (Holds(text, "SSL handshake") || Holds(text, "SASL") || Holds(text, "verify")) return false;
  return std::any_of(std::begin(kSigns), std::end(kSigns), [&](std::string_view sign) { return Holds(text, sign); });
}

}  // namespace

LogLevel LevelOfLibrdkafka(int syslog_level, std::string_view text) {
  if (syslog_level > kSyslogNotice) return LogLevel::kDebug;
  if (syslog_level > kSyslogError || IsUnreachable(text)) return LogLevel::kWarning;
  return LogLevel::kError;
}

void LogLibrdkafka(int syslog_level, std::string_view text) {
  static LogLimit limit(kLibrdkafkaLinesPerSecond);
  limit.Write(SteadyMs(), LevelOfLibrdkafka(syslog_level, text), text, {{"logger", "librdkafka"}});
}

}  // namespace wirefold
