// A steady stream of articles: how long each takes from its raw timestamp until a read_committed reader sees it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/base/check.h"
#include "tests/bench/bench_worker.h"
#include "tests/bench/feed.h"
#include "tests/support/kafka_client.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

struct Pace {
  uint64_t per_second = 1000;
  double seconds = 20;  // after three that warm up and do not count
};

// From article `first` on, into "raw"; outcomes are read from `outcomes`. Latencies in ms, sorted.
inline std::vector<int64_t> RunPaced(const Pace& pace, uint64_t first, int partitions, const std::string& outcomes,
                                     KafkaClient& client, kafka::Producer& producer,
                                     const kafka::ClientSettings& settings) {
  std::vector<std::unique_ptr<kafka::LogReader>> readers;
  const KafkaClient::Offsets ends = client.End(outcomes, KafkaClient::Isolation::kUncommitted);
  for (int32_t partition = 0; partition < partitions; ++partition) {
    auto reader =
        kafka::LogReader::Create(settings, outcomes, partition, ends.at(partition), kafka::Isolation::kReadCommitted);
    WF_CHECK(reader.ok());
    readers.push_back(*std::move(reader));
  }
  const auto rate = static_cast<double>(pace.per_second);
  const uint64_t warm_up = pace.per_second * 3;
  const uint64_t total = warm_up + static_cast<uint64_t>(rate * pace.seconds);
  std::vector<int64_t> latency_ms;
  uint64_t sent = 0;
  uint64_t seen = 0;
  const auto began = std::chrono::steady_clock::now();
  while (seen < total && Seconds(began) < pace.seconds + 60) {
    for (; sent < total && static_cast<double>(sent) < Seconds(began) * rate; ++sent) {
      ProduceValue(producer, "raw", first + sent, partitions, BenchArticle(first + sent));
    }
    for (auto& reader : readers) {
      auto batch = reader->Poll(500, 0);
      WF_CHECK(batch.ok());
      for (const kafka::Message& message : batch->messages) {
        if (++seen > warm_up) latency_ms.push_back(WallMs() - message.timestamp_ms().value_or(0));
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  WF_CHECK(seen == total && "all outcomes within a minute");
  std::sort(latency_ms.begin(), latency_ms.end());
  return latency_ms;
}

}  // namespace wirefold
