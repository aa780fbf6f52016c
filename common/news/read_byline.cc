#include "common/news/read_byline.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/ascii.h"
#include "common/news/byline_words.h"
#include "common/news/letters.h"
#include "common/news/places.h"

namespace wirefold {
namespace {

constexpr size_t kMaxPeople = 64;
constexpr size_t kListedOutlets = 3;    // so many are a list of channels, not of authors
constexpr size_t kMaxEntryBytes = 400;  // a longer one is a text about the author

bool IsSeparator(char32_t c) {
  return c == ',' || c == '/' || c == '|' || c == '&' || c == '\n' || c == 0x2022 || c == 0x3001 || c == 0xFF0C ||
         c == 0xFF0F;
}

bool IsHangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }

// Between blanks, "Anna Reed + Tom Lund"; a middle dot between Hangul names, too. In a Chinese name it is a part of it.
bool SeparatesBetween(std::string_view entry, size_t at, CodePoint c) {
  if (c.value != '+' && c.value != 0xB7) return false;
  const char32_t before = CodePointBefore(entry, at).value;
  const char32_t behind = CodePointAt(entry, at + c.bytes).value;
  return (IsBlank(before) && IsBlank(behind)) || (c.value == 0xB7 && IsHangul(before) && IsHangul(behind));
}

// Handles, mail and web addresses are no names: "Anna Reed <anna@harbour.example>", "Anna Reed (@annareed)".
std::string WithoutAddresses(std::string_view entry) {
  std::string kept;
  for (const absl::string_view word : absl::StrSplit(absl::string_view(entry.data(), entry.size()), ' ')) {
    const std::string folded = FoldCase(std::string_view(word.data(), word.size()));
    const bool address = folded.find('@') != std::string::npos || folded.find("://") != std::string::npos ||
                         folded.find("www.") != std::string::npos;
    if (!address) absl::StrAppend(&kept, kept.empty() ? "" : " ", word);
    // The mark behind an address parts names: "Anna Reed <anna@harbour.example>, Tom Lund".
    if (address && !kept.empty() && word.back() == ',') kept += ',';
  }
  return kept;
}

// Without the marks around it, and the quotation marks of a list that was printed. The stop of "Jr." is the name's own.
std::string_view TrimName(std::string_view text) {
  std::string_view name = TrimMarks(text);
  while (name.size() > 2 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front())
    name = TrimMarks(name.substr(1, name.size() - 2));
  const size_t stop = static_cast<size_t>(name.data() - text.data()) + name.size();
  const bool junior = name.ends_with("Jr") || name.ends_with("Sr");
  return junior && text.substr(stop).starts_with('.') ? text.substr(stop - name.size(), name.size() + 1) : name;
}

// Whether two words and more stand before a conjunction, and behind it a single one up to the next mark.
bool IsOneNameAround(std::string_view entry, size_t begin, size_t conjunction, size_t end) {
  const std::string_view before = TrimMarks(entry.substr(begin, conjunction - begin));
  const std::string_view behind = TrimMarks(entry.substr(end, entry.find_first_of(",|/&", end) - end));
  return before.find(' ') != std::string_view::npos && !behind.empty() && behind.find(' ') == std::string_view::npos;
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
    const std::string_view part = TrimName(std::string_view(entry).substr(begin, end - begin));
    if (!part.empty()) {
      out.parts.emplace_back(part);
      out.before.push_back(before);
    }
    before = next;
  };
  for (size_t at = 0; at < entry.size();) {
    const CodePoint c = CodePointAt(entry, at);
    if (IsSeparator(c.value) || SeparatesBetween(entry, at, c)) {
      add(at, std::string_view(entry).substr(at, c.bytes));
      begin = at = at + c.bytes;
      continue;
    }
    if (IsBlank(c.value)) {
      const size_t word = SkipBlanks(entry, at);
      // "Anna Reed - Staff Writer"
      if (const CodePoint dash = CodePointAt(entry, word);
          IsDash(dash.value) && IsBlank(CodePointAt(entry, word + dash.bytes).value)) {
        add(at, std::string_view(entry).substr(word, dash.bytes));
        begin = at = word + dash.bytes;
        continue;
      }
      const FoundPhrase form = forms.phrases().At(folded, word);
      const bool conjunction = form && (form.value & kAnd) != 0 && CodePointAt(entry, form.end).value == ' ';
      // "Eduardo Rossi e Silva": a name may have the word, with a single one behind it.
      const bool of_name =
          conjunction && form.end - word == 1 && folded[word] != 'a' && IsOneNameAround(entry, begin, at, form.end);
      const bool with = form && (form.value & kInputsBefore) != 0;  // "Le Monde avec AFP"
      if ((conjunction && !of_name) || with) {
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

// "Updated March 3, 2024", "12 hours ago", "5 Min Read", "N/A": no name has digits and words of time. `dated`: the
// entry has digits, so that a month or a weekday in it is of a date and nobody's name.
bool IsNoName(std::string_view part, bool dated, const LanguageForms& forms) {
  constexpr std::string_view kFillers[] = {
      "admin",  "administrator", "webmaster", "null", "undefined", "unknown", "others", "al",
      "follow", "share",         "n/a",       "last", "first",     "date",    "author", "published"};
  if (std::any_of(part.begin(), part.end(), IsDigit)) return true;
  const std::string folded = FoldCase(part);
  if (IsOneOf(folded, kFillers)) return true;
  for (const std::string_view word : {"updated", "published", "posted", "last modified", "min read", "hours ago"}) {
    if (folded.starts_with(word) || folded.ends_with(word)) return true;
  }
  return IsForm(folded, kMonth | kWeekday, forms) && (dated || folded.size() <= 5);
}

// "Reuters Staff", "AFP Deutschland", "Cnn Political Reporter": an agency's name, and what its people are called.
const AgencyName* AgencyWithRole(std::string_view part, const AgencyLexicon& lexicon, const LanguageForms& forms) {
  const std::string folded = FoldCase(part);
  for (size_t cut = folded.find(' '); cut != std::string::npos; cut = folded.find(' ', cut + 1)) {
    const AgencyName* name = lexicon.FindInAnyCase(part.substr(0, cut));
    if (name == nullptr) continue;
    const std::string_view rest = part.substr(SkipBlanks(folded, cut));
    if (name->ambiguous && EqualsIgnoringCase(rest, "news")) return nullptr;  // "CNS News", another house
    if (IsRole(rest, forms)) return name;
    // "PTI New Delhi", written as the agency writes itself.
    if (lexicon.Find(part.substr(0, cut)) != nullptr && Places::BuiltIn().Has(rest)) return name;
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

// "Ada Holt, PhD".
bool IsDegree(std::string_view part) {
  constexpr std::string_view kDegrees[] = {"PhD", "Ph.D", "MD", "M.D", "DDS", "RN", "MBA", "MPH", "Esq", "JD", "J.D"};
  return IsOneOf(part, kDegrees);
}

// "Tom Lund, Jr.": a part of the name before it.
bool IsSuffix(std::string_view part) {
  constexpr std::string_view kSuffixes[] = {"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"};
  return IsOneOf(part, kSuffixes);
}

// "Anna Reed for Mail Online", "for Daily Mail Australia": for whom somebody wrote, if the lexicon knows it.
std::string_view WithoutEmployer(std::string_view part, const AgencyLexicon& lexicon, const LanguageForms& forms) {
  const size_t word = FoldCase(part).find(" for ");
  if (word == std::string::npos) return part;
  std::string_view employer = part.substr(word + 5);
  if (FoldCase(employer).starts_with("the ")) employer.remove_prefix(4);
  const size_t last = employer.rfind(' ');
  const bool of_country = last != std::string_view::npos && Places::BuiltIn().Has(employer.substr(last + 1)) &&
                          lexicon.FindInAnyCase(employer.substr(0, last)) != nullptr;
  const bool known = of_country || lexicon.FindInAnyCase(employer) != nullptr || IsNameOfOutlet(employer, forms);
  return known ? part.substr(0, word) : part;
}

// Where `words` stand in `entry` as whole words; all of it where they do not.
ByteSpan PlaceOf(std::string_view words, std::string_view entry) {
  const size_t at = FindWords(entry, words);
  if (at == std::string_view::npos) return {0, static_cast<uint32_t>(entry.size())};
  return {static_cast<uint32_t>(at), static_cast<uint32_t>(at + words.size())};
}

bool IsOfPictures(std::string_view folded) {
  return folded == "image" || folded == "images" || folded == "photo" || folded == "photos" || folded == "pictures";
}

// Reads the entries of a field one by one.
class Reader {
 public:
  Reader(const AgencyLexicon& lexicon, const LanguageForms& forms) : lexicon_(lexicon), forms_(forms) {}

  // A part of an entry, which begins at `begin` of it.
  void Entry(std::string_view written, size_t entry_index, size_t begin) {
    if (written.size() > kMaxEntryBytes) return;
    written_ = written;
    entry_ = static_cast<uint32_t>(entry_index);
    begin_ = static_cast<uint32_t>(begin);
    const std::string entry = WithoutAddresses(written);
    std::string_view whole = WithoutAttachedRole(Inside(TrimName(entry)));
    const std::string folded = FoldCase(whole);
    // "Anna Reed; Image; Getty; Lena Ost": whose the pictures are stands behind their label.
    pictures_follow_ |= IsOfPictures(folded);
    out_.of_pictures |= pictures_follow_;
    if (pictures_follow_ || IsForm(folded, kMonth | kWeekday, forms_)) return;
    if (const FoundPhrase by = forms_.phrases().At(folded, 0); by && (by.value & kBy) != 0 && by.end < whole.size())
      whole = TrimName(whole.substr(by.end));
    // A name may hold a mark: "RFE/RL".
    if (const AgencyName* name = AgencyOf(whole, lexicon_); name != nullptr && IsTextSource(name)) {
      Take(name, whole);
      return;
    }
    if (Introduced(whole)) return;
    // As a whole: "N/A" has a mark that parts names.
    if (IsNoName(whole, false, forms_) && whole.find(' ') == std::string_view::npos) return;
    const bool dated = std::any_of(whole.begin(), whole.end(), IsDigit);
    const Parts split = Split(std::string(whole), forms_);
    const size_t first = out_.people.size();
    for (size_t i = 0; i < split.parts.size(); ++i) Part(split.parts[i], split.before[i], i, dated);
    if (split.parts.size() == 2 && split.before[1] == ",") TurnAround(first);
  }

  Byline Done() && {
    if (out_.people.empty() && agencies_.empty() && !role_.empty()) out_.people.push_back(std::move(role_));
    if (!out_.of_pictures && outlets_ < kListedOutlets) out_.agencies = std::move(agencies_);
    return std::move(out_);
  }

  const std::vector<std::string>& people() const { return out_.people; }

 private:
  // "(记者 李明)": what a bracket around the whole holds.
  static std::string_view Inside(std::string_view entry) {
    const bool bracket =
        (entry.starts_with('(') && entry.ends_with(')')) || (entry.starts_with('[') && entry.ends_with(']'));
    return bracket ? TrimMarks(entry.substr(1, entry.size() - 2)) : entry;
  }

  // "Source: AFP", "© Reuters", "via AP", "par l'AFP": an agency behind words that say whose text it is.
  bool Introduced(std::string_view whole) {
    const std::string folded = FoldCase(whole);
    size_t end = 0;
    for (const std::string_view word : {"via ", "from ", "l'", "l’", "© ", "©"}) {
      if (end == 0 && folded.starts_with(word)) end = word.size();
    }
    constexpr uint32_t kWhose = kBy | kSource | kCopyright | kReportedBy;
    if (const FoundPhrase form = forms_.phrases().At(folded, 0); form && (form.value & kWhose) != 0)
      end = std::max(end, form.end);
    if (end == 0 || end >= whole.size()) return false;
    const std::string_view rest = TrimName(whole.substr(end));
    const AgencyName* name = AgencyOf(rest, lexicon_);
    if (name == nullptr) name = AgencyWithRole(rest, lexicon_, forms_);
    if (name == nullptr || !IsTextSource(name)) return false;
    Take(name, rest);
    return true;
  }

  void Take(const AgencyName* name, std::string_view words) {
    if (!IsTextSource(name) || std::any_of(agencies_.begin(), agencies_.end(),
                                           [&](const BylineAgency& have) { return have.name->agency == name->agency; }))
      return;
    const ByteSpan place = PlaceOf(words, written_);
    agencies_.push_back({name, entry_, {begin_ + place.begin, begin_ + place.end}});
  }

  // `before`: the mark or word that stands before the part, the `i`th of its entry.
  void Part(std::string_view part, const std::string& before, size_t i, bool dated) {
    const std::string folded = FoldCase(part);
    const AgencyName* name = AgencyOf(part, lexicon_);
    if (name == nullptr) name = AgencyWithRole(part, lexicon_, forms_);
    if (name != nullptr) {
      out_.of_pictures |= name->agency->kind == AgencyKind::kPhoto;
      outlets_ += name->agency->kind == AgencyKind::kOutlet ? 1 : 0;
      if (IsTextSource(name)) return Take(name, part);
      if (name->agency->kind == AgencyKind::kPhoto && !name->ambiguous) return;
      // "Anna Reed, BBC News": where somebody works.
      if (before == "," && i > 0 && !out_.people.empty() && name->agency->kind == AgencyKind::kOutlet) return;
    }
    if (IsPlaceOf(before, part) || (before == "," && (IsInstitution(folded) || IsDegree(part)))) return;
    if (IsForWhom(folded) || IsLabelledPicture(folded)) return;
    if (before == "," && IsSuffix(part) && !out_.people.empty()) {
      absl::StrAppend(&out_.people.back(), ", ", absl::string_view(part.data(), part.size()));
      return;
    }
    // "Anna Reed | Ellering Gazette", "Anna Reed, Chief Business Correspondent"
    if (i > 0 && ((before != "," && IsMark(before) && IsNameOfOutlet(part, forms_)) || IsRole(part, forms_))) return;
    Person(part, dated);
  }

  static bool IsMark(std::string_view before) { return !before.empty() && !IsLetter(before[0]); }

  void Person(std::string_view part, bool dated) {
    // "Anna Reed (Reuters)"
    if (const size_t bracket = part.rfind(" ("); bracket != std::string_view::npos && part.ends_with(')')) {
      const std::string_view inside = part.substr(bracket + 2, part.size() - bracket - 3);
      if (const AgencyName* name = AgencyOf(inside, lexicon_)) {
        Take(name, inside);
        part = part.substr(0, bracket);
      }
    }
    part = WithoutEmployer(BehindBy(BeforeTime(part, forms_)), lexicon_, forms_);
    part = WithoutRole(WithoutAttachedRole(part), forms_);
    if (IsReportedFrom(part)) return;
    if (IsOnlyRole(part)) {
      if (role_.empty()) role_ = part;
      return;
    }
    const bool is_role = IsForm(FoldCase(part), kRole, forms_);
    if (part.empty() || is_role || IsNoName(part, dated, forms_) || out_.people.size() == kMaxPeople) return;
    const std::string folded = FoldCase(part);
    if (std::any_of(out_.people.begin(), out_.people.end(),
                    [&](const std::string& one) { return FoldCase(one) == folded; }))
      return;
    out_.people.emplace_back(part);
  }

  // "Reed, Anna": two people of one word each are one whose names stand the other way round.
  void TurnAround(size_t first) {
    std::vector<std::string>& people = out_.people;
    if (people.size() != first + 2 || people[first].find(' ') != std::string::npos ||
        people[first + 1].find(' ') != std::string::npos || !IsUpperLetter(CodePointAt(people[first], 0).value) ||
        !IsUpperLetter(CodePointAt(people[first + 1], 0).value))
      return;
    people[first] = absl::StrCat(people[first + 1], " ", people[first]);
    people.pop_back();
  }

  const AgencyLexicon& lexicon_;
  const LanguageForms& forms_;
  Byline out_;
  std::vector<BylineAgency> agencies_;
  size_t outlets_ = 0;
  bool pictures_follow_ = false;  // in the entries from here on
  std::string role_;              // the first one without a name: it counts when nobody is named
  std::string_view written_;      // the part of an entry that is read,
  uint32_t entry_ = 0;            // which entry that is of,
  uint32_t begin_ = 0;            // and where in it
};

// Whether one of the next entries tells of the one that this entry names.
bool IsToldOfBehind(const std::vector<std::string>& entries, size_t i) {
  const size_t last = std::min(entries.size(), i + 1 + kMaxPeople);
  for (size_t later = i + 1; later < last; ++later) {
    const size_t name = NameToldOf(entries[later], {});
    if (name > 0 && EqualsIgnoringCase(std::string_view(entries[later]).substr(0, name), entries[i])) return true;
  }
  return false;
}

}  // namespace

Byline ReadByline(const std::vector<std::string>& entries, const AgencyLexicon& lexicon, const LanguageForms& forms) {
  Reader reader(lexicon, forms);
  bool told_of = false;  // crawlers cut what a page tells of its author into entries, too
  for (size_t i = 0; i < entries.size(); ++i) {
    if (const size_t end = NameToldOf(entries[i], reader.people()); end > 0) {
      const std::string_view name = std::string_view(entries[i]).substr(0, end);
      if (name.find(' ') != std::string_view::npos) reader.Entry(name, i, 0);
      told_of = true;
      continue;
    }
    if (EqualsIgnoringCase(entries[i], "https")) {  // the rest of the address is in the next one
      ++i;
      continue;
    }
    if (told_of && !IsToldOfBehind(entries, i)) continue;
    for (const absl::string_view part : absl::StrSplit(entries[i], ';'))
      reader.Entry({part.data(), part.size()}, i, static_cast<size_t>(part.data() - entries[i].data()));
  }
  return std::move(reader).Done();
}

}  // namespace wirefold
