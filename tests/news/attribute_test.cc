#include "common/news/attribute.h"

#include <gtest/gtest.h>

#include "common/news/clean.h"
#include "tests/news/provenance_of.h"

namespace wirefold {
namespace {

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
    {"ANameWithAnArticleTakesNoEnding", "According to The National, the ferry sank.", "", "", "", ""},
    {"WordsBehindAClosingQuoteAreNoName", "It is “ideological media,” says Lena Strand, and it’s old.", "", "", "", ""},
    {"ToldAnAgencyIsACitationNotACredit", "He told ANI that the ferry sank.", "", "ANI x1", "", ""},
    {"AMentionIsNeither", "Economists polled by Reuters expect a rise. CNN is owned by a larger firm.", "", "", "", ""},
    {"AnOutletInBracketsAtTheEndIsNoCredit", "She left the network in May (CNN)", "", "", "", ""},
    {"AShortAliasInsideAWordIsNothing", "APP users and UNIcorns, according to the UNIcorn report.", "", "", "", ""},
    {"ADayThatNoMonthHasIsNoDate", "BERGEN, April 45 (AP) -- The ferry sank.", "ap ORIGIN DATELINE", "", "BERGEN", ""},
    {"AnAbbreviationBehindItsWordsIsNoCredit", "Andhra Pradesh (AP) Chief Minister Ravi opened it.", "", "", "", ""},
    {"AnAbbreviationAtTheEndOfASentenceIsNoSignoff", "The seat went to the Aam Aadmi Party (AAP).", "", "", "", ""},
    {"StopsBetweenItsLettersChangeNoName", "OSLO, April 3 (P.T.I.) — The ferry sank, A.F.P. reported.",
     "pti ORIGIN DATELINE", "A.F.P. x1", "OSLO", "--04-03"},
    {"AListOfNamesWithStopsIsAList", "OSLO, April 3 (P.T.I. & U.N.I.): The ferry sank.",
     "uni ORIGIN DATELINE, pti ORIGIN DATELINE", "", "OSLO", "--04-03"},
    {"ANameWithStopsSignsOff", "The ferry sank at noon, the mayor said.\n\n—P.T.I.", "pti ORIGIN SIGNOFF", "", "", ""},
    {"ADashBehindNoStopIsNoSignoff", "The train leaves at ten, club time - AAP", "", "", "", ""},
    {"ADashBehindAStopIsASignoff", "The ferry sank. – Reuters", "reuters ORIGIN SIGNOFF", "", "", ""},
    {"ANameAloneBehindAStopIsASignoff", "The ferry sank at noon. PTI", "pti ORIGIN SIGNOFF", "", "", ""},
    {"ALineWithNothingElseIsASignoff", "The ferry sank at noon.\n\nAFP", "afp ORIGIN SIGNOFF", "", "", ""},
    {"ALineBehindACaptionIsItsPhotographer",
     "The ferry sank at noon, the mayor said in the town hall, and everybody was saved by two boats.\n\n"
     "The ferry in the harbour\n\nAFP",
     "", "", "", ""},
    {"ACaptionThatEndsWithADayAndABracketIsNoDateline",
     "The captain on the deck of the old ferry, at the quay in Oslo, Monday, April 3, 2023 (AP)\n\n"
     "The ferry sank at noon, the mayor said in the town hall, and everybody was saved by two boats.",
     "", "", "", ""},
    {"TheDeskAndItsAgenciesAreInputs", "The ferry sank at noon.\n\nab/cd (Reuters, AFP)",
     "reuters INPUTS SIGNOFF, afp INPUTS SIGNOFF", "", "", ""},
    {"TwoAgenciesInOneBracketAreTwo", "OSLO, April 3 (PTI & UNI): The ferry sank.",
     "uni ORIGIN DATELINE, pti ORIGIN DATELINE", "", "OSLO", "--04-03"},
    {"TheDayMayStandBeforeTheMonth", "OSLO, 3 Apr (PTI): The ferry sank.", "pti ORIGIN DATELINE", "", "OSLO",
     "--04-03"},
    {"ADatelineMayFollowAHeadline", "Ferry sinks off Oslo\n\nOSLO (AP) — The ferry sank.", "ap ORIGIN DATELINE", "",
     "OSLO", ""},
    {"NoBreakAndZeroWidthSpacesAreBlanks", "\u200BNEW\u00A0YORK\u00A0(AP)\u00A0— The ferry sank.", "ap ORIGIN DATELINE",
     "", "NEW\u00A0YORK", ""},
    {"RussianDatelinesHaveNoBracket", "МОСКВА, 25 мая — РИА Новости. Паром затонул.", "ria ORIGIN DATELINE", "",
     "МОСКВА", "--05-25"},
    {"TheAgencyMayStandBeforeTheCity", "(ANSA) - ROMA, 22 MAR - Il traghetto affondò.", "ansa ORIGIN DATELINE", "",
     "ROMA", "--03-22"},
    {"ChineseDatelinesAreOneWord", "新华社北京3月15日电（记者李明）渡轮沉没。", "xinhua ORIGIN DATELINE", "", "北京",
     "--03-15"},
    {"KoreanDatelinesHaveAnEqualsSign", "(서울=연합뉴스) 김하나 기자 = 배가 가라앉았다.", "yonhap ORIGIN DATELINE", "",
     "서울", ""},
    {"KoreanPictureCreditsAreNone", "배가 가라앉았다. [사진=연합뉴스]", "", "", "", ""},
    {"AKickerIsNoPlace", "FILE PHOTO: The ferry lies in the harbour of the old town.", "", "", "", ""},
    {"CapitalsBeforeADashAreNoPlaceAlone", "FIFA — The ferry lies in the harbour of the old town today.", "", "", "",
     ""},
    {"TwoWordsInCapitalsBeforeADashAreAPlace", "PORT KESTREL — The ferry lies in the harbour of the old town.", "", "",
     "PORT KESTREL", ""},
    {"ALeagueIsNoPlace", "COUNTY LEAGUE — The ferry crew beat the harbour pilots by three goals today.", "", "", "",
     ""},
    {"AnOrdinalIsNoPlace", "PART TWO — The ferry lies in the harbour of the old town and waits for its boiler.", "", "",
     "", ""},
    {"ADutchKickerIsNoPlace", "LAATSTE NIEUWS — De veerboot ligt de hele dag in de haven van de oude stad.", "", "", "",
     ""},
    {"ASpanishKickerIsNoPlace", "EN EXCLUSIVA — El ferry estuvo todo el día en el puerto de la ciudad vieja.", "", "",
     "", ""},
    {"AFrenchKickerIsNoPlace", "MISE À JOUR – Le ferry est resté au port de la vieille ville toute la journée.", "", "",
     "", ""},
    {"ACopyrightLineIsACredit", "The ferry sank.\n\n© Reuters", "reuters COPYRIGHT DISCLAIMER", "", "", ""},
    {"APicturesCopyrightIsNone", "The ferry sank.\n\n© AFP/Getty Images", "", "", "", ""},
    {"ContributingIsInputs", "The ferry sank.\n\nThe Associated Press contributed to this report.", "ap INPUTS SIGNOFF",
     "", "", ""},
    {"ALineThatBeginsWithWithIsInputs", "The ferry sank.\n\n– With AFP", "afp INPUTS SIGNOFF", "", "", ""},
    {"InputsMayStandBehindTheAgency", "The ferry sank.\n\nWith PTI inputs", "pti INPUTS SIGNOFF", "", "", ""},
    {"ItsReportersContribute", "The ferry sank.\n\nAP reporters Anna Reed and Tom Lund contributed to this report.",
     "ap INPUTS SIGNOFF", "", "", ""},
    {"ReportingByAnAgencyIsItsText", "The ferry sank.\n\nReporting by Reuters", "reuters ORIGIN DISCLAIMER", "", "",
     ""},
    {"ACopyrightMarkMayBeABracket", "The ferry sank.\n\n(c) Reuters", "reuters COPYRIGHT DISCLAIMER", "", "", ""},
    {"AFeedThatNamesNobodyIsUnnamed",
     "The ferry sank.\n\nThis story is published from a syndicated feed and was changed by nobody here.",
     "agencies_generic FEED DISCLAIMER", "", "", ""},
    {"PictureCreditsAreNoCredits", "The ferry sank.\n\nImage courtesy – Reuters", "", "", "", ""},
    {"AnOutletNoLexiconHoldsIsCited", "The ferry sank, according to the Kestrel Gazette.", "", "Kestrel Gazette x1", "",
     ""},
    {"AnOfficeIsNoOutlet", "The ferry sank, according to the Kestrel Council.", "", "", "", ""},
    {"AReporterOfAnOutletReports", "CNN's Anna Reed reports that nobody drowned.", "", "CNN x1", "", ""},
    {"AnOutletMaySpeakBehindItsQuotation", "The ferry sank, said the Associated Press.", "", "Associated Press x1", "",
     ""},
    {"AnOutletsAnchorSpeaksForHimself", "The ferry sank, said CNN anchor Anna Reed.", "", "", "", ""},
    {"AnOutletsPollIsItsReport", "A Reuters poll showed that nobody minds.", "", "Reuters x1", "", ""},
    {"AnOutletsCorrespondentMaySaySo", "Al Jazeera's correspondent in the port said so.", "", "Al Jazeera x1", "", ""},
    {"APluralHasABareApostrophe", "CBS News' Anna Reed reports.", "", "CBS News x1", "", ""},
    {"APartyIsNoAgency", "He told AAP leaders that the ferry sank.", "", "", "", ""},
    {"ABracketAloneOnTheFirstLineIsAByline", "(AFP)\n\nThe ferry sank at noon.", "afp ORIGIN BYLINE", "", "", ""},
    {"ALabelledNameOnTheFirstLineIsAByline", "Source: AFP\n\nThe ferry sank at noon.", "afp ORIGIN BYLINE", "", "", ""},
    {"APlaceMayStandBehindTheNameOnTheFirstLine", "AFP, Paris\n\nThe ferry sank at noon.", "afp ORIGIN BYLINE", "", "",
     ""},
    {"SlashesAroundTheNameBehindTheLastStopAreASignoff", "The ferry sank at noon. /TASS/", "tass ORIGIN SIGNOFF", "",
     "", ""},
    {"WhatAnAgencyCouldNotVerifyIsItsReport", "Reuters could not independently verify the figure.", "", "Reuters x1",
     "", ""},
    {"ARequestForCommentIsFromWhoReports", "The owner did not answer a request for comment from Reuters.", "",
     "Reuters x1", "", ""},
    {"ABarMayStandBeforeTheAgency", "LONDON | Reuters: The ferry sank.", "reuters ORIGIN DATELINE", "", "LONDON", ""},
    {"ABarAndADashToo", "LONDON | Reuters — The ferry sank.", "reuters ORIGIN DATELINE", "", "LONDON", ""},
    {"AnAgencyBehindANameAndABarIsAByline", "ANNA REED | Reuters\n\nThe ferry sank at noon.", "", "", "", ""},
    {"TheAgencyAndACommaMayStandBeforeThePlace", "PTI, New Delhi: The ferry sank.", "pti ORIGIN DATELINE", "",
     "New Delhi", ""},
    {"AnAgencyBeforeACommaInASentenceIsNone", "Reuters, Lena Strand and the mayor: all said no to the ferry.", "", "",
     "", ""},
    {"JapaneseDatelinesMayHaveAnEqualsSign", "【ロンドン＝ロイター】フェリーが沈没した。", "reuters ORIGIN DATELINE",
     "", "ロンドン", ""},
    {"JapaneseBracketsMayHoldAgenciesAlone", "【AFP＝時事】フェリーが沈没した。",
     "afp ORIGIN DATELINE, jiji ORIGIN DATELINE", "", "", ""},
    {"TaiwaneseDatelinesAreABracketWithTheReporter", "（中央社記者王小明台北3日電）渡輪沉沒。",
     "cna_tw ORIGIN DATELINE", "", "", ""},
    {"ABracketOfAnAgencyThatEndsWithNoSuchWordIsNone", "（中央社記者王小明攝）渡輪沉沒。", "", "", "", ""},
    {"AStopMayEndTheDayBeforeTheAgency", "Москва. 3 марта. INTERFAX.RU - Паром затонул.", "interfax ORIGIN DATELINE",
     "", "Москва", "--03-03"},
    {"ReportersAndEditorsAtTheEndAreReuters",
     "The ferry sank.\n\n(Reporting by Lena Strand in Oslo; Editing by Tom Lund)", "reuters ORIGIN SIGNOFF", "", "",
     ""},
    {"TheyMayStandBehindTheLastSentence", "The ferry sank at noon. (Writing by  Lena Strand ; Editing by  Tom Lund )",
     "reuters ORIGIN SIGNOFF", "", "", ""},
    {"ReportersAloneAreNobodys", "The ferry sank.\n\n(Reporting by Lena Strand in Oslo)", "", "", "", ""},
    {"JapaneseBracketsOfAReporterAreNoCredit", "【ロンドン＝山田太郎】フェリーが沈没した。", "", "", "", ""},
    {"ANewsroomWithAnAgencyIsInputs", "Le ferry a coulé.\n\nLe Monde avec AFP", "afp INPUTS SIGNOFF", "", "", ""},
    {"ASubheadWithAnAgencyInItIsNone", "Le ferry a coulé.\n\nLe ferry avec AFP Marine", "", "", "", ""},
    {"APersonBeforeASlashTookThePicture", "The ferry sank at noon.\n\nLENA OST/LUSA", "", "", "", ""},
    {"DeskInitialsBeforeASlashAreASignoff", "The ferry sank at noon.\n\nJPR PM/LUSA", "lusa ORIGIN SIGNOFF", "", "",
     ""},
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

Provenance WithFields(const std::string& text, const std::string& credit_line, const std::string& holder = "") {
  Article article;
  article.body = text;
  article.credit_line = credit_line;
  article.copyright_holder = holder;
  return Attribute(article, Clean(article, FurnitureRules::BuiltIn()), AgencyLexicon::BuiltIn());
}

TEST(Attribute, FieldsNameAnOriginThatTheTextDoesNot) {
  EXPECT_EQ(Credits(WithFields("The ferry sank.", "AFP")), "afp ORIGIN METADATA");
  EXPECT_EQ(Credits(WithFields("The ferry sank.", "PTI / AP")), "pti ORIGIN METADATA, ap ORIGIN METADATA");
  EXPECT_EQ(Credits(WithFields("The ferry sank.", "", "The Canadian Press")), "cp COPYRIGHT METADATA");
  EXPECT_EQ(Credits(WithFields("OSLO (AFP) - The ferry sank.", "AFP", "AFP")), "afp ORIGIN DATELINE");
  EXPECT_EQ(Credits(WithFields("The ferry sank.\n\nAP reporters contributed to this report.", "AP")),
            "ap ORIGIN METADATA");
  EXPECT_EQ(Credits(WithFields("The ferry sank.", "CNN")), "");
  EXPECT_EQ(Credits(WithFields("The ferry sank.", "The Kestrel Gazette")), "");
  EXPECT_FALSE(WithFields("The ferry sank.", "AFP").credits_disagree);
}

TEST(Attribute, AFieldThatSaysAnotherOriginIsKeptAndSaidToDisagree) {
  const Provenance found = WithFields("OSLO (AFP) - The ferry sank.", "Reuters");
  EXPECT_EQ(Credits(found), "afp ORIGIN DATELINE, reuters ORIGIN METADATA");
  EXPECT_TRUE(found.credits_disagree);
  EXPECT_LT(found.credits[1].confidence, 0.5F);
  EXPECT_FALSE(WithFields("OSLO (Agencies) - The ferry sank.", "Reuters").credits_disagree) << "nobody is named";
}

TEST(Attribute, AnAgencyAsAuthorMayDisagreeWithTheTextToo) {
  Article article;
  article.by = {"Reuters"};
  for (const auto& [text, disagree] :
       {std::pair("OSLO (AFP) - The ferry sank.", true), std::pair("OSLO (Reuters) - The ferry sank.", false),
        std::pair("The ferry sank.", false)}) {
    article.body = text;
    const Provenance found = Attribute(article, Clean(article, FurnitureRules::BuiltIn()), AgencyLexicon::BuiltIn());
    EXPECT_EQ(found.credits_disagree, disagree) << text;
  }
}

TEST(Attribute, AnAuthorFieldMayHoldAListInAnyCase) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"By Anna Reed and Tom Lund", "Anna Reed|Tom Lund"},
      {"Anna Reed, Associated Press", "Anna Reed|ap"},
      {"Domácí; ČTK", "Domácí|ctk"},
      {"Le Figaro et AFP", "Le Figaro|afp"},
      {"AFP, MANILA", "MANILA|afp"},
      {"Tom Lund, Cnn Political Reporter", "Tom Lund|cnn"},
      {"Reuters Staff", "|reuters"},
      {"AFP Deutschland", "|afp"},
      {"CNS News", "CNS News"},
      {"AP Reporter", "|ap"},
      {"REUTERS", "|reuters"},
      {"by AFP", "|afp"},
      {"Abby Reed", "Abby Reed"},
      {"Updated March 3, 2024", ""},
      {"Ani", "Ani"},
      {"Anna Reed; Image; Getty; Reuters; Lena Ost", "Anna Reed"},
      {"Anna Reed; Getty Images", "Anna Reed"},
      {"Anna Reed; Saturday; September", "Anna Reed"},
      {"Anna Reed For Daily Mail Australia", "Anna Reed"},
      {"September Reed", "September Reed"},
      {"Anna Reed, Valley State University", "Anna Reed"},
      {"Valley State University", "Valley State University"},
      {"Anna Reed in Valletta", "Anna Reed"},
      {"Ana Novak in Borut Kos", "Ana Novak|Borut Kos"},
  };
  for (const auto& [field, expected] : cases) {
    const Provenance provenance = Of("The ferry sank.", {field});
    std::string all;
    for (const std::string& person : provenance.by) all += (all.empty() ? "" : "|") + person;
    for (const Credit& credit : provenance.credits) all += "|" + credit.agency_id;
    EXPECT_EQ(all, expected) << field;
  }
}

