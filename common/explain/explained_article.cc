#include "common/explain/explained_article.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/news/body_map.h"

namespace wirefold {
namespace {

std::string_view NameOf(CreditKind kind) {
  switch (kind) {
    case CreditKind::kOrigin:
      return "ORIGIN";
    case CreditKind::kInputs:
      return "INPUTS";
    case CreditKind::kFeed:
      return "FEED";
    case CreditKind::kRepublished:
      return "REPUBLISHED";
    case CreditKind::kCopyright:
      return "COPYRIGHT";
  }
  return "";
}

std::string_view NameOf(CreditEvidence evidence) {
  switch (evidence) {
    case CreditEvidence::kDateline:
      return "DATELINE";
    case CreditEvidence::kSignoff:
      return "SIGNOFF";
    case CreditEvidence::kByline:
      return "BYLINE";
    case CreditEvidence::kDisclaimer:
      return "DISCLAIMER";
    case CreditEvidence::kMetadata:
      return "METADATA";
  }
  return "";
}

std::string WhatDateline(const Dateline& dateline) {
  std::string what;
  for (const std::string& place : dateline.places) what.append(what.empty() ? "" : " / ").append(place);
  if (!dateline.date.empty()) what.append(what.empty() ? "" : ", ").append(dateline.date);
  return what.empty() ? "no place, no date" : what;
}

std::string WhatCitation(const Citation& citation) {
  return citation.agency_id.empty() ? citation.name + ", in no lexicon" : citation.name + ", " + citation.agency_id;
}

void AddCredits(const Provenance& provenance, ExplainedArticle& out) {
  for (const Credit& credit : provenance.credits) {
    const std::string what = absl::StrFormat("%s, %s", credit.agency_id, NameOf(credit.kind));
    const std::string rule = absl::StrFormat("%s, confidence %.2f", NameOf(credit.evidence), credit.confidence);
    if (credit.found_in == FoundIn::kText) {
      out.marks.push_back({credit.span, MarkKind::kCredit, what, rule});
    } else {
      out.facts.push_back({"credit", what, rule});
    }
  }
}

void AddMarks(const Dossier& dossier, ExplainedArticle& out) {
  const Provenance& provenance = dossier.provenance;
  for (const Removed& removed : dossier.clean.removed)
    out.marks.push_back({removed.span, MarkKind::kRemoved, removed.category, removed.rule_id});
  if (provenance.dateline)
    out.marks.push_back(
        {provenance.dateline->span, MarkKind::kDateline, WhatDateline(*provenance.dateline), "DATELINE"});
  AddCredits(provenance, out);
  for (const PhotoCredit& photo : provenance.photo_credits)
    out.marks.push_back({photo.span, MarkKind::kPhotoCredit, photo.agency_id, "a picture's maker"});
  for (const Quote& quote : provenance.quotes) {
    out.marks.push_back({quote.span, MarkKind::kQuote,
                         quote.speaker.empty() ? "nobody is named" : "said by " + quote.speaker,
                         quote.closed ? "quotation marks" : "a quotation mark that is never closed"});
  }
  for (const Citation& citation : provenance.citations) {
    for (const ByteSpan& span : citation.spans)
      out.marks.push_back({span, MarkKind::kCitation, WhatCitation(citation), "first by the words: " + citation.cue});
  }
}

}  // namespace

std::string_view NameOf(MarkKind kind) {
  switch (kind) {
    case MarkKind::kRemoved:
      return "removed";
    case MarkKind::kDateline:
      return "dateline";
    case MarkKind::kCredit:
      return "credit";
    case MarkKind::kPhotoCredit:
      return "photo credit";
    case MarkKind::kQuote:
      return "quote";
    case MarkKind::kCitation:
      return "citation";
  }
  return "";
}

ExplainedArticle Explain(const Dossier& dossier, std::string_view id, std::string_view publisher) {
  ExplainedArticle out{.id = std::string(id),
                       .publisher = std::string(publisher),
                       .headline = dossier.clean.headline,
                       .language = dossier.article.language,
                       .text = dossier.article.body,
                       .marks = {},
                       .facts = {}};
  for (const std::string& author : dossier.provenance.by) out.facts.push_back({"author", author, ""});
  for (const std::string& carrier : dossier.clean.carriers) out.facts.push_back({"carrier", carrier, ""});
  AddMarks(dossier, out);
  const BodyMap map(dossier.clean);
  for (TextMark& mark : out.marks) mark.in_body = map.InBody(mark.span);
  std::stable_sort(out.marks.begin(), out.marks.end(), [](const TextMark& a, const TextMark& b) {
    return a.span.begin != b.span.begin ? a.span.begin < b.span.begin : a.span.end > b.span.end;
  });
  return out;
}

std::vector<MarkedSegment> SegmentsOf(size_t text_bytes, const std::vector<TextMark>& marks) {
  std::vector<size_t> borders = {0, text_bytes};
  for (const TextMark& mark : marks) {
    borders.push_back(std::min<size_t>(mark.span.begin, text_bytes));
    borders.push_back(std::min<size_t>(mark.span.end, text_bytes));
  }
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  std::vector<MarkedSegment> segments;
  std::vector<size_t> open;  // marks that lie here
  size_t next = 0;
  for (size_t i = 0; i + 1 < borders.size(); ++i) {
    const size_t begin = borders[i];
    std::erase_if(open, [&](size_t mark) { return marks[mark].span.end <= begin; });
    for (; next < marks.size() && marks[next].span.begin <= begin; ++next) {
      if (marks[next].span.end > begin) open.push_back(next);
    }
    segments.push_back({{static_cast<uint32_t>(begin), static_cast<uint32_t>(borders[i + 1])}, open});
  }
  return segments;
}

}  // namespace wirefold
