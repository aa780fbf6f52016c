#include "common/shingle/sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>

namespace wirefold {
namespace {

constexpr SketchParameters kAll{.shingle_length = 5, .sampling_rate = 1, .floor = 32, .cap = 1u << 20};

Sketch Of(std::string_view text, const SketchParameters& parameters = {}) {
  const std::string_view pieces[] = {text};
  return MakeSketch(pieces, parameters);
}

std::string RandomText(std::mt19937& random, size_t words) {
  std::string text;
  for (size_t i = 0; i < words; ++i) text += "w" + std::to_string(random() % 5000) + " ";
  return text;
}

// What sampling must give, from all fingerprints (rate 1).
Sketch Sampled(const Sketch& all, const SketchParameters& parameters) {
  Sketch sketch = all;
  const uint64_t threshold = ~uint64_t{0} / parameters.sampling_rate;
  size_t keep = static_cast<size_t>(std::lower_bound(all.fingerprints.begin(), all.fingerprints.end(), threshold) -
                                    all.fingerprints.begin());
  sketch.cover_threshold = threshold;
  if (keep < parameters.floor) {
    keep = std::min<size_t>(parameters.floor, all.fingerprints.size());
    sketch.cover_threshold = keep < all.fingerprints.size() ? all.fingerprints[keep] : 0;
  }
  if (keep > parameters.cap) {
    keep = parameters.cap;
    sketch.cover_threshold = all.fingerprints[keep];
  }
  sketch.fingerprints.resize(keep);
  return sketch;
}

TEST(Sketch, IsTheSampleOfAllFingerprintsWithFloorAndCap) {
  std::mt19937 random(7);
  for (size_t words : {0, 3, 5, 20, 100, 500, 3000}) {
    const std::string text = RandomText(random, words);
    const Sketch all = Of(text, kAll);
    EXPECT_EQ(all.shingle_count, words < 5 ? 0 : words - 4);
    for (const SketchParameters& parameters :
         {SketchParameters{5, 8, 32, 1024}, SketchParameters{5, 16, 32, 64}, SketchParameters{5, 4, 0, 10}}) {
      EXPECT_EQ(Of(text, parameters), Sampled(all, parameters)) << words;
    }
  }
}

TEST(Sketch, BytesAreTheSameOnEveryBuildAndMachine) {
  const Sketch sketch = Of("The quick brown fox jumps over the lazy dog.", kAll);
  const Sketch han = Of("新聞社は今日新しい記事を公開した", kAll);
  EXPECT_EQ(sketch.shingle_count, 5u);
  EXPECT_EQ(sketch.fingerprints, (std::vector<uint64_t>{0x322af8d210ab30bc, 0x4a82a627ebef1dc9, 0x4bb6e697bf667411,
                                                        0x5334e3907b3ae0ea, 0xe26e621b5b65c6c1}));
  EXPECT_EQ(sketch.text_hash, 0xa91d7be4dfa6f715);
  EXPECT_EQ(han.fingerprints,
            (std::vector<uint64_t>{0x1cbe32975ad56941, 0x4753371e0f43020f, 0x92704917c39568e9, 0xa6877076cab037df,
                                   0xbdae69d1ac4276c3, 0xf40a717b4cd1dd2d, 0xfe8af51b8904225b}));
}

TEST(Sketch, OrderOfWordsCounts) {
  EXPECT_NE(Of("one two three four five", kAll).fingerprints, Of("five four three two one", kAll).fingerprints);
}

TEST(Sketch, PiecesReadAsIfSeparatedByASpace) {
  const std::string_view pieces[] = {"one two three", "four five six"};
  EXPECT_EQ(MakeSketch(pieces, kAll), Of("one two three four five six", kAll));
}

TEST(Compare, EqualsBruteForceOnTheCommonThreshold) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    const std::string shared = RandomText(random, random() % 300);
    const Sketch a = Of(shared + RandomText(random, random() % 300));
    const Sketch b = Of(RandomText(random, random() % 300) + shared);
    const uint64_t last = std::min(a.cover_threshold - 1, b.cover_threshold - 1);
    std::set<uint64_t> in_a, in_b;
    for (uint64_t f : a.fingerprints)
      if (f <= last) in_a.insert(f);
    for (uint64_t f : b.fingerprints)
      if (f <= last) in_b.insert(f);
    uint32_t both = 0;
    for (uint64_t f : in_a) both += in_b.contains(f) ? 1 : 0;
    const Overlap overlap = Compare(a, b);
    EXPECT_EQ(overlap.a, in_a.size());
    EXPECT_EQ(overlap.b, in_b.size());
    EXPECT_EQ(overlap.shared, both);
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

TEST(Compare, NothingInCommonIsZeroNotANumber) {
  EXPECT_EQ(Compare(Sketch{}, Sketch{}).Resemblance(), 0);
  EXPECT_EQ(Compare(Sketch{}, Of("one two three four five six")).ContainmentB(), 0);
}

}  // namespace
}  // namespace wirefold
