#include "common/news/link_lines.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>

#include "common/base/ascii.h"
#include "common/news/language_forms.h"
#include "common/news/letters.h"
#include "common/news/lines.h"

namespace wirefold {
namespace {

constexpr size_t kProseBytes = 120;  // a line this long that ends like a sentence is prose
constexpr size_t kMinLinkBytes = 25;
constexpr size_t kMaxLinkBytes = 140;  // longer ones are captions
constexpr size_t kMaxGluedBytes = 200;
constexpr size_t kMaxQuestionBytes = 90;
constexpr size_t kDigitsOneIn = 5;  // bytes: a row of a table
constexpr int kLinkWords = 5;
constexpr size_t kSpacelessBytes = 42;     // of a script without blanks: as much as five words
constexpr int kSentenceWords = 3;          // of a line that ends like a sentence; fewer words are none
constexpr int kKickerWords = 8;            // "Ice on the river: Skaters return to the park", the last line
constexpr int kTitleWords = 9;             // a title between two paragraphs
constexpr int kGluedWords = 9;             // "Ice on the river:Skaters return to the park"
constexpr size_t kSentenceBytes = 60;      // a line as long that ends like a sentence is one of the text
constexpr size_t kMaxKickerBytes = 40;     // "Ice on the river:", a line above the headline it belongs to
constexpr size_t kMaxTeaserBytes = 200;    // the sentence below a headline in a list of articles
constexpr size_t kMinTeasers = 2;          // in a row
constexpr int kCapitalWords = 7;           // "SKATERS RETURN TO THE PARK AFTER THAW"
constexpr int kLabelledWords = 5;          // behind "EXCLUSIVE:"
constexpr size_t kMaxLabelBytes = 24;      // of a label in capitals
constexpr int kLinesOfLabel = 3;           // that it begins
constexpr size_t kMaxListLabelBytes = 24;  // of a label in a list of the text's own,
constexpr int kListedWords = 7;            // the words behind it,
constexpr size_t kMinListed = 3;           // and its lines
constexpr size_t kMaxTagBytes = 30;        // "Ferries", "Harbour Council"
constexpr size_t kMinTags = 3;             // in a row
constexpr size_t kMaxSandwichBytes = 200;
constexpr size_t kMaxSandwiched = 3;      // lines between two of one form
constexpr size_t kFewOthers = 2;          // unfinished lines that a text in prose may have, and
constexpr double kFewOthersShare = 0.15;  // such a share of all

// What takes the lines that are found here. In no table: they have no pattern.
struct Rules {
  FurnitureRule run{.id = "link_run", .category = "related_link"};
  FurnitureRule teaser{.id = "link_teaser", .category = "related_link"};
  FurnitureRule title{.id = "link_title", .category = "related_link"};
  FurnitureRule labelled{.id = "link_labelled", .category = "related_link"};
  FurnitureRule glued{.id = "link_glued", .category = "related_link"};
  FurnitureRule tags{.id = "tag_run", .category = "tags"};
};

const Rules& Own() {
  static const Rules& rules = *new Rules;
  return rules;
}

int Words(std::string_view folded) { return 1 + static_cast<int>(std::count(folded.begin(), folded.end(), ' ')); }

bool IsSpaceless(std::string_view folded) {
  const auto above =
      std::count_if(folded.begin(), folded.end(), [](char c) { return static_cast<uint8_t>(c) >= 0xE0; });
  return folded.size() >= kSpacelessBytes && static_cast<size_t>(above) * 4 >= folded.size();
}

// Letters that are written in capitals, all of them, in a line that has some.
bool IsCapitals(std::string_view folded) {
  const auto any = [&](auto is) { return std::any_of(folded.begin(), folded.end(), is); };
  return !any([](char c) { return IsLower(c); }) && any([](char c) { return IsAlphanumeric(c) && !IsDigit(c); });
}

// "EXCLUSIVE" of "EXCLUSIVE: Mayor sells the town hall"; empty: no label.
std::string_view LabelOf(std::string_view line) {
  const size_t colon = line.substr(0, kMaxLabelBytes).find(": ");
  if (colon == std::string_view::npos || colon < 4) return {};
  const std::string_view label = line.substr(0, colon);
  const bool capitals =
      std::all_of(label.begin(), label.end(), [](char c) { return c == ' ' || (c >= 'A' && c <= 'Z'); });
  return capitals && label != "UPDATE" ? label : std::string_view();
}

// "Ice on the river:Skaters return": a colon between letters, with no blank behind it.
bool IsGlued(std::string_view folded) {
  for (size_t at = folded.find(':'); at != std::string_view::npos && at + 1 < folded.size();
       at = folded.find(':', at + 1)) {
    const char before = at == 0 ? ' ' : folded[at - 1];
    const char behind = folded[at + 1];
    const bool word = IsLower(before) || before == '\'' || before == '"' || before == '?';
    if (word && ((behind >= 'A' && behind <= 'Z') || behind == '"' || behind == '\'')) return at > kMaxLabelBytes / 2;
  }
  return false;
}

// "Ferries": a few words, no more; no sign-off, which has marks of its own.
bool IsTag(std::string_view folded) {
  constexpr std::string_view kMarks = "/()[]:;.,-|@!?\"";
  return folded.size() <= kMaxTagBytes && Words(folded) <= 3 &&
         folded.find_first_of(kMarks) == std::string_view::npos && folded.find("\xC2\xA9") == std::string_view::npos &&
         !IsLower(folded[0]);
}

// "Islands", "12 March, 10:30", "Ada Holt": what stands with a headline in a list of articles. No credit, which has
// marks.
bool IsLabel(std::string_view folded) {
  constexpr std::string_view kCreditMarks = "/()[]@\"";
  return folded.size() <= kMaxKickerBytes && !IsSentence(folded, kSentenceWords) && !folded.ends_with(':') &&
         folded.find_first_of(kCreditMarks) == std::string_view::npos && folded.front() != '-' &&
         folded.find("\xC2\xA9") == std::string_view::npos;
}

// "December 2010-November 2012: ...", "12 May 1998: ...", "12 May, Hadley, town hall": a line of days and months before
// a mark tells what happened then, or will.
bool IsDatedBefore(std::string_view folded, std::string_view mark) {
  constexpr std::string_view kBeforeDays[] = {"le", "el", "il", "am", "den", "op", "on", "de"};
  const std::string_view dates = folded.substr(0, std::min(folded.find(mark), folded.size()));
  if (dates.size() == folded.size() || dates.size() > kMaxKickerBytes ||
      std::none_of(dates.begin(), dates.end(), IsDigit))
    return false;
  const std::string words = FoldCase(dates);
  for (size_t at = 0; at < words.size();) {
    const CodePoint c = CodePointAt(words, at);
    size_t end = at + c.bytes;
    if (IsWordLetter(c.value) && DigitValue(c.value) < 0) {
      const FoundPhrase form = LanguageForms::BuiltIn().phrases().AtOfBits(words, at, kMonth | kWeekday);
      while (end < words.size() && IsWordLetter(CodePointAt(words, end).value)) end += CodePointAt(words, end).bytes;
      if (!form && !IsOneOf(std::string_view(words).substr(at, end - at), kBeforeDays)) return false;
      end = std::max(end, form.end);
    }
    at = end;
  }
  return true;
}

bool IsDated(std::string_view folded) { return IsDatedBefore(folded, ": ") || IsDatedBefore(folded, ", "); }

// "Best song: A Ballad of the Gearbox": one line of a list in which each says what its value is of.
bool IsLabelledValue(std::string_view folded) {
  const size_t colon = folded.find(": ");
  return colon != std::string_view::npos && colon <= kMaxListLabelBytes && Words(folded.substr(0, colon)) <= 3 &&
         Words(folded.substr(colon + 2)) <= kListedWords;
}

// Forms of a page of which every line goes.
bool IsForm(const FurnitureRule& rule) {
  constexpr std::string_view kForms[] = {"newsletter", "registration", "subscription", "comment_form", "social_share"};
  return std::find(std::begin(kForms), std::end(kForms), rule.category) != std::end(kForms);
}

class Finder {
 public:
  explicit Finder(std::vector<TextLine>& lines) : lines_(lines), folded_(lines.size()), link_(lines.size()) {
    for (size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].text.size() <= kMaxGluedBytes) FoldLine(lines[i].text, folded_[i]);
      const bool sentence = lines[i].text.size() >= kSentenceBytes && IsSentence(folded_[i], kSentenceWords);
      prose_.push_back(IsProse(lines[i].text) || sentence);
      link_[i] = IsLinkLike(folded_[i]) && !IsDated(folded_[i]);
      if (const std::string_view label = LabelOf(lines[i].text); !label.empty()) ++labels_[label];
      const bool open = lines[i].rule == nullptr && !lines[i].headline && !prose_[i];
      unfinished_ += open && !IsSentence(folded_[i], kSentenceWords) && !folded_[i].empty() ? 1 : 0;
    }
    const auto first = std::find(prose_.begin(), prose_.end(), true);
    first_prose_ = static_cast<size_t>(first - prose_.begin());
    last_prose_ = prose_.size();
    for (size_t i = first_prose_; i < prose_.size(); ++i) last_prose_ = prose_[i] ? i : last_prose_;
  }

