// RepairMojibake: UTF-8 that was read as windows-1252 or ISO-8859-1, once or twice, back to what it was; so, too,
// letters of another alphabet (windows-1251, KOI8-R and others).
#pragma once

#include <string>

namespace wirefold {

// Repairs a text only when that is certain: everything in it above ASCII comes back as well-formed UTF-8, and what
// comes back is not as rare as what was there. A text with letters of its own ("IRMÃ ©") stays. Valid UTF-8 in, valid
// UTF-8 out; linear.
std::string RepairMojibake(std::string text);

}  // namespace wirefold
