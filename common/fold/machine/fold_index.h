// FoldIndex: the deterministic state machine that turns the ordered claims of a log into verdicts. State
// (fold/state), rules (fold/rules, pure over a const state) and this machine are apart.
//
//   FoldIndex index(genesis);
//   ApplyResult result = index.Apply(claim, ClaimOffset{17}, log_time_ms);
//   if (!result.reclaim) Publish(result.verdict);
//
// A pure function of the claims applied, in their order: no clock, randomness, hash-map order or table geometry reaches
// a verdict. Knows nothing of Kafka, bytes (codec/claim_codec.h) or who owns a record.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "common/base/ids.h"
#include "common/fold/genesis.h"
#include "common/fold/state/fold_state.h"
#include "common/fold/verdict.h"

namespace wirefold {

struct ApplyResult {
  Verdict verdict;
  // The raw record was claimed before: this claim stands for the earlier one now. Its verdict is the earlier one's, but
  // for its own offset and for matches that are in the window no more. It is to be settled anew.
  bool reclaim = false;
};

struct IndexStats {
  uint64_t articles = 0;
  uint64_t fingerprints = 0;   // with an owner
  uint64_t bytes = 0;          // heap, all parts
  int64_t oldest_time_ms = 0;  // log time of the oldest claim in the window
  uint64_t evictions = 0;      // claims that left the window
};

class FoldIndex {
 public:
  // Requires parameters that pass CheckGenesis, and a judging version that this program runs.
  explicit FoldIndex(const Genesis& genesis);
  ~FoldIndex();
  FoldIndex(FoldIndex&&) noexcept;

  // Claims come with ascending offsets. `log_time_ms` is the log's (machine/log_time.h). `claim.sketch` may be
  // anything: unsorted or repeated fingerprints are brought in order first. Requires a raw offset in [0, 2^48).
  // `with_verdict` false: the verdict is not wanted, a replay goes faster without.
  ApplyResult Apply(const Claim& claim, ClaimOffset offset, int64_t log_time_ms, bool with_verdict = true);

  // The same of a claim whose settlement is known already, without verdict: it is not judged, and carries what the
  // settlement says unless it stands for an earlier claim. It is found by its text from the next PostAll or Apply on.
  // Should its raw record be claimed again, it is judged then, beside what is left of the claims before it.
  ApplyResult ApplySettled(const Claim& claim, ClaimOffset offset, int64_t log_time_ms, const Settlement& settlement);
  void PostAll();
  // Gives back the memory that PostAll keeps for the next claims.
  void ReleaseRoom();

  // The first settlement of a claim counts: it replaces what the index computed.
  SettleResult Settle(const Settlement& settlement);

  // A later epoch (CheckSuccessor): what follows is judged by its parameters.
  void Change(const Genesis& next);

  // The verdict of a raw record claimed within the window, and of a claim in the window.
  std::optional<Verdict> Find(const RecordCoordinates& raw, uint64_t content_hash) const;
  std::optional<Verdict> Find(ClaimOffset claim) const;
  std::optional<Carried> CarriedOf(ClaimOffset claim) const;

  IndexStats Stats() const;
  uint64_t evictions() const;
  const Genesis& genesis() const;
  // See FoldState.
  uint64_t Digest() const;
  absl::Status Verify() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold
