#include "common/news/find_citations.h"

#include <algorithm>
#include <map>

#include "common/base/ascii.h"
#include "common/news/letters.h"
#include "common/news/outlet_name.h"
#include "common/news/picture_credit.h"

namespace wirefold {
namespace {

constexpr size_t kCueBytes = 60;         // how far behind a name its cue may end
constexpr size_t kAppositionBytes = 90;  // "NAME, a conservative website, reported"

struct Finder {
  const Reading& reading;
  const std::vector<ByteSpan>& taken;
  FoundNames out = {};
  std::map<std::string, size_t> by_key = {};  // index into citations; an agency's id, or a folded name
  std::vector<uint32_t> photos = {};          // begins of names that are photo credits

  std::string_view text() const { return reading.text; }
  size_t Skip(size_t at) const { return SkipBlanks(reading.text, at); }
  // Where the word before ends: a blank may stand between.
  size_t EndBefore(size_t at) const { return at - (CodePointBefore(text(), at).value == ' ' ? 1 : 0); }

  bool IsTaken(size_t at) const {
    const auto behind = std::upper_bound(taken.begin(), taken.end(), at,
                                         [](size_t place, const ByteSpan& span) { return place < span.begin; });
    return behind != taken.begin() && (behind - 1)->end > at;
  }

  void Cite(const OutletName& outlet, ByteSpan cue) {
    if (IsTaken(outlet.span.begin) || std::binary_search(photos.begin(), photos.end(), outlet.span.begin)) return;
    const std::string name(reading.View(outlet.span));
    const std::string key = outlet.known != nullptr ? "id " + outlet.known->agency->id : FoldCase(name);
    const auto [known, first] = by_key.try_emplace(key, out.citations.size());
    if (first && out.citations.size() == kMaxCitations) {
      by_key.erase(known);
      return;
    }
    if (first) {
      out.citations.push_back({name,
                               outlet.known != nullptr ? outlet.known->agency->id : "",
                               std::string(TrimMarks(reading.View(cue))),
                               {outlet.span}});
      return;
    }
    std::vector<ByteSpan>& spans = out.citations[known->second].spans;
    const bool again = std::any_of(spans.end() - static_cast<std::ptrdiff_t>(std::min<size_t>(spans.size(), 4)),
                                   spans.end(), [&](const ByteSpan& span) { return span.begin == outlet.span.begin; });
    if (!again && spans.size() < kMaxCitedSpans) spans.push_back(outlet.span);
  }

