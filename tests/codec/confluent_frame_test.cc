#include "common/codec/confluent_frame.h"

#include <gtest/gtest.h>

#include "common/codec/enriched_codec.h"

namespace wirefold {
namespace {

using std::string_view_literals::operator""sv;

TEST(ConfluentFrame, IsZeroTheIdInNetworkOrderAndTheFirstMessagesIndex) {
  EXPECT_EQ(ConfluentFrame(0x01020304), "\x00\x01\x02\x03\x04\x00"sv);
  EXPECT_EQ(ConfluentFrame(0x7fffffff), "\x00\x7f\xff\xff\xff\x00"sv);
}

TEST(ConfluentFrame, WhatHasNoneIsLeftAsItIs) {
  EXPECT_EQ(WithoutConfluentFrame(ConfluentFrame(7) + "abc"), "abc");
  EXPECT_EQ(WithoutConfluentFrame(ConfluentFrame(7)), "");
  for (const std::string_view value : {""sv, "\x0a\x01x"sv, "\x00\x00\x00\x00\x07"sv, "\x00\x00\x00\x00\x07\x02"sv}) {
    EXPECT_EQ(WithoutConfluentFrame(value), value);
  }
}

}  // namespace
}  // namespace wirefold
