// Publishes what the rings hold, exactly once: the settled prefix of each ring and the raw offsets go into one
// transaction; after a commit the records are done, after an abort they are produced again, and when the end is in
// doubt it is read back (in_doubt.h). Waits for no broker but in ReadBack and Finish.
//
//   WF_RETURN_IF_ERROR(publisher.Advance(*source, draining));   // each turn
//   publisher.Finish(*source, commit);                          // before partitions go
//
// A record that its topic refuses becomes a dead letter, then a smaller one, and at last is counted as lost; the others
// go on. Who is refused is told by the record's tag. When several are told, or none, the next transaction takes half as
// many records, until one is left.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "worker/admin/metrics.h"
#include "worker/ports/clock.h"
#include "worker/ports/outcome_sink.h"
#include "worker/ports/raw_source.h"
#include "worker/runtime/commit_metadata.h"
#include "worker/runtime/in_doubt.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_counter.h"
#include "worker/runtime/outcome_record.h"

namespace wirefold {

class Publisher {
 public:
  struct Settings {
    OutcomeRules rules;
    int64_t interval_ms = 0;  // between commits
    LogIdentity log;          // committed with each offset (commit_metadata.h)
    uint64_t writer_id = 0;
    StatusBoard* board = nullptr;
  };
  // `rings` are the worker's; all must outlive this.
  Publisher(Settings settings, Metrics& metrics, Rings& rings, Clock& clock, std::unique_ptr<OutcomeSink> sink);

  // `now`: commit what is open without waiting for the interval. An error: the worker must end.
  absl::Status Advance(RawSource& source, bool now);
  // Commits or aborts what is open, within 2 s, whatever the brokers do.
  void Finish(RawSource& source, bool commit);

  bool InTransaction() const { return sink_->InTransaction(); }
  // Nothing is open, in doubt, or to be published again.
  bool Idle() const { return !sink_->InTransaction() && in_doubt_.empty() && !in_doubt_.AnyHalf(); }
  bool Usable();  // the producer is initialised, and what its predecessor left is read back

 private:
  static constexpr size_t kNoLimit = std::numeric_limits<size_t>::max();

  absl::Status ReadBack(RawSource& source);
  absl::Status ReadOutcomesBack(RawSource& source);
  absl::StatusOr<InDoubt::Offsets> Committed(RawSource& source) const;
  // That a broker did not tell, and that it is asked again, unless it forbids it.
  absl::Status NotRead(std::string_view line, const absl::Status& why);
  absl::Status ProduceOutcomes();
  enum class Took : uint8_t { kYes, kNothing, kNoRoom };
  absl::StatusOr<Took> ProduceRecord(InFlight& record);
  // False: no room for more, go on in a later turn.
  absl::StatusOr<bool> ProduceHalves();
  absl::StatusOr<bool> ProduceRing(Ring& ring);
  absl::StatusOr<bool> ProduceAll();
  absl::Status ProduceOutcome(const InFlight& record);
  absl::Status BeginForOffsets();
  bool CommitDue(bool now);
  void StartCommit(RawSource& source);
  void StartAbort(const absl::Status& why, int64_t pause_ms);
  absl::Status Ended(const OutcomeSink::End& end);
  absl::Status ReadEndBack(const OutcomeSink::End& end);
  void CommitInDoubt();
  absl::Status Refused(const std::vector<OutcomeSink::Refusal>& refusals);
  absl::Status NotProduced(const absl::Status& why);
  absl::Status AbortFor(const absl::Status& why);
  int64_t Backoff() const;  // ms
  absl::Status CountFailure(const absl::Status& why);
  void Reduce(InFlight& record, kafka::RefusalKind kind, const absl::Status& why);
  std::shared_ptr<InFlight> Produced(uint64_t tag) const;
  std::string OldestPlace() const;
  void Recreate(const absl::Status& why);

  const Settings settings_;
  Metrics& metrics_;
  Rings& rings_;
  Clock& clock_;
  const std::unique_ptr<OutcomeSink> sink_;
  // Of the open transaction: partition and offset of each record, by tag − first_tag_.
  std::vector<std::pair<int32_t, int64_t>> produced_;
  uint64_t first_tag_ = 1;
  std::map<int32_t, int64_t> committing_;  // the offsets of the commit under way
  bool commits_ = false;                   // of the transaction that ends: it is to be committed
  InDoubt in_doubt_;
  size_t most_records_ = kNoLimit;  // in a transaction, while a refused record is looked for
  int failures_ = 0;                // transactions in a row that did not commit
  int refusals_ = 0;                // of these, those for a cause that time does not cure
  int64_t begin_not_before_ms_ = 0;
  int64_t offsets_committed_ms_ = 0;
  int64_t reading_back_ms_ = 0;  // since when, or since it was said last
  OutcomeCounter counter_;
  LogLimit abort_lines_;
};

}  // namespace wirefold