  bool HasDateWord(const OutletName& outlet) const;
  bool StandsAlone(const OutletName& outlet) const;
  bool IsNounHere(const FoundPhrase& form, ByteSpan paragraph) const;
  void CueBefore(const FoundPhrase& form, ByteSpan paragraph);
  void OthersOfList(const OutletName& first, ByteSpan cue, ByteSpan paragraph);
  FoundPhrase CueAfter(size_t at, const AgencyName* known, ByteSpan paragraph) const;
  FoundPhrase VerbAfter(size_t at, const AgencyName* known) const;
  FoundPhrase ReportAfter(size_t end, uint32_t verbs) const;
  void Picture(const FoundPhrase& name, ByteSpan paragraph);
  FoundPhrase SayBefore(const FoundPhrase& name, ByteSpan paragraph) const;
  void Paragraph(ByteSpan paragraph);
};

bool Finder::HasDateWord(const OutletName& outlet) const {
  bool in_word = false;
  for (size_t at = outlet.span.begin; at < outlet.span.end;) {
    const CodePoint c = CodePointAt(text(), at);
    if (!in_word && reading.FormAt(at, kWeekday | kMonth)) return true;
    in_word = IsWordLetter(c.value);
    at += c.bytes;
  }
  return false;
}

// Whether a name that only the noun before it tells is whole: a mark or a verb follows, no further words of a name.
bool Finder::StandsAlone(const OutletName& outlet) const {
  const CodePoint next = CodePointAt(text(), outlet.end);
  if (next.bytes == 0 || next.value == '\n' || (!IsBlank(next.value) && !IsWordLetter(next.value))) return true;
  return static_cast<bool>(reading.FormAt(Skip(outlet.end), kCueAfter | kSay | kCueBefore));
}

// Further names of a list: "CNN and CBS News".
void Finder::OthersOfList(const OutletName& first, ByteSpan cue, ByteSpan paragraph) {
  OutletName last = first;
  for (int i = 0; i < 8; ++i) {
    size_t at = Skip(last.end);
    const CodePoint mark = CodePointAt(text(), at);
    if (mark.value == ',' || mark.value == 0x3001) at = Skip(at + mark.bytes);
    const FoundPhrase conjunction = reading.FormAt(at, kAnd);
    if (conjunction) at = Skip(conjunction.end);
    if (at == Skip(last.end)) return;
    if (!reading.NameAt(at)) at = Skip(reading.SkipForm(at, kArticle));
    const OutletName next = ReadOutlet(reading, at, paragraph.end, false);
    if (next.end == 0 || next.known == nullptr || next.known->ambiguous) return;
    // ", CNN reported" is a citation of its own.
    if (!conjunction && VerbAfter(next.end, next.known)) return;
    Cite(next, cue);
    last = next;
  }
}

// A noun for outlets that begins with a capital opens a sentence, or is German; else it is part of a name: "BBC Radio".
bool Finder::IsNounHere(const FoundPhrase& form, ByteSpan paragraph) const {
  if (!IsUpperLetter(CodePointAt(text(), form.begin).value)) return true;
  if (EndsSentence(text().substr(paragraph.begin, form.begin - paragraph.begin)) || form.begin == paragraph.begin)
    return true;
  const FoundPhrase word = reading.forms.phrases().EndingAt(reading.folded, EndBefore(form.begin), 40);
  return word && (word.value & (kArticle | kCueBefore)) != 0 && IsLowerLetter(CodePointAt(text(), word.begin).value);
}

// A cue, what may stand between, a name.
void Finder::CueBefore(const FoundPhrase& form, ByteSpan paragraph) {
  size_t at = Skip(form.end);
  const bool cue = (form.value & kCueBefore) != 0;
  bool noun = (form.value & kOutletNoun) != 0 && IsNounHere(form, paragraph);
  if (!noun && !cue) return;
  for (int i = 0; i < 5 && !reading.NameAt(at); ++i) {
    // Arabic writes "to" onto the next word.
    const CodePoint c = CodePointAt(text(), at);
    if (c.value == 0x644 || c.value == 0x628) {
      if (reading.NameAt(at + c.bytes) || reading.FormAt(at + c.bytes, kOutletNoun)) at += c.bytes;
      if (reading.NameAt(at)) break;
    }
    const FoundPhrase between = reading.FormAt(at, kArticle | kOutletNoun);
    // "the Daily Courier": a capital begins the name, but for the article itself.
    if (between && (!IsUpperLetter(c.value) || between.end - between.begin <= 3 || IsNounHere(between, paragraph))) {
      noun |= (between.value & kOutletNoun) != 0;
      at = Skip(between.end);
    } else if (noun && i > 0 && CodePointAt(text(), at).value == ',') {
      at = Skip(at + 1);
    } else {
      break;
    }
  }
  if (noun && CodePointAt(text(), at).value == ',') at = Skip(at + 1);
  const OutletName outlet = ReadOutlet(reading, at, paragraph.end, noun);
  if (outlet.end == 0) return;
  if (outlet.known == nullptr) {
    if (HasDateWord(outlet)) return;
    const bool quoted = outlet.end > outlet.span.end;
    const bool shaped = ReadOutlet(reading, outlet.span.begin, paragraph.end, false).end > 0;
    const bool reports = static_cast<bool>(VerbAfter(outlet.end, nullptr));
    if (!quoted && !shaped && !StandsAlone(outlet)) return;
    if (!cue && !quoted && !reports) return;
  } else if (!cue && outlet.known->ambiguous) {
    return;
  }
  const ByteSpan words = SpanOf(form.begin, form.end);
  Cite(outlet, words);
  OthersOfList(outlet, words, paragraph);
}

// ", said the BBC.": a verb behind a comma or a quotation, and a name that ends its clause. A name that goes on is a
// person's: "said Fox News anchor Anna Reed".
FoundPhrase Finder::SayBefore(const FoundPhrase& name, ByteSpan paragraph) const {
  const CodePoint next = CodePointAt(text(), name.end);
  if (next.bytes > 0 && next.value != '.' && next.value != ',' && next.value != ';' && next.value != '\n') return {};
  const auto phrase_before = [&](size_t at) {
    const size_t end = EndBefore(at);
    return end == at || end < paragraph.begin ? FoundPhrase{}
                                              : reading.forms.phrases().EndingAt(reading.folded, end, 16);
  };
  FoundPhrase verb = phrase_before(name.begin);
  if (verb && (verb.value & kArticle) != 0) verb = phrase_before(verb.begin);
  if (!verb || (verb.value & kSay) == 0) return {};
  const std::string_view before = TrimBlanks(text().substr(paragraph.begin, verb.begin - paragraph.begin));
  const char32_t mark = CodePointBefore(before, before.size()).value;
  return mark == ',' || IsClosingQuote(mark) ? verb : FoundPhrase{};
}

// The verb right behind a name that ends at `at`: "CNN also reported", "CNN, citing sources".
FoundPhrase Finder::VerbAfter(size_t at, const AgencyName* known) const {
  const CodePoint close = CodePointAt(text(), at);
  if (IsClosingQuote(close.value) && !IsWordLetter(CodePointAt(text(), at + close.bytes).value)) at += close.bytes;
  size_t word = Skip(at);
  // "《朝鲜日报》1月31日发表", "俄新网7日报道"
  if (const WrittenDate date = ReadWrittenDate(reading, word, text().size()); date.end > 0) word = at = date.end;
  size_t number = word;
  if (ReadNumber(text(), number, text().size(), 2) > 0 && text().substr(number).starts_with("日"))
    word = at = number + std::string_view("日").size();
  const FoundPhrase attached = reading.FormAt(at, kCueAfter);  // "'a göre", 报道
  if (attached && word == at) return attached;
  uint32_t kinds = kCueAfter;
  if (known != nullptr && !known->ambiguous) kinds |= kSay;
  const bool comma = CodePointAt(text(), word).value == ',';
  const FoundPhrase verb = reading.FormAt(comma ? Skip(word + 1) : word, comma ? kCueAfter : kinds);
  return verb && verb.begin > at ? verb : FoundPhrase{};
}

// "a Reuters report", "the Fox interview", "CNN-Interview", "CNN's report". `verbs`: by which its people report.
FoundPhrase Finder::ReportAfter(size_t end, uint32_t verbs) const {
  size_t at = Skip(end);
  if (CodePointAt(text(), end).value == '-') at = end + 1;
  const FoundPhrase noun = reading.FormAt(at, kReportNoun);
  if (!noun || noun.begin == end) return {};
  // People of an outlet say nothing for it unless they report.
  const FoundPhrase role = reading.FormAt(at, kRole);
  if (!role) return noun;
  const size_t limit = std::min(text().size(), noun.end + kCueBytes);
  for (size_t i = noun.end; i < limit; ++i) {
    if (text()[i] == '\n' || text()[i] == '.') return {};
    if (text()[i] == ' ' && reading.FormAt(i + 1, verbs)) return noun;
  }
  return {};
}

// What behind the name makes it a citation.
FoundPhrase Finder::CueAfter(size_t at, const AgencyName* known, ByteSpan paragraph) const {
  if (const FoundPhrase verb = VerbAfter(at, known)) return verb;
  // "Xinhua news agency reported"
  const CodePoint close = CodePointAt(text(), at);
  const size_t noun_at = Skip(IsClosingQuote(close.value) ? at + close.bytes : at);
  const FoundPhrase noun = reading.FormAt(noun_at, kOutletNoun);
  if (noun && noun_at > at) {
    if (const FoundPhrase verb = VerbAfter(noun.end, known)) return verb;
  }
  // "CNN's Anna Reed reports", "CBS News' Anna Reed reports"
  const CodePoint apostrophe = CodePointAt(text(), at);
  const size_t letter = at + apostrophe.bytes;
  const bool plural = text().substr(0, at).ends_with('s') && text().substr(letter, 1) == " ";
  if ((apostrophe.value == '\'' || apostrophe.value == 0x2019) && (plural || text().substr(letter, 2) == "s ")) {
    size_t here = Skip(plural ? letter : letter + 1);
    if (const FoundPhrase report = ReportAfter(here - 1, kCueAfter | kSay)) return report;
    for (int words = 0; words < 4 && IsUpperLetter(CodePointAt(text(), here).value); ++words) {
      while (here < paragraph.end && !IsBlank(CodePointAt(text(), here).value)) here += CodePointAt(text(), here).bytes;
      here = Skip(here);
      if (const FoundPhrase verb = reading.FormAt(here, kCueAfter | kSay); verb && words > 0) return verb;
    }
  }
  // "The Harbour Times, a weekly of the islands, reported"
  const size_t limit = std::min<size_t>(paragraph.end, at + kAppositionBytes);
  if (CodePointAt(text(), at).value == ',' && reading.FormAt(Skip(at + 1), kArticle)) {
    const std::string_view apposition = text().substr(at + 1, limit - at - 1);
    const size_t comma = apposition.find_first_of(",.");
    const size_t second = at + 1 + comma;
    if (comma != std::string_view::npos && apposition[comma] == ',') {
      if (const FoundPhrase verb = reading.FormAt(Skip(second + 1), kCueAfter)) return verb;
    }
  }
  // "In The New York Times: “The lake froze.”"
  const std::string_view opens = text().substr(paragraph.begin, at - paragraph.begin);
  if (known != nullptr && CodePointAt(text(), at).value == ':' && opens.size() < 40) {
    const char32_t mark = CodePointAt(text(), Skip(at + 1)).value;
    if (mark == '"' || mark == 0x201C || mark == 0x201E || mark == 0xAB) return {at, at + 1, kCueAfter};
  }
  // "The New York Times and the Post have reported"
  if (const FoundPhrase conjunction = reading.FormAt(Skip(at), kAnd); conjunction && known != nullptr) {
    size_t next = Skip(conjunction.end);
    next = Skip(reading.SkipForm(next, kArticle));
    const FoundPhrase other = reading.NameAt(next);
    size_t end = other ? other.end : next;
    if (!other && IsUpperLetter(CodePointAt(text(), next).value)) {
      while (end < limit && IsWordLetter(CodePointAt(text(), end).value)) end += CodePointAt(text(), end).bytes;
    }
    if (end > next) return VerbAfter(end, known);
  }
  return {};
}

void Finder::Picture(const FoundPhrase& name, ByteSpan paragraph) {
  if (out.photo_credits.size() == kMaxPhotoCredits) return;
  ByteSpan span = SpanOf(name.begin, name.end);
  // The whole bracket, where it stands in one.
  const size_t from = std::max<size_t>(paragraph.begin, name.begin - std::min(name.begin, kMaxBracketBytes));
  const size_t open = text().substr(from, name.begin - from).rfind('(');
  if (open != std::string_view::npos) {
    const Bracket bracket = ReadBracket(reading, from + open, paragraph.end);
    if (bracket.end > name.end) span = bracket.inside;
  }
  const std::string& id = reading.Name(name).agency->id;
  if (!out.photo_credits.empty() && out.photo_credits.back().span == span && out.photo_credits.back().agency_id == id)
    return;
  out.photo_credits.push_back({std::string(reading.View(span)), id, span});
}

void Finder::Paragraph(ByteSpan paragraph) {
  const std::span<const FoundPhrase> names = reading.NamesIn(paragraph);
  const std::span<const FoundPhrase> forms = reading.FormsIn(paragraph);
  std::vector<bool> of_picture(names.size());
  size_t known_forms = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    while (known_forms < forms.size() && forms[known_forms].end <= names[i].begin) ++known_forms;
    constexpr size_t kNear = 4;
    const std::span<const FoundPhrase> near = forms.first(known_forms).last(std::min(known_forms, kNear));
    of_picture[i] = !IsTaken(names[i].begin) && IsPictureCredit(reading, names[i], near, paragraph);
    if (of_picture[i]) {
      Picture(names[i], paragraph);
      photos.push_back(static_cast<uint32_t>(names[i].begin));
    }
  }
  for (const FoundPhrase& form : forms) {
    if ((form.value & (kCueBefore | kOutletNoun)) != 0) CueBefore(form, paragraph);
    if ((form.value & kCueAfter) == 0) continue;
    const size_t end = EndBefore(form.begin);
    if (end <= paragraph.begin || end == form.begin) continue;
    const OutletName outlet = ReadOutletBefore(reading, end, paragraph.begin);
    if (outlet.end > 0 && !reading.lexicon.names().EndingAt(text(), end, end - outlet.span.begin) &&
        !HasDateWord(outlet))
      Cite(outlet, SpanOf(form.begin, form.end));
  }
  for (size_t i = 0; i < names.size(); ++i) {
    const FoundPhrase& name = names[i];
    const AgencyName& known = reading.Name(name);
    if (of_picture[i] || !IsOutletHere(reading, known, name.end)) continue;
    FoundPhrase cue = CueAfter(name.end, &known, paragraph);
    if (!cue) cue = ReportAfter(name.end, kCueAfter);
    if (!cue && !known.ambiguous) cue = SayBefore(name, paragraph);
    if (cue) Cite({SpanOf(name.begin, name.end), &known, name.end}, SpanOf(cue.begin, cue.end));
  }
}

}  // namespace

FoundNames FindNames(const Reading& reading, const std::vector<ByteSpan>& taken) {
  Finder finder{reading, taken};
  for (const ByteSpan& paragraph : reading.paragraphs) finder.Paragraph(paragraph);
  for (Citation& citation : finder.out.citations) std::sort(citation.spans.begin(), citation.spans.end());
  std::stable_sort(finder.out.citations.begin(), finder.out.citations.end(),
                   [](const Citation& a, const Citation& b) { return a.spans.front() < b.spans.front(); });
  return std::move(finder.out);
}

}  // namespace wirefold
