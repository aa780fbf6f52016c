#include "common/text/tokens.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <bit>

#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/base/ones.h"
#include "common/text/byte_classes.h"
#include "common/text/contractions.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

// 0: separator; else the lower-cased letter or digit.
#define WF_ROW16 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
constexpr uint8_t kAsciiToken[128] = {
    WF_ROW16, WF_ROW16, WF_ROW16, '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 0,   0,   0,   0,
    0,        0,        0,        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n',
    'o',      'p',      'q',      'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0,   0,   0,   0,   0,
    0,        'a',      'b',      'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p',
    'q',      'r',      's',      't', 'u', 'v', 'w', 'x', 'y', 'z', 0,   0,   0,   0,   0};
#undef WF_ROW16

// "1,000": whether the comma at `at` separates thousands.
bool SeparatesThousands(std::string_view text, size_t at) {
  return at > 0 && at + 3 < text.size() && text[at] == ',' && IsDigit(text[at - 1]) && IsDigit(text[at + 1]) &&
         IsDigit(text[at + 2]) && IsDigit(text[at + 3]);
}

// What stands for bytes that were no text. A letter was there, unless what follows is an English contraction: then it
// was an apostrophe.
constexpr char32_t kReplaced = 0xFFFD;

bool IsAccent(char32_t c) { return c >= 0x300 && c <= 0x36F; }

// U+2010 to U+2027 (E2 80 90 to A7): dashes, quotes, ellipsis. They separate, and news text is full of them.
bool IsPunctuationAt(std::string_view text, size_t at) {
  if (at + 2 >= text.size() || text[at] != '\xE2' || text[at + 1] != '\x80') return false;
  const auto third = static_cast<uint8_t>(text[at + 2]);
  return third >= 0x90 && third <= 0xA7;
}

}  // namespace

void TokenRuns::Find(std::string_view text) {
  const size_t whole = text.size() / 64;
  const size_t blocks = whole + 1;
  if (run_.size() < blocks) {
    for (std::vector<uint64_t>* map : {&run_, &special_, &comma_, &edge_}) map->resize(blocks);
    lower_.resize(64 * blocks + kTokenPadding);
    edges_.resize(64 * blocks + kOnesPadding);
  }
  ClassifyBytes(text.data(), whole, lower_.data(), {run_.data(), special_.data(), comma_.data()});
  char rest[64] = {};
  text.substr(64 * whole).copy(rest, sizeof(rest));
  ClassifyBytes(rest, 1, &lower_[64 * whole], {&run_[whole], &special_[whole], &comma_[whole]});
  Separate(text, blocks);
  // The last block ends with a separator: every run has its end.
  edge_count_ = FindOnes(edge_.data(), blocks, edges_.data());
}

// Takes punctuation out of the runs, joins thousands, and finds the edges of the runs.
void TokenRuns::Separate(std::string_view text, size_t blocks) {
  above_count_ = 0;
  uint64_t any_special = 0;
  uint64_t before = 0;       // whether the byte before the block is in a run
  uint64_t punctuation = 0;  // bytes of a separator that began in the block before
  for (size_t block = 0; block < blocks; ++block) {
    const size_t begin = 64 * block;
    uint64_t run = run_[block];
    uint64_t above = special_[block];
    if ((above | punctuation) != 0) {
      uint64_t next_punctuation = 0;
      for (uint64_t rest = above; rest != 0; rest &= rest - 1) {
        const int i = std::countr_zero(rest);
        if (!IsPunctuationAt(text, begin + static_cast<size_t>(i))) continue;
        punctuation |= uint64_t{7} << i;
        if (i > 61) next_punctuation = uint64_t{7} >> (64 - i);
      }
      run &= ~punctuation;
      above &= ~punctuation;
      above_count_ += static_cast<size_t>(std::popcount(above));
      punctuation = next_punctuation;
    }
    // Only a comma between two bytes of runs, which are hardly ever there (what follows the block is not known here).
    uint64_t commas = comma_[block] & (run << 1 | before) & (run >> 1 | uint64_t{1} << 63);
    for (; commas != 0; commas &= commas - 1) {
      const int i = std::countr_zero(commas);
      const uint64_t thousands = uint64_t{SeparatesThousands(text, begin + static_cast<size_t>(i))} << i;
      run |= thousands;
      above |= thousands;
    }
    special_[block] = above;
    any_special |= above;
    edge_[block] = run ^ (run << 1 | before);  // a bit that differs from the one before it
    before = run >> 63;
  }
  any_special_ = any_special != 0;
}

