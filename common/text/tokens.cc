#include "common/text/tokens.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>

#include "common/base/check.h"

namespace wirefold {
namespace internal {
#define WF_ROW16 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
const uint8_t kAsciiToken[128] = {WF_ROW16, WF_ROW16, WF_ROW16, '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 0,
                                  0,        0,        0,        0,   0,   0,   'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h',
                                  'i',      'j',      'k',      'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v',
                                  'w',      'x',      'y',      'z', 0,   0,   0,   0,   0,   0,   'a', 'b', 'c', 'd',
                                  'e',      'f',      'g',      'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r',
                                  's',      't',      'u',      'v', 'w', 'x', 'y', 'z', 0,   0,   0,   0,   0};
#undef WF_ROW16

void AsciiScan::Scan(std::string_view text) {
  const size_t blocks = (text.size() + 63) / 64;
  lower.resize(text.size());
  above.assign(blocks, 0);
  edges.clear();
  uint64_t before = 0;  // whether the byte before the block is in a run
  for (size_t block = 0; block < blocks; ++block) {
    const size_t begin = block * 64;
    const size_t end = std::min(text.size(), begin + 64);
    uint64_t run = 0;
    size_t at = begin;
#ifdef __SSE2__
    // Part of every x86-64. Signed comparisons: bytes above 0x7F are negative, hence in no range of ASCII.
    const auto between = [](__m128i bytes, char low, char high) {
      return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(low - 1))),
                           _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(high + 1))));
    };
    for (; at + 16 <= end; at += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
      const __m128i low = _mm_or_si128(bytes, _mm_and_si128(between(bytes, 'A', 'Z'), _mm_set1_epi8(0x20)));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(lower.data() + at), low);
      const __m128i word = _mm_or_si128(between(low, 'a', 'z'), between(low, '0', '9'));
      const uint64_t high = static_cast<uint32_t>(_mm_movemask_epi8(bytes));
      above[block] |= high << (at - begin);
      run |= (high | static_cast<uint32_t>(_mm_movemask_epi8(word))) << (at - begin);
    }
#endif
    for (; at < end; ++at) {
      const uint8_t byte = static_cast<uint8_t>(text[at]);
      const uint8_t folded = byte < 0x80 ? kAsciiToken[byte] : byte;
      lower[at] = folded == 0 ? text[at] : static_cast<char>(folded);
      run |= uint64_t{folded != 0} << (at - begin);
      above[block] |= uint64_t{byte >= 0x80} << (at - begin);
    }
    // A bit that differs from the one before it is an edge.
    for (uint64_t bits = run ^ (run << 1 | before); bits != 0; bits &= bits - 1) {
      edges.push_back(static_cast<uint32_t>(begin) + static_cast<uint32_t>(std::countr_zero(bits)));
    }
    before = run >> 63;
  }
  if (edges.size() % 2 == 1) edges.push_back(static_cast<uint32_t>(text.size()));
}

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
