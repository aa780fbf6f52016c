// Markdown: the text of what was written with it, as content systems keep it.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// Whether a text has marks that nothing but Markdown has: "**strong**", "[text](https://…)". Cheap when there is
// neither.
bool LooksLikeMarkdown(std::string_view text);

// Links become their text, images go, marks of strong text and of headings go; all else stays. Linear.
//
//   "## Ice\nThe **park** is [open](https://a.example)."   // "Ice\nThe park is open."
std::string TextOfMarkdown(std::string_view text);

}  // namespace wirefold
