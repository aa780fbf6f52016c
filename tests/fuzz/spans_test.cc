// Every span of every record of our fixtures, and of what sets of articles stand beside the project (or in
// WIREFOLD_DATA_DIR), cuts out the words that were found; span_properties.h says how.
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "common/codec/enriched_codec.h"
#include "common/pipeline/prepare.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/span_properties.h"

namespace wirefold {
namespace {

namespace fs = std::filesystem;

// What is broken of the record of one raw record; a dead letter has no spans.
std::string Broken(std::string_view value, v1::EnrichedArticle& record) {
  static const PrepareSettings settings;
  record.Clear();
  const auto understood = Understand(value, settings);
  const auto* dossier = std::get_if<Dossier>(&understood);
  if (dossier == nullptr) return "";
  const auto outcome = PrepareDossier({{"raw", 0, 0}, std::nullopt, value}, *dossier, settings);
  const auto* prepared = std::get_if<Prepared>(&outcome);
  if (prepared == nullptr) return "";
  if (!record.ParseFromString(prepared->head)) return "no record";
  return BrokenSpans(record, *dossier);
}

TEST(Spans, OfOurFixturesCutOutWhatWasFound) {
  const SeedInputs seeds = ReadSeedInputs(WIREFOLD_SOURCE_DIR);
  v1::EnrichedArticle record;
  for (const auto* inputs : {&seeds.json, &seeds.protobuf, &seeds.text, &seeds.html}) {
    for (const std::string& value : *inputs) EXPECT_EQ(Broken(value, record), "") << value.substr(0, 200);
  }
}

std::string Cut(const std::string& text, const v1::Span& span) {
  return text.substr(span.begin(), span.end() - span.begin());
}

class Furnished : public testing::Test {
 protected:
  // An article of this text, with further fields of JSON.
  void Read(const std::string& text, const std::string& fields = "") {
    std::string json = "{\"uri\":\"urn:1\",\"text\":\"";
    for (const char c : text) json += c == '\n' ? "\\n" : c == '"' ? "\\\"" : std::string(1, c);
    ASSERT_EQ(Broken(json + "\"" + fields + "}", record_), "");
    ASSERT_FALSE(record_.body().empty());
  }
  std::string InBody(const v1::Span& span) const { return Cut(record_.body(), span); }
  std::string InRemoved(const v1::Elsewhere& elsewhere) const {
    EXPECT_EQ(elsewhere.found_in(), v1::FOUND_IN_REMOVED);
    return Cut(record_.removed(static_cast<int>(elsewhere.index())).text(), elsewhere.span());
  }

