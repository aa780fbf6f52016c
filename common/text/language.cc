#include "common/text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "common/text/utf8.h"

namespace wirefold {
namespace {

constexpr size_t kLookedAtBytes = 384;
constexpr size_t kFewBytes = 20;  // of letters, as the detector counts; fewer say nothing
constexpr int kMostPercent = 70;  // of the text that must be in the language

}  // namespace

std::string DetectLanguage(std::string_view text) {
  const std::string_view head = text.substr(0, CodePointBoundary(text, kLookedAtBytes));
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
