// State of the index. Three parts, each bounded by the window:
//
//   claims_    one record per claim, in log order; leaves at the front only
//   arena_     the sketches' fingerprints, one after the other, in claim order
//   owners_    fingerprint → position in the arena of the newest claim that carries it
//
// Invariants:
//   1. claims_[i] is claim number first_claim_ + i; claim offsets and log times do not descend.
//   2. An owner position below the arena's begin is a claim that left: as good as no owner.
//   3. An owner is compared by its full fingerprint in the arena, so the table's size and history reach no verdict.
//   4. A verdict that a Record does not imply (it has matches) is in verdicts_ for as long as the claim is in the
//   window.
#include "common/fold/fold_index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <deque>
#include <map>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "common/base/check.h"

namespace wirefold {
namespace {

static_assert(std::endian::native == std::endian::little);  // slots are copied by their low bytes

constexpr uint32_t kMinShingles = 10;  // fewer cannot be judged by overlap
constexpr uint32_t kMinVotes = 2;
constexpr size_t kMaxOwners = 8;       // owners verified, best voted first
constexpr size_t kMatchesOfOwner = 4;  // and as many of the articles that each of them matched
constexpr uint32_t kMinShared = 3;
constexpr size_t kMaxMatches = 8;
constexpr double kWhole = 0.7;  // both contained this far: a reprint; less: one of them is the longer
constexpr size_t kSlotBytes = 5;
constexpr size_t kMaxFingerprints = 4096;  // of one claim; more can only come from a broken writer

__extension__ using Uint128 = unsigned __int128;

uint64_t Mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccd;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53;
  return x ^ (x >> 33);
}

// Append-only array that gives memory back from its front. A run appended at once lies in one piece.
template <typename T>
class Arena {
 public:
  uint64_t begin() const { return begin_; }
  uint64_t end() const { return end_; }

  uint64_t Append(const T* values, size_t count) {
    WF_CHECK(count <= kChunk);
    if (end_ / kChunk != (end_ + count) / kChunk && end_ % kChunk != 0) end_ = (end_ / kChunk + 1) * kChunk;
    while (first_chunk_ + chunks_.size() <= end_ / kChunk) {
      chunks_.emplace_back();
      chunks_.back().reserve(kChunk);
    }
    std::vector<T>& chunk = chunks_[end_ / kChunk - first_chunk_];
    chunk.resize(end_ % kChunk);
    chunk.insert(chunk.end(), values, values + count);
    const uint64_t at = end_;
    end_ += count;
    return at;
  }

  const T* At(uint64_t position) const { return chunks_[position / kChunk - first_chunk_].data() + position % kChunk; }

  void ReleaseBelow(uint64_t position) {
    begin_ = std::max(begin_, position);
    while (!chunks_.empty() && (first_chunk_ + 1) * kChunk <= begin_) {
      chunks_.pop_front();
      ++first_chunk_;
    }
  }

  uint64_t bytes() const { return chunks_.size() * kChunk * sizeof(T); }

 private:
  static constexpr uint64_t kChunk = 1 << 14;
  std::deque<std::vector<T>> chunks_;
  uint64_t first_chunk_ = 0;
  uint64_t begin_ = 0;
  uint64_t end_ = 0;
};

struct Record {
  int64_t claim_offset;
  int64_t raw_offset;
  uint64_t content_hash;
  uint64_t text_hash;
  uint64_t story;
  uint64_t version_key;  // 0: none
  uint64_t sketch_begin;
  uint64_t cover_threshold;
  uint64_t id_begin;
  int64_t log_time_ms;
  uint32_t lane;  // topic and partition
  uint32_t publisher;
  uint16_t sketch_size;
  uint16_t unowned;  // fingerprints that no article in the window carried
  uint16_t id_size;
  bool insufficient;
};

struct Story {
  uint32_t copies = 0;  // ever joined
  uint32_t live = 0;    // in the window
  std::string first_seen_article_id;
};

// Names to small numbers. Grows with the number of publishers and partitions, not with articles.
template <typename Name>
class Names {
 public:
  uint32_t Number(const Name& name) {
    auto [it, fresh] = numbers_.try_emplace(name, static_cast<uint32_t>(names_.size()));
    if (fresh) names_.push_back(name);
    return it->second;
  }
  std::optional<uint32_t> Find(const Name& name) const {
    auto it = numbers_.find(name);
    if (it == numbers_.end()) return std::nullopt;
    return it->second;
  }
  const Name& operator[](uint32_t number) const { return names_[number]; }

