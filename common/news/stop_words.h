// StopWords: words that are no keywords, language by language. Data, read once: config/lexicon/stop_words.tsv.
//
//   StopWords::BuiltIn().Of("en-GB")->contains(Hash64("the"))  // true
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"

namespace wirefold {

class StopWords {
 public:
  // Of one language: Hash64 of each in folded case.
  using Words = absl::flat_hash_set<uint64_t>;

  static const StopWords& BuiltIn();
  // InvalidArgument names the line and what is wrong.
  static absl::StatusOr<StopWords> Parse(std::string_view table);

  // Those of a language (BCP 47); null: the table has none.
  const Words* Of(std::string_view language) const;

 private:
  std::map<std::string, Words, std::less<>> by_language_;
};

}  // namespace wirefold
