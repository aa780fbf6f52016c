// DecodeEntities: character references of HTML in a text.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// Whether a reference that DecodeEntities knows is in the text. Cheap when there is no '&'.
bool HasEntity(std::string_view text);

// References by name (HTML 4) and by number become what they stand for, also those that were escaped twice
// ("&amp;#8217;"). Numbers of 128 to 159 mean windows-1252, as browsers read them. What is no reference stays: "AT&T",
// "R&D;". Linear.
std::string DecodeEntities(std::string_view text);

}  // namespace wirefold
