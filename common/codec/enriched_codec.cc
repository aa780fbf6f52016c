#include "common/codec/enriched_codec.h"

#include <google/protobuf/arena.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/json_writer.h"
#include "common/codec/wire.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {
namespace {

constexpr uint32_t kWordsPerMinute = 230;

void Put(const ByteSpan& span, v1::Span& out) {
  out.set_begin(span.begin);
  out.set_end(span.end);
}

template <typename Repeated>
void PutStrings(const std::vector<std::string>& from, Repeated* to) {
  for (const std::string& text : from) *to->Add() = text;
}

bool Digits(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                     text.begin() + static_cast<std::ptrdiff_t>(at + count),
                     [](char c) { return c >= '0' && c <= '9'; });
}

// ISO 8601 dates and date-times are taken over; anything else is kept as it is and said to be unparsed.
void PutTime(const std::string& text, v1::PreciseTime& out) {
  out.set_source(v1::TIME_SOURCE_METADATA);
  out.set_value(text);
  out.set_precision(v1::TIME_PRECISION_UNPARSED);
  if (!(Digits(text, 0, 4) && Digits(text, 5, 2) && Digits(text, 8, 2) && text[4] == '-' && text[7] == '-')) return;
  if (text.size() == 10) {
    out.set_precision(v1::TIME_PRECISION_DAY);
  } else if ((text[10] == 'T' || text[10] == ' ') && Digits(text, 11, 2) && Digits(text, 14, 2) &&
             Digits(text, 17, 2)) {
    std::string value = text;
    value[10] = 'T';
    out.set_value(value);
    out.set_precision(v1::TIME_PRECISION_SECOND);
  }
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

std::string EncodeHead(const EnrichedHead& head, const Article& article, const CleanArticle& clean,
                       const Provenance& provenance, const RecordVersions& versions) {
  google::protobuf::Arena arena;  // dozens of small messages at once
  v1::EnrichedArticle& out = *google::protobuf::Arena::CreateMessage<v1::EnrichedArticle>(&arena);
  out.set_article_id(head.article_id);
  out.set_uri(article.uri);
  out.set_version(article.version);
  out.set_url(article.url);
  out.set_canonical_url(head.canonical_url);
  out.set_publisher(head.publisher);
  v1::Origin& origin = *out.mutable_origin();
  origin.set_topic(head.origin.topic);
  origin.set_partition(head.origin.partition);
  origin.set_offset(head.origin.offset);
  if (head.origin_timestamp_ms) origin.set_timestamp_ms(*head.origin_timestamp_ms);

  out.set_headline(clean.headline);
  out.set_standfirst(clean.standfirst);
  out.set_body(clean.body);
  out.set_language(LooksLikeLanguageTag(article.language) ? article.language : "und");
  out.set_language_reliable(LooksLikeLanguageTag(article.language));
  for (const Paragraph& paragraph : clean.paragraphs) {
    v1::Paragraph& to = *out.add_paragraphs();
    Put(paragraph.span, *to.mutable_span());
    to.set_paragraph_class(static_cast<v1::ParagraphClass>(paragraph.paragraph_class));
  }
  const uint32_t words = CountWords(clean.body);
  out.set_word_count(words);
  out.set_reading_time_seconds((words * 60 + kWordsPerMinute - 1) / kWordsPerMinute);
  out.set_truncated(clean.truncated);
  for (ArticleFlag flag : clean.flags) out.add_flags(static_cast<v1::ArticleFlag>(flag));
  if (!article.published.empty()) PutTime(article.published, *out.mutable_published());
  if (!article.modified.empty()) PutTime(article.modified, *out.mutable_modified());

  PutStrings(provenance.by, out.mutable_by());
  if (provenance.dateline) {
    v1::Dateline& to = *out.mutable_dateline();
    to.set_raw(provenance.dateline->raw);
    PutStrings(provenance.dateline->places, to.mutable_places());
    to.set_date(provenance.dateline->date);
    to.set_agency_id(provenance.dateline->agency_id);
    Put(provenance.dateline->span, *to.mutable_span());
  }
  for (const Credit& credit : provenance.credits) {
    v1::Credit& to = *out.add_credits();
    to.set_agency_id(credit.agency_id);
    to.set_kind(static_cast<v1::CreditKind>(credit.kind));
    to.set_evidence(static_cast<v1::CreditEvidence>(credit.evidence));
    if (credit.span) Put(*credit.span, *to.mutable_span());
    to.set_confidence(credit.confidence);
  }
  for (const Citation& citation : provenance.citations) {
    v1::Citation& to = *out.add_citations();
    to.set_name(citation.name);
    to.set_agency_id(citation.agency_id);
    to.set_cue(citation.cue);
    to.set_count(static_cast<uint32_t>(citation.spans.size()));
    for (const ByteSpan& span : citation.spans) Put(span, *to.add_spans());
  }
  for (const PhotoCredit& photo : provenance.photo_credits) {
    v1::PhotoCredit& to = *out.add_photo_credits();
    to.set_raw(photo.raw);
    to.set_agency_id(photo.agency_id);
    Put(photo.span, *to.mutable_span());
  }
  PutStrings(clean.carriers, out.mutable_carriers());
  for (const Quote& quote : provenance.quotes) {
    v1::Quote& to = *out.add_quotes();
    Put(quote.span, *to.mutable_span());
    to.set_speaker(quote.speaker);
    to.set_closed(quote.closed);
  }
  PutStrings(clean.related_links, out.mutable_related_links());
  PutStrings(clean.captions, out.mutable_captions());
  for (const Removed& removed : clean.removed) {
    v1::Removed& to = *out.add_removed();
    Put(removed.span, *to.mutable_span());
    to.set_category(removed.category);
    to.set_rule_id(removed.rule_id);
  }
  out.mutable_versions()->set_pipeline(versions.pipeline);
  out.mutable_versions()->set_rules(versions.rules);
  out.mutable_versions()->set_lexicon(versions.lexicon);
  return SerializeDeterministic(out);
}

std::string EncodeTail(const Verdict& verdict, const std::optional<Credit>& origin_credit) {
  v1::EnrichedArticle out;
  v1::Syndication& to = *out.mutable_syndication();
  to.set_story_id(absl::StrFormat("%016x", static_cast<uint64_t>(verdict.story_id)));
  to.set_relation(static_cast<v1::Relation>(verdict.relation));
  to.set_role(static_cast<v1::Role>(verdict.role));
  for (const Match& match : verdict.matches) {
    v1::Match& m = *to.add_matches();
    m.set_article_id(match.article_id);
    m.set_publisher(match.publisher);
    m.set_relation(static_cast<v1::Relation>(match.relation));
    m.set_resemblance(match.resemblance);
    m.set_containment(match.containment);
    m.set_match_containment(match.match_containment);
    m.set_interval_seconds(match.interval_seconds);
    m.set_claim_offset(static_cast<int64_t>(match.claim_offset));
  }
  to.set_novelty(verdict.novelty);
  to.set_copy_number(verdict.copy_number);
  to.set_first_seen_article_id(verdict.first_seen_article_id);
  if (origin_credit) {
    to.mutable_origin_agency()->set_agency_id(origin_credit->agency_id);
    to.mutable_origin_agency()->set_evidence(static_cast<v1::CreditEvidence>(origin_credit->evidence));
  }
  to.set_claim_offset(static_cast<int64_t>(verdict.claim_offset));
  if (verdict.changed) to.set_changed(*verdict.changed);
  return SerializeDeterministic(out);
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
