#include "common/news/attribute.h"

#include <re2/re2.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/news/name_finder.h"
#include "common/news/pieces.h"
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
  explicit Impl(std::vector<std::string> all_names) : names(std::move(all_names)) {}
  std::string version;
  std::map<std::string, Agency, std::less<>> by_name;
  NameFinder names;
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
  std::map<std::string, Agency, std::less<>> by_name;
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
      if (!by_name.try_emplace(name, Agency{row.cells[0], row.cells[3] == "wire"}).second) {
        return absl::InvalidArgumentError(
            absl::StrFormat("agencies, line %d: \"%s\" names two agencies", row.line, name));
      }
      names.push_back(name);
    }
  }
  auto impl = std::make_unique<Impl>(std::move(names));
  impl->version = absl::StrFormat("%016x", XXH3_64bits(table.data(), table.size()));
  impl->by_name = std::move(by_name);
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

std::string MonthDay(Piece month, Piece day, Piece year) {
  static constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  std::string head;
  for (char c : std::string_view(month.data(), std::min<size_t>(3, month.size()))) head += static_cast<char>(c | 32);
  const size_t at = kMonths.find(head);
  if (head.size() != 3 || at == std::string_view::npos || at % 3 != 0) return "";
  const int number = std::atoi(std::string(day.data(), day.size()).c_str());
  if (number < 1 || number > 31) return "";
  const std::string date = absl::StrFormat("%02d-%02d", static_cast<int>(at / 3 + 1), number);
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

// The expression for text that is ASCII alone. Unicode's letters make programs ten times as large, which take
// milliseconds to compile.
std::string ForAscii(std::string pattern) {
  for (const auto& [unicode, ascii] : {std::pair("\\p{Lu}", "[:upper:]"), {"\\p{L}", "[:alpha:]"}}) {
    for (size_t at; (at = pattern.find(unicode)) != std::string::npos;) {
      pattern.replace(at, std::strlen(unicode), ascii);
    }
  }
  return pattern;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; });
}

// An expression for a text, compiled when first needed. Each is run only on what passes a cheap test of something that
// all its matches have. Letters by their properties stand in brackets: ForAscii.
#define WF_FORM(Name, pattern)                               \
  const RE2& Name(std::string_view text) {                   \
    if (IsAscii(text)) {                                     \
      static const RE2& ascii = *new RE2(ForAscii(pattern)); \
      return ascii;                                          \
    }                                                        \
    static const RE2& any = *new RE2(pattern);               \
    return any;                                              \
  }

// Words that begin with a capital, small words of names between them, a region in brackets: "New Delhi [India]",
// "TOKYO/SEOUL".
#define WF_PLACE \
  "[\\p{Lu}][\\p{L}.'’-]*(?:[ /,] ?(?:[\\p{Lu}][\\p{L}.'’-]*|of|de|del|la|al|el|and|the|\\[[^\\]\\n]{2,30}\\]))*?"
#define WF_MONTH                                                                                                      \
  "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|" \
  "Aug|Sept?|Oct|Nov|Dec)"
#define WF_DATE "(?:,? (" WF_MONTH ")\\.? (\\d{1,2})(?:,? (\\d{4}))?)?"

WF_FORM(BracketedDateline, "^((?:(" WF_PLACE ")" WF_DATE "\\s*)?\\(([^()\\n]{2,40})\\)\\s*(?:--|[-—–:_]\\.?)?)\\s*")
WF_FORM(SlashedDateline, "^(([\\p{Lu}][\\p{Lu} .'-]{1,40})" WF_DATE "\\. /([^/\\n]{2,20})/\\.?)\\s*")
WF_FORM(PlaceDateline, "^(([\\p{Lu}][\\p{Lu} .'/-]{2,40})" WF_DATE "(?::| (?:--|[—–])) )")

std::string_view WithoutSpaceBehind(std::string_view text) { return text.substr(0, text.find_last_not_of(kSpace) + 1); }

bool Has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Whether the first bytes could be capitals and marks of a place; above ASCII all could.
bool OpensLikePlace(std::string_view text, size_t bytes) {
  const std::string_view opening = text.substr(0, bytes);
  return opening.size() == bytes && std::all_of(opening.begin(), opening.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || static_cast<uint8_t>(c) >= 0x80 || Has(" .'/-", {&c, 1});
         });
}

bool MayBeBracketedDateline(const Attribution& at, std::string_view text) {
  for (size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
    const size_t close = text.find(')', open);
    if (close == std::string_view::npos) return false;
    if (at.Find(text.substr(open + 1, close - open - 1)) != nullptr) return true;
  }
  return false;
}

bool MayBeSlashedDateline(std::string_view text) { return OpensLikePlace(text, 2) && Has(text, ". /"); }

bool MayBePlaceDateline(std::string_view text) {
  return OpensLikePlace(text, 3) && (Has(text, ": ") || Has(text, " -- ") || Has(text, " — ") || Has(text, " – "));
}

