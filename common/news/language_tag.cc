#include "common/news/language_tag.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "common/base/ascii.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr size_t kMaxTagBytes = 100;  // the longest tags in use have a third of it

// ISO 639-1, and its withdrawn codes that are still written.
constexpr std::string_view kTwoLetters =
    "aaabaeafakamanarasavayazbabebgbhbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagdglgngugvha"
    "hehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmgmhmimkmlmnmrmsmtmynanbnd"
    "nengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrssstsusvswtatetgthtitktltntotrtstttwty"
    "ugukuruzvevivowawoxhyiyozazhzu"
    "iwinjijwmosh";

constexpr size_t IndexOf(char first, char second) {
  return static_cast<size_t>(first - 'a') * 26 + static_cast<size_t>(second - 'a');
}

constexpr std::array<bool, 26 * 26> kIsTwoLetterLanguage = [] {
  std::array<bool, 26 * 26> is{};
  for (size_t i = 0; i < kTwoLetters.size(); i += 2) is[IndexOf(kTwoLetters[i], kTwoLetters[i + 1])] = true;
  return is;
}();

bool AllLetters(std::string_view text) { return std::all_of(text.begin(), text.end(), IsLetter); }
bool AllDigits(std::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

// Of two letters: one of ISO 639-1. Of three: any but those that name no language.
bool IsLanguage(std::string language) {
  std::transform(language.begin(), language.end(), language.begin(), ToLower);
  if (!AllLetters(language)) return false;
  if (language.size() == 2) return kIsTwoLetterLanguage[IndexOf(language[0], language[1])];
  if (language.size() != 3 || (language >= "qaa" && language <= "qtz")) return false;
  return language != "und" && language != "mul" && language != "zxx" && language != "mis";
}

bool IsVariant(std::string_view subtag) {
  return (subtag.size() >= 5 && subtag.size() <= 8) || (subtag.size() == 4 && IsDigit(subtag[0]));
}

}  // namespace

bool IsLanguageTag(std::string_view tag) {
  if (tag.size() > kMaxTagBytes) return false;
  const std::vector<std::string> subtags = SplitAt(tag, '-');
  const bool sound = std::all_of(subtags.begin(), subtags.end(), [](const std::string& one) {
    return !one.empty() && one.size() <= 8 && std::all_of(one.begin(), one.end(), IsAlphanumeric);
  });
  if (!sound || !IsLanguage(subtags[0])) return false;
  size_t at = 1;
  const auto next_is = [&](auto fits) { return at < subtags.size() && fits(subtags[at]) && ++at > 0; };
  for (int extended = 0; extended < 3; ++extended) {
    next_is([](const std::string& one) { return one.size() == 3 && AllLetters(one); });
  }
  next_is([](const std::string& one) { return one.size() == 4 && AllLetters(one); });  // script
  next_is([](const std::string& region) {
    return (region.size() == 2 && AllLetters(region)) || (region.size() == 3 && AllDigits(region));
  });
  while (next_is([](const std::string& one) { return IsVariant(one); })) {
  }
  while (next_is([](const std::string& one) { return one.size() == 1; })) {  // an extension; "x": private use
    const bool is_private = EqualsIgnoringCase(subtags[at - 1], "x");
    const size_t begin = at;
    while (next_is([&](const std::string& one) { return is_private || one.size() > 1; })) {
    }
    if (at == begin) return false;
  }
  return at == subtags.size();
}

}  // namespace wirefold
