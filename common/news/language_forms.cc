#include "common/news/language_forms.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/news/letters.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

struct KindName {
  std::string_view name;
  FormKind kind;
};
constexpr KindName kKinds[] = {
    {"cue_before", kCueBefore},
    {"cue_after", kCueAfter},
    {"outlet_noun", kOutletNoun},
    {"report_noun", kReportNoun},
    {"article", kArticle},
    {"and", kAnd},
    {"by", kBy},
    {"role", kRole},
    {"inputs_before", kInputsBefore},
    {"inputs_after", kInputsAfter},
    {"source", kSource},
    {"photo", kPhoto},
    {"copyright", kCopyright},
    {"feed", kFeed},
    {"republished", kRepublished},
    {"reported_by", kReportedBy},
    {"kicker", kKicker},
    {"say", kSay},
    {"weekdays", kWeekday},
    {"months", kMonth},
    {"outlet_word", kOutletWord},
    {"opinion_label", kOpinionLabel},
    {"correction_label", kCorrectionLabel},
    {"live_label", kLiveLabel},
    {"advisory_label", kAdvisoryLabel},
    {"withdrawn_label", kWithdrawnLabel},
};

std::optional<FormKind> KindOf(std::string_view name) {
  for (const KindName& one : kKinds) {
    if (one.name == name) return one.kind;
  }
  return std::nullopt;
}

std::string_view PrimaryTag(std::string_view language) { return language.substr(0, language.find_first_of("-_")); }

}  // namespace

LanguageForms::LanguageForms(std::string version, std::vector<Row> rows, std::vector<PhraseFinder::Phrase> phrases,
                             std::map<std::string, MonthsByLanguage, std::less<>> months)
    : version_(std::move(version)),
      rows_(std::move(rows)),
      phrases_(std::move(phrases), kSoughtForms),
      months_(std::move(months)) {}

const LanguageForms& LanguageForms::BuiltIn() {
  static const LanguageForms& forms = *[] {
    std::vector<std::pair<std::string, std::string_view>> tables;
    constexpr std::string_view kPrefix = "forms.";
    constexpr std::string_view kSuffix = ".tsv";
    for (const std::string& name : SplitAt(EmbeddedNames(), '\n')) {
      if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
      tables.emplace_back(name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size()),
                          EmbeddedFile(name));
    }
    absl::StatusOr<std::unique_ptr<LanguageForms>> parsed = Parse(tables);
    WF_CHECK_OK(parsed.status());
    return parsed->release();
  }();
  return forms;
}

absl::StatusOr<std::unique_ptr<LanguageForms>> LanguageForms::Parse(
    const std::vector<std::pair<std::string, std::string_view>>& tables) {
  std::string all;
  std::vector<Row> rows;
  std::map<std::string, uint32_t> kinds;  // by phrase
  std::map<std::string, MonthsByLanguage, std::less<>> months;
  for (const auto& [language, table] : tables) {
    all.append(language).append(table);
    absl::StatusOr<std::vector<TableRow>> read = ReadTable(table, 4);
    if (!read.ok()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("forms of %s, %s", language, std::string(read.status().message())));
    }
    for (const TableRow& row : *read) {
      const std::optional<FormKind> kind = KindOf(row.cells[0]);
      const std::vector<std::string> words = SplitAt(row.cells[1], ';');
      if (!kind || (kind == kMonth && words.size() != 12)) {
        return absl::InvalidArgumentError(absl::StrFormat("forms of %s, line %d: %s", language, row.line,
                                                          kind ? "a year has 12 months" : "no kind of form"));
      }
      for (size_t i = 0; i < words.size(); ++i) {
        for (const std::string& word : SplitAt(words[i], '|')) {
          if (word.empty()) {
            return absl::InvalidArgumentError(
                absl::StrFormat("forms of %s, line %d: an empty word", language, row.line));
          }
          const std::string folded = FoldCase(word);
          kinds[folded] |= *kind;
          if (kind == kMonth) months[folded].emplace(language, static_cast<int>(i + 1));
        }
      }
      rows.push_back({language, row.cells[0], words, row.cells[2], row.cells[3]});
    }
  }
  std::vector<PhraseFinder::Phrase> phrases;
  phrases.reserve(kinds.size());
  for (const auto& [text, mask] : kinds) phrases.push_back({text, mask});
  return std::unique_ptr<LanguageForms>(
      new LanguageForms(absl::StrFormat("%016x", Hash64(all)), std::move(rows), std::move(phrases), std::move(months)));
}

int LanguageForms::Month(std::string_view folded, const FoundPhrase& phrase, std::string_view language) const {
  const auto found = months_.find(folded.substr(phrase.begin, phrase.end - phrase.begin));
  if (found == months_.end()) return 0;
  const MonthsByLanguage& months = found->second;
  const auto own = months.find(PrimaryTag(language));
  if (own != months.end()) return own->second;
  const int first = months.begin()->second;
  const bool one = std::all_of(months.begin(), months.end(), [&](const auto& m) { return m.second == first; });
  return one ? first : 0;
}

}  // namespace wirefold