  const std::string kLine = "The ferry sank at its berth at noon, the harbour master said.";
  v1::EnrichedArticle record_;
};

TEST_F(Furnished, AFactBehindWhatWasTakenOutStandsEarlierInTheBody) {
  Read(
      "[gallery id=\"11\"] The ferry sank at its berth at noon, CNN reported.\n\nALSO READ: Ten islands to see\n\n"
      "\"We asked for a new ship for years,\" the harbour master said. (Reuters)");
  ASSERT_EQ(record_.removed_size(), 2);
  EXPECT_EQ(record_.removed(0).text(), "[gallery id=\"11\"]");
  EXPECT_EQ(record_.removed(0).body_offset(), 0u);
  EXPECT_EQ(record_.removed(1).text(), "ALSO READ: Ten islands to see");
  EXPECT_EQ(record_.removed(1).body_offset(), record_.body().find("\n\n"));
  ASSERT_EQ(record_.citations_size(), 1);
  EXPECT_EQ(InBody(record_.citations(0).spans(0)), "CNN");
  ASSERT_EQ(record_.quotes_size(), 1);
  EXPECT_EQ(InBody(record_.quotes(0).span()), "\"We asked for a new ship for years,\"");
  ASSERT_EQ(record_.credits_size(), 1);
  EXPECT_EQ(InBody(record_.credits(0).span()), "(Reuters)");
  const size_t taken_out = record_.removed(0).text().size() + record_.removed(1).text().size() + sizeof(" \n\n") - 1;
  EXPECT_EQ(record_.paragraphs(1).input_span().begin() - record_.paragraphs(1).span().begin(), taken_out);
}

TEST_F(Furnished, AQuotationLosesWhatIsTakenOutInsideIt) {
  Read("“We asked for [gallery] a new ship for years,” the harbour master said on Monday.");
  ASSERT_EQ(record_.quotes_size(), 1);
  EXPECT_EQ(InBody(record_.quotes(0).span()), "“We asked for a new ship for years,”");
}

TEST_F(Furnished, ALineThatIsTakenOutIsWhereItsPictureIsCredited) {
  const std::string line = "Photo: REUTERS/Lena Strand";
  Read(kLine + "\n\n" + line);
  ASSERT_EQ(record_.photo_credits_size(), 1);
  EXPECT_FALSE(record_.photo_credits(0).has_span());
  EXPECT_EQ(InRemoved(record_.photo_credits(0).elsewhere()), line);
}

TEST_F(Furnished, ANoticeThatIsTakenOutIsWhereItsFeedIsCredited) {
  const std::string line =
      "(This story has not been edited by Harbour staff and is published from a syndicated feed of PTI.)";
  Read(kLine + "\n\n" + line);
  ASSERT_EQ(record_.credits_size(), 1);
  EXPECT_FALSE(record_.credits(0).has_span());
  EXPECT_EQ(InRemoved(record_.credits(0).elsewhere()), line);
}

TEST_F(Furnished, ALongTextThatIsTakenOutIsCutBetweenCharactersAndItsLengthIsSaid) {
  std::string first = "One: ";
  std::string second = "Two: ";
  while (first.size() < 400) first += "é";
  while (second.size() < 400) second += "ü";
  const std::string once = first + "\n\n" + second;
  Read(once + "\n\n" + once);
  EXPECT_EQ(record_.body(), once);
  ASSERT_EQ(record_.removed_size(), 2);
  EXPECT_EQ(record_.removed(1).text(), second.substr(0, 255));
  EXPECT_EQ(record_.removed(1).text_bytes(), second.size());
}

TEST_F(Furnished, FieldsAreWhereTheirAgenciesAreCredited) {
  Read(kLine,
       R"(,"author":["Anna Reed","Tom Lund; Japan Desk, PTI"],"creditline":"AFP / EFE","copyrightHolder":"Reuters")");
  std::vector<std::string> found;
  for (const v1::Credit& credit : record_.credits()) {
    const v1::Elsewhere& elsewhere = credit.elsewhere();
    const auto index = static_cast<int>(elsewhere.index());
    const std::string& text = elsewhere.found_in() == v1::FOUND_IN_BYLINE        ? record_.bylines(index)
                              : elsewhere.found_in() == v1::FOUND_IN_CREDIT_LINE ? record_.credit_line()
                                                                                 : record_.copyright_holder();
    found.push_back(credit.agency_id() + "=" + Cut(text, elsewhere.span()));
  }
  EXPECT_EQ(found, (std::vector<std::string>{"pti=PTI", "afp=AFP", "efe=EFE", "reuters=Reuters"}));
}

// The lines of a gzipped file of JSON lines, or the whole of another file.
std::vector<std::string> ReadValues(const fs::path& path) {
  std::string content;
  gzFile input = gzopen(path.c_str(), "rb");
  static std::array<char, 1 << 16> buffer;
  for (int got = 0; (got = gzread(input, buffer.data(), buffer.size())) > 0;)
    content.append(buffer.data(), static_cast<size_t>(got));
  gzclose(input);
  if (path.string().find(".jsonl") == std::string::npos) return {content};
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < content.size();) {
    const size_t end = std::min(content.find('\n', begin), content.size());
    lines.push_back(content.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

TEST(Spans, OfTheSetsBesideTheProjectCutOutWhatWasFound) {
  const char* given = std::getenv("WIREFOLD_DATA_DIR");  // NOLINT(concurrency-mt-unsafe): one thread
  const fs::path folder = given != nullptr ? given : std::string(WIREFOLD_SOURCE_DIR) + "/../shared/data";
  std::error_code none;
  size_t records = 0;
  v1::EnrichedArticle record;
  for (const auto& entry : fs::recursive_directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".jsonl.gz") && !name.ends_with(".html.gz") && !name.ends_with(".txt")) continue;
    for (const std::string& value : ReadValues(entry.path())) {
      ASSERT_EQ(Broken(value, record), "") << entry.path() << ": " << value.substr(0, 200);
      records += record.body().empty() ? 0 : 1;
    }
  }
  if (records == 0) GTEST_SKIP() << "no articles in " << folder << "; WIREFOLD_DATA_DIR names another folder";
  std::printf("%zu records\n", records);
}

}  // namespace
}  // namespace wirefold
