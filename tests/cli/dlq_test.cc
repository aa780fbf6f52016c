// Dead letters: filters, what their headers say, the record that goes back, and what is printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "worker/cli/dead_letter.h"
#include "worker/cli/dlq_filter.h"
#include "worker/cli/dlq_report.h"
#include "worker/cli/progress_bar.h"

namespace wirefold {
namespace {

using kafka::Header;
using kafka::Message;
using kafka::PlainMessage;
using testing::HasSubstr;
using Headers = std::vector<Header>;

constexpr int64_t kNow = 1'764'244'800'000;  // 2025-11-27T12:00:00Z

Headers ErrorHeaders() {
  return {{"__dlq.errors.topic", "raw"},         {"__dlq.errors.partition", "2"},
          {"__dlq.errors.offset", "345"},        {"__dlq.errors.group", "g"},
          {"__dlq.errors.timestamp", "1000"},    {"__dlq.errors.stage", "decode"},
          {"__dlq.errors.code", "INVALID_JSON"}, {"__dlq.errors.message", "a string is opened"}};
}

Headers operator+(Headers a, const Headers& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

PlainMessage Plain(Headers headers, int64_t offset = 120) {
  PlainMessage plain;
  plain.partition = 3;
  plain.offset = offset;
  plain.timestamp_ms = 1000;
  plain.key = "k";
  plain.value = "v";
  plain.headers = std::move(headers);
  return plain;
}

StoredLetter TheLetter() {
  StoredLetter letter;
  letter.partition = 3;
  letter.offset = 120;
  letter.timestamp_ms = 1000;
  letter.raw_topic = "raw";
  letter.raw_partition = 2;
  letter.raw_offset = 345;
  letter.group = "g";
  letter.stage = "decode";
  letter.code = "INVALID_JSON";
  letter.message = "a string is opened";
  return letter;
}

TEST(DeadLetterHeaders, AreReadWhateverStandsThere) {
  struct Case {
    const char* what;
    Headers before, after;  // of the worker's own
    std::function<void(StoredLetter&)> change;
  };
  const Case cases[] = {
      {"as the worker writes them", {}, {}, [](StoredLetter&) {}},
      {"the raw record had some of that name", {{"__dlq.errors.code", "FORGED"}}, {}, [](StoredLetter&) {}},
      {"a count of replays", {{"wirefold.replays", "2"}}, {}, [](StoredLetter& l) { l.replays = 2; }},
      {"several counts",
       {{"wirefold.replays", "7"}, {"wirefold.replays", "2"}},
       {},
       [](StoredLetter& l) { l.replays = 7; }},
      {"a count that is none", {{"wirefold.replays", "-1"}, {"wirefold.replays", "2x"}}, {}, [](StoredLetter&) {}},
      {"a count above all numbers", {{"wirefold.replays", "99999999999999999999"}}, {}, [](StoredLetter&) {}},
      {"the largest count",
       {{"wirefold.replays", "9223372036854775807"}},
       {},
       [](StoredLetter& l) { l.replays = std::numeric_limits<int64_t>::max(); }},
      {"no value", {}, {{"__dlq.errors.value_omitted_bytes", "5"}}, [](StoredLetter& l) { l.incomplete = true; }},
      {"no headers", {}, {{"__dlq.errors.headers_omitted_bytes", "5"}}, [](StoredLetter& l) { l.incomplete = true; }},
      {"no key", {}, {{"__dlq.errors.key_omitted_bytes", "5"}}, [](StoredLetter& l) { l.incomplete = true; }},
      {"a partition that is none",
       {},
       {{"__dlq.errors.partition", "two"}},
       [](StoredLetter& l) { l.raw_partition.reset(); }},
      {"a partition below 0", {}, {{"__dlq.errors.partition", "-1"}}, [](StoredLetter& l) { l.raw_partition.reset(); }},
      {"an unknown time", {}, {{"__dlq.errors.timestamp", "0"}}, [](StoredLetter& l) { l.timestamp_ms.reset(); }},
      {"an unknown header of the worker's", {}, {{"__dlq.errors.colour", "red"}}, [](StoredLetter&) {}},
  };
  for (const Case& c : cases) {
    StoredLetter expected = TheLetter();
    c.change(expected);
    EXPECT_EQ(ReadLetter(Message(Plain(c.before + ErrorHeaders() + c.after))), expected) << c.what;
  }
}

TEST(DeadLetterState, SaysWhetherALetterIsSentBack) {
  const ReplayRules rules{"raw", "g", 3};
  const auto letter = [](const std::function<void(StoredLetter&)>& change) {
    StoredLetter changed = TheLetter();
    change(changed);
    return changed;
  };
  struct Case {
    StoredLetter letter;
    bool replayed;
    LetterState state;
  };
  const Case cases[] = {
      {TheLetter(), false, LetterState::kWaiting},
      {TheLetter(), true, LetterState::kReplayed},
      {letter([](StoredLetter& l) { l.raw_topic = "other"; }), false, LetterState::kForeign},
      {letter([](StoredLetter& l) { l.group = "other"; }), false, LetterState::kForeign},
      {StoredLetter{}, false, LetterState::kForeign},
      {letter([](StoredLetter& l) { l.incomplete = true; }), false, LetterState::kIncomplete},
      {letter([](StoredLetter& l) { l.replays = 2; }), false, LetterState::kWaiting},
      {letter([](StoredLetter& l) { l.replays = 3; }), false, LetterState::kExhausted},
      {letter([](StoredLetter& l) { l.replays = std::numeric_limits<int64_t>::max(); }), false,
       LetterState::kExhausted},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(StateOf(c.letter, c.replayed, rules), c.state) << LetterStateName(c.state);
  }
}

TEST(RawRecord, IsTheOriginalWithACountOfReplays) {
  struct Case {
    const char* what;
    Headers raw;  // of the record that failed
    Headers expected;
  };
  const Case cases[] = {
      {"no headers", {}, {{"wirefold.replays", "1"}}},
      {"headers in their order, doubles too",
       {{"b", "1"}, {"a", ""}, {"b", std::string("\0\xff", 2)}},
       {{"b", "1"}, {"a", ""}, {"b", std::string("\0\xff", 2)}, {"wirefold.replays", "1"}}},
      {"sent back before", {{"wirefold.replays", "2"}, {"a", "1"}}, {{"a", "1"}, {"wirefold.replays", "3"}}},
      {"with a dead letter's headers of before", {{"__dlq.errors.code", "OLD"}}, {{"wirefold.replays", "1"}}},
      {"a name that only looks like it", {{"__dlqx", "1"}}, {{"__dlqx", "1"}, {"wirefold.replays", "1"}}},
  };
  for (const Case& c : cases) {
    const Message message(Plain(c.raw + ErrorHeaders()));
    const kafka::Outgoing raw = RawRecordOf(message, ReadLetter(message), "raw", 6);
    EXPECT_EQ(raw.headers, c.expected) << c.what;
    EXPECT_EQ(raw.topic, "raw");
    EXPECT_EQ(raw.partition, 2);
    EXPECT_EQ(raw.key, "k");
    EXPECT_EQ(raw.value, "v");
    EXPECT_EQ(raw.timestamp_ms, 0) << "stamped anew";
  }
}

TEST(RawRecord, KeepsWhatIsEmptyApartFromWhatIsNotThere) {
  PlainMessage plain = Plain(ErrorHeaders());
  plain.key.reset();
  plain.value = "";
  const Message message(std::move(plain));
  const kafka::Outgoing raw = RawRecordOf(message, ReadLetter(message), "raw", 6);
  EXPECT_FALSE(raw.key.has_value());
  EXPECT_EQ(raw.value, "");
}

TEST(RawRecord, GoesByItsKeyWhenItsPartitionIsNoMore) {
  const Message message(Plain(ErrorHeaders()));
  EXPECT_EQ(RawRecordOf(message, ReadLetter(message), "raw", 3).partition, 2);
  EXPECT_EQ(RawRecordOf(message, ReadLetter(message), "raw", 2).partition, -1);
}

TEST(LetterFilters, AreReadFromText) {
  struct Case {
    std::vector<std::string> filters;
    LetterFilter expected;
  };
  const auto filter = [](const std::function<void(LetterFilter&)>& change) {
    LetterFilter changed;
    change(changed);
    return changed;
  };
  const Case cases[] = {
      {{}, {}},
      {{"code=INVALID_JSON"}, filter([](LetterFilter& f) { f.codes = {"INVALID_JSON"}; })},
      {{"code=invalid_json", "code=MISSING_BODY"}, filter([](LetterFilter& f) {
         f.codes = {"INVALID_JSON", "MISSING_BODY"};
       })},
      {{"stage=Decode", "partition=3"}, filter([](LetterFilter& f) { f.stages = {"decode"}, f.partitions = {3}; })},
      {{"offset=7", "offset=100-200"}, filter([](LetterFilter& f) {
         f.offsets = {{7, 7}, {100, 200}};
       })},
      {{"since=90m"}, filter([](LetterFilter& f) { f.since_ms = kNow - 5'400'000; })},
      {{"since=1h30m"}, filter([](LetterFilter& f) { f.since_ms = kNow - 5'400'000; })},
      {{"since=0"}, filter([](LetterFilter& f) { f.since_ms = kNow; })},
      {{"since=1h", "since=2h"}, filter([](LetterFilter& f) { f.since_ms = kNow - 7'200'000; })},
      {{"since=2025-11-27T12:00:00Z"}, filter([](LetterFilter& f) { f.since_ms = kNow; })},
      {{"since=2025-11-27T14:00:00.25+02:00"}, filter([](LetterFilter& f) { f.since_ms = kNow + 250; })},
      {{"since=2025-11-27"}, filter([](LetterFilter& f) { f.since_ms = kNow - 43'200'000; })},
  };
  for (const Case& c : cases) {
    const auto parsed = ParseFilters(c.filters, kNow);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, c.expected) << testing::PrintToString(c.filters);
  }
}

TEST(LetterFilters, ThatAreNoneAreNamed) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "must be KEY=VALUE"},
      {"code", "must be KEY=VALUE"},
      {"code=", "must be KEY=VALUE"},
      {"=x", "unknown key"},
      {"topic=x", "unknown key; there are code, stage, partition, offset, since"},
      {"partition=-1", "a partition's number"},
      {"partition=99999999999", "a partition's number"},
      {"partition=1 ", "a partition's number"},
      {"offset=200-100", "an offset, or two"},
      {"offset=-5", "an offset, or two"},
      {"offset=1-", "an offset, or two"},
      {"offset=1-2-3", "an offset, or two"},
      {"since=yesterday", "must be a duration"},
      {"since=-1h", "must be a duration"},
      {"since=inf", "must be a duration"},
      {"since=infinite-past", "must be a duration"},
      {"since=2025-13-01", "must be a duration"},
      {"co\nde=x", "--filter co de=x: unknown key"},
  };
  for (const auto& [filter, reason] : cases) {
    const auto parsed = ParseFilters({"code=A", filter}, kNow);
    EXPECT_TRUE(absl::IsInvalidArgument(parsed.status())) << filter;
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(reason)) << filter;
  }
}

