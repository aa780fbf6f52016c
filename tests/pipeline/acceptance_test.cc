// What a republished agency story must come out as, fact by fact: on our own fixture of that form, and on the real
// article where a copy of it stands beside the project (or in WIREFOLD_SEED_DIR); without one that test is skipped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/codec/enriched_codec.h"
#include "common/pipeline/prepare.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

using testing::ElementsAre;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

// A text and the record that it came out as.
class Story : public testing::Test {
 protected:
  void Read(std::string text) {
    text_ = std::move(text);
    ASSERT_FALSE(text_.empty());
    const auto outcome = Prepare({{"raw", 1, 17}, 1'700'000'000'123, text_}, PrepareSettings{});
    ASSERT_TRUE(std::holds_alternative<Prepared>(outcome)) << std::get<DeadLetter>(outcome).message;
    const Prepared& prepared = std::get<Prepared>(outcome);
    ASSERT_TRUE(article_.ParseFromString(prepared.head + EncodeTail(Verdict{}, prepared.origin_credits)));
  }

  std::string Text(const v1::Span& span) const {
    return article_.body().substr(span.begin(), span.end() - span.begin());
  }

  std::vector<std::string> Removed(const std::string& category) const {
    std::vector<std::string> texts;
    for (const v1::Removed& one : article_.removed()) {
      if (one.category() == category) texts.push_back(one.text());
    }
    return texts;
  }

  std::vector<const v1::Quote*> Unclosed() const {
    std::vector<const v1::Quote*> unclosed;
    for (const v1::Quote& quote : article_.quotes()) {
      if (!quote.closed()) unclosed.push_back(&quote);
    }
    return unclosed;
  }

  // One credit: ANI, the origin, by a sign-off behind the last sentence.
  void ExpectTheOneCredit() const {
    ASSERT_EQ(article_.credits_size(), 1);
    const v1::Credit& credit = article_.credits(0);
    EXPECT_EQ(credit.agency_id(), "ani");
    EXPECT_EQ(credit.kind(), v1::CREDIT_KIND_ORIGIN);
    EXPECT_EQ(credit.evidence(), v1::CREDIT_EVIDENCE_SIGNOFF);
    EXPECT_EQ(Text(credit.span()), "(ANI)");
    ASSERT_GT(credit.span().begin(), 2u);
    EXPECT_NE(article_.body()[credit.span().begin() - 2], '\n') << "inline: words stand before it";
    EXPECT_EQ(article_.syndication().origin_agency().agency_id(), "ani");
  }

  // One outlet cited so often, each time by its name in the text, and not credited.
  void ExpectTheOneCitation(const std::string& name, uint32_t count) const {
    ASSERT_EQ(article_.citations_size(), 1);
    const v1::Citation& citation = article_.citations(0);
    EXPECT_EQ(citation.name(), name);
    EXPECT_EQ(citation.count(), count);
    EXPECT_EQ(static_cast<uint32_t>(citation.spans_size()), count);
    for (const v1::Span& span : citation.spans()) EXPECT_EQ(Text(span), name);
    for (const v1::Credit& credit : article_.credits()) EXPECT_NE(credit.agency_id(), citation.agency_id());
  }

  // The whole list, in order, so that nothing else went.
  void ExpectTheFurniture(const std::string& tag, const std::string& related) const {
    std::vector<std::string> all;
    for (const v1::Removed& one : article_.removed()) all.push_back(one.category());
    EXPECT_THAT(all, ElementsAre("standfirst_tag", "related_link", "cms_shortcode", "cms_shortcode", "comment_form",
                                 "comment_form"));
    EXPECT_THAT(Removed("standfirst_tag"), ElementsAre(tag));
    EXPECT_THAT(Removed("related_link"), ElementsAre("ALSO READ: " + related));
    EXPECT_THAT(article_.related_links(), ElementsAre(related));
    EXPECT_THAT(Removed("comment_form"),
                ElementsAre("Leave a Reply", "Your email address will not be published. Required fields are marked *"));
    for (const v1::Removed& one : article_.removed()) {
      EXPECT_EQ(article_.body().find(one.text()), std::string::npos) << one.rule_id();
    }
  }

  // One quotation is unclosed; it ends with its paragraph and those after it are found.
  void ExpectTheUnclosedQuotation(int quotes) const {
    EXPECT_EQ(article_.quotes_size(), quotes);
    const auto unclosed = Unclosed();
    ASSERT_EQ(unclosed.size(), 1u);
    EXPECT_EQ(Text(unclosed[0]->span()).find('\n'), std::string::npos);
    EXPECT_EQ(article_.body()[unclosed[0]->span().end()], '\n');
    EXPECT_TRUE(article_.quotes(quotes - 1).closed());
    EXPECT_GT(article_.quotes(quotes - 1).span().begin(), unclosed[0]->span().end());
  }

