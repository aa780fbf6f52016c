// What a Kafka client of ours needs to reach a test's broker.
#pragma once

#include "tests/support/broker.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

inline kafka::ClientSettings SettingsOf(const Broker& broker) {
  kafka::ClientSettings settings;
  settings.bootstrap_servers = broker.bootstrap_servers();
  return settings;
}

}  // namespace wirefold
