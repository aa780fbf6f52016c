// A text as a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// Appends `text`, which is valid UTF-8, with its quotes and as few escapes as JSON allows.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace wirefold
