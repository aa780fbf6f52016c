// The ListOffsets call, in its two halves: asking, and reading the answer from the queue that was given.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {

absl::Status AskOffsets(rd_kafka_t* client, const std::string& topic, const std::vector<int32_t>& partitions,
                        rd_kafka_OffsetSpec_t which, rd_kafka_IsolationLevel_t isolation, int timeout_ms,
                        rd_kafka_queue_t* answers);

// By partition; one whose leader did not answer has its own error.
std::map<int32_t, absl::StatusOr<int64_t>> OffsetsIn(rd_kafka_event_t* answer, const std::string& topic);

}  // namespace wirefold::kafka
