// DetectLanguage: the language of a text, by its small words or by CLD2.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// BCP 47, or empty when it cannot be told reliably. Looks at the first 384 bytes: the detector takes longer than all
// other steps of a record. English, which most texts are, is known without it where small words make it plain.
std::string DetectLanguage(std::string_view text);

}  // namespace wirefold
