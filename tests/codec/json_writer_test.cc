// AppendJson against protobuf's own printer, the oracle; WireJson against AppendJson of the parsed message.
#include "common/codec/json_writer.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "common/base/json_string.h"
#include "common/codec/enriched_codec.h"
#include "common/codec/protobuf_log.h"
#include "wirefold/v1/claim.pb.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

v1::EnrichedArticle Full() {
  v1::EnrichedArticle article;
  article.set_article_id("a \"quoted\" \\ id\nwith\tcontrols\x01 and ünïcödé 新聞");
  article.mutable_origin()->set_offset(-7);
  article.mutable_origin()->set_partition(3);
  article.mutable_origin()->set_timestamp_ms(0);  // present though zero
  article.add_flags(v1::ARTICLE_FLAG_OPINION);
  article.add_by("one");
  article.add_by("two");
  auto& credit = *article.add_credits();
  credit.set_kind(v1::CREDIT_KIND_ORIGIN);
  credit.set_confidence(0.97F);
  auto& syndication = *article.mutable_syndication();
  syndication.set_novelty(1.0 / 3);
  syndication.set_changed(false);
  auto& match = *syndication.add_matches();
  match.set_resemblance(0.1);
  match.set_claim_offset(9007199254740993);
  return article;
}

TEST(JsonWriter, SaysWhatProtobufsOwnPrinterSays) {
  for (const v1::EnrichedArticle& article : {v1::EnrichedArticle(), Full()}) {
    std::string ours;
    AppendJson(article, ours);
    v1::EnrichedArticle back;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(ours, &back).ok()) << ours;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(article, back)) << ours;
    std::string theirs;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(article, &theirs).ok());
    EXPECT_EQ(std::count(ours.begin(), ours.end(), ':'), std::count(theirs.begin(), theirs.end(), ':'))
        << ours << "\n"
        << theirs;  // the same fields are there
  }
}

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <typename List>
auto Any(const List& list, std::mt19937_64& random) {
  return *(std::begin(list) + random() % std::size(list));
}

std::string AnyText(std::mt19937_64& random) {
  static const std::string kPieces[] = {"",     "plain words ", "\"", "\\",   "\n", "\x01",
                                        "\x1F", "\x7F",         "é",  "新聞", "😀",  "x"};
  std::string text;
  for (size_t i = random() % 12; i > 0; --i) text += Any(kPieces, random);
  return text;
}

// Sets about half of the fields, to numbers at the edges of their types as well.
void Fill(Message& message, std::mt19937_64& random) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const size_t count = field->is_repeated() ? random() % 4 : random() % 2;
    for (size_t n = 0; n < count; ++n) {
      const auto set = [&](auto add, auto set_one, const auto& value) {
        field->is_repeated() ? (reflection.*add)(&message, field, value)
                             : (reflection.*set_one)(&message, field, value);
      };
      using R = google::protobuf::Reflection;
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
          set(&R::AddString, &R::SetString, AnyText(random));
          break;
        case FieldDescriptor::CPPTYPE_MESSAGE:
          Fill(*(field->is_repeated() ? reflection.AddMessage(&message, field)
                                      : reflection.MutableMessage(&message, field)),
               random);
          break;
        case FieldDescriptor::CPPTYPE_ENUM:
          set(&R::AddEnumValue, &R::SetEnumValue, Any(std::vector<int>{0, 1, 2, 3, 99, -1}, random));
          break;
        case FieldDescriptor::CPPTYPE_UINT32:
          set(&R::AddUInt32, &R::SetUInt32, Any(std::vector<uint32_t>{0, 1, 127, 128, ~0U}, random));
          break;
        case FieldDescriptor::CPPTYPE_INT32:
          set(&R::AddInt32, &R::SetInt32, Any(std::vector<int32_t>{0, 1, -1, INT32_MIN, INT32_MAX}, random));
          break;
        case FieldDescriptor::CPPTYPE_UINT64:
          set(&R::AddUInt64, &R::SetUInt64, Any(std::vector<uint64_t>{0, 1, ~uint64_t{0}}, random));
          break;
        case FieldDescriptor::CPPTYPE_INT64:
          set(&R::AddInt64, &R::SetInt64, Any(std::vector<int64_t>{0, 1, -1, INT64_MIN, INT64_MAX}, random));
          break;
        case FieldDescriptor::CPPTYPE_DOUBLE:
          set(&R::AddDouble, &R::SetDouble, Any(std::vector<double>{0, -0.0, 1.0 / 3, 1e300, HUGE_VAL, NAN}, random));
          break;
        case FieldDescriptor::CPPTYPE_FLOAT:
          set(&R::AddFloat, &R::SetFloat, Any(std::vector<float>{0, -0.0F, 0.97F, 1e30F, HUGE_VALF}, random));
          break;
        case FieldDescriptor::CPPTYPE_BOOL:
          set(&R::AddBool, &R::SetBool, random() % 2 == 0);
          break;
      }
    }
  }
}

