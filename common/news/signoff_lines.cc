#include "common/news/signoff_lines.h"

#include <algorithm>

#include "common/base/ascii.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kEndBytes = 320;  // how far before the end of a paragraph a sign-off may begin
constexpr size_t kMaxNounBytes = 24;
constexpr size_t kMaxInitials = 24;  // bytes of desk initials: "gsh/mr/soni"

bool IsWire(const AgencyName* name) {
  return name->agency->kind == AgencyKind::kWire || name->agency->kind == AgencyKind::kUnnamed;
}

bool AreWires(const NameList& list) { return list.All() && std::all_of(list.names.begin(), list.names.end(), IsWire); }

// "gsh/mr/soni", "RAM ARC 1530", "fp", "आशीष नरेश": letters of those at the desk, and nothing else. Latin ones are all
// small or all capitals, two to four each.
bool IsInitials(std::string_view text) {
  text = TrimMarks(text);
  if (text.empty() || text.size() > kMaxInitials) return text.empty();
  size_t run = 0;
  bool upper = false;
  bool lower = false;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    at += c.bytes;
    if (IsUpperLetter(c.value) || IsLowerLetter(c.value)) {
      upper |= IsUpperLetter(c.value);
      lower |= IsLowerLetter(c.value);
      if (++run > 4) return false;
    } else if (DigitValue(c.value) >= 0 || IsBlank(c.value) || c.value == '/' || c.value == '-' || c.value == '.') {
      run = 0;
    } else {
      return false;
    }
  }
  // Small ones are joined by slashes; words of a sentence are not.
  return !(upper && lower) && !(lower && text.find(' ') != std::string_view::npos);
}

bool IsSmallInitials(std::string_view text) {
  text = TrimBlanks(text);
  return !text.empty() && IsInitials(text) &&
         std::none_of(text.begin(), text.end(), [](char c) { return IsUpper(c) || IsDigit(c); }) &&
         std::any_of(text.begin(), text.end(), IsLower);
}

// "LENA OST": who took a picture.
bool IsPerson(std::string_view text) {
  constexpr size_t kLeastLetters = 3;
  text = TrimMarks(text);
  const size_t blank = text.find(' ');
  return blank != std::string_view::npos && blank >= kLeastLetters && text.size() - blank > kLeastLetters &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || static_cast<uint8_t>(c) >= 0x80 || IsUpper(c); });
}

// Small words of Devanagari behind भाषा: the names of its desk.
bool IsDeskOfBhasha(std::string_view text) {
  text = TrimBlanks(text);
  return text.size() <= 60 && std::count(text.begin(), text.end(), ' ') <= 3 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || (static_cast<unsigned char>(c) >= 0x80); });
}

std::optional<Signoff> Of(const NameList& list, CreditKind kind, ByteSpan span) {
  return Signoff{list.names, kind, span};
}

ByteSpan SpanOfView(const Reading& reading, std::string_view view) {
  const size_t begin = static_cast<size_t>(view.data() - reading.text.data());
  return SpanOf(begin, begin + view.size());
}

// "Source: Xinhua", "Quelle: APA/sda/dpa". A label without a colon must be followed by names and nothing else.
std::optional<Signoff> ReadLabelled(const Reading& reading, ByteSpan line) {
  const FoundPhrase label = reading.FormAt(line.begin, kSource);
  if (!label || label.end >= line.end) return std::nullopt;
  const std::string_view word = reading.text.substr(label.begin, label.end - label.begin);
  const char32_t last = CodePointBefore(word, word.size()).value;
  size_t at = label.end;
  bool colon = last == ':' || last == 0xFF1A;
  if (const size_t next = SkipBlanks(reading.text, at); !colon && next < line.end && reading.text[next] == ':') {
    colon = true;
    at = next + 1;
  }
  if (!colon) {
    const NameList list = ReadNames(reading, SpanOf(at, line.end));
    const bool newsroom = reading.folded.compare(label.begin, label.end - label.begin, "newsroom") == 0;
    if (!AreWires(list) && !(newsroom && !list.names.empty() && IsWire(list.names[0]))) return std::nullopt;
    return Of(list, CreditKind::kOrigin, line);
  }
  NameChain chain = ReadNameChain(reading, at, line.end);
  if (chain.names.empty() || !IsWire(chain.names[0])) return std::nullopt;
  std::erase_if(chain.names, [](const AgencyName* name) { return !IsWire(name); });
  return Signoff{chain.names, CreditKind::kOrigin, SpanOf(line.begin, chain.end)};
}

