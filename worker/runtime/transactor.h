// The transactional producer as the worker's thread sees it: every call that may wait for a broker (initialising,
// ending a transaction, destroying a producer) runs on a thread of the producer's own, so the worker goes on taking,
// claiming and applying, and sees a signal at once.
//
//   kConnecting → kFresh → kReady → kOpen → kEnding → kReady
//        ↑___________________________|________|   Recreate: fatal, fenced or in doubt
//
// A producer that is in doubt begins no further transaction: it is left to its thread, and a new one of the same id
// ends its transaction one way or the other. The worker then reads the committed offsets back (kFresh).
//
//   transactor.Produce(record);                      // kReady or kOpen
//   transactor.Commit(generation, topic, next);      // kOpen
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

namespace wirefold {

class Transactor {
 public:
  struct Settings {
    kafka::ClientSettings client;
    std::string transactional_id;
    kafka::ProducerLimits limits;
    int bound_ms = 0;  // of ending a transaction, all tries together; after it the transaction is in doubt
  };
  enum class State : uint8_t {
    kConnecting,  // no usable producer yet
    kFresh,       // initialised; what its predecessor left is ended, the committed offsets tell how
    kReady,       // no transaction
    kOpen,        // a transaction with records
    kEnding,      // a commit or an abort is under way
  };
  // How a commit or abort ended; kRetry is none of the outcomes.
  struct End {
    bool commit = false;
    kafka::TransactionResult result;
    int64_t took_ms = 0;
  };

  explicit Transactor(Settings settings);  // connecting begins at once
  ~Transactor();                           // waits for the producers' threads: see Watchdog

  State state();
  bool InTransaction() const { return state_ == State::kOpen || state_ == State::kEnding; }
  // While connecting: what the last try said; an error that trying again does not cure ends the worker.
  absl::Status connect_status();
  // The committed offsets were read back: kFresh → kReady.
  void Accept();

  // Begins a transaction when none is open. ResourceExhausted: queue full, later. Aborted: the transaction did not
  // begin, Recreate. InvalidArgument: larger than the limits.
  absl::Status Produce(const kafka::Outgoing& record);
  // Serves delivery reports of the open transaction; the first failure.
  absl::Status Poll();
  int64_t opened_ms() const { return opened_ms_; }  // steady clock
  size_t bytes() const { return bytes_; }           // values of the open transaction

  void Commit(kafka::GroupGeneration generation, std::string topic, std::map<int32_t, int64_t> next);
  void Abort();
  // Once per ending; afterwards the state is kReady or, after kRecreate, kConnecting.
  std::optional<End> TakeEnd();
  // Waits until the ending has ended, or `timeout_ms` passed.
  void WaitEnd(int timeout_ms);
  void Recreate();

 private:
  struct Life;
  void Begin();
  void Leave();
  void StartEnding(bool commit, std::function<kafka::TransactionResult(kafka::Producer&, int timeout_ms)> call);

  const Settings settings_;
  State state_ = State::kConnecting;
  std::shared_ptr<Life> life_;  // of the present producer
  std::vector<std::pair<std::shared_ptr<Life>, std::thread>> former_;
  std::thread thread_;
  int64_t opened_ms_ = 0;
  size_t bytes_ = 0;
};

}  // namespace wirefold
