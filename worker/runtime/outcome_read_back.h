// OutcomeReadBack: which raw records have an outcome in the output topics, from where a transaction's records lie on.
// What a reader of committed records sees, once everything that was open there has ended.
//
//   OutcomeReadBack read_back(client, producer->deliveries(), /*produced=*/12);
//   absl::StatusOr<OutcomeSink::Seen> seen = read_back.Go("raw", /*timeout_ms=*/100);   // Unavailable: go on
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"
#include "worker/ports/outcome_sink.h"
#include "worker/runtime/outcome_reader.h"

namespace wirefold {

class OutcomeReadBack {
 public:
  // `produced`: the transaction's records, delivered or not.
  OutcomeReadBack(kafka::ClientSettings client, std::shared_ptr<kafka::Deliveries> deliveries, uint64_t produced);
  // Goes on reading for about `timeout_ms`; to be called first when the transaction's producer is fenced. Unavailable:
  // not at the end yet, or an error that a new try may pass.
  absl::StatusOr<OutcomeSink::Seen> Go(const std::string& raw_topic, int timeout_ms);

 private:
  void Begin(const std::string& raw_topic);

  const kafka::ClientSettings client_;
  const std::shared_ptr<kafka::Deliveries> deliveries_;
  const uint64_t produced_;
  std::optional<OutcomeReader> reader_;  // nullopt: not begun
  bool commit_sent_ = false;
};

}  // namespace wirefold
