#include "common/news/precise_time.h"

#include <gtest/gtest.h>

#include "common/news/written_time.h"

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
           {"20240110T093000Z", "2024-01-10T09:30:00Z"},
           {"20240110T0930+0530", "2024-01-10T09:30:00+0530"},
           {"20240110T093000", "2024-01-10T09:30:00"},
           {"/Date(1704879000000)/", "2024-01-10T09:30:00Z"},
           {"/Date(1704879000000+0200)/", "2024-01-10T09:30:00Z"},
           {"2024-01-10 09:30:00 +0000 UTC", "2024-01-10T09:30:00+0000"},
           {"2024-01-10T09:30:00+01:00[Europe/Paris]", "2024-01-10T09:30:00+01:00"},
       }) {
    EXPECT_EQ(ReadTime(text), (PreciseTime{value, TimePrecision::kSecond})) << text;
  }
}

TEST(PreciseTime, WhatTheCalendarDoesNotHaveStaysAsItIs) {
  for (const char* text : {"0000-00-00",
                           "0000-00-00 00:00:00",
                           "0001-01-01T00:00:00Z",
                           "1970-01-01T00:00:00Z",
                           "1970-01-01 00:00:00.000",
                           "1970-01-01",
                           "1970-01-01T01:00:00+01:00",
                           "1970-01-01T05:30:00+0530",
                           "1969-12-31T16:00:00-08:00",
                           "1969-12-31T19:00:00.000-05:00",
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
                           "13:00 PM 10 January 2024",
                           "2016/6/29 15:07:41",
                           "10-01-2024",
                           "2024-01",
                           "2024",
                           "2024-01-10T",
                           "20240230T093000Z",
                           "20240110T2530Z",
                           "20240110T09300",
                           "/Date(soon)/",
                           "2024-01-10T09",
                           "2024-01-10Tnoon",
                           "2024-01-10T09:30:00.Z",
                           "2024-01-10T09:30:00ZZ",
                           "2024-01-10T09:30:00+24:00",
                           "2024-01-10T09:30:00+05:60",
                           "2024-01-10T09:30:00+5",
                           "2024-01-10T09:30:00+05:3",
                           "2024-01-10T09:30:00+05:300",
                           "2024-01-10 (updated)",
                           "2024-01-10Z",
                           "-024-01-10",
                           "2024-01-1O",
                           "yesterday",
                           ""}) {
    EXPECT_EQ(ReadTime(text), (PreciseTime{text, TimePrecision::kUnparsed})) << text;
  }
}

struct Written {
  const char* text;
  const char* value;
  const char* language = "";
};

TEST(PreciseTime, NotationsOfPeopleAndToolsAreRead) {
  for (const Written& one : std::initializer_list<Written>{
           {"Wed, 10 Jan 2024 09:30:15 +0530", "2024-01-10T09:30:15+05:30"},
           {"Wed, 10 Jan 2024 09:30:00 GMT", "2024-01-10T09:30:00Z"},
           {"Wed, 10 Jan 24 09:30:00 EST", "2024-01-10T09:30:00-05:00"},
           {"Mon Mar  4 10:20:30 2024", "2024-03-04T10:20:30"},
           {"2018. 04. 05. 06:00", "2018-04-05T06:00:00", "hu"},
           {"6:00 PM EDT, Thu April 5, 2018", "2018-04-05T18:00:00-04:00"},
           {"10-JAN-24 09:30", "2024-01-10T09:30:00"},
           {"Thứ năm, 5/4/2018, 06:00 (GMT+7)", "2018-04-05T06:00:00+07:00", "vi"},
           {"1704879000", "2024-01-10T09:30:00Z"},
           {"1704879000123", "2024-01-10T09:30:00Z"},
           {"1704879000123456789", "2024-01-10T09:30:00Z"},
           {"Wed Jan 10 2024 09:30:00 GMT+0200 (Central European Standard Time)", "2024-01-10T09:30:00+02:00"},
           {"２０２４年１月１０日", "2024-01-10", "ja"},
           {"١٠ يناير ٢٠٢٤", "2024-01-10", "ar"},
           {"20240110", "2024-01-10"},
           {"20240110093000", "2024-01-10T09:30:00"},
           {"2024-01-10T09:30", "2024-01-10T09:30:00"},
           {"2024-01-10T09:30Z", "2024-01-10T09:30:00Z"},
           {"2024/01/10", "2024-01-10"},
           {"31/12/2024", "2024-12-31"},
           {"12/31/2024", "2024-12-31"},
           {"05/05/2024", "2024-05-05"},
           {"03/04/2024", "2024-04-03", "fr"},
           {"10.01.2024", "2024-01-10", "de-AT"},
           {"10.01.24", "2024-01-10", "de"},
           {"10.01.99, 09:30 Uhr", "1999-01-10T09:30:00", "de"},
           {"January 5th, 2024 at 3:15 p.m. EST", "2024-01-05T15:15:00-05:00"},
           {"Jan 10, 2024 9:30 AM IST", "2024-01-10T09:30:00"},
           {"10 de enero de 2024", "2024-01-10"},
           {"mercredi 10 janvier 2024 à 9h30", "2024-01-10T09:30:00"},
           {"10. Januar 2024, 09:30 Uhr", "2024-01-10T09:30:00"},
           {"10 января 2024, 09:30", "2024-01-10T09:30:00"},
           {"10 Ocak 2024 Çarşamba", "2024-01-10"},
           {"2024年1月10日 09:30", "2024-01-10T09:30:00"},
           {"2024년 3월 5일 오후 3:05", "2024-03-05T15:05:00"},
           {"3. listopada 2024", "2024-10-03", "hr"},
           {"10 มกราคม 2567", "2024-01-10", "th"},
       }) {
    const PreciseTime time = ReadTime(one.text, {.language = one.language});
    EXPECT_EQ(time.value, one.value) << one.text;
    EXPECT_NE(time.precision, TimePrecision::kUnparsed) << one.text;
  }
}

