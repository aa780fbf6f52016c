// A Status as the page /statusz: for people, on a phone and on a desk, in light and in dark. One file, nothing is
// loaded and nothing runs: it refreshes by its head. Whatever a record or a broker said stands in it as text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worker/admin/status.h"

namespace wirefold {

enum class Refresh : uint8_t { kOff, kOn };

std::string StatusHtml(const Status& status, Refresh refresh);

// For the text of an element and for a quoted attribute.
std::string HtmlEscaped(std::string_view text);

}  // namespace wirefold
