#include "common/text/tokens.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "common/base/check.h"

namespace wirefold {
namespace internal {
#define WF_ROW16 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
const uint8_t kAsciiToken[128] = {
    WF_ROW16, WF_ROW16, WF_ROW16,
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 0, 0, 0, 0, 0, 0,
    0, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0, 0, 0, 0, 0,
    0, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0, 0, 0, 0, 0};
#undef WF_ROW16
}  // namespace internal

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
      c == 0xFEFF || c == 0x0640 || (c >= 0x064B && c <= 0x0652)) {
    // Zero-width (non-)joiners shape letters in Indic and Persian but are typed inconsistently: gone from tokens.
    return CodePointClass::kIgnored;
  }
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
    default:
      break;
  }
  const uint32_t mask = U_GET_GC_MASK(code_point);
  if ((mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0) return CodePointClass::kLetter;
  return CodePointClass::kSeparator;
}

std::string FoldToken(std::string_view token) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc_casefold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  WF_CHECK(U_SUCCESS(error));
  icu::UnicodeString folded = nfkc_casefold->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(token.data(), static_cast<int32_t>(token.size()))), error);
  std::string out;
  folded.toUTF8String(out);
  return out;
}

}  // namespace wirefold