bool TokenRuns::IsSpecial(size_t begin, size_t end) const {
  for (size_t block = begin / 64; block <= (end - 1) / 64; ++block) {
    uint64_t bits = special_[block];
    if (block == begin / 64) bits &= ~uint64_t{0} << (begin % 64);
    if (block == (end - 1) / 64) bits &= ~uint64_t{0} >> (63 - (end - 1) % 64);
    if (bits != 0) return true;
  }
  return false;
}

TokenFound TokenAt(std::string_view text, size_t at, std::string& buffer) {
  buffer.clear();
  TokenFound found;
  bool plain = true;
  bool may_be_accented = false;  // an ASCII letter was right before
  while (at < text.size() && !found.code_point) {
    const auto byte = static_cast<uint8_t>(text[at]);
    if (byte < 0x80) {
      if (kAsciiToken[byte] != 0) {
        buffer += static_cast<char>(kAsciiToken[byte]);
        may_be_accented = byte >= 'A';
      } else if (buffer.empty() || !SeparatesThousands(text, at)) {
        if (buffer.empty()) ++at;
        break;
      }
      ++at;
      continue;
    }
    size_t next = at;
    const char32_t code_point = NextCodePoint(text, next);
    // "u" and U+0308 are one letter above ASCII.
    if (may_be_accented && IsAccent(code_point)) buffer.pop_back();
    may_be_accented = false;
    const CodePointClass what = code_point == kReplaced && !buffer.empty() && EndsContraction(text, next)
                                    ? CodePointClass::kSeparator
                                    : ClassifyCodePoint(code_point);
    const bool breaks = what == CodePointClass::kSeparator || what == CodePointClass::kOwnToken;
    if (breaks && !buffer.empty()) break;
    if (what == CodePointClass::kLetter || what == CodePointClass::kOwnToken) {
      buffer.append(text, at, next - at);
      plain = false;
    }
    found.code_point = what == CodePointClass::kOwnToken;
    at = next;
    if (what == CodePointClass::kSeparator) break;
  }
  if (!plain) buffer = FoldToken(buffer);
  const size_t size = buffer.size();
  buffer.append(kTokenPadding, '\0');
  found.token = std::string_view(buffer).substr(0, size);
  found.next = at;
  return found;
}

char32_t NextCodePoint(std::string_view text, size_t& at) {
  int32_t i = 0;
  UChar32 code_point = 0;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data()) + at;
  const int32_t size = static_cast<int32_t>(std::min<size_t>(4, text.size() - at));
  U8_NEXT_OR_FFFD(bytes, i, size, code_point);
  at += static_cast<size_t>(i);
  return static_cast<char32_t>(code_point);
}

