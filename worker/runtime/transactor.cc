#include "worker/runtime/transactor.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"

namespace wirefold {
namespace {

constexpr double kLingerMs = 5;
constexpr int kConnectSliceMs = 500;
constexpr int kRetryPauseMs = 20;
constexpr int64_t kConnectLogMs = 10'000;
// A call gives up by itself this much before the worker gives it up.
constexpr int kBoundMarginMs = 500;
constexpr int kReadBackSliceMs = 100;
constexpr int kDeliverMs = 1'000;  // the commit itself waits on

using kafka::TransactionOutcome;
using kafka::TransactionResult;
using Call = std::function<TransactionResult(kafka::Producer&, int timeout_ms)>;

size_t Bytes(const kafka::Outgoing& record) {
  size_t bytes = record.key.value_or("").size() + record.value.value_or("").size();
  for (const kafka::Header& header : record.headers) bytes += header.name.size() + header.value.size();
  return bytes;
}

}  // namespace

// One producer and its thread. The worker touches `producer` only while `over` is not set, and while a call
// runs only to keep its brokers.
struct Transactor::Life {
  const Settings settings;
  std::unique_ptr<kafka::Producer> producer;

  std::mutex mutex;
  std::condition_variable wake;
  bool connected = false;
  bool over = false;  // the worker has left: finish, destroy the producer, end
  bool gone = false;
  absl::Status connect_status;
  Call call;  // empty: none runs
  bool commit = false;
  int64_t began_ms = 0;
  std::optional<End> end;

  explicit Life(Settings with) : settings(std::move(with)) {}

  bool Over() {
    std::lock_guard lock(mutex);
    return over;
  }

  void Live() {
    if (Connect()) Work();
    producer.reset();  // may take its time, or never end; nobody waits for it but a shutdown
    std::lock_guard lock(mutex);
    gone = true;
  }

  void Tell(absl::Status status) {
    std::lock_guard lock(mutex);
    connect_status = std::move(status);
  }

  // Until the producer is initialised or the worker has left.
  bool Connect() {
    int64_t logged_ms = SteadyMs();
    while (!Over()) {
      if (producer == nullptr) {
        auto made = kafka::Producer::Create(settings.client, settings.transactional_id, kLingerMs, settings.limits);
        if (!made.ok()) {
          Tell(made.status());
          return false;
        }
        producer = *std::move(made);
      }
      TransactionResult result = producer->InitTransactions(kConnectSliceMs);
      if (result.outcome == TransactionOutcome::kDone) {
        std::lock_guard lock(mutex);
        connected = true;
        connect_status = absl::OkStatus();
        return true;
      }
      Tell(result.status);
      if (SteadyMs() - logged_ms > kConnectLogMs) {
        logged_ms = SteadyMs();
        Log(LogLevel::kWarning, "transactional producer not ready, trying again",
            {{"error", std::string(result.status.message())}, {"transactional_id", settings.transactional_id}});
      }
      if (result.outcome != TransactionOutcome::kRetry) producer.reset();
      Pause(kRetryPauseMs);
    }
    return false;
  }

  void Work() {
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [this] { return over || call; });
      if (over) return;
      lock.unlock();
      int tries = 0;
      TransactionResult result = Complete(tries);
      if (settings.is_named && absl::IsAborted(result.status)) {
        result.status = absl::AbortedError(absl::StrCat(std::string(result.status.message()),
                                                        "; does another worker have the same kafka.instance_id?"));
      }
      lock.lock();
      end = End{commit, std::move(result), SteadyMs() - began_ms, tries > 1};
      call = nullptr;
      wake.notify_all();
    }
  }

  // Tries the call again as long as its error is retriable, it is wanted and the bound has not passed.
  TransactionResult Complete(int& tries) {
    const int64_t until_ms = began_ms + std::max(1, settings.bound_ms - kBoundMarginMs);
    for (;;) {
      ++tries;
      const int64_t left_ms = until_ms - SteadyMs();
      TransactionResult result = call(*producer, static_cast<int>(std::max<int64_t>(1, left_ms)));
      if (result.outcome != TransactionOutcome::kRetry) return result;
      if (SteadyMs() >= until_ms || Over()) return {TransactionOutcome::kRecreate, std::move(result.status)};
      Pause(kRetryPauseMs);
    }
  }

  void Pause(int pause_ms) {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, std::chrono::milliseconds(pause_ms), [this] { return over; });
  }
};

Transactor::Transactor(Settings settings) : settings_(std::move(settings)) { Connect(); }

Transactor::~Transactor() {
  Leave();
  for (auto& [life, thread] : former_) thread.join();
}

void Transactor::Connect() {
  state_ = State::kConnecting;
  bytes_ = 0;
  life_ = std::make_shared<Life>(settings_);
  thread_ = std::thread([life = life_] { life->Live(); });
  pthread_setname_np(thread_.native_handle(), "wf-transaction");
}

void Transactor::Leave() {
  {
    std::lock_guard lock(life_->mutex);
    life_->over = true;
  }
  life_->wake.notify_all();
  former_.emplace_back(std::move(life_), std::move(thread_));
}

void Transactor::Recreate() {
  for (auto it = former_.begin(); it != former_.end();) {
    bool gone = false;
    {
      std::lock_guard lock(it->first->mutex);
      gone = it->first->gone;
    }
    if (gone) it->second.join();
    it = gone ? former_.erase(it) : std::next(it);
  }
  if (deliveries_ != nullptr) {
    read_back_.emplace(settings_.client, std::exchange(deliveries_, nullptr), std::exchange(produced_, 0));
  }
  Leave();
  Connect();
}

