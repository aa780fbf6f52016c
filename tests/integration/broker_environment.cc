// Entry point of the tests that need one broker.
#include <gtest/gtest.h>

#include "tests/integration/one_broker.h"

namespace wirefold {
namespace {

class BrokerEnvironment : public OneBroker {
  absl::StatusOr<std::unique_ptr<Broker>> Start() override { return Broker::Start(); }
};

}  // namespace

const Broker::Settings kFencedAgainAndAgain = {{"broker.session.timeout.ms", "1500"},
                                               {"broker.heartbeat.interval.ms", "4000"}};

}  // namespace wirefold

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new wirefold::BrokerEnvironment);
  return RUN_ALL_TESTS();
}
