// The state of the index, and how a claim changes it:
//
//   window    the claims, in log order (claim_window.h)
//   newest    fingerprint, text or publisher-and-uri → newest claim that posted it (newest_claims.h)
//   stories   members of the stories that have a second one
//   verdicts  of the claims whose verdict the window does not imply
//
// A claim posts only its lowest fingerprints (below 2^64 / (sampling_rate · 5), at least 12 of them), but all of its
// fingerprints are looked up: the posted ones find the candidates, whole sketches judge them. Posting all would cost
// four times the memory and finds hardly more.
//
// Invariants:
//   1. An article's own fingerprints are posted after its verdict: it never meets itself.
//   2. A claim that left the window is reached by no look-up.
//   3. Ties go to the older claim. No hash map's order and no table's geometry reaches a verdict.
#include "common/fold/fold_index.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/base/check.h"
#include "common/base/mix.h"
#include "common/fold/claim_window.h"
#include "common/fold/newest_claims.h"
#include "common/fold/relate.h"
#include "common/shingle/coarse_sketch.h"

namespace wirefold {
namespace {

constexpr uint32_t kMinShingles = 10;  // fewer cannot be judged by overlap
constexpr uint64_t kPostedShare = 5;   // one in so many of a sketch's fingerprints is posted
constexpr size_t kMinPosted = 12;      // but at least so many
constexpr uint64_t kSoughtShare = 3;   // and looked up
constexpr size_t kMinSought = 24;
static_assert(kSoughtShare <= kPostedShare && kMinSought >= kMinPosted);
constexpr size_t kMaxOwners = 8;       // claims verified, those with the most votes first
constexpr size_t kMatchesOfOwner = 4;  // and as many of the articles that each of them matched
constexpr size_t kMaxMatches = 8;
constexpr size_t kMaxFingerprints = 4096;  // of one claim; more can only come from a broken writer

// What is looked up in `newest`, kept apart by these.
constexpr uint64_t kTextKey = 0x7465787400000000;
constexpr uint64_t kVersionKey = 0x7665727300000000;

struct Story {
  uint32_t copies = 0;  // ever joined
  uint32_t live = 0;    // in the window
  std::string first_seen_article_id;
};

using Fingerprints = std::span<const uint64_t>;

// An earlier claim that shares text.
struct Compared {
  uint64_t claim = 0;
  Match match;
};

// What the comparison with earlier claims gave.
struct Comparison {
  std::vector<Compared> matches;  // best first
  double novelty = 1;
};

bool HasText(const Sketch& sketch) {
  static const uint64_t empty = MakeSketch({}, SketchParameters{}).text_hash;
  return sketch.text_hash != Sketch{}.text_hash && sketch.text_hash != empty;
}

uint64_t VersionHash(const Claim& claim) {
  const uint64_t publisher = XXH3_64bits(claim.publisher.data(), claim.publisher.size());
  return Mix64(claim.uri_hash + Mix64(publisher + 1));
}

uint32_t High(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

}  // namespace

struct FoldIndex::Impl {
  explicit Impl(const Genesis& g) : genesis(g), newest(g.window_claims) {
    WF_CHECK(g.window_claims <= kMaxWindowClaims);
  }

  const Genesis genesis;
  ClaimWindow window;
  NewestClaims newest;
  absl::flat_hash_map<uint64_t, Story> stories;
  absl::flat_hash_map<uint64_t, Verdict> verdicts;  // by claim
  int64_t log_time_ms = 0;
  uint64_t evictions = 0;

  // Room for the work of one claim, kept from one to the next.
  CoarseSketch sketch;
  CoarseSketch other;
  std::vector<uint64_t> ordered;
  std::vector<uint64_t> keys;  // of the fingerprints that are looked up, the posted ones first
  size_t posted = 0;
  std::vector<uint64_t> votes;
  std::vector<size_t> shared;
  std::vector<uint8_t> seen;  // a byte each: bits of one word would wait for each other

  // ---- window ----

