#include "common/fold/rules/candidates.h"

#include <algorithm>

namespace wirefold {
namespace {

// The claims with the most votes, the older one first among equals.
void MostVoted(size_t most, CandidateRoom& room, std::vector<uint64_t>& owners) {
  std::sort(room.votes.begin(), room.votes.end());
  room.counts.clear();
  for (size_t i = 0; i < room.votes.size();) {
    size_t j = i;
    while (j < room.votes.size() && room.votes[j] == room.votes[i]) ++j;
    room.counts.emplace_back(j - i, room.votes[i]);
    i = j;
  }
  std::stable_sort(room.counts.begin(), room.counts.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (size_t i = 0; i < std::min(most, room.counts.size()); ++i) owners.push_back(room.counts[i].second);
}

}  // namespace

void PrefetchFor(const FoldState& state, const Query& query) {
  if (query.version_check != 0) state.newest().PrefetchToPut(query.version_key);
  if (query.page_key != 0) state.newest().PrefetchToPut(query.page_key);
  for (size_t i = 0; i < query.keys.size(); ++i) {
    if (i < query.posted) {
      state.newest().PrefetchToPut(query.keys[i]);
    } else {
      state.newest().Prefetch(query.keys[i]);
    }
  }
}

std::optional<uint64_t> FindText(const FoldState& state, const Query& query, uint64_t key) {
  const std::optional<uint64_t> same = state.newest().Find(key);
  const bool is_same = same && IsLookedAt(state, query, *same) && state.window()[*same].text_hash == query.text_hash;
  return is_same ? same : std::nullopt;
}

void FindCandidates(const FoldState& state, const Query& query, const JudgingRules& rules, CandidateRoom& room,
                    std::vector<uint64_t>& candidates) {
  room.votes.clear();
  candidates.clear();
  state.newest().FindEach(query.keys, room.votes);
  std::erase_if(room.votes, [&](uint64_t claim) { return !IsLookedAt(state, query, claim); });
  if (!room.votes.empty()) MostVoted(rules.max_owners, room, candidates);
  if (query.has_text) {
    // A copy word for word is found though newer claims carry each of its fingerprints.
    if (const auto same = FindText(state, query, query.text_key)) candidates.push_back(*same);
  }
  const size_t owners = candidates.size();
  for (size_t i = 0; i < owners; ++i) {
    const auto [first, last] = state.EndsOfStory(candidates[i]);
    if (!IsLater(state, query, first)) candidates.push_back(first);
    if (!IsLater(state, query, last)) candidates.push_back(last);
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
}

}  // namespace wirefold
