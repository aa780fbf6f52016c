// What a worker puts on its status board, made from the worker's own values. Without a board nothing is done.
//
//   StatusFeed feed(board, clock);
//   feed.Committed(record);                            // each record, once its outcome is committed
//   feed.Present(rings, *log, retention_ms);           // each turn
#pragma once

#include <cstdint>
#include <optional>

#include "worker/admin/status_board.h"
#include "worker/ports/clock.h"
#include "worker/runtime/claims_log.h"
#include "worker/runtime/in_flight.h"

namespace wirefold {

class StatusFeed {
 public:
  // `board` may be null; it and the clock must outlive this.
  StatusFeed(StatusBoard* board, Clock& clock) : board_(board), clock_(clock) {}

  void Committed(const InFlight& record, int64_t wall_ms);
  // At most twice a second. Requires a restored log. `claims_retention_ms`: of the claims topic; nullopt: not known.
  void Present(const Rings& rings, const ClaimsLog& log, std::optional<int64_t> claims_retention_ms);

 private:
  StatusBoard* const board_;
  Clock& clock_;
  int64_t presented_ms_ = 0;  // steady clock
};

}  // namespace wirefold
