#include "tests/integration/one_broker.h"

#include <iostream>
#include <utility>

#include "common/base/check.h"

namespace wirefold {
namespace {

std::unique_ptr<Broker> broker;  // of the binary; set before the first test, reset after the last

}  // namespace

void OneBroker::SetUp() {
  absl::StatusOr<std::unique_ptr<Broker>> started = Start();
  ASSERT_TRUE(started.ok()) << started.status();
  broker = *std::move(started);
  std::cout << "broker at " << broker->bootstrap_servers() << "\n";
}

void OneBroker::TearDown() { broker.reset(); }

Broker& TestBroker() {
  WF_CHECK(broker != nullptr);
  return *broker;
}

const std::string& BootstrapServers() { return TestBroker().bootstrap_servers(); }

int Replicas() { return 1; }

int InSyncReplicas() { return 1; }

}  // namespace wirefold
