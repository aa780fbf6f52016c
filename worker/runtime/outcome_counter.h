// Counts records whose outcome is committed, and says which became dead letters.
#pragma once

#include <deque>
#include <memory>

#include "worker/admin/metrics.h"
#include "worker/ports/clock.h"
#include "worker/runtime/in_flight.h"
#include "worker/runtime/log.h"
#include "worker/runtime/outcome_record.h"
#include "worker/runtime/status_feed.h"

namespace wirefold {

class OutcomeCounter {
 public:
  // All must outlive this.
  OutcomeCounter(const OutcomeRules& rules, Metrics& metrics, Clock& clock, StatusBoard* board);
  void Count(const std::deque<std::shared_ptr<InFlight>>& records);

 private:
  void CountLost(const InFlight& record);
  void CountDeadLetter(const InFlight& record, const DeadLetter& letter);

  const OutcomeRules& rules_;
  Metrics& metrics_;
  Clock& clock_;
  LogLimit lines_;
  StatusFeed status_;
};

}  // namespace wirefold
