// Appends to the claims log: claims, Genesis records and heartbeats, each carrying settlements of this writer's earlier
// claims. A settlement is kept until the record that carries it is acknowledged; what fails goes with a later record.
//
//   writer.Settle(SettlementOf(verdict, article_id));
//   WF_RETURN_IF_ERROR(writer.Append(claim));
//   WF_RETURN_IF_ERROR(writer.SendSettlements());
//   absl::Status lost = writer.Poll();   // not ok: claims without a verdict must be appended again
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "common/codec/claim_codec.h"
#include "worker/ports/claims_topic.h"

namespace wirefold {

// Settlements between their claims' commit and the acknowledgement of the record that carries them. Knows no Kafka.
class SettlementQueue {
 public:
  explicit SettlementQueue(size_t max) : max_(max) {}
  // The oldest goes when there are more than `max`: its record waits for it, and asks again.
  void Add(Settlement settlement);
  // For the next record of the log: at most `count`, oldest first.
  std::vector<Settlement> Carry(size_t count);
  // The record that was to carry the latest could not be sent.
  void TakeBack();
  // The next `records` records on their way are in the log.
  void Delivered(uint64_t records);
  // The records on their way may not have arrived: all they carried waits again. Settling twice changes nothing.
  void Lost();
  size_t waiting() const { return waiting_.size(); }
  size_t carried() const { return carried_.size(); }  // records not acknowledged

 private:
  const size_t max_;
  std::deque<Settlement> waiting_;
  std::deque<std::vector<Settlement>> carried_;  // one entry for each record on its way
};

class ClaimsWriter {
 public:
  ClaimsWriter(std::unique_ptr<ClaimsAppender> appender, uint64_t writer_id);

  // The log's, once it is known: settlements are written short by it.
  void set_log_id(uint64_t log_id) { log_id_ = log_id; }
  void Settle(Settlement settlement) { settlements_.Add(std::move(settlement)); }
  // Those that found no claim to ride on go at once: records wait for them. ResourceExhausted: later.
  absl::Status SendSettlements();

  // ResourceExhausted: the queue is full, Poll and append later.
  absl::Status Append(std::variant<Heartbeat, Claim, Genesis> entry, bool restated = false);
  // Serves acknowledgements. An error: records were not delivered and the appender was made anew.
  absl::Status Poll();
  // Where the log goes on after the newest of our records that was acknowledged; -1: none was.
  int64_t acknowledged_end() const { return acknowledged_end_; }

 private:
  const std::unique_ptr<ClaimsAppender> appender_;
  const uint64_t writer_id_;
  uint64_t log_id_ = 0;
  SettlementQueue settlements_;
  uint64_t acknowledged_ = 0;  // since the last Reconnect, as the queue knows it
  int64_t acknowledged_end_ = -1;
};

}  // namespace wirefold
