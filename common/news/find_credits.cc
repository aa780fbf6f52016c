#include "common/news/find_credits.h"

#include <algorithm>
#include <optional>

#include "common/base/ascii.h"
#include "common/news/letters.h"
#include "common/news/places.h"
#include "common/news/read_byline.h"
#include "common/news/signoff_lines.h"

namespace wirefold {
namespace {

constexpr size_t kProseBytes = 80;      // a paragraph of so many that ends a sentence is prose
constexpr size_t kTailProse = 2;        // prose paragraphs that belong to the end of a text,
constexpr size_t kTailParagraphs = 60;  // of at most so many paragraphs
constexpr size_t kHeadParagraphs = 8;   // paragraphs that may be bylines,
constexpr size_t kBareHead = 3;         // and those that may be nothing but an agency's name
constexpr size_t kMaxLineBytes = 160;
constexpr size_t kMaxNoticeBytes = 900;  // of a paragraph that notices are sought in
constexpr size_t kFurnitureBytes = 400;  // behind a sign-off, what a site adds
constexpr size_t kMaxCredits = 64;

struct Finder {
  const Reading& reading;
  std::vector<FoundCredit>& out;
  std::vector<std::string>& people;

  std::string_view text() const { return reading.text; }

  void Add(const AgencyName* name, CreditKind kind, CreditEvidence evidence, ByteSpan span, float confidence) {
    if (out.size() < kMaxCredits && name->agency->kind != AgencyKind::kPhoto)
      out.push_back({name->agency, kind, evidence, TrimSpan(text(), span), confidence});
  }
  void AddAll(const std::vector<const AgencyName*>& names, CreditKind kind, CreditEvidence evidence, ByteSpan span,
              float confidence) {
    for (const AgencyName* name : names) Add(name, kind, evidence, span, confidence);
  }