TEST(LetterFilters, TakeAnyValueOfAKeyAndAllKeys) {
  struct Case {
    std::vector<std::string> filters;
    bool matches;
  };
  const Case cases[] = {
      {{}, true},
      {{"code=INVALID_JSON"}, true},
      {{"code=MISSING_BODY"}, false},
      {{"code=MISSING_BODY", "code=INVALID_JSON"}, true},
      {{"code=INVALID_JSON", "stage=encode"}, false},
      {{"code=INVALID_JSON", "stage=decode", "partition=3", "offset=120"}, true},
      {{"partition=2"}, false},  // the raw record's
      {{"offset=345"}, false},
      {{"offset=119"}, false},
      {{"offset=100-120"}, true},
      {{"offset=120-130"}, true},
      {{"since=1970-01-01T00:00:01Z"}, true},
      {{"since=1970-01-01T00:00:02Z"}, false},
  };
  for (const Case& c : cases) {
    const auto filter = ParseFilters(c.filters, kNow);
    ASSERT_TRUE(filter.ok()) << filter.status();
    EXPECT_EQ(filter->Matches(TheLetter()), c.matches) << testing::PrintToString(c.filters);
  }
  StoredLetter timeless = TheLetter();
  timeless.timestamp_ms.reset();
  EXPECT_FALSE(ParseFilters({"since=1970-01-01"}, kNow)->Matches(timeless));
}

