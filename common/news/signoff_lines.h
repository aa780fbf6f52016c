// The forms of a sign-off: what a line, a bracket or the last words of a paragraph may be. For find_credits.cc.
#pragma once

#include <optional>
#include <vector>

#include "common/news/find_credits.h"

namespace wirefold {

struct Signoff {
  std::vector<const AgencyName*> names;
  CreditKind kind = CreditKind::kOrigin;
  ByteSpan span;
};

// A whole line: "PTI RAM ARC", "--IANS gsh/mr", "glb/sb (Reuters, AFP)", "Source: Xinhua", "(Hina) fp", "NDO/EFE".
std::optional<Signoff> ReadSignoffLine(const Reading& reading, ByteSpan line);
// The end of a paragraph: "... said. (ANI)", "... said. – Reuters", "... said. PTI", "... said. Fonte: Lusa".
std::optional<Signoff> ReadSignoffEnd(const Reading& reading, ByteSpan paragraph);
// Inside a bracket at the end: "Quelle: APA/dpa", "With PTI inputs", "New York - dpa", "AFP, dpa".
std::optional<Signoff> ReadSignoffBracket(const Reading& reading, ByteSpan inside);

}  // namespace wirefold
