// Log lines to stderr: text on a terminal, one JSON object per line elsewhere. Thread-safe. Never article text.
//
//   Log(LogLevel::kWarning, "transaction aborted", {{"error", why}});
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace wirefold {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };

// Lines below `level` are not written.
void SetLogLevel(LogLevel level);

using LogField = std::pair<std::string_view, std::string>;
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace wirefold
