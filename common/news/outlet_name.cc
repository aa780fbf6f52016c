#include "common/news/outlet_name.h"

#include <algorithm>

#include "common/base/ascii.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxNameBytes = 60;
constexpr size_t kMaxNameWords = 6;

// Sites on which people post; what stands there is cited from others.
constexpr std::string_view kPlatforms[] = {"facebook",     "twitter",  "instagram", "youtube", "tiktok",   "reddit",
                                           "telegram",     "whatsapp", "wechat",    "weibo",   "linkedin", "snapchat",
                                           "truth social", "google",   "wikipedia", "x",       "amazon",   "netflix"};
constexpr std::string_view kJoiners[] = {"of", "de", "la",  "le",  "del", "della", "di",
                                         "&",  "du", "des", "für", "da",  "do"};
// What makes another thing of a name before it.
constexpr std::string_view kOtherThings[] = {
    "Institute", "Foundation", "University",   "Group",     "Inc",        "Corp",   "Philanthropies", "Holdings",
    "Fund",      "Survey",     "Poll",         "Index",     "Award",      "Awards", "City",           "Square",
    "Centre",    "Center",     "Terminal",     "Summit",    "Forum",      "School", "College",        "Party",
    "Building",  "Tower",      "Intelligence", "Economics", "NEF",        "Data",   "Life",           "Warner",
    "Prize",     "Leaders",    "MP",           "MLA",       "Government", "Chief",  "Minister"};
constexpr std::string_view kPartyWords[] = {
    "leader",       "leaders",    "chief",      "workers",     "worker",       "party",     "government",
    "candidate",    "candidates", "supporters", "members",     "member",       "mp",        "mps",
    "mla",          "mlas",       "minister",   "president",   "police",       "assembly",  "unit",
    "convener",     "convenor",   "rule",       "founder",     "chairman",     "lawmakers", "lawmaker",
    "spokesperson", "spokesman",  "councillor", "councillors", "headquarters", "hotspots"};

size_t EndOfWord(std::string_view text, size_t at, size_t limit) {
  size_t here = at;
  while (here < limit) {
    const CodePoint c = CodePointAt(text, here);
    const bool inside = c.value == '-' || c.value == '.' || c.value == '\'' || c.value == 0x2019 || c.value == '/' ||
                        c.value == '&' || c.value == '+' || c.value == '!';
    if (!IsWordLetter(c.value) && !(inside && IsWordLetter(CodePointAt(text, here + c.bytes).value))) break;
    // "CNN's": the name ends before it.
    if ((c.value == '\'' || c.value == 0x2019) && text.substr(here + c.bytes, 1) == "s" &&
        !IsWordLetter(CodePointAt(text, here + c.bytes + 1).value))
      break;
    here += c.bytes;
  }
  return here;
}

// "nj.com", "Лента.ру", "sport.de": a word with a stop inside and letters behind it.
bool IsDomain(std::string_view word) {
  const size_t dot = word.rfind('.');
  if (dot == std::string_view::npos || dot < 2) return false;
  const std::string_view top = word.substr(dot + 1);
  constexpr std::string_view kTops[] = {
      "com", "net", "org", "info", "ru", "ру", "de", "fr", "it", "es", "uk",   "au",    "in",    "co",    "hu", "az",
      "ua",  "pl",  "cz",  "br",   "pt", "nl", "se", "no", "dk", "fi", "ro",   "bg",    "rs",    "hr",    "gr", "tr",
      "me",  "tv",  "io",  "us",   "ca", "ie", "ch", "at", "be", "jp", "kr",   "cn",    "vn",    "id",    "pk", "za",
      "ng",  "ke",  "il",  "kz",   "by", "lt", "lv", "ee", "sk", "si", "news", "press", "media", "online"};
  // A capital behind the stop begins the next sentence: "the officials.In Oslo".
  return IsOneOf(top, kTops) && std::count(word.begin(), word.end(), '.') <= 3 &&
         word.find('@') == std::string_view::npos;
}

bool IsPlatform(std::string_view name) {
  const std::string folded = FoldCase(name);
  if (IsOneOf(std::string_view(folded), kPlatforms)) return true;
  const size_t dot = folded.find('.');
  return dot != std::string::npos && IsOneOf(std::string_view(folded).substr(0, dot), kPlatforms);
}

bool BeginsName(std::string_view text, size_t at) {
  const CodePoint c = CodePointAt(text, at);
  if (IsUpperLetter(c.value)) return true;
  // "9to5Mac"
  return c.value < 0x80 && IsDigit(static_cast<char>(c.value)) && IsLetter(text[std::min(at + 1, text.size() - 1)]);
}

struct Run {
  size_t end = 0;
  size_t words = 0;
  size_t last = 0;  // where the last word begins
};

// Words that begin with capitals, and joiners between them.
Run ReadRun(std::string_view text, size_t at, size_t limit) {
  Run run;
  limit = std::min(limit, at + kMaxNameBytes);
  for (size_t here = at; here < limit && run.words < kMaxNameWords;) {
    const size_t end = EndOfWord(text, here, limit);
    if (end == here) break;
    const std::string_view word = text.substr(here, end - here);
    if (BeginsName(text, here)) {
      run.end = end;
      run.last = here;
      ++run.words;
    } else if (run.words == 0 || !IsOneOf(word, kJoiners)) {
      break;
    }
    const size_t next = SkipBlanks(text, end);
    if (next == end) break;
    here = next;
  }
  return run;
}

