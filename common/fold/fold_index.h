// FoldIndex: the deterministic state machine that turns the ordered claims of a log into verdicts.
//
//   FoldIndex index(genesis);
//   ApplyResult result = index.Apply(claim, ClaimOffset{17}, append_time_ms);
//   if (!result.reclaim) Publish(*result.verdict);
//
// A pure function of the claims applied, in their order: no clock, randomness, hash-map order or table geometry reaches
// a verdict. Knows nothing of Kafka, bytes (codec/claim_codec.h) or who owns a record.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "common/base/ids.h"
#include "common/fold/genesis.h"
#include "common/fold/verdict.h"

namespace wirefold {

struct ApplyResult {
  Verdict verdict;
  bool reclaim = false;  // the raw record was claimed before: `verdict` is the first claim's and nothing changed
};

enum class SettleResult : uint8_t {
  kAgrees,    // our verdict says the same
  kUnknown,   // the claim is not in the window: nothing to compare
  kMismatch,  // our verdict says otherwise and the log was read from its beginning: we diverge
  kTrusted,   // our verdict said otherwise, but the log's head is gone: the published story id was taken over
};

struct IndexStats {
  uint64_t articles = 0;
  uint64_t fingerprints = 0;   // owned fingerprints
  uint64_t bytes = 0;          // heap, all parts
  int64_t oldest_time_ms = 0;  // log time of the oldest claim in the window
  uint64_t evictions = 0;      // claims that left the window
};

class FoldIndex {
 public:
  explicit FoldIndex(const Genesis& genesis);
  ~FoldIndex();
  FoldIndex(FoldIndex&&) noexcept;

  // Claims must come with ascending offsets. `append_time_ms` is the broker's; log time is the maximum so far.
  // `claim.sketch` may be anything: unsorted or repeated fingerprints are brought in order first.
  ApplyResult Apply(const Claim& claim, ClaimOffset offset, int64_t append_time_ms);

  // The verdict of a raw record claimed within the window.
  std::optional<Verdict> Find(const RecordCoordinates& raw, uint64_t content_hash) const;

  // Compares a published story id with ours. `complete` says that the log was applied from its very beginning.
  SettleResult Settle(ClaimOffset claim, StoryId published, bool complete);

  IndexStats Stats() const;
  const Genesis& genesis() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The story that the claim at `offset` of the log opens.
StoryId OpenStory(uint64_t log_id, ClaimOffset offset);

}  // namespace wirefold
