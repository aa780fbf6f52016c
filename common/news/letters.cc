#include "common/news/letters.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <array>
#include <cstdint>

#include "common/base/ascii.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

// Of what begins with this byte above ASCII.
size_t BytesOf(unsigned char lead) { return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

void Append(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

UChar32 Icu(char32_t c) { return static_cast<UChar32>(c); }

// ASCII capitals become small letters; whether there is anything above ASCII. A loop of which compilers make vectors.
bool LowerAscii(std::string& text) {
  uint8_t any = 0;
  for (char& c : text) {
    const auto byte = static_cast<uint8_t>(c);
    any |= byte;
    c = static_cast<char>(byte | (static_cast<uint8_t>(byte - 'A') < 26 ? 0x20 : 0));
  }
  return any >= 0x80;
}

size_t EncodedBytes(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

}  // namespace

CodePoint above_ascii::CodePointAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const size_t bytes = BytesOf(byte(at));
  if (at + bytes > text.size()) return {byte(at), 1};
  char32_t value = byte(at) & (0x7F >> bytes);
  for (size_t i = 1; i < bytes; ++i) value = value << 6 | (byte(at + i) & 0x3F);
  return {value, bytes};
}

CodePoint above_ascii::CodePointBefore(std::string_view text, size_t at) {
  size_t begin = at - 1;
  while (begin > 0 && at - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  return {wirefold::CodePointAt(text, begin).value, at - begin};
}

bool above_ascii::IsBlank(char32_t c) {
  return c == 0xA0 || c == 0xAD || c == 0x1680 || c == 0x61C || (c >= 0x2000 && c <= 0x200B) || c == 0x200E ||
         c == 0x200F || (c >= 0x202A && c <= 0x202F) || (c >= 0x205F && c <= 0x2069) || c == 0x3000 || c == 0xFEFF;
}

bool above_ascii::IsWordLetter(char32_t c) {
  // ZWNJ and ZWJ join letters of one word.
  if (c == 0x200C || c == 0x200D) return true;
  return u_isalnum(Icu(c)) || (U_GET_GC_MASK(Icu(c)) & U_GC_M_MASK) != 0;
}

bool above_ascii::IsUpperLetter(char32_t c) { return u_isUUppercase(Icu(c)); }
bool above_ascii::IsLowerLetter(char32_t c) { return u_isULowercase(Icu(c)); }

bool IsCaselessLetter(char32_t c) {
  return c >= 0x590 && u_isalpha(Icu(c)) && !u_isUUppercase(Icu(c)) && !u_isULowercase(Icu(c)) &&
         u_charType(Icu(c)) == U_OTHER_LETTER;
}

bool above_ascii::IsUnspacedLetter(char32_t c) {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

int DigitValue(char32_t c) {
  if (IsAscii(c)) return IsDigit(static_cast<char>(c)) ? static_cast<int>(c - '0') : -1;
  return u_charDigitValue(Icu(c));
}

bool IsSentenceEnd(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 || c == 0xFF0E || c == 0xFF01 || c == 0xFF1F ||
         c == 0x0964 || c == 0x06D4 || c == 0x061F || c == 0x0589;
}

bool IsClosingQuote(char32_t c) {
  return c == '"' || c == '\'' || c == 0x201D || c == 0x2019 || c == 0x201C || c == 0x2018 || c == 0xBB || c == 0xAB ||
         c == 0x203A || c == 0x2039 || c == 0x300D || c == 0x300F || c == 0x300B;
}

bool IsOpeningQuote(char32_t c) {
  return c == '"' || c == '\'' || c == 0x201C || c == 0x2018 || c == 0x201E || c == 0x201A || c == 0xAB || c == 0xBB ||
         c == 0x2039 || c == 0x203A || c == 0x300C || c == 0x300E || c == 0x300A || c == 0x201D;
}

std::string_view TrimBlanks(std::string_view text) {
  text.remove_prefix(SkipBlanks(text, 0));
  for (CodePoint c; (c = CodePointBefore(text, text.size())).bytes > 0 && (IsBlank(c.value) || c.value == '\n');)
    text.remove_suffix(c.bytes);
  return text;
}

size_t FindWords(std::string_view text, std::string_view words) {
  for (size_t at = 0; (at = text.find(words, at)) != std::string_view::npos; ++at) {
    if (!IsWordLetter(CodePointBefore(text, at).value) && !IsWordLetter(CodePointAt(text, at + words.size()).value))
      return at;
  }
  return std::string_view::npos;
}

std::string_view TrimMarks(std::string_view text) {
  const auto mark = [](char32_t c) {
    return IsBlank(c) || IsDash(c) || c == '*' || c == '_' || c == '|' || c == '/' || c == '.' || c == ',' ||
           c == ':' || c == ';' || c == '=' || c == '~' || c == 0x2022 || c == 0xB7 || c == 0x25A0 || c == 0x25CF ||
           c == 0x25A1 || c == 0x3002 || c == 0x0964 || c == 0xFF1A || c == '\n';
  };
  for (CodePoint c; (c = CodePointAt(text, 0)).bytes > 0 && mark(c.value);) text.remove_prefix(c.bytes);
  for (CodePoint c; (c = CodePointBefore(text, text.size())).bytes > 0 && mark(c.value);) text.remove_suffix(c.bytes);
  return text;
}

bool EndsSentence(std::string_view text) {
  text = TrimBlanks(text);
  // A closing mark or two may stand behind the stop.
  for (int i = 0; i < 3; ++i) {
    const CodePoint last = CodePointBefore(text, text.size());
    if (IsSentenceEnd(last.value)) return true;
    if (!IsClosingQuote(last.value) && last.value != ')' && last.value != ']') return false;
    text = TrimBlanks(text.substr(0, text.size() - last.bytes));
  }
  return false;
}

bool IsAbbreviation(std::string_view words, std::string_view bracket) {
  std::string initials;
  bool in_word = false;
  for (const char c : words) {
    if (IsLetter(c) && !in_word && IsUpper(c)) initials += c;
    in_word = IsLetter(c);
  }
  bracket = TrimBlanks(bracket);
  return bracket.size() >= 2 && bracket.size() <= 6 && initials.ends_with(bracket);
}

std::string FoldCase(std::string_view text) {
  std::string folded(text);
  if (!LowerAscii(folded)) return folded;
  for (size_t at = 0; (at = EndOfAscii(folded, at)) < folded.size();) {
    const CodePoint c = CodePointAt(text, at);
    // Letters of Han, Kana and Hangul have no case.
    if (c.value < 0x3000 || c.value >= 0xE000) {
      const auto small = static_cast<char32_t>(u_foldCase(Icu(c.value), U_FOLD_CASE_DEFAULT));
      if (small != c.value && EncodedBytes(small) == c.bytes) {
        std::string bytes;
        Append(small, bytes);
        folded.replace(at, c.bytes, bytes);
      }
    }
    at += c.bytes;
  }
  return folded;
}

}  // namespace wirefold
