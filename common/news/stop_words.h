// StopWords: words that are no keywords, language by language. Data, read once: config/lexicon/stop_words.tsv.
//
//   StopWords::BuiltIn().Of("en-GB")->Has("the")  // true
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace wirefold {

class StopWords {
 public:
  // Of one language.
  class Words {
   public:
    bool Has(std::string_view folded) const {
      return folded_.contains(absl::string_view(folded.data(), folded.size()));
    }
    bool Add(std::string folded) { return folded_.insert(std::move(folded)).second; }

   private:
    absl::flat_hash_set<std::string> folded_;
  };

  static const StopWords& BuiltIn();
  // InvalidArgument names the line and what is wrong.
  static absl::StatusOr<StopWords> Parse(std::string_view table);

  // Those of a language (BCP 47); null: the table has none.
  const Words* Of(std::string_view language) const;

 private:
  std::map<std::string, Words, std::less<>> by_language_;
};

}  // namespace wirefold
