// The records of a worker's own partitions between poll and commit: one bounded ring per partition.
//
//   PREPARING → PREPARED → CLAIMED → ORDERED → PRODUCED → (committed: popped)
//
// Records leave a ring in offset order only. Knows nothing of Kafka; the worker decides, this keeps the books.
//
// Invariants: offsets in a ring ascend; a record's state is at most one step behind none of its successors' needs:
// claims are appended in offset order (`next_to_claim`), outcomes produced in offset order (`next_to_produce`), and
// next_to_produce ≤ next_to_claim ≤ size.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <variant>

#include "common/base/check.h"
#include "common/codec/prepare.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

struct Tombstone {};

// One raw record in flight. Shared by its ring and, until `prepared` is set, by a preparing thread; a ring that is
// dropped (revocation) leaves the record to that thread.
struct InFlight {
  explicit InFlight(kafka::Message raw) : message(std::move(raw)), bytes(message->bytes()) {}
  std::optional<kafka::Message> message;  // given up once prepared, kept for dead letters and tombstones
  size_t bytes;
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t timestamp_ms = 0;
  std::string trace_parent;
  std::variant<Tombstone, Prepared, DeadLetter> outcome;
  std::atomic<bool> prepared = false;  // written last by the preparing thread
  std::optional<Verdict> verdict;      // of a Prepared, once its claim was applied
};

struct Ring {
  std::deque<std::shared_ptr<InFlight>> records;
  size_t next_to_claim = 0;    // records before it are claimed, or need no claim
  size_t next_to_produce = 0;  // records before it are in the open transaction
  int64_t next_offset = -1;    // committed once all before it are popped

  InFlight* Find(int64_t offset) {
    size_t low = 0;
    size_t high = records.size();
    while (low < high) {
      size_t middle = (low + high) / 2;
      if (records[middle]->offset < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < records.size() && records[low]->offset == offset ? records[low].get() : nullptr;
  }

  // The commit went through: the produced records are done.
  void PopProduced() {
    WF_CHECK(next_to_produce <= next_to_claim && next_to_claim <= records.size());
    records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(next_to_produce));
    next_to_claim -= next_to_produce;
    next_to_produce = 0;
  }

  // Records below `offset` turned out to be committed.
  void PopBelow(int64_t offset) {
    while (!records.empty() && records.front()->offset < offset) {
      records.pop_front();
      if (next_to_claim > 0) --next_to_claim;
      if (next_to_produce > 0) --next_to_produce;
    }
  }
};

using Rings = std::map<int32_t, Ring>;

}  // namespace wirefold
