// Durations and sizes as text.
#include "worker/config/quantity.h"

#include <gtest/gtest.h>

#include <limits>

namespace wirefold {
namespace {

constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();

TEST(Quantity, IsANumberAndItsUnit) {
  const std::tuple<Quantity, const char*, uint64_t> cases[] = {
      {Quantity::kMilliseconds, "0ms", 0},
      {Quantity::kMilliseconds, "250ms", 250},
      {Quantity::kMilliseconds, "030s", 30'000},
      {Quantity::kMilliseconds, "2m", 120'000},
      {Quantity::kMilliseconds, "72h", 259'200'000},
      {Quantity::kSeconds, "72h", 259'200},
      {Quantity::kBytes, "512B", 512},
      {Quantity::kBytes, "64KiB", 65'536},
      {Quantity::kBytes, "2MiB", 2u << 20},
      {Quantity::kBytes, "4GiB", uint64_t{4} << 30},
      // More than 64 bits hold is the greatest number.
      {Quantity::kBytes, "18446744073709551615B", kMost},
      {Quantity::kBytes, "18446744073709551616B", kMost},
      {Quantity::kBytes, "17179869184GiB", kMost},
      {Quantity::kMilliseconds, "99999999999999999999999h", kMost},
  };
  for (const auto& [quantity, text, count] : cases) EXPECT_EQ(ParseQuantity(quantity, text), count) << text;
}

TEST(Quantity, NothingElseIs) {
  for (const char* text :
       {"", "5", "s", "-5s", "+5s", "5 s", " 5s", "5s ", "1.5s", "5S", "5sec", "1h30m", "0x5s", "5d"}) {
    EXPECT_EQ(ParseQuantity(Quantity::kMilliseconds, text), std::nullopt) << text;
  }
  for (const char* text : {"5", "5K", "5KB", "5kib", "5MB", "5b", "5 MiB", "5TiB", "1.5MiB"}) {
    EXPECT_EQ(ParseQuantity(Quantity::kBytes, text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseQuantity(Quantity::kSeconds, "1500ms"), std::nullopt);
}

TEST(Quantity, IsPrintedInTheLargestUnitThatReadsBack) {
  const std::tuple<Quantity, uint64_t, const char*> cases[] = {
      {Quantity::kMilliseconds, 0, "0ms"},      {Quantity::kMilliseconds, 1'500, "1500ms"},
      {Quantity::kMilliseconds, 90'000, "90s"}, {Quantity::kSeconds, 259'200, "72h"},
      {Quantity::kSeconds, 5'400, "90m"},       {Quantity::kBytes, 900'000, "900000B"},
      {Quantity::kBytes, 64u << 20, "64MiB"},   {Quantity::kBytes, kMost, "18446744073709551615B"},
  };
  for (const auto& [quantity, count, text] : cases) {
    EXPECT_EQ(PrintQuantity(quantity, count), text);
    EXPECT_EQ(ParseQuantity(quantity, text), count);
  }
}

TEST(Quantity, WhatWasMeantIsGuessed) {
  const std::tuple<Quantity, const char*, const char*> cases[] = {
      {Quantity::kMilliseconds, "50", "50s"},       {Quantity::kMilliseconds, "5 sec", "5s"},
      {Quantity::kMilliseconds, "5 minutes", "5m"}, {Quantity::kMilliseconds, "5 millis", "5ms"},
      {Quantity::kMilliseconds, "5H", "5h"},        {Quantity::kMilliseconds, "3d", ""},
      {Quantity::kMilliseconds, "1h30m", ""},       {Quantity::kMilliseconds, "soon", ""},
      {Quantity::kBytes, "64MB", "64MiB"},          {Quantity::kBytes, "64k", "64KiB"},
      {Quantity::kBytes, "64 bytes", "64B"},        {Quantity::kBytes, "1.5MiB", ""},
  };
  for (const auto& [quantity, text, guess] : cases) EXPECT_EQ(GuessQuantity(quantity, text, "s"), guess) << text;
}

}  // namespace
}  // namespace wirefold
