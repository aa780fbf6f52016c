#include "common/shingle/coarse_sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>

#include "tests/shingle/sketch_of.h"

namespace wirefold {
namespace {

// Sketches of all sizes and cover thresholds, those of long texts (narrow covers, more bits) too.
Sketch RandomSketch(std::mt19937_64& random) {
  Sketch sketch;
  const int zeros = static_cast<int>(random() % 14);
  sketch.cover_threshold = random() % 8 == 0 ? 0 : (random() | uint64_t{1} << 63) >> zeros;
  std::set<uint64_t> values;
  for (size_t n = random() % 200; n > 0; --n) values.insert(random() >> zeros);
  for (uint64_t value : values)
    if (value <= sketch.cover_threshold - 1) sketch.fingerprints.push_back(value);
  return sketch;
}

TEST(Compare, EqualsBruteForceOnTheCommonThresholdAndTheCommonBits) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 3000; ++round) {
    Sketch first = RandomSketch(random);
    Sketch second = RandomSketch(random);
    for (uint64_t value : first.fingerprints)  // something to share
      if (random() % 2 == 0 && value <= second.cover_threshold - 1) second.fingerprints.push_back(value);
    std::sort(second.fingerprints.begin(), second.fingerprints.end());
    const CoarseSketch a = Coarsen(first);
    const CoarseSketch b = Coarsen(second);
    const int bits = std::min(a.bits, b.bits);
    const uint32_t last = std::min(a.last >> (a.bits - bits), b.last >> (b.bits - bits));
    auto cut = [&](const CoarseSketch& sketch) {
      std::set<uint32_t> values;
      for (uint32_t value : sketch.values)
        if (value >> (sketch.bits - bits) <= last) values.insert(value >> (sketch.bits - bits));
      return values;
    };
    const std::set<uint32_t> in_a = cut(a);
    const std::set<uint32_t> in_b = cut(b);
    uint32_t both = 0;
    for (uint32_t value : in_a) both += in_b.contains(value) ? 1 : 0;
    const Overlap overlap = Compare(a, b);
    EXPECT_EQ(overlap.a, in_a.size());
    EXPECT_EQ(overlap.b, in_b.size());
    EXPECT_EQ(overlap.shared, both);
    std::vector<size_t> shared;
    EXPECT_EQ(Compare(a, b, shared), overlap);
    std::vector<bool> seen(a.values.size(), false);
    for (size_t i : shared) seen[i] = true;
    for (size_t i = 0; i < a.values.size(); ++i) {
      const uint32_t value = a.values[i] >> (a.bits - bits);
      EXPECT_EQ(seen[i], value <= last && in_b.contains(value));
    }
  }
}

TEST(Compare, EstimatesTheTrueContainmentWithoutBias) {
  std::mt19937 random(13);
  double error = 0;
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    const std::string shared = RandomText(random, 300);
    const std::string a = shared + RandomText(random, 300);
    const std::string b = RandomText(random, 500) + shared;
    error += Compare(Of(a), Of(b)).ContainmentA() - Compare(Of(a, kAll), Of(b, kAll)).ContainmentA();
  }
  EXPECT_NEAR(error / kRounds, 0, 0.02);  // standard error of the mean is about .005
}

TEST(Compare, UnrelatedTextsOfAnyLengthShareWhatChanceGives) {
  std::mt19937 random(17);
  for (size_t words : {60, 500, 5'000, 100'000}) {
    const Sketch text = Of(RandomText(random, words));
    for (size_t others : {60, 500, 5'000, 100'000}) {
      const Overlap overlap = Compare(text, Of(RandomText(random, others)));
      EXPECT_NEAR(overlap.shared, overlap.by_chance, 1 + 4 * std::sqrt(overlap.by_chance)) << words << ", " << others;
    }
  }
}

TEST(Compare, NothingInCommonIsZeroNotANumber) {
  EXPECT_EQ(Compare(Sketch{}, Sketch{}).Resemblance(), 0);
  EXPECT_EQ(Compare(Sketch{}, Of("one two three four five six")).ContainmentB(), 0);
}

