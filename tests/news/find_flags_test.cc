#include "common/news/find_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wirefold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum ArticleFlag;

std::vector<ArticleFlag> Of(const std::string& headline, const std::string& url = "", const std::string& agency = "") {
  Article article;
  article.headline = headline;
  article.url = url;
  Provenance provenance;
  if (!agency.empty()) provenance.credits.emplace_back().agency_id = agency;
  return FindFlags(article, provenance);
}

TEST(Flags, ALabelBeforeAHeadlineSaysWhatItIs) {
  EXPECT_THAT(Of("OPINION | The ferry was never safe"), ElementsAre(kOpinion));
  EXPECT_THAT(Of("Kommentar: Die Fähre war nie sicher"), ElementsAre(kOpinion));
  EXPECT_THAT(Of("CORRECTED-Ferry sinks at its berth"), ElementsAre(kCorrection));
  EXPECT_THAT(Of("Rectificatif : le bac a coulé"), ElementsAre(kCorrection));
  EXPECT_THAT(Of("Live: ferry sinks at its berth"), ElementsAre(kLiveBlog));
  EXPECT_THAT(Of("Storm in the north: live updates"), ElementsAre(kLiveBlog));
}

TEST(Flags, AWordOfAHeadlineIsNoLabel) {
  for (const char* headline : {"Opinion polls turn against the minister", "Correction officers strike in the north",
                               "Live music returns to the pier", "Live-in carers ask for more",
                               "Column of smoke over town", "He was live on stage", ""}) {
    EXPECT_THAT(Of(headline), IsEmpty()) << headline;
  }
}

TEST(Flags, APathAndAnAgencyOfReleasesSayIt) {
  EXPECT_THAT(Of("The ferry", "https://a.example/Opinion/2024/ferry?x=1"), ElementsAre(kOpinion));
  EXPECT_THAT(Of("The ferry", "https://opinion.example/news/ferry"), IsEmpty());
  EXPECT_THAT(Of("The ferry", "https://a.example/liveblog"), ElementsAre(kLiveBlog));
  EXPECT_THAT(Of("The ferry", "", "businesswire"), ElementsAre(kPressRelease));
  EXPECT_THAT(Of("The ferry", "", "reuters"), IsEmpty());
}

TEST(Flags, NotesToEditorsAndWithdrawnStoriesAreNoReports) {
  EXPECT_THAT(Of("ADVISORY-Ferry story to follow at noon"), ElementsAre(kAdvisory));
  EXPECT_THAT(Of("Achtung Redaktionen: Fähre"), ElementsAre(kAdvisory));
  EXPECT_THAT(Of("MANDATORY KILL - Ferry sinks at its berth"), ElementsAre(kWithdrawn));
  EXPECT_THAT(Of("Anulación: el transbordador se hunde"), ElementsAre(kWithdrawn));
  for (const char* headline : {"Advisory board meets over the ferry", "Kill the ferry, says the mayor",
                               "Withdrawn ferry returns", "Advisory council: ferry unsafe"}) {
    EXPECT_THAT(Of(headline), IsEmpty()) << headline;
  }
}

TEST(Flags, TheStatusThatTheProducerGivesCounts) {
  for (const char* status : {"canceled", "Withheld", "stat:canceled"}) {
    Article article;
    article.status = status;
    EXPECT_THAT(FindFlags(article, {}), ElementsAre(kWithdrawn)) << status;
  }
  for (const char* status : {"usable", "published", ""}) {
    Article article;
    article.status = status;
    EXPECT_THAT(FindFlags(article, {}), IsEmpty()) << status;
  }
}

TEST(Flags, WhatIsNotFreeToReadIsPaywalled) {
  for (const char* access : {"false", "False", "locked"}) {
    Article article;
    article.access = access;
    EXPECT_THAT(FindFlags(article, {}), ElementsAre(kPaywalled)) << access;
  }
  for (const char* access : {"true", "metered", "free", ""}) {
    Article article;
    article.access = access;
    EXPECT_THAT(FindFlags(article, {}), IsEmpty()) << access;
  }
}

}  // namespace
}  // namespace wirefold
