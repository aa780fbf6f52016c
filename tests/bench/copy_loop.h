// CopyLoop: the least that an exactly-once worker can do, for comparison: each raw record is produced as it is, offsets
// and copies are committed in one transaction every so often. On the product's own door to librdkafka, one thread.
//
//   return RunCopyLoop({.bootstrap_servers = "127.0.0.1:9092", .group = "copy", .to = "copied", .interval_ms = 50});
#pragma once

#include <signal.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "common/base/check.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

struct CopyLoopSettings {
  std::string bootstrap_servers;
  std::string group;
  std::string to;  // topic; the other one is "raw"
  int interval_ms = 50;
};

class CopyLoop {
 public:
  explicit CopyLoop(CopyLoopSettings settings) : settings_(std::move(settings)) {
    constexpr double kLingerMs = 5;  // the worker's
    constexpr size_t kMaxRecordBytes = 1'000'000;
    kafka::ClientSettings client;
    client.bootstrap_servers = settings_.bootstrap_servers;
    kafka::GroupListener listener;
    listener.on_assigned = [](const std::vector<int32_t>&) {};
    listener.on_revoked = [](const std::vector<int32_t>&, bool) {};
    listener.on_end = [](int32_t, int64_t) {};
    listener.on_error = [](int32_t, const absl::Status&) {};
    auto consumer = kafka::GroupConsumer::Create(client, settings_.group, "raw", kMaxRecordBytes, std::move(listener));
    auto producer = kafka::Producer::Create(client, settings_.group, kLingerMs);
    WF_CHECK(consumer.ok() && producer.ok());
    consumer_ = *std::move(consumer);
    producer_ = *std::move(producer);
    while (producer_->InitTransactions(kCallMs).outcome == kafka::TransactionOutcome::kRetry) {
    }
  }

  void Run(const std::atomic<bool>& stop) {
    constexpr int kPollMs = 5;
    while (!stop) {
      if (next_.empty()) WF_CHECK(consumer_->Serve().ok());
      auto message = consumer_->Poll(kPollMs);
      WF_CHECK(message.ok());
      if (*message) Copy(**message);
      producer_->Poll(0).IgnoreError();
      if (!next_.empty() && Clock::now() - began_ >= std::chrono::milliseconds(settings_.interval_ms)) Commit();
    }
    if (!next_.empty()) Commit();
    consumer_->Close();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr int kCallMs = 10'000;

  void Copy(const kafka::Message& message) {
    if (next_.empty()) {
      WF_CHECK(producer_->BeginTransaction().ok());
      began_ = Clock::now();
    }
    kafka::Outgoing record;
    record.topic = settings_.to;
    record.partition = message.partition();
    record.key = message.key();
    record.value = message.value();
    record.timestamp_ms = message.timestamp_ms().value_or(0);
    while (absl::IsResourceExhausted(producer_->Produce(record))) producer_->Poll(1).IgnoreError();
    next_[message.partition()].offset = message.offset() + 1;
  }

  void Commit() {
    auto generation = consumer_->Generation();
    WF_CHECK(generation.ok());
    const kafka::TransactionResult sent = producer_->SendOffsets(*generation, "raw", next_, kCallMs);
    WF_CHECK(sent.outcome == kafka::TransactionOutcome::kDone);
    WF_CHECK(producer_->CommitTransaction(kCallMs).outcome == kafka::TransactionOutcome::kDone);
    next_.clear();
  }

  const CopyLoopSettings settings_;
  std::unique_ptr<kafka::GroupConsumer> consumer_;
  std::unique_ptr<kafka::Producer> producer_;
  std::map<int32_t, kafka::CommittedOffset> next_;  // to read, of the transaction that is open; empty: none is
  Clock::time_point began_;
};

// Until SIGTERM.
inline int RunCopyLoop(const CopyLoopSettings& settings) {
  static std::atomic<bool> stop = false;
  signal(SIGTERM, [](int) { stop = true; });
  CopyLoop(settings).Run(stop);
  return 0;
}

}  // namespace wirefold
