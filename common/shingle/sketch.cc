#include "common/shingle/sketch.h"

#include <algorithm>
#include <bit>

#include "common/base/check.h"
#include "common/base/hash.h"
#include "common/base/ones.h"
#include "common/base/sort_unique.h"
#include "common/shingle/fingerprints.h"
#include "common/shingle/word_hashes.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr uint64_t kTwoTo32 = uint64_t{1} << 32;

// Tokens of a text whose memory is kept for the next one: some kKeptTextBytes of text have as many.
constexpr size_t kKeptTokens = kKeptTextBytes / 4;

// The tokens of a text, and room for what is made of them: kept by each thread from call to call.
struct Scratch {
  size_t count = 0;                   // tokens
  std::vector<uint32_t> high_hashes;  // of the tokens, in halves
  std::vector<uint32_t> low_hashes;
  std::vector<uint32_t> code_points;  // the tokens that are code points, ascending
  std::vector<uint32_t> high;         // of all fingerprints
  std::vector<uint32_t> low;
  std::vector<uint64_t> kept;     // bit i: fingerprint i is below the threshold
  std::vector<uint32_t> places;   // of those
  std::vector<uint64_t> sampled;  // the kept fingerprints
  HashSorter sorter;
};

void HashTokens(std::string_view piece, Scratch& scratch) {
  size_t& count = scratch.count;
  const auto make_room = [&](size_t more) {
    const size_t needed = count + more + 64;  // FindFingerprints reads on
    if (scratch.low_hashes.size() >= needed) return;
    scratch.high_hashes.resize(2 * needed);
    scratch.low_hashes.resize(2 * needed);
  };
  const auto words = [&](const char* lower, std::span<const uint32_t> edges) {
    const size_t more = edges.size() / 2;
    WF_CHECK(count + more <= scratch.low_hashes.size());
    HashWords(lower, edges, {scratch.high_hashes.data() + count, scratch.low_hashes.data() + count});
    count += more;
  };
  const auto token = [&](std::string_view text, bool code_point) {
    if (code_point) scratch.code_points.push_back(static_cast<uint32_t>(count));
    const uint32_t edges[] = {0, static_cast<uint32_t>(text.size())};
    words(text.data(), edges);
  };
  VisitTokens(piece, make_room, words, token);
}

// Puts the fingerprints below `threshold` (0: all) into scratch.sampled; returns the number of shingles.
size_t Sample(Scratch& scratch, size_t k, uint64_t threshold) {
  const Halves<const uint32_t> hashes{scratch.high_hashes.data(), scratch.low_hashes.data()};
  const size_t count = scratch.count;
  const auto last = static_cast<uint32_t>((threshold >> 32) - 1);
  scratch.sampled.clear();
  if (!scratch.code_points.empty()) {
    // A shingle that begins with a code point is twice as long.
    size_t shingles = 0;
    size_t next = 0;
    for (size_t i = 0; i < count; ++i) {
      const bool code_point = next < scratch.code_points.size() && scratch.code_points[next] == i;
      if (code_point) ++next;
      const size_t length = code_point ? 2 * k : k;
      if (i + length > count) continue;
      ++shingles;
      const uint64_t fingerprint = Fingerprint({hashes.high + i, hashes.low + i}, length);
      if (fingerprint >> 32 <= last) scratch.sampled.push_back(fingerprint);
    }
    return shingles;
  }
  if (count < k) return 0;
  const size_t shingles = count - k + 1;
  const size_t words = (shingles + 63) / 64;
  if (scratch.kept.size() < words) {
    scratch.kept.resize(words);
    scratch.high.resize(64 * words);
    scratch.low.resize(64 * words);
    scratch.places.resize(64 * words + kOnesPadding);
  }
  FindFingerprints(hashes, shingles, k, last, {scratch.high.data(), scratch.low.data()}, scratch.kept.data());
  const size_t kept = FindOnes(scratch.kept.data(), words, scratch.places.data());
  scratch.sampled.resize(kept);
  for (size_t i = 0; i < kept; ++i) {
    const uint32_t place = scratch.places[i];
    scratch.sampled[i] = uint64_t{scratch.high[place]} << 32 | scratch.low[place];
  }
  return shingles;
}

}  // namespace

Sketch MakeSketch(std::span<const std::string_view> pieces, const SketchParameters& parameters) {
  thread_local Scratch kept_scratch;
  Scratch& scratch = kept_scratch;  // one look-up of the thread's storage
  scratch.count = 0;
  scratch.code_points.clear();
  for (std::string_view piece : pieces) HashTokens(piece, scratch);
  Sketch sketch;
  sketch.text_hash = Hash64(scratch.low_hashes.data(), scratch.count * sizeof(uint32_t));

  // Thresholds are of 32 bits: what is kept is told by the high half of a fingerprint.
  const uint64_t threshold = parameters.sampling_rate <= 1 ? 0 : (kTwoTo32 / parameters.sampling_rate) << 32;
  const size_t k = std::max(1u, parameters.shingle_length);
  std::vector<uint64_t>& sampled = scratch.sampled;
  // If `threshold` may yield fewer than `floor` samples, begin with a threshold that is expected to yield 11/8 of the
  // floor: a second pass is rare then, and few samples are sorted in vain.
  const uint64_t fill = uint64_t{parameters.floor} * 11 / 8;
  const uint64_t wide = fill >= scratch.count ? 0 : (kTwoTo32 * fill / scratch.count) << 32;
  const uint64_t first = threshold - 1 < wide - 1 ? wide : threshold;
  sketch.shingle_count = static_cast<uint32_t>(Sample(scratch, k, first));
  scratch.sorter.SortUnique(sampled, std::bit_width(first - 1));
  sketch.cover_threshold = threshold;
  const size_t floor = parameters.floor;
  const uint64_t last = threshold - 1;
  if (threshold == 0 || floor == 0 || (sampled.size() >= floor && sampled[floor - 1] <= last)) {
    sampled.erase(std::upper_bound(sampled.begin(), sampled.end(), last), sampled.end());
  } else {
    // Too few: take the smallest `floor` of all.
    sketch.cover_threshold = first;
    if (sampled.size() <= floor && first != 0) {
      Sample(scratch, k, 0);
      scratch.sorter.SortUnique(sampled, 64);
      sketch.cover_threshold = 0;
    }
    if (sampled.size() > floor) {
      sketch.cover_threshold = sampled[floor];
      sampled.resize(floor);
    }
  }
  if (sampled.size() > parameters.cap) {
    sketch.cover_threshold = sampled[parameters.cap];
    sampled.resize(parameters.cap);
  }
  sketch.fingerprints.assign(sampled.begin(), sampled.end());
  if (scratch.low_hashes.capacity() > 4 * kKeptTokens) scratch = Scratch();
  return sketch;
}

}  // namespace wirefold
