#include "common/shingle/sketch.h"

#include <algorithm>
#include <array>
#include <bit>

#include "common/base/check.h"
#include "common/base/hash.h"
#include "common/base/ones.h"
#include "common/base/sort_unique.h"
#include "common/shingle/fingerprints.h"
#include "common/shingle/word_hashes.h"
#include "common/text/compose.h"
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
  std::vector<uint8_t> telling;       // of the tokens: 1 for a number or a name
  std::vector<uint32_t> high;         // of all fingerprints
  std::vector<uint32_t> low;
  std::vector<uint64_t> kept;     // bit i: fingerprint i is below the threshold
  std::vector<uint32_t> places;   // of those
  std::vector<uint64_t> sampled;  // the kept fingerprints
  std::vector<uint64_t> in_text;  // the same in the order of the text, before they are sorted
  std::vector<uint8_t> traits;    // of those
  std::vector<uint8_t> sorted_traits;
  std::vector<uint32_t> stretches;  // of those: their places / kStretchShingles
  HashSorter sorter;
  std::string composed;
};

// Classes of bytes, for telling names from words that begin a sentence.
constexpr uint8_t kDigit = 1;
constexpr uint8_t kCapital = 2;
constexpr uint8_t kGoesOn = 4;  // may stand before the space before a word within a sentence
constexpr std::array<uint8_t, 256> kByteClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<size_t>(c)] = kDigit | kGoesOn;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<size_t>(c)] = kCapital | kGoesOn;
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<size_t>(c)] = kGoesOn;
  for (int c = 0x80; c <= 0xff; ++c) classes[static_cast<size_t>(c)] = kGoesOn;
  classes[','] = kGoesOn;
  return classes;
}();

uint8_t ClassOf(char byte) { return kByteClasses[static_cast<uint8_t>(byte)]; }

// Whether the word that begins here, two bytes or more behind the text's beginning, is a number or a name. Without a
// branch, which would be mispredicted.
uint8_t IsTelling(const char* word) {
  const uint8_t first = ClassOf(word[0]);
  const bool within = (word[-1] == ' ') & ((ClassOf(word[-2]) & kGoesOn) != 0);
  return static_cast<uint8_t>((first & kDigit) | (((first & kCapital) != 0) & within));
}

void HashTokens(std::string_view written, Scratch& scratch) {
  const std::string_view piece = ComposeLetters(written, scratch.composed);
  size_t& count = scratch.count;
  const auto make_room = [&](size_t more) {
    const size_t needed = count + more + 64;  // FindFingerprints reads on
    if (scratch.low_hashes.size() >= needed) return;
    scratch.high_hashes.resize(2 * needed);
    scratch.low_hashes.resize(2 * needed);
    scratch.telling.resize(2 * needed);
  };
  const auto words = [&](const char* lower, std::span<const uint32_t> edges) {
    const size_t more = edges.size() / 2;
    WF_CHECK(count + more <= scratch.low_hashes.size());
    HashWords(lower, edges, {scratch.high_hashes.data() + count, scratch.low_hashes.data() + count});
    count += more;
  };
  const auto plain = [&](const char* lower, std::span<const uint32_t> edges) {
    uint8_t* telling = scratch.telling.data() + count;
    words(lower, edges);
    const char* text = piece.data();
    const uint32_t* edge = edges.data();
    const size_t more = edges.size() / 2;
    size_t i = 0;
    for (; i < more && edge[2 * i] < 2; ++i) telling[i] = ClassOf(text[edge[2 * i]]) & kDigit;
    for (; i < more; ++i) telling[i] = IsTelling(text + edge[2 * i]);
  };
  const auto token = [&](const TokenFound& found, size_t) {
    const std::string_view text = found.token;
    if (found.code_point) scratch.code_points.push_back(static_cast<uint32_t>(count));
    scratch.telling[count] = ClassOf(text[0]) & kDigit;
    const uint32_t edges[] = {0, static_cast<uint32_t>(text.size())};
    words(text.data(), edges);
  };
  VisitTokens(piece, make_room, plain, token);
}

// Of the shingle of `length` tokens at `place`. `telling`: of all tokens.
uint8_t TraitsOf(const uint8_t* telling, size_t place, size_t length) {
  uint8_t any = 0;
  if (length == SketchParameters{}.shingle_length) {
    for (size_t i = 0; i < SketchParameters{}.shingle_length; ++i) any |= telling[place + i];
  } else {
    for (size_t i = 0; i < length; ++i) any |= telling[place + i];
  }
  return static_cast<uint8_t>((place < kLeadShingles ? kInLead : 0) | any * kTelling);
}

