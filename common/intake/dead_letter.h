// DeadLetter: why a record gave no article, and where in the flow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wirefold {

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

}  // namespace wirefold
