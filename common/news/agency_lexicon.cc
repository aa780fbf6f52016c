#include "common/news/agency_lexicon.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/news/table.h"

namespace wirefold {

AgencyLexicon::AgencyLexicon(std::string version, std::map<std::string, Agency, std::less<>> by_name,
                             std::vector<std::string> names)
    : version_(std::move(version)), by_name_(std::move(by_name)), names_(std::move(names)) {}

const AgencyLexicon& AgencyLexicon::BuiltIn() {
  static const AgencyLexicon& lexicon = *[] {
    absl::StatusOr<std::unique_ptr<AgencyLexicon>> parsed = Parse(EmbeddedFile("agencies.tsv"));
    WF_CHECK_OK(parsed.status());
    return parsed->release();
  }();
  return lexicon;
}

absl::StatusOr<std::unique_ptr<AgencyLexicon>> AgencyLexicon::Parse(std::string_view table) {
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> rows, ReadTable(table, 5));
  std::map<std::string, Agency, std::less<>> by_name;
  std::vector<std::string> names;
  for (const TableRow& row : rows) {
    if (row.cells[3] != "wire" && row.cells[3] != "outlet") {
      return absl::InvalidArgumentError(
          absl::StrFormat("agencies, line %d: kind \"%s\" is none of wire, outlet", row.line, row.cells[3]));
    }
    std::vector<std::string> aliases = SplitAt(row.cells[2], ';');
    aliases.push_back(row.cells[1]);
    for (const std::string& name : aliases) {
      if (name.empty()) continue;
      if (!by_name.try_emplace(name, Agency{row.cells[0], row.cells[3] == "wire"}).second) {
        return absl::InvalidArgumentError(
            absl::StrFormat("agencies, line %d: \"%s\" names two agencies", row.line, name));
      }
      names.push_back(name);
    }
  }
  return std::unique_ptr<AgencyLexicon>(
      new AgencyLexicon(absl::StrFormat("%016x", Hash64(table)), std::move(by_name), std::move(names)));
}

const Agency* AgencyLexicon::Find(std::string_view name) const {
  while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

}  // namespace wirefold
