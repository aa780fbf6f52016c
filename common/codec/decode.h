// Decode: the bytes of a raw record's value → Article. Takes protobuf RawArticle (bare or in a Confluent frame), JSON
// and plain text. Never throws; hostile input gives a DecodeError with a bounded code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "common/news/article.h"

namespace wirefold {

enum class InputFormat : uint8_t { kDetect, kJson, kProtobuf, kText };

// Codes are sent in dead letters and metrics: permanent names (DeadLetterCodeName).
enum class DeadLetterCode : uint8_t {
  kEmptyValue,
  kInvalidJson,
  kInvalidUtf8,
  kInvalidProtobuf,
  kInvalidFrame,
  kMissingBody,
  kBodyTooLarge,
  kNestedTooDeep,
  kWrongType,
  kRecordTooLarge,
};
std::string_view DeadLetterCodeName(DeadLetterCode code);  // "INVALID_JSON"

// Where in the flow it failed.
enum class Stage : uint8_t { kDecode, kClean, kEncode };
std::string_view StageName(Stage stage);  // "decode"

struct DeadLetter {
  Stage stage = Stage::kDecode;
  DeadLetterCode code = DeadLetterCode::kEmptyValue;
  std::string message;  // what and where, with the offending value cut to 80 bytes
  bool operator==(const DeadLetter&) const = default;
};

inline constexpr size_t kMaxBodyBytes = 8u << 20;
inline constexpr int kMaxNesting = 64;

// `value` may hold anything. Invalid UTF-8, lone surrogates, NUL and a BOM inside text are tolerated: they become
// U+FFFD or go. Duplicate JSON keys: the first one counts. Detection: '{' → JSON; a Confluent frame or a parseable
// RawArticle → protobuf; valid UTF-8 → text.
std::variant<Article, DeadLetter> Decode(std::string_view value, InputFormat format);

}  // namespace wirefold
