#include "common/fold/rules/query.h"

#include <algorithm>
#include <functional>

#include "common/base/hash.h"
#include "common/base/mix.h"

namespace wirefold {
namespace {

// What is looked up in `newest` beside fingerprints, kept apart by these.
constexpr uint64_t kTextKey = 0x7465787400000000;
constexpr uint64_t kVersionKey = 0x7665727300000000;

using Fingerprints = std::span<const uint64_t>;

bool HasText(const Sketch& sketch) {
  static const uint64_t empty = MakeSketch({}, SketchParameters{}).text_hash;
  return sketch.text_hash != Sketch{}.text_hash && sketch.text_hash != empty;
}

uint64_t VersionHash(const Claim& claim) {
  const uint64_t publisher = Hash64(claim.publisher);
  return Mix64(claim.uri_hash + Mix64(publisher + 1));
}

// Ascending, without repeats, below the cover threshold, bounded.
Fingerprints InOrder(const Sketch& told, size_t most, std::vector<uint64_t>& ordered) {
  Fingerprints values = told.fingerprints;
  if (!std::is_sorted(values.begin(), values.end(), std::less_equal<>())) {
    ordered = told.fingerprints;
    std::sort(ordered.begin(), ordered.end());
    ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
    values = ordered;
  }
  size_t count = std::min(most, values.size());
  while (count > 0 && values[count - 1] > told.cover_threshold - 1) --count;  // a sketch of ours has none
  return values.first(count);
}

// The number of fingerprints below 1/share of the sampling threshold, or `least` when these are fewer.
size_t Lowest(Fingerprints fingerprints, uint32_t sampling_rate, uint64_t share, size_t least) {
  const uint64_t below = ~uint64_t{0} / std::max<uint64_t>(1, sampling_rate) / share;
  size_t count = std::min(fingerprints.size(), least);  // hardly ever many more
  while (count < fingerprints.size() && fingerprints[count] <= below) ++count;
  return count;
}

}  // namespace

void FillQuery(const Claim& claim, const Genesis& genesis, const JudgingRules& rules, Query& query) {
  query.insufficient = claim.sketch.shingle_count < rules.min_shingles;
  query.has_text = HasText(claim.sketch);
  query.content_hash = static_cast<uint32_t>(claim.content_hash);
  query.text_hash = static_cast<uint32_t>(claim.sketch.text_hash);
  query.text_key = Mix64(claim.sketch.text_hash ^ kTextKey);
  query.version_check = 0;
  query.version_key = 0;
  if (claim.uri_hash != 0) {
    const uint64_t hash = VersionHash(claim);
    query.version_check = static_cast<uint32_t>(hash >> 32) | 1;
    query.version_key = Mix64(hash ^ kVersionKey);
  }
  const Fingerprints values =
      query.insufficient ? Fingerprints() : InOrder(claim.sketch, rules.max_fingerprints, query.ordered);
  Coarsen(values, claim.sketch.cover_threshold, query.sketch);
  const uint32_t rate = genesis.sketch.sampling_rate;
  query.posted = Lowest(values, rate, rules.posted_share, rules.min_posted);
  query.keys.resize(Lowest(values, rate, rules.sought_share, rules.min_sought));
  for (size_t i = 0; i < query.keys.size(); ++i) query.keys[i] = Mix64(values[i]);
}

void AppendPosts(const Query& query, std::vector<uint64_t>& posts) {
  posts.insert(posts.end(), query.keys.begin(), query.keys.begin() + static_cast<std::ptrdiff_t>(query.posted));
  if (query.insufficient) posts.push_back(query.text_key);
  if (query.version_check != 0) posts.push_back(query.version_key);
}

}  // namespace wirefold