// "Le Monde avec AFP", "Redacción con EFE": a newsroom, one word, and agencies to the end of the line.
std::optional<Signoff> ReadNewsroomWith(const Reading& reading, ByteSpan line) {
  constexpr size_t kMaxBytes = 80;
  constexpr size_t kMostWords = 4;
  if (line.end - line.begin > kMaxBytes || !IsUpperLetter(CodePointAt(reading.text, line.begin).value))
    return std::nullopt;
  for (const FoundPhrase& form : reading.FormsIn(line)) {
    if ((form.value & kInputsBefore) == 0 || form.begin <= line.begin) continue;
    size_t words = 0;
    for (size_t at = line.begin; at < form.begin; ++words) {
      const char32_t first = CodePointAt(reading.text, at).value;
      if (!IsUpperLetter(first) && reading.SkipForm(at, kArticle) == at) return std::nullopt;
      at = SkipBlanks(reading.text, std::min<size_t>(reading.text.find(' ', at), form.begin));
    }
    const NameList list = ReadNamesAlone(reading, TrimSpan(reading.text, SpanOf(form.end, line.end)));
    if (words <= kMostWords && AreWires(list)) return Of(list, CreditKind::kInputs, line);
  }
  return std::nullopt;
}

// "With inputs from PTI and ANI", "Con información de AFP, EFE y Reuters", "PTI inputs".
std::optional<Signoff> ReadInputs(const Reading& reading, ByteSpan inside) {
  const std::string_view text = reading.text;
  if (const FoundPhrase form = reading.FormAt(inside.begin, kInputsBefore)) {
    // "Compiled from Reuters and AFP reports"
    const FoundPhrase last = reading.forms.phrases().EndingAt(reading.folded, inside.end, kMaxNounBytes);
    const bool noun = last && (last.value & kReportNoun) != 0 && last.begin > form.end;
    NameList list = ReadNames(reading, TrimSpan(text, SpanOf(form.end, noun ? last.begin : inside.end)));
    // An outlet lends its reporting, which is a citation.
    std::erase_if(list.names, [](const AgencyName* name) {
      return name->agency->kind == AgencyKind::kOutlet || name->agency->kind == AgencyKind::kPhoto;
    });
    // One word, such as "with", says nothing alone.
    const bool one_word = text.substr(form.begin, form.end - form.begin).find(' ') == std::string_view::npos;
    if (!list.names.empty() && (!one_word || list.All())) return Of(list, CreditKind::kInputs, inside);
  }
  size_t begin = inside.begin;
  if (const FoundPhrase with = reading.FormAt(begin, kInputsBefore)) begin = SkipBlanks(text, with.end);
  if (!reading.NameAt(begin)) return std::nullopt;
  const FoundPhrase form = reading.forms.phrases().EndingAt(reading.folded, inside.end, 48);
  if (!form || (form.value & kInputsAfter) == 0 || form.begin <= begin) return std::nullopt;
  const NameList list = ReadNamesAlone(reading, SpanOf(begin, form.begin));
  if (!list.All()) return std::nullopt;
  return Of(list, CreditKind::kInputs, inside);
}

bool MayBeCaption(const Reading& reading, ByteSpan sentence) {
  const std::string_view view = reading.View(sentence);
  return view.find("(L)") != std::string_view::npos || view.find("(R)") != std::string_view::npos ||
         view.find("(C)") != std::string_view::npos || reading.FormAt(sentence.begin, kPhoto);
}

// Behind a stop near the end, with or without a dash: a name or a label.
std::optional<Signoff> ReadSignoffBehind(const Reading& reading, size_t at, size_t end) {
  const std::string_view text = reading.text;
  size_t begin = SkipBlanks(text, at);
  for (CodePoint mark; begin < end && (mark = CodePointAt(text, begin)).bytes > 0 && IsDash(mark.value);)
    begin = SkipBlanks(text, begin + mark.bytes);
  if (begin >= end || begin == at) return std::nullopt;
  // A bracket that nobody closed.
  if (text[begin] == '(') return ReadInputs(reading, SpanOf(begin + 1, end));
  if (std::optional<Signoff> labelled = ReadLabelled(reading, SpanOf(begin, end))) return labelled;
  // "/TASS/"
  const size_t slash = text[begin] == '/' ? 1 : 0;
  const FoundPhrase name = reading.NameAt(begin + slash);
  if (!name || !IsWire(&reading.Name(name))) return std::nullopt;
  const std::string_view behind = text.substr(name.end, end - name.end);
  if (!IsInitials(behind) && !behind.starts_with("/(")) return std::nullopt;
  return Signoff{{&reading.Name(name)}, CreditKind::kOrigin, SpanOf(begin, end)};
}

}  // namespace

