// Raw articles for benchmarks on a real broker: 500-word JSON articles, one in four a copy of the one before it on
// another site.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "common/base/check.h"
#include "tests/bench/texts.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

inline int64_t WallMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

inline std::string BenchArticle(uint64_t number) {
  const uint64_t text = number % 4 == 3 ? number - 1 : number;
  std::string body;
  for (char c : BenchText(text)) body += c == '\n' ? std::string("\\n") : std::string(1, c);
  return "{\"uri\":\"urn:bench:" + std::to_string(number) + "\",\"url\":\"https://site" + std::to_string(number % 97) +
         ".example/" + std::to_string(number) + "\",\"headline\":\"Bench\",\"body\":\"" + body + "\"}";
}

// To partition `number` mod `partitions`, stamped now; waits while the producer is full.
inline void ProduceValue(kafka::Producer& producer, const std::string& topic, uint64_t number, int partitions,
                         const std::string& value) {
  kafka::Outgoing record;
  record.topic = topic;
  record.partition = static_cast<int32_t>(number % static_cast<uint64_t>(partitions));
  record.value = value;
  record.timestamp_ms = WallMs();
  while (absl::IsResourceExhausted(producer.Produce(record))) producer.Poll(10).IgnoreError();
  producer.Poll(0).IgnoreError();
}

}  // namespace wirefold
