// The real OutcomeSink: a transactional producer whose every call that may wait for a broker (initialising, ending a
// transaction, destroying a producer) runs on a thread of the producer's own, so the worker goes on taking, claiming
// and applying, and sees a signal at once.
//
// A producer that is in doubt begins no further transaction: it is left to its thread, and a new one of the same id
// ends its transaction one way or the other. The worker then reads the committed offsets back (kFresh).
//
//   transactor.Produce(record);                                // kReady or kOpen
//   transactor.Commit(generation, topic, next);                // kOpen
//   if (auto end = transactor.TakeEnd()) ...
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "worker/kafka/kafka.h"
#include "worker/ports/outcome_sink.h"
#include "worker/runtime/outcome_read_back.h"

namespace wirefold {

// A group member's generation as librdkafka knows it.
struct KafkaGeneration : GroupGeneration {
  explicit KafkaGeneration(kafka::GroupGeneration with) : native(std::move(with)) {}
  kafka::GroupGeneration native;
};

class Transactor : public OutcomeSink {
 public:
  struct Settings {
    kafka::ClientSettings client;
    std::string transactional_id;
    bool is_named = false;  // by the operator, who may have given two workers one name
    kafka::ProducerLimits limits;
    int bound_ms = 0;  // of ending a transaction, all tries together; after it the transaction is in doubt
  };

  explicit Transactor(Settings settings);  // connecting begins at once
  ~Transactor() override;                  // waits for the producers' threads: see Watchdog

  State state() override;
  absl::Status connect_status() override;
  absl::StatusOr<Seen> ReadOutcomes(const std::string& raw_topic) override;
  void Accept() override;
  absl::Status Begin() override;
  absl::Status Produce(const kafka::Outgoing& record) override;
  std::vector<Refusal> Poll() override;
  int64_t opened_ms() const override { return opened_ms_; }
  size_t bytes() const override { return bytes_; }
  void Commit(std::unique_ptr<GroupGeneration> generation, std::string topic,
              std::map<int32_t, CommittedOffset> next) override;
  void Abort() override;
  std::optional<End> TakeEnd() override;
  void WaitEnd(int timeout_ms) override;
  void Recreate() override;

 private:
  struct Life;
  void Connect();
  void Leave();
  void StartEnding(bool commit, std::function<kafka::TransactionResult(kafka::Producer&, int timeout_ms)> call);

  const Settings settings_;
  State state_ = State::kConnecting;
  std::shared_ptr<Life> life_;  // of the present producer
  std::vector<std::pair<std::shared_ptr<Life>, std::thread>> former_;
  std::thread thread_;
  int64_t opened_ms_ = 0;
  size_t bytes_ = 0;
  uint64_t produced_ = 0;                          // records of the open transaction
  std::shared_ptr<kafka::Deliveries> deliveries_;  // null: this producer has begun none
  std::optional<OutcomeReadBack> read_back_;       // of the producer before
};

}  // namespace wirefold
