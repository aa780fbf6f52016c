#include "common/news/clean.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "common/base/embedded.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr std::string_view kProse =
    "The council said on Tuesday that the new library would open its doors to readers in the autumn, a year later than "
    "planned.";

CleanArticle CleanText(const std::string& text) {
  Article article;
  article.body = text;
  return Clean(article, FurnitureRules::BuiltIn());
}

std::string RemovedText(const std::string& text, const CleanArticle& clean) {
  std::string all;
  for (const Removed& removed : clean.removed) {
    if (!all.empty()) all += "|";
    all += text.substr(removed.span.begin, removed.span.end - removed.span.begin);
  }
  return all;
}

// Every rule of the table cuts its example and spares its near miss.
TEST(Clean, EveryRuleCutsItsExampleAndSparesItsNearMiss) {
  auto rows = ReadTable(EmbeddedFile("furniture.tsv"), 6);
  ASSERT_TRUE(rows.ok());
  ASSERT_GT(rows->size(), 10u);
  for (const TableRow& row : *rows) {
    SCOPED_TRACE(row.cells[0]);
    const std::string before = std::string(kProse) + "\n\n" + std::string(kProse) + " Again.\n\n";
    const CleanArticle cut = CleanText(before + row.cells[4]);
    ASSERT_FALSE(cut.removed.empty());
    EXPECT_EQ(cut.removed[0].category, row.cells[1]);
    EXPECT_EQ(cut.removed[0].rule_id, row.cells[0]);
    const CleanArticle spared = CleanText(before + row.cells[5]);
    EXPECT_TRUE(spared.removed.empty()) << "the near miss was cut: " << row.cells[5];
    EXPECT_NE(spared.body.find(row.cells[5]), std::string::npos);
  }
}

TEST(Clean, EveryByteIsKeptRemovedOrWhiteSpace) {
  const std::string text =
      std::string(kProse) +
      "\n\n[gallery id=\"1\"] It froze early.ALSO READ:Skaters return\n \t\nTags: ice\n\nLeave a Reply\nName\n";
  const CleanArticle clean = CleanText(text);
  std::string marks(text.size(), '.');
  for (const ByteSpan& span : clean.kept) {
    for (uint32_t i = span.begin; i < span.end; ++i) marks[i] = static_cast<char>(marks[i] + 1);
  }
  for (const Removed& removed : clean.removed) {
    for (uint32_t i = removed.span.begin; i < removed.span.end; ++i) marks[i] = static_cast<char>(marks[i] + 1);
  }
  for (size_t i = 0; i < text.size(); ++i) {
    const bool space = text[i] == ' ' || text[i] == '\n' || text[i] == '\t';
    EXPECT_TRUE(marks[i] == '/' || (space && marks[i] == '.')) << i << " " << text.substr(i, 20);
  }
}

TEST(Clean, ARelatedLinkGluedToProseIsRemovedAlone) {
  const std::string text = "The lake froze early.ALSO READ:Skaters return to the park";
  const CleanArticle clean = CleanText(text);
  EXPECT_EQ(clean.body, "The lake froze early.");
  EXPECT_EQ(clean.related_links, (std::vector<std::string>{"Skaters return to the park"}));
}

TEST(Clean, ATailHeadingInTheMiddleOfProseCutsNothing) {
  const std::string prose = std::string(kProse);
  const CleanArticle clean =
      CleanText(prose + "\n\nRELATED STORIES\n\n" + prose + "\n\n" + prose + " x.\n\n" + prose + " y.");
  EXPECT_TRUE(clean.removed.empty());
}

TEST(Clean, ATailHeadingNearTheEndTakesAllThatFollows) {
  const std::string prose = std::string(kProse);
  const std::string text =
      prose + "\n\n" + prose + " x.\n\n" + prose + " y.\n\nRecommended for you\n\nFive walks\n\nTen soups";
  const CleanArticle clean = CleanText(text);
  EXPECT_EQ(RemovedText(text, clean), "Recommended for you|Five walks|Ten soups");
}

TEST(Clean, AFirstParagraphThatALaterOneRepeatsIsTheStandfirst) {
  const std::string prose = std::string(kProse);
  const CleanArticle clean =
      CleanText(prose + "..reports\n\nSome other sentence stands between the two of them here.\n\n" + prose);
  EXPECT_TRUE(clean.standfirst.empty());  // not the same words
  const CleanArticle tagged = CleanText(prose.substr(0, prose.size() - 1) + "….reports Valley Lite News\n\n" + prose);
  EXPECT_EQ(tagged.standfirst, prose.substr(0, prose.size() - 1));
  EXPECT_EQ(tagged.body, prose);
  EXPECT_EQ(tagged.carriers, (std::vector<std::string>{"Valley Lite"}));
}

TEST(Clean, ATruncationMarkerSaysSo) {
  EXPECT_TRUE(CleanText("The vote was close and the … [+2817 chars]").truncated);
  EXPECT_FALSE(CleanText("The vote was close.").truncated);
}