// What a form of dateline finds at the beginning of a text.
struct Opening {
  Piece raw, place, month, day, year, agency;
  Piece rest;
};

bool Take(const RE2& form, std::string_view text, Opening& opening) {
  opening = {.rest = Piece(text.data(), text.size())};
  return RE2::Consume(&opening.rest, form, &opening.raw, &opening.place, &opening.month, &opening.day, &opening.year,
                      &opening.agency);
}

// ASCII words that begin with a capital, one space between them; empty too.
bool IsPlainPlace(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    const bool capital = c >= 'A' && c <= 'Z';
    const bool small = c >= 'a' && c <= 'z';
    if (!(before == ' ' ? capital : capital || small || c == ' ')) return false;
    before = c;
  }
  return text.empty() || before != ' ';
}

// "NEW YORK (Reuters) - ": what BracketedDateline finds where the place is plain words, as in most agency texts,
// without the microseconds that an expression of so many groups takes. False: any other text.
bool TakePlain(std::string_view text, Opening& opening) {
  const size_t open = text.find('(');
  const size_t close = text.find(')', std::min(open, text.size()));
  if (close == std::string_view::npos) return false;
  const std::string_view place = WithoutSpaceBehind(text.substr(0, open));
  const std::string_view agency = text.substr(open + 1, close - open - 1);
  if (!IsPlainPlace(place) || (place.empty() && open > 0)) return false;
  if (agency.size() < 2 || agency.size() > 40 || !IsAscii(agency) || agency.find_first_of("(\n") != agency.npos)
    return false;
  const auto skip_space = [&](size_t at) { return std::min(text.find_first_not_of(kSpace, at), text.size()); };
  size_t end = skip_space(close + 1);
  const std::string_view behind = text.substr(end);
  for (const std::string_view mark : {"--", "-", "—", "–", ":", "_"}) {
    if (!behind.starts_with(mark)) continue;
    end += mark.size();
    if (mark != "--" && text.substr(end).starts_with('.')) ++end;
    break;
  }
  const size_t rest = skip_space(end);
  opening = {.raw = Piece(text.data(), end),
             .place = Piece(place.data(), place.size()),
             .agency = Piece(agency.data(), agency.size()),
             .rest = Piece(text.data() + rest, text.size() - rest)};
  return true;
}

