// ComposeLetters: letters that a program took apart are put together again.
//
//   ComposeLetters("Bu\xCC\x88rger")   // "Bürger": U+0075 U+0308 is U+00FC
//
// File systems, PDF extractors and editors write an accented letter as a letter and a mark, a syllable of Hangul as its
// parts, a Kana as one without its voice mark, and an ideograph by the code point of its radical or of another
// standard. The same words would then be other tokens. What is one code point by NFC is one afterwards; all else stays
// as it is.
#pragma once

#include <string>

namespace wirefold {

// Linear: of more than 30 marks on one letter those behind are left. A text without such letters is only looked at.
std::string ComposeLetters(std::string text);

}  // namespace wirefold
