#include "common/intake/json_parse.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_format.h"
#include "common/base/fatal.h"
#include "common/base/printable.h"
#include "common/intake/dead_letter.h"
#include "common/intake/input_place.h"
#include "common/intake/json_numbers.h"
#include "common/text/charset.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

// Errors that say nothing of the input: the process ends, and after a restart the record is read again.
bool IsOurs(simdjson::error_code error) {
  return error == simdjson::MEMALLOC || error == simdjson::CAPACITY || error == simdjson::UNINITIALIZED ||
         error == simdjson::UNSUPPORTED_ARCHITECTURE;
}

bool IsOfText(simdjson::error_code error) {
  return error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR || error == simdjson::UNESCAPED_CHARS;
}

}  // namespace

std::string JsonProblem(simdjson::error_code error, std::string_view value) {
  std::string_view what = simdjson::error_message(error);
  while (what.ends_with('.') || what.ends_with(' ')) what.remove_suffix(1);
  const std::optional<size_t> offset = JsonErrorOffset(value);
  if (!offset)
    return absl::StrFormat("%s; %d bytes that begin: %s", std::string(what), value.size(),
                           Printable(value, kExcerptBytes));
  const size_t from = CodePointBoundary(value, *offset - std::min<size_t>(*offset, 24));
  return absl::StrFormat("%s; at byte %d of %d, near: %s", std::string(what), *offset, value.size(),
                         Printable(value.substr(from), kExcerptBytes));
}

void EndIfNoJsonParser(simdjson::error_code error, size_t bytes) {
  if (IsOurs(error))
    EndProcess(absl::StrFormat("no JSON parser for %d bytes: %s", bytes, simdjson::error_message(error)));
}

simdjson::error_code ParseJson(simdjson::dom::parser& parser, std::string_view value, std::string& repaired,
                               simdjson::dom::element& document) {
  simdjson::error_code error = parser.parse(value.data(), value.size()).get(document);
  if (IsOfText(error)) {
    // JSON is UTF-8, but some is sent in another charset.
    std::optional<std::string> utf8 = error == simdjson::UTF8_ERROR ? ToUtf8(value, "") : std::nullopt;
    repaired = RepairJsonText(utf8 ? *utf8 : value);
    error = parser.parse(repaired).get(document);
  }
  if (error == simdjson::NUMBER_ERROR) {
    repaired = QuoteLargeNumbers(repaired.empty() ? value : repaired);
    error = parser.parse(repaired).get(document);
    if (IsOfText(error)) {
      repaired = RepairJsonText(repaired);
      error = parser.parse(repaired).get(document);
    }
  }
  EndIfNoJsonParser(error, value.size());
  return error;
}

}  // namespace wirefold
