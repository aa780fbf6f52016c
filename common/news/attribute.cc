#include "common/news/attribute.h"

#include <re2/re2.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <map>

#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

constexpr size_t kCueBytes = 48;  // how far before a name its cue may begin

struct Agency {
  std::string id;
  bool wire = false;  // an agency whose text is reprinted; else an outlet that is cited
};

}  // namespace

struct AgencyLexicon::Impl {
  std::string version;
  std::map<std::string, Agency, std::less<>> by_name;
  std::unique_ptr<RE2> names;  // any name, longest first, as a whole word
};

AgencyLexicon::AgencyLexicon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AgencyLexicon::~AgencyLexicon() = default;
std::string_view AgencyLexicon::version() const { return impl_->version; }

const AgencyLexicon& AgencyLexicon::BuiltIn() {
  static const AgencyLexicon& lexicon = *[] {
    absl::StatusOr<std::unique_ptr<AgencyLexicon>> parsed = Parse(EmbeddedFile("agencies.tsv"));
    WF_CHECK(parsed.ok());
    return parsed->release();
  }();
  return lexicon;
}

absl::StatusOr<std::unique_ptr<AgencyLexicon>> AgencyLexicon::Parse(std::string_view table) {
  WF_ASSIGN_OR_RETURN(std::vector<TableRow> rows, ReadTable(table, 5));
  auto impl = std::make_unique<Impl>();
  impl->version = absl::StrFormat("%016x", XXH3_64bits(table.data(), table.size()));
  std::vector<std::string> names;
  for (const TableRow& row : rows) {
    if (row.cells[3] != "wire" && row.cells[3] != "outlet") {
      return absl::InvalidArgumentError(
          absl::StrFormat("agencies, line %d: kind \"%s\" is none of wire, outlet", row.line, row.cells[3]));
    }
    std::vector<std::string> aliases = SplitAt(row.cells[2], ';');
    aliases.push_back(row.cells[1]);
    for (const std::string& name : aliases) {
      if (name.empty()) continue;
      if (!impl->by_name.try_emplace(name, Agency{row.cells[0], row.cells[3] == "wire"}).second) {
        return absl::InvalidArgumentError(
            absl::StrFormat("agencies, line %d: \"%s\" names two agencies", row.line, name));
      }
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  std::string pattern;
  for (const std::string& name : names) pattern += (pattern.empty() ? "" : "|") + RE2::QuoteMeta(name);
  impl->names = std::make_unique<RE2>("\\b(" + pattern + ")\\b", RE2::Quiet);
  if (!impl->names->ok()) return absl::InvalidArgumentError("agencies: " + impl->names->error());
  return std::unique_ptr<AgencyLexicon>(new AgencyLexicon(std::move(impl)));
}

namespace {

using Piece = re2::StringPiece;

struct Attribution {
  std::string_view text;
  const AgencyLexicon::Impl& lexicon;
  Provenance out;

  const Agency* Find(std::string_view name) const {
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    auto found = lexicon.by_name.find(name);
    return found == lexicon.by_name.end() ? nullptr : &found->second;
  }

  ByteSpan SpanOf(Piece piece) const {
    const auto begin = static_cast<uint32_t>(piece.data() - text.data());
    return {begin, begin + static_cast<uint32_t>(piece.size())};
  }

  bool Credit(std::string_view name, CreditKind kind, CreditEvidence evidence, std::optional<ByteSpan> span,
              float confidence) {
    const Agency* agency = Find(name);
    if (agency == nullptr) return false;
    if (span) out.not_shingled.push_back(*span);
    for (const struct Credit& have : out.credits) {
      if (have.agency_id == agency->id && have.kind == kind) return true;
    }
    out.credits.push_back({agency->id, kind, evidence, span, confidence});
    return true;
  }
};

std::string_view View(std::string_view text, ByteSpan span) { return text.substr(span.begin, span.end - span.begin); }

std::string MonthDay(Piece month, Piece day, Piece year) {
  static constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  std::string head;
  for (char c : std::string_view(month.data(), std::min<size_t>(3, month.size()))) head += static_cast<char>(c | 32);
  const size_t at = kMonths.find(head);
  if (head.size() != 3 || at == std::string_view::npos || at % 3 != 0) return "";
  const std::string date = absl::StrFormat("%02d-%02d", static_cast<int>(at / 3 + 1),
                                           std::atoi(std::string(day.data(), day.size()).c_str()));
  return year.empty() ? "--" + date : std::string(year.data(), year.size()) + "-" + date;
}

std::vector<std::string> Places(Piece piece) {
  std::vector<std::string> places;
  for (std::string part : SplitAt({piece.data(), piece.size()}, '/')) {
    while (!part.empty() && (part.back() == ' ' || part.back() == ',')) part.pop_back();
    while (!part.empty() && part.front() == ' ') part.erase(0, 1);
    if (!part.empty()) places.push_back(part);
  }
  return places;
}

// Words that begin with a capital, small words of names between them, a region in brackets: "New Delhi [India]",
// "TOKYO/SEOUL".
#define WF_PLACE \
  "\\p{Lu}[\\p{L}.'’-]*(?:[ /,] ?(?:\\p{Lu}[\\p{L}.'’-]*|of|de|del|la|al|el|and|the|\\[[^\\]\\n]{2,30}\\]))*?"
#define WF_MONTH                                                                                                      \
  "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|" \
  "Aug|Sept?|Oct|Nov|Dec)"
#define WF_DATE "(?:,? (" WF_MONTH ")\\.? (\\d{1,2})(?:,? (\\d{4}))?)?"

// "CITY, Month D (AGENCY) - ", "City [Country], Nov 24 (ANI): ", "(Reuters) - ", "MOSCOW, January 22. /TASS/."
void FindDateline(Attribution& at, ByteSpan paragraph) {
  static const RE2& bracketed =
      *new RE2("^((?:(" WF_PLACE ")" WF_DATE "\\s*)?\\(([^()\\n]{2,40})\\)\\s*(?:--|[-—–:_]\\.?)?)\\s*");
  static const RE2& slashed = *new RE2("^((\\p{Lu}[\\p{Lu} .'-]{1,40})" WF_DATE "\\. /([^/\\n]{2,20})/\\.?)\\s*");
  static const RE2& place_only = *new RE2("^((\\p{Lu}[\\p{Lu} .'/-]{2,40})" WF_DATE "(?::| (?:--|[—–])) )");
  const std::string_view view = View(at.text, paragraph);
  Piece input(view.data(), std::min<size_t>(view.size(), 160));
  Piece raw, place, month, day, year, agency;
  bool found = false;
  for (const RE2* form : {&bracketed, &slashed}) {
    Piece rest = input;
    if (RE2::Consume(&rest, *form, &raw, &place, &month, &day, &year, &agency) &&
        at.Find({agency.data(), agency.size()}) != nullptr) {
      // An agency that is only ever cited needs the dash or colon; text must follow.
      const std::string_view mark(raw.data(), raw.size());
      found = !rest.empty() && (at.Find({agency.data(), agency.size()})->wire || mark.back() != ')');
      if (found) break;
    }
  }
  if (!found) {
    agency = Piece();
    Piece rest = input;
    if (!RE2::Consume(&rest, place_only, &raw, &place, &month, &day, &year)) return;
  }
  Dateline dateline;
  dateline.raw = std::string(raw.data(), raw.size());
  if (!place.empty()) dateline.places = Places(place);
  if (!month.empty()) dateline.date = MonthDay(month, day, year);
  dateline.span = at.SpanOf(raw);
  if (!agency.empty()) {
    const std::string_view name(agency.data(), agency.size());
    dateline.agency_id = at.Find(name)->id;
    at.Credit(name, CreditKind::kOrigin, CreditEvidence::kDateline, dateline.span, 0.99F);
  } else {
    at.out.not_shingled.push_back(dateline.span);
  }
  at.out.dateline = std::move(dateline);
}

// The last words of the text: "(ANI)", "--IANS gsh/mr", "PTI RAM ARC", "- Bernama", "(With inputs from PTI)".
void FindSignoff(Attribution& at, ByteSpan paragraph) {
  static const RE2& inputs =
      *new RE2("(\\(?(?i:with |-with )?(?i:agency )?(?i:inputs? from) ([^()\\n]{2,60}?)\\.?\\)?)\\s*$");
  static const RE2& inputs_after = *new RE2("(\\((?i:with) ([^()\\n]{2,30}?) (?i:inputs?)\\))\\s*$");
  static const RE2& bracketed = *new RE2("(\\(([^()\\n]{2,40})\\)\\.?)\\s*$");
  static const RE2& dashed = *new RE2("((?:--|[-—–])\\s?([^\\s()]{2,20})(?: [a-z/]{2,20})?)\\s*$");
  static const RE2& initials = *new RE2("^((PTI|IANS|UNI|ANI)(?: \\p{Lu}{2,4}){1,4})\\s*$");
  const std::string_view all = View(at.text, paragraph);
  const std::string_view end = all.substr(all.size() - std::min<size_t>(all.size(), 120));
  Piece input(end.data(), end.size());
  Piece raw, name;
  for (const RE2* form : {&inputs, &inputs_after}) {
    if (!RE2::PartialMatch(input, *form, &raw, &name)) continue;
    std::string list(name.data(), name.size());
    RE2::GlobalReplace(&list, "(?i)\\s+and\\s+|\\s*/\\s*|\\s*,\\s*", "\t");
    bool any = false;
    for (const std::string& one : SplitAt(list, '\t')) {
      any |= at.Credit(one, CreditKind::kInputs, CreditEvidence::kSignoff, at.SpanOf(raw), 0.95F);
    }
    if (any) return;
  }
  if (RE2::PartialMatch(input, bracketed, &raw, &name) || RE2::PartialMatch(input, dashed, &raw, &name) ||
      RE2::PartialMatch(Piece(all.data(), all.size()), initials, &raw, &name)) {
    const Agency* agency = at.Find({name.data(), name.size()});
    if (agency != nullptr && agency->wire) {
      at.Credit({name.data(), name.size()}, CreditKind::kOrigin, CreditEvidence::kSignoff, at.SpanOf(raw), 0.97F);
    }
  }
}

// "according to CNN", "CNN reported": the words right before or right after the name decide.
void FindCitations(Attribution& at, ByteSpan paragraph) {
  static const RE2& before = *new RE2(
      "(?i)((?:as )?(?:first |earlier )?reported (?:by|in|on)|according to|told|citing|cited by|quoted by|"
      "(?:an )?interview (?:with|to|on)|report(?:s)? (?:by|from|in|on)|statement to|spoke to|speaking to|published "
      "(?:by|in)|selon l'|selon)"
      "(?: (?:a|an))?(?: the)?\\s*$");
  static const RE2& after = *new RE2(
      "^(?:'s [a-z]+)?,? ((?:has |had |have )?(?:first |earlier |also |previously )?"
      "(?:reported|reports|quoted|cited|writes|wrote|noted|revealed|is reporting|said in a report|report said))\\b");
  const std::string_view view = View(at.text, paragraph);
  Piece rest(view.data(), view.size());
  Piece name;
  while (RE2::FindAndConsume(&rest, *at.lexicon.names, &name)) {
    const size_t begin = static_cast<size_t>(name.data() - view.data());
    const size_t end = begin + name.size();
    const size_t from = begin - std::min(begin, kCueBytes);
    Piece cue;
    if (!RE2::PartialMatch(Piece(view.data() + from, begin - from), before, &cue) &&
        !RE2::PartialMatch(Piece(view.data() + end, std::min<size_t>(60, view.size() - end)), after, &cue)) {
      continue;
    }
    const std::string text(name.data(), name.size());
    const Agency* agency = at.Find(text);
    const ByteSpan span = at.SpanOf(name);
    auto known = std::find_if(at.out.citations.begin(), at.out.citations.end(),
                              [&](const Citation& citation) { return citation.agency_id == agency->id; });
    if (known == at.out.citations.end()) {
      at.out.citations.push_back({text, agency->id, std::string(cue.data(), cue.size()), {span}});
    } else {
      known->spans.push_back(span);
    }
  }
}

// Curly or straight double quotation marks. An unclosed quotation ends with its paragraph.
void FindQuotes(Attribution& at, ByteSpan paragraph) {
  static constexpr std::string_view kOpen = "“";
  static constexpr std::string_view kClose = "”";
  const std::string_view view = View(at.text, paragraph);
  std::optional<uint32_t> open;
  for (size_t i = 0; i < view.size(); ++i) {
    if (view[i] != '"' && view[i] != kOpen[0]) continue;
    const bool straight = view[i] == '"';
    const bool opens = view.substr(i).starts_with(kOpen) || (straight && !open);
    const bool closes = view.substr(i).starts_with(kClose) || (straight && open);
    const auto here = paragraph.begin + static_cast<uint32_t>(i);
    if (opens) {
      if (open) at.out.quotes.push_back({{*open, here}, "", false});
      open = here;
    } else if (closes && open) {
      at.out.quotes.push_back({{*open, here + static_cast<uint32_t>(straight ? 1 : kClose.size())}, "", true});
      open.reset();
    }
  }
  if (open) at.out.quotes.push_back({{*open, paragraph.end}, "", false});
}

void FindBylines(Attribution& at, const std::vector<std::string>& by) {
  for (const std::string& entry : by) {
    std::string_view name = entry;
    if (name.starts_with("By ")) name.remove_prefix(3);
    if (!at.Credit(name, CreditKind::kOrigin, CreditEvidence::kByline, std::nullopt, 0.9F))
      at.out.by.emplace_back(name);
  }
}

}  // namespace

Provenance Attribute(const Article& article, const CleanArticle& clean, const AgencyLexicon& lexicon) {
  Attribution at{article.body, lexicon.impl(), {}};
  std::vector<ByteSpan> paragraphs;
  for (const Paragraph& paragraph : clean.paragraphs) {
    if (paragraph.paragraph_class == ParagraphClass::kBody) paragraphs.push_back(paragraph.span);
  }
  if (!paragraphs.empty()) FindDateline(at, paragraphs.front());
  constexpr size_t kSignoffParagraphs = 2;
  for (size_t i = paragraphs.size() - std::min(paragraphs.size(), kSignoffParagraphs); i < paragraphs.size(); ++i) {
    FindSignoff(at, paragraphs[i]);
  }
  FindBylines(at, article.by);
  for (const ByteSpan& paragraph : paragraphs) {
    FindCitations(at, paragraph);
    FindQuotes(at, paragraph);
  }
  std::vector<ByteSpan>& spans = at.out.not_shingled;
  std::sort(spans.begin(), spans.end());
  // Two agencies named in one sign-off are one span; a sign-off may lie in a dateline.
  size_t last = 0;
  for (const ByteSpan& span : spans) {
    if (span.begin >= spans[last].end) {
      spans[++last] = span;
    } else {
      spans[last].end = std::max(spans[last].end, span.end);
    }
  }
  if (!spans.empty()) spans.resize(last + 1);
  return std::move(at.out);
}

}  // namespace wirefold
