#include "worker/cli/json_object.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/base/json_string.h"
#include "common/base/printable.h"

namespace wirefold {
namespace {

// Sequences that are well-formed, and U+FFFD for each byte that is in none.
std::string ToUtf8(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t length = Utf8SequenceLength(text, at);
    out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  return out;
}

}  // namespace

void JsonObject::Name(std::string_view name) {
  if (out_.size() > 1) out_ += ',';
  AppendJsonString(name, out_);
  out_ += ':';
}

JsonObject& JsonObject::Text(std::string_view name, std::string_view value) {
  Name(name);
  AppendJsonString(IsUtf8(value) ? std::string(value) : ToUtf8(value), out_);
  return *this;
}

JsonObject& JsonObject::Number(std::string_view name, int64_t value) { return Raw(name, absl::StrFormat("%d", value)); }

JsonObject& JsonObject::Decimal(std::string_view name, double value) {
  WF_CHECK(std::isfinite(value));
  std::string digits = absl::StrFormat("%.3f", value);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return Raw(name, digits);
}

JsonObject& JsonObject::Flag(std::string_view name, bool value) { return Raw(name, value ? "true" : "false"); }
JsonObject& JsonObject::Null(std::string_view name) { return Raw(name, "null"); }

JsonObject& JsonObject::Raw(std::string_view name, std::string_view json) {
  Name(name);
  out_ += json;
  return *this;
}

JsonObject& JsonObject::Text(std::string_view name, const std::optional<std::string>& value) {
  return value ? Text(name, std::string_view(*value)) : Null(name);
}

JsonObject& JsonObject::Number(std::string_view name, const std::optional<int64_t>& value) {
  return value ? Number(name, *value) : Null(name);
}

JsonObject& JsonObject::Decimal(std::string_view name, const std::optional<double>& value) {
  return value ? Decimal(name, *value) : Null(name);
}

std::string JsonArray(const std::vector<std::string>& values) { return "[" + absl::StrJoin(values, ",") + "]"; }

bool IsUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = Utf8SequenceLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string TimeText(int64_t unix_ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(unix_ms), absl::UTCTimeZone());
}

}  // namespace wirefold
