// Attribute: whose text it is (credits: dateline, byline, sign-off) and whom it quotes (citations). Position and syntax
// decide, never the nearness of a name. The lexicon of agencies is data: config/lexicon/agencies.tsv.
//
//   Provenance provenance = Attribute(article, clean, AgencyLexicon::BuiltIn());
#pragma once

#include <string>
#include <string_view>

#include "common/news/agency_lexicon.h"
#include "common/news/article.h"

namespace wirefold {

// The id of agencies that are credited without their names.
inline constexpr std::string_view kUnnamedAgency = "agencies_generic";

// Pure; linear in the text (tests/fuzz/linear_test.cc).
Provenance Attribute(const Article& article, const CleanArticle& clean, const AgencyLexicon& lexicon);

// Hash of all tables that attribution reads, 16 hexadecimal digits.
std::string AttributionVersion(const AgencyLexicon& lexicon);

}  // namespace wirefold