OutcomeSink::State Transactor::state() {
  if (state_ == State::kConnecting) {
    std::lock_guard lock(life_->mutex);
    if (life_->connected) state_ = State::kFresh;
  }
  return state_;
}

absl::Status Transactor::connect_status() {
  std::lock_guard lock(life_->mutex);
  return life_->connect_status;
}

absl::StatusOr<OutcomeSink::Seen> Transactor::ReadOutcomes(const std::string& raw_topic) {
  WF_CHECK(state_ == State::kFresh);
  if (!read_back_) return Seen{};
  return read_back_->Go(raw_topic, kReadBackSliceMs);
}

void Transactor::Accept() {
  WF_CHECK(state_ == State::kFresh);
  read_back_.reset();
  state_ = State::kReady;
}

absl::Status Transactor::Begin() {
  WF_CHECK(state_ == State::kReady);
  if (absl::Status status = life_->producer->BeginTransaction(); !status.ok()) {
    return absl::AbortedError(status.message());
  }
  state_ = State::kOpen;
  opened_ms_ = SteadyMs();
  bytes_ = 0;
  produced_ = 0;
  deliveries_ = life_->producer->deliveries();
  return absl::OkStatus();
}

absl::Status Transactor::Produce(const kafka::Outgoing& record) {
  WF_CHECK(state_ == State::kReady || state_ == State::kOpen);
  if (state_ == State::kReady) WF_RETURN_IF_ERROR(Begin());
  absl::Status status = life_->producer->Produce(record);
  if (!status.ok()) return status;
  bytes_ += Bytes(record);
  ++produced_;
  return status;
}

std::vector<OutcomeSink::Refusal> Transactor::Poll() {
  WF_CHECK(state_ == State::kOpen);
  life_->producer->Poll(0).IgnoreError();  // the refusals say more
  std::vector<Refusal> refusals;
  for (kafka::Refusal& refusal : life_->producer->TakeRefusals()) {
    refusals.push_back({refusal.tag, refusal.kind, std::move(refusal.status)});
  }
  return refusals;
}

void Transactor::StartEnding(bool commit, Call call) {
  WF_CHECK(state_ == State::kOpen);
  state_ = State::kEnding;
  {
    std::lock_guard lock(life_->mutex);
    life_->commit = commit;
    life_->began_ms = SteadyMs();
    life_->call = std::move(call);
  }
  life_->wake.notify_all();
}

void Transactor::Commit(std::unique_ptr<GroupGeneration> generation, std::string topic,
                        std::map<int32_t, CommittedOffset> next) {
  // Offsets once: after them, a repeated call goes on with the commit.
  struct Ending {
    std::unique_ptr<GroupGeneration> generation;
    std::string topic;
    std::map<int32_t, CommittedOffset> next;
    bool offsets_sent = false;
  };
  auto ending = std::make_shared<Ending>(Ending{std::move(generation), std::move(topic), std::move(next)});
  StartEnding(true, [ending](kafka::Producer& producer, int timeout_ms) {
    if (!ending->offsets_sent) {
      // Records first. Offsets that meet a rebalance are refused, and an abort with records under way leaves a gap in
      // the sequence numbers (librdkafka 2.15.1): the next transaction would fail as well, in doubt.
      producer.Flush(std::min(timeout_ms, kDeliverMs)).IgnoreError();
      TransactionResult sent = producer.SendOffsets(static_cast<KafkaGeneration&>(*ending->generation).native,
                                                    ending->topic, ending->next, timeout_ms);
      if (sent.outcome != TransactionOutcome::kDone) return sent;
      ending->offsets_sent = true;
    }
    return producer.CommitTransaction(timeout_ms);
  });
}

void Transactor::Abort() {
  StartEnding(false, [](kafka::Producer& producer, int timeout_ms) { return producer.AbortTransaction(timeout_ms); });
}

std::optional<OutcomeSink::End> Transactor::TakeEnd() {
  if (state_ != State::kEnding) return std::nullopt;
  std::optional<End> end;
  {
    std::lock_guard lock(life_->mutex);
    end = std::exchange(life_->end, std::nullopt);
    if (!end && SteadyMs() - life_->began_ms > settings_.bound_ms) {
      end = End{life_->commit,
                {TransactionOutcome::kRecreate, absl::UnavailableError("the transaction did not end in time")},
                SteadyMs() - life_->began_ms};
    }
  }
  if (!end) {
    life_->producer->KeepBrokers();
    return std::nullopt;
  }
  switch (end->result.outcome) {
    case TransactionOutcome::kDone:
      state_ = State::kReady;
      // Failures of an aborted transaction's records are told by its end.
      life_->producer->Poll(0).IgnoreError();
      life_->producer->TakeRefusals();
      break;
    case TransactionOutcome::kAbort:
    case TransactionOutcome::kStale:
      // A failed commit is to be aborted; a failed abort leaves nothing to try.
      state_ = State::kOpen;
      if (!end->commit) Recreate();
      break;
    default:
      Recreate();
  }
  return end;
}

void Transactor::WaitEnd(int timeout_ms) {
  if (state_ != State::kEnding) return;
  std::unique_lock lock(life_->mutex);
  life_->wake.wait_for(lock, std::chrono::milliseconds(timeout_ms), [this] { return life_->end.has_value(); });
}

}  // namespace wirefold
