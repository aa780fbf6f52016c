// The records of a worker's own partitions between poll and commit: one bounded ring per partition.
//
//   PREPARING → PREPARED → CLAIMED → ORDERED → PRODUCED → (committed: popped)
//
// Records leave a ring in offset order only. Knows nothing of Kafka's calls; the worker decides, this keeps the books.
//
//   while (InFlight* record = ring.NextToClaim()) { Append(*record); ring.MarkClaimed(); }
//   while (InFlight* record = ring.NextToProduce()) { Produce(*record); ring.MarkProduced(); }
//   ring.PopProduced();   // the transaction was committed
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "common/codec/prepare.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

struct Tombstone {};

// One raw record in flight. Shared by its ring and, until `prepared` is set, by a preparing thread; a ring that is
// dropped (revocation) leaves the record to that thread.
struct InFlight {
  std::optional<kafka::Message> message;  // given up once prepared, kept for dead letters and tombstones
  size_t bytes = 0;
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t timestamp_ms = 0;  // of the raw record; 0: unknown
  int64_t taken_ms = 0;      // wall clock, when it was polled
  std::string trace_parent;
  std::variant<Tombstone, Prepared, DeadLetter> outcome;
  std::atomic<bool> prepared = false;  // written last by the preparing thread
  std::optional<Verdict> verdict;      // of a Prepared, once its claim was applied
};

// One partition's records.
class Ring {
 public:
  // Offsets must ascend.
  void Add(std::shared_ptr<InFlight> record);

  // The record of that offset; null when it is not here.
  InFlight* Find(int64_t offset) const;

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
  // Offset to commit with the produced records; nullopt when there are none.
  std::optional<int64_t> NextOffset() const;

  // The commit went through. Returns the records, done now, in order.
  std::deque<std::shared_ptr<InFlight>> PopProduced();
  // Records below `offset` turned out to be committed. Returns them, in order.
  std::deque<std::shared_ptr<InFlight>> PopBelow(int64_t offset);

  bool empty() const { return records_.empty(); }
  size_t size() const { return records_.size(); }
  size_t bytes() const { return bytes_; }
  size_t produced() const { return produced_; }  // in the open transaction
  const InFlight& oldest() const { return *records_.front(); }
  const InFlight& newest() const { return *records_.back(); }

  std::optional<int64_t> committed;  // offset committed last, by whomever; -1: none yet; nullopt: not known
  int64_t stable_end = -1;           // last stable offset, as the broker told it last; -1: not yet
  int64_t end = -1;                  // position at which the consumer last met the partition's end; -1: not yet
  int64_t progress_ms = 0;           // wall clock of the last commit or of the assignment

 private:
  // produced_ ≤ claimed_ ≤ records_.size(); offsets ascend; bytes_ is the records' sum.
  std::deque<std::shared_ptr<InFlight>> records_;
  size_t claimed_ = 0;   // records before it are claimed, or need no claim
  size_t produced_ = 0;  // records before it are in the open transaction
  size_t bytes_ = 0;
};

using Rings = std::map<int32_t, Ring>;

size_t CountRecords(const Rings& rings);
size_t CountBytes(const Rings& rings);

}  // namespace wirefold
