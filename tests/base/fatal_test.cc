#include "common/base/fatal.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace wirefold {
namespace {

TEST(FatalDeathTest, TheReasonIsSaidAndTheExitCodeIsInternal) {
  EXPECT_EXIT(EndProcess("out of memory"), testing::ExitedWithCode(kInternalError), "^fatal: out of memory\n$");
}

TEST(FatalDeathTest, AnExceptionInAnyThreadEndsTheProcessWithWhatItSays) {
  const auto throw_in_thread = [](auto exception) {
    EndProcessOnException();
    std::thread([&] { throw exception; }).join();
  };
  EXPECT_EXIT(throw_in_thread(std::length_error("a string of 2^63 bytes")), testing::ExitedWithCode(kInternalError),
              "^fatal: a string of 2\\^63 bytes\n$");
  EXPECT_EXIT(throw_in_thread(std::bad_alloc()), testing::ExitedWithCode(kInternalError), "^fatal: std::bad_alloc\n$");
}

}  // namespace
}  // namespace wirefold
