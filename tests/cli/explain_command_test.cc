#include "worker/cli/explain_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdio>
#include <fstream>

#include "worker/cli/explain_html.h"
#include "worker/cli/explain_json.h"
#include "worker/cli/explain_text.h"

namespace wirefold {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string FileOf(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path) << text;
  return path;
}

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

std::string Contents(FILE* file) {
  std::string text;
  std::rewind(file);
  for (int c; (c = std::fgetc(file)) != EOF;) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

Outcome Explained(const ExplainOptions& options) {
  FILE* const out = std::tmpfile();
  FILE* const err = std::tmpfile();
  const int code = RunExplain(Config{}, options, out, err);
  return {code, Contents(out), Contents(err)};
}

const std::string& Report() {
  static const std::string& path = *new std::string(FileOf(
      "report.json",
      R"({"uri":"urn:1","headline":"The <b>ferry</b>","text":"OSLO, March 3 (Reuters) - The ferry sank at its berth.\n\n)"
      R"(\"We asked for a new ship,\" said Lena Strand, who told CNN so.\u001b[2J"})"));
  return path;
}

TEST(Explain, ShowsTheTextWithNumbersAndWhatTheyAre) {
  const Outcome shown = Explained({.articles = {Report()}});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("OSLO, March 3 (Reuters) -[1][2] The ferry sank"));
  EXPECT_THAT(shown.out, HasSubstr("  [2] credit       reuters, ORIGIN  (DATELINE, confidence 0.99)"));
  EXPECT_THAT(shown.out, HasSubstr("quote        said by Lena Strand"));
}

TEST(Explain, LetsNoByteOfAnArticleDriveATerminal) {
  EXPECT_THAT(Explained({.articles = {Report()}}).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Explained({.articles = {Report()}, .format = "html"}).out, Not(HasSubstr("<b>ferry")));
}

TEST(Explain, APageHasWhatAnArticleSaysAsText) {
  ExplainedArticle article;
  article.headline = article.id = article.text = "</title><script>x</script><b>\"";
  article.marks = {{{0, 12}, MarkKind::kQuote, "<script>", "\"><script>"}};
  article.facts = {{"author", "<script>", "<script>"}};
  EXPECT_THAT(ExplainHtml(article), Not(HasSubstr("<script")));
  EXPECT_THAT(ExplainHtml(article), HasSubstr("&lt;script&gt;"));
}

TEST(Explain, AsJsonHasSpansOfTheTextAndOfTheBody) {
  const Outcome shown = Explained({.articles = {Report()}, .format = "json"});
  simdjson::dom::parser parser;
  const simdjson::dom::element article = parser.parse(shown.out);
  const std::string text{std::string_view(article["text"])};
  std::string cited;
  for (const simdjson::dom::element mark : article["marks"]) {
    if (std::string_view(mark["kind"]) != "citation") continue;
    const uint64_t begin = mark["span"]["begin"];
    const uint64_t end = mark["span"]["end"];
    cited = text.substr(begin, end - begin);
    EXPECT_EQ(uint64_t{mark["bodySpan"]["end"]} - uint64_t{mark["bodySpan"]["begin"]}, end - begin);
  }
  EXPECT_EQ(cited, "CNN");
}

TEST(Explain, PutsTwoTextsSideBySide) {
  std::string story;
  for (int i = 0; i < 60; ++i) story += "Boat" + std::to_string(i) + " left pier" + std::to_string(i) + " at dusk. ";
  const std::string first = FileOf("first.txt", "Now. " + story);
  const std::string second = FileOf("second.txt", "Then. " + story);
  const Outcome shown = Explained({.articles = {first, second}, .input_format = "text"});
  EXPECT_THAT(shown.out, HasSubstr("One story. The second is to the first: REPRINT"));
  EXPECT_THAT(shown.out, HasSubstr("resemblance"));
  EXPECT_THAT(shown.out, HasSubstr("passes 0.35 by 0."));
  EXPECT_THAT(shown.out, HasSubstr("Now. Boat0"));
  EXPECT_THAT(shown.out, HasSubstr(" | Then. Boat0"));
  const Outcome page = Explained({.articles = {first, second}, .input_format = "text", .format = "html"});
  EXPECT_THAT(page.out, HasSubstr("<div class=\"state good\">One story</div>"));
}

TEST(Explain, SaysWhichArticleIsWrong) {
  const Outcome missing = Explained({.articles = {"/nowhere/a.json"}});
  EXPECT_EQ(missing.code, 66);
  EXPECT_EQ(missing.err, "/nowhere/a.json: cannot be read\n");
  const std::string broken = FileOf("broken.json", "{\"uri\": \"urn:1\", ");
  const Outcome bad = Explained({.articles = {broken}, .input_format = "json"});
  EXPECT_EQ(bad.code, 65);
  EXPECT_THAT(bad.err, HasSubstr(broken + ": INVALID_JSON"));
}

TEST(Explain, PaintsWhereColoursAreWanted) {
  ExplainedArticle article;
  article.text = "CNN said so";
  article.marks = {{{0, 3}, MarkKind::kCitation, "CNN", "said"}};
  EXPECT_THAT(ExplainText(article, {.colours = true}), HasSubstr("\x1b[30;106mCNN\x1b[0m"));
  EXPECT_THAT(ExplainText(article, {.colours = false}), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace wirefold
