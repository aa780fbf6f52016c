// The outcome sink, simulated: a transactional producer and its calls, with the ways in which they end.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/sim_cluster.h"
#include "tests/sim/sim_source.h"
#include "worker/ports/outcome_sink.h"

namespace wirefold::sim {

class SimSink : public OutcomeSink {
 public:
  SimSink(Host host, std::string transactional_id, Outstanding& outstanding);
  ~SimSink() override;

  State state() override;
  absl::Status connect_status() override { return absl::OkStatus(); }
  absl::StatusOr<Seen> ReadOutcomes(const std::string& raw_topic) override;
  void Accept() override;
  absl::Status Produce(const kafka::Outgoing& record) override;
  absl::Status Begin() override;
  std::vector<Refusal> Poll() override;
  int64_t opened_ms() const override { return opened_ms_; }
  size_t bytes() const override { return bytes_; }
  void Commit(std::unique_ptr<GroupGeneration> generation, std::string topic,
              std::map<int32_t, CommittedOffset> next) override;
  void Abort() override;
  std::optional<End> TakeEnd() override;
  void WaitEnd(int timeout_ms) override;
  void Recreate() override;

  const std::string& transactional_id() const { return id_; }
  // How often a transaction was committed, as the worker heard it.
  uint64_t commits() const { return commits_; }
  uint64_t worker() const { return worker_; }

 private:
  struct Life;  // one producer; outlives the sink in events on their way
  using LifePtr = std::shared_ptr<Life>;
  void Connect();
  static void TryInit(const LifePtr& life);
  static void Land(const LifePtr& life);
  static bool Refused(const LifePtr& life, std::vector<OutputEntry>& batch);
  static void CommitOffsets(const LifePtr& life);
  static void EndTransaction(const LifePtr& life, bool commit);
  static void Answer(const LifePtr& life, kafka::TransactionOutcome outcome, const char* why);
  static void After(const LifePtr& life, int64_t delay_ms, void (*step)(const LifePtr&));

  Host host_;
  const std::string id_;
  Outstanding& outstanding_;
  const uint64_t worker_;
  LifePtr life_;
  LifePtr former_;                 // whose last transaction is read back
  std::optional<size_t> read_to_;  // of what was written
  State state_ = State::kConnecting;
  int64_t opened_ms_ = 0;
  int64_t began_ms_ = 0;
  size_t bytes_ = 0;
  uint64_t commits_ = 0;
};

}  // namespace wirefold::sim
