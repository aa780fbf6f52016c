// FindDateline: the dateline of a text, and the agencies that stand in it: "PARIS, March 3 (AFP) - ". Position and
// syntax decide: it opens a paragraph, or follows the sentence that a summary is. For attribute.cc.
#pragma once

#include <optional>
#include <vector>

#include "common/news/reading.h"

namespace wirefold {

struct FoundDateline {
  Dateline dateline;
  std::vector<const AgencyName*> agencies;  // whose text it says this is
};

// The first one that counts; nothing: there is none.
std::optional<FoundDateline> FindDateline(const Reading& reading);

}  // namespace wirefold
