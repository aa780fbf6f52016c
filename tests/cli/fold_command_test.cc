#include "worker/cli/fold_command.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "common/codec/wire_reader.h"
#include "common/news/attribute.h"
#include "tests/cli/fold_files.h"
#include "worker/config/config.h"
#include "worker/runtime/reading_settings.h"

namespace wirefold {
namespace {

class FoldCommand : public FoldFiles {};

TEST_F(FoldCommand, OneLineOutForEachLineInInOrder) {
  FoldOptions options;
  options.files = {Write("a.jsonl", Lines(20))};
  EXPECT_EQ(Run(options), 0);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 20);
  size_t at = 0;
  for (int i = 0; i < 20; ++i) {
    const size_t found = out_.find("{\"articleId\":\"u" + std::to_string(i) + "\"", at);
    ASSERT_NE(found, std::string::npos) << i;
    at = found + 1;
  }
  EXPECT_NE(out_.find("RELATION_REPRINT"), std::string::npos);
}

// What the configuration says of reading holds for files, too.
TEST_F(FoldCommand, MappingsAndFurnitureRulesOfAUserAreUsedAndTheRulesTellTheirVersion) {
  const std::string table =
      Write("own.tsv", "promo\tnewsletter\tline\tvalley club.*\tValley Club: join us\tThe club met\n");
  FoldOptions options;
  options.files = {Write("a.jsonl", R"({"a/b":{"text":"The ice holds.\nValley Club: join us"}})"
                                    "\n")};
  EXPECT_EQ(Run(options), 65) << "no shape has it";
  const absl::StatusOr<Config> config = LoadConfig(
      {.files = {}, .environment = {}, .sets = {"input.mapping.body=/a~1b/text", "input.furniture_file=" + table}});
  ASSERT_TRUE(config.ok()) << config.status();
  const absl::StatusOr<ReadingSettings> reading = ReadingSettingsOf(*config);
  ASSERT_TRUE(reading.ok()) << reading.status();
  options.understand = reading->understand;
  EXPECT_EQ(Run(options), 0) << err_;
  EXPECT_NE(out_.find("\"body\":\"The ice holds.\""), std::string::npos) << out_;
  EXPECT_NE(out_.find("\"ruleId\":\"promo\""), std::string::npos) << out_;
  const std::string version(reading->understand.rules->version());
  EXPECT_NE(version, FurnitureRules::BuiltIn().version());
  EXPECT_NE(out_.find("\"rules\":\"" + version + "\""), std::string::npos) << out_;
}

TEST_F(FoldCommand, AgenciesOfAUserAreCreditedAndTheRecordTellsTheirVersion) {
  FoldOptions options;
  options.files = {Write("a.jsonl", R"({"uri":"a","body":"OSLO (HBP) - The ferry sank at its berth."})"
                                    "\n")};
  EXPECT_EQ(Run(options), 0) << err_;
  EXPECT_EQ(out_.find("harbour"), std::string::npos) << out_;
  const std::string table = Write("own.tsv", "harbour\tHarbour Press\tHBP\twire\tNO\n");
  const absl::StatusOr<Config> config =
      LoadConfig({.files = {}, .environment = {}, .sets = {"lexicon.agencies_file=" + table}});
  ASSERT_TRUE(config.ok()) << config.status();
  const absl::StatusOr<ReadingSettings> reading = ReadingSettingsOf(*config);
  ASSERT_TRUE(reading.ok()) << reading.status();
  options.understand = reading->understand;
  EXPECT_EQ(Run(options), 0) << err_;
  EXPECT_NE(out_.find("\"agencyId\":\"harbour\""), std::string::npos) << out_;
  EXPECT_NE(AttributionVersion(*reading->understand.lexicon), AttributionVersion(AgencyLexicon::BuiltIn()));
  EXPECT_NE(out_.find("\"" + AttributionVersion(*reading->understand.lexicon) + "\""), std::string::npos) << out_;
}

TEST_F(FoldCommand, TheSameInputGivesTheSameBytesCompressedOrNot) {
  FoldOptions options;
  options.files = {Write("a.jsonl", Lines(200))};
  ASSERT_EQ(Run(options), 0);
  const std::string first = out_;
  ASSERT_EQ(Run(options), 0);
  EXPECT_EQ(out_, first);
  options.files = {WriteGz("a.jsonl.gz", Lines(200))};
  ASSERT_EQ(Run(options), 0);
  EXPECT_EQ(out_, first);
}

TEST_F(FoldCommand, ABadLineIsSaidWithItsPlaceAndTheRestGoesOn) {
  FoldOptions options;
  options.files = {Write("a.jsonl", Lines(2) + "{\"body\":\"cut\n" + "{\"title\":\"x\"}\n\n" + Lines(1))};
  options.dead_letter_file = folder_ + "/dead.jsonl";
  EXPECT_EQ(Run(options), 65);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 3);
  EXPECT_NE(err_.find("a.jsonl:3: INVALID_JSON: "), std::string::npos) << err_;
  EXPECT_NE(err_.find("a.jsonl:4: MISSING_BODY: "), std::string::npos) << err_;
  const std::string letters = FileBytes(options.dead_letter_file);
  EXPECT_NE(letters.find("\"line\":4,\"stage\":\"decode\",\"code\":\"MISSING_BODY\""), std::string::npos) << letters;
  EXPECT_NE(letters.find("\"value\":\"eyJ0aXRsZSI6IngifQ==\""), std::string::npos) << letters;
}

