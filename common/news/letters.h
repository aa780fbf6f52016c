// Letters, blanks and marks of a UTF-8 text, for the finders of common/news. Texts are valid UTF-8.
//
//   CodePointAt("ÅS", 0)       // {U+00C5, 2 bytes}
//   FoldCase("ОСЛО «AP»")      // "осло «ap»", byte for byte as long
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include "common/base/ascii.h"

namespace wirefold {

struct CodePoint {
  char32_t value = 0;
  size_t bytes = 0;  // 0: there is none
};

// Most of what is asked is ASCII: that is told at once, the rest by these.
namespace above_ascii {
CodePoint CodePointAt(std::string_view text, size_t at);
CodePoint CodePointBefore(std::string_view text, size_t at);
bool IsBlank(char32_t c);
bool IsWordLetter(char32_t c);
bool IsUpperLetter(char32_t c);
bool IsLowerLetter(char32_t c);
bool IsUnspacedLetter(char32_t c);
}  // namespace above_ascii

constexpr bool IsAscii(char32_t c) { return c < 0x80; }

inline CodePoint CodePointAt(std::string_view text, size_t at) {
  if (at >= text.size()) return {};
  const auto byte = static_cast<unsigned char>(text[at]);
  return IsAscii(byte) ? CodePoint{byte, 1} : above_ascii::CodePointAt(text, at);
}
inline CodePoint CodePointBefore(std::string_view text, size_t at) {
  if (at == 0) return {};
  const auto byte = static_cast<unsigned char>(text[at - 1]);
  return IsAscii(byte) ? CodePoint{byte, 1} : above_ascii::CodePointBefore(text, at);
}

// Space, tab, the spaces of Unicode, and what has no width or only says a direction. No line end.
inline bool IsBlank(char32_t c) {
  return IsAscii(c) ? c == ' ' || c == '\t' || c == '\f' || c == '\r' : above_ascii::IsBlank(c);
}
// Letters, digits and the marks on them.
inline bool IsWordLetter(char32_t c) {
  return IsAscii(c) ? IsAlphanumeric(static_cast<char>(c)) : above_ascii::IsWordLetter(c);
}
inline bool IsUpperLetter(char32_t c) {
  return IsAscii(c) ? IsUpper(static_cast<char>(c)) : above_ascii::IsUpperLetter(c);
}
inline bool IsLowerLetter(char32_t c) {
  return IsAscii(c) ? IsLower(static_cast<char>(c)) : above_ascii::IsLowerLetter(c);
}
// A letter of a script without capitals: Arabic, Devanagari, Han ...
bool IsCaselessLetter(char32_t c);
// A letter of a script that puts no blanks between words: Han, Kana, Thai. Hangul is one too: particles follow a name.
inline bool IsUnspacedLetter(char32_t c) { return !IsAscii(c) && above_ascii::IsUnspacedLetter(c); }
// A digit, full-width ones too; -1: none.
int DigitValue(char32_t c);
// Ends a sentence, in any script.
bool IsSentenceEnd(char32_t c);
bool IsClosingQuote(char32_t c);
bool IsOpeningQuote(char32_t c);

// Whether a word is one of a list.
template <size_t N>
bool IsOneOf(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// A hyphen or a dash of any length.
inline bool IsDash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015); }

// Behind the blanks at `at`.
inline size_t SkipBlanks(std::string_view text, size_t at) {
  for (CodePoint c; (c = CodePointAt(text, at)).bytes > 0 && IsBlank(c.value);) at += c.bytes;
  return at;
}
std::string_view TrimBlanks(std::string_view text);
// Where `words` stand in the text as whole words; npos: nowhere.
size_t FindWords(std::string_view text, std::string_view words);
// Without blanks, dashes, bullets and the like at both ends.
std::string_view TrimMarks(std::string_view text);

// Whether a text that ends here has ended a sentence; quotation marks and brackets behind its stop do not count.
bool EndsSentence(std::string_view text);

// Whether the capitals in a bracket are the beginnings of the words before it: "Aam Aadmi Party (AAP)".
bool IsAbbreviation(std::string_view words, std::string_view bracket);

// Capitals become small letters where that changes no length in bytes; so offsets are those of `text`.
std::string FoldCase(std::string_view text);

}  // namespace wirefold
