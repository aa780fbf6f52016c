// Appends to the claims log: claims, Genesis records and heartbeats, each carrying settlements of this writer's earlier
// claims. A settlement is kept until the record that carries it is acknowledged; what fails goes with a later record.
//
//   writer.Settle({verdict.claim_offset, verdict.story_id});
//   WF_RETURN_IF_ERROR(writer.Append(claim));
//   absl::Status lost = writer.Poll();   // not ok: claims without a verdict must be appended again
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/codec/claim_codec.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

// Settlements between their claims' commit and the acknowledgement of the record that carries them. Knows no Kafka.
class SettlementQueue {
 public:
  explicit SettlementQueue(size_t max) : max_(max) {}
  // The oldest goes when there are more than `max`: settlements are a help to restored replicas, no promise.
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
  static absl::StatusOr<std::unique_ptr<ClaimsWriter>> Create(const kafka::ClientSettings& client, std::string topic,
                                                              uint64_t writer_id, const kafka::ProducerLimits& limits);
  ~ClaimsWriter();

  void Settle(Settlement settlement) { settlements_.Add(std::move(settlement)); }
  void SetLogId(uint64_t log_id) { log_id_ = log_id; }  // of the log, once it is known
  bool HasSettlements() const { return settlements_.waiting() > 0; }

  // ResourceExhausted: the queue is full, Poll and append later.
  absl::Status Append(std::variant<Heartbeat, Claim, Genesis> entry);
  // Serves delivery reports. An error: records were not delivered and the producer was made anew.
  absl::Status Poll();
  // Sends the settlements that wait, then waits for all acknowledgements, `timeout_ms` at most.
  absl::Status Finish(int timeout_ms);
  int64_t last_append_ms() const { return last_append_ms_; }  // steady clock
  // Where the log goes on after the newest of our records that was acknowledged; -1: none was.
  int64_t delivered_end() const { return delivered_end_; }

 private:
  ClaimsWriter(kafka::ClientSettings client, std::string topic, uint64_t writer_id, kafka::ProducerLimits limits);
  absl::Status Connect();

  const kafka::ClientSettings client_;
  const std::string topic_;
  const uint64_t writer_id_;
  const kafka::ProducerLimits limits_;
  std::unique_ptr<kafka::Producer> producer_;
  std::vector<std::future<void>> former_;  // each destroys a failed producer: that can take its time
  SettlementQueue settlements_;
  uint64_t delivered_ = 0;  // of the present producer, as the queue knows it
  int64_t delivered_end_ = -1;
  int64_t last_append_ms_ = 0;
  uint64_t log_id_ = 0;
};

}  // namespace wirefold
