#include "common/base/printable.h"

#include <gtest/gtest.h>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

TEST(Printable, TextIsAsItIs) {
  EXPECT_EQ(Printable("urn:1 – Ключ 😀", 80), "urn:1 – Ключ 😀");
  EXPECT_EQ(Printable("", 80), "");
}

TEST(Printable, NothingThatDrivesATerminalOrEndsALineComesThrough) {
  EXPECT_EQ(Printable("a\nb\r\x1B[2J\x7F\tz", 80), "a b  [2J  z");
  EXPECT_EQ(Printable(std::string_view("a\0z", 3), 80), "a z");
  EXPECT_EQ(Printable("a\u0085b\u009Bc", 80), "a b c") << "C1: NEL, CSI";
  EXPECT_EQ(Printable("a\u2028b\u202Ec\u2066d\u200Fe\u061Cf", 80), "a b c d e f") << "separators, writing direction";
}

TEST(Printable, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(Printable("a\xFFz", 80), "a\uFFFDz");
  EXPECT_EQ(Printable("a\xC3", 80), "a\uFFFD");
  EXPECT_EQ(Printable("\xED\xA0\xBD", 80), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
  EXPECT_EQ(Printable("\xC0\xAF", 80), "\uFFFD\uFFFD") << "an overlong form";
  EXPECT_EQ(Printable("\xF4\x90\x80\x80", 80), "\uFFFD\uFFFD\uFFFD\uFFFD") << "above U+10FFFF";
}

TEST(Printable, TheLimitIsOfBytesAndCutsNoCodePoint) {
  EXPECT_EQ(Printable("abcdef", 6), "abcdef");
  EXPECT_EQ(Printable("abcdefg", 6), "abcdef…");
  EXPECT_EQ(Printable("abcdeé", 6), "abcde…");
  EXPECT_EQ(Printable(std::string(1000, '\xFF'), 10), "\uFFFD\uFFFD\uFFFD…") << "the limit is of what is shown";
}

TEST(Ascii, ComparesWithoutCase) {
  EXPECT_TRUE(EqualsIgnoringCase("HTTPS", "https"));
  EXPECT_FALSE(EqualsIgnoringCase("http", "https"));
  EXPECT_FALSE(EqualsIgnoringCase("[", "{")) << "letters alone differ by 0x20";
  EXPECT_TRUE(StartsIgnoringCase("UTM_x", "utm_"));
  EXPECT_FALSE(StartsIgnoringCase("ut", "utm_"));
  EXPECT_TRUE(EndsIgnoringCase("Also", "so"));
  EXPECT_EQ(HexValue('F'), 15);
  EXPECT_EQ(HexValue('g'), -1);
  EXPECT_FALSE(IsControl('\xE2'));
}

}  // namespace
}  // namespace wirefold
