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

}  // namespace
}  // namespace wirefold