TEST(Attribute, PictureCreditsAreToldApart) {
  for (const std::string text : {"A boat. (AP Photo/Lena Ost)", "A boat in the bay (AFP)", "Foto: Lena Strand/AP",
                                 "A boat in the bay. (Lena Ost/Invision/AP)"}) {
    const Provenance provenance =
        Of("The ferry sank at noon and everybody was saved by two boats, the mayor said.\n\n" + text);
    EXPECT_EQ(Credits(provenance), "") << text;
    EXPECT_FALSE(provenance.photo_credits.empty()) << text;
  }
}

TEST(Attribute, NamesOfASentenceAreNoPictureCredits) {
  for (const std::string text :
       {"The EPA closed the harbour.", "A new NBC/WSJ poll says that the ferry was safe.", "Splash sold the pictures.",
        "The WMUR/CNN Harbour Poll says that the ferry was safe.", "The Aam Aadmi Party (AAP) wants a new ferry.",
        "OSLO (PTI): The ferry was old.", "Two members, Ada Holt (PA), and Tom Lund (VA), saw it."}) {
    const Provenance provenance =
        Of("The ferry sank at noon and everybody was saved by two boats, the mayor said.\n\n" + text);
    EXPECT_TRUE(provenance.photo_credits.empty()) << text;
  }
  EXPECT_EQ(Of("A boat in the bay. | Lena Ost/AFP/Getty Images harbours Ferries").photo_credits.size(), 2u);
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

TEST(Attribute, ABadLexiconIsRefusedWithItsLine) {
  auto lexicon = AgencyLexicon::Parse("a\tA News\t\twire\tXX\nb\tB\tA News\twire\tXX\n");
  ASSERT_FALSE(lexicon.ok());
  EXPECT_NE(std::string(lexicon.status().message()).find("line 2"), std::string::npos);
  EXPECT_FALSE(AgencyLexicon::Parse("a\tA\t\tradio\tXX\n").ok());
}

TEST(Attribute, RowsOfAUserAddAgenciesAndStandForBuiltInOnes) {
  const auto read = [](std::string_view rows) { return AgencyLexicon::BuiltInWith(rows); };
  const auto own = read("# ours\nharbour\tHarbour Press\tHBP\twire\tNO\ntass\tTass of Ours\t\toutlet\tRU\n");
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_EQ((*own)->Find("HBP")->agency->id, "harbour");
  EXPECT_EQ((*own)->Find("Reuters")->agency->id, "reuters");
  EXPECT_EQ((*own)->Find("Tass of Ours")->agency->id, "tass");
  EXPECT_EQ((*own)->Find("ITAR-TASS"), nullptr);
  EXPECT_EQ((*own)->Rows().size(), AgencyLexicon::BuiltIn().Rows().size() + 1);
  Article article;
  article.body = "OSLO (HBP) - The ferry sank at its berth.";
  EXPECT_EQ(Credits(Attribute(article, Clean(article, FurnitureRules::BuiltIn()), **own)), "harbour ORIGIN DATELINE");
}

TEST(Attribute, ABadRowOfAUserIsRefusedWithItsLine) {
  const auto message = [](std::string_view rows) {
    return std::string(AgencyLexicon::BuiltInWith(rows).status().message());
  };
  EXPECT_EQ(message("# ours\n\na\tA Press\tAPX\twire\n"), "line 3: 4 columns instead of 5");
  EXPECT_EQ(message("a\tA Press\t\twire\tNO\na\tB Press\t\twire\tNO\n"),
            "agencies, line 2: the id \"a\" is there twice");
  EXPECT_EQ(message("a\tA Press\t\twires\tNO\n"),
            "agencies, line 1: kind \"wires\" is none of wire, syndicate, outlet, photo, unnamed");
  EXPECT_EQ(message("\tA Press\t\twire\tNO\n"), "agencies, line 1: an agency needs an id and a name");
  EXPECT_EQ(
      message("a\tA Press\tReuters\twire\tNO\n"),
      "agencies: \"Reuters\" names two agencies, one of them built in; a row with the built-in one's id can leave "
      "that name out");
}

// What the forms of a sign-off have around them must not turn them away.
TEST(Attribute, NoSignoffIsTurnedAway) {
  std::vector<std::string> forms;
  for (const std::string agency : {"PTI", "ANI"}) {
    for (const std::string dash : {"-", "--", "–", "—"}) {
      for (const std::string between : {"", " ", "\t", "\u00A0"}) {
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
