// AgencyLexicon: the names of agencies and outlets. Data, read once: config/lexicon/agencies.tsv.
//
//   const AgencyName* name = AgencyLexicon::BuiltIn().Find("The Associated Press");  // name->agency->id is "ap"
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/news/phrase_finder.h"

namespace wirefold {

enum class AgencyKind : uint8_t {
  kWire,       // an agency: its text is reprinted, and marked in every form of a credit
  kSyndicate,  // an outlet whose text is reprinted under its name in datelines and bylines: CNN, ProPublica
  kOutlet,     // an outlet that is cited
  kPhoto,      // sells pictures, never text
  kUnnamed,    // "agencies"
};

struct Agency {
  std::string id;
  std::string name;
  AgencyKind kind = AgencyKind::kOutlet;
};

// One of the names of an agency.
struct AgencyName {
  const Agency* agency = nullptr;
  bool ambiguous = false;  // also a word or somebody else's name: only syntax that nothing else has makes it count
};

// Texts come from it, not pictures or an outlet's own pages alone.
inline bool IsTextSource(const AgencyName* name) {
  return name->agency->kind != AgencyKind::kOutlet && name->agency->kind != AgencyKind::kPhoto;
}

// A row of a table, for people.
struct AgencyRow {
  std::string id;
  std::string name;
  std::string aliases;  // as the table has them: separated by ';', a doubtful one behind a '?'
  std::string kind;
  std::string country;
};

// Immutable and safe to share between threads.
class AgencyLexicon {
 public:
  // The lexicon compiled into the program.
  static const AgencyLexicon& BuiltIn();
  // From a table in the form of config/lexicon/agencies.tsv. InvalidArgument names the line and what is wrong.
  static absl::StatusOr<std::unique_ptr<AgencyLexicon>> Parse(std::string_view table);
  // The built-in table with the rows of another: one with the id of a built-in agency stands for its row.
  // InvalidArgument names the line of `rows`.
  static absl::StatusOr<std::unique_ptr<AgencyLexicon>> BuiltInWith(std::string_view rows);

  std::string_view version() const { return version_; }  // hash of the table, 16 hexadecimal digits
  // Whose name it is, case and all; blanks around it and an article before it do not count. Null: nobody's.
  const AgencyName* Find(std::string_view name) const;
  // The same in any case. For fields that hold names and nothing else.
  const AgencyName* FindInAnyCase(std::string_view name) const;
  // By their ids.
  const std::vector<AgencyRow>& Rows() const { return rows_; }
  // All names; the value of a phrase is that of At().
  const PhraseFinder& names() const { return names_; }
  const AgencyName& At(uint32_t value) const { return entries_[value]; }

 private:
  struct Tables;
  explicit AgencyLexicon(Tables tables);
  static std::unique_ptr<AgencyLexicon> Make(Tables tables);

  std::string version_;
  std::vector<AgencyRow> rows_;
  std::vector<std::unique_ptr<const Agency>> agencies_;
  std::vector<AgencyName> entries_;
  std::map<std::string, AgencyName, std::less<>> by_name_;
  std::map<std::string, AgencyName, std::less<>> by_folded_name_;
  PhraseFinder names_;
};

}  // namespace wirefold