  void Evict() {
    const int64_t window_ms = static_cast<int64_t>(genesis.window_seconds) * 1000;
    while (window.size() > 0 &&
           (log_time_ms - window[window.first()].log_time_ms > window_ms || window.size() > genesis.window_claims)) {
      Leave(StoryOf(window.first()));
      verdicts.erase(window.first());
      window.EvictOldest();
      ++evictions;
    }
    newest.Advance(window.first(), window.next() + 1);  // one more: the claim at hand
  }

  void Leave(StoryId story_id) {
    if (auto story = stories.find(static_cast<uint64_t>(story_id)); story != stories.end() && --story->second.live == 0)
      stories.erase(story);
  }

  // The story of a claim in the window: it joined another's, or opened its own.
  StoryId StoryOf(uint64_t claim) const {
    auto kept = verdicts.find(claim);
    return kept != verdicts.end() ? kept->second.story_id
                                  : OpenStory(genesis.log_id, ClaimOffset{window[claim].claim_offset});
  }

  // The verdict of a claim in the window.
  Verdict VerdictOf(uint64_t claim) const {
    if (auto kept = verdicts.find(claim); kept != verdicts.end()) return kept->second;
    const KeptClaim& kept = window[claim];
    Verdict verdict;
    verdict.claim_offset = ClaimOffset{kept.claim_offset};
    verdict.story_id = OpenStory(genesis.log_id, verdict.claim_offset);  // it joined none: a copy's verdict is kept
    verdict.relation = kept.insufficient ? Relation::kInsufficientText : Relation::kOriginal;
    verdict.first_seen_article_id = window.ArticleId(claim);
    return verdict;
  }

  // ---- candidates ----

  // The number of fingerprints below 1/share of the sampling threshold, or `least` when these are fewer.
  size_t Lowest(Fingerprints fingerprints, uint64_t share, size_t least) const {
    const uint64_t below = ~uint64_t{0} / std::max<uint64_t>(1, genesis.sketch.sampling_rate) / share;
    size_t count = std::min(fingerprints.size(), least);  // hardly ever many more
    while (count < fingerprints.size() && fingerprints[count] <= below) ++count;
    return count;
  }

  // Sets `keys` to those to look up, and asks memory for all that will be read of `newest`, which is larger than any
  // cache: the sooner the better.
  void Seek(Fingerprints fingerprints, uint64_t version_key) {
    if (version_key != 0) newest.PrefetchToPut(version_key);
    posted = Lowest(fingerprints, kPostedShare, kMinPosted);
    const size_t sought = Lowest(fingerprints, kSoughtShare, kMinSought);
    keys.resize(sought);
    for (size_t i = 0; i < sought; ++i) {
      keys[i] = Mix64(fingerprints[i]);
      if (i < posted) {
        newest.PrefetchToPut(keys[i]);
      } else {
        newest.Prefetch(keys[i]);
      }
    }
  }