 private:
  std::map<Name, uint32_t> numbers_;
  std::vector<Name> names_;
};

// Ascending, without repeats, all below the cover threshold, bounded: whatever the log said.
std::vector<uint64_t> Normalised(const Sketch& sketch) {
  std::vector<uint64_t> values = sketch.fingerprints;
  if (!std::is_sorted(values.begin(), values.end(), std::less_equal<>())) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
  const uint64_t last = sketch.cover_threshold - 1;  // 0 means 2^64
  values.erase(std::upper_bound(values.begin(), values.end(), last), values.end());
  if (values.size() > kMaxFingerprints) values.resize(kMaxFingerprints);
  return values;
}

}  // namespace

struct FoldIndex::Impl {
  Genesis genesis;
  std::deque<Record> claims;
  uint64_t first_claim = 0;
  Arena<uint64_t> arena;
  Arena<char> ids;
  size_t owner_slots = 1024;
  std::vector<uint8_t> owners = std::vector<uint8_t>(1024 * kSlotBytes, 0);
  uint64_t owners_used = 0;  // slots that are not free, stale ones included
  uint64_t arena_end_at_rebuild = 0;
  absl::flat_hash_map<uint64_t, uint64_t> by_text;     // INSUFFICIENT_TEXT: text hash → newest claim
  absl::flat_hash_map<uint64_t, uint64_t> by_version;  // publisher and uri → newest claim
  absl::flat_hash_map<uint64_t, Story> stories;        // those with a second member
  absl::flat_hash_map<uint64_t, Verdict> verdicts;     // claim → verdict, where the record does not imply it
  Names<std::string> publishers;
  Names<std::pair<std::string, int32_t>> lanes;
  std::vector<std::deque<uint64_t>> claims_of_lane;  // by raw offset, then claim order
  int64_t log_time_ms = 0;
  uint64_t evictions = 0;

  const Record& At(uint64_t claim) const { return claims[claim - first_claim]; }
  bool Live(uint64_t claim) const { return claim >= first_claim && claim < first_claim + claims.size(); }
  std::string ArticleId(const Record& record) const { return {ids.At(record.id_begin), record.id_size}; }

  // ---- owners: an open-addressing table with linear probing ----

  // A fingerprint's mixed bits say where it is looked for (the high ones, scaled to the table) and its tag (the low
  // ones).
  size_t HomeSlot(uint64_t mixed) const {
    return static_cast<size_t>((static_cast<Uint128>(mixed) * owner_slots) >> 64);
  }

  uint64_t Position(uint64_t slot) const {
    // The newest position with these low bits; the table is rebuilt long before that is ambiguous.
    const uint64_t end = arena.end();
    uint64_t position = (end & ~uint64_t{0xffffffff}) | ((slot & 0xffffffff) - 1);
    if (position >= end) position -= uint64_t{1} << 32;
    return position;
  }

  // A slot is 5 bytes: the low 32 bits of position + 1 (0: free), then the tag, which spares nearly all looks at the
  // arena.
  uint64_t Slot(size_t i) const {
    uint64_t slot = 0;
    std::memcpy(&slot, &owners[i * kSlotBytes], kSlotBytes);
    return slot;
  }

  bool Holds(uint64_t position, uint64_t fingerprint) const {
    return position >= arena.begin() && position < arena.end() && *arena.At(position) == fingerprint;
  }

  // The slot of `fingerprint`, or the free slot where it would go.
  size_t FindSlot(uint64_t fingerprint) const {
    const uint64_t mixed = Mix(fingerprint);
    for (size_t i = HomeSlot(mixed);; i = i + 1 == owner_slots ? 0 : i + 1) {
      const uint64_t slot = Slot(i);
      if ((slot & 0xffffffff) == 0) return i;
      if (slot >> 32 == (mixed & 0xff) && Holds(Position(slot), fingerprint)) return i;
    }
  }

