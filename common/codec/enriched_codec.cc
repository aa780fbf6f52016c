#include "common/codec/enriched_codec.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.pb.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/json_writer.h"
#include "common/codec/record_texts.h"
#include "common/codec/wire_reader.h"
#include "common/codec/wire_writer.h"
#include "common/news/language_tag.h"
#include "common/news/precise_time.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

using To = v1::EnrichedArticle;

constexpr uint32_t kWordsPerMinute = 230;

void PutSpan(int field, const std::optional<ByteSpan>& span, WireWriter& out) {
  if (!span) return;
  out.Message(field, [&] {
    out.Number(v1::Span::kBeginFieldNumber, span->begin);
    out.Number(v1::Span::kEndFieldNumber, span->end);
  });
}

template <typename Enum>
uint64_t Code(Enum value) {
  return static_cast<uint64_t>(value);
}

void PutElsewhere(int field, const std::optional<Elsewhere>& elsewhere, WireWriter& out) {
  if (!elsewhere) return;
  out.Message(field, [&] {
    out.Number(v1::Elsewhere::kFoundInFieldNumber, Code(elsewhere->found_in));
    out.Number(v1::Elsewhere::kIndexFieldNumber, elsewhere->index);
    PutSpan(v1::Elsewhere::kSpanFieldNumber, elsewhere->span, out);
  });
}

void PutTime(int field, const PreciseTime& time, WireWriter& out) {
  if (time.value.empty()) return;
  out.Message(field, [&] {
    out.Text(v1::PreciseTime::kValueFieldNumber, time.value);
    out.Number(v1::PreciseTime::kPrecisionFieldNumber, Code(time.precision));
    out.Number(v1::PreciseTime::kSourceFieldNumber, Code(v1::TIME_SOURCE_METADATA));
  });
}

uint32_t CountWords(std::string_view text) {
  auto space = [](char c) { return static_cast<uint32_t>(static_cast<uint8_t>(c) <= ' '); };
  if (text.empty()) return 0;
  uint32_t words = space(text[0]) ^ 1U;
  // Each step looks at two bytes and at nothing before them, so that compilers make vectors of it.
  for (size_t i = 1; i < text.size(); ++i) words += space(text[i - 1]) & (space(text[i]) ^ 1U);
  return words;
}

// The parts of the head, in this order: fields by ascending number.

void PutIdentity(const EnrichedHead& head, const Article& article, WireWriter& out) {
  out.Text(To::kArticleIdFieldNumber, head.article_id);
  out.Text(To::kUriFieldNumber, article.uri);
  out.Text(To::kVersionFieldNumber, article.version);
  out.Text(To::kUrlFieldNumber, article.url);
  out.Text(To::kCanonicalUrlFieldNumber, head.canonical_url);
  out.Text(To::kPublisherFieldNumber, head.publisher);
  out.Message(To::kOriginFieldNumber, [&] {
    out.Text(v1::Origin::kTopicFieldNumber, head.origin.topic);
    out.Number(v1::Origin::kPartitionFieldNumber, static_cast<uint64_t>(int64_t{head.origin.partition}));
    out.Number(v1::Origin::kOffsetFieldNumber, static_cast<uint64_t>(head.origin.offset));
    if (head.origin_timestamp_ms) {
      out.Present(v1::Origin::kTimestampMsFieldNumber, static_cast<uint64_t>(*head.origin_timestamp_ms));
    }
  });
}

