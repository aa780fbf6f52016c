#include "common/news/read_byline.h"

#include <algorithm>

#include "common/base/ascii.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxPeople = 64;
constexpr size_t kListedOutlets = 3;    // so many are a list of channels, not of authors
constexpr size_t kMaxEntryBytes = 400;  // a longer one is a text about the author

bool IsSeparator(char32_t c) {
  return c == ',' || c == ';' || c == '/' || c == '|' || c == '&' || c == '\n' || c == 0x2022;
}

struct Parts {
  std::vector<std::string> parts;
  std::vector<std::string> before;  // the mark or the word before each; empty: it is the first
};

// Parts of an entry, between marks and the words for "and".
Parts Split(const std::string& entry, const LanguageForms& forms) {
  Parts out;
  const std::string folded = FoldCase(entry);
  size_t begin = 0;
  std::string before;
  const auto add = [&](size_t end, std::string_view next) {
    const std::string_view part = TrimMarks(std::string_view(entry).substr(begin, end - begin));
    if (!part.empty()) {
      out.parts.emplace_back(part);
      out.before.push_back(before);
    }
    before = next;
  };
  for (size_t at = 0; at < entry.size();) {
    const CodePoint c = CodePointAt(entry, at);
    if (IsSeparator(c.value)) {
      add(at, std::string_view(entry).substr(at, c.bytes));
      begin = at = at + c.bytes;
      continue;
    }
    if (IsBlank(c.value)) {
      const size_t word = SkipBlanks(entry, at);
      const FoundPhrase form = forms.phrases().At(folded, word);
      const bool conjunction = form && (form.value & kAnd) != 0 && CodePointAt(entry, form.end).value == ' ';
      const bool with = form && (form.value & kInputsBefore) != 0;  // "Le Monde avec AFP"
      if (conjunction || with) {
        add(at, std::string_view(folded).substr(word, form.end - word));
        begin = at = form.end;
        continue;
      }
      at = word;
      continue;
    }
    at += c.bytes;
  }
  add(entry.size(), {});
  return out;
}

// "Updated March 3, 2024", "12 hours ago", "5 Min Read": no name has digits and words of time.
bool IsNoName(std::string_view part, const LanguageForms& forms) {
  if (part.find('@') != std::string_view::npos || part.find("http") == 0) return true;
  const std::string folded = FoldCase(part);
  for (const std::string_view word : {"updated", "published", "posted", "last modified", "min read", "hours ago"}) {
    if (folded.starts_with(word) || folded.ends_with(word)) return true;
  }
  const bool digit = std::any_of(part.begin(), part.end(), IsDigit);
  if (digit) return true;
  const FoundPhrase form = forms.phrases().At(folded, 0);
  return form && form.end == folded.size() && (form.value & (kMonth | kWeekday)) != 0 && folded.size() <= 5;
}

// "Reuters Staff", "AFP Deutschland", "Cnn Political Reporter": an agency's name, and what its people are called.
const AgencyName* AgencyWithRole(std::string_view part, const AgencyLexicon& lexicon, const LanguageForms& forms) {
  const std::string folded = FoldCase(part);
  for (size_t cut = folded.find(' '); cut != std::string::npos; cut = folded.find(' ', cut + 1)) {
    const AgencyName* name = lexicon.FindInAnyCase(part.substr(0, cut));
    if (name == nullptr) continue;
    const FoundPhrase role = forms.phrases().At(folded, SkipBlanks(folded, cut));
    if (role && role.end == folded.size() && (role.value & kRole) != 0) return name;
  }
  return nullptr;
}

const AgencyName* AgencyOf(std::string_view part, const AgencyLexicon& lexicon) {
  if (const AgencyName* name = lexicon.Find(part)) return name;
  // "Agence France-Presse (AFP)"
  const size_t bracket = part.find(" (");
  if (bracket != std::string_view::npos && bracket > 0 && part.ends_with(')'))
    return AgencyOf(part.substr(0, bracket), lexicon);
  const AgencyName* name = lexicon.FindInAnyCase(part);
  // Capitals are lost on many sites: "Afp". But "Ani" is a woman's name, and "Pa" a word.
  constexpr size_t kShortName = 4;
  const bool mixed = std::any_of(part.begin(), part.end(), IsLower) && std::any_of(part.begin(), part.end(), IsUpper);
  const bool doubtful = name != nullptr && part.size() <= kShortName && mixed && (name->ambiguous || part == "Ani");
  return doubtful ? nullptr : name;
}

// "Ada Holt, Valley State University": where somebody works.
bool IsInstitution(std::string_view folded) {
  constexpr std::string_view kWords[] = {"universit", "universid", "institut", "college", "school of", "hochschule"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return folded.find(word) != std::string_view::npos; });
}

// "Ada Holt in Valletta": where somebody is. In Slovene the same word is "and", with a whole name behind it.
bool IsPlaceOf(std::string_view before, std::string_view part) {
  return before == "in" && part.find(' ') == std::string_view::npos;
}

bool IsOfPictures(std::string_view folded) {
  return folded == "image" || folded == "images" || folded == "photo" || folded == "photos" || folded == "pictures";
}

}  // namespace

Byline ReadByline(const std::vector<std::string>& entries, const AgencyLexicon& lexicon, const LanguageForms& forms) {
  Byline out;
  std::vector<const AgencyName*> agencies;
  size_t outlets = 0;
  const auto take = [&](const AgencyName* name) {
    if (IsTextSource(name) && std::none_of(agencies.begin(), agencies.end(),
                                           [&](const AgencyName* have) { return have->agency == name->agency; }))
      agencies.push_back(name);
  };
  for (const std::string& entry : entries) {
    if (entry.size() > kMaxEntryBytes) continue;
    std::string_view whole = TrimMarks(entry);
    const std::string folded = FoldCase(whole);
    if (const FoundPhrase by = forms.phrases().At(folded, 0); by && (by.value & kBy) != 0 && by.end < whole.size())
      whole = TrimMarks(whole.substr(by.end));
    // A name may hold a mark: "RFE/RL".
    if (const AgencyName* name = AgencyOf(whole, lexicon); name != nullptr && IsTextSource(name)) {
      take(name);
      continue;
    }
    if (IsNoName(whole, forms)) continue;
    const Parts split = Split(std::string(whole), forms);
    for (size_t i = 0; i < split.parts.size(); ++i) {
      const std::string& part = split.parts[i];
      const std::string part_folded = FoldCase(part);
      const AgencyName* name = AgencyOf(part, lexicon);
      if (name == nullptr) name = AgencyWithRole(part, lexicon, forms);
      if (name != nullptr && name->agency->kind == AgencyKind::kPhoto) out.of_pictures = true;
      outlets += name != nullptr && name->agency->kind == AgencyKind::kOutlet ? 1 : 0;
      out.of_pictures |= IsOfPictures(part_folded);
      if (name != nullptr && IsTextSource(name)) {
        take(name);
        continue;
      }
      const std::string& before = split.before[i];
      if (IsPlaceOf(before, part) || (before == "," && IsInstitution(part_folded))) continue;
      const FoundPhrase role = forms.phrases().At(part_folded, 0);
      const bool is_role = role && role.end == part_folded.size() && (role.value & kRole) != 0;
      if (!is_role && !IsNoName(part, forms) && out.people.size() < kMaxPeople) out.people.push_back(part);
    }
  }
  if (!out.of_pictures && outlets < kListedOutlets) out.agencies = std::move(agencies);
  return out;
}

}  // namespace wirefold