  void Own(uint64_t fingerprint, uint64_t position) {
    const size_t i = FindSlot(fingerprint);
    if ((Slot(i) & 0xffffffff) == 0) ++owners_used;
    uint64_t low = (position + 1) & 0xffffffff;
    if (low == 0) low = 1;  // position 2^32-1: owned by its neighbour, unequal, hence no owner
    const uint64_t slot = low | (Mix(fingerprint) & 0xff) << 32;
    std::memcpy(&owners[i * kSlotBytes], &slot, kSlotBytes);
  }

  void ResizeOwners(size_t slots) {
    owner_slots = slots;
    owners.assign(slots * kSlotBytes, 0);
    owners_used = 0;
  }

  void MakeRoom(size_t count) {
    const bool full = (owners_used + count) * 4 > owner_slots * 3;
    const bool old = arena.end() - arena_end_at_rebuild > (uint64_t{1} << 31);
    if (!full && !old) return;
    std::vector<uint64_t> live;
    for (size_t i = 0; i < owner_slots; ++i) {
      const uint64_t slot = Slot(i);
      if ((slot & 0xffffffff) == 0) continue;
      const uint64_t position = Position(slot);
      if (position >= arena.begin() && position < arena.end()) live.push_back(position);
    }
    // Half full at most after a rebuild, three quarters before the next.
    ResizeOwners(std::max<size_t>(1024, (live.size() + count) * 2));
    arena_end_at_rebuild = arena.end();
    // `live` is in slot order, which is that of the mixed bits, so the new table is written from front to back; only
    // the arena is read at random, hence asked for ahead.
    constexpr size_t kAhead = 24;
    for (size_t i = 0; i < live.size(); ++i) {
      if (i + kAhead < live.size()) __builtin_prefetch(arena.At(live[i + kAhead]));
      Own(*arena.At(live[i]), live[i]);
    }
  }

  // Position in the arena where the owner of `fingerprint` holds it.
  std::optional<uint64_t> Owner(uint64_t fingerprint) const {
    const uint64_t slot = Slot(FindSlot(fingerprint));
    if ((slot & 0xffffffff) == 0) return std::nullopt;
    return Position(slot);
  }

  uint64_t ClaimAt(uint64_t position) const {
    auto next = std::upper_bound(claims.begin(), claims.end(), position,
                                 [](uint64_t value, const Record& record) { return value < record.sketch_begin; });
    // Several records may begin at one place when some are empty: the last of them holds it.
    return first_claim + static_cast<uint64_t>(next - claims.begin()) - 1;
  }

  // ---- window ----

  void Evict() {
    const int64_t window_ms = static_cast<int64_t>(genesis.window_seconds) * 1000;
    while (!claims.empty() &&
           (log_time_ms - claims.front().log_time_ms > window_ms || claims.size() > genesis.window_claims)) {
      const Record& gone = claims.front();
      auto forget = [this](absl::flat_hash_map<uint64_t, uint64_t>& map, uint64_t key) {
        auto it = map.find(key);
        if (it != map.end() && it->second == first_claim) map.erase(it);
      };
      if (gone.insufficient) forget(by_text, gone.text_hash);
      if (gone.version_key != 0) forget(by_version, gone.version_key);
      if (auto story = stories.find(gone.story); story != stories.end() && --story->second.live == 0)
        stories.erase(story);
      verdicts.erase(first_claim);
      std::deque<uint64_t>& lane = claims_of_lane[gone.lane];
      lane.erase(std::find(lane.begin(), lane.end(), first_claim));  // nearly always the first one
      arena.ReleaseBelow(gone.sketch_begin + gone.sketch_size);
      ids.ReleaseBelow(gone.id_begin + gone.id_size);
      claims.pop_front();
      ++first_claim;
      ++evictions;
    }
  }

  // ---- claims by raw record ----

