// Places: the names of places that a dateline without a date or an agency may begin with. Data, read once:
// config/lexicon/places.tsv.
//
//   Places::BuiltIn().Has("PARIS")  // true, in any case
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wirefold {

class Places {
 public:
  static const Places& BuiltIn();
  // InvalidArgument names the line and what is wrong.
  static absl::StatusOr<Places> Parse(std::string_view table);

  bool Has(std::string_view name) const;

 private:
  std::set<std::string, std::less<>> folded_;
};

}  // namespace wirefold