  void Find() {
    FindWithinForms();
    if (first_prose_ == lines_.size()) return;
    FindLabelled();
    FindTeasers();
    FindRuns();
    FindTitles();
    FindTags();
  }

 private:
  bool IsOpen(size_t i) const { return lines_[i].rule == nullptr && !lines_[i].headline; }
  bool IsLink(size_t i) const { return IsOpen(i) && link_[i]; }
  bool IsTeaser(size_t i) const { return IsOpen(i) && prose_[i] && lines_[i].text.size() <= kMaxTeaserBytes; }

  // Whether a text has next to no other unfinished lines than `these`: then they are none of its headings or lists.
  bool IsProseBut(size_t these) const {
    const size_t others = unfinished_ - std::min(unfinished_, these);
    return others <= kFewOthers || static_cast<double>(others) <= kFewOthersShare * static_cast<double>(lines_.size());
  }

  // What stands between two lines of one form belongs to it.
  void FindWithinForms() {
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].rule == nullptr || !IsForm(*lines_[i].rule)) continue;
      size_t next = i + 1;
      while (next < lines_.size() && next - i <= kMaxSandwiched && IsOpen(next) && !prose_[next] &&
             lines_[next].text.size() <= kMaxSandwichBytes) {
        ++next;
      }
      if (next == i + 1 || next >= lines_.size() || lines_[next].rule == nullptr) continue;
      if (lines_[next].rule->category != lines_[i].rule->category) continue;
      for (size_t at = i + 1; at < next; ++at) lines_[at].rule = lines_[i].rule;
    }
  }

  void FindLabelled() {
    for (size_t i = first_prose_; i < lines_.size(); ++i) {
      if (!IsOpen(i) || folded_[i].empty() || IsSentence(folded_[i], kSentenceWords)) continue;
      const std::string_view label = LabelOf(folded_[i]);
      if (!label.empty() && Words(folded_[i].substr(label.size() + 2)) >= kLabelledWords && link_[i]) {
        // A label of many lines is the text's own: speakers of a transcript, winners of prizes.
        if (labels_[label] < kLinesOfLabel) {
          lines_[i].rule = &Own().labelled;
        } else {
          link_[i] = false;
        }
      } else if (IsGlued(folded_[i]) && Words(folded_[i]) >= kGluedWords) {
        lines_[i].rule = &Own().glued;
      }
    }
  }

  // Headlines of other articles, each with a sentence on what it is about: behind a line that a rule takes, or with a
  // kicker above it.
  void FindTeasers() {
    for (size_t i = first_prose_ + 1; i < lines_.size(); ++i) {
      const bool kicker = IsOpen(i) && lines_[i].text.size() <= kMaxKickerBytes && folded_[i].ends_with(':') &&
                          prose_[i - 1] && i + 1 < lines_.size() && IsLink(i + 1);
      if (!kicker && lines_[i - 1].rule == nullptr) continue;
      // The headline before it may be a rule's already.
      const bool begun = IsTeaser(i) && lines_[i - 1].rule != nullptr && link_[i - 1];
      size_t end = kicker || begun ? i + 1 : i;
      size_t teasers = begun ? 1 : 0;
      while (end + 1 < lines_.size() && IsLink(end) && IsTeaser(end + 1)) {
        ++teasers;
        end += 2;
      }
      const bool label = end < lines_.size() && IsOpen(end) && !folded_[end].empty() && IsTag(folded_[end]);
      const bool box = kicker && teasers == 1 && label;
      if (!box && teasers < kMinTeasers) continue;
      if (box) ++end;
      for (; i < end; ++i) lines_[i].rule = &Own().teaser;
    }
  }

  // Two link lines or more in a row, between prose or behind it, and the short lines among them: sections, times,
  // names. Lines behind a colon are what it announces.
  void FindRuns() {
    for (size_t begin = first_prose_ + 1; begin < lines_.size(); ++begin) {
      if (prose_[begin] || !(prose_[begin - 1] || lines_[begin - 1].rule != nullptr)) continue;
      const Run run = RunAt(begin);
      const bool announced = lines_[begin - 1].text.ends_with(':') || lines_[begin - 1].text.ends_with("\xEF\xBC\x9A");
      const bool before_prose = run.end == lines_.size() || prose_[run.end];
      if (run.links >= 2 && run.links >= run.labels && !announced && before_prose && !IsListOfValues(run) &&
          IsProseBut(run.links + run.labels)) {
        for (size_t i = run.first_link; i <= run.last_link; ++i) {
          if (IsOpen(i)) lines_[i].rule = &Own().run;
        }
      }
      begin = std::max(begin, run.end);
    }
  }

  struct Run {
    size_t end = 0;
    size_t first_link = 0;
    size_t last_link = 0;
    size_t links = 0;
    size_t labels = 0;
  };

  Run RunAt(size_t begin) const {
    Run run;
    for (run.end = begin; run.end < lines_.size(); ++run.end) {
      const size_t i = run.end;
      if (IsLink(i)) {
        if (run.links++ == 0) run.first_link = i;
        run.last_link = i;
      } else if (IsOpen(i)) {
        if (folded_[i].empty() || !IsLabel(folded_[i])) break;
        ++run.labels;
      }
    }
    return run;
  }

  bool IsListOfValues(const Run& run) const {
    const auto first = folded_.begin() + static_cast<std::ptrdiff_t>(run.first_link);
    const auto last = folded_.begin() + static_cast<std::ptrdiff_t>(run.last_link);
    return run.last_link + 1 - run.first_link >= kMinListed && std::all_of(first, last + 1, IsLabelledValue);
  }

  // A long title, or one in capitals, alone between two paragraphs or behind the last.
  void FindTitles() {
    std::vector<size_t> titles;
    for (size_t i = first_prose_ + 1; i < lines_.size(); ++i) {
      if (!IsLink(i) || !(prose_[i - 1] || lines_[i - 1].rule != nullptr)) continue;
      if (i + 1 < lines_.size() && !prose_[i + 1] && lines_[i + 1].rule == nullptr) continue;
      const int words = Words(folded_[i]);
      const bool capitals = IsCapitals(folded_[i]);
      const bool last = i > last_prose_;
      const bool kicker = last && words >= kKickerWords && folded_[i].find(": ") != std::string::npos;
      if ((capitals && words >= kCapitalWords) || (!capitals && IsTitle(folded_[i]) && words >= kTitleWords) ||
          kicker) {
        titles.push_back(i);
      }
    }
    if (titles.empty() || !IsProseBut(titles.size())) return;
    for (const size_t i : titles) lines_[i].rule = &Own().title;
  }

  // Tags in a row behind the text, before furniture.
  void FindTags() {
    for (size_t begin = last_prose_ + 1; begin < lines_.size(); ++begin) {
      size_t end = begin;
      while (end < lines_.size() && IsOpen(end) && !folded_[end].empty() && IsTag(folded_[end])) ++end;
      if (end - begin >= kMinTags && end < lines_.size() && lines_[end].rule != nullptr) {
        for (size_t i = begin; i < end; ++i) lines_[i].rule = &Own().tags;
      }
      begin = std::max(begin, end);
    }
  }

  std::vector<TextLine>& lines_;
  std::vector<std::string> folded_;  // empty: too long
  std::vector<bool> link_;
  std::map<std::string_view, int> labels_;  // in capitals, and how many lines each begins
  std::vector<bool> prose_;
  size_t unfinished_ = 0;  // lines without a rule that end like no sentence
  size_t first_prose_ = 0;
  size_t last_prose_ = 0;
};

}  // namespace