  std::deque<uint64_t>::const_iterator LowerBound(const std::deque<uint64_t>& lane, int64_t raw_offset) const {
    return std::lower_bound(lane.begin(), lane.end(), raw_offset,
                            [this](uint64_t claim, int64_t value) { return At(claim).raw_offset < value; });
  }

  std::optional<uint64_t> FindClaim(const RecordCoordinates& raw, uint64_t content_hash) const {
    std::optional<uint32_t> lane = lanes.Find({raw.topic, raw.partition});
    if (!lane) return std::nullopt;
    const std::deque<uint64_t>& list = claims_of_lane[*lane];
    for (auto it = LowerBound(list, raw.offset); it != list.end() && At(*it).raw_offset == raw.offset; ++it) {
      if (At(*it).content_hash == content_hash) return *it;
    }
    return std::nullopt;
  }

  Verdict VerdictOf(uint64_t claim) const {
    if (auto kept = verdicts.find(claim); kept != verdicts.end()) return kept->second;
    const Record& record = At(claim);
    Verdict verdict;
    verdict.claim_offset = ClaimOffset{record.claim_offset};
    verdict.story_id = StoryId{record.story};
    verdict.relation = record.insufficient ? Relation::kInsufficientText : Relation::kOriginal;
    verdict.novelty = record.sketch_size == 0 ? 1 : static_cast<double>(record.unowned) / record.sketch_size;
    verdict.first_seen_article_id = ArticleId(record);
    return verdict;
  }

  // ---- verdict ----

  Sketch SketchOf(const Record& record) const {
    const uint64_t* begin = arena.At(record.sketch_begin);
    Sketch sketch;
    sketch.fingerprints.assign(begin, begin + record.sketch_size);
    sketch.cover_threshold = record.cover_threshold;
    return sketch;
  }

  // Claims worth verifying: the best voted owners and what these matched, in claim order, each once.
  std::vector<uint64_t> Candidates(const std::vector<uint64_t>& fingerprints, uint16_t& unowned) const {
    std::vector<uint64_t> votes;
    // The table is larger than any cache: ask for all the slots before looking at the first.
    for (uint64_t fingerprint : fingerprints) __builtin_prefetch(&owners[HomeSlot(Mix(fingerprint)) * kSlotBytes]);
    for (uint64_t fingerprint : fingerprints) {
      if (std::optional<uint64_t> position = Owner(fingerprint)) {
        votes.push_back(*position);
      } else {
        ++unowned;
      }
    }
    std::sort(votes.begin(), votes.end());  // positions: those of one claim side by side
    for (uint64_t last = 0, until = 0; uint64_t & vote : votes) {
      if (vote >= until) {
        last = ClaimAt(vote);
        until = At(last).sketch_begin + At(last).sketch_size;
      }
      vote = last;
    }
    std::vector<std::pair<size_t, uint64_t>> owners_by_votes;
    for (size_t i = 0; i < votes.size();) {
      size_t j = i;
      while (j < votes.size() && votes[j] == votes[i]) ++j;
      if (j - i >= kMinVotes) owners_by_votes.emplace_back(j - i, votes[i]);
      i = j;
    }
    std::sort(owners_by_votes.begin(), owners_by_votes.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    if (owners_by_votes.size() > kMaxOwners) owners_by_votes.resize(kMaxOwners);
    std::vector<uint64_t> candidates;
    for (const auto& [count, owner] : owners_by_votes) {
      candidates.push_back(owner);
      auto kept = verdicts.find(owner);
      if (kept == verdicts.end()) continue;
      size_t taken = 0;
      for (const Match& match : kept->second.matches) {
        if (taken++ == kMatchesOfOwner) break;
        if (std::optional<uint64_t> claim = ClaimOf(match.claim_offset)) candidates.push_back(*claim);
      }
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    return candidates;
  }

  std::optional<uint64_t> ClaimOf(ClaimOffset offset) const {
    auto it = std::lower_bound(claims.begin(), claims.end(), static_cast<int64_t>(offset),
                               [](const Record& record, int64_t value) { return record.claim_offset < value; });
    if (it == claims.end() || it->claim_offset != static_cast<int64_t>(offset)) return std::nullopt;
    return first_claim + static_cast<uint64_t>(it - claims.begin());
  }

  Match MakeMatch(const Record& record, Relation relation, double resemblance, double containment,
                  double match_containment) const {
    Match match;
    match.article_id = ArticleId(record);
    match.publisher = publishers[record.publisher];
    match.relation = relation;
    match.resemblance = resemblance;
    match.containment = containment;
    match.match_containment = match_containment;
    match.interval_seconds = (log_time_ms - record.log_time_ms) / 1000;
    match.claim_offset = ClaimOffset{record.claim_offset};
    return match;
  }

  // Relation of this article to the match; nullopt: too little in common.
  std::optional<Relation> Relate(const Overlap& overlap) const {
    if (overlap.shared < kMinShared) return std::nullopt;
    const double mine = overlap.ContainmentA();
    const double theirs = overlap.ContainmentB();
    const double copied = genesis.containment_threshold;
    const bool alike = overlap.Resemblance() >= genesis.resemblance_threshold;
    if (std::min(mine, theirs) >= kWhole) return Relation::kReprint;
    if (mine >= theirs && (mine >= copied || alike)) return Relation::kAbridged;
    if (theirs > mine && (theirs >= copied || alike)) return Relation::kExtended;
    if (std::max(mine, theirs) >= genesis.derived_threshold) return Relation::kDerived;
    return std::nullopt;
  }

  std::vector<Match> FindMatches(const Sketch& sketch, uint16_t& unowned) const {
    std::vector<Match> matches;
    for (uint64_t candidate : Candidates(sketch.fingerprints, unowned)) {
      const Record& record = At(candidate);
      const Overlap overlap = Compare(sketch, SketchOf(record));
      if (std::optional<Relation> relation = Relate(overlap)) {
        matches.push_back(
            MakeMatch(record, *relation, overlap.Resemblance(), overlap.ContainmentA(), overlap.ContainmentB()));
      }
    }
    // Stable: candidates come in claim order, so ties go to the older claim.
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
      if (a.resemblance != b.resemblance) return a.resemblance > b.resemblance;
      return a.containment > b.containment;
    });
    if (matches.size() > kMaxMatches) matches.resize(kMaxMatches);
    return matches;
  }

