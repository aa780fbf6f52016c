// Attribute: whose text it is (credits: dateline, byline, sign-off) and whom it quotes (citations). Position and syntax
// decide, never the nearness of a name. The lexicon of agencies is data: config/lexicon/agencies.tsv.
//
//   Provenance provenance = Attribute(article, clean, AgencyLexicon::BuiltIn());
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/news/article.h"

namespace wirefold {

// Compiled lexicon. Immutable and safe to share between threads.
class AgencyLexicon {
 public:
  static const AgencyLexicon& BuiltIn();
  // From a table in the form of config/lexicon/agencies.tsv. InvalidArgument names the line and what is wrong.
  static absl::StatusOr<std::unique_ptr<AgencyLexicon>> Parse(std::string_view table);
  ~AgencyLexicon();
  std::string_view version() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit AgencyLexicon(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Pure; linear in the text.
Provenance Attribute(const Article& article, const CleanArticle& clean, const AgencyLexicon& lexicon);

}  // namespace wirefold
