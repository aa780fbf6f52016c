#include "common/pipeline/prepare.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/hash.h"
#include "common/base/mix.h"
#include "common/base/printable.h"
#include "common/base/version.h"
#include "common/codec/claim_codec.h"
#include "common/codec/enriched_codec.h"
#include "common/news/precise_time.h"
#include "common/text/compose.h"
#include "common/text/tokens.h"
#include "common/text/utf8.h"
#include "common/url/article_pages.h"
#include "common/url/canonical_url.h"

namespace wirefold {
namespace {

// The producer's; else the url, or the hash of what there is.
std::string ArticleId(const Article& article) {
  if (!article.uri.empty()) return article.uri;
  if (!article.url.empty() && article.url.size() <= kMaxArticleIdBytes) return article.url;
  return absl::StrFormat("wf:%016x", Hash64(article.url.empty() ? article.body : article.url));
}

// Of the dateline's places, by their words: who takes an agency's text over sets "PORT ELLERING" as "Port Ellering".
// 0: none.
uint32_t PlaceHash(const Provenance& provenance) {
  if (!provenance.dateline) return 0;
  uint64_t hash = 0;
  for (const std::string& place : provenance.dateline->places) {
    VisitTokens(place, [&](std::string_view token, bool) { hash = Mix64(hash + Hash64(token)); });
  }
  return static_cast<uint32_t>(hash);
}

// A dateline farther down is that of another piece of the page.
constexpr uint32_t kLeadBytes = 1'000;

// The one that stands first among those of the surest evidence. An agency without a name says nothing of the story.
OriginCredit SurestOf(const std::vector<Credit>& origins) {
  const Credit* surest = nullptr;
  for (const Credit& credit : origins) {
    if (credit.agency_id == kUnnamedAgency || credit.agency_id.size() > kMaxAgencyIdBytes) continue;
    if (credit.evidence == CreditEvidence::kDateline && credit.found_in == FoundIn::kText &&
        credit.span.begin > kLeadBytes)
      continue;
    if (surest == nullptr || credit.evidence < surest->evidence) surest = &credit;
  }
  if (surest == nullptr) return {};
  return {surest->agency_id, static_cast<uint8_t>(surest->evidence)};
}

// What the pages of one article have in common; 0: not known to be an article's address, or no headline.
uint64_t PagesHash(const PageAddress& page, std::string_view headline) {
  if (page.article.empty()) return 0;
  std::string known = page.article;
  const size_t address = known.size();
  std::string composed;
  VisitTokens(ComposeLetters(headline, composed),
              [&](std::string_view token, bool) { known.append(" ").append(token); });
  return known.size() == address ? 0 : std::max<uint64_t>(1, Hash64(known));
}

}  // namespace

std::variant<Prepared, DeadLetter> Prepare(const RawRecord& raw, const PrepareSettings& settings) {
  std::variant<Dossier, DeadLetter> understood = Understand(raw.value, settings);
  if (auto* dead = std::get_if<DeadLetter>(&understood)) return std::move(*dead);
  return PrepareDossier(raw, std::get<Dossier>(understood), settings);
}

std::variant<Prepared, DeadLetter> PrepareDossier(const RawRecord& raw, const Dossier& dossier,
                                                  const PrepareSettings& settings) {
  const Article& article = dossier.article;
  const CleanArticle& clean = dossier.clean;
  const Provenance& provenance = dossier.provenance;

  Prepared prepared;
  Claim& claim = prepared.claim;
  claim.raw = raw.coordinates;
  claim.content_hash = Hash64(raw.value);
  claim.raw_timestamp_ms = raw.timestamp_ms.value_or(0);
  claim.sketch_hash = SketchHash(settings.genesis);
  const std::string headline = WithoutPageMark(clean.headline);
  ArticleSketch sketch = MakeSketch(dossier.SketchInput(), headline, settings.genesis.sketch);
  claim.sketch = std::move(sketch.sketch);
  claim.headline = sketch.headline;
  claim.place = PlaceHash(provenance);
  claim.stub = clean.truncated;
  for (const Credit& credit : provenance.credits) {
    if (credit.kind == CreditKind::kOrigin) prepared.origin_credits.push_back(credit);
  }
  claim.origin = SurestOf(prepared.origin_credits);
  if (!article.uri.empty()) claim.uri_hash = std::max<uint64_t>(1, Hash64(article.uri));
  claim.article_id = ArticleId(article);
  if (claim.article_id.size() > kMaxArticleIdBytes) {
    return DeadLetter{
        Stage::kDecode, DeadLetterCode::kWrongType,
        absl::StrFormat("the article's id has %d bytes, the limit is %d; it begins: %s", claim.article_id.size(),
                        kMaxArticleIdBytes, Printable(claim.article_id, kExcerptBytes))};
  }
  const CanonicalUrl url = Canonicalise(article.url);
  claim.publisher = !url.publisher.empty() ? url.publisher : article.publisher;
  claim.publisher.resize(CodePointBoundary(claim.publisher, kMaxPublisherBytes));
  const PageAddress page = ReadPageAddress(url.text, article.url);
  claim.pages_hash = PagesHash(page, headline);
  claim.paged = claim.pages_hash != 0 && page.marked;

  EnrichedHead head;
  head.article_id = claim.article_id;
  head.publisher = claim.publisher;
  head.canonical_url = url.text;
  head.origin = raw.coordinates;
  head.origin_timestamp_ms = raw.timestamp_ms;
  head.published = ReadTime(article.published, {.language = article.language});
  // CloudEvents wants RFC 3339: only a full time with its zone will do.
  if (IsRfc3339(head.published)) prepared.ce_time = head.published.value;
  prepared.head = EncodeHead(head, article, clean, provenance,
                             {kVersion, std::string(settings.rules->version()), settings.attribution_version});
  if (prepared.head.size() + kMaxTailBytes > settings.max_record_bytes) {
    return DeadLetter{Stage::kEncode, DeadLetterCode::kRecordTooLarge,
                      absl::StrFormat("the enriched record would have up to %d bytes, the limit is %d",
                                      prepared.head.size() + kMaxTailBytes, settings.max_record_bytes)};
  }
  return prepared;
}

}  // namespace wirefold