  ApplyResult Apply(const Claim& claim, ClaimOffset offset, int64_t append_time_ms) {
    log_time_ms = std::max(log_time_ms, append_time_ms);
    Evict();
    if (std::optional<uint64_t> earlier = FindClaim(claim.raw, claim.content_hash)) return {VerdictOf(*earlier), true};

    Sketch sketch = claim.sketch;
    sketch.fingerprints = Normalised(claim.sketch);
    const bool insufficient = claim.sketch.shingle_count < kMinShingles;
    if (insufficient) sketch.fingerprints.clear();

    Record record{};
    record.claim_offset = static_cast<int64_t>(offset);
    record.raw_offset = claim.raw.offset;
    record.content_hash = claim.content_hash;
    record.text_hash = claim.sketch.text_hash;
    record.cover_threshold = claim.sketch.cover_threshold;
    record.log_time_ms = log_time_ms;
    record.publisher = publishers.Number(claim.publisher);
    record.lane = lanes.Number({claim.raw.topic, claim.raw.partition});
    record.insufficient = insufficient;
    record.sketch_size = static_cast<uint16_t>(sketch.fingerprints.size());
    if (claim.uri_hash != 0) record.version_key = Mix(claim.uri_hash + Mix(record.publisher + 1)) | 1;

    Verdict verdict;
    verdict.claim_offset = offset;
    std::optional<uint64_t> joins;  // the claim whose story this one joins
    if (insufficient) {
      verdict.relation = Relation::kInsufficientText;
      // No text at all says nothing: two empty articles are no copies.
      auto same = by_text.find(record.text_hash);
      if (same != by_text.end() && HasText(claim.sketch)) {
        joins = same->second;
        verdict.matches.push_back(MakeMatch(At(*joins), Relation::kInsufficientText, 1, 1, 1));
      }
    } else {
      verdict.matches = FindMatches(sketch, record.unowned);
      verdict.novelty = record.sketch_size == 0 ? 1 : static_cast<double>(record.unowned) / record.sketch_size;
      for (const Match& match : verdict.matches) {
        // An extended copy joins only when the match is most of it, else it may be a piece about many stories.
        const bool mostly =
            match.resemblance >= genesis.resemblance_threshold || match.containment >= genesis.containment_threshold;
        if (match.relation != Relation::kDerived && mostly) {
          joins = ClaimOf(match.claim_offset);
          break;
        }
      }
      if (!verdict.matches.empty()) verdict.relation = verdict.matches[0].relation;
      if (joins) verdict.relation = RelationTo(verdict, *joins);
    }
    std::optional<uint64_t> version_of;
    if (auto same = by_version.find(record.version_key); record.version_key != 0 && same != by_version.end()) {
      version_of = same->second;
      joins = version_of;
    } else if (joins && !insufficient && !claim.publisher.empty() && At(*joins).publisher == record.publisher) {
      version_of = joins;
    }
    if (version_of) {
      verdict.relation = Relation::kVersion;
      verdict.changed = At(*version_of).text_hash != record.text_hash;
      const ClaimOffset earlier{At(*version_of).claim_offset};
      auto listed = std::find_if(verdict.matches.begin(), verdict.matches.end(),
                                 [&](const Match& match) { return match.claim_offset == earlier; });
      if (listed != verdict.matches.end()) {
        listed->relation = Relation::kVersion;
      } else {
        const Overlap overlap = Compare(sketch, SketchOf(At(*version_of)));
        verdict.matches.push_back(MakeMatch(At(*version_of), Relation::kVersion, overlap.Resemblance(),
                                            overlap.ContainmentA(), overlap.ContainmentB()));
        if (verdict.matches.size() > kMaxMatches) verdict.matches.erase(verdict.matches.end() - 2);
      }
    }

    record.id_size = static_cast<uint16_t>(std::min<size_t>(claim.article_id.size(), 4096));
    record.id_begin = ids.Append(claim.article_id.data(), record.id_size);
    const uint64_t number = first_claim + claims.size();
    record.story = joins ? At(*joins).story : static_cast<uint64_t>(OpenStory(genesis.log_id, offset));
    verdict.story_id = StoryId{record.story};
    verdict.first_seen_article_id = claim.article_id.substr(0, record.id_size);
    if (joins) {
      verdict.role = Role::kCopy;
      auto [story, fresh] = stories.try_emplace(record.story);
      if (fresh) story->second = {1, 1, ArticleId(At(*joins))};
      ++story->second.copies;
      ++story->second.live;
      verdict.copy_number = story->second.copies;
      verdict.first_seen_article_id = story->second.first_seen_article_id;
    }

    // Only now do the fingerprints point here: an article never meets itself.
    record.sketch_begin = arena.Append(sketch.fingerprints.data(), sketch.fingerprints.size());
    claims.push_back(record);
    MakeRoom(sketch.fingerprints.size());
    for (size_t i = 0; i < sketch.fingerprints.size(); ++i) Own(sketch.fingerprints[i], record.sketch_begin + i);
    if (insufficient) by_text[record.text_hash] = number;
    if (record.version_key != 0) by_version[record.version_key] = number;
    if (claims_of_lane.size() <= record.lane) claims_of_lane.resize(record.lane + 1);
    std::deque<uint64_t>& lane = claims_of_lane[record.lane];
    auto place =
        std::upper_bound(lane.begin(), lane.end(), record.raw_offset,
                         [this](int64_t value, uint64_t claim_number) { return value < At(claim_number).raw_offset; });
    lane.insert(place, number);
    if (!verdict.matches.empty()) verdicts.emplace(number, verdict);
    return {std::move(verdict), false};
  }