// Lines of many lengths, some longer than the buffer that they are read into, so that its ends fall anywhere.
TEST_F(FoldCommand, LinesOfAnyLengthAreReadWhole) {
  std::string lines;
  std::vector<size_t> sizes = {1, 200'000, 262'143, 262'144, 1'000'000, 3, 2'500'000};
  for (size_t i = 1; i < 3000; ++i) sizes.push_back(i * 7919 % 700);
  for (size_t i = 0; i < sizes.size(); ++i) {
    lines += "{\"uri\":\"u" + std::to_string(i) + "\",\"body\":\"<" + std::string(sizes[i], 'x') + ">\"}\n";
  }
  lines.pop_back();  // the last line has no end
  for (const bool compressed : {false, true}) {
    FoldOptions options;
    options.files = {compressed ? WriteGz("a.jsonl.gz", lines) : Write("a.jsonl", lines)};
    ASSERT_EQ(Run(options), 0) << err_;
    size_t at = 0;
    for (size_t i = 0; i < sizes.size(); ++i) {
      at = out_.find("\"body\":\"<", at) + 9;
      ASSERT_EQ(out_.substr(at, sizes[i] + 2), std::string(sizes[i], 'x') + ">\"") << i;
    }
  }
}

TEST_F(FoldCommand, OneArticleOverSeveralLinesIsOne) {
  FoldOptions options;
  options.files = {Write("a.json", "{\n  \"uri\": \"u\",\n  \"body\": \"Some words.\"\n}\n")};
  EXPECT_EQ(Run(options), 0) << err_;
  EXPECT_TRUE(out_.starts_with("{\"articleId\":\"u\"")) << out_;
}

TEST_F(FoldCommand, OneArticleOverSeveralLinesMayBeginWithAMarkAndEmptyLines) {
  FoldOptions options;
  options.files = {Write("a.json", "\xEF\xBB\xBF\n{\"uri\": \"u\",\n \"body\": \"Some words.\"}\n")};
  EXPECT_EQ(Run(options), 0) << err_;
  EXPECT_TRUE(out_.starts_with("{\"articleId\":\"u\"")) << out_;
}

TEST_F(FoldCommand, AFirstLineThatIsCutOrEndsInACommaIsOneBadLine) {
  for (const char* first : {"{", "{\"uri\":\"x\",", "{\"uri\":\"x\",\"body\":\"b\"},"}) {
    FoldOptions options;
    options.files = {Write("a.jsonl", std::string(first) + "\n" + Lines(3))};
    EXPECT_EQ(Run(options), 65) << first;
    EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 3) << first;
    EXPECT_NE(err_.find("a.jsonl:1: INVALID_JSON: "), std::string::npos) << err_;
  }
}

