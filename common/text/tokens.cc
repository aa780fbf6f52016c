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

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "1,000": whether the comma at `at` separates thousands.
bool SeparatesThousands(std::string_view text, size_t at) {
  return at > 0 && at + 3 < text.size() && text[at] == ',' && IsDigit(text[at - 1]) && IsDigit(text[at + 1]) &&
         IsDigit(text[at + 2]) && IsDigit(text[at + 3]);
}

// Bytes of a block: bit i tells of byte i.
struct BlockBits {
  uint64_t run = 0;    // letter, digit or above 0x7F
  uint64_t above = 0;  // above 0x7F
  uint64_t comma = 0;
};

// Classifies and lowers the bytes [begin, end), 64 at most. Lowering sets bit 0x20: letters become small, digits stay,
// and what else changes is in no token.
BlockBits ReadBytes(std::string_view text, size_t begin, size_t end, char* lower) {
  BlockBits bits;
  for (size_t at = begin; at < end; ++at) {
    const auto byte = static_cast<uint8_t>(text[at]);
    lower[at] = static_cast<char>(byte | 0x20);
    const uint64_t bit = uint64_t{1} << (at - begin);
    if (byte >= 0x80 || kAsciiToken[byte] != 0) bits.run |= bit;
    if (byte >= 0x80) bits.above |= bit;
    if (byte == ',') bits.comma |= bit;
  }
  return bits;
}

BlockBits ReadBlock(std::string_view text, size_t begin, char* lower) {
#ifdef __SSE2__
  // Part of every x86-64.
  BlockBits bits;
  const auto mask = [](__m128i bytes) { return uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(bytes))}; };
  // Whether first <= byte < first + count, unsigned.
  const auto among = [](__m128i bytes, char first, char count) {
    const __m128i from_first = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(from_first, _mm_set1_epi8(static_cast<char>(count - 1))), from_first);
  };
  for (int i = 0; i < 64; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + begin + i));
    const __m128i low = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(lower + begin + i), low);
    bits.run |= mask(_mm_or_si128(_mm_or_si128(among(low, 'a', 26), among(bytes, '0', 10)), bytes)) << i;
    bits.above |= mask(bytes) << i;
    bits.comma |= mask(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(','))) << i;
  }
  return bits;
#else
  return ReadBytes(text, begin, begin + 64, lower);
#endif
}

// U+2010 to U+2027 (E2 80 90 to A7): dashes, quotes, ellipsis. They separate, and news text is full of them.
bool IsPunctuationAt(std::string_view text, size_t at) {
  if (at + 2 >= text.size() || text[at] != '\xE2' || text[at + 1] != '\x80') return false;
  const auto third = static_cast<uint8_t>(text[at + 2]);
  return third >= 0x90 && third <= 0xA7;
}

}  // namespace

void TokenRuns::Find(std::string_view text) {
  lower.resize(text.size() + kTokenPadding);
  special.resize(text.size() / 64 + 1);
  edge_count = 0;
  any_special = false;
  uint64_t before = 0;       // whether the byte before the block is in a run
  uint64_t punctuation = 0;  // bytes of a separator that began in the block before
  for (size_t begin = 0; begin < text.size(); begin += 64) {
    BlockBits bits = begin + 64 <= text.size() ? ReadBlock(text, begin, lower.data())
                                               : ReadBytes(text, begin, text.size(), lower.data());
    uint64_t next_punctuation = 0;
    for (uint64_t above = bits.above; above != 0; above &= above - 1) {
      const int i = std::countr_zero(above);
      if (!IsPunctuationAt(text, begin + static_cast<size_t>(i))) continue;
      punctuation |= uint64_t{7} << i;
      if (i > 61) next_punctuation = uint64_t{7} >> (64 - i);
    }
    bits.run &= ~punctuation;
    bits.above &= ~punctuation;
    punctuation = next_punctuation;
    uint64_t thousands = 0;
    for (uint64_t comma = bits.comma; comma != 0; comma &= comma - 1) {
      const int i = std::countr_zero(comma);
      thousands |= uint64_t{SeparatesThousands(text, begin + static_cast<size_t>(i))} << i;
    }
    bits.run |= thousands;
    special[begin / 64] = bits.above | thousands;
    any_special |= special[begin / 64] != 0;
    if (edges.size() < edge_count + 66) edges.resize(2 * edge_count + 1024);
    uint32_t* edge = edges.data() + edge_count;
    // A bit that differs from the one before it is an edge.
    for (uint64_t changes = bits.run ^ (bits.run << 1 | before); changes != 0; changes &= changes - 1) {
      *edge++ = static_cast<uint32_t>(begin) + static_cast<uint32_t>(std::countr_zero(changes));
    }
    edge_count = static_cast<size_t>(edge - edges.data());
    before = bits.run >> 63;
  }
  if (edge_count % 2 == 1) {
    if (edges.size() == edge_count) edges.resize(edge_count + 1);
    edges[edge_count++] = static_cast<uint32_t>(text.size());
  }
}

bool TokenRuns::IsSpecial(size_t begin, size_t end) const {
  for (size_t block = begin / 64; block <= (end - 1) / 64; ++block) {
    uint64_t bits = special[block];
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
  while (at < text.size() && !found.code_point) {
    const auto byte = static_cast<uint8_t>(text[at]);
    if (byte < 0x80) {
      if (kAsciiToken[byte] != 0) {
        buffer += static_cast<char>(kAsciiToken[byte]);
      } else if (buffer.empty() || !SeparatesThousands(text, at)) {
        if (buffer.empty()) ++at;
        break;
      }
      ++at;
      continue;
    }
    size_t next = at;
    const CodePointClass what = ClassifyCodePoint(NextCodePoint(text, next));
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
