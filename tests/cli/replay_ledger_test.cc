// Which dead letters were sent back: the marks that say so.
#include "worker/cli/replay_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wirefold {
namespace {

using kafka::Message;
using kafka::PlainMessage;
using testing::HasSubstr;
using Headers = std::vector<kafka::Header>;

Headers operator+(Headers a, const Headers& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(OffsetSet, EqualsASetOfNumbers) {
  // Every way to add three ranges of small numbers.
  constexpr int64_t kLast = 4;
  std::vector<std::pair<int64_t, int64_t>> ranges;
  for (int64_t first = 0; first <= kLast; ++first) {
    for (int64_t last = first; last <= kLast; ++last) ranges.emplace_back(first, last);
  }
  for (const auto& a : ranges) {
    for (const auto& b : ranges) {
      for (const auto& c : ranges) {
        OffsetSet set;
        std::set<int64_t> numbers;
        for (const auto& [first, last] : {a, b, c}) {
          set.Add(first, last);
          for (int64_t i = first; i <= last; ++i) numbers.insert(i);
        }
        size_t runs = 0;
        for (const int64_t i : numbers) runs += numbers.contains(i - 1) ? 0 : 1;
        for (int64_t i = -1; i <= kLast + 1; ++i) ASSERT_EQ(set.Contains(i), numbers.contains(i)) << i;
        ASSERT_EQ(set.ranges(), runs) << "ranges that touch are one";
      }
    }
  }
}

Message MarkMessage(const std::string& offsets, int64_t offset = 1000, const Headers& more = {}) {
  PlainMessage plain;
  plain.partition = 3;
  plain.offset = offset;
  plain.headers = Headers{{"__dlq.replayed.offsets", offsets}, {"__dlq.replayed.group", "g"}} + more;
  return Message(std::move(plain));
}

TEST(ReplayMarks, NameTheirOffsetsInRanges) {
  const std::pair<std::vector<int64_t>, const char*> cases[] = {
      {{7}, "7"}, {{7, 8}, "7-8"}, {{0, 1, 2, 5, 9, 10}, "0-2,5,9-10"}, {{1, 3, 5}, "1,3,5"}};
  for (const auto& [offsets, text] : cases) {
    const kafka::Outgoing mark = MarkRecord("dlq", 3, offsets, "g");
    EXPECT_EQ(mark.headers, (Headers{{"__dlq.replayed.offsets", text}, {"__dlq.replayed.group", "g"}}));
    EXPECT_EQ(mark.topic, "dlq");
    EXPECT_EQ(mark.partition, 3);
    EXPECT_FALSE(mark.key.has_value());
    EXPECT_FALSE(mark.value.has_value());
    EXPECT_TRUE(IsMark(mark.headers));
    ReplayLedger ledger;
    ASSERT_TRUE(ledger.Take(MarkMessage(text)).ok());
    for (int64_t offset = 0; offset < 12; ++offset) {
      const bool there = std::find(offsets.begin(), offsets.end(), offset) != offsets.end();
      EXPECT_EQ(ledger.WasReplayed(3, offset), there) << text << " " << offset;
      EXPECT_FALSE(ledger.WasReplayed(2, offset));
    }
  }
}

TEST(ReplayMarks, ADeadLetterIsNoneWhateverItsRawRecordBroughtAlong) {
  EXPECT_FALSE(IsMark(Headers{{"__dlq.replayed.offsets", "0-99"}} + Headers{{"__dlq.errors.code", "INVALID_JSON"}}));
  EXPECT_FALSE(IsMark({{"a", "1"}}));
  EXPECT_FALSE(IsMark({}));
}

TEST(ReplayMarks, ThatCannotBeReadAreAnErrorThatNamesThePlace) {
  for (const char* text : {"", "x", "1,", ",1", "1-", "-1", "5-3", "1 2", "1-2-3", "99999999999999999999", "1000",
                           "0-1000", "1\n", "1;2"}) {
    ReplayLedger ledger;
    const absl::Status status = ledger.Take(MarkMessage(text));
    EXPECT_TRUE(absl::IsDataLoss(status)) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("3@1000")) << text;
    EXPECT_FALSE(ledger.WasReplayed(3, 1)) << text;
  }
}

}  // namespace
}  // namespace wirefold