TEST(Clean, ABadTableIsRefusedWithItsLine) {
  for (const auto& [table, place] : std::initializer_list<std::pair<const char*, const char*>>{
           {"# c\nid\tcat\tline\t(\tx\ty\n", "line 2, rule id"},
           {"id\tcat\tword\tx\tx\ty\n", "\"word\" is none of"},
           {"id\tcat\tspan\tx\tx\ty\n", "needs a group"},
           {"id\tcat\tspan\t(x)\tx\ty\n", "lines like its example"},
           {"id\tcat\n", "line 1: 2 columns"}}) {
    auto rules = FurnitureRules::Parse(table);
    ASSERT_FALSE(rules.ok());
    EXPECT_NE(std::string(rules.status().message()).find(place), std::string::npos) << rules.status();
  }
}

// Span rules run only on lines that pass a cheap test: it must pass every line on which one of them matches.
TEST(Clean, NoSpanIsTurnedAway) {
  std::vector<std::unique_ptr<RE2>> rules;
  const auto rows = ReadTable(EmbeddedFile("furniture.tsv"), 6);
  ASSERT_TRUE(rows.ok());
  for (const TableRow& row : *rows) {
    if (row.cells[2] == "span") rules.push_back(std::make_unique<RE2>(row.cells[3]));
  }
  const std::string_view fragments[] = {"The lake froze early",
                                        ".",
                                        "”",
                                        "!",
                                        "…",
                                        "...",
                                        " ",
                                        "ALSO READ",
                                        "Read",
                                        " more",
                                        "Also ",
                                        "SEE ALSO",
                                        ":",
                                        "|",
                                        "\t",
                                        "[",
                                        "]",
                                        "[/b]",
                                        "gallery",
                                        "[+12",
                                        " chars]",
                                        "reports ",
                                        "writes ",
                                        "Valley",
                                        " Lite",
                                        "’s",
                                        "\f",
                                        "x"};
  std::mt19937_64 random(6);
  size_t matched = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text(kProse);  // so long that no line rule takes it
    text += text;
    text += text;
    for (size_t n = random() % 10; n > 0; --n) text += fragments[random() % std::size(fragments)];
    text.erase(text.find_last_not_of(" \t") + 1);
    if (std::none_of(rules.begin(), rules.end(), [&](const auto& rule) { return RE2::PartialMatch(text, *rule); }))
      continue;
    ++matched;
    EXPECT_FALSE(CleanText(text).removed.empty()) << text;
  }
  EXPECT_GT(matched, 200u);
}

TEST(Clean, HostileTextEndsInLinearTime) {
  for (const char* unit : {"[", "[a b=\"", "ALSO READ:", "\n", "….reports A ", "(", "“"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    CleanText(text);
  }
}

TEST(Clean, SpansOfAllRulesGoAndOverlapsGoOnce) {
  const std::string text =
      "[ad]The lake froze early.[gallery id=\"1\"]ALSO READ: Skaters [ad] return[/caption] and the ice holds….reports Valley "
      "News";
  const CleanArticle clean = CleanText(text);
  EXPECT_EQ(RemovedText(text, clean), "[ad]|[gallery id=\"1\"]|[ad]|[/caption]|….reports Valley News");
  for (size_t i = 1; i < clean.removed.size(); ++i) {
    EXPECT_LE(clean.removed[i - 1].span.end, clean.removed[i].span.begin);
  }
}

TEST(Clean, OfAHostileTextABoundedNumberOfPiecesGoesAndAFlagSaysSo) {
  std::string text;
  for (size_t i = 0; i < kMaxRemoved + 10; ++i) text += i % 2 == 0 ? "a [ad]\n" : "Share this\n";
  text += "b";
  const CleanArticle clean = CleanText(text);
  EXPECT_EQ(clean.removed.size(), kMaxRemoved);
  EXPECT_EQ(clean.flags, (std::vector<ArticleFlag>{ArticleFlag::kPartlyCleaned}));
  EXPECT_NE(clean.body.find("[ad]"), std::string::npos) << "what is beyond the bound is kept";
  EXPECT_TRUE(clean.body.ends_with("Share this\n\nb"));
  EXPECT_TRUE(CleanText("a [ad]\nShare this").flags.empty());
}

TEST(Clean, AStandfirstIsRepeatedByLettersAndDigitsAlone) {
  const CleanArticle clean = CleanText(
      "The council said: a new library, its 3rd, opens...\n\nOther words.\n\nTHE COUNCIL SAID A NEW LIBRARY - ITS 3RD "
      "- OPENS!");
  EXPECT_EQ(clean.standfirst, "The council said: a new library, its 3rd, opens...");
  EXPECT_TRUE(CleanText("The council said: a new library, its 3rd, opens...\n\nThe council said: a new library, its 3rd")
                  .standfirst.empty());
}

}  // namespace
}  // namespace wirefold
