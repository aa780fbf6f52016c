#include "common/news/attribute.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/base/embedded.h"
#include "common/base/hash.h"
#include "common/news/find_citations.h"
#include "common/news/find_credits.h"
#include "common/news/find_dateline.h"
#include "common/news/find_quotes.h"
#include "common/news/letters.h"
#include "common/news/pieces.h"
#include "common/news/read_byline.h"
#include "common/news/reading.h"

namespace wirefold {
namespace {

constexpr std::string_view kDisclaimerCategory = "syndication_disclaimer";
constexpr std::string_view kPhotoCategory = "photo_credit";

// What the text and its metadata say, put into one order: what stands in the text before what fields say.
class Reconcile {
 public:
  explicit Reconcile(Provenance& out) : out_(out) {}

  // What the clean text says.
  void AddText(std::string_view agency_id, CreditKind kind, CreditEvidence evidence, ByteSpan span, float confidence) {
    out_.not_shingled.push_back(span);
    Add({std::string(agency_id), kind, evidence, span, confidence});
  }

  // What was taken out of the text says.
  void AddRemoved(std::string_view agency_id, ByteSpan span) {
    Add({std::string(agency_id), CreditKind::kFeed, CreditEvidence::kDisclaimer, span, 0.95F});
  }

  // What the author's field says.
  void AddByline(const BylineAgency& agency) {
    const std::string& id = agency.name->agency->id;
    out_.credits_disagree |= TextNamesAnother(id);
    Add({id, CreditKind::kOrigin, CreditEvidence::kByline, agency.span, 0.9F, FoundIn::kByline, agency.entry});
  }

  // What another field says, unless the text says that it is the agency's already.
  void AddField(const BylineAgency& agency, CreditKind kind, FoundIn field) {
    const std::string& id = agency.name->agency->id;
    if (IsWhose(id)) return;
    const bool other = kind == CreditKind::kOrigin && TextNamesAnother(id);
    Add({id, kind, CreditEvidence::kMetadata, agency.span, other ? kDoubtful : kByField, field});
    out_.credits_disagree |= other;
  }

  // An agency whose text this is did not only lend something to it.
  void DropInputsOfOrigins() {
    std::erase_if(out_.credits, [&](const Credit& credit) {
      return credit.kind == CreditKind::kInputs && IsWhose(credit.agency_id);
    });
  }

  // The agency whose feed it is where a notice does not say.
  std::string_view OriginOrUnnamed() const {
    for (const Credit& credit : out_.credits) {
      if (credit.kind == CreditKind::kOrigin) return credit.agency_id;
    }
    return kUnnamedAgency;
  }

 private:
  static constexpr float kByField = 0.8F;
  static constexpr float kDoubtful = 0.4F;

  // One credit for each agency and kind: the first that was found.
  void Add(Credit credit) {
    const bool known = std::any_of(out_.credits.begin(), out_.credits.end(), [&](const Credit& have) {
      return have.agency_id == credit.agency_id && have.kind == credit.kind;
    });
    if (!known) out_.credits.push_back(std::move(credit));
  }

  bool IsCredited(std::string_view agency_id) const {
    return std::any_of(out_.credits.begin(), out_.credits.end(),
                       [&](const Credit& have) { return have.agency_id == agency_id; });
  }

  bool IsWhose(std::string_view agency_id) const {
    return std::any_of(out_.credits.begin(), out_.credits.end(), [&](const Credit& have) {
      return have.agency_id == agency_id && have.kind != CreditKind::kInputs;
    });
  }

  bool TextNamesAnother(std::string_view agency_id) const {
    return !IsCredited(agency_id) && std::any_of(out_.credits.begin(), out_.credits.end(), [](const Credit& have) {
      return have.kind == CreditKind::kOrigin && have.found_in == FoundIn::kText && have.agency_id != kUnnamedAgency;
    });
  }

