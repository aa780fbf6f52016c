// Forms: the regular expressions of attribution, compiled once. For attribute.cc.
#pragma once

#include <re2/re2.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/ascii.h"

namespace wirefold {

// A regular expression in two programs: one for text that is ASCII alone, where Unicode's letters are left out. They
// make programs ten times as large, which take milliseconds to compile: the other one is made when a text first needs
// it.
class Form {
 public:
  explicit Form(std::string pattern) : pattern_(std::move(pattern)), ascii_(ForAscii(pattern_)) {}
  ~Form() { delete any_.load(); }

  const RE2& For(std::string_view text) const {
    if (IsAscii(text)) return ascii_;
    const RE2* any = any_.load();
    if (any != nullptr) return *any;
    auto made = std::make_unique<const RE2>(pattern_);
    // Another thread may have been first.
    return any_.compare_exchange_strong(any, made.get()) ? *made.release() : *any;
  }

 private:
  // Letters by their properties stand in brackets in every pattern.
  static std::string ForAscii(std::string pattern) {
    for (const auto& [unicode, ascii] : {std::pair("\\p{Lu}", "[:upper:]"), {"\\p{L}", "[:alpha:]"}}) {
      for (size_t at; (at = pattern.find(unicode)) != std::string::npos;) {
        pattern.replace(at, std::strlen(unicode), ascii);
      }
    }
    return pattern;
  }

  std::string pattern_;
  RE2 ascii_;
  mutable std::atomic<const RE2*> any_ = nullptr;
};

// Words that begin with a capital, small words of names between them, a region in brackets: "New Delhi [India]",
// "TOKYO/SEOUL".
inline constexpr const char* kPlace =
    "[\\p{Lu}][\\p{L}.'’-]*(?:[ /,] ?(?:[\\p{Lu}][\\p{L}.'’-]*|of|de|del|la|al|el|and|the|\\[[^\\]\\n]{2,30}\\]))*?";
inline constexpr const char* kDate =
    "(?:,? (January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|"
    "Jul|Aug|Sept?|Oct|Nov|Dec)\\.? (\\d{1,2})(?:,? (\\d{4}))?)?";

// What attribution looks for. Each form is run only on what passes a cheap test of something that all its matches have.
struct Forms {
  // Groups of a dateline: the whole, place, month, day, year, agency.
  Form bracketed_dateline{std::string("^((?:(") + kPlace + ")" + kDate +
                          "\\s*)?\\(([^()\\n]{2,40})\\)\\s*(?:--|[-—–:_]\\.?)?)\\s*"};
  Form slashed_dateline{std::string("^(([\\p{Lu}][\\p{Lu} .'-]{1,40})") + kDate + "\\. /([^/\\n]{2,20})/\\.?)\\s*"};
  Form place_dateline{std::string("^(([\\p{Lu}][\\p{Lu} .'/-]{2,40})") + kDate + "(?::| (?:--|[—–])) )"};
  // Groups of a sign-off: the whole, the name or names.
  Form inputs{"(\\(?(?i:with |-with )?(?i:agency )?(?i:inputs? from) ([^()\\n]{2,60}?)\\.?\\)?)\\s*$"};
  Form inputs_after{"(\\((?i:with) ([^()\\n]{2,30}?) (?i:inputs?)\\))\\s*$"};
  Form bracketed_signoff{"(\\(([^()\\n]{2,40})\\)\\.?)\\s*$"};
  Form dashed_signoff{"((?:--|[-—–])\\s?([^\\s()]{2,20})(?: [a-z/]{2,20})?)\\s*$"};
  Form initials{"^((PTI|IANS|UNI|ANI)(?: [\\p{Lu}]{2,4}){1,4})\\s*$"};
  RE2 between_names{"(?i)\\s+and\\s+|\\s*/\\s*|\\s*,\\s*"};
  // The words right before or right behind the name of a source.
  RE2 cue_before{
      "(?i)((?:as )?(?:first |earlier )?reported (?:by|in|on)|according to|told|citing|cited by|quoted by|"
      "(?:an )?interview (?:with|to|on)|report(?:s)? (?:by|from|in|on)|statement to|spoke to|speaking to|published "
      "(?:by|in)|selon l'|selon)"
      "(?: (?:a|an))?(?: the)?\\s*$"};
  RE2 cue_behind{
      "^(?:'s [a-z]+)?,? ((?:has |had |have )?(?:first |earlier |also |previously )?"
      "(?:reported|reports|quoted|cited|writes|wrote|noted|revealed|is reporting|said in a report|report said))\\b"};

  static const Forms& BuiltIn() {
    static const Forms& forms = *new Forms;
    return forms;
  }
};

}  // namespace wirefold
