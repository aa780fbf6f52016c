// Fetching of an assigned partition, paused or resumed. A pause outlives the assignment.
#pragma once

#include <cstdint>
#include <string>

#include "worker/kafka/client.h"

namespace wirefold::kafka {

absl::Status Pause(rd_kafka_t* client, const std::string& topic, int32_t partition, bool pause);

}  // namespace wirefold::kafka
