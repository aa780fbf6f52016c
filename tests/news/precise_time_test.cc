#include "common/news/precise_time.h"

#include <gtest/gtest.h>

namespace wirefold {
namespace {

TEST(PreciseTime, DaysAndTimesOfTheCalendarAreKnown) {
  for (const auto& [text, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"2024-02-29", "2024-02-29"},
           {" 2024-01-10\n", "2024-01-10"},
           {"2000-02-29", "2000-02-29"},
       }) {
    EXPECT_EQ(ReadTime(text), (PreciseTime{value, TimePrecision::kDay})) << text;
  }
  for (const auto& [text, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"2024-01-10T09:30:00Z", "2024-01-10T09:30:00Z"},
           {"2024-01-10 09:30:00", "2024-01-10T09:30:00"},
           {"2024-01-10t09:30:00z", "2024-01-10T09:30:00z"},
           {"2024-01-10T09:30:00+05:30", "2024-01-10T09:30:00+05:30"},
           {"2024-01-10T09:30:00.250Z", "2024-01-10T09:30:00.250Z"},
           {"2024-01-10T09:30:00,5-0330", "2024-01-10T09:30:00,5-0330"},
           {"2024-01-10 09:30:00 +0000", "2024-01-10T09:30:00+0000"},
           {"2024-01-10 09:30:00 UTC", "2024-01-10T09:30:00Z"},
           {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"},
           {"2024-01-10T00:00:00+05", "2024-01-10T00:00:00+05"},
       }) {
    EXPECT_EQ(ReadTime(text), (PreciseTime{value, TimePrecision::kSecond})) << text;
  }
}

TEST(PreciseTime, WhatTheCalendarDoesNotHaveStaysAsItIs) {
  for (const char* text : {"0000-00-00",
                           "0000-00-00 00:00:00",
                           "0001-01-01T00:00:00Z",
                           "2024-02-30",
                           "2023-02-29",
                           "1900-02-29",
                           "2024-04-31",
                           "2024-13-01",
                           "2024-00-10",
                           "2024-01-00",
                           "2024-01-32",
                           "2024-01-10T25:61:00Z",
                           "2024-01-10T24:00:00Z",
                           "2024-01-10T09:60:00Z",
                           "2024-01-10T09:30:61Z",
                           "2024-01-10T09:30:60Z",
                           "2018-04-05 06:00:00 PM",
                           "2018-04-05 06:00:00PM",
                           "2016/6/29 15:07:41",
                           "2024/01/10",
                           "10-01-2024",
                           "2024-1-5",
                           "2024-01",
                           "2024",
                           "20240110",
                           "2024-01-10T",
                           "2024-01-10T09",
                           "2024-01-10T09:30",
                           "2024-01-10Tnoon",
                           "2024-01-10T09:30:00.Z",
                           "2024-01-10T09:30:00ZZ",
                           "2024-01-10T09:30:00+24:00",
                           "2024-01-10T09:30:00+05:60",
                           "2024-01-10T09:30:00+5",
                           "2024-01-10T09:30:00+05:3",
                           "2024-01-10T09:30:00+05:300",
                           "2024-01-10T09:30:00EST",
                           "2024-01-10 (updated)",
                           "2024-01-10Z",
                           "-024-01-10",
                           "2024-01-1O",
                           "1767225600000",
                           "yesterday",
                           ""}) {
    EXPECT_EQ(ReadTime(text), (PreciseTime{text, TimePrecision::kUnparsed})) << text;
  }
}

TEST(PreciseTime, AFullTimeHasItsZone) {
  EXPECT_TRUE(IsRfc3339(ReadTime("2024-01-10T09:30:00Z")));
  EXPECT_TRUE(IsRfc3339(ReadTime("2024-01-10 09:30:00.5+05:30")));
  EXPECT_FALSE(IsRfc3339(ReadTime("2024-01-10T09:30:00")));
  EXPECT_FALSE(IsRfc3339(ReadTime("2024-01-10T09:30:00+0530")));
  EXPECT_FALSE(IsRfc3339(ReadTime("2024-01-10")));
  EXPECT_FALSE(IsRfc3339(ReadTime("2024-01-10T99:30:00Z")));
}

}  // namespace
}  // namespace wirefold
