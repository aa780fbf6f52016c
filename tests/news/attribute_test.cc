#include "common/news/attribute.h"

#include <gtest/gtest.h>

#include "common/news/clean.h"

namespace wirefold {
namespace {

Provenance Of(const std::string& text, std::vector<std::string> by = {}) {
  Article article;
  article.body = text;
  article.by = std::move(by);
  return Attribute(article, Clean(article, FurnitureRules::BuiltIn()), AgencyLexicon::BuiltIn());
}

// "agency kind evidence", such as "ani ORIGIN SIGNOFF".
std::string Credits(const Provenance& provenance) {
  static constexpr const char* kKinds[] = {"", "ORIGIN", "INPUTS", "FEED", "REPUBLISHED", "COPYRIGHT"};
  static constexpr const char* kEvidence[] = {"", "DATELINE", "SIGNOFF", "BYLINE", "DISCLAIMER", "METADATA"};
  std::string all;
  for (const Credit& credit : provenance.credits) {
    if (!all.empty()) all += ", ";
    all += credit.agency_id + " " + kKinds[static_cast<int>(credit.kind)] + " " +
           kEvidence[static_cast<int>(credit.evidence)];
  }
  return all;
}

std::string Citations(const Provenance& provenance) {
  std::string all;
  for (const Citation& citation : provenance.citations) {
    if (!all.empty()) all += ", ";
    all += citation.name + " x" + std::to_string(citation.spans.size());
  }
  return all;
}

struct Case {
  const char* claim;
  const char* text;
  const char* credits;
  const char* citations;
  const char* places;
  const char* date;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.claim << ": " << one.text; }

constexpr Case kCases[] = {
    {"ABracketedAgencyAfterTheCityIsACredit", "OSLO (AP) — The ferry sank at noon.", "ap ORIGIN DATELINE", "", "OSLO",
     ""},
    {"ACityAndADateMayStandBefore", "BERGEN, April 26 (Xinhua) -- The ferry sank.", "xinhua ORIGIN DATELINE", "",
     "BERGEN", "--04-26"},
    {"NoDashIsNeeded", "New Delhi, Aug 1 (PTI) The ferry sank.", "pti ORIGIN DATELINE", "", "New Delhi", "--08-01"},
    {"ACountryInBracketsBelongsToThePlace", "Kochi [India], Nov 24 (ANI): The ferry sank.", "ani ORIGIN DATELINE", "",
     "Kochi [India]", "--11-24"},
    {"AnAgencyAloneInBracketsOpens", "(Reuters) - The ferry sank.", "reuters ORIGIN DATELINE", "", "", ""},
    {"SlashesAroundTassAreADateline", "MOSCOW, January 22. /TASS/. The ferry sank.", "tass ORIGIN DATELINE", "",
     "MOSCOW", "--01-22"},
    {"APlaceAloneGivesNoCredit", "ISLAMABAD: The ferry sank.", "", "", "ISLAMABAD", ""},
    {"TwoPlacesAreTwo", "TOKYO/SEOUL, September 24 (Reuters): The ferry sank.", "reuters ORIGIN DATELINE", "",
     "TOKYO|SEOUL", "--09-24"},
    {"ASignoffAfterTheLastSentenceIsACredit", "The ferry sank, an official said. (ANI)", "ani ORIGIN SIGNOFF", "", "",
     ""},
    {"DashesAndDeskInitialsAreASignoff", "The ferry sank.\n\n--IANS gsh/mr/soni", "ians ORIGIN SIGNOFF", "", "", ""},
    {"InitialsAloneAreASignoff", "The ferry sank.\n\nPTI RAM ARC", "pti ORIGIN SIGNOFF", "", "", ""},
    {"InputsAreNotTheOrigin", "The ferry sank.\n\n(With inputs from PTI)", "pti INPUTS SIGNOFF", "", "", ""},
    {"TwoInputsAreTwo", "The ferry sank.\n\n(With inputs from PTI and ANI)", "pti INPUTS SIGNOFF, ani INPUTS SIGNOFF",
     "", "", ""},
    {"AccordingToIsACitation", "The ferry sank, according to CNN.", "", "CNN x1", "", ""},
    {"ReportedAfterTheNameIsACitation", "The ferry sank, CNN reported. As reported by CNN, it was old.", "", "CNN x2",
     "", ""},
    {"ToldAnAgencyIsACitationNotACredit", "He told ANI that the ferry sank.", "", "ANI x1", "", ""},
    {"AMentionIsNeither", "Economists polled by Reuters expect a rise. CNN is owned by a larger firm.", "", "", "", ""},
    {"AnOutletInBracketsAtTheEndIsNoCredit", "She left the network in May (CNN)", "", "", "", ""},
    {"AShortAliasInsideAWordIsNothing", "APP users and UNIcorns, according to the TAP report.", "", "", "", ""},
    {"NoDateIsInvented", "OSLO (AP) — The ferry sank in 2019.", "ap ORIGIN DATELINE", "", "OSLO", ""},
};

class AttributeText : public testing::TestWithParam<Case> {};
TEST_P(AttributeText, Says) {
  const Case& c = GetParam();
  const Provenance provenance = Of(c.text);
  EXPECT_EQ(Credits(provenance), c.credits);
  EXPECT_EQ(Citations(provenance), c.citations);
  std::string places;
  for (const std::string& place : provenance.dateline.value_or(Dateline{}).places)
    places += (places.empty() ? "" : "|") + place;
  EXPECT_EQ(places, c.places);
  EXPECT_EQ(provenance.dateline.value_or(Dateline{}).date, c.date);
}
INSTANTIATE_TEST_SUITE_P(All, AttributeText, testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.claim); });

