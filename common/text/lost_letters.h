// What is lost or left behind on the way besides mojibake: letters, and marks without width.
#pragma once

#include <string>

namespace wirefold {

// Joiners (U+200C, U+200D) shape letters of Arabic and Indic scripts and of emoji. Beside ASCII, and at an end of the
// text, they are what an editor left behind, as U+180E is everywhere: they go. Linear.
void DropStrayJoiners(std::string& text);

// A question mark between two letters stands for a letter that a charset did not have: "f?r". Where a text has several
// of them, and not in addresses, each becomes U+FFFD, as what stands for lost bytes elsewhere. So do U+00BF and U+25A1
// there. Two in a row are the two bytes of one letter. An apostrophe lost ("state?s") and a sentence without a blank
// behind it ("Why?Because") stay. Linear.
void MarkLostLetters(std::string& text);

}  // namespace wirefold
