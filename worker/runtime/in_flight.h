// The records of a worker's own partitions between poll and commit: one bounded ring per partition.
//
//   PREPARING → PREPARED → CLAIMED → ORDERED → SETTLED → PRODUCED → (committed: popped)
//
// A dead letter and a tombstone claim nothing: they need neither order nor settlement. Records leave a ring in offset
// order only. Knows nothing of Kafka's calls; the worker decides, this keeps the books.
//
//   while (InFlight* record = ring.NextToClaim()) { Append(*record); ring.MarkClaimed(); }
//   while (InFlight* record = ring.NextToProduce()) { Produce(*record); ring.MarkProduced(); }
//   ring.PopBelow(next);   // the transaction was committed
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "common/pipeline/prepare.h"
#include "worker/kafka/message.h"
#include "worker/ports/raw_source.h"
#include "worker/runtime/commit_metadata.h"
#include "worker/runtime/outcome_record.h"

namespace wirefold {

struct Tombstone {};

// One raw record in flight. Shared by its ring and, until `prepared` is set, by a preparing thread; a ring that is
// dropped (revocation) leaves the record to that thread.
struct InFlight {
  std::optional<kafka::Message> message;  // kept to the end: its topic may refuse what the record became
  size_t bytes = 0;                       // key, value and headers; once claimed, also what the record became
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t timestamp_ms = 0;  // of the raw record; 0: unknown
  int64_t taken_ms = 0;      // wall clock, when it was polled
  std::string trace_parent;
  std::variant<Tombstone, Prepared, DeadLetter> outcome;
  std::optional<int64_t> prepare_us;   // what preparing took
  std::atomic<bool> prepared = false;  // written last by the preparing thread
  std::optional<Verdict> verdict;      // of a Prepared, once its claim was applied
  bool settled = false;                // a settlement of its claim was read back: it may be published
  bool head_counted = false;           // in `bytes`
  int64_t asked_ms = 0;                // steady clock; when its claim or its settlement was appended last
  int asked_again = 0;                 // settlements without an answer
  Reduction reduction = Reduction::kWhole;
  bool is_half = false;  // its offset is committed, its outcome is not: in_doubt.h
};

bool NeedsVerdict(const InFlight& record);  // it has claimed, or will

// One partition's records.
class Ring {
 public:
  // Offsets must ascend.
  void Add(std::shared_ptr<InFlight> record);

  // The record of that offset; null when it is not here.
  InFlight* Find(int64_t offset) const { return FindShared(offset).get(); }
  const std::shared_ptr<InFlight>& FindShared(int64_t offset) const;

  // The next record in offset order, if it is prepared; null: none, or not yet.
  InFlight* NextToClaim() const;
  void MarkClaimed();
  // Claims were lost: those without a verdict are to be claimed again, in order. Verdicts stay.
  void ClaimAgain();

  // The next record in offset order, if it is claimed and its outcome known; null: none, or not yet.
  InFlight* NextToProduce() const;
  void MarkProduced();
  // The transaction was aborted: its records are produced again.
  void ProduceAgain() { produced_ = 0; }
  // Offset to commit: behind the produced records and, when nothing else is here, behind what holds no record for us
  // (markers, aborted records). nullopt: nothing new.
  std::optional<int64_t> NextOffset() const;

  // Records below `offset` are committed. Returns them, in order.
  std::deque<std::shared_ptr<InFlight>> PopBelow(int64_t offset);

  // Visits the claimed records that have no verdict or no settlement yet.
  template <typename Visit>
  void EachUnsettled(Visit visit) {
    for (size_t i = produced_; i < claimed_; ++i) {
      if (NeedsVerdict(*records_[i]) && !records_[i]->settled) visit(*records_[i]);
    }
  }

  bool empty() const { return records_.empty(); }
  size_t size() const { return records_.size(); }
  size_t bytes() const { return bytes_; }
  size_t produced() const { return produced_; }  // in the open transaction
  // Where reading goes on: behind the newest record, or what is committed; -1: not known.
  int64_t position() const;
  const InFlight& oldest() const { return *records_.front(); }
  const InFlight& newest() const { return *records_.back(); }

  bool known = false;                 // its committed offset is known and of our log: it may claim
  std::optional<ResetReason> reset;   // the source stands until it is told where to go on
  bool held = false;                  // the source was asked to hold it back
  std::optional<int64_t> trouble_ms;  // steady clock; when the source last told of trouble with it
  std::string trouble;
  bool stuck = false;                   // said so already
  std::optional<int64_t> committed;     // offset committed last, by whomever; -1: none yet; nullopt: not known
  Owners owners;                        // up to us, for the offsets that are committed (commit_metadata.h)
  bool recommit = false;                // what is committed is of another claims log, or of what was cut from ours
  std::optional<CommittedOffset> gone;  // committed in a log that was cut since: it says nothing of our outcomes
  int64_t stable_end = -1;              // last stable offset, as the broker told it last; -1: not yet
  int64_t end = -1;                     // position at which the consumer last met the partition's end; -1: not yet
  int64_t progress_ms = 0;              // wall clock of the last commit or of the assignment
  int64_t oldest_ms = 0;  // wall clock: since when its oldest record not committed waits, as last known; 0: not yet

 private:
  // produced_ ≤ claimed_ ≤ records_.size(); offsets ascend; bytes_ is the records' sum.
  std::deque<std::shared_ptr<InFlight>> records_;
  size_t claimed_ = 0;   // records before it are claimed, or need no claim
  size_t produced_ = 0;  // records before it are in the open transaction
  size_t bytes_ = 0;
};

// By its timestamp, at least 0: our clock may be behind the producer's. nullopt: it has none.
std::optional<int64_t> AgeMs(const InFlight& record, int64_t wall_ms);

using Rings = std::map<int32_t, Ring>;

size_t CountRecords(const Rings& rings);
size_t CountBytes(const Rings& rings);

}  // namespace wirefold
