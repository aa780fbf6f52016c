// Log lines to stderr: text on a terminal, one JSON object per line elsewhere. Thread-safe. Never article text.
//
//   Log(LogLevel::kWarning, "transaction aborted", {{"error", why}});
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wirefold {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
inline constexpr size_t kLogLevels = 4;

// Lines below `level` are not written.
void SetLogLevel(LogLevel level);

// Lines written since the process began, by level.
std::array<uint64_t, kLogLevels> LogLines();

// The text with escapes in place of control characters: names and messages come from records and brokers.
std::string OnOneLine(std::string_view text);

using LogField = std::pair<std::string_view, std::string>;
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

// Bounds the lines of one call site. Thread-safe.
//
//   static LogLimit limit(5);
//   limit.Write(SteadyMs(), LogLevel::kWarning, "dead letter", {{"topic", topic}});
class LogLimit {
 public:
  explicit LogLimit(uint64_t lines_per_second) : lines_per_second_(lines_per_second) {}
  // The line, unless there were too many this second; before it, how many were left out since the last.
  void Write(int64_t now_ms, LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});
  // The number of lines left out since the last one that was written; nullopt: leave this one out too.
  std::optional<uint64_t> Admit(int64_t now_ms);

 private:
  const uint64_t lines_per_second_;
  std::mutex mutex_;
  int64_t second_ = -1;
  uint64_t lines_ = 0;
  uint64_t suppressed_ = 0;
};

}  // namespace wirefold
