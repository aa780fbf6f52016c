#include "common/codec/wire_reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace wirefold {
namespace {

TEST(WireReader, TakesBackWhatTheWriterWrote) {
  for (uint64_t number : {uint64_t{0}, uint64_t{1}, uint64_t{127}, uint64_t{128}, uint64_t{300}, uint64_t{1} << 35,
                          std::numeric_limits<uint64_t>::max()}) {
    std::string bytes;
    WireWriter(bytes).Varint(number);
    bytes += "x";
    WireReader in(bytes);
    uint64_t read = 0;
    ASSERT_TRUE(in.Varint(read));
    EXPECT_EQ(read, number);
    EXPECT_EQ(in.left(), 1u);
  }
  std::string framed;
  const std::vector<std::string> records = {"", "a", std::string(300, 'b')};
  for (const std::string& record : records) AppendDelimited(record, framed);
  WireReader in(framed);
  for (const std::string& record : records) {
    std::string_view read;
    ASSERT_TRUE(in.Delimited(read));
    EXPECT_EQ(read, record);
  }
  EXPECT_TRUE(in.empty());
}

TEST(WireReader, FixedNumbersAreLittleEndian) {
  WireReader in(std::string_view("\x01\x02\x03\x84\x00\x00\x00\x00\x00\x00\xf0\x3f\x09", 13));
  uint32_t narrow = 0;
  uint64_t wide = 0;
  ASSERT_TRUE(in.Fixed(narrow));
  ASSERT_TRUE(in.Fixed(wide));
  EXPECT_EQ(narrow, 0x84030201u);
  EXPECT_EQ(wide, 0x3ff0000000000000u);
  EXPECT_FALSE(in.Fixed(narrow));
}

TEST(WireReader, ACutOrOverlongNumberIsNone) {
  uint64_t number = 0;
  for (const std::string& bytes : {std::string(), std::string("\x80"), std::string("\xff\xff"), std::string(10, '\xff'),
                                   std::string(9, '\xff') + '\x02'}) {
    EXPECT_FALSE(WireReader(bytes).Varint(number)) << bytes.size();
  }
}

TEST(WireReader, ARecordThatEndsEarlyIsNone) {
  std::string_view record;
  for (const char* bytes : {"\x05"
                            "abcd",
                            "\x80",
                            "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                            "abc"}) {
    EXPECT_FALSE(WireReader(bytes).Delimited(record)) << bytes;
  }
}

}  // namespace
}  // namespace wirefold
