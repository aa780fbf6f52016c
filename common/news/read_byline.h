// ReadByline: whom author fields name, agencies apart from people. "A and B, Associated Press" is two people and an
// agency; "Updated March 3" is nobody.
//
//   Byline byline = ReadByline({"By Anna Reed and Tom Lund", "dpa"}, lexicon, forms);
#pragma once

#include <string>
#include <vector>

#include "common/news/agency_lexicon.h"
#include "common/news/language_forms.h"

namespace wirefold {

struct Byline {
  std::vector<std::string> people;          // one an entry; outlets too, as their desks sign
  std::vector<const AgencyName*> agencies;  // whose text it says this is, none twice
  bool of_pictures = false;                 // the field names those who made pictures: its agencies are theirs
};

Byline ReadByline(const std::vector<std::string>& entries, const AgencyLexicon& lexicon, const LanguageForms& forms);

}  // namespace wirefold
