#include "worker/runtime/prepare_pool.h"

#include <chrono>

namespace wirefold {
namespace {

constexpr size_t kTurn = 16;  // records

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
    : topic_(std::move(topic)),
      settings_(settings),
      threads_(threads, "wf-prepare", kTurn,
               [this](std::shared_ptr<InFlight>& record) { PrepareOne(topic_, settings_, *record); }) {}

}  // namespace wirefold