bool IsOutletWord(const Reading& reading, size_t begin, size_t end) {
  const FoundPhrase form = reading.FormAt(begin, kOutletWord);
  return form && form.end == end;
}

}  // namespace

bool IsOutletHere(const Reading& reading, const AgencyName& name, size_t end) {
  const std::string_view text = reading.text;
  if (name.agency->kind == AgencyKind::kPhoto || name.agency->kind == AgencyKind::kUnnamed) return false;
  const CodePoint next = CodePointAt(text, end);
  if (next.value == '@' || next.value == '_') return false;
  const size_t word = SkipBlanks(text, end);
  if (word == end) return true;
  const size_t word_end = EndOfWord(text, word, std::min(text.size(), word + 40));
  const std::string_view following = text.substr(word, word_end - word);
  if (IsOneOf(following, kOtherThings)) return false;
  if (!name.ambiguous) return true;
  return !IsOneOf(std::string_view(reading.folded).substr(word, word_end - word), kPartyWords) &&
         !(BeginsName(text, word) && following != "I" && !IsOutletWord(reading, word, word_end) &&
           !reading.FormAt(word, kOutletNoun | kReportNoun | kWeekday | kMonth));
}

OutletName ReadOutlet(const Reading& reading, size_t at, size_t limit, bool after_noun) {
  const std::string_view text = reading.text;
  const CodePoint open = CodePointAt(text, at);
  const bool quoted = IsOpeningQuote(open.value);
  const size_t begin = quoted ? at + open.bytes : at;
  if (begin >= limit) return {};
  const auto done = [&](size_t end, const AgencyName* known) {
    OutletName outlet{SpanOf(begin, end), known, end};
    const CodePoint close = CodePointAt(text, end);
    if (quoted && IsClosingQuote(close.value)) outlet.end = end + close.bytes;
    return outlet;
  };
  const FoundPhrase known = reading.NameAt(begin);
  if (known && known.end <= limit) {
    if (!IsOutletHere(reading, reading.Name(known), known.end)) return {};
    return done(known.end, &reading.Name(known));
  }
  // A quoted name behind a noun: газета «Ведомости», 《朝鲜日报》 by its marks alone.
  if (quoted && (after_noun || open.value == 0x300A)) {
    for (size_t end = begin; end < std::min(limit, begin + kMaxNameBytes);) {
      const CodePoint c = CodePointAt(text, end);
      if (c.value == '\n' || IsSentenceEnd(c.value)) break;
      const bool apostrophe =
          (c.value == '\'' || c.value == 0x2019) && IsWordLetter(CodePointAt(text, end + c.bytes).value);
      if (IsClosingQuote(c.value) && !apostrophe) {
        const char32_t first = CodePointAt(text, begin).value;
        const bool name = IsWordLetter(first) && !IsLowerLetter(first);
        return !name || IsPlatform(text.substr(begin, end - begin)) ? OutletName{} : done(end, nullptr);
      }
      end += c.bytes;
    }
    return {};
  }
  const size_t first_end = EndOfWord(text, begin, std::min(limit, begin + kMaxNameBytes));
  const std::string_view first = text.substr(begin, first_end - begin);
  if (IsDomain(first)) return IsPlatform(first) ? OutletName{} : done(first_end, nullptr);
  const Run run = ReadRun(text, begin, limit);
  if (run.words == 0 || IsPlatform(text.substr(begin, run.end - begin))) return {};
  const bool shaped = run.words >= 2 &&
                      (IsOutletWord(reading, run.last, run.end) || (quoted && IsOutletWord(reading, begin, first_end)));
  if (!shaped && !after_noun) return {};
  if (IsOneOf(text.substr(run.last, run.end - run.last), kOtherThings)) return {};
  return done(run.end, nullptr);
}

OutletName ReadOutletBefore(const Reading& reading, size_t end, size_t begin) {
  const std::string_view text = reading.text;
  begin = std::max(begin, end - std::min(end, kMaxNameBytes));
  // Most words before a cue are plain small ones.
  size_t word = end;
  while (word > begin && IsLower(text[word - 1])) --word;
  if (word < end && word > begin && text[word - 1] == ' ') return {};
  while ((static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) ++begin;
  // The longest run of capitalised words that ends here, found from its beginning.
  bool in_word = begin > 0 && IsWordLetter(CodePointBefore(text, begin).value);
  for (size_t at = begin; at < end;) {
    const CodePoint c = CodePointAt(text, at);
    const bool starts = !in_word && BeginsName(text, at);
    in_word = IsWordLetter(c.value);
    if (starts) {
      const size_t word_end = EndOfWord(text, at, end);
      if (word_end == end && IsDomain(text.substr(at, end - at)) && !IsPlatform(text.substr(at, end - at)))
        return {SpanOf(at, end), nullptr, end};
      const Run run = ReadRun(text, at, end);
      const size_t words = run.words - (text.substr(at).starts_with("The ") ? 1 : 0);
      if (run.end == end && words >= 2 && IsOutletWord(reading, run.last, run.end) &&
          !IsPlatform(text.substr(at, end - at))) {
        const size_t name = words == run.words ? at : SkipBlanks(text, at + 3);
        return {SpanOf(name, end), nullptr, end};
      }
    }
    at += c.bytes;
  }
  return {};
}

}  // namespace wirefold
