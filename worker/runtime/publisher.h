// Publishes what the rings hold, exactly once: the ordered prefix of each ring and the raw offsets go into one
// transaction; after a commit the records are done, after an abort they are produced again, and when the end is in
// doubt the committed offsets are read back. Waits for no broker but in ReadBack and Finish.
//
//   WF_RETURN_IF_ERROR(publisher.Advance(*source, draining));   // each turn
//   publisher.Finish(*source, commit);                          // before partitions go
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "absl/status/status.h"
#include "worker/admin/metrics.h"
#include "worker/ports/clock.h"
#include "worker/ports/outcome_sink.h"
#include "worker/ports/raw_source.h"
#include "worker/runtime/claims_log.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_record.h"

namespace wirefold {

class Publisher {
 public:
  struct Settings {
    OutcomeRules rules;
    int64_t interval_ms = 0;      // between commits
    size_t max_record_bytes = 0;  // the configuration's, for messages
  };
  // `log` gets the settlements of what is committed. `rings` are the worker's; all must outlive this.
  Publisher(Settings settings, Metrics& metrics, ClaimsLog& log, Rings& rings, Clock& clock,
            std::unique_ptr<OutcomeSink> sink);

  // `now`: commit what is open without waiting for the interval. An error: the worker must end.
  absl::Status Advance(RawSource& source, bool now);
  // Commits or aborts what is open, within 2 s, whatever the brokers do.
  void Finish(RawSource& source, bool commit);

  bool InTransaction() const { return sink_->InTransaction(); }
  bool Usable();  // the producer is initialised, and what its predecessor left is read back

 private:
  absl::Status ReadBack(RawSource& source);
  absl::Status ProduceOutcomes();
  absl::Status ProduceOutcome(const InFlight& record);
  bool CommitDue(bool now);
  void StartCommit(RawSource& source);
  void StartAbort(const absl::Status& why);
  absl::Status Ended(const OutcomeSink::End& end);
  absl::Status NotDelivered(absl::Status failure);
  absl::Status FirstRefusal();
  void Recreate(const absl::Status& why);
  void CountDone(const std::deque<std::shared_ptr<InFlight>>& records);

  const Settings settings_;
  Metrics& metrics_;
  ClaimsLog& log_;
  Rings& rings_;
  OutcomeRules rules_;
  Clock& clock_;
  const std::unique_ptr<OutcomeSink> sink_;
  LogLimit dead_letter_lines_;
  int failures_ = 0;  // transactions in a row that did not commit
  int64_t begin_not_before_ms_ = 0;
};

}  // namespace wirefold
