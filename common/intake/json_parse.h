// ParseJson: simdjson over what producers send. For json_reader.cc.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace wirefold {

// Parses `value` into `document`; what can be mended is mended in `repaired`, which then is what was parsed.
simdjson::error_code ParseJson(simdjson::dom::parser& parser, std::string_view value, std::string& repaired,
                               simdjson::dom::element& document);

// What simdjson says, and where in the value: from a few bytes before the place.
std::string JsonProblem(simdjson::error_code error, std::string_view value);

// Ends the process on errors that say nothing of the input: after a restart the record is read again.
void EndIfNoJsonParser(simdjson::error_code error, size_t bytes);

}  // namespace wirefold
