// KeptJudgement: what is kept of a verdict beside its carried part, for a re-claim: the relation and which claims it
// matched. The numbers of a match are not kept: both sketches are in the window, and give them again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/fold/verdict.h"

namespace wirefold {

struct KeptMatch {
  uint64_t claim = 0;
  Relation relation = Relation::kDerived;
  bool operator==(const KeptMatch&) const = default;
};

struct KeptJudgement {
  Relation relation = Relation::kOriginal;
  std::optional<bool> changed;
  // Novelty: so many of the sketch's values that all related sketches cover are in none of them.
  uint16_t fresh = 0;
  uint16_t covered = 0;
  std::vector<KeptMatch> matches;  // best first
  bool operator==(const KeptJudgement&) const = default;

  double Novelty() const { return covered == 0 ? 1 : static_cast<double>(fresh) / covered; }
};

// `claim` is the number of the claim that is judged: matches are kept as distances from it, at most 2^32 - 1.
void PackJudgement(const KeptJudgement& judgement, uint64_t claim, std::string& out);
// Reads what PackJudgement wrote at the beginning of `bytes`.
KeptJudgement UnpackJudgement(std::string_view bytes, uint64_t claim);

}  // namespace wirefold
