// AppendJson against protobuf's own printer, the oracle.
#include "common/codec/json_writer.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "wirefold/v1/claim.pb.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

v1::EnrichedArticle Full() {
  v1::EnrichedArticle article;
  article.set_article_id("a \"quoted\" \\ id\nwith\tcontrols\x01 and ünïcödé 新聞");
  article.mutable_origin()->set_offset(-7);
  article.mutable_origin()->set_partition(3);
  article.mutable_origin()->set_timestamp_ms(0);  // present though zero
  article.add_flags(v1::ARTICLE_FLAG_OPINION);
  article.add_by("one");
  article.add_by("two");
  auto& credit = *article.add_credits();
  credit.set_kind(v1::CREDIT_KIND_ORIGIN);
  credit.set_confidence(0.97F);
  auto& syndication = *article.mutable_syndication();
  syndication.set_novelty(1.0 / 3);
  syndication.set_changed(false);
  auto& match = *syndication.add_matches();
  match.set_resemblance(0.1);
  match.set_claim_offset(9007199254740993);
  return article;
}

TEST(JsonWriter, SaysWhatProtobufsOwnPrinterSays) {
  for (const v1::EnrichedArticle& article : {v1::EnrichedArticle(), Full()}) {
    std::string ours;
    AppendJson(article, ours);
    v1::EnrichedArticle back;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(ours, &back).ok()) << ours;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(article, back)) << ours;
    std::string theirs;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(article, &theirs).ok());
    EXPECT_EQ(std::count(ours.begin(), ours.end(), ':'), std::count(theirs.begin(), theirs.end(), ':'))
        << ours << "\n"
        << theirs;  // the same fields are there
  }
}

}  // namespace
}  // namespace wirefold
