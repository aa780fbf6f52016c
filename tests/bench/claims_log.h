// A claims log for the benchmarks: claims of random articles, one in four a copy of a recent one, each record with the
// settlement of an earlier claim. Same number, same bytes.
//
//   ClaimsLog log(genesis);
//   std::string record = log.Next();   // the first one is the Genesis
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "common/codec/claim_codec.h"
#include "common/fold/machine/fold_index.h"

namespace wirefold {

inline constexpr int32_t kBenchPartitions = 12;

inline Claim BenchClaim(int64_t number) {
  Claim claim;
  claim.raw = {"raw", static_cast<int32_t>(number % kBenchPartitions), number / kBenchPartitions};
  claim.content_hash = static_cast<uint64_t>(number);
  claim.article_id = "article-" + std::to_string(number);
  claim.publisher = "p" + std::to_string(number % 1000);
  claim.uri_hash = static_cast<uint64_t>(number) + 1;
  return claim;
}

// A unique article without the work of its text: random fingerprints.
inline Sketch RandomSketch(size_t fingerprints, std::mt19937_64& random, const Genesis& genesis) {
  Sketch sketch;
  sketch.shingle_count = 496;
  sketch.cover_threshold = ~uint64_t{0} / genesis.sketch.sampling_rate;
  sketch.text_hash = random();
  for (size_t i = 0; i < fingerprints; ++i) sketch.fingerprints.push_back(random() / genesis.sketch.sampling_rate);
  std::sort(sketch.fingerprints.begin(), sketch.fingerprints.end());
  return sketch;
}

class ClaimsLog {
 public:
  explicit ClaimsLog(const Genesis& genesis) : genesis_(genesis), index_(genesis) {}

  // Records stand at the offsets 0, 1, 2 …
  std::string Next() {
    const int64_t offset = next_++;
    if (offset == 0) return EncodeClaimLogRecord({1, genesis_, {}, /*restated=*/true}, genesis_.log_id);
    Claim claim = BenchClaim(offset);
    claim.sketch_hash = SketchHash(genesis_);
    const bool copy = offset % 4 == 3 && !recent_.empty();
    claim.sketch = copy ? recent_.front().first.sketch : RandomSketch(kFingerprints, random_, genesis_);
    ClaimLogRecord record{1, claim, {}};
    Verdict verdict = index_.Apply(claim, ClaimOffset{offset}, 1).verdict;
    recent_.emplace_back(std::move(claim), std::move(verdict));
    if (recent_.size() > kSettledAfter) {
      record.settlements.push_back(SettlementOf(recent_.front().second, recent_.front().first.article_id));
      recent_.pop_front();
    }
    return EncodeClaimLogRecord(record, genesis_.log_id);
  }

 private:
  static constexpr size_t kFingerprints = 62;  // of a 500-word article
  static constexpr size_t kSettledAfter = 20;  // records

  const Genesis genesis_;
  FoldIndex index_;
  std::mt19937_64 random_{1};
  std::deque<std::pair<Claim, Verdict>> recent_;  // not settled yet
  int64_t next_ = 0;
};

}  // namespace wirefold
