#include "common/news/attribute.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/news/forms.h"
#include "common/news/pieces.h"
#include "common/news/table.h"

namespace wirefold {
namespace {

using re2::StringPiece;

constexpr size_t kCueBytes = 48;  // how far before a name its cue may begin
// An article has a few dozen of each; of a hostile text the first count.
constexpr size_t kMaxQuotes = 4096;
constexpr size_t kMaxCitedSpans = 4096;

struct Attribution {
  std::string_view text;
  const AgencyLexicon& lexicon;
  const Forms& forms = Forms::BuiltIn();
  Provenance out = {};

  const Agency* Find(std::string_view name) const { return lexicon.Find(name); }

  ByteSpan SpanOf(StringPiece piece) const {
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

std::string MonthDay(StringPiece month, StringPiece day, StringPiece year) {
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

std::vector<std::string> Places(StringPiece piece) {
  std::vector<std::string> places;
  for (std::string part : SplitAt({piece.data(), piece.size()}, '/')) {
    while (!part.empty() && (part.back() == ' ' || part.back() == ',')) part.pop_back();
    while (!part.empty() && part.front() == ' ') part.erase(0, 1);
    if (!part.empty()) places.push_back(part);
  }
  return places;
}

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

// The parts of a dateline at the beginning of a text.
struct Opening {
  StringPiece raw, place, month, day, year, agency;
  StringPiece rest;
};

bool Opens(const RE2& form, std::string_view text, Opening& opening) {
  opening = {.rest = StringPiece(text.data(), text.size())};
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

// "NEW YORK (Reuters) - ": the same as bracketed_dateline where the place is plain words, as in most agency texts. A
// regular expression of so many groups takes microseconds. False: any other text.
bool OpensPlainly(std::string_view text, Opening& opening) {
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
  opening = {.raw = StringPiece(text.data(), end),
             .place = StringPiece(place.data(), place.size()),
             .agency = StringPiece(agency.data(), agency.size()),
             .rest = StringPiece(text.data() + rest, text.size() - rest)};
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
                         (OpensPlainly(view, opening) || Opens(at.forms.bracketed_dateline.For(view), view, opening)) &&
                         names_its_agency();
  const bool slashed = !bracketed && MayBeSlashedDateline(view) &&
                       Opens(at.forms.slashed_dateline.For(view), view, opening) && names_its_agency();
  if (!bracketed && !slashed) {
    opening = {.rest = StringPiece(view.data(), view.size())};
    if (!MayBePlaceDateline(view) ||
        !RE2::Consume(&rest, at.forms.place_dateline.For(view), &raw, &place, &month, &day, &year)) {
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

bool MayNameInputs(std::string_view end) {
  static constexpr std::string_view kInput = "input";
  return std::search(end.begin(), end.end(), kInput.begin(), kInput.end(),
                     [](char c, char lower) { return (c | 0x20) == lower; }) != end.end();
}

// Cheap filter: bracketed_signoff can count only if the final "(…)" names a known agency.
bool MayBeBracketedSignoff(const Attribution& at, std::string_view end) {
  std::string_view text = WithoutSpaceBehind(end);
  if (text.ends_with('.')) text.remove_suffix(1);
  const size_t open = text.rfind('(');
  return text.ends_with(')') && open != std::string_view::npos &&
         at.Find(text.substr(open + 1, text.size() - open - 2)) != nullptr;
}

// Cheap filter: a dash within the last three words ("--IANS gsh/mr", "… - Bernama").
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
  const StringPiece input(end.data(), end.size());
  StringPiece raw, name;
  if (MayNameInputs(end)) {
    for (const RE2* form : {&at.forms.inputs.For(end), &at.forms.inputs_after.For(end)}) {
      if (!RE2::PartialMatch(input, *form, &raw, &name)) continue;
      std::string list(name.data(), name.size());
      RE2::GlobalReplace(&list, at.forms.between_names, "\t");
      bool any = false;
      for (const std::string& one : SplitAt(list, '\t')) {
        any |= at.Credit(one, CreditKind::kInputs, CreditEvidence::kSignoff, at.SpanOf(raw), 0.95F);
      }
      if (any) return;
    }
  }
  if ((MayBeBracketedSignoff(at, end) && RE2::PartialMatch(input, at.forms.bracketed_signoff.For(end), &raw, &name)) ||
      (MayBeDashedSignoff(end) && RE2::PartialMatch(input, at.forms.dashed_signoff.For(end), &raw, &name)) ||
      (MayBeInitials(all) &&
       RE2::PartialMatch(StringPiece(all.data(), all.size()), at.forms.initials.For(all), &raw, &name))) {
    const Agency* agency = at.Find({name.data(), name.size()});
    if (agency != nullptr && agency->wire) {
      at.Credit({name.data(), name.size()}, CreditKind::kOrigin, CreditEvidence::kSignoff, at.SpanOf(raw), 0.97F);
    }
  }
}

// "according to CNN", "CNN reported": the words right before or right after the name decide.
void FindCitations(Attribution& at, ByteSpan paragraph) {
  const std::string_view view = View(at.text, paragraph);
  std::string_view rest = view;
  for (std::string_view name; !(name = at.lexicon.names().Find(rest)).empty();) {
    rest = view.substr(static_cast<size_t>(name.data() - view.data()) + name.size());
    const size_t begin = static_cast<size_t>(name.data() - view.data());
    const size_t end = begin + name.size();
    const size_t from = begin - std::min(begin, kCueBytes);
    StringPiece cue;
    if (!RE2::PartialMatch(StringPiece(view.data() + from, begin - from), at.forms.cue_before, &cue) &&
        !RE2::PartialMatch(StringPiece(view.data() + end, std::min<size_t>(60, view.size() - end)), at.forms.cue_behind,
                           &cue)) {
      continue;
    }
    const Agency* agency = at.Find(name);
    const ByteSpan span = at.SpanOf({name.data(), name.size()});
    auto known = std::find_if(at.out.citations.begin(), at.out.citations.end(),
                              [&](const Citation& citation) { return citation.agency_id == agency->id; });
    if (known == at.out.citations.end()) {
      at.out.citations.push_back({std::string(name), agency->id, std::string(cue.data(), cue.size()), {span}});
    } else if (known->spans.size() < kMaxCitedSpans) {
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
    if (at.out.quotes.size() == kMaxQuotes) return;
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
  Attribution at{article.body, lexicon};
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