void PutText(const Article& article, const PreciseTime& published, const CleanArticle& clean, const BodyMap& map,
             WireWriter& out) {
  out.Text(To::kHeadlineFieldNumber, clean.headline);
  out.Text(To::kStandfirstFieldNumber, clean.standfirst);
  out.Text(To::kBodyFieldNumber, clean.body);
  const bool reliable = IsLanguageTag(article.language);
  out.Text(To::kLanguageFieldNumber, reliable ? std::string_view(article.language) : "und");
  out.Number(To::kLanguageReliableFieldNumber, reliable ? 1 : 0);
  for (const Paragraph& paragraph : clean.paragraphs) {
    out.Message(To::kParagraphsFieldNumber, [&] {
      PutSpan(v1::Paragraph::kSpanFieldNumber, map.InBody(paragraph.span), out);
      out.Number(v1::Paragraph::kParagraphClassFieldNumber, Code(paragraph.paragraph_class));
      PutSpan(v1::Paragraph::kInputSpanFieldNumber, paragraph.span, out);
    });
  }
  const uint32_t words = CountWords(clean.body);
  out.Number(To::kWordCountFieldNumber, words);
  out.Number(To::kReadingTimeSecondsFieldNumber, (words * 60 + kWordsPerMinute - 1) / kWordsPerMinute);
  out.Number(To::kTruncatedFieldNumber, clean.truncated ? 1 : 0);
  if (!clean.flags.empty()) {
    out.Message(To::kFlagsFieldNumber, [&] {
      for (ArticleFlag flag : clean.flags) out.Varint(Code(flag));
    });
  }
  PutTime(To::kPublishedFieldNumber, published, out);
  PutTime(To::kModifiedFieldNumber, ReadTime(article.modified, {.language = article.language, .modified = true}), out);
}

void PutDateline(const Dateline& dateline, const FactPlace& place, WireWriter& out) {
  out.Message(To::kDatelineFieldNumber, [&] {
    out.Text(v1::Dateline::kRawFieldNumber, dateline.raw);
    out.Texts(v1::Dateline::kPlacesFieldNumber, dateline.places);
    out.Text(v1::Dateline::kDateFieldNumber, dateline.date);
    out.Text(v1::Dateline::kAgencyIdFieldNumber, dateline.agency_id);
    PutSpan(v1::Dateline::kSpanFieldNumber, place.body, out);
    PutElsewhere(v1::Dateline::kElsewhereFieldNumber, place.elsewhere, out);
  });
}

void PutCitation(const Citation& citation, const RecordTexts& texts, WireWriter& out) {
  std::vector<Elsewhere> elsewhere;
  out.Message(To::kCitationsFieldNumber, [&] {
    out.Text(v1::Citation::kNameFieldNumber, citation.name);
    out.Text(v1::Citation::kAgencyIdFieldNumber, citation.agency_id);
    out.Text(v1::Citation::kCueFieldNumber, citation.cue);
    out.Number(v1::Citation::kCountFieldNumber, citation.spans.size());
    for (const ByteSpan& span : citation.spans) {
      const FactPlace place = texts.PlaceOf(span);
      PutSpan(v1::Citation::kSpansFieldNumber, place.body, out);
      if (place.elsewhere) elsewhere.push_back(*place.elsewhere);
    }
    for (const Elsewhere& one : elsewhere) PutElsewhere(v1::Citation::kElsewhereFieldNumber, one, out);
  });
}

void PutProvenance(const Provenance& provenance, const std::vector<std::string>& carriers, const RecordTexts& texts,
                   WireWriter& out) {
  out.Texts(To::kByFieldNumber, provenance.by);
  if (provenance.dateline) PutDateline(*provenance.dateline, texts.PlaceOf(provenance.dateline->span), out);
  for (const Credit& credit : provenance.credits) {
    const FactPlace place = texts.PlaceOf(credit);
    out.Message(To::kCreditsFieldNumber, [&] {
      out.Text(v1::Credit::kAgencyIdFieldNumber, credit.agency_id);
      out.Number(v1::Credit::kKindFieldNumber, Code(credit.kind));
      out.Number(v1::Credit::kEvidenceFieldNumber, Code(credit.evidence));
      PutSpan(v1::Credit::kSpanFieldNumber, place.body, out);
      out.Real(v1::Credit::kConfidenceFieldNumber, credit.confidence);
      PutElsewhere(v1::Credit::kElsewhereFieldNumber, place.elsewhere, out);
    });
  }
  for (const Citation& citation : provenance.citations) PutCitation(citation, texts, out);
  for (const PhotoCredit& photo : provenance.photo_credits) {
    const FactPlace place = texts.PlaceOf(photo.span);
    out.Message(To::kPhotoCreditsFieldNumber, [&] {
      out.Text(v1::PhotoCredit::kRawFieldNumber, photo.raw);
      out.Text(v1::PhotoCredit::kAgencyIdFieldNumber, photo.agency_id);
      PutSpan(v1::PhotoCredit::kSpanFieldNumber, place.body, out);
      PutElsewhere(v1::PhotoCredit::kElsewhereFieldNumber, place.elsewhere, out);
    });
  }
  out.Texts(To::kCarriersFieldNumber, carriers);
  for (const Quote& quote : provenance.quotes) {
    const FactPlace place = texts.PlaceOf(quote.span);
    out.Message(To::kQuotesFieldNumber, [&] {
      PutSpan(v1::Quote::kSpanFieldNumber, place.body, out);
      out.Text(v1::Quote::kSpeakerFieldNumber, quote.speaker);
      out.Number(v1::Quote::kClosedFieldNumber, quote.closed ? 1 : 0);
      PutElsewhere(v1::Quote::kElsewhereFieldNumber, place.elsewhere, out);
    });
  }
}

