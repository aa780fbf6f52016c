#include "common/news/read_byline.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wirefold {
namespace {

struct Case {
  const char* claim;
  std::vector<std::string> entries;
  const char* expected;  // people between '|', then agencies, each with '+' before it
};

const std::vector<Case> kCases = {
    {"AddressesAreNoNames", {"Anna Reed <anna@harbour.example>", "https://harbour.example/tom"}, "Anna Reed"},
    {"AHandleBehindANameGoes", {"Anna Reed (@annareed)"}, "Anna Reed"},
    {"ABracketBehindAnAddressIsTheName", {"anna@harbour.example (Anna Reed)"}, "Anna Reed"},
    {"ADashSeparatesARole", {"Anna Reed - Staff Writer"}, "Anna Reed"},
    {"ADashInsideANameDoesNot", {"Anna-Lena Reed"}, "Anna-Lena Reed"},
    {"APageTimeIsNoName", {"Anna Reed Published March 3, 2024"}, "Anna Reed"},
    {"ADateBehindANameGoes", {"Anna Reed | March 3, 2024"}, "Anna Reed"},
    {"AMonthThatIsANameStays", {"April Reed", "June"}, "April Reed"},
    {"AnEmployerThatTheLexiconKnowsGoes", {"Anna Reed for the Daily Mail", "Tom Lund, BBC News"}, "Anna Reed|Tom Lund"},
    {"AnyOtherForIsPartOfTheName", {"Centre for Salt"}, "Centre for Salt"},
    {"AnAgencyInABracketIsCredited", {"Anna Reed (Reuters)"}, "Anna Reed+reuters"},
    {"ASuffixBelongsToItsName", {"Tom Lund, Jr.", "Tom Lund Sr."}, "Tom Lund, Jr.|Tom Lund Sr."},
    {"ADegreeDoesNot", {"Anna Reed, PhD"}, "Anna Reed"},
    {"TwoSingleWordsAreOneNameTurnedAround", {"Reed, Anna"}, "Anna Reed"},
    {"SemicolonsSeparateNamesTurnedAround", {"Lund, Tom; Reed, Anna"}, "Tom Lund|Anna Reed"},
    {"AnAgencyIsNoGivenName", {"Manila, AFP"}, "Manila+afp"},
    {"RolesAreWrittenOntoHanAndHangulNames", {"记者李明", "(记者 王芳)", "김하나 기자"}, "李明|王芳|김하나"},
    {"FillersAreNobody", {"admin", "null", "Unknown", "N/A", "Web Desk", "Editorial Board", ""}, ""},
    {"MarksBetweenBlanksPartNames",
     {"Anna Reed + Tom Lund", "Kim Sato · Ada Holt"},
     "Anna Reed|Tom Lund|Kim Sato|Ada Holt"},
    {"MarksOfOtherScriptsPartNames", {"文／張三、李四", "김철수·이영희 기자"}, "張三|李四|김철수|이영희"},
    {"AMiddleDotInAHanNameDoesNot", {"约翰·史密斯"}, "约翰·史密斯"},
    {"ASingleLetterWithOneWordBehindItIsOfTheName",
     {"Eduardo Rossi e Silva", "Ana Ruiz y Luis Gil"},
     "Eduardo Rossi e Silva|Ana Ruiz|Luis Gil"},
    {"WhatIsToldOfAnAuthorIsNobody",
     {"Anna Reed", "Food Editor", "Anna Reed Is The Food Editor", "Where She Covers Bread", "CNN", "View All"},
     "Anna Reed"},
    {"WhomAnEntryTellsOfIsNamed", {"Anna Reed Is", "Writer Based In Ellering"}, "Anna Reed"},
    {"EachWhoIsToldOfIsNamed",
     {"Anna Reed", "Anna's Most Recent Stories", "Tom Lund", "Tom Lund has written of salt", "Kim Sato"},
     "Anna Reed|Tom Lund"},
    {"AFirstNameIsTheAuthors", {"Anna Reed", "Anna Is", "Struggling To Adult"}, "Anna Reed"},
    {"APronounIsNoName", {"Anna Reed", "Anna Has Dreams", "Dreams She Is", "A Baker"}, "Anna Reed"},
    {"AnAddressInPiecesIsNobody", {"Https", "Harbour.Example Annareed", "Anna Reed"}, "Anna Reed"},
    {"WhoSaysSoByANameIsNoText", {"This Story Is By Anna Reed", "Tom Lund"}, "Anna Reed|Tom Lund"},
    {"NobodyIsNamedTwice", {"Anna Reed", "By Anna Reed", "ANNA REED, Tom Lund"}, "Anna Reed|Tom Lund"},
    {"AMarkBehindAnAddressPartsNames",
     {"Anna Reed <a@harbour.example>, Tom Lund <t@harbour.example>"},
     "Anna Reed|Tom Lund"},
    {"APrintedListIsOne", {"['Anna Reed', 'Tom Lund']", "[\"Kim Sato\"]"}, "Anna Reed|Tom Lund|Kim Sato"},
    {"WordsBeforeByAreNoName",
     {"View all posts by Anna Reed", "Special to the Gazette by Tom Lund", "Story by Kim Sato, photos by Ada Holt"},
     "Anna Reed|Tom Lund|Kim Sato"},
    {"ATimeBehindANameGoes",
     {"Anna Reed Tue 3 Mar 2024 10.15 GMT", "Posted by Tom Lund on March 3, 2024", "Kim Sato Published March 3"},
     "Anna Reed|Tom Lund|Kim Sato"},
    {"ATimeAloneIsNobody",
     {"Veröffentlicht am 3. März 2024", "Journal 9", "Last updated 2 hours ago", "Publié le 3 mars"},
     ""},
    {"ARoleBesideANameGoes",
     {"Staff Writer Anna Reed", "Tom Lund Political Correspondent", "Kim Sato, Chief Business Correspondent"},
     "Anna Reed|Tom Lund|Kim Sato"},
    {"ARoleCountsWhenNobodyIsNamed", {"Daily Mail Reporter"}, "Daily Mail Reporter"},
    {"ARoleAloneIsNobody",
     {"Senior Evening Writer", "Our Staff Reporter", "Daily Mail Reporter", "Tom Lund"},
     "Tom Lund"},
    {"AnOutletBehindABarGoes",
     {"Anna Reed | Ellering Gazette", "Tom Lund for the Tarn Echo", "Emily Post"},
     "Anna Reed|Tom Lund|Emily Post"},
    {"FromWhereSomebodyReportsIsNobody", {"記者王小明／台北報導", "From Anna Reed in Paris"}, "王小明|Anna Reed"},
    {"WordsThatIntroduceAnAgencyGo",
     {"Source: AFP", "via Reuters", "© dpa", "From The Associated Press", "par l'AFP"},
     "+afp+reuters+dpa+ap"},
    {"AnAgencyInSquareBracketsIsOne", {"[PTI]"}, "+pti"},
    {"APlaceBehindAnAgencyGoes", {"AFP Paris", "AP Business Writer"}, "+afp+ap"},
    {"ForWhomSomebodyWroteIsNobody", {"Anna Reed, Special to the Ellering Gazette"}, "Anna Reed"},
    {"WhoTookThePicturesIsNoAuthor",
     {"Text: Anna Reed, Photos: Lena Ost", "Tom Lund, Fotos: Eva Lim", "取材・文：山田太郎"},
     "Anna Reed|Tom Lund|山田太郎"},
    {"OthersAreNobody", {"Anna Reed et al.", "Tom Lund and others"}, "Anna Reed|Tom Lund"},
};

class BylineOf : public testing::TestWithParam<Case> {};
TEST_P(BylineOf, Names) {
  const Byline byline = ReadByline(GetParam().entries, AgencyLexicon::BuiltIn(), LanguageForms::BuiltIn());
  std::string all;
  for (const std::string& person : byline.people) all += (all.empty() ? "" : "|") + person;
  for (const BylineAgency& agency : byline.agencies) all += "+" + agency.name->agency->id;
  EXPECT_EQ(all, GetParam().expected);
}
TEST(Byline, SaysInWhichEntryAndByWhichWordsAnAgencyIsNamed) {
  const std::vector<std::string> entries = {"Anna Reed", "Tom Lund; By JAPAN Desk, AP", "By  Reuters   Staff"};
  const Byline byline = ReadByline(entries, AgencyLexicon::BuiltIn(), LanguageForms::BuiltIn());
  std::vector<std::string> words;
  for (const BylineAgency& agency : byline.agencies) {
    const std::string& entry = entries[agency.entry];
    words.push_back(entry.substr(agency.span.begin, agency.span.end - agency.span.begin));
  }
  EXPECT_EQ(words, (std::vector<std::string>{"AP", "Reuters   Staff"}));
}

INSTANTIATE_TEST_SUITE_P(All, BylineOf, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.claim); });

}  // namespace
}  // namespace wirefold
