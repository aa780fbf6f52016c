// AgencyLexicon: the names of agencies and outlets. Data, read once: config/lexicon/agencies.tsv.
//
//   const Agency* agency = AgencyLexicon::BuiltIn().Find("The Associated Press");  // {"ap", wire}
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/news/name_finder.h"

namespace wirefold {

struct Agency {
  std::string id;
  bool wire = false;  // an agency whose text is reprinted; else an outlet that is cited
};

// Immutable and safe to share between threads.
class AgencyLexicon {
 public:
  // The lexicon compiled into the program.
  static const AgencyLexicon& BuiltIn();
  // From a table in the form of config/lexicon/agencies.tsv. InvalidArgument names the line and what is wrong.
  static absl::StatusOr<std::unique_ptr<AgencyLexicon>> Parse(std::string_view table);

  std::string_view version() const { return version_; }  // hash of the table, 16 hexadecimal digits
  // Whose name it is, case and all; spaces around it do not count. Null: nobody's.
  const Agency* Find(std::string_view name) const;
  const NameFinder& names() const { return names_; }

 private:
  AgencyLexicon(std::string version, std::map<std::string, Agency, std::less<>> by_name,
                std::vector<std::string> names);

  std::string version_;
  std::map<std::string, Agency, std::less<>> by_name_;
  NameFinder names_;
};

}  // namespace wirefold