std::optional<Signoff> ReadSignoffBracket(const Reading& reading, ByteSpan inside) {
  inside = TrimSpan(reading.text, inside);
  if (inside.begin == inside.end || reading.FormAt(inside.begin, kPhoto)) return std::nullopt;
  if (std::optional<Signoff> labelled = ReadLabelled(reading, inside)) return labelled;
  if (std::optional<Signoff> inputs = ReadInputs(reading, inside)) return inputs;
  const NameList list = ReadNamesAlone(reading, inside);
  if (AreWires(list)) return Of(list, CreditKind::kOrigin, inside);
  // "أبوظبي - د ب أ": a place, a dash, the agency.
  const std::string_view view = reading.View(inside);
  const size_t dash = view.rfind(" - ");
  if (dash == std::string_view::npos) return std::nullopt;
  const AgencyName* name = reading.lexicon.Find(view.substr(dash + 3));
  if (name == nullptr || !IsWire(name)) return std::nullopt;
  return Signoff{{name}, CreditKind::kOrigin, inside};
}

std::optional<Signoff> ReadSignoffLine(const Reading& reading, ByteSpan line) {
  const std::string_view text = reading.text;
  const std::string_view view = TrimMarks(reading.View(line));
  if (view.empty()) return std::nullopt;
  const ByteSpan bare = SpanOfView(reading, view);
  // "(PTI)", "(Hina) fp", "(Quelle: APA)".
  if (const Bracket bracket = ReadBracket(reading, bare.begin, bare.end); bracket.end > 0) {
    if (!IsInitials(text.substr(bracket.end, bare.end - bracket.end))) return std::nullopt;
    std::optional<Signoff> inside = ReadSignoffBracket(reading, bracket.inside);
    if (inside) inside->span = line;
    return inside;
  }
  // "glb/sb (Reuters, AFP)": the desk wrote it, from these.
  if (const Bracket last = ReadBracketBefore(reading, bare); last.end > 0 && last.inside.begin > bare.begin + 1) {
    const NameList list = ReadNamesAlone(reading, last.inside);
    if (AreWires(list) && IsSmallInitials(text.substr(bare.begin, last.inside.begin - 1 - bare.begin)))
      return Of(list, CreditKind::kInputs, line);
  }
  if (std::optional<Signoff> labelled = ReadLabelled(reading, bare)) return labelled;
  if (std::optional<Signoff> inputs = ReadInputs(reading, bare)) return inputs;
  if (std::optional<Signoff> with = ReadNewsroomWith(reading, bare)) return with;
  const NameList list = ReadNamesAlone(reading, bare);
  if (AreWires(list)) return Of(list, CreditKind::kOrigin, line);
  const FoundPhrase first = reading.NameAt(bare.begin);
  if (first && first.end < bare.end && IsWire(&reading.Name(first))) {
    const std::string_view behind = text.substr(first.end, bare.end - first.end);
    const bool bhasha = reading.View(SpanOf(first.begin, first.end)) == "भाषा" && IsDeskOfBhasha(behind);
    const bool bracketed = TrimBlanks(behind).starts_with("/(");
    if (IsInitials(behind) || bhasha || bracketed) return Signoff{{&reading.Name(first)}, CreditKind::kOrigin, line};
  }
  // "NDO/EFE", "red/APA/Reuters"
  for (const size_t slash : {view.find('/'), view.rfind('/')}) {
    if (slash == std::string_view::npos || slash == 0 || !IsInitials(view.substr(0, slash)) ||
        IsPerson(view.substr(0, slash)))
      continue;
    const NameList behind = ReadNamesAlone(reading, SpanOf(bare.begin + slash + 1, bare.end));
    if (AreWires(behind)) return Of(behind, CreditKind::kOrigin, line);
  }
  return std::nullopt;
}

std::optional<Signoff> ReadSignoffEnd(const Reading& reading, ByteSpan paragraph) {
  const std::string_view text = reading.text;
  if (const Bracket bracket = ReadBracketBefore(reading, paragraph); bracket.end > 0) {
    const size_t open = bracket.inside.begin - CodePointBefore(text, bracket.inside.begin).bytes;
    std::optional<Signoff> inside = ReadSignoffBracket(reading, bracket.inside);
    const std::string_view before = text.substr(paragraph.begin, open - paragraph.begin);
    const bool caption = MayBeCaption(reading, SpanOf(paragraph.begin, open));
    if (inside && ((EndsSentence(before) && !caption) || inside->kind == CreditKind::kInputs)) {
      inside->span = SpanOf(open, paragraph.end);
      return inside;
    }
  }
  size_t from = paragraph.begin;
  if (paragraph.end - paragraph.begin > kEndBytes) from = paragraph.end - kEndBytes;
  while ((static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  std::optional<Signoff> signoff;
  reading.maps.AnyOf(SpanOf(from, paragraph.end), &MarkMap::MarksAndAbove, [&](size_t mark) {
    const CodePoint c = CodePointAt(text, mark);
    const size_t at = mark + c.bytes;
    if (!IsSentenceEnd(c.value) && !IsClosingQuote(c.value)) return false;
    if (!EndsSentence(text.substr(paragraph.begin, at - paragraph.begin))) return false;
    signoff = ReadSignoffBehind(reading, at, paragraph.end);
    return signoff.has_value();
  });
  return signoff;
}

}  // namespace wirefold
