#include "common/shingle/sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <string_view>

#include "tests/shingle/sketch_of.h"
#include "tests/support/each_instruction_set.h"

namespace wirefold {
namespace {

// What sampling must give, from all fingerprints (rate 1).
Sketch Sampled(const Sketch& all, const SketchParameters& parameters) {
  Sketch sketch = all;
  const uint64_t threshold = ((uint64_t{1} << 32) / parameters.sampling_rate) << 32;
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

// Traits are not sampled: which one is the lowest of a stretch depends on the sample.
Sketch WithoutTraits(Sketch sketch) {
  sketch.traits.clear();
  return sketch;
}

TEST(Sketch, IsTheSampleOfAllFingerprintsWithFloorAndCap) {
  std::mt19937 random(7);
  for (size_t words : {0, 3, 5, 20, 100, 500, 3000}) {
    const std::string text = RandomText(random, words);
    const Sketch all = Of(text, kAll);
    EXPECT_EQ(all.shingle_count, words < 5 ? 0 : words - 4);
    for (const SketchParameters& parameters : {SketchParameters{5, 8, 32, 1024}, SketchParameters{5, 16, 32, 64},
                                               SketchParameters{5, 4, 0, 10}, SketchParameters{5, 7, 40, 1024}}) {
      EXPECT_EQ(WithoutTraits(Of(text, parameters)), WithoutTraits(Sampled(all, parameters))) << words;
    }
  }
}

TEST(Sketch, BytesAreTheSameOnEveryBuildAndMachine) {
  WithEachInstructionSet([] {
    const Sketch sketch = Of("The quick brown fox jumps over the lazy dog.", kAll);
    const Sketch han = Of("新聞社は今日新しい記事を公開した", kAll);
    EXPECT_EQ(sketch.shingle_count, 5u);
    EXPECT_EQ(sketch.fingerprints, (std::vector<uint64_t>{0xc457f23f5973069, 0xf155e61a53a59bd, 0x350e5f000069eeea,
                                                          0x5c07c629f9c9d521, 0x6e57b8db45b9e7a7}));
    EXPECT_EQ(sketch.text_hash, 0xa6e29e72ecddb1a2);
    EXPECT_EQ(han.fingerprints,
              (std::vector<uint64_t>{0x5ee4dc385267a0b7, 0x620975f3fbaf63eb, 0x623d5eba28c13259, 0x70d0088042616d93,
                                     0xa535427b60bf1c9f, 0xbc174ef60c743565, 0xcdd63ffb96107d5e}));
  });
}

TEST(Sketch, BytesOfLongTextsAreTheSameWhateverTheInstructions) {
  std::vector<Sketch> expected;
  WithEachInstructionSet([&] {
    std::mt19937 random(11);
    std::vector<Sketch> sketches;
    for (size_t words : {0, 4, 5, 6, 12, 13, 64, 68, 69, 500, 5000}) {
      sketches.push_back(Of(RandomText(random, words)));
      sketches.push_back(Of("新" + RandomText(random, words)));
    }
    if (expected.empty()) expected = sketches;
    EXPECT_EQ(sketches, expected);
  });
}

TEST(Sketch, OrderOfWordsCounts) {
  EXPECT_NE(Of("one two three four five", kAll).fingerprints, Of("five four three two one", kAll).fingerprints);
}

TEST(Sketch, PiecesReadAsIfSeparatedByASpace) {
  const std::string_view pieces[] = {"one two three", "four five six"};
  EXPECT_EQ(MakeSketch(pieces, kAll), Of("one two three four five six", kAll));
}

TEST(Sketch, AWordIsHashedWholeWhateverItsLength) {
  std::set<uint64_t> hashes;
  const std::string letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
  for (size_t size = 1; size <= letters.size(); ++size) {
    std::string word = letters.substr(0, size);
    hashes.insert(Of(word).text_hash);
    word.back() = '0';
    hashes.insert(Of(word).text_hash);
  }
  EXPECT_EQ(hashes.size(), 2 * letters.size());
}

TEST(Sketch, WhatStandsAroundAWordDoesNotMatter) {
  for (size_t size : {1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40}) {
    const std::string word(size, 'w');
    EXPECT_EQ(Of(word + " ").text_hash, Of("(" + word + "),!?.;:-'\"/").text_hash) << size;
  }
}

TEST(Sketch, LettersThatWereTakenApartAreTheSameWords) {
  EXPECT_EQ(Of("Der Bu\u0308rgermeister von Ko\u0308ln sagte am Freitag ab").text_hash,
            Of("Der B\u00FCrgermeister von K\u00F6ln sagte am Freitag ab").text_hash);
}

// How many fingerprints of the text have a trait.
size_t Having(std::string_view text, uint8_t trait) {
  const Sketch sketch = Of(text, kAll);
  EXPECT_EQ(sketch.traits.size(), sketch.fingerprints.size());
  return static_cast<size_t>(
      std::count_if(sketch.traits.begin(), sketch.traits.end(), [trait](uint8_t t) { return (t & trait) != 0; }));
}

TEST(SketchTraits, TheFirstShinglesAreTheLead) {
  std::mt19937 random(3);
  EXPECT_EQ(Having(RandomText(random, 300), kInLead), kLeadShingles);
  EXPECT_EQ(Having("five words and no more", kInLead), 1u);
}

TEST(SketchTraits, NumbersAndNamesAreTelling) {
  EXPECT_EQ(Having("one two three four five six seven", kTelling), 0u);
  EXPECT_EQ(Having("one two three four 55 six seven", kTelling), 3u);
  EXPECT_EQ(Having("one two three four Lowmoor six seven", kTelling), 3u);
  EXPECT_EQ(Having("one two three four. Then six seven", kTelling), 0u) << "a sentence begins";
  EXPECT_EQ(Having("One two three four five", kTelling), 0u);
}

TEST(SketchTraits, EachStretchHasOneThatIsTheLowestThere) {
  std::mt19937 random(5);
  EXPECT_EQ(Having(RandomText(random, 4 + 3 * kStretchShingles), kLowestHere), 3u);
  EXPECT_EQ(Having(RandomText(random, 5 + 3 * kStretchShingles), kLowestHere), 4u);
}

TEST(HeadlineTraits, OneWordInSixMayStandInAnyText) {
  const std::string_view text[] = {"The council of the town met on Monday about the frost"};
  const auto unsaid = [&](std::string_view headline) { return MakeSketch(text, headline, {}).headline.unsaid; };
  EXPECT_FALSE(unsaid("Storm closes mountain pass about"));
  EXPECT_TRUE(unsaid("Storm closes mountain pass about noon"));
  EXPECT_FALSE(unsaid("Storm closes every mountain pass about Monday noon"));
}

TEST(HeadlineTraits, AreUnsaidWhenTheTextHasNoWordOfTheHeadline) {
  const std::string_view text[] = {"The council of the town met on Monday about the frost"};
  const auto traits = [&](std::string_view headline) { return MakeSketch(text, headline, {}).headline; };
  EXPECT_TRUE(traits("Storm closes every mountain pass").unsaid);
  EXPECT_FALSE(traits("Storm closes mountain pass, COUNCIL").unsaid);
  EXPECT_TRUE(traits("Storm on the hill").unsaid);
  EXPECT_FALSE(traits("").unsaid);
  EXPECT_EQ(traits("").words, 0u);
  EXPECT_EQ(traits("Storm closes pass").words, traits("pass: storm CLOSES").words);
  EXPECT_NE(traits("Storm closes pass").words, traits("Council elects chair").words);
}

}  // namespace
}  // namespace wirefold
