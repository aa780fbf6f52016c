#include "common/news/attribute.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "common/news/clean.h"
#include "common/news/name_finder.h"

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
    {"ADayThatNoMonthHasIsNoDate", "BERGEN, April 45 (AP) -- The ferry sank.", "ap ORIGIN DATELINE", "", "BERGEN", ""},
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

// Texts of fragments that stand in each other's way.
std::string AnyText(std::mt19937_64& random, std::initializer_list<std::string_view> fragments) {
  std::string text;
  for (size_t i = random() % (random() % 8 == 0 ? 60 : 9); i > 0; --i)
    text += *(fragments.begin() + random() % fragments.size());
  return text;
}

TEST(NameFinder, FindsWhatTheRegularExpressionFinds) {
  const std::vector<std::string> names = {"CNN", "CNN Business", "dpa", "AP", "The AP", "ТАСС", "新华社", "news",
                                          "A",   "A B",          "b-",  "-b", "é",      "_x"};
  const NameFinder finder(names);
  std::vector<std::string> longest_first = names;
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string pattern;
  for (const std::string& name : longest_first) pattern += (pattern.empty() ? "" : "|") + RE2::QuoteMeta(name);
  const RE2 expression("\\b(" + pattern + ")\\b");
  ASSERT_TRUE(expression.ok());
  std::mt19937_64 random(3);
  size_t found = 0;
  for (int i = 0; i < 50'000; ++i) {
    const std::string text = AnyText(
        random, {"CNN", "CNN Business", "dpa", "AP", "The AP", "ТАСС", "新华社", "news", "A",  "A B", "b-", "-b",
                 "é",   "_x",           " ",   "_",  ".",      "x",    "B",      "C",    "Th", "ü"});
    re2::StringPiece theirs;
    const bool there = RE2::PartialMatch(text, expression, &theirs);
    const std::string_view ours = finder.Find(text);
    ASSERT_EQ(!ours.empty(), there) << text;
    if (!there) continue;
    ++found;
    ASSERT_EQ(ours, std::string_view(theirs.data(), theirs.size())) << text;
    ASSERT_EQ(ours.data(), theirs.data()) << text;
  }
  EXPECT_GT(found, 10'000u);
  EXPECT_TRUE(NameFinder({}).Find("CNN").empty());
}

// What stands before each expression of attribute.cc must not turn away what the expression takes; here are the
// expressions for agencies of the lexicon, in short.
TEST(Attribute, NoDatelineIsTurnedAway) {
  const RE2 bracketed("^(?:[A-ZÅ][A-Za-zÅ]*(?:, May 4)? ?)?\\((?:AP|ANI)\\) ?(?:--|[-—–:])");
  const RE2 slashed("^\\p{Lu}[\\p{Lu} .'-]{1,40}(?:,? May 4)?\\. /TASS/");
  const RE2 place("^\\p{Lu}[\\p{Lu} .'/-]{2,40}(?:,? May 4)?(?::| (?:--|[—–])) ");
  std::mt19937_64 random(4);
  size_t datelines = 0;
  for (int i = 0; i < 30'000; ++i) {
    const std::string text =
        AnyText(random, {"OSLO", "New Delhi", "ÅS", "ЛОНДОН", " ",   ", ",     "May 4", ". ",        "(AP)", " (ANI)",
                         "(",    ")",         ": ", " -- ",   " — ", "/TASS/", "/",     ". /TASS/.", "X",    "' "}) +
        " The ferry sank";
    if (!RE2::PartialMatch(text, bracketed) && !RE2::PartialMatch(text, slashed) && !RE2::PartialMatch(text, place)) {
      continue;
    }
    ++datelines;
    EXPECT_TRUE(Of(text).dateline.has_value()) << text;
  }
  EXPECT_GT(datelines, 1000u);
}

// Plain datelines are read without the expression: it says the same of all that they look like.
TEST(Attribute, ABracketedDatelineIsWhatTheExpressionSays) {
  const RE2 expression(
      "^((?:(\\p{Lu}[\\p{L}.'’-]*(?:[ /,] ?(?:\\p{Lu}[\\p{L}.'’-]*|of|the|\\[[^\\]\\n]{2,30}\\]))*?)"
      "(?:,? (May)\\.? (\\d{1,2})(?:,? (\\d{4}))?)?\\s*)?\\(([^()\\n]{2,40})\\)\\s*(?:--|[-—–:_]\\.?)?)\\s*");
  std::mt19937_64 random(9);
  size_t datelines = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string text =
        AnyText(random, {"OSLO", "New Delhi", "Å", " ", " ", "the", "May", "4", "x", ",", "\t", "."}) +
        AnyText(random, {"(AP)", "(Reuters)", "( ANI )", "(é)", "(x)", "(", ")", " "}) +
        AnyText(random, {" ", "-", "--", "—", "–", ":", "_", ".", "\f", ")", "x"}) + "The ferry";
    re2::StringPiece rest(text), raw, place, month, day, year, agency;
    if (text.size() > 160 || !RE2::Consume(&rest, expression, &raw, &place, &month, &day, &year, &agency)) continue;
    if (agency != "AP" && agency != "Reuters" && agency != " ANI ") continue;
    ++datelines;
    const Provenance provenance = Of(text);
    ASSERT_TRUE(provenance.dateline.has_value()) << text;
    EXPECT_EQ(provenance.dateline->raw, std::string(raw)) << text;
    EXPECT_EQ(provenance.dateline->places.empty(), place.empty()) << text;
    if (!place.empty() && std::string(place).find_first_of(",/ ") == std::string::npos) {
      EXPECT_EQ(provenance.dateline->places, (std::vector<std::string>{std::string(place)})) << text;
    }
    EXPECT_EQ(provenance.dateline->date.empty(), month.empty()) << text;
  }
  EXPECT_GT(datelines, 3000u);
}

TEST(Attribute, NoSignoffIsTurnedAway) {
  std::vector<std::string> forms;
  for (const std::string agency : {"PTI", "ANI"}) {
    for (const std::string dash : {"-", "--", "–", "—"}) {
      for (const std::string between : {"", " ", "\t", "\f"}) {
        for (const std::string desk : {"", " gsh/mr", " ab"}) forms.push_back(dash + between + agency + desk);
      }
    }
    for (const std::string stop : {"", "."}) forms.push_back("(" + agency + ")" + stop);
    for (const std::string input : {"input", "inputs", "INPUTS", "Inputs"}) {
      for (const std::string close : {"", ")", ".", ".)"})
        forms.push_back("(With " + input + " from " + agency + close);
      forms.push_back("(with " + agency + " " + input + ")");
    }
  }
  for (const std::string& form : forms) {
    for (const std::string before :
         {"The ferry sank. ", "The ferry sank at no\vtime.", "“It sank,” she said (twice). "}) {
      for (const std::string behind : {"", " ", "\f", "\f \f"}) {
        const std::string text = before + form + behind;
        EXPECT_EQ(Of(text).credits.size(), 1u) << text;
      }
    }
  }
  for (const std::string text : {"PTI RAM", "ANI RAM ARC\f", "PTI ÅÄÖ"}) EXPECT_EQ(Of(text).credits.size(), 1u) << text;
}

}  // namespace
}  // namespace wirefold
