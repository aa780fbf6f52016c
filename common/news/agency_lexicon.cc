#include "common/news/agency_lexicon.h"

#include <algorithm>
#include <cstdio>
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
    const bool inflected = name.size() > kShortName + 1 && !entry.ambiguous;
    phrases.push_back({name, static_cast<uint32_t>(entries.size()), inflected});
    const std::string capitals = InCapitals(name);
    if (name.size() > kShortName && capitals != name && !entry.ambiguous && !by_name.contains(capitals)) {
      by_name.emplace(capitals, entry);
      phrases.push_back({capitals, static_cast<uint32_t>(entries.size())});
    }
    // With its article a name is longer than another that begins so: "The Times of Israel".
    constexpr std::string_view kArticle = "The ";
    if (entry.agency->kind == AgencyKind::kOutlet && name.size() > kShortName && IsUpper(name[0]) &&
        !name.starts_with(kArticle) && !by_name.contains(std::string(kArticle) + name))
      phrases.push_back({std::string(kArticle) + name, static_cast<uint32_t>(entries.size()), inflected});
    entries.push_back(entry);
    return true;
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
  for (const TableRow& row : rows) {
    const std::optional<AgencyKind> kind = KindOf(row.cells[3]);
    if (!kind) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "agencies, line %d: kind \"%s\" is none of wire, syndicate, outlet, photo, unnamed", row.line, row.cells[3]));
    }
    tables.rows.push_back({row.cells[0], row.cells[1], row.cells[2], row.cells[3], row.cells[4]});
    tables.agencies.push_back(std::make_unique<const Agency>(Agency{row.cells[0], row.cells[1], *kind}));
    std::vector<std::string> names = SplitAt(row.cells[2], ';');
    names.insert(names.begin(), row.cells[1]);
    for (std::string& name : names) {
      const bool ambiguous = name.starts_with('?');
      if (ambiguous) name.erase(0, 1);
      if (name.empty()) continue;
      if (!tables.Add(name, {tables.agencies.back().get(), ambiguous})) {
        return absl::InvalidArgumentError(
            absl::StrFormat("agencies, line %d: \"%s\" names two agencies", row.line, name));
      }
    }
  }
  std::stable_sort(tables.rows.begin(), tables.rows.end(),
                   [](const AgencyRow& a, const AgencyRow& b) { return a.id < b.id; });
  return std::unique_ptr<AgencyLexicon>(new AgencyLexicon(std::move(tables)));
}

absl::StatusOr<std::unique_ptr<AgencyLexicon>> AgencyLexicon::BuiltInWith(std::string_view rows) {
  WF_ASSIGN_OR_RETURN(const std::vector<TableRow> own, ReadTable(rows, kColumns));
  std::set<std::string, std::less<>> ids;
  for (const TableRow& row : own) {
    if (row.cells[0].empty() || row.cells[1].empty())
      return absl::InvalidArgumentError(
          absl::StrFormat("agencies, line %d: an agency needs an id and a name", row.line));
    if (!ids.insert(row.cells[0]).second)
      return absl::InvalidArgumentError(
          absl::StrFormat("agencies, line %d: the id \"%s\" is there twice", row.line, row.cells[0]));
  }
  // The given rows stand first, so that their lines are those that messages name; built-in ones follow.
  std::string table(rows);
  const auto given_lines = 1 + std::count(table.begin(), table.end(), '\n');
  for (const std::string& line : SplitAt(EmbeddedFile("agencies.tsv"), '\n')) {
    if (line.empty() || line.front() == '#' || !ids.contains(line.substr(0, line.find('\t'))))
      table.append("\n").append(line);
  }
  absl::StatusOr<std::unique_ptr<AgencyLexicon>> parsed = Parse(table);
  if (parsed.ok()) return parsed;
  // A built-in agency that cannot be read next to them has a name that one of them took.
  int line = 0;
  const std::string message(parsed.status().message());
  if (std::sscanf(message.c_str(), "agencies, line %d", &line) == 1 && line <= given_lines) return parsed;
  return absl::InvalidArgumentError("agencies: " + message.substr(message.find(": ") + 2) +
                                    ", one of them built in; a row with the built-in one's id can leave that name out");
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
