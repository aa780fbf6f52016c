#include "common/text/byte_classes.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>
#include <string>
#include <vector>

#include "tests/support/each_instruction_set.h"

namespace wirefold {
namespace {

TEST(ByteClasses, AreThoseOfEachByteWhateverTheInstructions) {
  WithEachInstructionSet([] {
    std::mt19937 random(3);
    for (size_t blocks : {0, 1, 4, 50}) {
      std::string text;
      for (size_t i = 0; i < 64 * blocks; ++i) text += static_cast<char>(i < 256 ? i : random());
      std::string lower(text.size(), '\0');
      std::vector<uint64_t> word(blocks);
      std::vector<uint64_t> above(blocks);
      std::vector<uint64_t> comma(blocks);
      ClassifyBytes(text.data(), blocks, lower.data(), {word.data(), above.data(), comma.data()});
      for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<uint8_t>(text[i]);
        const auto bit = [&](const std::vector<uint64_t>& map) { return (map[i / 64] >> i % 64 & 1) != 0; };
        ASSERT_EQ(bit(word), byte >= 0x80 || std::isalnum(byte) != 0) << i << ' ' << int{byte};
        ASSERT_EQ(bit(above), byte >= 0x80) << i << ' ' << int{byte};
        ASSERT_EQ(bit(comma), byte == ',') << i << ' ' << int{byte};
        ASSERT_EQ(static_cast<uint8_t>(lower[i]), byte | 0x20) << i << ' ' << int{byte};
      }
    }
  });
}

}  // namespace
}  // namespace wirefold