  bool IsProse(ByteSpan paragraph) const {
    return paragraph.end - paragraph.begin >= kProseBytes && EndsSentence(reading.View(paragraph));
  }
  bool Signoff(size_t i, bool prose_follows);
  bool Byline(size_t i);
  bool BareByline(size_t begin, size_t end, ByteSpan paragraph);
  void Notice(ByteSpan paragraph, bool at_end);
  bool NoticeAt(size_t begin, ByteSpan paragraph, bool at_end);
  bool InputsAt(size_t begin, ByteSpan paragraph);
  bool CopyrightAt(size_t begin, size_t end);
  bool EditedAt(size_t begin, ByteSpan paragraph);
  void Feed(ByteSpan paragraph);
};

bool AreTextSources(const std::vector<const AgencyName*>& names) {
  return !names.empty() && std::all_of(names.begin(), names.end(), IsTextSource);
}

bool HasAmbiguousOnly(const std::vector<const AgencyName*>& names) {
  return std::all_of(names.begin(), names.end(), [](const AgencyName* name) { return name->ambiguous; });
}

// A sign-off: a line of its own, or the end of a paragraph.
bool Finder::Signoff(size_t i, bool prose_follows) {
  const ByteSpan paragraph = reading.paragraphs[i];
  std::optional<wirefold::Signoff> signoff;
  bool own_line = false;  // what follows it is no part of the article
  if (paragraph.end - paragraph.begin <= kMaxLineBytes) {
    signoff = ReadSignoffLine(reading, paragraph);
    if (signoff && signoff->kind == CreditKind::kOrigin) {
      // A caption ends no sentence; a name behind it is its photographer's.
      const bool ended = i == 0 || EndsSentence(reading.View(reading.paragraphs[i - 1]));
      const char32_t first = CodePointAt(text(), paragraph.begin).value;
      const bool marked = IsDash(first) || first == '(' || first == '[';
      const bool labelled = static_cast<bool>(reading.FormAt(paragraph.begin, kSource));
      own_line = labelled ||
                 (ended && reading.text.size() - paragraph.end <= kFurnitureBytes && !HasAmbiguousOnly(signoff->names));
      if (!ended && !marked && !labelled) signoff.reset();
    }
  }
  if (!signoff) signoff = ReadSignoffEnd(reading, paragraph);
  if (!signoff || (prose_follows && !own_line && signoff->kind == CreditKind::kOrigin)) return false;
  AddAll(signoff->names, signoff->kind, CreditEvidence::kSignoff, signoff->span,
         HasAmbiguousOnly(signoff->names) ? 0.9F : 0.97F);
  return true;
}

bool Finder::CopyrightAt(size_t begin, size_t end) {
  const FoundPhrase form = reading.FormAt(begin, kCopyright);
  if (!form) return false;
  size_t at = form.end;
  // "Copyright © 2014 by The Associated Press"
  for (int i = 0; i < 4; ++i) {
    at = SkipBlanks(text(), at);
    const CodePoint c = CodePointAt(text(), at);
    if (c.value == ',' || c.value == 0xA9 || c.value == ':') at = SkipBlanks(text(), at + c.bytes);
    at = SkipBlanks(text(), reading.SkipForm(at, kCopyright | kArticle));
    if (text().substr(at, 3) == "by ") at += 3;
    size_t number = at;
    if (const int year = ReadNumber(text(), number, end, 4); year > 1900) at = number;
    if (at < end && text()[at] == '-') ++at;
  }
  const FoundPhrase found = reading.NameAt(at);
  if (!found || !IsTextSource(&reading.Name(found))) return false;
  // "© AFP/Getty Images", "© AP Photo": a picture's.
  const size_t behind = SkipBlanks(text(), found.end);
  const CodePoint next = CodePointAt(text(), behind);
  if (behind < end && (next.value == '/' || reading.FormAt(behind, kPhoto | kCueBefore))) return false;
  Add(&reading.Name(found), CreditKind::kCopyright, CreditEvidence::kDisclaimer, SpanOf(begin, found.end), 0.95F);
  return true;
}

// "Additional reporting by Reuters", "The Associated Press contributed to this report", at the beginning of a sentence.
bool Finder::InputsAt(size_t begin, ByteSpan paragraph) {
  if (const FoundPhrase form = reading.FormAt(begin, kInputsBefore)) {
    const bool words = text().substr(form.begin, form.end - form.begin).find_first_of(" :") != std::string_view::npos;
    const NameChain chain = ReadNameChain(reading, form.end, paragraph.end);
    if (words && AreTextSources(chain.names)) {
      AddAll(chain.names, CreditKind::kInputs, CreditEvidence::kSignoff, SpanOf(begin, chain.end), 0.95F);
      return true;
    }
  }
  const NameChain chain = ReadNameChain(reading, begin, paragraph.end);
  if (!AreTextSources(chain.names)) return false;
  size_t at = SkipBlanks(text(), chain.end);
  if (CodePointAt(text(), chain.end).value == '\'' || CodePointAt(text(), chain.end).value == 0x2019) return false;
  const bool role = static_cast<bool>(reading.FormAt(at, kRole | kReportNoun));
  // "Associated Press writers A and B in Cairo contributed to this report"
  const size_t limit = std::min<size_t>(paragraph.end, at + (role ? 300 : 1));
  for (; at < limit; at += std::max<size_t>(1, CodePointAt(text(), at).bytes)) {
    if (!reading.FormAt(at, kInputsAfter)) continue;
    AddAll(chain.names, CreditKind::kInputs, CreditEvidence::kSignoff,
           SpanOf(begin, reading.FormAt(at, kInputsAfter).end), 0.95F);
    return true;
  }
  return false;
}

// "(Reporting by Lena Strand in Oslo; Editing by Tom Lund)": the end of Reuters' texts, which names nobody else.
bool Finder::EditedAt(size_t begin, ByteSpan paragraph) {
  constexpr size_t kReach = 600;
  constexpr std::string_view kOpenings[] = {"reporting by ", "additional reporting by ", "writing by "};
  std::string_view line = std::string_view(reading.folded).substr(begin, std::min(kReach, paragraph.end - begin));
  if (line.starts_with('(')) line.remove_prefix(1);
  if (std::none_of(std::begin(kOpenings), std::end(kOpenings),
                   [&](std::string_view opening) { return line.starts_with(opening); }))
    return false;
  const size_t editing = line.find("editing by ");
  if (editing == std::string_view::npos || !TrimBlanks(line.substr(0, editing)).ends_with(';')) return false;
  const AgencyName* reuters = reading.lexicon.Find("Reuters");
  if (reuters == nullptr || !reading.NamesIn(SpanOf(begin, paragraph.end)).empty()) return false;
  Add(reuters, CreditKind::kOrigin, CreditEvidence::kSignoff, SpanOf(begin, paragraph.end), 0.9F);
  return true;
}

// What a sentence that begins at `begin` says of the text it stands in.
bool Finder::NoticeAt(size_t begin, ByteSpan paragraph, bool at_end) {
  if (CopyrightAt(begin, paragraph.end)) return true;
  if (at_end && (InputsAt(begin, paragraph) || EditedAt(begin, paragraph))) return true;
  const FoundPhrase form = reading.FormAt(begin, kReportedBy | kRepublished);
  if (!form) return false;
  const NameChain chain = ReadNameChain(reading, form.end, paragraph.end);
  if (chain.names.empty()) return false;
  const bool reported = (form.value & kReportedBy) != 0;
  if (reported && !AreTextSources(chain.names)) return false;
  AddAll(chain.names, reported ? CreditKind::kOrigin : CreditKind::kRepublished, CreditEvidence::kDisclaimer,
         SpanOf(begin, chain.end), 0.95F);
  return true;
}

void Finder::Feed(ByteSpan paragraph) {
  for (const FoundPhrase& form : reading.FormsIn(paragraph)) {
    if ((form.value & kFeed) == 0) continue;
    const Agency* agency = nullptr;
    for (const FoundPhrase& name : reading.NamesIn(paragraph)) {
      const AgencyName& known = reading.Name(name);
      if (agency == nullptr && known.agency->kind == AgencyKind::kWire) agency = known.agency;
    }
    out.push_back({agency, CreditKind::kFeed, CreditEvidence::kDisclaimer, paragraph, 0.95F});
    return;
  }
}

// Notices stand at the beginning of a line or of a sentence.
void Finder::Notice(ByteSpan paragraph, bool at_end) {
  const std::string_view view = reading.View(paragraph);
  const std::string_view bare = TrimMarks(view);
  if (bare.empty()) return;
  size_t begin = static_cast<size_t>(bare.data() - text().data());
  if (text()[begin] == '(' || text()[begin] == '[') {
    if (CopyrightAt(begin, paragraph.end)) return;  // "(c) Reuters"
    begin = SkipBlanks(text(), begin + 1);
  }
  if (NoticeAt(begin, paragraph, at_end)) return;
  if (at_end && paragraph.end - paragraph.begin <= kMaxNoticeBytes) Feed(paragraph);
  // Of a long paragraph its beginning, or its end.
  size_t end = std::min<size_t>(paragraph.end, begin + kMaxNoticeBytes);
  if (at_end && end < paragraph.end) {
    begin += paragraph.end - end;
    end = paragraph.end;
    while ((static_cast<unsigned char>(text()[begin]) & 0xC0) == 0x80) ++begin;
  }
  const bool found = reading.maps.AnyOf(SpanOf(begin, end), &MarkMap::MarksAndAbove, [&](size_t at) {
    const CodePoint c = CodePointAt(text(), at);
    if (!IsSentenceEnd(c.value)) return false;
    const size_t next = SkipBlanks(text(), at + c.bytes);
    return next > at + c.bytes && next < paragraph.end && NoticeAt(next, paragraph, at_end);
  });
  if (found) return;
  // "which is based in part on wire service reports", "Da Redação, com Reuters": wherever it stands.
  constexpr size_t kTellingBytes = 14;
  for (const FoundPhrase& form : reading.FormsIn(SpanOf(begin, end))) {
    const char before = form.begin > begin ? text()[form.begin - 1] : '\0';
    if ((form.value & kInputsBefore) == 0 || form.end - form.begin < kTellingBytes) continue;
    const NameChain chain = ReadNameChain(reading, form.end, paragraph.end);
    if ((before != ' ' && before != '(') || !AreTextSources(chain.names)) continue;
    AddAll(chain.names, CreditKind::kInputs, CreditEvidence::kSignoff, SpanOf(form.begin, chain.end), 0.9F);
    return;
  }
}

// A byline in the text: "By A and B, Associated Press", "AFP", "THE CANADIAN PRESS | posted Monday".
bool Finder::Byline(size_t i) {
  const ByteSpan paragraph = reading.paragraphs[i];
  if (paragraph.end - paragraph.begin > kMaxLineBytes) return false;
  const std::string_view bare = TrimMarks(reading.View(paragraph));
  if (bare.empty()) return false;
  const size_t begin = static_cast<size_t>(bare.data() - text().data());
  const size_t end = begin + bare.size();
  if (const FoundPhrase by = reading.FormAt(begin, kBy); by && by.end < end && !EndsSentence(bare)) {
    const wirefold::Byline byline =
        ReadByline({std::string(text().substr(by.end, end - by.end))}, reading.lexicon, reading.forms);
    for (const BylineAgency& agency : byline.agencies)
      Add(agency.name, CreditKind::kOrigin, CreditEvidence::kByline, paragraph, 0.9F);
    people.insert(people.end(), byline.people.begin(), byline.people.end());
    return !byline.agencies.empty();
  }
  if (i >= kBareHead || i + 1 >= reading.paragraphs.size()) return false;
  return BareByline(begin, end, paragraph);
}

// "AFP", "(AFP)", "Source: AFP", "AFP, Paris", "AP | posted Monday": a line of its own above the text.
bool Finder::BareByline(size_t begin, size_t end, ByteSpan paragraph) {
  const std::string_view bare = text().substr(begin, end - begin);
  if (bare.starts_with('(') && bare.ends_with(')')) {
    ++begin;
    --end;
  }
  const size_t names = SkipBlanks(text(), reading.SkipForm(begin, kSource));
  const NameChain chain = ReadNameChain(reading, names, end);
  if (!AreTextSources(chain.names)) return false;
  // Behind the name: nothing, or when it was.
  const size_t behind = SkipBlanks(text(), chain.end);
  const bool alone = behind >= end;
  const bool dated = !alone && (text()[behind] == '|' || ReadWrittenDate(reading, behind, end).end > 0 ||
                                (IsDigit(text()[behind]) && behind > chain.end));
  const bool placed = !alone && (text()[behind] == ',' || text()[behind] == '-' || text()[behind] == '/') &&
                      Places::BuiltIn().Has(TrimMarks(text().substr(behind, end - behind)));
  if (!alone && !dated && !placed) return false;
  // Two capitals may be a button: "TT", "AA".
  if (chain.end - begin <= 2 && bare != "AP") return false;
  AddAll(chain.names, CreditKind::kOrigin, CreditEvidence::kByline, paragraph, 0.9F);
  return true;
}

}  // namespace

NameChain ReadNameChain(const Reading& reading, size_t at, size_t limit) {
  NameChain chain{{}, at};
  for (size_t here = at; here < limit && chain.names.size() < 16;) {
    here = SkipBlanks(reading.text, here);
    FoundPhrase found = reading.NameAt(here);
    for (int i = 0; i < 3 && !found; ++i) {
      const size_t behind = reading.SkipForm(here, kArticle | kOutletNoun);
      if (behind == here) break;
      here = SkipBlanks(reading.text, behind);
      found = reading.NameAt(here);
    }
    if (!found || found.end > limit) break;
    chain.names.push_back(&reading.Name(found));
    chain.end = found.end;
    here = SkipBlanks(reading.text, reading.SkipForm(SkipBlanks(reading.text, found.end), kOutletNoun));
    const CodePoint mark = CodePointAt(reading.text, here);
    if (mark.value == ',' || mark.value == '/' || mark.value == 0x3001 || mark.value == 0xFF0C)
      here = SkipBlanks(reading.text, here + mark.bytes);
    here = reading.SkipForm(here, kAnd);
  }
  return chain;
}

std::vector<FoundCredit> FindCredits(const Reading& reading, std::vector<std::string>& people) {
  std::vector<FoundCredit> out;
  Finder finder{reading, out, people};
  const std::vector<ByteSpan>& paragraphs = reading.paragraphs;
  for (size_t i = 0; i < std::min(paragraphs.size(), kHeadParagraphs); ++i) {
    if (finder.Byline(i)) break;
  }
  // The tail: from the end up to its last prose paragraphs.
  size_t tail = paragraphs.size();
  for (size_t prose = 0; tail > 0 && prose < kTailProse && paragraphs.size() - tail < kTailParagraphs; --tail) {
    prose += finder.IsProse(paragraphs[tail - 1]) ? 1 : 0;
  }
  size_t prose_after = 0;
  for (size_t i = paragraphs.size(); i-- > tail;) {
    if (!finder.Signoff(i, prose_after > 0)) finder.Notice(paragraphs[i], true);
    prose_after += finder.IsProse(paragraphs[i]) ? 1 : 0;
  }
  for (size_t i = 0; i < tail; ++i) {
    if (i < kBareHead) {
      finder.Notice(paragraphs[i], false);
      continue;
    }
    // Elsewhere only what has a line or a bracket of its own.
    if (const Bracket bracket = ReadBracketBefore(reading, paragraphs[i]); bracket.end > 0) {
      const std::optional<Signoff> inputs = ReadSignoffBracket(reading, bracket.inside);
      if (inputs && inputs->kind == CreditKind::kInputs)
        finder.AddAll(inputs->names, inputs->kind, CreditEvidence::kSignoff, inputs->span, 0.95F);
    } else if (paragraphs[i].end - paragraphs[i].begin <= kMaxLineBytes) {
      finder.NoticeAt(paragraphs[i].begin, paragraphs[i], true);
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const FoundCredit& a, const FoundCredit& b) { return a.span.begin < b.span.begin; });
  return out;
}

}  // namespace wirefold