  // The standfirst is apart, and the paragraph that it repeats stays in the body.
  void ExpectTheStandfirst(const std::string& standfirst) const {
    EXPECT_EQ(article_.standfirst(), standfirst);
    const size_t first = article_.body().find(standfirst);
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(article_.body().find(standfirst, first + 1), std::string::npos);
    int standfirsts = 0;
    for (const v1::Paragraph& one : article_.paragraphs())
      standfirsts += one.paragraph_class() == v1::PARAGRAPH_CLASS_STANDFIRST ? 1 : 0;
    EXPECT_EQ(standfirsts, 1);
  }

  // The text has no dateline, date, author or language tag: none is invented.
  void ExpectNothingInvented() const {
    EXPECT_FALSE(article_.has_dateline());
    EXPECT_FALSE(article_.has_published());
    EXPECT_FALSE(article_.has_modified());
    EXPECT_EQ(article_.by_size(), 0);
    EXPECT_FALSE(article_.truncated());
  }

  // English, once something detects it; until then nothing is claimed.
  void ExpectTheLanguage() const {
    EXPECT_THAT(article_.language(), testing::AnyOf("en", "und"));
    EXPECT_EQ(article_.language_reliable(), article_.language() == "en");
  }

  std::string text_;
  v1::EnrichedArticle article_;
};

class Harbour : public Story {
 protected:
  void SetUp() override { Read(ReadFile(std::string(WIREFOLD_SOURCE_DIR) + "/tests/golden/harbour.txt")); }
};

TEST_F(Harbour, HasItsHeadline) { EXPECT_EQ(article_.headline(), "Harbour Bay to Reopen Its Old Lighthouse"); }
TEST_F(Harbour, HasOneCreditTheOriginByAnInlineSignoff) { ExpectTheOneCredit(); }
TEST_F(Harbour, CitesOneOutletThreeTimesAndNeverCreditsIt) { ExpectTheOneCitation("BBC", 3); }
TEST_F(Harbour, NamesItsCarrier) { EXPECT_THAT(article_.carriers(), ElementsAre("Coast Lite")); }
TEST_F(Harbour, LosesItsFurnitureAndNothingElse) {
  ExpectTheFurniture("….reports Coast Lite News", "Five Walks For A Rainy Weekend");
  EXPECT_THAT(Removed("cms_shortcode"), ElementsAre("[gallery id=\"4411\"]", "[slider id=\"77\"]"));
}
TEST_F(Harbour, HasOneUnclosedQuotationThatSwallowsNothing) { ExpectTheUnclosedQuotation(3); }
TEST_F(Harbour, HasAStandfirstThatRepeatsAParagraph) {
  ExpectTheStandfirst("The harbour board and the coast guard agreed last spring to share the cost of the repairs");
}
TEST_F(Harbour, InventsNoDatelineDateOrAuthor) { ExpectNothingInvented(); }
TEST_F(Harbour, ClaimsNoOtherLanguageThanEnglish) { ExpectTheLanguage(); }

class RealStory : public Story {
 protected:
  void SetUp() override {
    const char* given = std::getenv("WIREFOLD_SEED_DIR");  // NOLINT(concurrency-mt-unsafe): one thread
    const std::filesystem::path folder =
        given != nullptr ? given : std::string(WIREFOLD_SOURCE_DIR) + "/../shared/data/seed";
    std::filesystem::path found;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
      if (entry.path().extension() == ".txt") found = entry.path();
    }
    if (found.empty()) GTEST_SKIP() << "no article in " << folder << "; WIREFOLD_SEED_DIR names another folder";
    Read(ReadFile(found));
  }
};

// One test, so that one is skipped.
TEST_F(RealStory, HasEveryFact) {
  ExpectTheOneCredit();
  ExpectTheOneCitation("CNN", 5);
  EXPECT_THAT(article_.carriers(), ElementsAre("Asian Lite"));
  ASSERT_EQ(article_.related_links_size(), 1);
  ExpectTheFurniture("….reports Asian Lite News", article_.related_links(0));
  ExpectTheUnclosedQuotation(14);
  ASSERT_GT(article_.standfirst().size(), 40u);
  ExpectTheStandfirst(article_.standfirst());
  ExpectNothingInvented();
  ExpectTheLanguage();
}

}  // namespace
}  // namespace wirefold
