// The name of an outlet at a place where a text cites one: known from the lexicon, or known by its shape. For
// find_citations.cc.
#pragma once

#include "common/news/reading.h"

namespace wirefold {

struct OutletName {
  ByteSpan span;  // without quotation marks
  const AgencyName* known = nullptr;
  size_t end = 0;  // behind it and its closing quotation mark; 0: none
};

// `after_noun`: a word such as "newspaper" stands before it, so that any name will do.
OutletName ReadOutlet(const Reading& reading, size_t at, size_t limit, bool after_noun);
// The name that ends right before `end`: "Kestrel Gazette" of "Kestrel Gazette reported".
OutletName ReadOutletBefore(const Reading& reading, size_t end, size_t begin);

// Whether the name at a place where one is cited is an outlet's, by what follows: "AAP leaders", "Reuters Institute".
bool IsOutletHere(const Reading& reading, const AgencyName& name, size_t end);

}  // namespace wirefold