void PutAudit(const CleanArticle& clean, const RecordTexts& texts, const RecordVersions& versions, WireWriter& out) {
  out.Texts(To::kKeywordsFieldNumber, clean.keywords);
  out.Texts(To::kRelatedLinksFieldNumber, clean.related_links);
  out.Texts(To::kCaptionsFieldNumber, clean.captions);
  for (size_t i = 0; i < clean.removed.size(); ++i) {
    const Removed& removed = clean.removed[i];
    out.Message(To::kRemovedFieldNumber, [&] {
      PutSpan(v1::Removed::kSpanFieldNumber, removed.span, out);
      out.Text(v1::Removed::kCategoryFieldNumber, removed.category);
      out.Text(v1::Removed::kRuleIdFieldNumber, removed.rule_id);
      out.Text(v1::Removed::kTextFieldNumber, texts.removed()[i]);
      out.Number(v1::Removed::kTextBytesFieldNumber, removed.span.end - removed.span.begin);
      out.Number(v1::Removed::kBodyOffsetFieldNumber, texts.map().BehindLeft(removed.span.begin));
    });
  }
  out.Message(To::kVersionsFieldNumber, [&] {
    out.Text(v1::Versions::kPipelineFieldNumber, versions.pipeline);
    out.Text(v1::Versions::kRulesFieldNumber, versions.rules);
    out.Text(v1::Versions::kLexiconFieldNumber, versions.lexicon);
  });
  out.Texts(To::kBylinesFieldNumber, texts.bylines());
  out.Text(To::kCreditLineFieldNumber, texts.credit_line());
  out.Text(To::kCopyrightHolderFieldNumber, texts.copyright_holder());
  out.Number(To::kKeywordsFoundFieldNumber, clean.keywords_found ? 1 : 0);
}

void PutPassages(const std::vector<RecordPassage>& passages, WireWriter& out) {
  for (const RecordPassage& passage : passages) {
    out.Message(v1::Match::kSharedPassagesFieldNumber, [&] {
      PutSpan(v1::SharedPassage::kSpanFieldNumber, passage.span, out);
      PutSpan(v1::SharedPassage::kMatchSpanFieldNumber, passage.match_span, out);
    });
  }
}

}  // namespace

std::string EncodeHead(const EnrichedHead& head, const Article& article, const CleanArticle& clean,
                       const Provenance& provenance, const RecordVersions& versions) {
  std::string bytes;
  bytes.reserve(clean.body.size() + 1024);
  const RecordTexts texts(article, clean);
  WireWriter out(bytes);
  PutIdentity(head, article, out);
  PutText(article, head.published, clean, texts.map(), out);
  PutProvenance(provenance, clean.carriers, texts, out);
  PutAudit(clean, texts, versions, out);
  return bytes;
}

namespace {

void PutOrigin(const StoryOrigin& story, const std::vector<Credit>& own, WireWriter& out) {
  using Origin = v1::OriginAgency;
  const std::string& agency = story.credit.agency_id;
  if (agency.empty() && own.empty()) return;
  out.Message(v1::Syndication::kOriginAgencyFieldNumber, [&] {
    if (agency.empty()) {
      out.Text(Origin::kAgencyIdFieldNumber, own[0].agency_id);
      out.Number(Origin::kEvidenceFieldNumber, Code(own[0].evidence));
      return;
    }
    out.Text(Origin::kAgencyIdFieldNumber, agency);
    out.Number(Origin::kEvidenceFieldNumber, story.credit.evidence);
    out.Text(Origin::kArticleIdFieldNumber, story.article_id);
    const bool inferred =
        std::none_of(own.begin(), own.end(), [&](const Credit& credit) { return credit.agency_id == agency; });
    out.Number(Origin::kInferredFieldNumber, inferred ? 1 : 0);
  });
}

}  // namespace

