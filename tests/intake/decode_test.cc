// What well-formed input says; the rest is in bad_input_test.cc.
#include "common/intake/decode.h"

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

// What a user's pointers say of a record; the body of one that is a dead letter is its code.
Article Pointed(std::string_view json, std::vector<FieldPointer> pointers) {
  std::variant<Article, DeadLetter> outcome = Decode(json, InputFormat::kDetect, pointers);
  Article article;
  article.body = Code(outcome);
  return std::holds_alternative<Article>(outcome) ? std::get<Article>(outcome) : article;
}

TEST(Decode, LettersLostInWordsAreMarked) {
  const Article article = Good(R"({"body":"Der Rat hat f?r die F?hre und die B?cherei gestimmt."})");
  EXPECT_EQ(article.body, "Der Rat hat f\uFFFDr die F\uFFFDhre und die B\uFFFDcherei gestimmt.");
}

TEST(Decode, LinesOfAnAuthorAreNames) {
  EXPECT_EQ(Good(R"({"body":"b","author":"By Anna Reed\nTom Lund"})").by,
            (std::vector<std::string>{"By Anna Reed; Tom Lund"}));
  EXPECT_EQ(Good(R"({"body":"b","author":"By\n Anna Reed"})").by, (std::vector<std::string>{"By Anna Reed"}));
}

TEST(Decode, PointersOfAUserComeBeforeWhatShapesSay) {
  const Article article = Pointed(
      R"({"body":"ours","title":"T","payload":{"text":"<p>theirs</p><p>two</p>","a/b":["Ada","Ben"],"m~n":"2026-03-02"}})",
      {{Field::kBody, "/payload/text"}, {Field::kBy, "/payload/a~1b"}, {Field::kPublished, "/payload/m~0n"}});
  EXPECT_EQ(article.body, "theirs\n\ntwo");
  EXPECT_EQ(article.by, (std::vector<std::string>{"Ada", "Ben"}));
  EXPECT_EQ(article.published, "2026-03-02");
  EXPECT_EQ(article.headline, "T") << "what no pointer says is read as ever";
}

TEST(Decode, APointerThatLeadsToNothingSaysNothing) {
  for (const char* pointer : {"/no", "/list/7", "/list/-", "/title/x", "/null", "/empty", "/flag"}) {
    EXPECT_EQ(Pointed(R"({"body":"ours","title":"T","list":["a"],"null":null,"empty":"","flag":true})",
                      {{Field::kBody, pointer}})
                  .body,
              "ours")
        << pointer;
  }
}

TEST(Decode, ABodyThatAPointerLeadsToNeedsNoShape) {
  EXPECT_EQ(Pointed(R"([["x"],["the text"]])", {{Field::kBody, "/1/0"}}).body, "the text");
  EXPECT_EQ(Pointed(R"([{"title":"a","body":"one"},{"title":"b","body":"two"}])", {{Field::kBody, "/1/body"}}).body,
            "two");
  EXPECT_EQ(Pointed(R"([["x"],["the text"]])", {{Field::kBody, "/2"}}).body, "WRONG_TYPE");
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
