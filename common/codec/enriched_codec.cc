#include "common/codec/enriched_codec.h"

#include <google/protobuf/arena.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/json_writer.h"
#include "common/codec/wire_writer.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

constexpr uint32_t kWordsPerMinute = 230;

void Put(int field, const ByteSpan& span, WireWriter& out) {
  out.Message(field, [&] {
    out.Number(v1::Span::kBeginFieldNumber, span.begin);
    out.Number(v1::Span::kEndFieldNumber, span.end);
  });
}

template <typename Enum>
uint64_t Code(Enum value) {
  return static_cast<uint64_t>(value);
}

bool Digits(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                     text.begin() + static_cast<std::ptrdiff_t>(at + count),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// ISO 8601 dates and date-times are taken over; anything else is kept as it is and said to be unparsed.
void PutTime(int field, const std::string& text, WireWriter& out) {
  if (text.empty()) return;
  std::string value = text;
  v1::TimePrecision precision = v1::TIME_PRECISION_UNPARSED;
  if (Digits(text, 0, 4) && Digits(text, 5, 2) && Digits(text, 8, 2) && text[4] == '-' && text[7] == '-') {
    if (text.size() == 10) {
      precision = v1::TIME_PRECISION_DAY;
    } else if ((text[10] == 'T' || text[10] == ' ') && Digits(text, 11, 2) && Digits(text, 14, 2) &&
               Digits(text, 17, 2)) {
      precision = v1::TIME_PRECISION_SECOND;
      value[10] = 'T';
    }
  }
  out.Message(field, [&] {
    out.Text(v1::PreciseTime::kValueFieldNumber, value);
    out.Number(v1::PreciseTime::kPrecisionFieldNumber, Code(precision));
    out.Number(v1::PreciseTime::kSourceFieldNumber, Code(v1::TIME_SOURCE_METADATA));
  });
}

bool LooksLikeLanguageTag(std::string_view tag) {
  const size_t primary = std::min(tag.find('-'), tag.size());
  if (primary < 2 || primary > 3) return false;
  return std::all_of(tag.begin(), tag.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
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

}  // namespace

// Fields by ascending number.
std::string EncodeHead(const EnrichedHead& head, const Article& article, const CleanArticle& clean,
                       const Provenance& provenance, const RecordVersions& versions) {
  using To = v1::EnrichedArticle;
  std::string bytes;
  bytes.reserve(clean.body.size() + 1024);
  WireWriter out(bytes);
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

  out.Text(To::kHeadlineFieldNumber, clean.headline);
  out.Text(To::kStandfirstFieldNumber, clean.standfirst);
  out.Text(To::kBodyFieldNumber, clean.body);
  const bool reliable = LooksLikeLanguageTag(article.language);
  out.Text(To::kLanguageFieldNumber, reliable ? std::string_view(article.language) : "und");
  out.Number(To::kLanguageReliableFieldNumber, reliable ? 1 : 0);
  for (const Paragraph& paragraph : clean.paragraphs) {
    out.Message(To::kParagraphsFieldNumber, [&] {
      Put(v1::Paragraph::kSpanFieldNumber, paragraph.span, out);
      out.Number(v1::Paragraph::kParagraphClassFieldNumber, Code(paragraph.paragraph_class));
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
  PutTime(To::kPublishedFieldNumber, article.published, out);
  PutTime(To::kModifiedFieldNumber, article.modified, out);

  out.Texts(To::kByFieldNumber, provenance.by);
  if (provenance.dateline) {
    const Dateline& dateline = *provenance.dateline;
    out.Message(To::kDatelineFieldNumber, [&] {
      out.Text(v1::Dateline::kRawFieldNumber, dateline.raw);
      out.Texts(v1::Dateline::kPlacesFieldNumber, dateline.places);
      out.Text(v1::Dateline::kDateFieldNumber, dateline.date);
      out.Text(v1::Dateline::kAgencyIdFieldNumber, dateline.agency_id);
      Put(v1::Dateline::kSpanFieldNumber, dateline.span, out);
    });
  }
  for (const Credit& credit : provenance.credits) {
    out.Message(To::kCreditsFieldNumber, [&] {
      out.Text(v1::Credit::kAgencyIdFieldNumber, credit.agency_id);
      out.Number(v1::Credit::kKindFieldNumber, Code(credit.kind));
      out.Number(v1::Credit::kEvidenceFieldNumber, Code(credit.evidence));
      if (credit.span) Put(v1::Credit::kSpanFieldNumber, *credit.span, out);
      out.Real(v1::Credit::kConfidenceFieldNumber, credit.confidence);
    });
  }
  for (const Citation& citation : provenance.citations) {
    out.Message(To::kCitationsFieldNumber, [&] {
      out.Text(v1::Citation::kNameFieldNumber, citation.name);
      out.Text(v1::Citation::kAgencyIdFieldNumber, citation.agency_id);
      out.Text(v1::Citation::kCueFieldNumber, citation.cue);
      out.Number(v1::Citation::kCountFieldNumber, citation.spans.size());
      for (const ByteSpan& span : citation.spans) Put(v1::Citation::kSpansFieldNumber, span, out);
    });
  }
  for (const PhotoCredit& photo : provenance.photo_credits) {
    out.Message(To::kPhotoCreditsFieldNumber, [&] {
      out.Text(v1::PhotoCredit::kRawFieldNumber, photo.raw);
      out.Text(v1::PhotoCredit::kAgencyIdFieldNumber, photo.agency_id);
      Put(v1::PhotoCredit::kSpanFieldNumber, photo.span, out);
    });
  }
  out.Texts(To::kCarriersFieldNumber, clean.carriers);
  for (const Quote& quote : provenance.quotes) {
    out.Message(To::kQuotesFieldNumber, [&] {
      Put(v1::Quote::kSpanFieldNumber, quote.span, out);
      out.Text(v1::Quote::kSpeakerFieldNumber, quote.speaker);
      out.Number(v1::Quote::kClosedFieldNumber, quote.closed ? 1 : 0);
    });
  }
  out.Texts(To::kRelatedLinksFieldNumber, clean.related_links);
  out.Texts(To::kCaptionsFieldNumber, clean.captions);
  for (const Removed& removed : clean.removed) {
    out.Message(To::kRemovedFieldNumber, [&] {
      Put(v1::Removed::kSpanFieldNumber, removed.span, out);
      out.Text(v1::Removed::kCategoryFieldNumber, removed.category);
      out.Text(v1::Removed::kRuleIdFieldNumber, removed.rule_id);
    });
  }
  out.Message(To::kVersionsFieldNumber, [&] {
    out.Text(v1::Versions::kPipelineFieldNumber, versions.pipeline);
    out.Text(v1::Versions::kRulesFieldNumber, versions.rules);
    out.Text(v1::Versions::kLexiconFieldNumber, versions.lexicon);
  });
  return bytes;
}

std::string EncodeTail(const Verdict& verdict, const std::optional<Credit>& origin_credit) {
  using To = v1::Syndication;
  std::string bytes;
  WireWriter out(bytes);
  out.Message(v1::EnrichedArticle::kSyndicationFieldNumber, [&] {
    out.Text(To::kStoryIdFieldNumber, absl::StrFormat("%016x", static_cast<uint64_t>(verdict.story_id)));
    out.Number(To::kRelationFieldNumber, Code(verdict.relation));
    out.Number(To::kRoleFieldNumber, Code(verdict.role));
    for (const Match& match : verdict.matches) {
      out.Message(To::kMatchesFieldNumber, [&] {
        out.Text(v1::Match::kArticleIdFieldNumber, match.article_id);
        out.Text(v1::Match::kPublisherFieldNumber, match.publisher);
        out.Number(v1::Match::kRelationFieldNumber, Code(match.relation));
        out.Real(v1::Match::kResemblanceFieldNumber, match.resemblance);
        out.Real(v1::Match::kContainmentFieldNumber, match.containment);
        out.Real(v1::Match::kMatchContainmentFieldNumber, match.match_containment);
        out.Number(v1::Match::kIntervalSecondsFieldNumber, static_cast<uint64_t>(match.interval_seconds));
        out.Number(v1::Match::kClaimOffsetFieldNumber, Code(match.claim_offset));
      });
    }
    out.Real(To::kNoveltyFieldNumber, verdict.novelty);
    out.Number(To::kCopyNumberFieldNumber, verdict.copy_number);
    out.Text(To::kFirstSeenArticleIdFieldNumber, verdict.first_seen_article_id);
    if (origin_credit) {
      out.Message(To::kOriginAgencyFieldNumber, [&] {
        out.Text(v1::OriginAgency::kAgencyIdFieldNumber, origin_credit->agency_id);
        out.Number(v1::OriginAgency::kEvidenceFieldNumber, Code(origin_credit->evidence));
      });
    }
    out.Number(To::kClaimOffsetFieldNumber, Code(verdict.claim_offset));
    if (verdict.changed) out.Present(To::kChangedFieldNumber, *verdict.changed ? 1 : 0);
  });
  return bytes;
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

}  // namespace wirefold
