#include "common/news/language_tag.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>
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

namespace {

// English names and codes of three letters, in order.
constexpr std::pair<std::string_view, std::string_view> kTagOfName[] = {
    {"afr", "af"},        {"afrikaans", "af"},   {"alb", "sq"},       {"albanian", "sq"},   {"amh", "am"},
    {"amharic", "am"},    {"ara", "ar"},         {"arabic", "ar"},    {"arm", "hy"},        {"armenian", "hy"},
    {"aze", "az"},        {"azerbaijani", "az"}, {"baq", "eu"},       {"basque", "eu"},     {"bel", "be"},
    {"belarusian", "be"}, {"ben", "bn"},         {"bengali", "bn"},   {"bod", "bo"},        {"bos", "bs"},
    {"bosnian", "bs"},    {"bul", "bg"},         {"bulgarian", "bg"}, {"bur", "my"},        {"burmese", "my"},
    {"cat", "ca"},        {"catalan", "ca"},     {"ces", "cs"},       {"chi", "zh"},        {"chinese", "zh"},
    {"cmn", "zh"},        {"croatian", "hr"},    {"cym", "cy"},       {"cze", "cs"},        {"czech", "cs"},
    {"dan", "da"},        {"danish", "da"},      {"deu", "de"},       {"dut", "nl"},        {"dutch", "nl"},
    {"ell", "el"},        {"eng", "en"},         {"english", "en"},   {"est", "et"},        {"estonian", "et"},
    {"eus", "eu"},        {"fas", "fa"},         {"fin", "fi"},       {"finnish", "fi"},    {"fra", "fr"},
    {"fre", "fr"},        {"french", "fr"},      {"galician", "gl"},  {"geo", "ka"},        {"georgian", "ka"},
    {"ger", "de"},        {"german", "de"},      {"gle", "ga"},       {"glg", "gl"},        {"gre", "el"},
    {"greek", "el"},      {"guj", "gu"},         {"gujarati", "gu"},  {"hau", "ha"},        {"hausa", "ha"},
    {"heb", "he"},        {"hebrew", "he"},      {"hin", "hi"},       {"hindi", "hi"},      {"hrv", "hr"},
    {"hun", "hu"},        {"hungarian", "hu"},   {"hye", "hy"},       {"ice", "is"},        {"icelandic", "is"},
    {"ind", "id"},        {"indonesian", "id"},  {"irish", "ga"},     {"isl", "is"},        {"ita", "it"},
    {"italian", "it"},    {"japanese", "ja"},    {"jpn", "ja"},       {"kan", "kn"},        {"kannada", "kn"},
    {"kat", "ka"},        {"kaz", "kk"},         {"kazakh", "kk"},    {"khm", "km"},        {"khmer", "km"},
    {"kir", "ky"},        {"kor", "ko"},         {"korean", "ko"},    {"kur", "ku"},        {"kurdish", "ku"},
    {"kyrgyz", "ky"},     {"lao", "lo"},         {"lao", "lo"},       {"latvian", "lv"},    {"lav", "lv"},
    {"lit", "lt"},        {"lithuanian", "lt"},  {"mac", "mk"},       {"macedonian", "mk"}, {"mal", "ml"},
    {"malay", "ms"},      {"malayalam", "ml"},   {"maltese", "mt"},   {"mar", "mr"},        {"marathi", "mr"},
    {"may", "ms"},        {"mkd", "mk"},         {"mlt", "mt"},       {"mon", "mn"},        {"mongolian", "mn"},
    {"msa", "ms"},        {"mya", "my"},         {"nep", "ne"},       {"nepali", "ne"},     {"nld", "nl"},
    {"nno", "nn"},        {"nob", "nb"},         {"nor", "no"},       {"norwegian", "no"},  {"odia", "or"},
    {"ori", "or"},        {"pan", "pa"},         {"pashto", "ps"},    {"per", "fa"},        {"persian", "fa"},
    {"pol", "pl"},        {"polish", "pl"},      {"por", "pt"},       {"portuguese", "pt"}, {"punjabi", "pa"},
    {"pus", "ps"},        {"romanian", "ro"},    {"ron", "ro"},       {"rum", "ro"},        {"rus", "ru"},
    {"russian", "ru"},    {"serbian", "sr"},     {"sin", "si"},       {"sindhi", "sd"},     {"sinhala", "si"},
    {"slk", "sk"},        {"slo", "sk"},         {"slovak", "sk"},    {"slovenian", "sl"},  {"slv", "sl"},
    {"snd", "sd"},        {"som", "so"},         {"somali", "so"},    {"spa", "es"},        {"spanish", "es"},
    {"sqi", "sq"},        {"srp", "sr"},         {"swa", "sw"},       {"swahili", "sw"},    {"swe", "sv"},
    {"swedish", "sv"},    {"tagalog", "tl"},     {"tam", "ta"},       {"tamil", "ta"},      {"tel", "te"},
    {"telugu", "te"},     {"tgl", "tl"},         {"tha", "th"},       {"thai", "th"},       {"tib", "bo"},
    {"tibetan", "bo"},    {"tur", "tr"},         {"turkish", "tr"},   {"ukr", "uk"},        {"ukrainian", "uk"},
    {"urd", "ur"},        {"urdu", "ur"},        {"uzb", "uz"},       {"uzbek", "uz"},      {"vie", "vi"},
    {"vietnamese", "vi"}, {"wel", "cy"},         {"welsh", "cy"},     {"xho", "xh"},        {"xhosa", "xh"},
    {"yor", "yo"},        {"yoruba", "yo"},      {"zho", "zh"},       {"zul", "zu"},        {"zulu", "zu"}};

}  // namespace

std::string LanguageTagOf(std::string_view text) {
  const size_t begin = std::min(text.find_first_not_of(kSpace), text.size());
  text = text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
  std::string lower(text.substr(0, kMaxTagBytes));
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
  const auto* found = std::lower_bound(std::begin(kTagOfName), std::end(kTagOfName), lower,
                                       [](const auto& one, const std::string& wanted) { return one.first < wanted; });
  if (found == std::end(kTagOfName) || found->first != lower) return std::string(text);
  return std::string(found->second);
}

}  // namespace wirefold