  Provenance& out_;
};

// In order and without overlaps: two agencies named in one sign-off are one span; a sign-off may lie in a dateline.
void Merge(std::vector<ByteSpan>& spans) {
  std::sort(spans.begin(), spans.end());
  size_t last = 0;
  for (const ByteSpan& span : spans) {
    if (span.begin >= spans[last].end) {
      spans[++last] = span;
    } else {
      spans[last].end = std::max(spans[last].end, span.end);
    }
  }
  if (!spans.empty()) spans.resize(last + 1);
}

// "AFP", "PTI / AP", "The Associated Press": agencies in fields that say whose text it is. An outlet's name there is
// the publisher's.
void AddFields(const Article& article, const Reading& reading, Reconcile& reconcile) {
  const auto add = [&](const std::string& line, CreditKind kind, FoundIn field) {
    if (line.empty()) return;
    for (const BylineAgency& agency : ReadByline({line}, reading.lexicon, reading.forms).agencies) {
      if (agency.name->agency->kind == AgencyKind::kWire) reconcile.AddField(agency, kind, field);
    }
  };
  add(article.credit_line, CreditKind::kOrigin, FoundIn::kCreditLine);
  add(article.copyright_holder, CreditKind::kCopyright, FoundIn::kCopyrightHolder);
}

// What cleaning took out says something of the text too.
void AddRemoved(const Reading& reading, const CleanArticle& clean, Reconcile& reconcile, Provenance& out) {
  for (const Removed& removed : clean.removed) {
    if (removed.category == kDisclaimerCategory) {
      const std::vector<FoundPhrase> names = reading.lexicon.names().FindAll(reading.View(removed.span));
      const auto wire = std::find_if(names.begin(), names.end(), [&](const FoundPhrase& name) {
        return reading.Name(name).agency->kind == AgencyKind::kWire;
      });
      reconcile.AddRemoved(wire != names.end() ? reading.Name(*wire).agency->id : reconcile.OriginOrUnnamed(),
                           removed.span);
    }
    if (removed.category == kPhotoCategory) {
      for (const FoundPhrase& name : reading.lexicon.names().FindAll(reading.View(removed.span)))
        out.photo_credits.push_back(
            {std::string(reading.View(removed.span)), reading.Name(name).agency->id, removed.span});
    }
  }
}

}  // namespace

Provenance Attribute(const Article& article, const CleanArticle& clean, const AgencyLexicon& lexicon) {
  const LanguageForms& forms = LanguageForms::BuiltIn();
  Reading reading(article, clean.paragraphs, lexicon, forms);
  const Byline byline = ReadByline(article.by, lexicon, forms);
  reading.has_agency_byline = !byline.agencies.empty();

  Provenance out;
  Reconcile reconcile(out);
  if (const std::optional<FoundDateline> found = FindDateline(reading)) {
    // The innermost stands last, and is the origin.
    for (auto name = found->agencies.rbegin(); name != found->agencies.rend(); ++name) {
      reconcile.AddText((*name)->agency->id, CreditKind::kOrigin, CreditEvidence::kDateline, found->dateline.span,
                        0.99F);
    }
    out.not_shingled.push_back(found->dateline.span);
    out.dateline = found->dateline;
  }
  std::vector<std::string> people;
  const std::vector<FoundCredit> credits = FindCredits(reading, people);
  for (const FoundCredit& credit : credits) {
    if (credit.agency != nullptr)
      reconcile.AddText(credit.agency->id, credit.kind, credit.evidence, credit.span, credit.confidence);
  }
  for (const BylineAgency& agency : byline.agencies) reconcile.AddByline(agency);
  for (const FoundCredit& credit : credits) {
    if (credit.agency == nullptr)
      reconcile.AddText(reconcile.OriginOrUnnamed(), credit.kind, credit.evidence, credit.span, credit.confidence);
  }
  AddRemoved(reading, clean, reconcile, out);
  AddFields(article, reading, reconcile);
  reconcile.DropInputsOfOrigins();
  out.by = byline.people.empty() ? people : byline.people;
  Merge(out.not_shingled);
  FoundNames names = FindNames(reading, out.not_shingled);
  out.citations = std::move(names.citations);
  out.photo_credits.insert(out.photo_credits.end(), names.photo_credits.begin(), names.photo_credits.end());
  out.quotes = FindQuotes(reading);
  return out;
}

std::string AttributionVersion(const AgencyLexicon& lexicon) {
  std::string all(lexicon.version());
  all.append(LanguageForms::BuiltIn().version());
  for (const char* table : {"places.tsv", "stop_words.tsv", "notices.tsv"}) all.append(EmbeddedFile(table));
  return absl::StrFormat("%016x", Hash64(all));
}

}  // namespace wirefold