TEST_F(FoldCommand, EveryBadLineIsSaidWithItsPlaceCodeAndByte) {
  const std::pair<std::string, const char*> kBad[] = {
      {"{\"body\":\"cut", "INVALID_JSON: A string is opened, but never closed; at byte 8 of 12, near: "},
      {std::string("\0\0\0", 3), "INVALID_JSON: "},
      {"Just words.", "INVALID_JSON: "},
      {"{\"body\":\"a\"} rest", "INVALID_JSON: "},
      {"[]", "WRONG_TYPE: JSON holds no article: []"},
      {"{\"body\":\"None\"}", "MISSING_BODY: "},
      {"{\"body\":" + std::string(10'000, '[') + std::string(10'000, ']') + "}", "NESTED_TOO_DEEP: "},
      {"{\"body\":{\"a\":1}}", "MISSING_BODY: the article has no body; its key \"body\" holds {\"a\":1}"},
      {"{\"body\":\"" + std::string(20u << 20, 'x') + "\"}", "BODY_TOO_LARGE: "},
  };
  std::string lines;
  for (const auto& [line, says] : kBad) lines += line + "\n" + Lines(1);
  FoldOptions options;
  options.files = {Write("a.jsonl", lines)};
  EXPECT_EQ(Run(options), 65);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), static_cast<long>(std::size(kBad)));
  EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), static_cast<long>(std::size(kBad))) << err_;
  size_t number = 1;
  for (const auto& [line, says] : kBad) {
    EXPECT_NE(err_.find("a.jsonl:" + std::to_string(number) + ": " + says), std::string::npos) << says << "\n" << err_;
    number += 2;
  }
}

TEST_F(FoldCommand, ATextFileIsOneArticleWithItsHeadline) {
  FoldOptions options;
  options.files = {Write("a.txt", "A headline\n\nThe body.\n")};
  EXPECT_EQ(Run(options), 0) << err_;
  EXPECT_NE(out_.find("\"headline\":\"A headline\""), std::string::npos) << out_;
}

TEST_F(FoldCommand, DelimitedProtobufIsReadAndACutOneIsSaid) {
  // field 1 "u", field 6 "Some words."
  const std::string record = std::string("\n\1u2\13Some words.", 16);
  FoldOptions options;
  options.files = {Write("a.pb", std::string(1, '\20') + record + std::string(1, '\20') + record.substr(0, 5))};
  EXPECT_EQ(Run(options), 65);
  EXPECT_TRUE(out_.starts_with("{\"articleId\":\"u\"")) << out_ << err_;
  EXPECT_NE(err_.find("a.pb:2: INVALID_FRAME"), std::string::npos) << err_;
}

TEST_F(FoldCommand, ProtobufOutputIsLengthDelimited) {
  FoldOptions options;
  options.files = {Write("a.jsonl", Lines(1))};
  options.output_format = "protobuf";
  EXPECT_EQ(Run(options), 0);
  const size_t size = (static_cast<uint8_t>(out_[0]) & 0x7fU) | static_cast<size_t>(static_cast<uint8_t>(out_[1])) << 7;
  EXPECT_EQ(size, out_.size() - 2);
}

TEST_F(FoldCommand, AMissingFileIsSaidAndADamagedOneToo) {
  FoldOptions options;
  options.files = {folder_ + "/nothing.jsonl"};
  EXPECT_EQ(Run(options), 66);
  const std::string whole = WriteGz("b.jsonl.gz", Lines(5000));
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
  options.files = {whole};
  EXPECT_EQ(Run(options), 74);
  EXPECT_NE(err_.find("damaged or cut short"), std::string::npos);
  EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), 1) << err_;  // what was cut is no bad line besides
}

TEST_F(FoldCommand, ATextThatIsCutShortIsNoArticle) {
  const std::string text = WriteGz("a.txt.gz", Lines(5000));
  std::filesystem::resize_file(text, std::filesystem::file_size(text) / 2);
  FoldOptions options;
  options.files = {text};
  EXPECT_EQ(Run(options), 74);
  EXPECT_EQ(out_, "");
}

TEST_F(FoldCommand, AFileIsReadByItsOwnNameWhateverCameBefore) {
  FoldOptions options;
  options.files = {Write("a.txt", "Plain text, the first of two."), Write("b.jsonl", Lines(2))};
  EXPECT_EQ(Run(options), 0) << err_;
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 3);
}

TEST_F(FoldCommand, ThresholdsAreThoseAskedFor) {
  const std::string shared =
      "the harbour of the old town was closed on Monday after a storm that broke two piers and tore three boats loose";
  const std::string ferry =
      "One ferry sank beside its berth while nobody was on board, its owners said, and divers will look at the hull as "
      "soon as the water is calm, for ";
  const std::string market =
      "Roofs of the fish market flew into the street where the traders had parked their vans, and the council has "
      "promised them another hall until spring because ";
  FoldOptions options;
  options.files = {Write("two.jsonl", "{\"uri\":\"a\",\"body\":\"" + ferry + shared +
                                          "\"}\n{\"uri\":\"b\",\"body\":\"" + market + shared + "\"}\n")};
  Run(options);
  EXPECT_NE(out_.find("\"matches\":[{\"articleId\":\"a\""), std::string::npos) << out_;
  options.genesis.derived_threshold = options.genesis.containment_threshold = options.genesis.resemblance_threshold = 1;
  Run(options);
  EXPECT_EQ(out_.find("\"matches\""), std::string::npos) << out_;
}

