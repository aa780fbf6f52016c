// Notice: what a page shows instead of an article, or below its first lines: a cookie wall, a pay wall, a check for
// robots. It speaks to the reader, in few words that are always the same.
//
//   IsNotice("To continue, make sure that your browser accepts cookies …")   // true
#pragma once

#include <string_view>

namespace wirefold {

// Of a paragraph, or of a whole short text. Pure; a text of more than 2,000 bytes is none.
bool IsNotice(std::string_view text);

}  // namespace wirefold
