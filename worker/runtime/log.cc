#include "worker/runtime/log.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>

#include "absl/strings/str_format.h"
#include "common/base/json_string.h"

namespace wirefold {
namespace {

std::atomic<LogLevel> minimum{LogLevel::kInfo};
std::array<std::atomic<uint64_t>, kLogLevels> lines_written{};

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

}  // namespace

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

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (level < minimum) return;
  ++lines_written[static_cast<size_t>(level)];
  static constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
  static const bool terminal = isatty(STDERR_FILENO) != 0;
  const char* name = kNames[static_cast<int>(level)];
  std::string line;
  if (terminal) {
    line = absl::StrFormat("%s %-7s %s", Now(), name, Indented(message));
    for (const auto& [field, value] : fields) line += absl::StrFormat(" %s=%s", field, OnOneLine(value));
  } else {
    line = absl::StrFormat("{\"time\":\"%s\",\"level\":\"%s\",\"msg\":%s", Now(), name, JsonString(message));
    for (const auto& [field, value] : fields) line += absl::StrFormat(",\"%s\":%s", field, JsonString(value));
    line += ",\"service\":\"wirefold\"}";
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);  // one call: lines do not mix
}

void LogLimit::Write(int64_t now_ms, LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  const std::optional<uint64_t> left_out = Admit(now_ms);
  if (!left_out) return;
  if (*left_out > 0) Log(level, "lines like the next one were left out", {{"lines", absl::StrFormat("%d", *left_out)}});
  Log(level, message, fields);
}

}  // namespace wirefold