TEST(LetterPlaces, AreAPartitionAndAnOffset) {
  EXPECT_EQ(*ParsePlace("3@120"), (LetterPlace{3, 120}));
  for (const char* text : {"", "@", "3", "3@", "@3", "3@-1", "-3@1", "3@1@1", "a@1", "3 @1", "99999999999@1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParsePlace(text).status())) << text;
  }
}

TEST(LettersText, IsATableOnWhichHostileTextTakesNoLine) {
  StoredLetter hostile;
  hostile.offset = 7;
  hostile.code = "A\nB";
  hostile.message = "\x1b[31mred\xff";
  EXPECT_EQ(LettersText({{TheLetter(), LetterState::kWaiting}, {hostile, LetterState::kForeign}}),
            "PLACE  STATE    TIME                      STAGE   CODE          REPLAYS  RAW    MESSAGE\n"
            "3@120  waiting  1970-01-01T00:00:01.000Z  decode  INVALID_JSON        0  2@345  a string is opened\n"
            "0@7    foreign  unknown                   -       A B                 0  -       [31mred\xEF\xBF\xBD\n");
}

TEST(LetterJson, IsOneLineWithTheNamesThatAreDocumented) {
  EXPECT_EQ(LetterJson({TheLetter(), LetterState::kWaiting}),
            R"({"partition":3,"offset":120,"state":"waiting","time":"1970-01-01T00:00:01.000Z","stage":"decode",)"
            R"("code":"INVALID_JSON","message":"a string is opened","replays":0,"raw_topic":"raw","raw_partition":2,)"
            R"("raw_offset":345,"group":"g"})"
            "\n");
  StoredLetter hostile;
  hostile.message = "\"\n\xff";
  EXPECT_EQ(LetterJson({hostile, LetterState::kForeign}),
            R"({"partition":0,"offset":0,"state":"foreign","time":null,"stage":null,"code":null,)"
            "\"message\":\"\\\"\\n\xEF\xBF\xBD\",\"replays\":0,\"raw_topic\":null,\"raw_partition\":null,"
            "\"raw_offset\":null,\"group\":null}\n");
}

TEST(WholeLetter, ShowsTextAsTextAndBytesAsDigits) {
  struct Case {
    std::optional<std::string> key, value;
    const char *text, *json;  // parts of
  };
  const Case cases[] = {
      {"k", "{\"a\":1}\n", "key      k\n", "\"key\":\"k\""},
      {"k", "{\"a\":1}\n", "value    8 bytes\n{\"a\":1}\n", "\"value\":\"{\\\"a\\\":1}\\n\""},
      {"k", "one\r\ntwo", "value    8 bytes\none \ntwo\n", "\"value\":\"one\\r\\ntwo\""},
      {std::nullopt, std::nullopt, "key      none\n", "\"key\":null"},
      {std::nullopt, std::nullopt, "value    none\n", "\"value\":null"},
      {"\xff", std::string("\0\x01", 2), "key      0xff\n", "\"key_hex\":\"ff\""},
      {"a\nb", std::string("\xff\x01", 2), "key      0x610a62\n", "\"key\":\"a\\nb\""},
      {"k", std::string("\xff\x01", 2), "value    2 bytes\n00000000  ff01\n", "\"value_hex\":\"ff01\""},
      {"k", "\x1b[2J", "value    4 bytes\n00000000  1b5b324a\n", "\"value\":\"\\u001b[2J\""},
      {"", "", "value    0 bytes\n", "\"value\":\"\""},
  };
  for (const Case& c : cases) {
    PlainMessage plain = Plain(Headers{{"h", "\xfe"}} + ErrorHeaders());
    plain.key = c.key;
    plain.value = c.value;
    const Message message(std::move(plain));
    const LetterRow row{ReadLetter(message), LetterState::kWaiting};
    EXPECT_THAT(WholeLetterText(row, message), HasSubstr(c.text));
    EXPECT_THAT(WholeLetterText(row, message), HasSubstr("header   h: 0xfe\n"));
    EXPECT_THAT(WholeLetterJson(row, message), HasSubstr(c.json));
    EXPECT_THAT(WholeLetterJson(row, message), HasSubstr(R"("headers":[{"name":"h","value_hex":"fe"},{"name":)"));
  }
}

TEST(ReplaySummaries, SayWhatStaysAndWhy) {
  ReplaySummary summary;
  summary.raw_topic = "raw";
  summary.sent = 5;
  EXPECT_EQ(SummaryText(summary), "5 letters sent back to raw\n");
  summary.sent = 1;
  EXPECT_EQ(SummaryText(summary), "1 letter sent back to raw\n");
  summary.sent = 5;
  StoredLetter letter;
  for (letter.offset = 0; letter.offset < 12; ++letter.offset) {
    summary.states[static_cast<size_t>(LetterState::kExhausted)].Add(letter);
  }
  summary.refused.Add(TheLetter());
  summary.stopped_at_max = true;
  EXPECT_EQ(SummaryText(summary),
            "5 letters sent back to raw\n"
            "stay: exhausted, sent back as often as they may be, 12: 0@0 0@1 0@2 0@3 0@4 0@5 0@6 0@7 0@8 0@9 … and 2 "
            "more\n"
            "stay: refused by the raw topic, 1: 3@120\n"
            "stopped at --max: there may be more\n");
  EXPECT_EQ(SummaryJson(summary),
            R"({"raw_topic":"raw","dry_run":false,"sent":5,"refused":1,"replayed":0,"foreign":0,"incomplete":0,)"
            R"("exhausted":12,"stopped_at_max":true})"
            "\n");
}

TEST(ProgressBars, StayWithinTheirWidth) {
  EXPECT_EQ(BarText("replay", 5, 10, "5 sent back"), "replay [###############               ]  50 %  5 sent back");
  EXPECT_EQ(BarText("r", 0, 0, ""), "r [##############################] 100 %  ");
  EXPECT_EQ(BarText("r", 20, 10, ""), "r [##############################] 100 %  ");
  EXPECT_EQ(BarText("r", -1, 10, ""), "r [                              ]   0 %  ");
}

}  // namespace
}  // namespace wirefold
