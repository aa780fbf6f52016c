// FindCredits: the credits that stand at the head and at the end of a text: bylines, sign-offs, notices. Each is a line
// of its own, or stands behind the stop of the last sentence; a name inside a sentence is none. For attribute.cc.
#pragma once

#include <vector>

#include "common/news/reading.h"

namespace wirefold {

struct FoundCredit {
  const Agency* agency = nullptr;  // null: the feed is not named
  CreditKind kind = CreditKind::kOrigin;
  CreditEvidence evidence = CreditEvidence::kSignoff;
  ByteSpan span;
  float confidence = 0;
};

// In order of their places. `people`: those whom bylines in the text name.
std::vector<FoundCredit> FindCredits(const Reading& reading, std::vector<std::string>& people);

// The names that follow one another at `at`: "AP", "the AFP, EFE y Reuters". `end` is behind the last.
struct NameChain {
  std::vector<const AgencyName*> names;
  size_t end = 0;
};
NameChain ReadNameChain(const Reading& reading, size_t at, size_t limit);

}  // namespace wirefold