bool IsProse(std::string_view line) {
  if (line.size() < kProseBytes) return false;
  const char last = line.back();
  return last == '.' || last == '?' || last == '!' || last == '"' || last == ')' || line.ends_with("”") ||
         line.ends_with("…");
}

bool IsLinkLike(std::string_view folded) {
  if (folded.size() < kMinLinkBytes || folded.size() > kMaxLinkBytes) return false;
  if (Words(folded) < kLinkWords && !IsSpaceless(folded)) return false;
  const auto first = static_cast<uint8_t>(folded.front());
  const bool begins = (first >= 'A' && first <= 'Z') || first == '"' || first == '\'' || first >= 0x80;
  size_t digits = 0;
  while (digits < folded.size() && IsDigit(folded[digits])) ++digits;
  if (!begins && (digits == 0 || folded[digits] != ' ')) return false;
  const bool exclaims = folded.ends_with('!') && IsTitle(folded);
  if (IsSentence(folded, kSentenceWords) && !exclaims) return false;
  if (folded.ends_with("..") || (folded.ends_with('?') && folded.size() > kMaxQuestionBytes)) return false;
  const auto figures = static_cast<size_t>(std::count_if(folded.begin(), folded.end(), IsDigit));
  if (figures * kDigitsOneIn > folded.size()) return false;
  if (folded.find_last_of(":,;-)") == folded.size() - 1) return false;
  for (const std::string_view part : {"http", "@", "#", "$", ".com", "\xC2\xA9"}) {
    if (folded.find(part) != std::string_view::npos) return false;
  }
  return true;
}

void FindLinkLines(std::vector<TextLine>& lines) { Finder(lines).Find(); }

}  // namespace wirefold
