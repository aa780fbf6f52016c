// Bugs planted on purpose, to prove that the simulator (tests/sim) finds them. In the product Planted is constant false
// and costs nothing; a second build of the same sources, for one test alone, can switch them on one at a time.
//
//   if (record.settled || Planted(Bug::kPublishUnsettled)) ...
#pragma once

#include <cstdint>

namespace wirefold {

enum class Bug : uint8_t {
  kNone,
  kCommitOneTooFar,        // the committed offset is one above the last outcome + 1
  kCommitOneTooFew,        // one below it
  kKeepRevokedRings,       // records of partitions that went to others are still published
  kNoEndBeforeRevocation,  // the open transaction goes on when partitions go
  kNoReadBack,             // a commit in doubt is taken for none
  kNoOutcomesReadBack,     // that it is committed in part is not noticed
  kInDoubtIsCommitted,     // a commit in doubt is taken for done
  kBelieveFailedCommit,    // a commit that failed is taken for not done
  kForgetAborted,          // the records of an aborted transaction are not produced again
  kIgnoreRefusals,         // a refused record is taken for delivered
  kNoClaimAgain,           // lost claims are not appended again
  kLoseSettlements,        // settlements of lost records are not sent again
  kForeignVerdict,         // a claim of another topic gives a verdict
  kIgnoreBounds,           // more records in flight than configured
  kPublishUnsettled,       // published before its claim is settled in the log
  kOwnVerdictWins,         // what is published follows the own computation, not the first settlement
  kSkipMetadataCheck,      // offsets that were committed under another log are taken over
  kDropDeadLetters,        // records that cannot be prepared have no outcome
  kDropTombstones,         // nor have tombstones
  kReadOnInCutLog,         // that a partition's log was cut below what was read is ignored
  kStartAtEnd,             // where nothing was committed, reading begins at the end
  kLastSettlementWins,     // a later settlement of a claim replaces the first
  kIgnoreSettlements,      // the own computation counts, whatever the log says
  kIgnoreEpochs,           // the first parameters count for ever
};

#ifdef WIREFOLD_PLANTED_BUGS
inline namespace planted {  // other symbols than the product's
inline Bug planted_bug = Bug::kNone;
inline bool Planted(Bug bug) { return planted_bug == bug; }
}  // namespace planted
#else
constexpr bool Planted(Bug /*bug*/) { return false; }
#endif

}  // namespace wirefold
