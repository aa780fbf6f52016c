#include "common/news/byline_words.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/base/ascii.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

std::string_view LastWord(std::string_view text) { return text.substr(text.rfind(' ') + 1); }

constexpr size_t kMostOfName = 4;

size_t Words(std::string_view text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), ' ')) + (text.empty() ? 0 : 1);
}

// Of two or three words, of which the first and the last are written as names are.
bool LooksLikeName(std::string_view text) {
  return Words(text) >= 2 && Words(text) <= kMostOfName && !IsLowerLetter(CodePointAt(text, 0).value) &&
         !IsLowerLetter(CodePointAt(LastWord(text), 0).value);
}

// Words for a person at work. Others of the kind ("news", "desk") are of names, too: "News Corp".
bool IsPersonAtWork(std::string_view role) {
  constexpr std::string_view kWorks[] = {"writer",        "reporter",       "correspondent",   "editor",
                                         "journalist",    "columnist",      "producer",        "redakteur",
                                         "redakteurin",   "korrespondent",  "korrespondentin", "corresponsal",
                                         "correspondant", "correspondante", "journaliste",     "corrispondente",
                                         "inviato",       "correspondente", "muhabiri"};
  return IsOneOf(LastWord(role), kWorks);
}

// Words before and behind a time: of the page, not of a name.
bool IsOfTime(std::string_view folded, const LanguageForms& forms) {
  constexpr std::string_view kWords[] = {
      "on",       "at",         "le",      "à",       "am",        "um",     "el",       "em",   "às",
      "il",       "op",         "den",     "updated", "published", "posted", "modified", "last", "first",
      "updated:", "published:", "posted:", "date",    "date:",     "-",      "–",        "—",    "|"};
  if (IsOneOf(folded, kWords)) return true;
  if (folded.ends_with('.') || folded.ends_with(',') || folded.ends_with(':')) folded.remove_suffix(1);
  return IsForm(folded, kMonth | kWeekday, forms);
}

// Two numbers and more, or one and a month: "3 March", "03/03". In "Journal 9" the number is of the name.
bool HoldsTime(std::string_view folded, const LanguageForms& forms) {
  size_t numbers = 0;
  for (size_t i = 0; i < folded.size(); ++i) {
    numbers += IsDigit(folded[i]) && (i == 0 || !IsDigit(folded[i - 1])) ? 1 : 0;
    const bool begins = i == 0 || folded[i - 1] == ' ';
    if (begins && (forms.phrases().At(folded, i).value & kMonth) != 0) return true;
  }
  return numbers >= 2;
}

}  // namespace

bool IsForm(std::string_view folded, uint32_t kinds, const LanguageForms& forms) {
  const FoundPhrase form = forms.phrases().At(folded, 0);
  return form && form.end == folded.size() && (form.value & kinds) != 0;
}

std::string_view BehindBy(std::string_view part) {
  const std::string folded = FoldCase(part);
  const size_t by = folded.rfind(" by ");
  if (by == std::string::npos) return part;
  constexpr std::string_view kPictures[] = {"photo", "picture", "image", "video", "illustration", "graphic"};
  const std::string_view before = std::string_view(folded).substr(0, by);
  const bool of_pictures = std::any_of(std::begin(kPictures), std::end(kPictures),
                                       [&](std::string_view word) { return before.find(word) != std::string::npos; });
  return of_pictures ? std::string_view() : TrimMarks(part.substr(by + 4));
}

std::string_view BeforeTime(std::string_view part, const LanguageForms& forms) {
  const auto digit = std::find_if(part.begin(), part.end(), IsDigit);
  std::string folded = FoldCase(part);
  size_t end = part.size();
  bool timed = false;
  for (const std::string_view word : {" updated", " published", " posted", " last updated", " last modified"}) {
    const size_t at = folded.find(word);
    if (at < end) {
      end = at;
      timed = true;
    }
  }
  if (digit != part.end()) {
    if (!HoldsTime(folded, forms)) return {};
    const auto at = static_cast<size_t>(digit - part.begin());
    const size_t blank = part.substr(0, at).rfind(' ');
    end = std::min(end, blank == std::string_view::npos ? 0 : blank);
    timed = true;
  }
  if (!timed) return part;
  std::string_view name = TrimBlanks(part.substr(0, end));
  folded.resize(name.size());
  while (!name.empty() && IsOfTime(LastWord(folded), forms)) {
    const size_t blank = name.rfind(' ');
    name = blank == std::string_view::npos ? std::string_view() : TrimBlanks(name.substr(0, blank));
    folded.resize(name.size());
  }
  name = TrimMarks(name);
  // With digits gone one word is left of "Veröffentlicht am 3. März", too.
  return digit == part.end() || LooksLikeName(name) ? name : std::string_view();
}

