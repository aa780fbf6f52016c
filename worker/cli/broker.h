// What the verbs that ask a broker share.
#pragma once

#include "worker/runtime/kafka_world.h"  // ClientOf

namespace wirefold {

inline constexpr int kBrokerTimeoutMs = 30'000;  // of one call

}  // namespace wirefold
