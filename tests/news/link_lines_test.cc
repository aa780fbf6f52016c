// Lines that are told by where they stand: "+" goes, "-" stays.
#include "common/news/link_lines.h"

#include <gtest/gtest.h>

#include <sstream>

#include "common/news/clean.h"

namespace wirefold {
namespace {

constexpr std::string_view kProse =
    "The council said on Tuesday that the new library would open its doors to readers in the autumn, a year later than "
    "planned.";

struct Case {
  const char* name;
  const char* lines;  // each begins with "+" or "-"; "P" is a paragraph
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

const Case kCases[] = {
    {"LinesLikeHeadlinesBetweenParagraphsGo",
     "P\n+Skaters return to the park after a long wait\n+What the council plans for the old boat house\nP\nP"},
    {"SoDoThoseBehindTheText",
     "P\nP\nP\n+Skaters return to the park after a long wait\n+Ferry takes up its old way again"},
    {"TheShortLinesAmongThemGoToo",
     "P\n+Skaters return to the park after a long wait\n+12 March, 10:30\n+What the council plans for the old boat "
     "house\nP\nP"},
    {"AShortLineBeforeThemStays",
     "P\n-Islands\n+Skaters return to the park after a long wait\n+What the council plans for the old boat "
     "house\nP\nP"},
    {"OneAloneMayBeASubHeading", "P\n-Skaters return to the park after a long wait\nP\nP"},
    {"ItemsBehindAColonStay",
     "P\n-What will change from the autumn on:\n-Readers may keep a book for four weeks\n-Children pay nothing for a "
     "card\nP\nP"},
    {"NumberedItemsStay", "P\n-1. Readers may keep a book for four weeks\n-2. Children pay nothing for a card\nP\nP"},
    {"ATextOfManySubHeadingsIsLeftAlone",
     "P\n-First the ice\nP\n-Then the boats\nP\n-Then the fish\nP\n-Skaters return to the park after a long "
     "wait\n-What "
     "the council plans for the boat house\nP\n-At last the birds\nP"},
    {"RowsOfATableStay", "P\n-Harbour Council 225.86 -12.99 5.44\n-Valley Ferry Lines 113.40 -1.62 1.41\nP\nP"},
    {"CaptionsAreTooLong",
     "P\n-At the gate: the mayor, who had opened the old library forty years ago, holds the key that will open the new "
     "one, beside the clerk of the council\n-On the stairs: two of the readers who had waited since the early morning "
     "for the doors to open, with the books they wished to bring back\nP\nP"},
    {"LinesBeforeTheTextStay",
     "-Skaters return to the park after a long wait\n-What the council plans for the old boat house\nP\nP\nP"},
    {"ALongTitleBetweenParagraphsGoes", "P\n+Mayor of Valley Town Sells Old Boat House to Friend of Brother\nP\nP"},
    {"ATitleBehindADayHeadsATimeline", "P\n-December 2010-November 2012: The Long Road To Reform In Valley Town\nP\nP"},
    {"DaysBeforeAPlaceAreAListOfTheTexts",
     "P\n-The ferry calls again\n-5 May, Valley Town, at the old pier\n-12 May, Harbour Bay, below the church\nP\nP"},
    {"SoAreDaysBehindAnArticle",
     "P\n-Le 5 mai, Brécourt, salle des fêtes au marché\n-Le 12 mai, Vennes, mairie du vieux bourg\nP\nP"},
    {"ValuesBehindLabelsAreAListOfTheTexts",
     "P\n-The winners\n-Best song: A Ballad of the Gearbox\n-Best hall: The Sports Hall of Ashlow\n"
     "-Best conductor: The Keeper of the Pier\nP\nP"},
    {"HeadlinesBehindKickersAreNot",
     "P\n+Ferry: What the council plans for the old boat house\n+Ice: Skaters return to the park after a long wait\n"
     "+Islands: Mayor sells his part of the pier to a friend\nP\nP"},
    {"ATitleWithAYearInItGoes", "P\n+Election 2012: The Long Road To Reform In Valley Town and Beyond\nP\nP"},
    {"AShortTitleIsASubHeading", "P\n-Mayor Sells the Old Boat House\nP\nP"},
    {"ATitleInCapitalsGoes", "P\n+MAYOR OF VALLEY TOWN SELLS THE OLD BOAT HOUSE\nP\nP"},
    {"ALabelInCapitalsTellsALink", "P\n+EXCLUSIVE: Mayor sells the old boat house\nP\nP"},
    {"ALabelOfManyLinesIsTheTexts",
     "P\n-WINNER: The keeper of the old boat house\n-Anna Reed\n-WINNER: The mayor of the valley town\n"
     "-WINNER: The clerk who found the lost key of the gate\nP\nP"},
    {"ALabelBeforeASentenceDoesNot", "P\n-ISLANDS: The mayor sold the old boat house on Monday.\nP\nP"},
    {"AColonWithNothingBehindItIsALink",
     "P\n+Ice on the river:Skaters return to the park after a long wait in the cold\nP\nP"},
    {"HeadlinesWithTeasersBehindALabelGo",
     "P\n+Related news\n+Ice on the river: skaters return to the park\n+After three mild winters the ice is thick "
     "enough "
     "again for all who own skates.\n+Old boat house: what the council plans\n+A restaurant, a school or nothing at "
     "all "
     "may take the place of the boats.\nP\nP\nP"},
    {"AKickerItsHeadlineItsTeaserAndItsSectionAreABox",
     "P\n+Ice on the river:\n+Skaters return to the park after a long wait\n+After three mild winters the ice is thick "
     "enough again for all who own skates.\n+Islands\nP\nP"},
    {"ASubHeadingAndAShortParagraphStay",
     "P\n-Skaters return to the park after a long wait\n-After three mild winters the ice is thick enough again for "
     "all "
     "who own skates.\nP\nP"},
    {"WhatStandsWithinAFormBelongsToIt",
     "P\n+Sign up for our free daily newsletter\n+The best walks of the valley, each Friday\n+Enter your email "
     "address\nP\nP"},
    {"TagsBeforeFurnitureGo", "P\nP\n+Ferries\n+Islands\n+Harbour Council\n+Share this article:"},
    {"ASignoffIsNoTag", "P\nP\n-Source: ada/valley\n+Ferries\n+Islands\n+Harbour\n+Share this article:"},
    {"ShortLinesAtTheEndStay", "P\nP\n-Ferries\n-Islands\n-Harbour Council"},
};

class LinkLines : public testing::TestWithParam<Case> {};

TEST_P(LinkLines, WhatGoesAndWhatStays) {
  std::istringstream lines(GetParam().lines);
  std::vector<std::pair<std::string, bool>> wanted;
  Article article;
  for (std::string line; std::getline(lines, line);) {
    const bool goes = line.starts_with('+');
    std::string text =
        line == "P" ? std::string(kProse) + " " + std::to_string(wanted.size()) + " readers wait." : line.substr(1);
    article.body += text + "\n\n";
    wanted.emplace_back(std::move(text), goes);
  }
  const CleanArticle clean = Clean(article, FurnitureRules::BuiltIn());
  for (const auto& [text, goes] : wanted) {
    EXPECT_EQ(clean.body.find(text) == std::string::npos, goes) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, LinkLines, testing::ValuesIn(kCases),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(IsLinkLike, NeedsSomeWordsAndNoEndOfASentence) {
  for (const char* line : {"Skaters return to the park", "\"We had no choice\", says the mayor of Valley",
                           "3 things to know about the ice", "Нa реке снова стоит крепкий лёд"}) {
    EXPECT_TRUE(IsLinkLike(line)) << line;
  }
  for (const char* line :
       {"Skaters return", "Skaters return to the park.", "skaters return to the park once more",
        "(With inputs from the valley desk)", "- Skaters return to the park",
        "Skaters return to it:", "© 2020 Valley Times and its owners", "Skaters return to the park and ..."}) {
    EXPECT_FALSE(IsLinkLike(line)) << line;
  }
}

}  // namespace
}  // namespace wirefold
