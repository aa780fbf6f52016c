#include "common/base/check.h"

#include <gtest/gtest.h>

namespace wirefold {
namespace {

TEST(CheckDeathTest, AStatusThatIsNotOkEndsTheProcessWithItsReason) {
  WF_CHECK_OK(absl::OkStatus());
  EXPECT_DEATH(WF_CHECK_OK(absl::InvalidArgumentError("furniture rules, line 3: missing )")),
               "check_test.cc:[0-9]+: invariant broken: .*furniture rules, line 3: missing \\)");
}

}  // namespace
}  // namespace wirefold
