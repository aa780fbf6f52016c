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

TEST(Coarsen, KeepsSixteenBitsBelowTheCoverThreshold) {
  EXPECT_EQ(Coarsen({.fingerprints = {uint64_t{5} << 60}, .cover_threshold = 0}),
            (CoarseSketch{.values = {5u << 15}, .last = (1u << 19) - 1, .bits = 19}));
  EXPECT_EQ(Coarsen({.fingerprints = {}, .cover_threshold = uint64_t{1} << 51}),
            (CoarseSketch{.values = {}, .last = (1u << 16) - 1, .bits = 29}));
  EXPECT_EQ(Coarsen({.fingerprints = {0}, .cover_threshold = 1}), (CoarseSketch{.values = {0}, .last = 0, .bits = 32}));
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
    sketches.push_back(Coarsen(RandomSketch(random)));
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
    CoarseSketch crowded{.values = {}, .last = (1u << 19) - 1, .bits = 19};
    for (uint32_t i = 0; i < 4000; ++i) crowded.values.push_back(first + i);
    const std::string bytes = Packed(crowded);
    CoarseSketch out;
    EXPECT_EQ(Unpack(bytes, out), bytes.size());
    EXPECT_EQ(out, crowded);
  }
}

TEST(Pack, ANewsArticlesSketchTakesAboutAHundredBytes) {
  std::mt19937 random(23);
  size_t total = 0;
  for (int i = 0; i < 100; ++i) {
    total += Packed(Coarsen(Of(RandomText(random, 500)))).size();
  }
  EXPECT_LT(total, 100u * 105);
}

}  // namespace
}  // namespace wirefold
