// LanguageForms: the words by which a text says whose it is, language by language. Data, read once:
// config/lexicon/forms.*.tsv, one file a language; a new language is a file, no code. Every text is read with the forms
// of all languages: few words mean two things, and articles quote each other's languages.
//
//   const LanguageForms& forms = LanguageForms::BuiltIn();
//   forms.phrases().At(FoldCase("According to CNN"), 0).value & kCueBefore
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/news/phrase_finder.h"

namespace wirefold {

// What a phrase is good for: bits of FoundPhrase::value. The table of each language says which words they are.
enum FormKind : uint32_t {
  kCueBefore = 1U << 0,     // "according to" NAME
  kCueAfter = 1U << 1,      // NAME "reported"
  kOutletNoun = 1U << 2,    // "the newspaper" NAME, NAME "news agency"
  kReportNoun = 1U << 3,    // a NAME "report"
  kArticle = 1U << 4,       // what may stand between a cue and a name: "the", "a", "official"
  kAnd = 1U << 5,           // between the names of a list
  kBy = 1U << 6,            // before the author
  kRole = 1U << 7,          // of an author: "staff", "correspondent"
  kInputsBefore = 1U << 8,  // "with inputs from" NAMES
  kInputsAfter = 1U << 9,   // NAMES "contributed to this report"
  kSource = 1U << 10,       // "source:" NAMES
  kPhoto = 1U << 11,        // of a picture: "photo", "image courtesy"
  kCopyright = 1U << 12,    // "copyright" NAME
  kFeed = 1U << 13,         // the text came from a feed, whoever wrote it
  kRepublished = 1U << 14,  // "this article originally appeared in" NAME
  kReportedBy = 1U << 15,   // "this report by" NAME: the origin
  kKicker = 1U << 16,       // capitals that are no place: "BREAKING"
  kSay = 1U << 17,          // what a speaker does: "said"
  kWeekday = 1U << 18,
  kMonth = 1U << 19,       // with the number of the month
  kOutletWord = 1U << 20,  // a word of which names of outlets are made: "times", "zeitung"
  // Before a mark at the beginning of a headline: what kind of article it is.
  kOpinionLabel = 1U << 21,     // "opinion: "
  kCorrectionLabel = 1U << 22,  // "correction: ", "retraction: "
  kLiveLabel = 1U << 23,        // "live: ", and anywhere in a headline: "live updates"
  kAdvisoryLabel = 1U << 24,    // "advisory: ": a note to editors
  kWithdrawnLabel = 1U << 25,   // "kill: ", "withdrawn: "
};

// Those that are sought in the whole text; the others only next to what was found. The longest form counts, so what no
// finder looks for may still stand for itself: "originally appeared in" is no "appeared in".
inline constexpr uint32_t kSoughtForms =
    kCueBefore | kCueAfter | kOutletNoun | kPhoto | kFeed | kInputsBefore | kRepublished | kReportedBy;

class LanguageForms {
 public:
  // A row of a table: for its tests and for people.
  struct Row {
    std::string language;
    std::string kind;
    std::vector<std::string> words;
    std::string example;    // a text that the row is for
    std::string near_miss;  // a text that it is not for
  };

  static const LanguageForms& BuiltIn();
  // From tables by language. InvalidArgument names the language, the line and what is wrong.
  static absl::StatusOr<std::unique_ptr<LanguageForms>> Parse(
      const std::vector<std::pair<std::string, std::string_view>>& tables);

  // Of all languages, in folded case.
  const PhraseFinder& phrases() const { return phrases_; }
  // The month, 1 to 12, that a phrase of kind kMonth means in a text of this language (BCP 47, may be empty). 0: it
  // means two, and the language does not decide.
  int Month(std::string_view folded, const FoundPhrase& phrase, std::string_view language) const;
  const std::vector<Row>& rows() const { return rows_; }
  std::string_view version() const { return version_; }  // hash of the tables, 16 hexadecimal digits

 private:
  using MonthsByLanguage = std::map<std::string, int, std::less<>>;

  LanguageForms(std::string version, std::vector<Row> rows, std::vector<PhraseFinder::Phrase> phrases,
                std::map<std::string, MonthsByLanguage, std::less<>> months);

  std::string version_;
  std::vector<Row> rows_;
  PhraseFinder phrases_;
  std::map<std::string, MonthsByLanguage, std::less<>> months_;  // by their words, in folded case
};

}  // namespace wirefold
