#include "common/news/agency_lexicon.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/news/letters.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr size_t kColumns = 5;  // of a table of agencies
// Names of more bytes are also written in capitals, and take the endings of their language.
constexpr size_t kShortName = 4;
constexpr std::string_view kArticle = "The ";

std::optional<AgencyKind> KindOf(std::string_view name) {
  constexpr std::pair<std::string_view, AgencyKind> kKinds[] = {{"wire", AgencyKind::kWire},
                                                                {"syndicate", AgencyKind::kSyndicate},
                                                                {"outlet", AgencyKind::kOutlet},
                                                                {"photo", AgencyKind::kPhoto},
                                                                {"unnamed", AgencyKind::kUnnamed}};
  for (const auto& [text, kind] : kKinds) {
    if (text == name) return kind;
  }
  return std::nullopt;
}

std::string InCapitals(std::string_view name) {
  std::string capitals(name);
  std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                 [](char c) { return IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c; });
  return capitals;
}

// "P.T.I." of "PTI", as older newspapers write it; empty for what is no abbreviation of some letters. Two are initials.
std::string WithStops(std::string_view name) {
  if (name.size() < 3 || name.size() > 5 || !std::all_of(name.begin(), name.end(), IsUpper)) return "";
  std::string dotted;
  for (const char c : name) (dotted += c) += '.';
  return dotted;
}

// What is wrong with a row, and where it stands.
absl::Status AtLine(const TableRow& row, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::InvalidArgumentError(absl::StrFormat("agencies, line %d: %s", row.line, std::string(status.message())));
}

std::string_view WithoutArticle(std::string_view name) {
  name = TrimBlanks(name);
  return StartsIgnoringCase(name, "the ") ? TrimBlanks(name.substr(4)) : name;
}

}  // namespace

struct AgencyLexicon::Tables {
  std::string version;
  std::vector<AgencyRow> rows;
  std::vector<std::unique_ptr<const Agency>> agencies;
  std::vector<AgencyName> entries;
  std::map<std::string, AgencyName, std::less<>> by_name;
  std::map<std::string, AgencyName, std::less<>> by_folded_name;
  std::vector<PhraseFinder::Phrase> phrases;

  // False: another agency has the name.
  bool Add(const std::string& name, const AgencyName& entry) {
    if (!by_name.try_emplace(name, entry).second) return by_name[name].agency == entry.agency;
    by_folded_name.try_emplace(FoldCase(name), entry);
    // English has no such endings: "The National" is another paper than "The Nation".
    const bool inflected = name.size() > kShortName + 1 && !entry.ambiguous && !name.starts_with(kArticle);
    phrases.push_back({name, static_cast<uint32_t>(entries.size()), inflected});
    const std::string capitals = InCapitals(name);
    if (name.size() > kShortName && capitals != name && !entry.ambiguous && !by_name.contains(capitals)) {
      by_name.emplace(capitals, entry);
      phrases.push_back({capitals, static_cast<uint32_t>(entries.size())});
    }
    // With its article a name is longer than another that begins so: "The Times of Israel".
    if (entry.agency->kind == AgencyKind::kOutlet && name.size() > kShortName && IsUpper(name[0]) &&
        !name.starts_with(kArticle) && !by_name.contains(std::string(kArticle) + name))
      phrases.push_back({std::string(kArticle) + name, static_cast<uint32_t>(entries.size())});
    entries.push_back(entry);
    AddDotted(name.ends_with('.') ? name : WithStops(name), entry);
    return true;
  }

  // "P.T.I.": in a list without its last stop, which is taken for the list's.
  void AddDotted(const std::string& name, const AgencyName& entry) {
    if (name.empty()) return;
    by_name.try_emplace(name.substr(0, name.size() - 1), entry);
    phrases.push_back({name, static_cast<uint32_t>(entries.size() - 1)});
  }

