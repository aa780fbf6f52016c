#include "common/intake/dead_letter.h"

namespace wirefold {

std::string_view DeadLetterCodeName(DeadLetterCode code) {
  static constexpr std::string_view kNames[] = {
      "EMPTY_VALUE",    "INVALID_JSON",    "INVALID_UTF8", "INVALID_PROTOBUF", "INVALID_FRAME",   "MISSING_BODY",
      "BODY_TOO_LARGE", "NESTED_TOO_DEEP", "WRONG_TYPE",   "RECORD_TOO_LARGE", "REFUSED_BY_TOPIC"};
  return kNames[static_cast<size_t>(code)];
}

std::string_view StageName(Stage stage) {
  static constexpr std::string_view kNames[] = {"decode", "clean", "encode", "publish"};
  return kNames[static_cast<size_t>(stage)];
}

}  // namespace wirefold
