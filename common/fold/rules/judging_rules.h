// JudgingRules: every constant that decides a verdict and is not a parameter of the log (genesis.h), by judging
// version. Who changes one of a version that was released changes the verdicts of running logs: raise kJudgingVersion
// and add a row instead. A golden file of verdicts holds each version (tests/golden/verdicts-N.golden).
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirefold {

struct JudgingRules {
  uint32_t min_shingles;  // fewer cannot be judged by overlap
  uint64_t posted_share;  // one in so many of a sketch's fingerprints is posted
  size_t min_posted;      // but at least so many
  uint64_t sought_share;  // one in so many is looked up; never fewer than are posted
  size_t min_sought;
  size_t max_owners;  // newest carriers that become candidates, those of most fingerprints first
  size_t max_matches;
  uint32_t min_shared;      // fingerprints in common that say anything,
  double times_chance;      // on top of so many times what chance gives
  double whole;             // both contained this far: a reprint; less: one of them is the longer
  bool deducts_chance;      // what is shared by chance is taken off before shares are told
  size_t max_fingerprints;  // of one claim; more can only come from a broken writer
};

// Null: not a version that this program runs.
const JudgingRules* RulesOf(uint32_t judging_version);

}  // namespace wirefold
