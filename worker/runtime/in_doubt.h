// What a commit in doubt leaves to find out. A transaction is one as a rule; but a transaction coordinator that fails
// over while it ends one can break it into halves (seen with Kafka 4.1): a commit that only its own log held is marked
// in some partitions, and its successor, which never heard of it, marks an abort in the others. So the records of such
// a transaction are kept, also when their partitions go, until is read back which of their offsets are committed and
// which of their outcomes are to be seen:
//
//   offset committed, outcome seen   done
//   neither                          produced again by the partition's owner
//   offset alone                     the outcome is published again, without its offset; by the owner that the offset's
//                                    metadata tells (commit_metadata.h), if another one had the partition meanwhile
//   outcome alone                    not published again; its offset goes with the next commit of the partition
//
//   in_doubt.Add(records);
//   in_doubt.SetCommitted(offsets);            // first the offsets, then the outcomes: another owner may go on
//   meanwhile in_doubt.Decide(seen, later_offsets, rings); while (InFlight* half = in_doubt.NextToProduce()) ...
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "worker/admin/metrics.h"
#include "worker/ports/outcome_sink.h"
#include "worker/ports/raw_source.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/log.h"

namespace wirefold {

class InDoubt {
 public:
  using Offsets = std::map<int32_t, CommittedOffset>;

  InDoubt(std::string raw_topic, uint64_t writer_id, Metrics& metrics)
      : raw_topic_(std::move(raw_topic)), writer_id_(writer_id), metrics_(metrics) {}

  // The records of a commit in doubt; the halves among them are taken for ended, too. Bound: one transaction. `gone`:
  // what was committed before it in logs that were cut since (Ring::gone).
  void Add(std::vector<std::shared_ptr<InFlight>> records, Offsets gone);
  bool empty() const { return records_.empty(); }
  std::set<int32_t> Partitions() const;

  void SetCommitted(Offsets committed) { committed_ = std::move(committed); }
  const std::optional<Offsets>& committed() const { return committed_; }
  // Whether `told` was committed before the log was cut: it says nothing of our outcomes.
  bool IsGone(int32_t partition, const CommittedOffset& told) const;
  // Whether an outcome is seen whose offset is not committed: Decide needs the offsets as they are after that.
  bool AnyOutcomeAlone(const OutcomeSink::Seen& seen) const;
  void Decide(const OutcomeSink::Seen& seen, const Offsets& later, const Rings& rings);
  // Nothing is in doubt any more, or it cannot be read: the committed offsets alone count.
  void Forget();

  // Halves: their outcomes are to be published, their offsets are committed.
  InFlight* NextToProduce() const { return produced_ < halves_.size() ? halves_[produced_].get() : nullptr; }
  void MarkProduced() { ++produced_; }
  void ProduceAgain() { produced_ = 0; }
  void PopProduced();  // they are committed
  std::shared_ptr<InFlight> Find(int32_t partition, int64_t offset) const;
  bool AnyHalf() const { return !halves_.empty(); }

  // Whether a record that is not committed has its outcome already.
  bool IsPublished(const InFlight& record) const {
    return !published_.empty() && published_.contains({record.partition, record.offset});
  }
  void ForgetPublished(int32_t partition, int64_t below);

 private:
  using Places = std::vector<std::pair<int32_t, int64_t>>;
  bool IsSeen(const OutcomeSink::Seen& seen, const InFlight& record) const;
  bool IsCommittedByUs(const InFlight& record) const;
  void Say(LogLevel level, std::string_view what, const Places& places) const;

  const std::string raw_topic_;
  const uint64_t writer_id_;
  Metrics& metrics_;
  std::vector<std::shared_ptr<InFlight>> records_;  // in doubt
  Offsets gone_;
  std::optional<Offsets> committed_;  // as first read back; nullopt: not yet
  // produced_ ≤ halves_.size().
  std::vector<std::shared_ptr<InFlight>> halves_;
  size_t produced_ = 0;                              // of the halves, in the open transaction
  std::set<std::pair<int32_t, int64_t>> published_;  // outcome alone
};

}  // namespace wirefold
