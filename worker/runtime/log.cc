#include "worker/runtime/log.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <iterator>
#include <map>
#include <memory>

#include "absl/strings/str_format.h"
#include "common/base/json_string.h"
#include "common/base/version.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};

std::atomic<LogLevel> minimum{LogLevel::kInfo};
std::array<std::atomic<uint64_t>, kLogLevels> lines_written{};

LogObserver& Observer() {
  static auto& observer = *new LogObserver;  // librdkafka's threads may outlive main
  return observer;
}

std::string JsonString(std::string_view text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

// A list of errors keeps its lines; none of them begins as a line of the log does.
std::string Indented(std::string_view text) {
  std::string out;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (begin > 0) out += "\n    ";
    out += OnOneLine(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string Now() {
  timeval now{};
  gettimeofday(&now, nullptr);
  tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  char text[32];
  strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
  return absl::StrFormat("%s.%03dZ", text, now.tv_usec / 1000);
}

void Write(const LogLine& line) {
  ++lines_written[static_cast<size_t>(line.level)];
  static const bool terminal = isatty(STDERR_FILENO) != 0;
  const std::string text = (terminal ? AsText(line, Now()) : AsJson(line, Now())) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);  // one call: lines do not mix
  if (Observer()) Observer()(line.level, line.message, line.fields);
}

// The limit of a call site. There are as many as there are calls in the sources.
LogLimit& LimitOf(const char* file, int line) {
  static auto& mutex = *new std::mutex;
  static auto& limits = *new std::map<std::pair<std::string_view, int>, std::unique_ptr<LogLimit>>;
  std::lock_guard lock(mutex);
  std::unique_ptr<LogLimit>& limit = limits[{file, line}];
  if (limit == nullptr) limit = std::make_unique<LogLimit>(kLogLinesPerSecond);
  return *limit;
}

}  // namespace

std::string_view LogLevelName(LogLevel level) { return kNames[static_cast<size_t>(level)]; }

std::optional<LogLevel> LogLevelNamed(std::string_view name) {
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<LogLevel>(found - kNames.begin());
}

std::string OnOneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      absl::StrAppendFormat(&out, "\\x%02x", byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::array<uint64_t, kLogLevels> LogLines() {
  std::array<uint64_t, kLogLevels> lines{};
  for (size_t level = 0; level < kLogLevels; ++level) lines[level] = lines_written[level];
  return lines;
}

void SetLogLevel(LogLevel level) { minimum = level; }
LogLevel CurrentLogLevel() { return minimum; }
void SetLogObserver(LogObserver observer) { Observer() = std::move(observer); }

LogField ErrorCode(const absl::Status& status) { return {"error_code", absl::StatusCodeToString(status.code())}; }

std::string AsText(const LogLine& line, std::string_view time) {
  std::string text = absl::StrFormat("%s %-7s %s", time, LogLevelName(line.level), Indented(line.message));
  for (const auto& [name, value] : line.fields) absl::StrAppendFormat(&text, " %s=%s", name, OnOneLine(value.text()));
  if (line.suppressed > 0) absl::StrAppendFormat(&text, " suppressed=%d", line.suppressed);
  return text;
}

std::string AsJson(const LogLine& line, std::string_view time) {
  std::string text = absl::StrFormat("{\"time\":\"%s\",\"level\":\"%s\",\"msg\":%s", time, LogLevelName(line.level),
                                     JsonString(line.message));
  for (const auto& [name, value] : line.fields) {
    absl::StrAppendFormat(&text, ",\"%s\":%s", name, value.is_number() ? value.text() : JsonString(value.text()));
  }
  if (line.suppressed > 0) absl::StrAppendFormat(&text, ",\"suppressed\":%d", line.suppressed);
  return text + absl::StrFormat(",\"service\":\"wirefold\",\"version\":\"%s\"}", kVersion);
}

std::optional<uint64_t> LogLimit::Admit(int64_t now_ms) {
  std::lock_guard lock(mutex_);
  if (now_ms / 1000 != second_) {
    second_ = now_ms / 1000;
    lines_ = 0;
  }
  if (lines_ >= lines_per_second_) {
    ++suppressed_;
    return std::nullopt;
  }
  ++lines_;
  return std::exchange(suppressed_, 0);
}

void LogLimit::Write(int64_t now_ms, LogLevel level, std::string_view message, LogFields fields) {
  if (level < minimum) return;
  if (const std::optional<uint64_t> left_out = Admit(now_ms)) wirefold::Write({level, message, fields, *left_out});
}

void Log(LogLevel level, std::string_view message, LogFields fields, const char* file, int line) {
  if (level < minimum) return;
  LimitOf(file, line).Write(SteadyMs(), level, message, fields);
}

}  // namespace wirefold
