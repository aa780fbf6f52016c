#include "common/fold/rules/relate.h"

#include <algorithm>

namespace wirefold {

// Of the fingerprints that are not in common in truth, by_chance · (1 − shared/a)(1 − shared/b) fall together by
// chance: identical texts lose nothing.
Shares SharesOf(const Overlap& overlap) {
  if (overlap.a == 0 || overlap.b == 0) return {};
  const double a = overlap.a;
  const double b = overlap.b;
  const double counted = overlap.shared;
  const double shared = std::max(0.0, counted - overlap.by_chance * (1 - counted / a) * (1 - counted / b));
  return {shared / (a + b - shared), shared / a, shared / b};
}

bool IsTelling(const Overlap& overlap, const JudgingRules& rules) {
  const auto chance = static_cast<uint32_t>(rules.times_chance * overlap.by_chance);
  if (overlap.shared >= rules.min_shared + chance) return true;
  return overlap.shared >= 2 + chance &&
         std::max(overlap.ContainmentA(), overlap.ContainmentB()) >= rules.few_contained;
}

}  // namespace wirefold
