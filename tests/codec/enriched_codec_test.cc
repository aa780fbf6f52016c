// The enriched record's bytes are those that protobuf's own serialiser writes of the message they say.
#include "common/codec/enriched_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "common/codec/wire.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

constexpr size_t kInputBytes = 1000;

class Any {
 public:
  explicit Any(uint64_t seed) : random_(seed) {}
  size_t Below(size_t bound) { return random_() % bound; }
  uint32_t Number() { return Below(3) == 0 ? 0 : static_cast<uint32_t>(random_() >> Below(64)); }
  int64_t Wide() { return Below(3) == 0 ? 0 : static_cast<int64_t>(random_()) >> Below(64); }
  double Share() { return Below(3) == 0 ? 0 : static_cast<double>(Below(1000)) / 999; }
  // Of a text of so many bytes.
  ByteSpan Span(size_t bytes = kInputBytes) {
    const auto begin = static_cast<uint32_t>(Below(bytes + 1));
    return {begin, begin + static_cast<uint32_t>(Below(bytes + 1 - begin))};
  }
  // In order, none overlaps another.
  std::vector<ByteSpan> Spans() {
    std::vector<ByteSpan> spans;
    for (uint32_t at = 0; Below(3) > 0 && at < kInputBytes;) {
      const ByteSpan span = Span(kInputBytes - at);
      spans.push_back({at + span.begin, at + span.end});
      at = spans.back().end;
    }
    return spans;
  }
  // Empty, short, and around the sizes whose length takes another byte.
  std::string Text() {
    static constexpr size_t kSizes[] = {0, 1, 2, 3, 125, 126, 127, 128, 129, 16'383, 16'384, 20'000};
    return std::string(kSizes[Below(Below(8) == 0 ? 12 : 5)], 'x');
  }
  template <typename Make>
  auto List(Make make) {
    std::vector<decltype(make())> list;
    for (size_t i = Below(4); i > 0; --i) list.push_back(make());
    return list;
  }
  std::vector<std::string> Texts() {
    return List([&] { return Text(); });
  }

 private:
  std::mt19937_64 random_;
};

std::string AnyHead(Any& any) {
  Article article;
  article.uri = any.Text();
  article.version = any.Text();
  article.url = any.Text();
  article.language = any.Below(2) == 0 ? "en-GB" : any.Text();
  article.modified = any.Below(2) == 0 ? "2026-03-02" : any.Text();
  article.body = std::string(kInputBytes, 'x');
  article.by = any.Texts();
  article.credit_line = any.Text();
  article.copyright_holder = any.Text();
  CleanArticle clean;
  clean.headline = any.Text();
  clean.standfirst = any.Text();
  clean.body = any.Text();
  clean.paragraphs = any.List([&] { return Paragraph{any.Span(), ParagraphClass::kStandfirst}; });
  for (const ByteSpan& span : any.Spans()) clean.kept.push_back({span, span.begin / 2});
  for (const ByteSpan& span : any.Spans()) clean.removed.push_back({span, any.Text(), any.Text()});
  clean.related_links = any.Texts();
  clean.captions = any.Texts();
  clean.carriers = any.Texts();
  clean.flags = any.List([] { return ArticleFlag::kPartlyCleaned; });
  clean.truncated = any.Below(2) == 0;
  Provenance provenance;
  provenance.by = any.Texts();
  if (any.Below(2) == 0) provenance.dateline = Dateline{any.Text(), any.Texts(), any.Text(), any.Text(), any.Span()};
  provenance.credits = any.List([&] {
    return Credit{any.Text(),
                  CreditKind::kInputs,
                  CreditEvidence::kByline,
                  any.Span(),
                  static_cast<float>(any.Share()),
                  static_cast<FoundIn>(1 + any.Below(4)),
                  static_cast<uint32_t>(any.Below(4))};
  });
  provenance.citations = any.List([&] {
    return Citation{any.Text(), any.Text(), any.Text(), any.List([&] { return any.Span(); })};
  });
  provenance.photo_credits = any.List([&] { return PhotoCredit{any.Text(), any.Text(), any.Span()}; });
  provenance.quotes = any.List([&] { return Quote{any.Span(), any.Text(), any.Below(2) == 0}; });
  EnrichedHead head{any.Text(), any.Text(), any.Text(), {any.Text(), static_cast<int32_t>(any.Wide()), any.Wide()}, {}};
  if (any.Below(2) == 0) head.origin_timestamp_ms = any.Wide();
  head.published = {any.Text(), TimePrecision::kSecond};
  return EncodeHead(head, article, clean, provenance, {any.Text(), any.Text(), any.Text()});
}

Credit CreditOf(std::string agency) {
  Credit credit;
  credit.agency_id = std::move(agency);
  return credit;
}

std::string AnyTail(Any& any) {
  Verdict verdict;
  verdict.first_claim = ClaimOffset{any.Wide()};
  verdict.story_id = StoryId{static_cast<uint64_t>(any.Wide())};
  verdict.matches = any.List([&] {
    return Match{any.Text(),  any.Text(),  Relation::kAbridged, any.Share(),
                 any.Share(), any.Share(), any.Wide(),          ClaimOffset{any.Wide()}};
  });
  verdict.novelty = any.Share();
  verdict.copy_number = any.Number();
  verdict.first_seen_article_id = any.Text();
  if (any.Below(2) == 0) verdict.changed = any.Below(2) == 0;
  if (any.Below(2) == 0) {
    verdict.origin.credit.agency_id = any.Text();
    verdict.origin.credit.evidence = static_cast<uint8_t>(any.Below(6));
    verdict.origin.article_id = any.Text();
  }
  return EncodeTail(verdict, any.List([&] { return CreditOf(any.Text()); }));
}

TEST(EnrichedCodec, BytesAreThoseOfProtobufsOwnSerialiser) {
  Any any(11);
  for (int i = 0; i < 3000; ++i) {
    const std::string bytes = AnyHead(any) + AnyTail(any);
    v1::EnrichedArticle article;
    ASSERT_TRUE(article.ParseFromString(bytes)) << i;
    ASSERT_TRUE(article.GetReflection()->GetUnknownFields(article).empty()) << i;
    ASSERT_EQ(SerializeDeterministic(article), bytes) << i;
  }
}

TEST(EnrichedCodec, EveryPartArrives) {
  Article article;
  article.modified = "yesterday";
  CleanArticle clean;
  article.body = "x two [y] words";
  clean.body = "two words";
  clean.kept = {{{2, 5}, 0}, {{10, 15}, 4}};
  clean.removed = {{{0, 1}, "c", "r"}, {{6, 9}, "c", "r"}};
  clean.flags = {ArticleFlag::kPartlyCleaned};
  clean.paragraphs = {{{0, 1}, ParagraphClass::kHeadline}, {{2, 15}, ParagraphClass::kBody}};
  Provenance provenance;
  article.by = {"A", "By ANI"};
  provenance.credits = {{"ani", CreditKind::kInputs, CreditEvidence::kByline, {3, 6}, 0.5F, FoundIn::kByline, 1}};
  provenance.citations = {{"w", "", "", {{7, 8}, {11, 12}}}};
  const EnrichedHead head{
      "id", "pub", "https://a", {"raw", -1, -2}, 0, {"2026-03-02T08:15:00Z", TimePrecision::kSecond}};
  Verdict verdict;
  verdict.relation = Relation::kVersion;
  verdict.role = Role::kCopy;
  verdict.matches = {{"m", "p", Relation::kDerived, 0.1, 0.2, 0.3, -4, ClaimOffset{5}}};
  verdict.changed = false;
  v1::EnrichedArticle out;
  ASSERT_TRUE(out.ParseFromString(EncodeHead(head, article, clean, provenance, {"v", "r", "l"}) +
                                  EncodeTail(verdict, provenance.credits)));
  EXPECT_EQ(out.origin().partition(), -1);
  EXPECT_EQ(out.origin().offset(), -2);
  EXPECT_TRUE(out.origin().has_timestamp_ms());
  EXPECT_EQ(out.published().value(), "2026-03-02T08:15:00Z");
  EXPECT_EQ(out.published().precision(), v1::TIME_PRECISION_SECOND);
  EXPECT_EQ(out.modified().precision(), v1::TIME_PRECISION_UNPARSED);
  EXPECT_EQ(out.language(), "und");
  EXPECT_EQ(out.word_count(), 2u);
  ASSERT_EQ(out.flags_size(), 1);
  EXPECT_EQ(out.flags(0), v1::ARTICLE_FLAG_PARTLY_CLEANED);
  EXPECT_FALSE(out.paragraphs(0).has_span());
  EXPECT_EQ(out.paragraphs(0).input_span().end(), 1u);
  EXPECT_EQ(out.paragraphs(1).span().end(), 9u);
  EXPECT_EQ(out.paragraphs(1).input_span().begin(), 2u);
  EXPECT_EQ(out.credits(0).confidence(), 0.5F);
  EXPECT_FALSE(out.credits(0).has_span());
  EXPECT_EQ(out.credits(0).elsewhere().found_in(), v1::FOUND_IN_BYLINE);
  EXPECT_EQ(out.credits(0).elsewhere().index(), 1u);
  EXPECT_EQ(out.bylines(1), "By ANI");
  EXPECT_EQ(out.citations(0).count(), 2u);
  ASSERT_EQ(out.citations(0).spans_size(), 1);
  EXPECT_EQ(out.citations(0).spans(0).begin(), 5u);
  EXPECT_EQ(out.citations(0).elsewhere(0).found_in(), v1::FOUND_IN_REMOVED);
  EXPECT_EQ(out.removed(1).text(), "[y]");
  EXPECT_EQ(out.removed(1).body_offset(), 3u);
  EXPECT_EQ(out.versions().lexicon(), "l");
  const v1::Syndication& syndication = out.syndication();
  EXPECT_EQ(syndication.relation(), v1::RELATION_VERSION);
  EXPECT_EQ(syndication.role(), v1::ROLE_COPY);
  EXPECT_EQ(syndication.matches(0).match_containment(), 0.3);
  EXPECT_EQ(syndication.matches(0).interval_seconds(), -4);
  EXPECT_EQ(syndication.origin_agency().evidence(), v1::CREDIT_EVIDENCE_BYLINE);
  EXPECT_TRUE(syndication.has_changed());
  EXPECT_EQ(syndication.novelty(), 1);
}

v1::OriginAgency OriginIn(const StoryOrigin& story, const std::vector<Credit>& own) {
  Verdict verdict;
  verdict.origin = story;
  v1::EnrichedArticle out;
  EXPECT_TRUE(out.ParseFromString(EncodeTail(verdict, own)));
  return out.syndication().origin_agency();
}

TEST(EnrichedCodec, AnAgencyThatTheArticleDoesNotCreditIsInferredFromTheOneThatDoes) {
  StoryOrigin story;
  story.credit.agency_id = "ani";
  story.credit.evidence = static_cast<uint8_t>(CreditEvidence::kDateline);
  story.article_id = "urn:7";
  const Credit ani = CreditOf("ani");
  const Credit pti = CreditOf("pti");
  for (const auto& [own, inferred] : {std::pair(std::vector<Credit>(), true), {{pti}, true}, {{pti, ani}, false}}) {
    const v1::OriginAgency told = OriginIn(story, own);
    EXPECT_EQ(told.agency_id(), "ani");
    EXPECT_EQ(told.evidence(), v1::CREDIT_EVIDENCE_DATELINE);
    EXPECT_EQ(told.article_id(), "urn:7");
    EXPECT_EQ(told.inferred(), inferred);
  }
  const v1::OriginAgency own = OriginIn({}, {pti, ani});
  EXPECT_EQ(own.agency_id(), "pti");
  EXPECT_EQ(own.evidence(), v1::CREDIT_EVIDENCE_SIGNOFF);
  EXPECT_EQ(own.article_id(), "");
  EXPECT_FALSE(own.inferred());
  EXPECT_EQ(OriginIn({}, {}).agency_id(), "");
}

}  // namespace
}  // namespace wirefold
