#include "common/news/clean.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>
#include <set>

#include "common/news/lines.h"
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

std::vector<TableRow> AllRows() {
  std::vector<TableRow> all;
  for (const FurnitureTable& table : BuiltInFurnitureTables()) {
    auto rows = ReadTable(table.text, 6);
    EXPECT_TRUE(rows.ok()) << table.name << rows.status();
    if (rows.ok()) all.insert(all.end(), rows->begin(), rows->end());
  }
  return all;
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
  for (const TableRow& row : AllRows()) {
    if (row.cells[2] == "keep") continue;
    SCOPED_TRACE(row.cells[0]);
    const std::string before = std::string(kProse) + "\n\n" + std::string(kProse) + " Again.\n\n";
    const std::string behind = row.cells[2] == "list" ? "\n\nFive walks" : "";
    const CleanArticle cut = CleanText(before + row.cells[4] + behind);
    EXPECT_FALSE(cut.removed.empty()) << row.cells[4];
    if (cut.removed.empty()) continue;
    EXPECT_EQ(cut.removed[0].category, row.cells[1]);
    EXPECT_EQ(cut.removed[0].rule_id, row.cells[0]) << row.cells[4];
    const CleanArticle spared = CleanText(before + row.cells[5]);
    EXPECT_TRUE(spared.removed.empty()) << "the near miss was cut: " << row.cells[5];
    EXPECT_NE(spared.body.find(row.cells[5]), std::string::npos);
  }
}

TEST(Clean, IdsOfRulesAreUnique) {
  std::set<std::string> ids;
  for (const TableRow& row : AllRows()) EXPECT_TRUE(ids.insert(row.cells[0]).second) << row.cells[0];
  EXPECT_GT(ids.size(), 150u);
}

