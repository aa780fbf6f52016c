// For code that is compiled once for each set of instructions (Highway's targets).
#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace wirefold {

// Calls check() under each set of instructions that this machine has and this program was compiled for.
template <typename Check>
void WithEachInstructionSet(Check check) {
  size_t checked = 0;
  for (int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(target);
    check();
    ++checked;
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  EXPECT_GT(checked, 0u);
}

}  // namespace wirefold
