// Writes one JSON object, member by member: the output of verbs, whose names and numbers are few.
//
//   JsonObject().Text("topic", topic).Number("offset", 12).Null("seconds").Done();   // {"topic":"t","offset":12,…}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

class JsonObject {
 public:
  // Bytes that are no UTF-8 become U+FFFD.
  JsonObject& Text(std::string_view name, std::string_view value);
  JsonObject& Number(std::string_view name, int64_t value);
  // Finite; three digits after the point at most.
  JsonObject& Decimal(std::string_view name, double value);
  JsonObject& Flag(std::string_view name, bool value);
  JsonObject& Null(std::string_view name);
  // `json` is a value that is written already.
  JsonObject& Raw(std::string_view name, std::string_view json);

  // Null for nullopt.
  JsonObject& Text(std::string_view name, const std::optional<std::string>& value);
  JsonObject& Number(std::string_view name, const std::optional<int64_t>& value);
  JsonObject& Decimal(std::string_view name, const std::optional<double>& value);

  std::string Done() const { return out_ + "}"; }

 private:
  void Name(std::string_view name);

  std::string out_ = "{";
};

// Of values that are written already.
std::string JsonArray(const std::vector<std::string>& values);

// Whether all of it is well-formed UTF-8.
bool IsUtf8(std::string_view text);

// "2026-11-27T14:02:09.120Z".
std::string TimeText(int64_t unix_ms);

}  // namespace wirefold
