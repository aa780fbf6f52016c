// The broker that all tests of the binary share, and names that no two tests share.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/broker.h"
#include "tests/support/kafka_client.h"

namespace wirefold {

// Starts with the binary; all tests fail with the reason when it cannot.
Broker& TestBroker();

// Settings of a broker that its controller fences every four seconds: while it is, its answers name no broker.
extern const Broker::Settings kFencedAgainAndAgain;

// For topics and groups.
std::string UniqueName(std::string_view prefix);

}  // namespace wirefold
