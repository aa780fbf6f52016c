// WithinBounds: HTML that a tree builder can take in linear time, whatever was sent. For common/html.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// Elements open at once, formatting elements open at once, attributes of one tag: what is beyond is left out, its text
// stays. Tree builders take the square of each.
inline constexpr int kMaxOpenElements = 256;
inline constexpr int kMaxOpenFormatting = 16;
inline constexpr int kMaxAttributes = 64;

// Linear. Changes nothing of a page within the bounds.
std::string WithinBounds(std::string_view html);

}  // namespace wirefold