  static bool HasText(const Sketch& sketch) {
    return sketch.text_hash != Sketch{}.text_hash && sketch.text_hash != kEmptyTextHash;
  }
  static const uint64_t kEmptyTextHash;

  // This article's relation to the claim whose story it joins.
  Relation RelationTo(const Verdict& verdict, uint64_t claim) const {
    for (const Match& match : verdict.matches) {
      if (static_cast<int64_t>(match.claim_offset) == At(claim).claim_offset) return match.relation;
    }
    return verdict.relation;
  }

  SettleResult Settle(ClaimOffset offset, StoryId published, bool complete) {
    std::optional<uint64_t> claim = ClaimOf(offset);
    if (!claim) return SettleResult::kUnknown;
    Record& record = claims[*claim - first_claim];
    const uint64_t story_id = static_cast<uint64_t>(published);
    if (record.story == story_id) return SettleResult::kAgrees;
    if (complete) return SettleResult::kMismatch;
    if (auto old = stories.find(record.story); old != stories.end() && --old->second.live == 0) stories.erase(old);
    auto [story, fresh] = stories.try_emplace(story_id);
    if (fresh) story->second.first_seen_article_id = ArticleId(record);
    ++story->second.copies;
    ++story->second.live;
    record.story = story_id;
    if (auto kept = verdicts.find(*claim); kept != verdicts.end()) kept->second.story_id = published;
    return SettleResult::kTrusted;
  }
};

