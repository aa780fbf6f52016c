// Entry point of the integration tests.
#include "tests/integration/environment.h"

#include <gtest/gtest.h>

#include <iostream>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

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

const Broker::Settings kFencedAgainAndAgain = {{"broker.session.timeout.ms", "1500"},
                                               {"broker.heartbeat.interval.ms", "4000"}};

std::string UniqueName(std::string_view prefix) {
  static int count = 0;
  return absl::StrCat(std::string(prefix), "-", ++count);
}

}  // namespace wirefold

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new wirefold::BrokerEnvironment);
  return RUN_ALL_TESTS();
}
