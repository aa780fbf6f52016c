// What the verbs that ask a broker share.
#pragma once

#include "worker/config/config.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

inline constexpr int kBrokerTimeoutMs = 30'000;  // of one call

inline kafka::ClientSettings ClientSettingsOf(const Config& config) {
  kafka::ClientSettings client;
  client.bootstrap_servers = config.kafka.bootstrap_servers;
  client.properties = config.kafka.properties;
  return client;
}

}  // namespace wirefold