CodePointClass ClassifyCodePoint(char32_t c) {
  // The usual punctuation of news text first.
  if (c >= 0x2010 && c <= 0x2027) return CodePointClass::kSeparator;
  if (c == 0x00AD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
      c == 0xFEFF || c == 0x0640 || (c >= 0x064B && c <= 0x0652) || (c >= 0x0591 && c <= 0x05C7) || c == kReplaced) {
    // Zero-width (non-)joiners shape letters in Indic and Persian but are typed inconsistently: gone from tokens.
    return CodePointClass::kIgnored;
  }
  // Letters by their class, but written for an apostrophe.
  if (c >= 0x02B9 && c <= 0x02BF) return CodePointClass::kSeparator;
  // The prolonged sound mark belongs to no script alone, but stands among Kana.
  if (c == 0x30FC || c == 0xFF70) return CodePointClass::kOwnToken;
  const auto code_point = static_cast<UChar32>(c);
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(code_point, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
      return u_isalnum(code_point) ? CodePointClass::kOwnToken : CodePointClass::kSeparator;
    case USCRIPT_KHMER:
    case USCRIPT_LAO:
    case USCRIPT_MYANMAR:
      // Their vowels are marks: letters alone would be too few to tell words apart.
      return u_isalnum(code_point) || (U_GET_GC_MASK(code_point) & U_GC_M_MASK) != 0 ? CodePointClass::kOwnToken
                                                                                     : CodePointClass::kSeparator;
    default:
      break;
  }
  const uint32_t mask = U_GET_GC_MASK(code_point);
  if ((mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0) return CodePointClass::kLetter;
  return CodePointClass::kSeparator;
}

namespace {

// Marks that ICU must bring into order within one piece, at most: what Unicode's stream-safe format allows (UAX #15,
// 13). No language needs more.
constexpr int kMaxMarksInARow = 30;
constexpr size_t kShortTokenBytes = 2 * kMaxMarksInARow;  // too short for more

// Behind the code points from `at` on that are folded together: all of them, unless too many marks stand in a row.
size_t EndOfFold(std::string_view token, size_t at) {
  if (token.size() - at <= kShortTokenBytes) return token.size();
  for (int marks = 0; at < token.size();) {
    size_t next = at;
    marks = u_getCombiningClass(static_cast<UChar32>(NextCodePoint(token, next))) == 0 ? 0 : marks + 1;
    if (marks > kMaxMarksInARow) break;
    at = next;
  }
  return at;
}

// Letters that are written with one code point or another: of Arabic and Persian keyboards, with and without hamza; ё.
char32_t FoldLetter(char32_t c) {
  switch (c) {
    case 0x0622:
    case 0x0623:
    case 0x0625:
    case 0x0671:
      return 0x0627;  // alef
    case 0x0649:
    case 0x064A:
      return 0x06CC;  // yeh
    case 0x0643:
      return 0x06A9;  // kaf
    case 0x0629:
    case 0x06C0:
    case 0x06C1:
    case 0x06BE:
    case 0x06D5:
      return 0x0647;  // heh
    case 0x0901:
      return 0x0902;  // candrabindu
    case 0x0451:
      return 0x0435;
    default:
      break;
  }
  const int digit = c > 0x7F ? u_charDigitValue(static_cast<UChar32>(c)) : -1;
  return digit >= 0 ? U'0' + static_cast<char32_t>(digit) : c;
}

// Latin letters above ASCII, and accents. They are lost or damaged on the way more often than any other letter: words
// are known by the rest.
bool IsLostEasily(char32_t c) { return (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF) || IsAccent(c); }

// Devanagari: a nasal without vowel before a consonant is written as an anusvara too.
bool IsNasalBefore(char32_t c, std::string_view rest) {
  const bool nasal = c == 0x0919 || c == 0x091E || c == 0x0923 || c == 0x0928 || c == 0x092E;
  return nasal && rest.size() > 3 && rest.starts_with("\xE0\xA5\x8D");
}

std::string WithFoldedLetters(std::string_view token) {
  std::string out;
  for (size_t at = 0; at < token.size();) {
    const char32_t c = NextCodePoint(token, at);
    if (IsLostEasily(c)) continue;
    if (IsNasalBefore(c, token.substr(at))) {
      AppendUtf8(0x0902, out);
      at += 3;
      continue;
    }
    AppendUtf8(FoldLetter(c), out);
  }
  return out;
}

std::string WithoutLostLetters(std::string_view token) {
  std::string out;
  for (size_t at = 0; at < token.size();) {
    const size_t begin = at;
    if (!IsLostEasily(NextCodePoint(token, at))) out.append(token, begin, at - begin);
  }
  return out;
}

}  // namespace

std::string FoldToken(std::string_view whole) {
  std::string token = WithoutLostLetters(whole);
  if (IsAscii(token)) {
    std::transform(token.begin(), token.end(), token.begin(), ToLower);
    return token;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc_casefold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  WF_CHECK(U_SUCCESS(error));
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  // ICU sorts marks by insertion: in pieces, so that it takes no square of them.
  for (size_t at = 0; at < token.size();) {
    const size_t end = EndOfFold(token, at);
    const std::string_view piece = std::string_view(token).substr(at, end - at);
    nfkc_casefold->normalizeUTF8(0, icu::StringPiece(piece.data(), static_cast<int32_t>(piece.size())), sink, nullptr,
                                 error);
    at = end;
  }
  return WithFoldedLetters(out);
}

}  // namespace wirefold
