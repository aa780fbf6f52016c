#include "worker/runtime/log.h"

#include <gtest/gtest.h>

namespace wirefold {
namespace {

TEST(LogLimit, AdmitsSomeLinesASecondAndTellsHowManyItDidNot) {
  LogLimit limit(2);
  EXPECT_EQ(limit.Admit(1000), 0u);
  EXPECT_EQ(limit.Admit(1999), 0u);
  EXPECT_EQ(limit.Admit(1999), std::nullopt);
  EXPECT_EQ(limit.Admit(1999), std::nullopt);
  EXPECT_EQ(limit.Admit(2000), 2u);
  EXPECT_EQ(limit.Admit(2000), 0u);
}

TEST(Log, WhatARecordHoldsForgesNoLineAndSendsNoEscapes) {
  EXPECT_EQ(OnOneLine("a\nb\x1b[31m\x7f\tc"), "a\\x0ab\\x1b[31m\\x7f\\x09c");
  EXPECT_EQ(OnOneLine("Größe"), "Größe");
}

}  // namespace
}  // namespace wirefold
