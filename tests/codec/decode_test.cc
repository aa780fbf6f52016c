#include "common/codec/decode.h"

#include <gtest/gtest.h>

#include "wirefold/v1/raw_article.pb.h"

namespace wirefold {
namespace {

std::string Code(const std::variant<Article, DeadLetter>& outcome) {
  if (const auto* dead = std::get_if<DeadLetter>(&outcome)) return std::string(DeadLetterCodeName(dead->code));
  return "ok";
}

Article Good(std::string_view value, InputFormat format = InputFormat::kDetect) {
  std::variant<Article, DeadLetter> outcome = Decode(value, format);
  EXPECT_EQ(Code(outcome), "ok") << value.substr(0, 80);
  return std::holds_alternative<Article>(outcome) ? std::get<Article>(outcome) : Article{};
}

struct Hostile {
  const char* claim;
  std::string value;
  const char* code;
};

std::string Nested(int depth) {
  return "{\"body\":\"x\",\"extra\":" + std::string(static_cast<size_t>(depth), '[') +
         std::string(static_cast<size_t>(depth), ']') + "}";
}

const Hostile kHostile[] = {
    {"AnEmptyValue", "", "EMPTY_VALUE"},
    {"WhiteSpace", " \n\t", "EMPTY_VALUE"},
    {"AMarkAlone", "\xEF\xBB\xBF", "EMPTY_VALUE"},
    {"JsonCutShort", "{\"body\":\"abc", "INVALID_JSON"},
    {"JsonWithATrailingComma", "{\"body\":\"abc\",}", "INVALID_JSON"},
    {"ANumberThatNoDoubleHolds", "{\"body\":\"abc\",\"n\":1e999999}", "INVALID_JSON"},
    {"AJsonList", "[{\"body\":\"abc\"}]", "WRONG_TYPE"},
    {"NoBody", "{\"title\":\"abc\"}", "MISSING_BODY"},
    {"ANullBody", "{\"body\":null}", "MISSING_BODY"},
    {"ABlankBody", "{\"body\":\" \\n \"}", "MISSING_BODY"},
    {"ABodyThatIsAFlag", "{\"body\":true}", "WRONG_TYPE"},
    {"ABodyThatIsAnObjectWithoutText", "{\"body\":{\"a\":1}}", "WRONG_TYPE"},
    {"NestingWithinTheLimit", Nested(kMaxNesting - 2), "ok"},
    {"NestingBeyondTheLimit", Nested(kMaxNesting + 5), "NESTED_TOO_DEEP"},
    {"NestingFarBeyondTheLimit", Nested(100'000), "NESTED_TOO_DEEP"},
    {"ABodyAtTheLimit", "{\"body\":\"" + std::string(kMaxBodyBytes, 'x') + "\"}", "ok"},
    {"ABodyBeyondTheLimit", "{\"body\":\"" + std::string(kMaxBodyBytes + 1, 'x') + "\"}", "BODY_TOO_LARGE"},
    {"TwentyMegabytes", "{\"body\":\"" + std::string(20u << 20, 'x') + "\"}", "BODY_TOO_LARGE"},
    {"InvalidUtf8InsideJsonIsRepaired", "{\"body\":\"a\xFF z\"}", "ok"},
    {"BinaryNoise", "\xFE\xFF\x80\x81\x82", "INVALID_UTF8"},
    {"AFrameOfAnotherMessage", std::string("\0\0\0\0\1\2\10abc", 10), "INVALID_FRAME"},
    {"AFrameCutShort", std::string("\0\0\0", 3), "INVALID_FRAME"},
    {"AFrameOfNoise", std::string("\0\0\0\0\1\0\xFF\xFF\xFF", 9), "INVALID_FRAME"},
    {"PlainText", "Just some words.", "ok"},
};

class DecodeHostile : public testing::TestWithParam<Hostile> {};
TEST_P(DecodeHostile, GivesItsCode) {
  const std::variant<Article, DeadLetter> outcome = Decode(GetParam().value, InputFormat::kDetect);
  EXPECT_EQ(Code(outcome), GetParam().code);
  if (const auto* dead = std::get_if<DeadLetter>(&outcome)) {
    EXPECT_LT(dead->message.size(), 400u);
  }
}
INSTANTIATE_TEST_SUITE_P(All, DecodeHostile, testing::ValuesIn(kHostile),
                         [](const auto& test) { return std::string(test.param.claim); });

TEST(Decode, GenericJsonFieldsAndTheirAliases) {
  const Article article = Good(R"({"id":12345,"link":"https://a.example/x","title":"T","description":"S","maintext":"B",
      "authors":["A One",{"name":"B Two"},null],"date_publish":"2026-03-02","language":"en","source":{"id":"s","name":"Src"}})");
  EXPECT_EQ(article.uri, "12345");
  EXPECT_EQ(article.url, "https://a.example/x");
  EXPECT_EQ(article.headline, "T");
  EXPECT_EQ(article.summary, "S");
  EXPECT_EQ(article.body, "B");
  EXPECT_EQ(article.by, (std::vector<std::string>{"A One", "B Two"}));
  EXPECT_EQ(article.published, "2026-03-02");
  EXPECT_EQ(article.publisher, "Src");
}

TEST(Decode, TheBetterAliasWinsWhateverTheOrderOfKeys) {
  EXPECT_EQ(Good(R"({"content":"cut… [+12 chars]","body":"whole"})").body, "whole");
  EXPECT_EQ(Good(R"({"body":"whole","content":"cut"})").body, "whole");
}

TEST(Decode, OfDuplicateKeysTheFirstCounts) { EXPECT_EQ(Good(R"({"body":"one","body":"two"})").body, "one"); }

TEST(Decode, ABodyOfSeveralTextsIsParagraphs) { EXPECT_EQ(Good(R"({"body":["one","two"]})").body, "one\n\ntwo"); }

TEST(Decode, TheWordNoneAndNullAreAbsent) {
  const Article article = Good(R"({"body":"b","published":"None","url":null,"uri":""})");
  EXPECT_EQ(article.published, "");
  EXPECT_EQ(article.url, "");
}

TEST(Decode, BrokenTextIsRepairedNotLost) {
  EXPECT_EQ(Good("\xEF\xBB\xBF{\"body\":\"a\"}").body, "a");
  EXPECT_EQ(Good("{\"body\":\"a\xFF z\"}").body, "a\uFFFD z");
  EXPECT_EQ(Good(R"({"body":"a\ud83d z"})").body, "a\uFFFD z");
  EXPECT_EQ(Good(R"({"body":"a\u0000z"})").body, "az");
  EXPECT_EQ(Good("{\"body\":\"line\none\"}").body, "line one");  // a raw control character
}

TEST(Decode, UnknownFieldsAreIgnored) { EXPECT_EQ(Good(R"({"body":"b","x":{"y":[1,2]}})").body, "b"); }

v1::RawArticle Raw() {
  v1::RawArticle raw;
  raw.set_uri("urn:1");
  raw.set_headline("T");
  raw.set_body("Some words of a body.");
  raw.add_by("A");
  return raw;
}

TEST(Decode, ProtobufBareAndFramed) {
  const std::string bytes = Raw().SerializeAsString();
  for (const std::string& value : {bytes, std::string("\0\0\0\1\7\0", 6) + bytes}) {
    const Article article = Good(value);
    EXPECT_EQ(article.uri, "urn:1");
    EXPECT_EQ(article.body, "Some words of a body.");
    EXPECT_EQ(article.by, (std::vector<std::string>{"A"}));
  }
}

TEST(Decode, AnUnknownProtobufFieldIsIgnored) {
  EXPECT_EQ(Good(Raw().SerializeAsString() + "\xBA\x3E\x03xyz").uri, "urn:1");  // field 999
}

TEST(Decode, PlainTextsFirstLineIsTheHeadlineWhenABlankLineFollows) {
  const Article article = Good("A headline\n\nThe body follows.\n");
  EXPECT_EQ(article.headline, "A headline");
  EXPECT_EQ(article.body, "A headline\n\nThe body follows.\n");  // offsets are those of the input
  EXPECT_EQ(article.headline_in_body, (ByteSpan{0, 10}));
  EXPECT_FALSE(Good("First line.\nSecond line.\n").headline_in_body);
  EXPECT_FALSE(Good("Only a line\n\n \n").headline_in_body);
}

}  // namespace
}  // namespace wirefold
