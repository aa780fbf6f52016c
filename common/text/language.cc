#include "common/text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <array>
#include <bitset>
#include <cstdint>

#include "common/base/ascii.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

constexpr size_t kLookedAtBytes = 384;
constexpr size_t kFewBytes = 20;  // of letters, as the detector counts; fewer say nothing
constexpr int kMostPercent = 70;  // of the text that must be in the language

// Small words of English that no other language has, but for one or two. Of English text they are a fourth.
constexpr std::string_view kSmallWords[] = {"about", "after", "and",  "are",  "been",  "but",  "from", "had", "has",
                                            "he",    "his",   "it",   "its",  "more",  "not",  "of",   "on",  "said",
                                            "she",   "than",  "that", "the",  "their", "they", "this", "to",  "were",
                                            "when",  "which", "who",  "will", "with",  "would"};
constexpr size_t kFewSmallWords = 8;  // fewer than so many, or than so many different ones, prove nothing
constexpr size_t kFewDifferent = 5;
constexpr size_t kOneIn = 8;  // words is a small one, in each half: two languages may follow one another

// The small words by their letters, which are the bytes of a number.
class SmallWords {
 public:
  constexpr SmallWords() {
    for (const std::string_view word : kSmallWords) {
      uint64_t letters = 0;
      for (const char c : word) letters = letters << 8 | static_cast<uint8_t>(c);
      slots_[SlotOf(letters)] = letters;
    }
  }
  static constexpr size_t kSlots = 256;

  // Where a word is, or would be: in the first free slot from the one of its hash on.
  constexpr size_t SlotOf(uint64_t letters) const {
    size_t slot = letters * 0x9E3779B97F4A7C15U >> 56;
    while (slots_[slot] != 0 && slots_[slot] != letters) slot = (slot + 1) % kSlots;
    return slot;
  }
  constexpr bool Has(uint64_t letters, size_t slot) const { return letters != 0 && slots_[slot] == letters; }

 private:
  std::array<uint64_t, kSlots> slots_{};
};

// Whether the text is English beyond doubt. False: it may be, too.
bool IsPlainEnglish(std::string_view text) {
  static constexpr SmallWords kKnown;
  struct Half {
    size_t words = 0;
    size_t small = 0;
  };
  Half halves[2];
  std::bitset<SmallWords::kSlots> met;
  uint64_t letters = 0;  // of the word at hand, the last eight
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (IsAlphanumeric(c) || static_cast<uint8_t>(c) >= 0x80) {
      letters = letters << 8 | static_cast<uint8_t>(ToLower(c));
      continue;
    }
    if (letters == 0) continue;
    Half& half = halves[2 * i < text.size() ? 0 : 1];
    ++half.words;
    if (const size_t slot = kKnown.SlotOf(letters); kKnown.Has(letters, slot)) {
      ++half.small;
      met.set(slot);
    }
    letters = 0;
  }
  const auto is_english = [](const Half& half) { return half.small * kOneIn >= half.words; };
  return halves[0].small + halves[1].small >= kFewSmallWords && met.count() >= kFewDifferent && is_english(halves[0]) &&
         is_english(halves[1]);
}

}  // namespace

std::string DetectLanguage(std::string_view text) {
  const std::string_view head = text.substr(0, CodePointBoundary(text, kLookedAtBytes));
  if (IsPlainEnglish(head)) return "en";
  const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int text_bytes = 0;
  bool reliable = false;
  const CLD2::Language language =
      CLD2::ExtDetectLanguageSummary(head.data(), static_cast<int>(head.size()), true, &hints, 0, languages, percents,
                                     scores, nullptr, &text_bytes, &reliable);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE || language == CLD2::TG_UNKNOWN_LANGUAGE) return "";
  if (static_cast<size_t>(text_bytes) < kFewBytes || percents[0] < kMostPercent) return "";
  const std::string code = CLD2::LanguageCode(language);
  // Codes that were replaced since.
  if (code == "iw") return "he";
  if (code == "no") return "nb";
  return code;
}

}  // namespace wirefold