  // InvalidArgument says what is wrong with the row.
  absl::Status AddRow(const TableRow& row) {
    const std::optional<AgencyKind> kind = KindOf(row.cells[3]);
    if (!kind) {
      return absl::InvalidArgumentError(
          absl::StrFormat("kind \"%s\" is none of wire, syndicate, outlet, photo, unnamed", row.cells[3]));
    }
    rows.push_back({row.cells[0], row.cells[1], row.cells[2], row.cells[3], row.cells[4]});
    agencies.push_back(std::make_unique<const Agency>(Agency{row.cells[0], row.cells[1], *kind}));
    std::vector<std::string> names = SplitAt(row.cells[2], ';');
    names.insert(names.begin(), row.cells[1]);
    for (std::string& name : names) {
      const bool ambiguous = name.starts_with('?');
      if (ambiguous) name.erase(0, 1);
      if (name.empty()) continue;
      if (!Add(name, {agencies.back().get(), ambiguous}))
        return absl::InvalidArgumentError(absl::StrFormat("\"%s\" names two agencies", name));
    }
    return absl::OkStatus();
  }
};

AgencyLexicon::AgencyLexicon(Tables tables)
    : version_(std::move(tables.version)),
      rows_(std::move(tables.rows)),
      agencies_(std::move(tables.agencies)),
      entries_(std::move(tables.entries)),
      by_name_(std::move(tables.by_name)),
      by_folded_name_(std::move(tables.by_folded_name)),
      names_(std::move(tables.phrases)) {}

const AgencyLexicon& AgencyLexicon::BuiltIn() {
  static const AgencyLexicon& lexicon = *[] {
    absl::StatusOr<std::unique_ptr<AgencyLexicon>> parsed = Parse(EmbeddedFile("agencies.tsv"));
    WF_CHECK_OK(parsed.status());
    return parsed->release();
  }();
  return lexicon;
}

absl::StatusOr<std::unique_ptr<AgencyLexicon>> AgencyLexicon::Parse(std::string_view table) {
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> rows, ReadTable(table, kColumns));
  Tables tables;
  tables.version = absl::StrFormat("%016x", Hash64(table));
  for (const TableRow& row : rows) WF_RETURN_IF_ERROR(AtLine(row, tables.AddRow(row)));
  return Make(std::move(tables));
}

absl::StatusOr<std::unique_ptr<AgencyLexicon>> AgencyLexicon::BuiltInWith(std::string_view rows) {
  const std::string_view built_in = EmbeddedFile("agencies.tsv");
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> own, ReadTable(rows, kColumns));
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> others, ReadTable(built_in, kColumns));
  Tables tables;
  tables.version = absl::StrFormat("%016x", Hash64(std::string(rows) + "\n" + std::string(built_in)));
  std::set<std::string> ids;
  for (const TableRow& row : own) {
    if (row.cells[0].empty() || row.cells[1].empty())
      return AtLine(row, absl::InvalidArgumentError("an agency needs an id and a name"));
    if (!ids.insert(row.cells[0]).second)
      return AtLine(row, absl::InvalidArgumentError(absl::StrFormat("the id \"%s\" is there twice", row.cells[0])));
  }
  for (const TableRow& row : own) WF_RETURN_IF_ERROR(AtLine(row, tables.AddRow(row)));
  for (const TableRow& row : others) {
    if (ids.contains(row.cells[0])) continue;
    // A built-in agency that cannot stand next to them has a name that one of them took.
    if (const absl::Status status = tables.AddRow(row); !status.ok())
      return absl::InvalidArgumentError(
          "agencies: " + std::string(status.message()) +
          ", one of them built in; a row with the built-in one's id can leave that name out");
  }
  return Make(std::move(tables));
}

std::unique_ptr<AgencyLexicon> AgencyLexicon::Make(Tables tables) {
  std::stable_sort(tables.rows.begin(), tables.rows.end(),
                   [](const AgencyRow& a, const AgencyRow& b) { return a.id < b.id; });
  return std::unique_ptr<AgencyLexicon>(new AgencyLexicon(std::move(tables)));
}

const AgencyName* AgencyLexicon::Find(std::string_view name) const {
  name = TrimBlanks(name);
  auto found = by_name_.find(name);
  if (found == by_name_.end()) found = by_name_.find(WithoutArticle(name));
  return found == by_name_.end() ? nullptr : &found->second;
}

const AgencyName* AgencyLexicon::FindInAnyCase(std::string_view name) const {
  const std::string folded = FoldCase(TrimBlanks(name));
  auto found = by_folded_name_.find(folded);
  if (found == by_folded_name_.end()) found = by_folded_name_.find(WithoutArticle(folded));
  return found == by_folded_name_.end() ? nullptr : &found->second;
}

}  // namespace wirefold