TEST(CompareTrait, CountsThoseThatHaveItOnEachSide) {
  std::mt19937 random(29);
  const std::string lead = RandomText(random, 68);  // 64 shingles
  const std::string a = lead + RandomText(random, 300);
  const std::string b = RandomText(random, 100) + lead;
  const CoarseSketch coarse_a = Coarsen(Of(a, kAll));
  const CoarseSketch coarse_b = Coarsen(Of(b, kAll));
  std::vector<size_t> shared;
  Compare(coarse_a, coarse_b, shared);
  const TraitOverlap overlap = CompareTrait(coarse_a, coarse_b, shared, kInLead);
  EXPECT_EQ(overlap.a, 64u);
  EXPECT_EQ(overlap.b, 64u);
  EXPECT_EQ(overlap.ShareA(), 1);
  EXPECT_EQ(overlap.ShareB(), 0);
  CoarseSketch unknown = coarse_b;
  unknown.traits.clear();
  EXPECT_EQ(CompareTrait(coarse_a, unknown, shared, kInLead).a, 0u);
}

TEST(CompareTrait, SharesAreTheSameAtTwoSamplingRatesButForChance) {
  std::mt19937 random(31);
  const std::string lead = RandomText(random, 500);
  const SketchParameters coarse{.shingle_length = 5, .sampling_rate = 64, .floor = 0, .cap = 4096};
  const CoarseSketch few = Coarsen(Of(lead + RandomText(random, 20'000), coarse));
  const CoarseSketch all = Coarsen(Of(lead, kAll));
  std::vector<size_t> shared;
  Compare(all, few, shared);
  const TraitOverlap overlap = CompareTrait(all, few, shared, kInLead);
  EXPECT_LE(overlap.a, 64u);
  EXPECT_EQ(overlap.shared_a, overlap.a);
  EXPECT_EQ(overlap.shared_b, overlap.b);
}

TEST(Coarsen, KeepsTheBitsBelowTheCoverThreshold) {
  EXPECT_EQ(Coarsen({.fingerprints = {uint64_t{5} << 60}, .traits = {}, .cover_threshold = 0}, 16),
            (CoarseSketch{.values = {5u << 15}, .traits = {}, .last = (1u << 19) - 1, .bits = 19}));
  EXPECT_EQ(Coarsen({.fingerprints = {}, .traits = {}, .cover_threshold = uint64_t{1} << 51}, 16),
            (CoarseSketch{.values = {}, .traits = {}, .last = (1u << 16) - 1, .bits = 29}));
  EXPECT_EQ(Coarsen({.fingerprints = {0}, .traits = {}, .cover_threshold = 1}, 16),
            (CoarseSketch{.values = {0}, .traits = {}, .last = 0, .bits = 32}));
}

// What Pack writes; fails when it leaves its room.
std::string Packed(const CoarseSketch& sketch) {
  const size_t room = MaxPackedBytes(sketch.values.size());
  const std::string behind = "not to be overwritten";
  std::string bytes = std::string(room, '\0') + behind;
  const auto size = static_cast<size_t>(Pack(sketch, bytes.data()) - bytes.data());
  EXPECT_LE(size, room);
  EXPECT_EQ(bytes.substr(room), behind);
  bytes.resize(size);
  return bytes;
}

TEST(Pack, BytesComeBackAsTheSketchTheyWere) {
  std::mt19937_64 random(19);
  std::string bytes;
  std::vector<CoarseSketch> sketches;
  for (int round = 0; round < 2000; ++round) {
    Sketch sketch = RandomSketch(random);
    if (round % 2 == 0) {
      for (size_t i = 0; i < sketch.fingerprints.size(); ++i) sketch.traits.push_back(random() % 8);
    }
    sketches.push_back(Coarsen(sketch));
    bytes += Packed(sketches.back());
  }
  std::string_view rest = bytes;
  for (const CoarseSketch& sketch : sketches) {
    CoarseSketch out;
    rest.remove_prefix(Unpack(rest, out));
    ASSERT_EQ(out, sketch);
  }
  EXPECT_TRUE(rest.empty());
}

TEST(Pack, ValuesCrowdedAtAnEndFitToo) {
  for (uint32_t first : {0u, (1u << 19) - 4000}) {
    CoarseSketch crowded{.values = {}, .traits = {}, .last = (1u << 19) - 1, .bits = 19};
    for (uint32_t i = 0; i < 4000; ++i) crowded.values.push_back(first + i);
    const std::string bytes = Packed(crowded);
    CoarseSketch out;
    EXPECT_EQ(Unpack(bytes, out), bytes.size());
    EXPECT_EQ(out, crowded);
  }
}

TEST(Pack, ANewsArticlesSketchTakesAboutAHundredAndTenBytes) {
  std::mt19937 random(23);
  size_t total = 0;
  for (int i = 0; i < 100; ++i) {
    total += Packed(Coarsen(Of(RandomText(random, 500)))).size();
  }
  EXPECT_LT(total, 100u * 114);
}

}  // namespace
}  // namespace wirefold
