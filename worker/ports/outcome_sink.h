// The output topics as the protocol sees them: transactions of outcomes and raw offsets. The real one is Transactor.
//
//   kConnecting → kFresh → kReady → kOpen → kEnding → kReady
//        ↑___________________________|________|   Recreate: fatal, fenced or in doubt
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/outgoing.h"
#include "worker/ports/raw_source.h"

namespace wirefold {

class OutcomeSink {
 public:
  enum class State : uint8_t {
    kConnecting,  // no usable producer yet
    kFresh,       // initialised; what its predecessor left is ended, the committed offsets tell how
    kReady,       // no transaction
    kOpen,        // a transaction with records
    kEnding,      // a commit or an abort is under way
  };
  // How a commit or abort ended.
  struct End {
    bool commit = false;
    kafka::TransactionResult result;
    int64_t took_ms = 0;
    bool repeated = false;  // the call was made more than once: its earlier tries may have been heard
  };
  // A delivery report that says no. `tag` is the record's (Outgoing::tag), 0 when the broker did not say which.
  struct Refusal {
    uint64_t tag = 0;
    kafka::RefusalKind kind = kafka::RefusalKind::kPassing;
    absl::Status status;
  };

  // What became of a predecessor's last transaction.
  struct Seen {
    // False: its commit was certainly not sent, since its offsets were not taken or not all its records delivered.
    bool commit_sent = false;
    // Else the raw partition and offset of each outcome that a read_committed reader sees among its records and behind
    // them, whoever wrote it. An owner after us writes behind them: our offsets, under way, kept it waiting.
    std::set<std::pair<int32_t, int64_t>> outcomes;
  };

  virtual ~OutcomeSink() = default;
  virtual State state() = 0;
  bool InTransaction() { return state() == State::kOpen || state() == State::kEnding; }
  // While connecting: what the last try said.
  virtual absl::Status connect_status() = 0;
  // kFresh: reads back a little more of the predecessor's last transaction, up to where its topics ended when this was
  // asked first. Unavailable: not read so far yet, ask again.
  virtual absl::StatusOr<Seen> ReadOutcomes(const std::string& raw_topic) = 0;
  // What the predecessor left is read back: kFresh → kReady.
  virtual void Accept() = 0;
  // Begins a transaction when none is open. ResourceExhausted: queue full, later. Aborted: the transaction did not
  // begin, Recreate. InvalidArgument: larger than the limits.
  virtual absl::Status Produce(const kafka::Outgoing& record) = 0;
  // Begins a transaction of offsets alone. Unimplemented: this sink begins one with its first record only.
  virtual absl::Status Begin() { return absl::UnimplementedError("transactions begin with a record"); }
  // Serves delivery reports of the open transaction; the refusals since the last call, in order.
  virtual std::vector<Refusal> Poll() = 0;
  virtual int64_t opened_ms() const = 0;  // steady clock
  virtual size_t bytes() const = 0;       // of the open transaction: keys, values and headers
  // `next`: of each raw partition; the leader epochs are the generation's to tell.
  virtual void Commit(std::unique_ptr<GroupGeneration> generation, std::string topic,
                      std::map<int32_t, CommittedOffset> next) = 0;
  virtual void Abort() = 0;
  // Once per ending; afterwards the state is kReady, kOpen (a commit that must be aborted) or kConnecting (recreated).
  virtual std::optional<End> TakeEnd() = 0;
  // Waits until the ending has ended, or `timeout_ms` passed.
  virtual void WaitEnd(int timeout_ms) = 0;
  virtual void Recreate() = 0;
};

}  // namespace wirefold