TEST(Clean, EveryByteIsKeptRemovedOrWhiteSpace) {
  const std::string text =
      std::string(kProse) +
      "\n\n[gallery id=\"1\"] It froze early.ALSO READ:Skaters return\n \t\nTags: ice\n\nLeave a Reply\nName\n";
  const CleanArticle clean = CleanText(text);
  std::string marks(text.size(), '.');
  for (const KeptPiece& piece : clean.kept) {
    for (uint32_t i = piece.span.begin; i < piece.span.end; ++i) marks[i] = static_cast<char>(marks[i] + 1);
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

TEST(Clean, ATailHeadingInTheMiddleOfProseGoesAlone) {
  const std::string prose = std::string(kProse);
  const std::string text = prose + "\n\nRELATED STORIES\n\n" + prose + " w.\n\n" + prose + " x.\n\n" + prose + " y.";
  EXPECT_EQ(RemovedText(text, CleanText(text)), "RELATED STORIES");
}

TEST(Clean, SentencesBehindATailHeadingStay) {
  const std::string prose = std::string(kProse);
  const std::string text = prose + "\n\n" + prose + " x.\n\nMost read\n\nNine Winters was lent 180 times.\nFive walks";
  EXPECT_EQ(RemovedText(text, CleanText(text)), "Most read");
  EXPECT_TRUE(CleanText(prose + "\n\nMore from the champion\nI learned it in a kitchen.").removed.empty());
}

TEST(Clean, ASentenceThatBeginsLikeALabelStays) {
  for (const char* line :
       {"Related: two cousins, both named Holt, have taught at the school since 1980.",
        "Related: his brother owns the mill.", "Topics: The bell, the bus, and who walks the little ones, she said.",
        "Photo: Nobody has one. The board was taken down before cameras were common."}) {
    EXPECT_TRUE(CleanText(std::string(kProse) + "\n\n" + line + "\n\n" + std::string(kProse) + " x.").removed.empty())
        << line;
  }
}

TEST(Clean, EveryLineEndAndBlankIsOne) {
  for (const char* end : {"\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029"}) {
    const std::string text = std::string("One line.") + end + end + "Leave\u00A0a\u202Freply" + end + "Two.";
    const CleanArticle clean = CleanText(text);
    EXPECT_EQ(clean.body, "One line.\n\nTwo.") << text;
  }
  EXPECT_EQ(CleanText("One.\nAdvertisement\u200B\nTwo.").body, "One.\n\nTwo.");
  EXPECT_EQ(CleanText("\u00A0One.\u3000\n\uFEFFTwo.").body, "One.\n\nTwo.");
}

TEST(FoldLine, BlanksQuotesAndDashesArePlain) {
  const std::pair<const char*, const char*> lines[] = {{"plain line", "plain line"},
                                                       {"two  blanks\there", "two blanks here"},
                                                       {"no\u00A0break", "no break"},
                                                       {"soft\u00ADhyphen\u200B", "softhyphen"},
                                                       {"“a” ‘b’ – c…", "\"a\" 'b' - c..."},
                                                       {"相关阅读：图书馆", "相关阅读:图书馆"},
                                                       {"ends ", "ends"},
                                                       {"", ""}};
  for (const auto& [line, plain] : lines) {
    std::string folded;
    FoldLine(line, folded);
    EXPECT_EQ(folded, plain);
  }
}

TEST(Clean, ATextThatStandsTwiceIsKeptOnce) {
  const std::string one = std::string(kProse);
  const std::string two =
      "The old one will be sold, and its shelves will go to the school beside the river, the mayor said.";
  const CleanArticle clean = CleanText(one + "\n" + two + "\n" + one + "\n" + two);
  EXPECT_EQ(clean.body, one + "\n\n" + two);
  EXPECT_EQ(clean.removed.size(), 2u);
  EXPECT_EQ(clean.removed[0].category, "repetition");
  EXPECT_TRUE(clean.standfirst.empty());
}

TEST(Clean, ADamagedTextIsFlagged) {
  EXPECT_EQ(CleanText("F\uFFFDr ever.").flags, (std::vector<ArticleFlag>{ArticleFlag::kDamagedText}));
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
  EXPECT_TRUE(CleanText("The vote was close and the ... [12,817 Chars]").truncated);
  EXPECT_TRUE(CleanText("We use cookies and other means to show you what you like… [+1219 chars]").truncated);
  EXPECT_FALSE(CleanText("The vote was close.").truncated);
}

TEST(Clean, ALinkToTheRestOfATextSaysThatItIsCutOff) {
  for (const char* link : {"… Read more", "... Continue reading →", "… (Read More...)", " … Weiterlesen", "… Leer más",
                           "… Lire la suite »", "… Читать далее", "… 続きを読む"}) {
    const CleanArticle clean = CleanText(std::string("The vote was close and the") + link);
    EXPECT_TRUE(clean.truncated) << link;
    EXPECT_EQ(clean.body, "The vote was close and the") << link;
  }
  const CleanArticle whole = CleanText("She slept, woke … and went on to read more books than he.");
  EXPECT_FALSE(whole.truncated);
  EXPECT_TRUE(whole.removed.empty());
}

TEST(Clean, AShortTextThatEndsInDotsWithinASentenceIsCutOff) {
  const std::string beginning =
      "The council said on Tuesday that the new library would open its doors to readers in the";
  for (const char* dots : {"…", "...", " …", ", …", "… (more)"}) EXPECT_TRUE(CleanText(beginning + dots).truncated);
  for (const char* end : {" autumn.", " autumn...\"", " autumn. …", " “autumn …”"}) {
    EXPECT_FALSE(CleanText(beginning + end).truncated) << end;
  }
  EXPECT_FALSE(CleanText("And then…").truncated);
  EXPECT_FALSE(CleanText(beginning + " autumn.\n\n" + beginning + " spring.\n\n" + beginning + " summer.\n\n" +
                         beginning + " end…")
                   .truncated);
}

TEST(Clean, AnEllipsisWithinATextIsNoTruncation) {
  const std::string prose = std::string(kProse);
  const CleanArticle clean = CleanText(prose + "\n\n[...]\n\n" + prose + " x.");
  EXPECT_FALSE(clean.truncated);
  EXPECT_TRUE(clean.removed.empty());
  EXPECT_TRUE(CleanText(prose + "\n\n[...]").truncated);
}

TEST(Clean, AListThatSaysTheSameAgainIsNoTextThatStandsTwice) {
  std::string text;
  for (const char* day : {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}) {
    text += std::string(day) + " is a day like all others in the valley, and work begins at seven.\n" +
            "One cup of oats, two apples and a glass of milk for all.\n";
  }
  EXPECT_TRUE(CleanText(text).removed.empty());
}

TEST(Clean, RulesOfAUserComeFirstAndStandInThePlaceOfOthers) {
  constexpr char kTable[] =
      "# own\n"
      "house_promo\tnewsletter\tparagraph\tvalley club: .*\tValley Club: join us at the pier.\tValley clubs met.\n"
      "house_mark\tcms_shortcode\tspan\t(<<\\w+>>)\tThe ice <<map>> holds.\tThe ice << map holds.\n"
      "house_keep\trelated_link\tkeep\talso read: the law.*\tAlso read: the law\t\n"
      "networks\tsocial_share\tline\tnothing like it\tNothing like it\tNothing else\n";
  auto rules = FurnitureRules::WithTable("own.tsv", kTable);
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_NE((*rules)->version(), FurnitureRules::BuiltIn().version());
  Article article;
  article.body = std::string(kProse) +
                 "\n\nValley Club: come to the pier tonight.\nThe ice <<map>> holds.\nAlso read: the law of the "
                 "sea\nFacebook Twitter";
  const CleanArticle clean = Clean(article, **rules);
  EXPECT_EQ(RemovedText(article.body, clean), "Valley Club: come to the pier tonight.|<<map>>");
}

TEST(Clean, ARuleOfAUserThatDoesNotWhatItSaysIsRefused) {
  for (const auto& [table, what] : std::initializer_list<std::pair<const char*, const char*>>{
           {"a\tnewsletter\tline\tclub: .*\tNo such line\tx\n",
            "own.tsv, line 1, rule a: it does not take its example (\"No such"},
           {"\na\tnewsletter\tline\tclub.*\tClub: here\tClubs met\n",
            "own.tsv, line 2, rule a: it takes its near miss (\"Clubs"},
           {"a\tx\tline\tb\tb\tc\na\tx\tline\tc\tc\tb\n",
            "own.tsv, line 2, rule a: a rule of this table has the same id"},
           {"a\tx\tline\t(b\tb\tc\n", "own.tsv, line 1, rule a: missing"}}) {
    auto rules = FurnitureRules::WithTable("own.tsv", table);
    ASSERT_FALSE(rules.ok()) << table;
    EXPECT_NE(std::string(rules.status().message()).find(what), std::string::npos) << rules.status();
  }
}

TEST(Clean, ABadTableIsRefusedWithItsLine) {
  for (const auto& [table, place] : std::initializer_list<std::pair<const char*, const char*>>{
           {"# c\nid\tcat\tline\t(\tx\ty\n", "t.tsv, line 2, rule id"},
           {"id\tcat\tword\tx\tx\ty\n", "\"word\" is none of"},
           {"id\tcat\tspan\tx\tx\ty\n", "needs a group"},
           {"id\tcat\tspan\t(x)\tx\ty\n", "lines like its example"},
           {"id\tcat\n", "t.tsv, line 1: 2 columns"}}) {
    auto rules = FurnitureRules::Parse(std::vector<FurnitureTable>{{"t.tsv", table}});
    ASSERT_FALSE(rules.ok());
    EXPECT_NE(std::string(rules.status().message()).find(place), std::string::npos) << rules.status();
  }
}

// Span rules run only on lines that pass a cheap test: it must pass every line on which one of them matches.
TEST(Clean, NoSpanIsTurnedAway) {
  std::vector<std::unique_ptr<RE2>> rules;
  for (const TableRow& row : AllRows()) {
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
      "[ad]The lake froze early.[gallery id=\"1\"]ALSO READ: Skaters [ad] return[/caption] and the ice holds….reports "
      "Valley "
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
  EXPECT_TRUE(
      CleanText("The council said: a new library, its 3rd, opens...\n\nThe council said: a new library, its 3rd")
          .standfirst.empty());
}

}  // namespace
}  // namespace wirefold
