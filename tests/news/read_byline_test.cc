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
    {"AnEmployerThatTheLexiconKnowsGoes",
     {"Anna Reed for the Daily Mail", "Anna Reed, BBC News"},
     "Anna Reed|Anna Reed"},
    {"AnyOtherForIsPartOfTheName", {"Centre for Salt"}, "Centre for Salt"},
    {"AnAgencyInABracketIsCredited", {"Anna Reed (Reuters)"}, "Anna Reed+reuters"},
    {"ASuffixBelongsToItsName", {"Tom Lund, Jr.", "Tom Lund Sr."}, "Tom Lund, Jr.|Tom Lund Sr."},
    {"ADegreeDoesNot", {"Anna Reed, PhD"}, "Anna Reed"},
    {"TwoSingleWordsAreOneNameTurnedAround", {"Reed, Anna"}, "Anna Reed"},
    {"SemicolonsSeparateNamesTurnedAround", {"Lund, Tom; Reed, Anna"}, "Tom Lund|Anna Reed"},
    {"AnAgencyIsNoGivenName", {"Manila, AFP"}, "Manila+afp"},
    {"RolesAreWrittenOntoHanAndHangulNames", {"记者李明", "(记者 李明)", "김하나 기자"}, "李明|李明|김하나"},
    {"FillersAreNobody", {"admin", "null", "Unknown", "N/A", "Web Desk", "Editorial Board", ""}, ""},
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
