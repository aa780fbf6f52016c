// What the index says that it holds, against what the allocator gave.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>

#include "common/fold/machine/fold_index.h"
#include "tests/fold/pieces.h"
#include "tests/support/sanitized.h"

namespace wirefold {
namespace {

uint64_t AllocatedBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

// A sketch as a 500-word article has it.
Sketch RandomSketch(std::mt19937_64& random) {
  Sketch sketch;
  sketch.cover_threshold = ~uint64_t{0} / 8 + 1;
  for (int i = 0; i < 62; ++i) sketch.fingerprints.push_back(random() / 8);
  std::sort(sketch.fingerprints.begin(), sketch.fingerprints.end());
  sketch.shingle_count = 496;
  sketch.text_hash = random();
  return sketch;
}

struct Memory {
  double said = 0;  // bytes a claim
  double held = 0;
};

Memory WithCopies(int copies) {
  constexpr int kClaims = 120'000;
  std::mt19937_64 random(7);
  const uint64_t before = AllocatedBytes();
  const auto index = std::make_unique<FoldIndex>(TestGenesis());
  Claim claim;
  for (int i = 0; i < kClaims; ++i) {
    if (i % (copies + 1) == 0) claim.sketch = RandomSketch(random);
    claim.raw = {"raw", i % 12, i / 12};
    claim.content_hash = random();
    const std::string site = "site" + std::to_string(i % 1000) + ".example";
    claim.article_id = "https://www." + site + "/2026/05/17/some-article-" + std::to_string(i);
    claim.publisher = site;
    index->Apply(claim, ClaimOffset{i}, 0, /*with_verdict=*/false);
  }
  claim = Claim();
  const uint64_t held = AllocatedBytes() - before;
  return {static_cast<double>(index->Stats().bytes) / kClaims, static_cast<double>(held) / kClaims};
}

TEST(Memory, TheIndexSaysWhatTheAllocatorSays) {
  if (kSanitized) GTEST_SKIP() << "the allocator is a sanitizer's";
  for (int copies : {0, 1, 3, 9}) {
    const Memory memory = WithCopies(copies);
    RecordProperty("copies_" + std::to_string(copies), std::to_string(memory.held));
    EXPECT_NEAR(memory.said / memory.held, 1, 0.05) << copies << " copies a story: " << memory.held << " bytes a claim";
  }
}

}  // namespace
}  // namespace wirefold
