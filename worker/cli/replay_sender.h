// Sends letters back: each call is one transaction of the raw records and their mark. One of a kind: a sender that
// connects with the same id ends the transaction of the one before it, and fences it, so that two never send the same
// letter. What is committed is read from the topics after that, never remembered.
//
//   WF_ASSIGN_OR_RETURN(auto sender, ReplaySender::Connect(client, "wirefold.dlq", limits));
//   absl::StatusOr<ReplaySender::Refused> refused = sender->Send(records, mark);
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

class ReplaySender {
 public:
  static absl::StatusOr<std::unique_ptr<ReplaySender>> Connect(const kafka::ClientSettings& client,
                                                               const std::string& transactional_id,
                                                               const kafka::ProducerLimits& limits);

  // What the raw topic does not take: these records, by index, or one of them.
  struct Refused {
    std::vector<size_t> records;
    absl::Status why;  // in the broker's words
  };
  // None refused: committed. Else nothing is; this sender is of no more use then, nor after an error. Aborted: another
  // one has taken over, or the coordinator gave the transaction up. Any other error: it is in doubt whether the
  // transaction was committed.
  absl::StatusOr<Refused> Send(std::span<const kafka::Outgoing> records, const kafka::Outgoing& mark);

 private:
  explicit ReplaySender(std::unique_ptr<kafka::Producer> producer) : producer_(std::move(producer)) {}
  absl::StatusOr<Refused> TrySend(std::span<const kafka::Outgoing> records, const kafka::Outgoing& mark);
  absl::Status Produce(const kafka::Outgoing& record);
  absl::StatusOr<Refused> TakeRefused();

  std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace wirefold
