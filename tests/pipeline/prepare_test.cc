// Prepare and the enriched record: from raw bytes to what is published. A whole article: acceptance_test.cc.
#include "common/pipeline/prepare.h"

#include <gtest/gtest.h>

#include "absl/strings/str_format.h"
#include "common/codec/claim_codec.h"
#include "common/codec/enriched_codec.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

RawRecord Raw(std::string_view value) { return {{"raw", 1, 17}, 1'700'000'000'123, value}; }

v1::EnrichedArticle Publish(const Prepared& prepared) {
  Verdict verdict;
  verdict.story_id = StoryId{0xabc};
  verdict.first_seen_article_id = prepared.claim.article_id;
  v1::EnrichedArticle article;
  EXPECT_TRUE(article.ParseFromString(prepared.head + EncodeTail(verdict, prepared.origin_credits)));
  return article;
}

TEST(Prepare, OriginAndIdentityComeFromTheRecord) {
  const auto outcome = Prepare(
      Raw(R"({"uri":"urn:1","url":"https://www.m.example/a?utm_source=x#f","body":"Words of a body.","published":"2026-03-02T08:15:00Z","language":"en"})"),
      {});
  const Prepared& prepared = std::get<Prepared>(outcome);
  const v1::EnrichedArticle article = Publish(prepared);
  EXPECT_EQ(article.article_id(), "urn:1");
  EXPECT_EQ(article.publisher(), "m.example");
  EXPECT_EQ(article.canonical_url(), "https://m.example/a");
  EXPECT_EQ(article.origin().offset(), 17);
  EXPECT_EQ(article.origin().timestamp_ms(), 1'700'000'000'123);
  EXPECT_EQ(article.published().precision(), v1::TIME_PRECISION_SECOND);
  EXPECT_EQ(article.language(), "en");
  EXPECT_EQ(prepared.claim.raw.offset, 17);
}

TEST(Prepare, AnArticleWithoutIdGetsOneFromItsText) {
  const auto a = Prepare(Raw("{\"body\":\"Words of a body.\"}"), {});
  const auto b = Prepare(Raw("{\"body\":\"Words of a body.\",\"title\":\"T\"}"), {});
  EXPECT_EQ(std::get<Prepared>(a).claim.article_id, std::get<Prepared>(b).claim.article_id);
  EXPECT_TRUE(std::get<Prepared>(a).claim.article_id.starts_with("wf:"));
}

TEST(Prepare, AnIdThatTellsNoArticleFromAnotherIsNone) {
  const auto claim = [](std::string_view members) {
    const std::string record =
        absl::StrFormat(R"({%s,"url":"https://m.example/a","body":"Words of a body."})", members);
    return std::get<Prepared>(Prepare(Raw(record), {})).claim;
  };
  for (std::string_view id : {"0", "00", "-1", "null", "None", "NaN", "nil", "undefined", "n/a",
                              "00000000-0000-0000-0000-000000000000", ""}) {
    const Claim none = claim(absl::StrFormat(R"("id":"%s")", id));
    EXPECT_EQ(none.uri_hash, claim(R"("language":"en")").uri_hash) << id;
    EXPECT_EQ(none.article_id, "https://m.example/a") << id;
  }
  EXPECT_EQ(claim(R"("id":0)").article_id, "https://m.example/a");
  EXPECT_EQ(claim(R"("id":"10")").article_id, "10");
}

TEST(Prepare, AnIdOfTheWholeSiteStandsBelowTheUrl) {
  const auto id = [](std::string_view place) {
    const std::string record = absl::StrFormat(
        R"({"@context":"https://schema.org","@type":"NewsArticle","@id":"https://m.example/#site","url":"https://m.example/%s",)"
        R"("headline":"H","articleBody":"Words of a body."})",
        place);
    return std::get<Prepared>(Prepare(Raw(record), {})).claim.article_id;
  };
  EXPECT_EQ(id("a"), "https://m.example/a");
  EXPECT_EQ(id("b"), "https://m.example/b");
}

TEST(Prepare, APublisherBeyondItsLimitIsCutBetweenCodePoints) {
  std::string name = "x";
  for (int i = 0; i < 200; ++i) name += "é";
  const auto outcome = Prepare(Raw("{\"publisher\":\"" + name + "\",\"body\":\"Words.\"}"), {});
  const Prepared& prepared = std::get<Prepared>(outcome);
  EXPECT_EQ(prepared.claim.publisher, name.substr(0, 255));
  EXPECT_EQ(Publish(prepared).publisher(), name.substr(0, 255));
  EXPECT_TRUE(DecodeClaimLogRecord(EncodeClaimLogRecord({1, prepared.claim, {}}, 0), 0).ok());
}

TEST(Prepare, APlaceIsOneInCapitalsAndWithout) {
  const auto place = [](std::string_view dateline) {
    const auto outcome = Prepare(Raw(absl::StrFormat(R"({"body":"%s (AP) — The ferry sank at noon."})", dateline)), {});
    return std::get<Prepared>(outcome).claim.place;
  };
  EXPECT_EQ(place("PORT ELLERING"), place("Port Ellering"));
  EXPECT_NE(place("PORT ELLERING"), place("CASTLE BRUME"));
}

TEST(Prepare, DatelineSignoffAndFurnitureAreNotShingled) {
  const std::string prose =
      "The ferry operator said on Monday that it would replace its three oldest boats by next year after a trial.";
  const auto plain = Prepare(Raw("{\"body\":\"" + prose + "\"}"), {});
  const auto dressed = Prepare(Raw("{\"body\":\"OSLO (AP) — " + prose + " (ANI)\\n\\nLeave a Reply\"}"), {});
  EXPECT_EQ(std::get<Prepared>(plain).claim.sketch, std::get<Prepared>(dressed).claim.sketch);
}

TEST(Prepare, ARecordTooLargeToPublishIsADeadLetterBeforeItClaims) {
  PrepareSettings settings;
  settings.max_record_bytes = 100'000;
  const auto outcome = Prepare(Raw("{\"body\":\"" + std::string(100'000, 'x') + "\"}"), settings);
  ASSERT_TRUE(std::holds_alternative<DeadLetter>(outcome));
  EXPECT_EQ(std::get<DeadLetter>(outcome).stage, Stage::kEncode);
  EXPECT_EQ(std::get<DeadLetter>(outcome).code, DeadLetterCode::kRecordTooLarge);
}

TEST(Prepare, ALongPublisherIsCutBetweenCharacters) {
  for (const auto& [given, cut] : {std::pair(std::string(255, 'x') + "é", std::string(255, 'x')),
                                   {std::string(254, 'x') + "éy", std::string(254, 'x') + "é"},
                                   {std::string(253, 'x') + "😀", std::string(253, 'x')}}) {
    const auto outcome = Prepare(Raw("{\"body\":\"Words of a body.\",\"publisher\":\"" + given + "\"}"), {});
    const Prepared& prepared = std::get<Prepared>(outcome);
    EXPECT_EQ(prepared.claim.publisher, cut);
    EXPECT_EQ(Publish(prepared).publisher(), cut);
  }
}

Claim ClaimOf(std::string_view url, std::string_view headline, std::string_view body = "Words of a body.",
              std::string_view members = "") {
  const std::string record =
      absl::StrFormat(R"({%s"url":"%s","headline":"%s","body":"%s"})", members, url, headline, body);
  return std::get<Prepared>(Prepare(Raw(record), {})).claim;
}

TEST(Prepare, PagesOfAnArticleHaveOneHashOfAddressAndHeadline) {
  const Claim first = ClaimOf("https://m.example/long-read", "Long read");
  EXPECT_NE(first.pages_hash, 0u);
  EXPECT_FALSE(first.paged);
  for (const auto& [url, headline] : {std::pair("https://www.m.example/long-read?page=2", "Long read (2/3)"),
                                      std::pair("https://m.example/long-read?view=all&utm_source=x", "LONG READ"),
                                      std::pair("https://m.example/long-read?print=1", "Long read"),
                                      std::pair("https://m.example/long-read/2", "Long read")}) {
    const Claim page = ClaimOf(url, headline);
    EXPECT_EQ(page.pages_hash, first.pages_hash) << url;
    EXPECT_EQ(page.headline.words, first.headline.words) << url;
    EXPECT_TRUE(page.paged) << url;
  }
  EXPECT_NE(ClaimOf("https://m.example/long-read?page=2", "Short read").pages_hash, first.pages_hash);
  EXPECT_NE(ClaimOf("https://m.example/long-way?page=2", "Long read").pages_hash, first.pages_hash);
  EXPECT_NE(ClaimOf("https://n.example/long-read?page=2", "Long read").pages_hash, first.pages_hash);
  for (const auto& [url, headline] :
       {std::pair("https://m.example/long-read?page=2", ""), std::pair("https://m.example/sport?page=2", "Sport"),
        std::pair("", "Long read")}) {
    EXPECT_EQ(ClaimOf(url, headline).pages_hash, 0u) << url;
    EXPECT_FALSE(ClaimOf(url, headline).paged) << url;
  }
}

TEST(Prepare, AClaimTellsTheSurestCreditThatNamesAnAgency) {
  const auto origin = [](std::string_view body, std::string_view members = "") {
    return ClaimOf("https://m.example/a", "A headline", body, members).origin;
  };
  constexpr std::string_view kText =
      "The council met on Monday and put the matter off until the spring, when the ice is gone.";
  const std::string text(kText);
  EXPECT_EQ(origin("HARBOUR BAY (Reuters) - " + text + " - PTI"), (OriginCredit{"reuters", 1}));
  EXPECT_EQ(origin(text + " - PTI"), (OriginCredit{"pti", 2}));
  EXPECT_EQ(origin(text, R"("creditline":"AFP",)"), (OriginCredit{"afp", 5}));
  EXPECT_EQ(origin(text + " (With inputs from PTI)"), OriginCredit{}) << "inputs are no origin";
  EXPECT_EQ(origin(text + " - Agencies"), OriginCredit{}) << "nobody is named";
  std::string page;
  for (int i = 0; i < 12; ++i) page += text + " ";
  EXPECT_EQ(origin(page + "\\n\\nWASHINGTON, July 24 (PTI) - " + text), OriginCredit{}) << "another piece of the page";
}

TEST(HeadlineOf, IsTheHeadsHeadlineWithAndWithoutFieldsBeforeIt) {
  const std::pair<const char*, std::string_view> cases[] = {
      {R"({"body":"Words of a body.","headline":"Ferry <3 & co"})", "Ferry <3 & co"},
      {R"({"uri":"urn:1","version":"2","url":"https://m.example/a","headline":"Ferry","body":"Words of a body."})",
       "Ferry"},
      {R"({"uri":"urn:1","body":"Words of a body."})", ""}};
  for (const auto& [value, headline] : cases) {
    const auto outcome = Prepare(Raw(value), {});
    EXPECT_EQ(HeadlineOf(std::get<Prepared>(outcome).head), headline) << value;
  }
}

TEST(HeadlineOf, OfAnyBytesIsEmptyOrWithinThem) {
  const auto outcome = Prepare(Raw(R"({"uri":"urn:1","headline":"Ferry","body":"Words of a body."})"), {});
  const std::string head = std::get<Prepared>(outcome).head;
  for (size_t size = 0; size < head.size(); ++size) {
    const std::string_view cut = std::string_view(head).substr(0, size);
    const std::string_view headline = HeadlineOf(cut);
    EXPECT_TRUE(headline.empty() || headline == "Ferry") << size;
  }
  EXPECT_EQ(HeadlineOf("\xff\xff\xff\xff"), "");
  EXPECT_EQ(HeadlineOf(std::string_view("\x42\xff\xff\xff\xff\x0f", 6)), "");
}

TEST(EncodeTail, NeverExceedsItsBound) {
  Verdict verdict;
  verdict.first_seen_article_id = std::string(1024, 'x');
  verdict.changed = true;
  for (int i = 0; i < 16; ++i) {
    Match match;
    match.article_id = std::string(1024, 'x');
    match.publisher = std::string(256, 'p');
    match.resemblance = match.containment = match.match_containment = 1.0 / 3;
    match.interval_seconds = -1;
    match.claim_offset = ClaimOffset{-1};
    verdict.matches.push_back(match);
  }
  verdict.origin.credit.agency_id = std::string(kMaxAgencyIdBytes, 'x');
  verdict.origin.article_id = std::string(1024, 'x');
  EXPECT_LT(EncodeTail(verdict, {Credit{"x", CreditKind::kOrigin, CreditEvidence::kByline, {}, 1}}).size(),
            kMaxTailBytes);
}

}  // namespace
}  // namespace wirefold