TEST(Attribute, AnAgencyAsAuthorIsABylineCreditAPersonIsNot) {
  const Provenance provenance = Of("The ferry sank.", {"By PTI", "Lena Strand"});
  EXPECT_EQ(Credits(provenance), "pti ORIGIN BYLINE");
  EXPECT_EQ(provenance.by, (std::vector<std::string>{"Lena Strand"}));
}

TEST(Attribute, DatelineAndSignoffAreNotShingled) {
  const std::string text = "OSLO (AP) — The ferry sank. (ANI)";
  const Provenance provenance = Of(text);
  ASSERT_EQ(provenance.not_shingled.size(), 2u);
  EXPECT_EQ(
      text.substr(provenance.not_shingled[0].begin, provenance.not_shingled[0].end - provenance.not_shingled[0].begin),
      "OSLO (AP) —");
  EXPECT_EQ(text.substr(provenance.not_shingled[1].begin), "(ANI)");
}

TEST(Attribute, ASignoffOfTwoAgenciesIsOneSpanThatIsNotShingled) {
  EXPECT_EQ(Of("The ferry sank.\n\n(With inputs from PTI and ANI)").not_shingled, (std::vector<ByteSpan>{{17, 47}}));
}

TEST(Attribute, AnUnclosedQuotationEndsWithItsParagraph) {
  const std::string text =
      "“We leave at noon,” he said.\n\n“The boat was old. It was sold twice, she said.\n\n“Nobody knew,” he added.";
  const Provenance provenance = Of(text);
  ASSERT_EQ(provenance.quotes.size(), 3u);
  EXPECT_TRUE(provenance.quotes[0].closed);
  EXPECT_FALSE(provenance.quotes[1].closed);
  EXPECT_EQ(text.substr(provenance.quotes[1].span.end, 2), "\n\n");
  EXPECT_TRUE(provenance.quotes[2].closed);
}

TEST(Attribute, ABadLexiconIsRefusedWithItsLine) {
  auto lexicon = AgencyLexicon::Parse("a\tA News\t\twire\tXX\nb\tB\tA News\twire\tXX\n");
  ASSERT_FALSE(lexicon.ok());
  EXPECT_NE(std::string(lexicon.status().message()).find("line 2"), std::string::npos);
  EXPECT_FALSE(AgencyLexicon::Parse("a\tA\t\tradio\tXX\n").ok());
}

}  // namespace
}  // namespace wirefold