constexpr size_t kTooLarge = size_t{66} << 20;  // bytes

TEST_F(FoldCommand, ALineThatIsTooLargeIsOneBadRecordAndTheRestGoesOn) {
  FoldOptions options;
  options.files = {Write("a.jsonl", Lines(1) + "{\"body\":\"" + std::string(kTooLarge, 'x') + "\"}\n" + Lines(2)),
                   Write("whole.json", "{\n\"body\": \"" + std::string(kTooLarge, 'y') + "\"}"),
                   Write("b.txt", std::string(kTooLarge, 'z'))};
  EXPECT_EQ(Run(options), 65);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 3);
  for (const char* place :
       {"a.jsonl:2: RECORD_TOO_LARGE: ", "whole.json:1: RECORD_TOO_LARGE: ", "b.txt:1: RECORD_TOO_LARGE: "})
    EXPECT_NE(err_.find(place), std::string::npos) << err_;
  EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), 3);
}

TEST_F(FoldCommand, DelimitedRecordsAreReadWhateverTheirSizeAndBadFramesReported) {
  const auto record = [](size_t body) {
    std::string article;
    WireWriter(article).Text(6, std::string(body, 'w'));
    std::string framed;
    AppendDelimited(article, framed);
    return framed;
  };
  std::string good;
  for (size_t body : {1, 100, 200'000, 300'000, 5}) good += record(body);
  struct {
    const char* name;
    std::string bytes;
    size_t records;
    const char* error;
  } const kCases[] = {
      {"good.pb", good, 5, nullptr},
      {"large.pb", good + record(kTooLarge) + good, 10, "large.pb:6: RECORD_TOO_LARGE: "},
      {"cut.pb", good + record(70).substr(0, 50), 5, "cut.pb:6: INVALID_FRAME: the file ends inside this record"},
      {"cutlength.pb", good + "\x80", 5, "cutlength.pb:6: INVALID_FRAME: the file ends inside this record"},
      {"nolength.pb", good + std::string(20, '\xff') + good, 5, "nolength.pb:6: INVALID_FRAME: no record's length"},
  };
  for (const auto& test : kCases) {
    FoldOptions options;
    options.files = {Write(test.name, test.bytes)};
    EXPECT_EQ(Run(options), test.error == nullptr ? 0 : 65) << test.name;
    EXPECT_EQ(static_cast<size_t>(std::count(out_.begin(), out_.end(), '\n')), test.records) << test.name;
    EXPECT_NE(err_.find(test.error == nullptr ? "" : test.error), std::string::npos) << err_;
    EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), test.error == nullptr ? 0 : 1) << err_;
  }
}

TEST_F(FoldCommand, DeadLettersThatCannotBeWrittenAreAnIoErrorSaidOnce) {
  FoldOptions options;
  options.files = {Write("a.jsonl", Lines(1) + "{\"title\":1}\n" + std::string(1 << 20, 'x') + "\n{}\n" + Lines(1))};
  options.dead_letter_file = "/dev/full";
  EXPECT_EQ(Run(options), 74);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 2) << "articles still come out";
  const size_t said = err_.find("/dev/full: dead letters cannot be written: ");
  ASSERT_NE(said, std::string::npos) << err_;
  EXPECT_EQ(err_.find("/dev/full", said + 1), std::string::npos) << err_;

  options.files = {Write("one.jsonl", "{}\n")};
  EXPECT_EQ(Run(options), 74) << "what is written only when the file is closed";
  options.dead_letter_file = folder_ + "/none/bad.jsonl";
  EXPECT_EQ(Run(options), 74);
  EXPECT_NE(err_.find("bad.jsonl: dead letters cannot be written: No such file"), std::string::npos) << err_;
}

TEST_F(FoldCommand, AnIdForgesNoLineOfItsMessages) {
  FoldOptions options;
  options.files = {
      Write("a.jsonl", "{\"uri\":\"x\\na.jsonl:9: \\u001b[2J" + std::string(2000, 'u') + "\",\"body\":\"b\"}\n")};
  EXPECT_EQ(Run(options), 65);
  EXPECT_EQ(std::count(err_.begin(), err_.end(), '\n'), 1) << err_;
  EXPECT_EQ(err_.find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace wirefold
