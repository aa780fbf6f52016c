// Decode: the bytes of a raw record's value → Article. Takes protobuf RawArticle (bare or in a Confluent frame), JSON
// and plain text. Hostile input gives a DeadLetter with a bounded code; a lack of memory ends the process (fatal.h).
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
  kRefusedByTopic,
};
std::string_view DeadLetterCodeName(DeadLetterCode code);  // "INVALID_JSON"

// Where in the flow it failed.
enum class Stage : uint8_t { kDecode, kClean, kEncode, kPublish };
std::string_view StageName(Stage stage);  // "decode"

struct DeadLetter {
  Stage stage = Stage::kDecode;
  DeadLetterCode code = DeadLetterCode::kEmptyValue;
  std::string message;  // what and where, on one line; of the value it shows kExcerptBytes (Printable)
  bool operator==(const DeadLetter&) const = default;
};

inline constexpr size_t kExcerptBytes = 80;
inline constexpr size_t kMaxBodyBytes = 8u << 20;
inline constexpr int kMaxNesting = 64;

// `value` may hold anything. proto/README.md says what is tolerated and what is not; tests/codec/bad_input_test.cc
// shows each. In JSON and text, invalid UTF-8 and lone surrogates become U+FFFD; NUL and byte order marks go. Of
// duplicate JSON keys, and of the aliases of one field, the first that holds something counts. Detection: '{' or '[' is
// JSON; 00 is a Confluent frame; bytes that parse as a RawArticle are protobuf if it has a body or if they hold what
// text does not; other valid UTF-8 is text.
std::variant<Article, DeadLetter> Decode(std::string_view value, InputFormat format);

}  // namespace wirefold