const WireJson& Wire() {
  static const WireJson& wire = *new WireJson(*v1::EnrichedArticle::descriptor());
  return wire;
}

// Either the fast way declines or it says what the slow way says. Returns whether it said it.
bool AgreesWithTheParsedMessage(const std::string& bytes) {
  std::string fast = "before";
  const bool took = Wire().Append(bytes, fast);
  v1::EnrichedArticle message;
  std::string slow = "before";
  const bool parsed = message.ParseFromString(bytes);
  if (parsed) AppendJson(message, slow);
  EXPECT_EQ(fast, took ? slow : "before");
  EXPECT_TRUE(parsed || !took);
  std::string either = "before";
  EXPECT_EQ(AppendEnrichedJson(bytes, either).ok(), parsed);
  EXPECT_EQ(either, slow);
  return took;
}

TEST(WireJson, OurOwnRecordsNeedNoParsing) {
  EXPECT_TRUE(AgreesWithTheParsedMessage(""));
  EXPECT_TRUE(AgreesWithTheParsedMessage(Full().SerializeAsString()));
}

TEST(WireJson, SaysOfAnyMessageWhatAppendJsonSays) {
  std::mt19937_64 random(7);
  int took = 0;
  for (int i = 0; i < 2000; ++i) {
    v1::EnrichedArticle message;
    Fill(message, random);
    took += AgreesWithTheParsedMessage(message.SerializeAsString()) ? 1 : 0;
  }
  EXPECT_GT(took, 50);  // the others have an enum's number without name, or -0
}

TEST(WireJson, OfHostileBytesItSaysTheSameOrDeclines) {
  SilenceProtobufLog();
  std::mt19937_64 random(8);
  const std::string full = Full().SerializeAsString();
  for (size_t cut = 0; cut < full.size(); ++cut) AgreesWithTheParsedMessage(full.substr(0, cut));
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = full;
    for (size_t n = 1 + random() % 3; n > 0; --n) {
      const size_t at = random() % bytes.size();
      switch (random() % 3) {
        case 0:
          bytes[at] = static_cast<char>(random());
          break;
        case 1:
          bytes.erase(at, 1 + random() % 5);
          break;
        default:
          bytes.insert(at, full, random() % full.size(), random() % 20);
      }
      if (bytes.empty()) bytes = "x";
    }
    AgreesWithTheParsedMessage(bytes);
  }
}

TEST(WireJson, WhatASerialiserDoesNotWriteIsDeclined) {
  const std::string twice = "\x0A\x01x\x0A\x01y";           // article_id two times: the last counts
  const std::string backwards = "\x12\x01u\x0A\x01x";       // uri before article_id
  const std::string unknown = "\xFA\x3E\x01x";              // field 1007
  const std::string needless = std::string("\x70\x00", 2);  // word_count 0
  const std::string unpacked = "\x88\x01\x01";              // flags as single numbers
  const std::string not_utf8 = "\x0A\x01\xFF";              // no message at all
  const std::string wide = "\x70\x80\x80\x80\x80\x10";      // word_count 2^32
  for (const std::string& bytes : {twice, backwards, unknown, needless, unpacked, not_utf8, wide}) {
    EXPECT_FALSE(AgreesWithTheParsedMessage(bytes));
  }
}

TEST(JsonString, EscapesStandWhereverTheyFall) {
  const auto plain = [](std::string_view text) {  // byte by byte: the definition
    std::string out = "\"";
    for (const char c : text) {
      static const std::string kShort = "\"\\\n\r\t";
      static const std::string kLetter = "\"\\nrt";
      const size_t at = kShort.find(c);
      char hex[8];
      std::snprintf(hex, sizeof(hex), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += at != std::string::npos                ? std::string("\\") + kLetter[at]
             : static_cast<unsigned char>(c) < 0x20 ? std::string(hex)
                                                    : std::string(1, c);
    }
    return out + "\"";
  };
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t at = 0; at < 20; ++at) {
      for (const char around : {'x', '\x1F', '\x21', '\xFF', '\x80', '"'}) {
        std::string text(20, around);
        text[at] = static_cast<char>(byte);
        std::string out;
        AppendJsonString(text, out);
        ASSERT_EQ(out, plain(text)) << byte << " at " << at;
      }
    }
  }
}

TEST(WireJsonDeathTest, ATypeWithAFieldThatIsNotWrittenIsRefusedWhenConstructed) {
  EXPECT_DEATH(WireJson(*google::protobuf::BytesValue::descriptor()), "invariant broken: IsWritten");
  const WireJson known(*google::protobuf::StringValue::descriptor());
  std::string json;
  EXPECT_TRUE(known.Append("", json));
}

}  // namespace
}  // namespace wirefold
