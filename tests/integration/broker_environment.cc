// Entry point of the tests that need one broker.
#include <gtest/gtest.h>

#include <iostream>

#include "common/base/check.h"
#include "tests/integration/environment.h"

namespace wirefold {
namespace {

std::unique_ptr<Broker> broker;  // of the binary; set before the first test, reset after the last

class BrokerEnvironment : public testing::Environment {
 public:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<Broker>> started = Broker::Start();
    ASSERT_TRUE(started.ok()) << started.status();
    broker = *std::move(started);
    std::cout << "broker at " << broker->bootstrap_servers() << "\n";
  }
  void TearDown() override { broker.reset(); }
};

}  // namespace

Broker& TestBroker() {
  WF_CHECK(broker != nullptr);
  return *broker;
}

const std::string& BootstrapServers() { return TestBroker().bootstrap_servers(); }

int Replicas() { return 1; }

int InSyncReplicas() { return 1; }

const Broker::Settings kFencedAgainAndAgain = {{"broker.session.timeout.ms", "1500"},
                                               {"broker.heartbeat.interval.ms", "4000"}};

}  // namespace wirefold

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new wirefold::BrokerEnvironment);
  return RUN_ALL_TESTS();
}