const uint64_t FoldIndex::Impl::kEmptyTextHash = MakeSketch({}, SketchParameters{}).text_hash;

FoldIndex::FoldIndex(const Genesis& genesis) : impl_(std::make_unique<Impl>()) { impl_->genesis = genesis; }
FoldIndex::~FoldIndex() = default;
FoldIndex::FoldIndex(FoldIndex&&) noexcept = default;

ApplyResult FoldIndex::Apply(const Claim& claim, ClaimOffset offset, int64_t append_time_ms) {
  return impl_->Apply(claim, offset, append_time_ms);
}

std::optional<Verdict> FoldIndex::Find(const RecordCoordinates& raw, uint64_t content_hash) const {
  std::optional<uint64_t> claim = impl_->FindClaim(raw, content_hash);
  if (!claim) return std::nullopt;
  return impl_->VerdictOf(*claim);
}

SettleResult FoldIndex::Settle(ClaimOffset claim, StoryId published, bool complete) {
  return impl_->Settle(claim, published, complete);
}

IndexStats FoldIndex::Stats() const {
  IndexStats stats;
  stats.articles = impl_->claims.size();
  stats.fingerprints = impl_->owners_used;
  stats.bytes = impl_->claims.size() * (sizeof(Record) + sizeof(uint64_t)) + impl_->arena.bytes() + impl_->ids.bytes() +
                impl_->owners.capacity() + (impl_->by_text.capacity() + impl_->by_version.capacity()) * 17 +
                impl_->stories.capacity() * (sizeof(Story) + 9) +
                impl_->verdicts.size() * (sizeof(Verdict) + sizeof(Match));
  stats.oldest_time_ms = impl_->claims.empty() ? 0 : impl_->claims.front().log_time_ms;
  stats.evictions = impl_->evictions;
  return stats;
}

const Genesis& FoldIndex::genesis() const { return impl_->genesis; }

StoryId OpenStory(uint64_t log_id, ClaimOffset offset) {
  return StoryId{Mix(log_id + Mix(static_cast<uint64_t>(offset) + 1))};
}

uint32_t ParametersHash(const Genesis& genesis) {
  uint64_t hash = 0;
  auto add = [&hash](double value) { hash = Mix(hash * 31 + static_cast<uint64_t>(value * 1e6)); };
  for (double value :
       {static_cast<double>(genesis.algorithm_version), static_cast<double>(genesis.sketch.shingle_length),
        static_cast<double>(genesis.sketch.sampling_rate), static_cast<double>(genesis.sketch.floor),
        static_cast<double>(genesis.sketch.cap), genesis.containment_threshold, genesis.derived_threshold,
        genesis.resemblance_threshold, static_cast<double>(genesis.window_seconds),
        static_cast<double>(genesis.window_claims)}) {
    add(value);
  }
  return static_cast<uint32_t>(hash) | 1;
}

}  // namespace wirefold