std::string EncodeTail(const Verdict& verdict, const std::vector<Credit>& own_origins,
                       std::span<const std::vector<RecordPassage>> passages) {
  using Syndication = v1::Syndication;
  std::string bytes;
  WireWriter out(bytes);
  out.Message(v1::EnrichedArticle::kSyndicationFieldNumber, [&] {
    out.Text(Syndication::kStoryIdFieldNumber, absl::StrFormat("%016x", static_cast<uint64_t>(verdict.story_id)));
    out.Number(Syndication::kRelationFieldNumber, Code(verdict.relation));
    out.Number(Syndication::kRoleFieldNumber, Code(verdict.role));
    for (size_t i = 0; i < verdict.matches.size(); ++i) {
      const Match& match = verdict.matches[i];
      out.Message(Syndication::kMatchesFieldNumber, [&] {
        out.Text(v1::Match::kArticleIdFieldNumber, match.article_id);
        out.Text(v1::Match::kPublisherFieldNumber, match.publisher);
        out.Number(v1::Match::kRelationFieldNumber, Code(match.relation));
        out.Real(v1::Match::kResemblanceFieldNumber, match.resemblance);
        out.Real(v1::Match::kContainmentFieldNumber, match.containment);
        out.Real(v1::Match::kMatchContainmentFieldNumber, match.match_containment);
        out.Number(v1::Match::kIntervalSecondsFieldNumber, static_cast<uint64_t>(match.interval_seconds));
        out.Number(v1::Match::kClaimOffsetFieldNumber, Code(match.claim_offset));
        if (i < passages.size()) PutPassages(passages[i], out);
      });
    }
    out.Real(Syndication::kNoveltyFieldNumber, verdict.novelty);
    out.Number(Syndication::kCopyNumberFieldNumber, verdict.copy_number);
    out.Text(Syndication::kFirstSeenArticleIdFieldNumber, verdict.first_seen_article_id);
    PutOrigin(verdict.origin, own_origins, out);
    out.Number(Syndication::kClaimOffsetFieldNumber, Code(verdict.first_claim));
    if (verdict.changed) out.Present(Syndication::kChangedFieldNumber, *verdict.changed ? 1 : 0);
  });
  return bytes;
}

std::string EnrichedSchema() {
  google::protobuf::FileDescriptorProto file;
  v1::EnrichedArticle::descriptor()->file()->CopyTo(&file);
  return file.SerializeAsString();
}

absl::Status AppendEnrichedJson(std::string_view record, std::string& out) {
  static const WireJson& wire = *new WireJson(*v1::EnrichedArticle::descriptor());
  if (wire.Append(record, out)) return absl::OkStatus();
  google::protobuf::Arena arena;
  v1::EnrichedArticle& article = *google::protobuf::Arena::CreateMessage<v1::EnrichedArticle>(&arena);
  if (!article.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
    return absl::InvalidArgumentError(absl::StrFormat("%d bytes are no EnrichedArticle", record.size()));
  }
  AppendJson(article, out);
  return absl::OkStatus();
}

absl::StatusOr<std::string> EnrichedToJson(std::string_view record) {
  std::string json;
  WF_RETURN_IF_ERROR(AppendEnrichedJson(record, json));
  return json;
}

// The fields stand in the order of their numbers, and those up to the headline are all delimited.
std::string_view HeadlineOf(std::string_view record) {
  constexpr uint64_t kDelimited = 2;
  constexpr uint64_t kHeadline = To::kHeadlineFieldNumber;
  WireReader in(record);
  uint64_t tag = 0;
  std::string_view value;
  while (!in.empty() && in.Varint(tag) && tag <= (kHeadline << 3 | kDelimited) && in.Delimited(value)) {
    if (tag == (kHeadline << 3 | kDelimited)) return value;
  }
  return {};
}

}  // namespace wirefold
