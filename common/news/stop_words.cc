#include "common/news/stop_words.h"

#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/news/letters.h"
#include "common/news/table.h"

namespace wirefold {

const StopWords& StopWords::BuiltIn() {
  static const StopWords& stop_words = *[] {
    absl::StatusOr<StopWords> parsed = Parse(EmbeddedFile("stop_words.tsv"));
    WF_CHECK_OK(parsed.status());
    return new StopWords(*std::move(parsed));
  }();
  return stop_words;
}

absl::StatusOr<StopWords> StopWords::Parse(std::string_view table) {
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> rows, ReadTable(table, 2));
  StopWords stop_words;
  for (const TableRow& row : rows) {
    Words words;
    for (const std::string& word : SplitAt(row.cells[1], ' ')) {
      if (word.empty()) return absl::InvalidArgumentError(absl::StrFormat("line %d: an empty word", row.line));
      if (!words.insert(Hash64(FoldCase(word))).second)
        return absl::InvalidArgumentError(absl::StrFormat("line %d: \"%s\" stands there twice", row.line, word));
    }
    if (!stop_words.by_language_.emplace(row.cells[0], std::move(words)).second)
      return absl::InvalidArgumentError(
          absl::StrFormat("line %d: the language %s has a row already", row.line, row.cells[0]));
  }
  return stop_words;
}

const StopWords::Words* StopWords::Of(std::string_view language) const {
  const auto found = by_language_.find(language.substr(0, language.find('-')));
  return found == by_language_.end() ? nullptr : &found->second;
}

}  // namespace wirefold
