// ReadByline: whom author fields name, agencies apart from people. "A and B, Associated Press" is two people and an
// agency; "Updated March 3" is nobody.
//
//   Byline byline = ReadByline({"By Anna Reed and Tom Lund", "dpa"}, lexicon, forms);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/news/agency_lexicon.h"
#include "common/news/language_forms.h"

namespace wirefold {

// An agency, and where it is named: the entry, from 0, and the words in it. All of an entry's part up to a semicolon
// where its words do not stand there in one piece.
struct BylineAgency {
  const AgencyName* name = nullptr;
  uint32_t entry = 0;
  ByteSpan span;
};

struct Byline {
  std::vector<std::string> people;     // one an entry; outlets too, as their desks sign
  std::vector<BylineAgency> agencies;  // whose text it says this is, none twice
  bool of_pictures = false;            // the field names those who made pictures: its agencies are theirs
};

Byline ReadByline(const std::vector<std::string>& entries, const AgencyLexicon& lexicon, const LanguageForms& forms);

}  // namespace wirefold
