// Candidates: the claims worth comparing with an article. These are the newest carriers of its fingerprints, those of
// most fingerprints first, and the first and the last member of each carrier's story: a carrier may be a short version
// of what the article copies whole. All of them are in the window, so the answer depends on the window alone.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "common/fold/rules/judging_rules.h"
#include "common/fold/rules/query.h"
#include "common/fold/state/fold_state.h"

namespace wirefold {

// Room for one search; holds nothing between searches.
struct CandidateRoom {
  std::vector<uint64_t> votes;
  std::vector<std::pair<size_t, uint64_t>> counts;
};

// Whether it came too late to be looked at.
inline bool IsLater(const FoldState& state, const Query& query, uint64_t claim) {
  return query.before && state.FirstClaimOf(claim) >= *query.before;
}
// Whether it may be compared: no newer claim stands for it, and it came in time.
inline bool IsLookedAt(const FoldState& state, const Query& query, uint64_t claim) {
  return !state.window()[claim].renewed && !IsLater(state, query, claim);
}

// The newest claim that posted `key` and has the same words; nullopt: there is none, or it is not looked at.
std::optional<uint64_t> FindText(const FoldState& state, const Query& query, uint64_t key);

// Asks memory for what FindCandidates and a later FoldState::Add will read: it is larger than any cache.
void PrefetchFor(const FoldState& state, const Query& query);

// In claim order, each once.
void FindCandidates(const FoldState& state, const Query& query, const JudgingRules& rules, CandidateRoom& room,
                    std::vector<uint64_t>& candidates);

}  // namespace wirefold