// Puts the fingerprints below `threshold` (0: all) into scratch.sampled, and their traits into scratch.traits; returns
// the number of shingles.
size_t Sample(Scratch& scratch, size_t k, uint64_t threshold) {
  const Halves<const uint32_t> hashes{scratch.high_hashes.data(), scratch.low_hashes.data()};
  const size_t count = scratch.count;
  const auto last = static_cast<uint32_t>((threshold >> 32) - 1);
  scratch.sampled.clear();
  scratch.traits.clear();
  scratch.stretches.clear();
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
      if (fingerprint >> 32 > last) continue;
      scratch.sampled.push_back(fingerprint);
      scratch.traits.push_back(TraitsOf(scratch.telling.data(), i, length));
      scratch.stretches.push_back(static_cast<uint32_t>(i) / kStretchShingles);
    }
    scratch.in_text = scratch.sampled;
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
  scratch.traits.resize(kept);
  scratch.stretches.resize(kept);
  // By pointers: stores of bytes might change what the vectors say of themselves.
  const uint8_t* telling = scratch.telling.data();
  uint8_t* traits = scratch.traits.data();
  for (size_t i = 0; i < kept; ++i) {
    const uint32_t place = scratch.places[i];
    scratch.sampled[i] = uint64_t{scratch.high[place]} << 32 | scratch.low[place];
    scratch.stretches[i] = place / kStretchShingles;
  }
  const uint32_t* places = scratch.places.data();
  for (size_t i = 0; i < kept; ++i) traits[i] = TraitsOf(telling, places[i], k);
  scratch.in_text = scratch.sampled;
  return shingles;
}

// The place in `sorted`, which has values, of the last value that is not above `wanted`; 0 when there is none.
size_t PlaceOf(const std::vector<uint64_t>& sorted, uint64_t wanted) {
  const uint64_t* base = sorted.data();
  for (size_t length = sorted.size(); length > 1;) {
    const size_t half = length / 2;
    base += base[half] <= wanted ? half : 0;  // no branch: the bits are random
    length -= half;
  }
  return static_cast<size_t>(base - sorted.data());
}

void MarkLowest(Scratch& scratch) {
  const size_t count = scratch.in_text.size();
  if (count == 0) return;
  const uint64_t* values = scratch.in_text.data();
  const uint32_t* stretches = scratch.stretches.data();
  uint8_t* traits = scratch.traits.data();
  size_t lowest = 0;
  uint64_t value = values[0];
  for (size_t i = 1; i < count; ++i) {
    // Without a branch, which would be mispredicted.
    const bool next = stretches[i] != stretches[i - 1];
    const bool lower = next | (values[i] < value);
    traits[lowest] |= next ? kLowestHere : 0;
    lowest = lower ? i : lowest;
    value = lower ? values[i] : value;
  }
  traits[lowest] |= kLowestHere;
}

// A shingle that stands in several places has the traits of all of them.
void PutTraits(Scratch& scratch, Sketch& sketch) {
  MarkLowest(scratch);
  const std::span<const int16_t> places = scratch.sorter.places();
  if (places.size() == scratch.in_text.size()) {
    // Those of fingerprints that the sketch leaves out are behind the others.
    scratch.sorted_traits.resize(places.size());
    uint8_t* sorted = scratch.sorted_traits.data();
    const uint8_t* traits = scratch.traits.data();
    for (size_t i = 0; i < places.size(); ++i) sorted[places[i]] = traits[i];
    sketch.traits.assign(sorted, sorted + sketch.fingerprints.size());
    return;
  }
  sketch.traits.assign(sketch.fingerprints.size(), 0);
  if (sketch.fingerprints.empty()) return;
  for (size_t i = 0; i < scratch.in_text.size(); ++i) {
    const size_t place = PlaceOf(sketch.fingerprints, scratch.in_text[i]);
    sketch.traits[place] |= sketch.fingerprints[place] == scratch.in_text[i] ? scratch.traits[i] : 0;
  }
}

// Words of a headline that say something: of four letters and more, or with a digit.
constexpr size_t kSayingLetters = 4;
constexpr size_t kMostHeadlineWords = 32;
constexpr size_t kSaidByChance = 6;  // one word in so many may stand in any text

HeadlineTraits ReadHeadline(std::string_view headline, const Scratch& scratch) {
  HeadlineTraits traits;
  std::array<uint32_t, kMostHeadlineWords> saying;
  size_t count = 0;
  std::string composed;
  VisitTokens(ComposeLetters(headline, composed), [&](std::string_view word, bool code_point) {
    if (code_point || count == kMostHeadlineWords) return;
    const bool number = (ClassOf(word[0]) & kDigit) != 0;
    if (!number && word.size() < kSayingLetters) return;
    const uint64_t hash = HashWord(word);
    traits.words |= 1u << (hash >> 59);
    saying[count++] = static_cast<uint32_t>(hash);
  });
  const auto end = scratch.low_hashes.begin() + static_cast<std::ptrdiff_t>(scratch.count);
  size_t said = 0;
  for (size_t i = 0; i < count && said <= count / kSaidByChance; ++i) {
    said += std::find(scratch.low_hashes.begin(), end, saying[i]) != end ? 1 : 0;
  }
  traits.unsaid = count > 0 && said <= count / kSaidByChance;
  return traits;
}

}  // namespace

ArticleSketch MakeSketch(std::span<const std::string_view> pieces, std::string_view headline,
                         const SketchParameters& parameters) {
  thread_local Scratch kept_scratch;
  Scratch& scratch = kept_scratch;  // one look-up of the thread's storage
  scratch.count = 0;
  scratch.code_points.clear();
  for (std::string_view piece : pieces) HashTokens(piece, scratch);
  ArticleSketch article;
  if (!headline.empty()) article.headline = ReadHeadline(headline, scratch);
  Sketch& sketch = article.sketch;
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
  PutTraits(scratch, sketch);
  if (scratch.low_hashes.capacity() > 4 * kKeptTokens) scratch = Scratch();
  return article;
}

Sketch MakeSketch(std::span<const std::string_view> pieces, const SketchParameters& parameters) {
  return MakeSketch(pieces, {}, parameters).sketch;
}

}  // namespace wirefold