// "CITY, Month D (AGENCY) - ", "City [Country], Nov 24 (ANI): ", "(Reuters) - ", "MOSCOW, January 22. /TASS/."
void FindDateline(Attribution& at, ByteSpan paragraph) {
  const std::string_view view = View(at.text, paragraph).substr(0, 160);
  Opening opening;
  auto& [raw, place, month, day, year, agency, rest] = opening;
  const auto names_its_agency = [&] {
    const Agency* known = at.Find({opening.agency.data(), opening.agency.size()});
    // An agency that is only ever cited needs the dash or colon; text must follow.
    return known != nullptr && !opening.rest.empty() && (known->wire || opening.raw[opening.raw.size() - 1] != ')');
  };
  const bool bracketed = MayBeBracketedDateline(at, view) &&
                         (TakePlain(view, opening) || Take(BracketedDateline(view), view, opening)) &&
                         names_its_agency();
  const bool slashed =
      !bracketed && MayBeSlashedDateline(view) && Take(SlashedDateline(view), view, opening) && names_its_agency();
  if (!bracketed && !slashed) {
    opening = {.rest = Piece(view.data(), view.size())};
    if (!MayBePlaceDateline(view) || !RE2::Consume(&rest, PlaceDateline(view), &raw, &place, &month, &day, &year)) {
      return;
    }
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

WF_FORM(Inputs, "(\\(?(?i:with |-with )?(?i:agency )?(?i:inputs? from) ([^()\\n]{2,60}?)\\.?\\)?)\\s*$")
WF_FORM(InputsAfter, "(\\((?i:with) ([^()\\n]{2,30}?) (?i:inputs?)\\))\\s*$")
WF_FORM(BracketedSignoff, "(\\(([^()\\n]{2,40})\\)\\.?)\\s*$")
WF_FORM(DashedSignoff, "((?:--|[-—–])\\s?([^\\s()]{2,20})(?: [a-z/]{2,20})?)\\s*$")
WF_FORM(Initials, "^((PTI|IANS|UNI|ANI)(?: [\\p{Lu}]{2,4}){1,4})\\s*$")

bool MayNameInputs(std::string_view end) {
  static constexpr std::string_view kInput = "input";
  return std::search(end.begin(), end.end(), kInput.begin(), kInput.end(),
                     [](char c, char lower) { return (c | 0x20) == lower; }) != end.end();
}

// The last brackets hold an agency. Behind any other none of the forms below can stand.
bool MayBeBracketedSignoff(const Attribution& at, std::string_view end) {
  std::string_view text = WithoutSpaceBehind(end);
  if (text.ends_with('.')) text.remove_suffix(1);
  const size_t open = text.rfind('(');
  return text.ends_with(')') && open != std::string_view::npos &&
         at.Find(text.substr(open + 1, text.size() - open - 2)) != nullptr;
}

// A dash stands before the last three words: the name, what desks write behind it, and one that the dash may be glued
// to.
bool MayBeDashedSignoff(std::string_view end) {
  const std::string_view text = WithoutSpaceBehind(end);
  int spaces = 0;
  for (size_t i = text.size(); i-- > 0 && spaces <= 2; spaces += IsSpace(text[i]) ? 1 : 0) {
    if (text[i] == '-' || text[i] == "—"[0]) return true;
  }
  return false;
}

bool MayBeInitials(std::string_view paragraph) {
  return paragraph.starts_with("PTI ") || paragraph.starts_with("IANS ") || paragraph.starts_with("UNI ") ||
         paragraph.starts_with("ANI ");
}

// The last words of the text: "(ANI)", "--IANS gsh/mr", "PTI RAM ARC", "- Bernama", "(With inputs from PTI)".
void FindSignoff(Attribution& at, ByteSpan paragraph) {
  const std::string_view all = View(at.text, paragraph);
  const std::string_view end = all.substr(all.size() - std::min<size_t>(all.size(), 120));
  const Piece input(end.data(), end.size());
  Piece raw, name;
  if (MayNameInputs(end)) {
    for (const RE2* form : {&Inputs(end), &InputsAfter(end)}) {
      if (!RE2::PartialMatch(input, *form, &raw, &name)) continue;
      static const RE2& between = *new RE2("(?i)\\s+and\\s+|\\s*/\\s*|\\s*,\\s*");
      std::string list(name.data(), name.size());
      RE2::GlobalReplace(&list, between, "\t");
      bool any = false;
      for (const std::string& one : SplitAt(list, '\t')) {
        any |= at.Credit(one, CreditKind::kInputs, CreditEvidence::kSignoff, at.SpanOf(raw), 0.95F);
      }
      if (any) return;
    }
  }
  if ((MayBeBracketedSignoff(at, end) && RE2::PartialMatch(input, BracketedSignoff(end), &raw, &name)) ||
      (MayBeDashedSignoff(end) && RE2::PartialMatch(input, DashedSignoff(end), &raw, &name)) ||
      (MayBeInitials(all) && RE2::PartialMatch(Piece(all.data(), all.size()), Initials(all), &raw, &name))) {
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
  std::string_view rest = view;
  for (std::string_view name; !(name = at.lexicon.names.Find(rest)).empty();) {
    rest = view.substr(static_cast<size_t>(name.data() - view.data()) + name.size());
    const size_t begin = static_cast<size_t>(name.data() - view.data());
    const size_t end = begin + name.size();
    const size_t from = begin - std::min(begin, kCueBytes);
    Piece cue;
    if (!RE2::PartialMatch(Piece(view.data() + from, begin - from), before, &cue) &&
        !RE2::PartialMatch(Piece(view.data() + end, std::min<size_t>(60, view.size() - end)), after, &cue)) {
      continue;
    }
    const Agency* agency = at.Find(name);
    const ByteSpan span = at.SpanOf({name.data(), name.size()});
    auto known = std::find_if(at.out.citations.begin(), at.out.citations.end(),
                              [&](const Citation& citation) { return citation.agency_id == agency->id; });
    if (known == at.out.citations.end()) {
      at.out.citations.push_back({std::string(name), agency->id, std::string(cue.data(), cue.size()), {span}});
    } else {
      known->spans.push_back(span);
    }
  }
}

// Curly or straight double quotation marks. An unclosed quotation ends with its paragraph.
void FindQuotes(Attribution& at, ByteSpan paragraph) {
  static constexpr std::string_view kOpen = "“";
  static constexpr std::string_view kClose = "”";
  constexpr size_t kNone = std::string_view::npos;
  const std::string_view view = View(at.text, paragraph);
  const auto quote = [&](size_t begin, size_t end, bool closed) {
    at.out.quotes.push_back(
        {{paragraph.begin + static_cast<uint32_t>(begin), paragraph.begin + static_cast<uint32_t>(end)}, "", closed});
  };
  size_t open = kNone;
  size_t next_straight = view.find('"');
  size_t next_curly = view.find(kOpen[0]);  // or another character that begins with this byte
  for (size_t i; (i = std::min(next_straight, next_curly)) != kNone;) {
    const bool straight = i == next_straight;
    (straight ? next_straight : next_curly) = view.find(view[i], i + 1);
    const bool opens = straight ? open == kNone : view.substr(i).starts_with(kOpen);
    const bool closes = straight ? open != kNone : view.substr(i).starts_with(kClose);
    if (opens) {
      if (open != kNone) quote(open, i, false);
      open = i;
    } else if (closes && open != kNone) {
      quote(open, i + (straight ? 1 : kClose.size()), true);
      open = kNone;
    }
  }
  if (open != kNone) quote(open, view.size(), false);
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
