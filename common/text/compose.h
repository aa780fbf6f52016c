// ComposeLetters: letters that a program took apart are put together again, for comparison; a reader gets the text as
// it was written.
//
//   ComposeLetters("Bu\xCC\x88rger", buffer)   // "Bürger": U+0075 U+0308 is U+00FC
//
// File systems, PDF extractors and editors write an accented letter as a letter and a mark, a syllable of Hangul as its
// parts, a Kana as one without its voice mark, and an ideograph by the code point of its radical or of another
// standard. The same words would then be other tokens. What is one code point by NFC is one afterwards; all else stays
// as it is.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// `text` itself, which is only looked at; or, where it has such letters, what `buffer` then holds. Linear: of more than
// 30 marks on one letter those behind are left.
std::string_view ComposeLetters(std::string_view text, std::string& buffer);

}  // namespace wirefold
