#include "common/text/compose.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <string_view>

#include "common/base/check.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr size_t kMostFollowers = 30;

// What stands behind the letter that it is a part of: marks of Latin, Greek and Cyrillic, of Kana, vowels and finals of
// Hangul.
bool IsFollower(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || c == 0x3099 || c == 0x309A || (c >= 0x1160 && c <= 0x11FF);
}

// Radicals that stand for the ideograph, and ideographs that other standards have twice.
bool IsOtherIdeograph(char32_t c) { return (c >= 0x2F00 && c <= 0x2FDF) || (c >= 0xF900 && c <= 0xFAFF); }

// Whether there may be any. One pass over bytes, of which compilers make vectors.
bool MayHaveAny(std::string_view text) {
  uint8_t any = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    const auto before = static_cast<uint8_t>(text[i - 1]);
    const auto byte = static_cast<uint8_t>(text[i]);
    any |= static_cast<uint8_t>((byte & 0xFE) == 0xCC) |                       // U+0300 to U+037F
           static_cast<uint8_t>((before == 0xE1) & ((byte & 0xFC) == 0x84)) |  // U+1100 to U+11FF
           static_cast<uint8_t>((before == 0x82) & ((byte & 0xFC) == 0x98)) |  // U+3098 to U+309B
           static_cast<uint8_t>((before == 0xE2) & ((byte & 0xFC) == 0xBC)) |  // U+2F00 to U+2FFF
           static_cast<uint8_t>((before == 0xEF) & ((byte & 0xFC) == 0xA4)) |  // U+F900 to U+F9FF
           static_cast<uint8_t>((before == 0xEF) & ((byte & 0xFC) == 0xA8));   // U+FA00 to U+FAFF
  }
  return any != 0;
}

void AppendNormalized(const icu::Normalizer2& normalizer, std::string_view piece, std::string& out) {
  UErrorCode error = U_ZERO_ERROR;
  normalizer
      .normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(piece.data(), static_cast<int32_t>(piece.size()))),
                 error)
      .toUTF8String(out);
  WF_CHECK(U_SUCCESS(error));
}

}  // namespace

std::string_view ComposeLetters(std::string_view text, std::string& buffer) {
  if (!MayHaveAny(text)) return text;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(error);
  const icu::Normalizer2* const nfkc = icu::Normalizer2::getNFKCInstance(error);
  WF_CHECK(U_SUCCESS(error));
  std::string& out = buffer;
  out.clear();
  out.reserve(text.size());
  size_t letter = 0;  // where the last letter is, in the text
  size_t begin = 0;   // and in `out`
  for (size_t at = 0; at < text.size();) {
    size_t next = at;
    const char32_t c = NextCodePoint(text, next);
    if (!IsFollower(c) || at == 0) {
      letter = at;
      begin = out.size();
      if (IsOtherIdeograph(c)) {
        AppendNormalized(c < 0x3000 ? *nfkc : *nfc, text.substr(at, next - at), out);
      } else {
        out.append(text, at, next - at);
      }
      at = next;
      continue;
    }
    for (size_t more = 1; more < kMostFollowers && next < text.size(); ++more) {
      size_t behind = next;
      if (!IsFollower(NextCodePoint(text, behind))) break;
      next = behind;
    }
    out.resize(begin);
    AppendNormalized(*nfc, text.substr(letter, next - letter), out);
    letter = at = next;
    begin = out.size();
  }
  return out;
}

}  // namespace wirefold