  // Claims worth comparing, in claim order, each once: the newest carriers of this article's fingerprints, and what
  // these matched.
  std::vector<uint64_t> Candidates() {
    votes.clear();
    newest.FindEach(keys, votes);
    std::vector<uint64_t> candidates = MostVoted();
    const size_t owners = candidates.size();
    for (size_t i = 0; i < owners; ++i) {
      auto kept = verdicts.find(candidates[i]);
      if (kept == verdicts.end()) continue;
      const std::vector<Match>& matches = kept->second.matches;
      for (size_t m = 0; m < std::min(kMatchesOfOwner, matches.size()); ++m) {
        if (std::optional<uint64_t> claim = window.Find(matches[m].claim_offset)) candidates.push_back(*claim);
      }
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
  }

  std::vector<uint64_t> MostVoted() {
    std::sort(votes.begin(), votes.end());
    std::vector<std::pair<size_t, uint64_t>> counts;
    for (size_t i = 0; i < votes.size();) {
      size_t j = i;
      while (j < votes.size() && votes[j] == votes[i]) ++j;
      counts.emplace_back(j - i, votes[i]);
      i = j;
    }
    // Stable: in claim order among equals.
    std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<uint64_t> owners;
    for (size_t i = 0; i < std::min(kMaxOwners, counts.size()); ++i) owners.push_back(counts[i].second);
    return owners;
  }

  // ---- comparison ----

  // Compares `sketch` with its candidates.
  Comparison CompareWith(const std::vector<uint64_t>& candidates) {
    Comparison result;
    if (candidates.empty()) return result;
    std::vector<Compared>& matches = result.matches;
    seen.assign(sketch.values.size(), 0);
    uint32_t last = sketch.last;  // novelty is told by the values that every candidate's sketch covers
    for (uint64_t candidate : candidates) {
      window.SketchOf(candidate, other);
      const Overlap overlap = Compare(sketch, other, shared);
      if (!IsTelling(overlap)) continue;
      for (size_t i : shared) seen[i] = 1;
      last = std::min(last, CoverIn(other, sketch.bits));
      if (std::optional<Relation> relation = Relate(overlap, genesis)) {
        matches.push_back({candidate, MakeMatch(candidate, *relation, overlap)});
      }
    }
    size_t told = 0;
    size_t fresh = 0;
    for (size_t i = 0; i < sketch.values.size() && sketch.values[i] <= last; ++i) {
      ++told;
      fresh += 1u - seen[i];
    }
    if (told > 0) result.novelty = static_cast<double>(fresh) / static_cast<double>(told);
    // Stable: candidates come in claim order, so ties go to the older claim.
    std::stable_sort(matches.begin(), matches.end(), [](const Compared& a, const Compared& b) {
      if (a.match.resemblance != b.match.resemblance) return a.match.resemblance > b.match.resemblance;
      return a.match.containment > b.match.containment;
    });
    if (matches.size() > kMaxMatches) matches.resize(kMaxMatches);
    return result;
  }

  // A sketch's cover threshold at another width.
  static uint32_t CoverIn(const CoarseSketch& sketch, int bits) {
    if (sketch.bits >= bits) return sketch.last >> (sketch.bits - bits);
    const int widen = bits - sketch.bits;
    return static_cast<uint32_t>((uint64_t{sketch.last} << widen) | ((uint64_t{1} << widen) - 1));
  }

  Match MakeMatch(uint64_t claim, Relation relation, const Overlap& overlap) const {
    const KeptClaim& kept = window[claim];
    Match match;
    match.article_id = window.ArticleId(claim);
    match.publisher = window.Publisher(claim);
    match.relation = relation;
    match.resemblance = overlap.Resemblance();
    match.containment = overlap.ContainmentA();
    match.match_containment = overlap.ContainmentB();
    match.interval_seconds = (log_time_ms - kept.log_time_ms) / 1000;
    match.claim_offset = ClaimOffset{kept.claim_offset};
    return match;
  }

  // ---- one claim ----

  ApplyResult Apply(const Claim& claim, ClaimOffset offset, int64_t append_time_ms) {
    log_time_ms = std::max(log_time_ms, append_time_ms);
    Evict();
    const bool insufficient = claim.sketch.shingle_count < kMinShingles;
    const Fingerprints taken = insufficient ? Fingerprints() : InOrder(claim.sketch);
    const uint64_t version_hash = claim.uri_hash == 0 ? 0 : VersionHash(claim);
    const uint64_t version_key = claim.uri_hash == 0 ? 0 : Mix64(version_hash ^ kVersionKey);
    Seek(taken, version_key);
    const auto content_hash = static_cast<uint32_t>(claim.content_hash);
    const uint32_t lane = window.LaneOf(claim.raw);
    if (std::optional<uint64_t> earlier = window.Find(lane, claim.raw.offset, content_hash))
      return {VerdictOf(*earlier), true};

    KeptClaim kept;
    kept.claim_offset = static_cast<int64_t>(offset);
    kept.log_time_ms = log_time_ms;
    kept.raw_offset = claim.raw.offset;
    kept.lane = lane;
    kept.content_hash = content_hash;
    kept.text_hash = static_cast<uint32_t>(claim.sketch.text_hash);
    kept.insufficient = insufficient;
    if (claim.uri_hash != 0) kept.version_check = High(version_hash) | 1;
    Coarsen(taken, claim.sketch.cover_threshold, sketch);

    Verdict verdict;
    verdict.claim_offset = offset;
    std::optional<uint64_t> joins = insufficient ? JudgeByText(claim, verdict) : JudgeByOverlap(verdict);
    if (std::optional<uint64_t> version_of = VersionOf(claim, kept, version_key, joins)) {
      joins = version_of;
      MarkAsVersion(*version_of, kept, verdict);
    }
    verdict.story_id = joins ? StoryOf(*joins) : OpenStory(genesis.log_id, offset);
    const uint64_t number = window.Append(kept, claim.publisher, claim.article_id, sketch);
    if (joins) {
      Join(*joins, verdict);
    } else {
      verdict.first_seen_article_id = window.ArticleId(number);
    }
    Post(claim, kept, version_key, number);
    if (!verdict.matches.empty() || verdict.novelty != 1) verdicts.emplace(number, verdict);
    return {std::move(verdict), false};
  }

  // Ascending, without repeats, below the cover threshold, bounded: whatever the log said.
  Fingerprints InOrder(const Sketch& told) {
    Fingerprints values = told.fingerprints;
    if (!std::is_sorted(values.begin(), values.end(), std::less_equal<>())) {
      ordered = told.fingerprints;
      std::sort(ordered.begin(), ordered.end());
      ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
      values = ordered;
    }
    size_t count = std::min(kMaxFingerprints, values.size());
    while (count > 0 && values[count - 1] > told.cover_threshold - 1) --count;  // a sketch of ours has none
    return values.first(count);
  }

  // Too few words to compare: only the same words are the same text. Returns the claim whose story is joined.
  std::optional<uint64_t> JudgeByText(const Claim& claim, Verdict& verdict) {
    verdict.relation = Relation::kInsufficientText;
    // No text at all says nothing: two empty articles are no copies.
    if (!HasText(claim.sketch)) return std::nullopt;
    std::optional<uint64_t> same = newest.Find(Mix64(claim.sketch.text_hash ^ kTextKey));
    if (!same || !window[*same].insufficient ||
        window[*same].text_hash != static_cast<uint32_t>(claim.sketch.text_hash)) {
      return std::nullopt;
    }
    verdict.matches.push_back(MakeMatch(*same, Relation::kInsufficientText, Overlap{.a = 1, .b = 1, .shared = 1}));
    return same;
  }

  std::optional<uint64_t> JudgeByOverlap(Verdict& verdict) {
    Comparison comparison = CompareWith(Candidates());
    verdict.novelty = comparison.novelty;
    std::optional<uint64_t> joins;
    for (Compared& compared : comparison.matches) {
      if (!joins && Joins(compared.match, genesis)) {
        joins = compared.claim;
        verdict.relation = compared.match.relation;
      }
      verdict.matches.push_back(std::move(compared.match));
    }
    if (!joins && !verdict.matches.empty()) verdict.relation = verdict.matches[0].relation;
    return joins;
  }

  // The earlier version of this article: the same uri of the same publisher, or that publisher's own text again.
  std::optional<uint64_t> VersionOf(const Claim& claim, const KeptClaim& kept, uint64_t version_key,
                                    std::optional<uint64_t> joins) const {
    if (kept.version_check != 0) {
      std::optional<uint64_t> same = newest.Find(version_key);
      if (same && window[*same].version_check == kept.version_check) return same;
    }
    const bool copies_itself =
        joins && !kept.insufficient && !claim.publisher.empty() && window.Publisher(*joins) == claim.publisher;
    return copies_itself ? joins : std::nullopt;
  }

  void MarkAsVersion(uint64_t version_of, const KeptClaim& kept, Verdict& verdict) {
    const ClaimOffset earlier{window[version_of].claim_offset};
    verdict.relation = Relation::kVersion;
    verdict.changed = window[version_of].text_hash != kept.text_hash;
    auto listed = std::find_if(verdict.matches.begin(), verdict.matches.end(),
                               [&](const Match& match) { return match.claim_offset == earlier; });
    if (listed != verdict.matches.end()) {
      listed->relation = Relation::kVersion;
      return;
    }
    window.SketchOf(version_of, other);
    verdict.matches.push_back(MakeMatch(version_of, Relation::kVersion, Compare(sketch, other)));
    if (verdict.matches.size() > kMaxMatches) verdict.matches.erase(verdict.matches.end() - 2);
  }

  void Join(uint64_t earlier, Verdict& verdict) {
    verdict.role = Role::kCopy;
    auto [story, fresh] = stories.try_emplace(static_cast<uint64_t>(verdict.story_id));
    if (fresh) story->second = {1, 1, window.ArticleId(earlier)};
    ++story->second.copies;
    ++story->second.live;
    verdict.copy_number = story->second.copies;
    verdict.first_seen_article_id = story->second.first_seen_article_id;
  }

  // From here on the claim can be found.
  void Post(const Claim& claim, const KeptClaim& kept, uint64_t version_key, uint64_t number) {
    for (size_t i = 0; i < posted; ++i) newest.Put(keys[i], number);
    if (kept.insufficient) newest.Put(Mix64(claim.sketch.text_hash ^ kTextKey), number);
    if (kept.version_check != 0) newest.Put(version_key, number);
  }

  SettleResult Settle(ClaimOffset offset, StoryId published, bool complete) {
    std::optional<uint64_t> claim = window.Find(offset);
    if (!claim) return SettleResult::kUnknown;
    if (StoryOf(*claim) == published) return SettleResult::kAgrees;
    if (complete) return SettleResult::kMismatch;
    Leave(StoryOf(*claim));
    auto [story, fresh] = stories.try_emplace(static_cast<uint64_t>(published));
    if (fresh) story->second.first_seen_article_id = window.ArticleId(*claim);
    ++story->second.copies;
    ++story->second.live;
    verdicts.try_emplace(*claim, VerdictOf(*claim)).first->second.story_id = published;
    return SettleResult::kTrusted;
  }
};

FoldIndex::FoldIndex(const Genesis& genesis) : impl_(std::make_unique<Impl>(genesis)) {}
FoldIndex::~FoldIndex() = default;
FoldIndex::FoldIndex(FoldIndex&&) noexcept = default;

ApplyResult FoldIndex::Apply(const Claim& claim, ClaimOffset offset, int64_t append_time_ms) {
  return impl_->Apply(claim, offset, append_time_ms);
}

std::optional<Verdict> FoldIndex::Find(const RecordCoordinates& raw, uint64_t content_hash) const {
  std::optional<uint64_t> claim = impl_->window.Find(raw, static_cast<uint32_t>(content_hash));
  if (!claim) return std::nullopt;
  return impl_->VerdictOf(*claim);
}

SettleResult FoldIndex::Settle(ClaimOffset claim, StoryId published, bool complete) {
  return impl_->Settle(claim, published, complete);
}

IndexStats FoldIndex::Stats() const {
  IndexStats stats;
  stats.articles = impl_->window.size();
  stats.fingerprints = impl_->newest.size();
  stats.bytes = impl_->window.bytes() + impl_->newest.bytes() + impl_->stories.capacity() * (sizeof(Story) + 9) +
                impl_->verdicts.size() * (sizeof(Verdict) + sizeof(Match));
  stats.oldest_time_ms = impl_->window.size() == 0 ? 0 : impl_->window[impl_->window.first()].log_time_ms;
  stats.evictions = impl_->evictions;
  return stats;
}

const Genesis& FoldIndex::genesis() const { return impl_->genesis; }

StoryId OpenStory(uint64_t log_id, ClaimOffset offset) {
  return StoryId{Mix64(log_id + Mix64(static_cast<uint64_t>(offset) + 1))};
}

}  // namespace wirefold