TEST(PreciseTime, WhatMeansTwoThingsIsLeft) {
  for (const Written& one : std::initializer_list<Written>{{"03/04/2024", "", "en"},
                                                           {"03.04.2024", "", ""},
                                                           {"03/04/2024", "", "es-US"},
                                                           {"10/01/24", "", "de"},
                                                           {"10.01.24", "", "en"},
                                                           {"10.1.24", "", "de"},
                                                           {"10 Jan 24", "", "en"},
                                                           {"3 listopada 2024", "", "en"},
                                                           {"2 hours ago", "", "en"},
                                                           {"Yesterday, 21:15", "", "en"},
                                                           {"31 February 2024", "", "en"},
                                                           {"9999-12-31T00:00:00Z", "", "en"},
                                                           {"March 2024", "", "en"},
                                                           {"10 มกราคม 2567", "", "en"}}) {
    EXPECT_EQ(ReadTime(one.text, {.language = one.language}), (PreciseTime{one.text, TimePrecision::kUnparsed}))
        << one.text;
  }
}

TEST(PreciseTime, ALabelMustFitItsField) {
  EXPECT_EQ(ReadTime("Updated: January 10, 2024, 9:30 PM", {.modified = true}).value, "2024-01-10T21:30:00");
  EXPECT_EQ(ReadTime("Updated: January 10, 2024, 9:30 PM").precision, TimePrecision::kUnparsed);
  EXPECT_EQ(ReadTime("Published: January 10, 2024").value, "2024-01-10");
  EXPECT_EQ(ReadTime("Published: January 10, 2024", {.modified = true}).precision, TimePrecision::kUnparsed);
}

TEST(FindWrittenTime, IsTheFirstThatALineHolds) {
  struct Case {
    const char* line;
    const char* language;
    const char* value;  // empty: none
  };
  for (const Case& one : {
           Case{"By Ada Quist | Published March 18, 2024 at 2:05 pm", "en", "2024-03-18T14:05:00"},
           {"Donnerstag 25.04.24 | 14:07 Uhr | Von Ada Quist", "de", "2024-04-25T14:07:00"},
           {"05.04.2024 - Güncelleme : 06.04.2024", "tr", "2024-04-05"},
           {"Updated: 6 March 2024. Published: 5 March 2024", "en", "2024-03-05"},
           {"입력 2024.03.18 14:05 수정 2024.03.19 16:00", "ko", "2024-03-18T14:05:00"},
           {"2024年3月18日 14時05分", "ja", "2024-03-18T14:05:00"},
           {"Selasa, 18 Mar 2024 14:05 WIB", "id", "2024-03-18T14:05:00+07:00"},
           {"18 March 2024 3 min read", "en", "2024-03-18"},
           {"2024-03-18T14:05:00 233 views", "en", "2024-03-18T14:05:00"},
           // None: another field's, of two meanings, no day of the calendar, no year, no date at all.
           {"Last updated March 5, 2024", "en", ""},
           {"03/04/2024", "en", ""},
           {"Published February 30, 2024", "en", ""},
           {"18 March", "en", ""},
           {"Route 18, 2024 passengers", "en", ""},
           {"", "en", ""},
       }) {
    const std::optional<PreciseTime> time = FindWrittenTime(one.line, {.language = one.language});
    EXPECT_EQ(time ? time->value : "", one.value) << one.line;
  }
  EXPECT_EQ(FindWrittenTime("5 March 2024, updated 6 March 2024", {.language = "en", .modified = true})->value,
            "2024-03-06");
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
