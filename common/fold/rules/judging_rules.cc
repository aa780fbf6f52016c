#include "common/fold/rules/judging_rules.h"

#include "common/fold/genesis.h"

namespace wirefold {
namespace {

constexpr JudgingRules kVersion4 = {.min_shingles = 10,
                                    .posted_share = 5,
                                    .min_posted = 12,
                                    .sought_share = 3,
                                    .min_sought = 24,
                                    .max_owners = 8,
                                    .max_matches = 8,
                                    .min_shared = 3,
                                    .times_chance = 4,
                                    .whole = 0.7,
                                    .deducts_chance = false,
                                    .max_fingerprints = 4096};

// Long texts share fingerprints by chance: their containments were too high.
constexpr JudgingRules Version5() {
  JudgingRules rules = kVersion4;
  rules.deducts_chance = true;
  return rules;
}
constexpr JudgingRules kVersion5 = Version5();

}  // namespace

const JudgingRules* RulesOf(uint32_t judging_version) {
  static_assert(kOldestJudgingVersion == 4 && kJudgingVersion == 5);
  switch (judging_version) {
    case 4:
      return &kVersion4;
    case 5:
      return &kVersion5;
    default:
      return nullptr;
  }
}

}  // namespace wirefold
