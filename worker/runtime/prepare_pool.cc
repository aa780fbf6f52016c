#include "worker/runtime/prepare_pool.h"

#include <pthread.h>

#include <chrono>

namespace wirefold {
namespace {

void PrepareOne(const std::string& topic, const PrepareSettings& settings, InFlight& record) {
  const auto began = std::chrono::steady_clock::now();
  std::optional<std::string_view> value = record.message->value();
  if (!value) {
    record.outcome = Tombstone{};
  } else {
    RawRecord raw{{topic, record.partition, record.offset}, std::nullopt, *value};
    if (record.timestamp_ms > 0) raw.timestamp_ms = record.timestamp_ms;
    std::variant<Prepared, DeadLetter> outcome = Prepare(raw, settings);
    if (auto* prepared = std::get_if<Prepared>(&outcome)) {
      for (kafka::Header& header : record.message->headers()) {
        if (header.name == "traceparent") record.trace_parent = std::move(header.value);
      }
      record.outcome = std::move(*prepared);
    } else {
      record.outcome = std::get<DeadLetter>(std::move(outcome));
    }
  }
  record.prepare_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began).count();
  record.prepared.store(true, std::memory_order_release);
}

}  // namespace

PreparePool::PreparePool(unsigned threads, std::string topic, const PrepareSettings& settings)
    : topic_(std::move(topic)), settings_(settings) {
  for (unsigned i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Work(); });
    pthread_setname_np(threads_.back().native_handle(), "wf-prepare");
  }
}

PreparePool::~PreparePool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  queue_.clear();  // records end before the source they came from
}

void PreparePool::Submit(std::vector<std::shared_ptr<InFlight>> records) {
  if (records.empty()) return;
  {
    std::lock_guard lock(mutex_);
    for (auto& record : records) queue_.push_back(std::move(record));
  }
  wake_.notify_all();
}

void PreparePool::Work() {
  constexpr size_t kTake = 16;  // records a turn, to take the lock seldom
  std::vector<std::shared_ptr<InFlight>> taken;
  for (;;) {
    taken.clear();
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      while (!queue_.empty() && taken.size() < kTake) {
        taken.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    for (auto& record : taken) PrepareOne(topic_, settings_, *record);
  }
}

}  // namespace wirefold
