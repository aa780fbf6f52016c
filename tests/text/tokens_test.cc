#include "common/text/tokens.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "common/text/utf8.h"

namespace wirefold {
namespace {

// Tokens joined by '|'; own tokens (Han, Kana, Thai) marked with '*'.
std::string Tokens(std::string_view text) {
  std::string joined;
  VisitTokens(text, [&](std::string_view token, bool code_point) {
    if (!joined.empty()) joined += '|';
    joined += token;
    if (code_point) joined += '*';
  });
  return joined;
}

struct Case {
  const char* claim;
  const char* text;
  const char* tokens;
};

constexpr Case kCases[] = {
    {"AsciiIsLowerCased", "The QUICK fox", "the|quick|fox"},
    {"ApostrophesSplitWhateverTheirForm", "don't don’t don t", "don|t|don|t|don|t"},
    {"ThousandsSeparatorsFold", "1,000 and 12,345,678", "1000|and|12345678"},
    {"AListOfNumbersIsNotOneNumber", "1, 2,3", "1|2|3"},
    {"QuotesAndDashesSeparate", "“well—yes…” he", "well|yes|he"},
    {"LatinLettersAboveAsciiGo", "École ÉCOLE à Gießerei İzmir", "cole|cole|gieerei|zmir"},
    {"DamagedLettersLeaveTheSameWord", "für f\uFFFDr f\uFFFD\uFFFDr \uFFFDber", "fr|fr|fr|ber"},
    {"ADamagedApostropheSeparates", "master\uFFFDs don\uFFFDt we\uFFFDll", "master|s|don|t|we|ll"},
    {"ComposedOrNotIsTheSame", "e\u0301te \u00E9te Vie\u0323\u0302t", "te|te|vit"},
    {"KhmerLaoAndBurmeseCodePointsAreTokens", "ថ្ងៃ ລາວ မြန်", "ថ*|្*|ង*|ៃ*|ລ*|າ*|ວ*|မ*|ြ*|န*|်*"},
    {"PersianKeyboardsAgree", "كتاب کتاب علي علی", "کتاب|کتاب|علی|علی"},
    {"DigitsOfAllScriptsAreDigits", "٢٣ ۲۳ २३ 23", "23|23|23|23"},
    {"CyrillicYoIsYe", "ёлка елка", "елка|елка"},
    {"ModifierApostrophesSeparate", "комп\u02BCютер", "комп|ютер"},
    {"HebrewPointsGo", "שָׁלוֹם שלום", "שלום|שלום"},
    {"CompatibilityFormsFold", "ﬁne Ｆｕｌｌ１２", "fine|full12"},
    {"SoftHyphensAndZeroWidthVanish", "co\u00ADoperate zero\u200Bwidth", "cooperate|zerowidth"},
    {"HanAndKanaAreTokensOfTheirOwn", "新聞ニュース abc", "新*|聞*|ニ*|ュ*|ー*|ス*|abc"},
    {"MatrasStayNasalsFold", "हिन्दी हिंदी भाषा", "हिंदी|हिंदी|भाषा"},
    {"TatweelVanishes", "كتـــاب", "کتاب"},
    {"NothingGivesNothing", " \n\t ", ""},
};

class TokensOf : public testing::TestWithParam<Case> {};
TEST_P(TokensOf, Text) { EXPECT_EQ(Tokens(GetParam().text), GetParam().tokens); }
INSTANTIATE_TEST_SUITE_P(All, TokensOf, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.claim); });

TEST(Tokens, TheFastPathAgreesWithTheDefinition) {
  std::mt19937 random(17);
  const std::string_view kParts[] = {"word",
                                     "A",
                                     " ",
                                     ",",
                                     "1",
                                     "23",
                                     "1,000",
                                     "’",
                                     "é",
                                     "新",
                                     "\u00AD",
                                     "\xFF",
                                     "\n",
                                     "x-y",
                                     ".",
                                     "Ünï",
                                     "—",
                                     "…",
                                     "\xE2",
                                     "\xE2\x80",
                                     "\u2028",
                                     "\u200D",
                                     "a-longer-one-here-it-is"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t n = random() % 60; n > 0; --n) text += kParts[random() % std::size(kParts)];
    std::string simple;
    auto add = [&](std::string_view token, bool code_point) {
      simple += std::string(simple.empty() ? "" : "|") + std::string(token) + (code_point ? "*" : "");
    };
    std::string buffer;
    for (size_t at = 0; at < text.size();) {
      const TokenFound found = TokenAt(text, at, buffer);
      if (!found.token.empty()) add(found.token, found.code_point);
      at = found.next;
    }
    ASSERT_EQ(Tokens(text), simple) << text;
  }
}

TEST(Tokens, AWordLongerThanTheFastPathsBufferIsOneToken) {
  EXPECT_EQ(Tokens(std::string(1000, 'A') + " b"), std::string(1000, 'a') + "|b");
}

TEST(Tokens, AnyBytesAreSurvived) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const char bytes[] = {'x', static_cast<char>(a), static_cast<char>(b), 'y'};
      Tokens({bytes, sizeof(bytes)});  // must end
    }
  }
}

TEST(Utf8, InvalidBytesBecomeReplacementsAndNulAndMarksGo) {
  EXPECT_EQ(RepairUtf8("a\xFF"
                       "b"),
            "a\uFFFDb");
  EXPECT_EQ(RepairUtf8(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(RepairUtf8("\uFEFFa"), "a");
  EXPECT_EQ(RepairUtf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // an encoded surrogate
  EXPECT_EQ(RepairUtf8("naïve 新聞"), "naïve 新聞");
  EXPECT_TRUE(IsValidUtf8("naïve 新聞\uFFFD"));
  EXPECT_FALSE(IsValidUtf8("\xC0\x80"));
}

TEST(Utf8, BoundariesLieBetweenCodePoints) {
  const std::string_view text = "aé新😀";  // 1, 2, 3 and 4 bytes
  const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (size_t limit = 0; limit < std::size(expected); ++limit) {
    EXPECT_EQ(CodePointBoundary(text, limit), expected[limit]) << limit;
  }
  EXPECT_EQ(CodePointBoundary(std::string(10, '\x80'), 8), 5u);  // no code point is that long
}

TEST(Utf8, LoneSurrogatesInJsonBecomeReplacementsPairsStay) {
  EXPECT_EQ(RepairJsonText(R"("\ud83d\ude00 \ud83d x \\ud83d")"), R"("\ud83d\ude00 \ufffd x \\ud83d")");
}

TEST(Tokens, MarksAreSortedAsFarAsAnyLanguageNeeds) {
  const auto marks = [](std::string_view mark, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += mark;
    return all;
  };
  // Below (class 220) sorts before above (class 230).
  EXPECT_EQ(FoldToken("X" + marks("\u1DC0", 15) + marks("\u1DC2", 15)),
            "x" + marks("\u1DC2", 15) + marks("\u1DC0", 15));
  const std::string long_word = marks("\u0915\u093F", 100);
  EXPECT_EQ(FoldToken(long_word + "X" + marks("\u1DC0", 15) + "\u1DC2"), long_word + "x\u1DC2" + marks("\u1DC0", 15))
      << "in a long token too";
  EXPECT_EQ(FoldToken("X" + marks("\u1DC0", 40) + "\u1DC2"), "x" + marks("\u1DC0", 30) + "\u1DC2" + marks("\u1DC0", 10))
      << "no further than 30 marks";
}

}  // namespace
}  // namespace wirefold
