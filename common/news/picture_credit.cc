#include "common/news/picture_credit.h"

#include <algorithm>

#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kLabelBytes = 40;      // from a label to the name
constexpr size_t kCaptionBytes = 200;   // a paragraph of fewer may be a caption
constexpr size_t kBracketedBytes = 80;  // before a bracket, the words that it may abbreviate
constexpr size_t kChainBytes = 200;     // of names and slashes before a name, and behind it

struct Surroundings {
  const Reading& reading;
  const FoundPhrase& name;
  ByteSpan paragraph;
  CodePoint before = CodePointBefore(reading.text, name.begin);
  CodePoint next = CodePointAt(reading.text, name.end);

  std::string_view text() const { return reading.text; }
  size_t Skip(size_t at) const { return SkipBlanks(reading.text, at); }
  FoundPhrase WordBefore(size_t at, size_t reach) const {
    return reading.forms.phrases().EndingAt(reading.folded, at - (CodePointBefore(text(), at).value == ' ' ? 1 : 0),
                                            reach);
  }

  bool IsOfPhotos() const;
  bool IsInSentence() const;
  bool IsBehindLabel(std::span<const FoundPhrase> forms) const;
  bool IsBetweenSlashes() const;
  bool IsAloneInBracket() const;
};

// "AP Photo", "via AP)".
bool Surroundings::IsOfPhotos() const {
  const size_t behind = Skip(name.end);
  if (reading.FormAt(behind, kPhoto) && behind < paragraph.end && IsUpperLetter(CodePointAt(text(), behind).value))
    return true;
  const FoundPhrase via = WordBefore(name.begin, 8);
  return via && reading.folded.compare(via.begin, via.end - via.begin, "via") == 0 &&
         (next.value == ')' || next.value == '/');
}

// "the NBC/WSJ poll", "Splash said": an article stands before the names, or small letters go on behind them.
bool Surroundings::IsInSentence() const {
  const auto is_agency_of_pictures = [&](const FoundPhrase& one) {
    return reading.Name(one).agency->kind == AgencyKind::kPhoto;
  };
  if (before.value == '/' && is_agency_of_pictures(name)) return false;
  size_t begin = name.begin;
  if (before.value == '/') {
    const size_t from = std::max<size_t>(paragraph.begin, begin - std::min(begin, kChainBytes));
    begin = from + text().substr(from, begin - from).find_last_of(" \n(") + 1;
  }
  const FoundPhrase article = WordBefore(begin, 8);
  if (article && (article.value & kArticle) != 0 && begin > paragraph.begin) return true;
  size_t end = name.end;
  const size_t limit = std::min<size_t>(paragraph.end, end + kChainBytes);
  while (end < limit && text()[end] == '/') {
    const FoundPhrase other = reading.NameAt(end + 1);
    if (other && is_agency_of_pictures(other)) return false;
    end = other ? other.end : std::min(text().substr(0, limit).find_first_of(" \n/)", end + 1), limit);
  }
  const size_t behind = Skip(end);
  constexpr size_t kWordBytes = 8;  // more than any of them
  constexpr std::string_view kOfPictures[] = {"via", "for", "file", "pool", "stock", "photo", "image"};
  std::string_view word = text().substr(behind, kWordBytes);
  word = word.substr(0, word.find_first_of(" \n),.;:"));
  return behind > end && behind < paragraph.end && IsLowerLetter(CodePointAt(text(), behind).value) &&
         !IsOneOf(word, kOfPictures);
}

// A label before it, with nothing but marks and small words between.
bool Surroundings::IsBehindLabel(std::span<const FoundPhrase> forms) const {
  const auto label = std::find_if(forms.rbegin(), forms.rend(), [&](const FoundPhrase& form) {
    return form.end <= name.begin && (form.value & kPhoto) != 0 && form.begin >= paragraph.begin;
  });
  if (label == forms.rend() || name.begin - label->end > kLabelBytes) return false;
  const std::string_view between = text().substr(label->end, name.begin - label->end);
  const bool marks = TrimMarks(between).empty() || between.find(':') != std::string_view::npos ||
                     between.find('/') != std::string_view::npos || TrimBlanks(between).starts_with("by ");
  return marks && between.find('.') == std::string_view::npos;
}

// "Lena Ost/AFP".
bool Surroundings::IsBetweenSlashes() const {
  if (next.value != '/' && before.value != '/') return false;
  const bool closes =
      next.value == ')' || next.value == ']' || next.bytes == 0 || next.value == '\n' || next.value == '/';
  const bool short_line = paragraph.end - paragraph.begin < kCaptionBytes;
  return (closes || before.value == '(' || short_line) && !IsInSentence();
}

// A bracket that holds the name alone; not "Aam Aadmi Party (AAP)", nor "NEW DELHI (PTI): ...".
bool Surroundings::IsAloneInBracket() const {
  if ((before.value != '(' && before.value != '[') || (next.value != ')' && next.value != ']')) return false;
  const size_t from = std::max<size_t>(paragraph.begin, name.begin - std::min(name.begin, kBracketedBytes));
  if (IsAbbreviation(text().substr(from, name.begin - 1 - from), reading.View(SpanOf(name.begin, name.end))))
    return false;
  const size_t behind = Skip(name.end + 1);
  const char32_t mark = CodePointAt(text(), behind).value;
  if (mark == ':' || (IsDash(mark) && behind > name.end + 1)) return false;
  // "Scott Perry (PA), Tom Garrett (VA)"
  return !reading.Name(name).ambiguous || (mark != ',' && !IsLowerLetter(mark));
}

}  // namespace

bool IsPictureCredit(const Reading& reading, const FoundPhrase& name, std::span<const FoundPhrase> forms,
                     ByteSpan paragraph) {
  const Surroundings around{reading, name, paragraph};
  const AgencyName& known = reading.Name(name);
  if (known.agency->kind == AgencyKind::kPhoto && !known.ambiguous && !around.IsInSentence()) return true;
  return around.IsOfPhotos() || around.IsBetweenSlashes() || around.IsBehindLabel(forms) || around.IsAloneInBracket();
}

}  // namespace wirefold
