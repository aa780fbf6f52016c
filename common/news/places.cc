#include "common/news/places.h"

#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/news/letters.h"
#include "common/news/table.h"

namespace wirefold {

const Places& Places::BuiltIn() {
  static const Places& places = *[] {
    absl::StatusOr<Places> parsed = Parse(EmbeddedFile("places.tsv"));
    WF_CHECK_OK(parsed.status());
    return new Places(*std::move(parsed));
  }();
  return places;
}

absl::StatusOr<Places> Places::Parse(std::string_view table) {
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> rows, ReadTable(table, 2));
  Places places;
  for (const TableRow& row : rows) {
    for (const std::string& name : SplitAt(row.cells[1], ';')) places.folded_.insert(FoldCase(name));
  }
  return places;
}

bool Places::Has(std::string_view name) const { return folded_.contains(FoldCase(TrimMarks(name))); }

}  // namespace wirefold