std::string_view WithoutAttachedRole(std::string_view part) {
  for (const std::string_view role :
       {"本报记者", "记者", "記者", "取材・文", "文/", "文／", "文｜", "文・", "文＝", "文：", "撰文", "通讯员"}) {
    if (part.size() > role.size() && part.starts_with(role)) return TrimMarks(part.substr(role.size()));
  }
  for (const std::string_view role : {" 기자", " 특파원", " 記者", " 记者"}) {
    if (part.size() > role.size() && part.ends_with(role)) return TrimMarks(part.substr(0, part.size() - role.size()));
  }
  return part;
}

std::string_view WithoutRole(std::string_view part, const LanguageForms& forms) {
  const std::string folded = FoldCase(part);
  if (folded.starts_with("from ") && LooksLikeName(part.substr(5))) return part.substr(5);
  if (const FoundPhrase role = forms.phrases().At(folded, 0);
      role && (role.value & kRole) != 0 && role.end < part.size() &&
      IsPersonAtWork(std::string_view(folded).substr(0, role.end))) {
    const std::string_view name = TrimMarks(part.substr(role.end));
    if (LooksLikeName(name)) return name;
  }
  for (size_t blank = folded.find(' '); blank != std::string::npos; blank = folded.find(' ', blank + 1)) {
    const std::string_view name = part.substr(0, blank);
    const std::string_view role = std::string_view(folded).substr(blank + 1);
    // Of two words: "Political Correspondent"; behind one of them stands "Senior Entertainment", too.
    if (LooksLikeName(name) && Words(role) >= 2 && IsForm(role, kRole, forms) && IsPersonAtWork(role)) return name;
  }
  return part;
}

bool IsRole(std::string_view part, const LanguageForms& forms) {
  const std::string folded = FoldCase(part);
  return IsForm(folded, kRole, forms) || (Words(folded) >= 2 && IsForm(LastWord(folded), kRole, forms));
}

bool IsOnlyRole(std::string_view part) {
  const std::string folded = FoldCase(part);
  return Words(folded) >= 2 && Words(folded) <= 3 && IsPersonAtWork(folded);
}

bool IsReportedFrom(std::string_view part) {
  constexpr std::string_view kReports[] = {"報導", "報道", "报道", "電", "电"};
  return std::any_of(std::begin(kReports), std::end(kReports),
                     [&](std::string_view report) { return part.ends_with(report); });
}

size_t NameToldOf(std::string_view entry, const std::vector<std::string>& known) {
  constexpr std::string_view kNobody[] = {"he", "she", "it", "they", "who", "this", "that", "which", "there"};
  const std::string folded = FoldCase(entry);
  if (folded.size() != entry.size() || folded.find(" by ") != std::string::npos) return 0;
  const auto is_known = [&](std::string_view begin) {
    return std::any_of(known.begin(), known.end(), [&](const std::string& name) {
      const std::string folded_name = FoldCase(name);
      return folded_name.starts_with(begin) && (folded_name.size() == begin.size() || folded_name[begin.size()] == ' ');
    });
  };
  size_t end = folded.find(' ');
  for (size_t words = 1; words <= kMostOfName && end != std::string::npos; ++words) {
    const std::string_view name = std::string_view(folded).substr(0, end);
    for (const std::string_view possessive : {"'s", "’s"}) {
      const size_t size = name.size() - std::min(name.size(), possessive.size());
      if (name.ends_with(possessive) && is_known(name.substr(0, size))) return size;
    }
    const size_t next = folded.find(' ', end + 1);
    const std::string_view verb = std::string_view(folded).substr(end + 1, next - end - 1);
    if (verb == "is" || verb == "has") {
      if (IsOneOf(LastWord(name), kNobody)) return 0;
      return is_known(name) || LooksLikeName(entry.substr(0, end)) ? end : 0;
    }
    end = next;
  }
  return 0;
}

bool IsNameOfOutlet(std::string_view part, const LanguageForms& forms) {
  const std::string folded = FoldCase(part);
  return Words(folded) >= 2 && IsForm(LastWord(folded), kOutletWord, forms);
}

bool IsForWhom(std::string_view folded) {
  return folded.starts_with("special to ") && folded.find(" by ") == std::string_view::npos;
}

bool IsLabelledPicture(std::string_view folded) {
  constexpr std::string_view kLabels[] = {
      "photo",         "photos",     "photographs", "photography", "foto",  "fotos",  "fotografie",
      "fotografía",    "fotografia", "pictures",    "images",      "bild",  "bilder", "illustration",
      "illustrations", "graphics",   "grafik",      "infographic", "video", "vidéo",  "фото",
      "видео",         "写真",       "摄影",        "攝影",        "사진"};
  for (const std::string_view mark : {":", "："}) {
    const size_t label = folded.find(mark);
    if (label != std::string_view::npos && IsOneOf(TrimBlanks(folded.substr(0, label)), kLabels)) return true;
  }
  return false;
}

}  // namespace wirefold
