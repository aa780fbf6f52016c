#include "common/fold/rules/query.h"

#include <algorithm>
#include <functional>

#include "common/base/hash.h"
#include "common/base/mix.h"
#include "common/fold/rules/one_story.h"

namespace wirefold {
namespace {

// What is looked up in `newest` beside fingerprints, kept apart by these.
constexpr uint64_t kTextKey = 0x7465787400000000;
constexpr uint64_t kVersionKey = 0x7665727300000000;
constexpr uint64_t kPageKey = 0x7061676500000000;

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

// Brings the keys to post to the front: those of each stretch's lowest fingerprint, so that a piece of two stretches is
// found wherever it stands, and the lowest others until there are `least`. Returns how many. No more than half of the
// keys are of stretches; a sketch of ours has fewer.
size_t PutStretchesFirst(const std::vector<uint8_t>& traits, size_t least, std::vector<uint64_t>& keys) {
  size_t posted = 0;
  const size_t most = std::max(least, keys.size() / 2);
  for (size_t i = 0; i < keys.size() && posted < most; ++i) {
    if ((traits[i] & kLowestHere) != 0) std::swap(keys[posted++], keys[i]);
  }
  return std::max(posted, std::min(least, keys.size()));
}

// The headline's words in the high half, the place in the low one; 0: not known.
uint32_t ShortContext(const Claim& claim) {
  const uint32_t words = ShortHeadline(claim.headline.words);
  const uint32_t place = claim.place == 0 ? 0 : std::max(1u, claim.place & 0xffff);
  return words << 16 | place;
}

// Nothing in it tells that it is an article.
bool SaysNothing(const Claim& claim, const JudgingRules& rules) {
  const uint32_t shingles = claim.sketch.shingle_count;
  if (shingles < rules.fewest_equal) return true;
  if (claim.stub) return shingles < rules.stub_shingles;
  if (!claim.headline.unsaid) return false;
  const bool tells = !rules.one_story.knows_short_heads || IsLong({.words = claim.headline.words}, rules);
  return shingles < (tells ? rules.stub_shingles : rules.min_shingles);
}

}  // namespace

void FillQuery(const Claim& claim, const Genesis& genesis, const JudgingRules& rules, bool sought, Query& query) {
  const bool says_nothing = SaysNothing(claim, rules);
  query.insufficient = says_nothing || claim.sketch.shingle_count < rules.min_shingles;
  query.has_text = !says_nothing && HasText(claim.sketch);
  query.posts_text = query.has_text;
  query.context = query.insufficient ? ShortContext(claim) : claim.headline.words;
  query.content_hash = static_cast<uint32_t>(claim.content_hash);
  query.text_hash = static_cast<uint32_t>(claim.sketch.text_hash);
  query.text_key = Mix64(claim.sketch.text_hash ^ kTextKey);
  const bool placed = query.insufficient && PlaceIn(query.context) != 0;
  query.placed_text_key = placed ? Mix64(query.text_key + PlaceIn(query.context)) : 0;
  query.version_check = 0;
  query.version_key = 0;
  if (claim.uri_hash != 0) {
    const uint64_t hash = VersionHash(claim);
    query.version_check = static_cast<uint32_t>(hash >> 32) | 1;
    query.version_key = Mix64(hash ^ kVersionKey);
  }
  const bool has_pages = rules.joins_pages && claim.pages_hash != 0 && claim.headline.words != 0;
  query.page_key = has_pages && !claim.publisher.empty() ? Mix64(claim.pages_hash ^ kPageKey) : 0;
  query.paged = query.page_key != 0 && claim.paged;
  const Fingerprints values =
      query.insufficient ? Fingerprints() : InOrder(claim.sketch, rules.max_fingerprints, query.ordered);
  // Traits are of fingerprints as they came: those of a broken writer are not known.
  const bool known = claim.sketch.traits.size() == claim.sketch.fingerprints.size() &&
                     values.data() == claim.sketch.fingerprints.data();
  Coarsen(values, known ? std::span(claim.sketch.traits).first(values.size()) : std::span<const uint8_t>(),
          claim.sketch.cover_threshold, rules.bits_below_cover, query.sketch);
  const uint32_t rate = genesis.sketch.sampling_rate;
  const Fingerprints lowest = values.first(Lowest(values, rate, rules.sought_share, rules.min_sought));
  query.keys.assign(lowest.begin(), lowest.end());
  query.posted = known ? PutStretchesFirst(claim.sketch.traits, rules.min_posted, query.keys)
                       : Lowest(values, rate, rules.posted_share, rules.min_posted);
  if (!sought) query.keys.resize(query.posted);
  for (uint64_t& key : query.keys) key = Mix64(key);
}

void AppendPosts(const Query& query, std::vector<uint64_t>& posts) {
  posts.insert(posts.end(), query.keys.begin(), query.keys.begin() + static_cast<std::ptrdiff_t>(query.posted));
  if (query.posts_text) {
    posts.push_back(query.text_key);
    if (query.placed_text_key != 0) posts.push_back(query.placed_text_key);
  }
  if (query.version_check != 0) posts.push_back(query.version_key);
  if (query.page_key != 0) posts.push_back(query.page_key);
}

}  // namespace wirefold
