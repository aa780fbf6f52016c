// Whatever a producer sends: each value gives a dead letter with its stage, code and a message that says what and
// where, or a tolerance that proto/README.md names. Nothing is skipped, nothing crashes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/codec/enriched_codec.h"
#include "common/pipeline/prepare.h"
#include "common/text/utf8.h"
#include "wirefold/v1/enriched_article.pb.h"
#include "wirefold/v1/raw_article.pb.h"

namespace wirefold {
namespace {

constexpr InputFormat kDetect = InputFormat::kDetect;
constexpr InputFormat kJson = InputFormat::kJson;
constexpr InputFormat kProtobuf = InputFormat::kProtobuf;
constexpr InputFormat kText = InputFormat::kText;

struct Input {
  const char* claim;
  std::string value;
  const char* outcome;  // "stage CODE", or "ok"
  std::string says;     // part of the dead letter's message; of an article: "field=value"
  InputFormat format = kDetect;
  size_t fill = 0;  // so many 'x' stand for the '@' of `value`: large values are made when they are needed

  std::string Value() const {
    const size_t at = fill == 0 ? std::string::npos : value.find('@');
    return at == std::string::npos ? value : value.substr(0, at) + std::string(fill, 'x') + value.substr(at + 1);
  }
};

void PrintTo(const Input& input, std::ostream* out) {
  *out << input.claim << ": " << testing::PrintToString(input.value.substr(0, 200));
}

std::string Times(size_t count, std::string_view text) {
  std::string all;
  all.reserve(count * text.size());
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string Bytes(std::initializer_list<int> bytes) { return {bytes.begin(), bytes.end()}; }

std::string Nested(size_t depth, char open, char close) {
  const std::string opening = open == '{' ? "{\"a\":" : "[";
  return "{\"body\":\"b\",\"extra\":" + Times(depth, opening) + "1" + std::string(depth, close) + "}";
}

std::string Raw(const std::function<void(v1::RawArticle&)>& change) {
  v1::RawArticle raw;
  raw.set_uri("urn:1");
  raw.set_body("Some words.");
  change(raw);
  return raw.SerializeAsString();
}

std::string Frame(const std::string& message) { return Bytes({0, 0, 0, 0, 7, 0}) + message; }

const Input kJsonInputs[] = {
    // No JSON.
    {"CutInAString", R"({"body":"abc)", "decode INVALID_JSON", R"(at byte 8 of 12, near: {"body":"abc)"},
    {"CutInAnObject", R"({"body":"abc")", "decode INVALID_JSON", "at byte 13 of 13"},
    {"CutInAKey", R"({"bo)", "decode INVALID_JSON", "at byte 1 of 4"},
    {"CutAfterAnEscape", R"({"body":"abc\)", "decode INVALID_JSON", "at byte 12 of 13"},
    {"ABraceAlone", "{", "decode INVALID_JSON", "at byte 1 of 1"},
    {"ATrailingComma", R"({"body":"abc",})", "decode INVALID_JSON", R"(at byte 14 of 15, near: {"body":"abc",})"},
    {"AMissingComma", R"({"body":"abc" "uri":"u"})", "decode INVALID_JSON", "at byte 14 of 24"},
    {"AMissingColon", R"({"body" "abc"})", "decode INVALID_JSON", "at byte 8 of 14"},
    {"SingleQuotes", R"({'body':'abc'})", "decode INVALID_JSON", "at byte 1 of 14"},
    {"ABareWord", R"({"body":abc})", "decode INVALID_JSON", "at byte 8 of 12"},
    {"NotANumber", R"({"body":"b","n":NaN})", "decode INVALID_JSON", "at byte 16 of 20"},
    {"ALeadingZero", R"({"body":"b","n":007})", "decode INVALID_JSON", "at byte 16 of 20"},
    {"AnUnknownEscape", R"({"body":"a\qb"})", "decode INVALID_JSON", "at byte 10 of 15"},
    {"AComment", R"({"body":"b"/* so */})", "decode INVALID_JSON", "at byte 11 of 20"},
    {"RubbishBehind", R"({"body":"b"} and so on)", "decode INVALID_JSON", "at byte 13 of 22"},
    {"TwoObjects", R"({"body":"a"}{"body":"b"})", "decode INVALID_JSON", "at byte 12 of 24"},
    {"ABraceTooMany", R"({"body":"b"}})", "decode INVALID_JSON", "at byte 12 of 13"},
    {"TheWrongBracket", R"({"body":"b"])", "decode INVALID_JSON", "at byte 11 of 12"},
    {"AnErrorFarBehindTheBeginning", R"({"body":")" + Times(5000, "word ") + R"(","uri":u1,"url":"x"})",
     "decode INVALID_JSON", R"(at byte 25017 of 25030, near:  word word word ","uri":u1,"url":"x"})"},
    {"AnErrorInOtherWriting", R"({"title":"Ключ и замок для дома","body":x})", "decode INVALID_JSON",
     R"(near: для дома","body":x})"},
    {"ControlCharactersDoNotReachTheMessage", "{\"body\":\"b\"}\n\x1B[2J\n\x07", "decode INVALID_JSON",
     "near: {\"body\":\"b\"}  [2J  "},
    {"ALargeNumberAndAnErrorBehind", R"({"n":1e999999,"body":b})", "decode INVALID_JSON", "at byte 21 of 23"},
    // JSON, but no article.
    {"AListOfTwo", R"([{"body":"abc"},{"body":"def"}])", "decode WRONG_TYPE", "JSON holds 2 articles; a record is one"},
    {"AnEmptyList", "[]", "decode WRONG_TYPE", "JSON holds no article: []"},
    {"AnOfferInsteadOfABody", R"({"content":"ONLY AVAILABLE IN PAID PLANS"})", "decode MISSING_BODY", "no body"},
    {"ANumberAlone", "17", "decode WRONG_TYPE", "17", kJson},
    {"AStringAlone", R"("abc")", "decode WRONG_TYPE", R"("abc")", kJson},
    {"AnEmptyObject", "{}", "decode MISSING_BODY", "no body"},
    {"NoBody", R"({"title":"abc"})", "decode MISSING_BODY", "no body"},
    {"ANullBody", R"({"body":null})", "decode MISSING_BODY", "no body"},
    {"AnEmptyBody", R"({"body":""})", "decode MISSING_BODY", "no body"},
    {"ABlankBody", R"({"body":" \n\t "})", "decode MISSING_BODY", "no body"},
    {"ABodyThatIsTheWordNone", R"({"body":"None"})", "decode MISSING_BODY", "no body"},
    {"ABodyOfNul", R"({"body":"\u0000\u0000"})", "decode MISSING_BODY", "no body"},
    {"AnEmptyListAsBody", R"({"body":[]})", "decode MISSING_BODY", "no body"},
    {"AListOfNothingAsBody", R"({"body":[null,"",null]})", "decode MISSING_BODY", "no body"},
    {"ABodyThatIsAFlag", R"({"body":true})", "decode MISSING_BODY", R"(no body; its key "body" holds true)"},
    {"ABodyThatIsANumber", R"({"body":17})", "decode MISSING_BODY", R"(its key "body" holds 17)"},
    {"ABodyThatIsAnObjectWithoutText", R"({"body":{"a":1}})", "decode MISSING_BODY", R"(its key "body" holds {"a":1})"},
    {"TwoBodiesWithoutText", R"({"text":{},"body":{"\u001b":"\n"}})", "decode MISSING_BODY",
     R"(its key "text" holds {})"},
    {"AnOddBodyOfManyBytes", R"({"body":{"a":")" + Times(1000, "long ") + R"("}})", "decode MISSING_BODY",
     "long long…"},
    {"ABodyOfBlanksOfUnicode", R"({"body":"\u00a0\u200b\u3000 "})", "decode MISSING_BODY", "no body"},
    {"ABodyThatIsAPlaceholder", R"({"body":"nan"})", "ok", "body=nan"},
    // Sizes.
    {"NestingAtTheLimit", Nested(kMaxNesting - 2, '[', ']'), "ok", "body=b"},
    {"NestingBeyondTheLimit", Nested(kMaxNesting, '[', ']'), "decode NESTED_TOO_DEEP", "64 levels"},
    {"ObjectsNestedBeyondTheLimit", Nested(kMaxNesting, '{', '}'), "decode NESTED_TOO_DEEP", "64 levels"},
    {"TenThousandLevels", Nested(10'000, '[', ']'), "decode NESTED_TOO_DEEP", "64 levels"},
    {"TenThousandLevelsNeverClosed", Times(10'000, "{\"a\":"), "decode INVALID_JSON", "at byte 50000 of 50000"},
    {"ABodyBeyondTheLimit", R"({"body":"@"})", "decode BODY_TOO_LARGE", "has 8388609 bytes, the limit is 8388608",
     kDetect, kMaxBodyBytes + 1},
    {"ABodyAtTheLimitIsDecoded", R"({"body":"@"})", "encode RECORD_TOO_LARGE", "the limit is 900000", kDetect,
     kMaxBodyBytes},
    {"TwentyMegabytes", R"({"body":"@"})", "decode BODY_TOO_LARGE", "has 20971520 bytes", kDetect, 20u << 20},
    {"ARecordTooLargeToPublish", R"({"body":"@"})", "encode RECORD_TOO_LARGE", "the limit is 900000", kDetect,
     1'000'000},
    {"AKeyOfAMegabyte", R"({"@":1,"body":"b"})", "ok", "body=b", kDetect, 1u << 20},
    {"AnIdAtTheLimit", "{\"uri\":\"" + std::string(1024, 'u') + "\",\"body\":\"b\"}", "ok",
     "articleId=" + std::string(1024, 'u')},
    {"AnIdBeyondTheLimit", "{\"uri\":\"" + std::string(1025, 'u') + "\",\"body\":\"b\"}", "decode WRONG_TYPE",
     "has 1025 bytes, the limit is 1024; it begins: uuuu"},
    {"AnIdBeyondTheLimitThatDrivesATerminal",
     R"({"uri":"a\n0:65: \u001b[31mforged\u202e)" + std::string(1024, 'u') + R"(","body":"b"})", "decode WRONG_TYPE",
     "it begins: a 0:65:  [31mforged uuu"},
    {"AUrlBeyondTheLimitAsTheOnlyId", "{\"url\":\"https://a.example/" + std::string(1024, 'u') + "\",\"body\":\"b\"}",
     "ok", "articleId=wf:8f54d7a57ea4aca6"},
    // Tolerated.
    {"AListOfOne", R"([{"body":"abc"}])", "ok", "body=abc"},
    {"AnArticleInData", R"({"id":"event","data":{"headline":"h","body":"b","id":"i"}})", "ok", "articleId=i"},
    {"AnArticleInAnIndexsAnswer", R"({"took":3,"hits":{"hits":[{"_id":"i","_source":{"title":"h","text":"b"}}]}})",
     "ok", "articleId=i"},
    {"DuplicateKeysTheFirstThatIsThereCounts", R"({"body":null,"body":"one","body":"two"})", "ok", "body=one"},
    {"AKeyInEscapes", R"({"\u0062ody":"b"})", "ok", "body=b"},
    {"AnEmptyKey", R"({"":"x","body":"b"})", "ok", "body=b"},
    {"ANumberAsId", R"({"body":"b","id":18446744073709551615})", "ok", "articleId=18446744073709551615"},
    {"ANegativeNumberAsId", R"({"body":"b","id":-17})", "ok", "articleId=-17"},
    {"AFractionAsId", R"({"body":"b","id":1.5})", "ok", "articleId=1.5"},
    {"AFractionAsIdWithAZeroBehind", R"({"body":"b","id":1.10})", "ok", "articleId=1.10"},
    {"AnExponentAsId", R"({"x":[1,{"id":2}],"id" : 1e3 ,"body":"b"})", "ok", "articleId=1e3"},
    {"AnExponentAsIdInTextToRepair", "{\"body\":\"b\",\"x\":\"\xFF\",\"id\":1E3}", "ok", "articleId=1E3"},
    {"ANumberThatNoDoubleHolds", R"({"body":"b","id":1e999999})", "ok", "articleId=1e999999"},
    {"AnIntegerThatSixtyFourBitsDoNotHold", R"({"body":"b","id":123456789012345678901234567890})", "ok",
     "articleId=123456789012345678901234567890"},
    {"ALargeNumberInTextToRepair", "{\"n\":[-123456789012345678901234567890],\"body\":\"a\xFFz\"}", "ok",
     "body=a\uFFFDz"},
    {"AnIdThatIsAFlag", R"({"body":"b","id":false,"guid":"g"})", "ok", "articleId=g"},
    {"AnIdInAnObject", R"({"body":"b","id":null,"guid":{"_":"g-1","$":{"isPermaLink":"false"}}})", "ok",
     "articleId=g-1"},
    {"AnIdOfADatabase", R"({"body":"b","id":{"$oid":"5f0c"}})", "ok", "articleId=5f0c"},
    {"AuthorsWithoutAName", R"({"body":"b","authors":[{"age":7},{},[],true,null,""]})", "ok", "by="},
    {"AuthorsOfEveryShape",
     R"({"body":"b","authors":["A",{"name":"B"},{"name":["C","D"]},{"name":{"@value":"E"}},{"givenName":"F","familyName":"G"},[["H"]]]})",
     "ok", "by=A|B|C|D|E|F G|H"},
    {"AnAuthorThatIsAnEmptyObject", R"({"body":"b","author":{},"byline":false})", "ok", "by="},
    {"APublisherWithoutAName", R"({"body":"b","publisher":{"@type":"Organization","logo":{"url":"u"}}})", "ok",
     "publisher="},
    {"APublisherOfAnotherAlias", R"({"body":"b","publisher":{"name":null},"source":{"id":null,"name":"S"}})", "ok",
     "publisher=S"},
    {"ADateThatIsAnObject", R"({"body":"b","datePublished":{}})", "ok", "published="},
    {"ADateOfADatabase", R"({"body":"b","published":{"$date":"2024-01-10T09:30:00Z"}})", "ok",
     "published=2024-01-10T09:30:00Z"},
    {"AListOfDates", R"({"body":"b","published":[null,"2024-01-10","2024-01-11"]})", "ok", "published=2024-01-10"},
    {"ABodyOfListsInAList", R"({"body":[["a"],["b"]]})", "ok", "body=a\n\nb"},
    {"ABodyOfBlocks", R"({"body":[{"type":"p","text":"a"},{"type":"img"},{"type":"p","text":"b"}]})", "ok",
     "body=a\n\nb"},
    {"ABodyInAnObject", R"({"body":{"rendered":"b","protected":false}})", "ok", "body=b"},
    {"AFalseBodyAndAnother", R"({"body":false,"text":"b"})", "ok", "body=b"},
    {"AnEmptyObjectAsBodyAndAnother", R"({"body":{},"text":"b"})", "ok", "body=b"},
    {"AnEmptyListAsBodyAndAnother", R"({"body":[[],{}],"content":"b"})", "ok", "body=b"},
    {"ANumberAsBodyAndAnother", R"({"body":0,"content":"b"})", "ok", "body=b"},
    {"ALargeNumberAsDate", R"({"body":"b","published":1767225600000})", "ok", "published=2026-01-01T00:00:00Z"},
    {"AListAsBody", R"({"body":["one",null,"two"]})", "ok", "body=one\n\ntwo"},
    {"AListOfObjectsWithNames", R"({"body":"b","authors":[{"name":"A"},{"name":"B"}]})", "ok", "by=A|B"},
    {"AWorseAliasOfAWrongTypeBehind", R"({"body":"b","content":{"x":1}})", "ok", "body=b"},
    {"AWorseAliasOfAWrongTypeBefore", R"({"content":{"x":1},"body":"b"})", "ok", "body=b"},
    {"ABetterAliasOfAWrongType", R"({"content":"b","body":{"x":1}})", "ok", "body=b"},
    {"AMark", "\xEF\xBB\xBF{\"body\":\"b\"}", "ok", "body=b"},
    {"SpaceAround", " \r\n\t{\"body\":\"b\"}\n\n", "ok", "body=b"},
    {"ANulInText", R"({"body":"a\u0000z"})", "ok", "body=az"},
    {"ARawNulInText", std::string("{\"body\":\"a\0z\"}", 14), "ok", "body=a z"},
    {"ARawLineEndInText", "{\"body\":\"a\nz\"}", "ok", "body=a z"},
    {"InvalidUtf8InText", "{\"body\":\"a\xC3(\xFF\"}", "ok", "body=a\uFFFD(\uFFFD"},
    {"OverlongUtf8InText", "{\"body\":\"a\xC0\xAFz\"}", "ok", "body=a\uFFFD\uFFFDz"},
    {"InvalidUtf8InAnUnknownKey", "{\"\xFF\":1,\"body\":\"b\"}", "ok", "body=b"},
    {"JsonInAnotherCharset",
     "{\"body\":\"H\xE4nde, F\xFC\xDF"
     "e, K\xF6pfe, B\xE4uche, \xC4rmel\"}",
     "ok", "body=Hände, Füße, Köpfe, Bäuche, Ärmel"},
    {"ALoneHighSurrogate", R"({"body":"a\ud83dz"})", "ok", "body=a\uFFFDz"},
    {"ALoneLowSurrogate", R"({"body":"a\ude00z"})", "ok", "body=a\uFFFDz"},
    {"SurrogatesTheWrongWayRound", R"({"body":"a\ude00\ud83dz"})", "ok", "body=a\uFFFD\uFFFDz"},
    {"ASurrogateInUtf8", "{\"body\":\"a\xED\xA0\xBDz\"}", "ok", "body=a\uFFFD\uFFFD\uFFFDz"},
    {"APairOfSurrogates", R"({"body":"a\ud83d\ude00z"})", "ok", "body=a😀z"},
    {"AHugeExponentThatADoubleHolds", R"({"body":"b","n":1e308})", "ok", "body=b"},
};

const Input kProtobufInputs[] = {
    {"ABareArticle", Raw([](auto&) {}), "ok", "body=Some words."},
    {"AFramedArticle", Frame(Raw([](auto&) {})), "ok", "body=Some words."},
    {"AFrameCutShort", Bytes({0, 0, 0}), "decode INVALID_FRAME", "6 bytes at least, not 3"},
    {"AFrameOfNothing", Bytes({0, 0, 0, 0, 7, 0}), "decode MISSING_BODY", "no body"},
    {"AnotherMessageOfTheSchema", Bytes({0, 0, 0, 0, 7, 2, 2}) + Raw([](auto&) {}), "decode INVALID_FRAME",
     "begins with byte 2, not 0"},
    {"AFrameOfNoise", Frame("\xFF\xFF\xFF"), "decode INVALID_FRAME", "at byte 0 a tag is cut short"},
    {"AFrameOfJson", Bytes({0, 0, 0, 0, 7}) + R"({"body":"b"})", "decode INVALID_FRAME", "begins with byte 123, not 0"},
    {"UnknownFields", Raw([](auto&) {}) + "\xBA\x3E\x03xyz\xC0\x3E\x07", "ok", "body=Some words."},
    {"ANumberForAText", Bytes({0x08, 0x07}) + Raw([](auto& raw) { raw.clear_uri(); }), "ok", "uri="},
    {"ANumberForTheBody", Bytes({0x30, 0x07}) + Raw([](auto& raw) { raw.clear_body(); }), "decode MISSING_BODY",
     "no body"},
    {"NoBodyWhenTold", Raw([](auto& raw) { raw.clear_body(); }), "decode MISSING_BODY", "no body", kProtobuf},
    {"NoBodyWhenDetected", Raw([](auto& raw) { raw.clear_body(); }), "decode MISSING_BODY", "no body"},
    {"ABlankBody", Raw([](auto& raw) { raw.set_body(" \n "); }), "decode MISSING_BODY", "no body"},
    {"ABodyCutShort", Raw([](auto&) {}).substr(0, 12), "decode INVALID_PROTOBUF",
     "at byte 7 field 6 says 11 bytes, 3 are left", kProtobuf},
    {"ATextThatIsNotUtf8", Bytes({0x32, 3, 'a', 0xFF, 'b'}), "decode INVALID_PROTOBUF",
     "at byte 0 field 6 is not UTF-8", kProtobuf},
    {"ATextThatIsNotUtf8WhenDetected", Bytes({0x32, 3, 'a', 0xFF, 'b'}), "decode INVALID_UTF8",
     "neither JSON, protobuf nor text"},
    {"BehindItsLength", "\x14" + Raw([](auto&) {}), "ok", "body=Some words."},
    {"FieldZero", Bytes({0, 0}), "decode INVALID_FRAME", "6 bytes at least"},
    {"AGroupThatNeverCloses", Bytes({0x0B, 0x0A, 1, 'x'}), "decode INVALID_PROTOBUF",
     "at byte 0 field 1 has wire type 3", kProtobuf},
    {"AWireTypeThatIsNone", Bytes({0x0F, 1}), "decode INVALID_PROTOBUF", "at byte 0 field 1 has wire type 7",
     kProtobuf},
    {"ALengthThatNeverEnds", Bytes({0x0A, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}),
     "decode INVALID_PROTOBUF", "at byte 0 field 1 is cut short", kProtobuf},
    {"JsonTakenForProtobuf", R"({"body":"b"})", "decode INVALID_PROTOBUF", R"({"body":"b"})", kProtobuf},
    {"ATextWithNul", Raw([](auto& raw) { raw.set_body(std::string("a\0z", 3)); }), "ok", "body=az"},
    {"TheSameFieldTwiceTheLastCounts", Raw([](auto&) {}) + Raw([](auto& raw) { raw.set_body("Others."); }), "ok",
     "body=Others."},
};

const Input kTextInputs[] = {
    {"AnEmptyValue", "", "decode EMPTY_VALUE", "empty"},
    {"WhiteSpace", " \n\t", "decode EMPTY_VALUE", "empty"},
    {"AMarkAlone", "\xEF\xBB\xBF", "decode EMPTY_VALUE", "empty"},
    {"AnEmptyValueOfEveryFormatJson", "", "decode EMPTY_VALUE", "empty", kJson},
    {"AnEmptyValueOfEveryFormatProtobuf", "", "decode EMPTY_VALUE", "empty", kProtobuf},
    {"AnEmptyValueOfEveryFormatText", "", "decode EMPTY_VALUE", "empty", kText},
    {"BinaryNoise", "\xFE\xFF\x80\x81\x82", "decode INVALID_UTF8", "5 bytes are neither"},
    {"Utf16", Bytes({0xFF, 0xFE, 'a', 0, 'b', 0}), "ok", "body=ab"},
    {"Utf16CutShort", Bytes({0xFF, 0xFE, 'a', 0, 'b'}), "decode INVALID_UTF8", "5 bytes are neither"},
    {"AnImage", "\x89PNG\r\n\x1A\n" + Bytes({0, 0, 0, 13}) + "IHDR" + Bytes({0, 0, 1, 0, 0, 0, 1, 0, 8, 6}),
     "decode INVALID_UTF8", "bytes are neither"},
    {"InvalidUtf8WhenToldThatItIsText", "a\xFFz", "ok", "body=a\uFFFDz", kText},
    {"AMark", "\xEF\xBB\xBFJust words.", "ok", "body=Just words."},
    {"ANul", std::string("Just\0 words.", 12), "ok", "body=Just words."},
    {"TheWordNone", "None", "decode MISSING_BODY", "no body"},
    {"ATextLikeAFieldOfUnknownNumber", "abcdefghi", "ok", "body=abcdefghi"},
    {"ATextLikeAFieldThatIsNoBody", "Re" + std::string(101, 'x'), "ok", "body=Re" + std::string(101, 'x')},
    {"ATextTooLarge", "@", "decode BODY_TOO_LARGE", "has 8388609 bytes", kDetect, kMaxBodyBytes + 1},
    {"JsonWhenToldThatItIsText", R"({"body":"b"})", "ok", R"(body={"body":"b"})", kText},
};

std::variant<Prepared, DeadLetter> PrepareInput(const Input& input, std::string_view value) {
  PrepareSettings settings;
  settings.format = input.format;
  return Prepare({{"raw", 1, 17}, 1'700'000'000'123, value}, settings);
}

v1::EnrichedArticle Article(const Prepared& prepared) {
  v1::EnrichedArticle article;
  EXPECT_TRUE(article.ParseFromString(prepared.head + EncodeTail(Verdict{}, prepared.origin_credits)));
  return article;
}

std::string Field(const v1::EnrichedArticle& article, std::string_view name) {
  if (name == "body") return article.body();
  if (name == "articleId") return article.article_id();
  if (name == "uri") return article.uri();
  if (name == "publisher") return article.publisher();
  if (name == "published") return article.published().value();
  std::string by;
  for (const std::string& one : article.by()) by += (by.empty() ? "" : "|") + one;
  return by;
}

class BadInput : public testing::TestWithParam<Input> {};

TEST_P(BadInput, IsADeadLetterOrATolerance) {
  const Input& input = GetParam();
  const std::string value = input.Value();
  const auto outcome = PrepareInput(input, value);
  if (const auto* dead = std::get_if<DeadLetter>(&outcome)) {
    EXPECT_EQ(std::string(StageName(dead->stage)) + " " + std::string(DeadLetterCodeName(dead->code)), input.outcome)
        << dead->message;
    EXPECT_THAT(dead->message, testing::HasSubstr(input.says));
    EXPECT_LT(dead->message.size(), 400u);
    EXPECT_TRUE(IsValidUtf8(dead->message)) << "a header of the dead letter";
    EXPECT_TRUE(std::none_of(dead->message.begin(), dead->message.end(), [](char c) {
      return static_cast<uint8_t>(c) < 0x20;
    })) << "one line, safe on a terminal";
  } else {
    EXPECT_STREQ("ok", input.outcome);
    const v1::EnrichedArticle article = Article(std::get<Prepared>(outcome));
    const size_t equals = input.says.find('=');
    EXPECT_EQ(Field(article, input.says.substr(0, equals)), input.says.substr(equals + 1));
    EXPECT_TRUE(EnrichedToJson(article.SerializeAsString()).ok());
  }
  EXPECT_EQ(PrepareInput(input, value).index(), outcome.index())
      << "a second time, after whatever the first left behind";
}

constexpr auto kName = [](const auto& test) { return std::string(test.param.claim); };
INSTANTIATE_TEST_SUITE_P(Json, BadInput, testing::ValuesIn(kJsonInputs), kName);
INSTANTIATE_TEST_SUITE_P(Protobuf, BadInput, testing::ValuesIn(kProtobufInputs), kName);
INSTANTIATE_TEST_SUITE_P(Text, BadInput, testing::ValuesIn(kTextInputs), kName);

}  // namespace
}  // namespace wirefold
