#include "worker/cli/admin_port.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AdminPort, AliveMeansThatTheEventLoopTurned) {
  WorkerHealth health;
  health.last_turn_ms = 1'000'000;
  EXPECT_TRUE(IsAlive(health, 1'000'000));
  EXPECT_TRUE(IsAlive(health, 1'000'000 + kStandstillMs - 1));
  EXPECT_FALSE(IsAlive(health, 1'000'000 + kStandstillMs));
  EXPECT_FALSE(health.producing) << "no broker, and yet alive";
}

TEST(AdminPort, ReadyMeansThatEveryCheckHolds) {
  WorkerHealth health;
  EXPECT_FALSE(ReadinessOf(health).ok());
  std::atomic<bool>* const wanted[] = {&health.restored,  &health.claims_current, &health.assigned,
                                       &health.producing, &health.topics_there,   &health.brokers_answer};
  for (std::atomic<bool>* flag : wanted) *flag = true;
  EXPECT_TRUE(ReadinessOf(health).ok());
  EXPECT_TRUE(IsReady(health));
  for (std::atomic<bool>* flag : wanted) {
    *flag = false;
    EXPECT_FALSE(ReadinessOf(health).ok());
    EXPECT_FALSE(IsReady(health)) << "the metric says the same";
    *flag = true;
  }
  health.draining = true;
  EXPECT_FALSE(ReadinessOf(health).ok());
  EXPECT_FALSE(IsReady(health));
}

TEST(AdminPort, NoAddressIsNoPortAndATakenOneIsSaid) {
  Config config;
  Metrics metrics;
  WorkerHealth health;
  StatusBoard board("raw", "group", 1);
  auto none = StartAdminPort(config, metrics, health, board);
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(*none, nullptr);
  config.admin_listen = "127.0.0.1:0";
  auto first = StartAdminPort(config, metrics, health, board);
  ASSERT_TRUE(first.ok()) << first.status();
  config.admin_listen = "127.0.0.1:" + std::to_string((*first)->port());
  EXPECT_TRUE(absl::IsFailedPrecondition(StartAdminPort(config, metrics, health, board).status()));
}

}  // namespace
}  // namespace wirefold
