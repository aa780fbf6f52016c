#include "worker/runtime/watchdog.h"

#include <gtest/gtest.h>

#include <future>

namespace wirefold {
namespace {

using std::chrono::seconds;

TEST(Watchdog, ExpiresOnceItIsArmed) {
  std::atomic<bool> trigger{false};
  std::promise<void> expired;
  Watchdog watchdog(1, trigger, [&] { expired.set_value(); });
  watchdog.Arm();
  EXPECT_EQ(expired.get_future().wait_for(seconds(30)), std::future_status::ready);
}

TEST(Watchdog, ExpiresOnceASignalHandlerSetsItsTrigger) {
  std::atomic<bool> trigger{false};
  std::promise<void> expired;
  Watchdog watchdog(1, trigger, [&] { expired.set_value(); });
  trigger = true;
  EXPECT_EQ(expired.get_future().wait_for(seconds(30)), std::future_status::ready);
}

TEST(Watchdog, IsSilentWhenTheWorkEndsInTime) {
  std::atomic<bool> trigger{true};
  bool expired = false;
  {
    Watchdog watchdog(3'600'000, trigger, [&] { expired = true; });
  }
  const std::atomic<bool> never{false};
  {
    Watchdog unarmed(3'600'000, never, [&] { expired = true; });
  }
  EXPECT_FALSE(expired);
}

}  // namespace
}  // namespace wirefold
