// Log lines to stderr: text on a terminal, one JSON object per line elsewhere. Thread-safe. Never article text above
// debug. Each call site writes some lines a second at most; the first one after a gap says how many were left out.
//
//   Log(LogLevel::kWarning, "transaction aborted", {{"records", 20}, {"error", why}});
//
// Fields by their names: topic, partition, offset, error_code (bounded: for machines), error (free: for people),
// logger.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace wirefold {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
inline constexpr size_t kLogLevels = 4;

std::string_view LogLevelName(LogLevel level);  // "warning"
std::optional<LogLevel> LogLevelNamed(std::string_view name);

// Lines below `level` are not written. It may change while the program runs.
void SetLogLevel(LogLevel level);
LogLevel CurrentLogLevel();

// Lines written since the process began, by level.
std::array<uint64_t, kLogLevels> LogLines();

// The text with escapes in place of control characters: names and messages come from records and brokers.
std::string OnOneLine(std::string_view text);

// A text, or a number, which is one in JSON, too. Made where a field is written.
class LogValue {
 public:
  // NOLINTBEGIN(google-explicit-constructor)
  template <std::integral Number>
  LogValue(Number number) : text_(std::to_string(number)), is_number_(true) {}
  LogValue(std::string text) : text_(std::move(text)) {}
  LogValue(const char* text) : text_(text) {}
  LogValue(std::string_view text) : text_(text) {}
  LogValue(absl::string_view text) : text_(text.data(), text.size()) {}
  // NOLINTEND(google-explicit-constructor)
  const std::string& text() const { return text_; }
  bool is_number() const { return is_number_; }

 private:
  std::string text_;
  bool is_number_ = false;
};

using LogField = std::pair<std::string_view, LogValue>;
using LogFields = std::initializer_list<LogField>;

// "error_code": the status's canonical code.
LogField ErrorCode(const absl::Status& status);

inline constexpr uint64_t kLogLinesPerSecond = 10;  // of one call site

void Log(LogLevel level, std::string_view message, LogFields fields = {}, const char* file = __builtin_FILE(),
         int line = __builtin_LINE());

// Sees each line that is written, on the thread that writes it; must be thread-safe and log nothing. Once, before other
// threads log.
using LogObserver = std::function<void(LogLevel level, std::string_view message, LogFields fields)>;
void SetLogObserver(LogObserver observer);

// The line as it is written. `suppressed`: lines of the same kind that were left out before it.
struct LogLine {
  LogLevel level = LogLevel::kInfo;
  std::string_view message;
  LogFields fields;
  uint64_t suppressed = 0;
};
std::string AsText(const LogLine& line, std::string_view time);
std::string AsJson(const LogLine& line, std::string_view time);

// Bounds lines otherwise than Log does: by another number, or over several call sites. Thread-safe.
//
//   static LogLimit limit(5);
//   limit.Write(SteadyMs(), LogLevel::kWarning, "dead letter", {{"topic", topic}});
class LogLimit {
 public:
  explicit LogLimit(uint64_t lines_per_second) : lines_per_second_(lines_per_second) {}
  // The line, unless there were too many this second; it says how many were left out since the last.
  void Write(int64_t now_ms, LogLevel level, std::string_view message, LogFields fields = {});
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
