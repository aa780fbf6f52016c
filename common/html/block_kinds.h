// What a block of a page is by its own text and links: prose, navigation, nothing. For common/html.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/html/blocks.h"

namespace wirefold {

inline constexpr size_t kMinProseBytes = 60;    // a shorter block says little of what its element is
inline constexpr size_t kLongProseBytes = 200;  // a longer one is no teaser, whatever is around

// Nothing that a reader sees.
bool IsBlank(std::string_view text);

// Whether a text ends as sentences do, in whatever script.
bool EndsAsSentence(std::string_view text);

// Of its text, how much is in links.
double LinkShare(const Block& block);

bool IsNavigation(const Block& block);
bool IsProse(const Block& block);

}  // namespace wirefold
