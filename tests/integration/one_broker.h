// The broker of a test binary that has one: what environment.h says of it, wherever it comes from.
#pragma once

#include <gtest/gtest.h>

#include "absl/status/statusor.h"
#include "tests/integration/environment.h"

namespace wirefold {

// For the whole run. A broker that did not start fails the run.
class OneBroker : public testing::Environment {
 public:
  void SetUp() override;
  void TearDown() override;

 protected:
  virtual absl::StatusOr<std::unique_ptr<Broker>> Start() = 0;
};

}  // namespace wirefold
