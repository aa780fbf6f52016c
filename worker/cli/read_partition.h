// Reads what a partition holds, from one offset to another, in no group.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

// What a reader of committed records does where an open transaction stands in its way, below `end`.
enum class OpenTransactions : uint8_t { kEnd, kWaitFor };

// Calls `visit` with every record from `first` on until the reader is past `end`. Stops with an error of `visit`.
// Unavailable: nothing was read for 30 s, with what the client said last.
absl::Status ReadPartition(const kafka::ClientSettings& client, const std::string& topic, int32_t partition,
                           int64_t first, int64_t end, kafka::Isolation isolation,
                           const std::function<absl::Status(const kafka::Message&)>& visit,
                           OpenTransactions open_transactions = OpenTransactions::kEnd);

}  // namespace wirefold
