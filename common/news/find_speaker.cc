// Who said a quotation, by the words right behind it and right before it.
#include <algorithm>

#include "common/base/ascii.h"
#include "common/base/hash.h"
#include "common/news/find_quotes.h"
#include "common/news/letters.h"
#include "common/news/places.h"
#include "common/news/speaker_scripts.h"
#include "common/news/stop_words.h"

namespace wirefold {
namespace {

constexpr size_t kReach = 240;  // bytes around a quotation in which its speaker is named
constexpr size_t kMaxWords = 14;
constexpr size_t kMaxNameBytes = 80;
constexpr size_t kWordsToVerb = 4;  // small words between a name and its verb

// Capitalised words that name nobody.
constexpr std::string_view kNobody[] = {
    "the",       "a",       "an",       "he",        "she",   "it",      "they",    "we",       "i",        "you",
    "this",      "that",    "these",    "those",     "but",   "and",     "or",      "if",       "in",       "on",
    "at",        "as",      "when",     "while",     "after", "before",  "one",     "another",  "some",     "many",
    "most",      "all",     "his",      "her",       "its",   "their",   "my",      "our",      "there",    "then",
    "now",       "so",      "er",       "sie",       "es",    "wir",     "ich",     "das",      "der",      "die",
    "ein",       "eine",    "il",       "elle",      "ils",   "on",      "él",      "ella",     "ellos",    "lo",
    "la",        "le",      "les",      "el",        "los",   "las",     "han",     "hun",      "hon",      "он",
    "она",       "они",     "это",      "en",        "un",    "une",     "ele",     "ela",      "o",        "also",
    "with",      "for",     "from",     "by",        "of",    "to",      "because", "since",    "however",  "although",
    "did",       "do",      "does",     "is",        "was",   "has",     "had",     "who",      "how",      "why",
    "where",     "which",   "even",     "once",      "no",    "not",     "yes",     "during",   "despite",  "until",
    "mit",       "für",     "nach",     "auch",      "con",   "para",    "por",     "como",     "avec",     "pour",
    "dans",      "selon",   "comme",    "secondo",   "well",  "here",    "can",     "indeed",   "still",    "today",
    "speaking",  "writing", "recently", "yesterday", "later", "earlier", "yet",     "what",     "asked",    "meanwhile",
    "according", "source",  "sources",  "insider",   "船长",  "记者",    "专家",    "警方",     "他们",     "她们",
    "我们",      "该报",    "报告",     "声明",      "文章",  "官员",    "发言人",  "分析人士", "消息人士", "业内人士"};

bool NamesNobody(std::string_view word) {
  const std::string folded = FoldCase(word);
  return std::find(std::begin(kNobody), std::end(kNobody), std::string_view(folded)) != std::end(kNobody);
}

size_t EndOfWord(std::string_view text, size_t at, size_t limit) {
  size_t here = at;
  while (here < limit) {
    const CodePoint c = CodePointAt(text, here);
    const bool inside = c.value == '-' || c.value == '\'' || c.value == 0x2019 || c.value == '.';
    if (!IsWordLetter(c.value) && !(inside && here > at && IsWordLetter(CodePointAt(text, here + c.bytes).value)))
      break;
    here += c.bytes;
  }
  // "Stan's" names what is Stan's.
  return here;
}

constexpr std::string_view kParticles[] = {"von", "van", "de",  "da", "del", "della", "di",  "al", "bin",
                                           "der", "den", "ben", "la", "le",  "du",    "dos", "zu", "el"};
bool IsParticle(std::string_view word) {
  return std::find(std::begin(kParticles), std::end(kParticles), word) != std::end(kParticles);
}

// Words that begin with capitals, and particles between them; the whole name.
std::string_view ReadName(std::string_view text, size_t at, size_t limit) {
  size_t end = at;
  limit = std::min(limit, at + kMaxNameBytes);
  for (size_t here = at; here < limit;) {
    const size_t word_end = EndOfWord(text, here, limit);
    if (word_end == here) break;
    const std::string_view word = text.substr(here, word_end - here);
    size_t next = word_end;
    if (IsUpperLetter(CodePointAt(text, here).value)) {
      end = word_end;
      // "Mr. Strand", "Lena K. Strand"
      if (next < limit && text[next] == '.' && word.size() <= 3) ++next;
    } else if (end == at || !IsParticle(word)) {
      break;
    }
    here = SkipBlanks(text, next);
    if (here == next) break;
  }
  const std::string_view name = text.substr(at, end - at);
  return name.ends_with("'s") || name.ends_with("’s") ? std::string_view() : name;
}

bool IsPerson(std::string_view name) { return !name.empty() && !NamesNobody(name) && name.size() > 1; }

std::string_view WithoutNobody(std::string_view name) {
  const size_t blank = name.find(' ');
  if (blank != std::string_view::npos && NamesNobody(name.substr(0, blank)))
    return WithoutNobody(TrimBlanks(name.substr(blank)));
  return name;
}

bool IsHan(char32_t c) { return c >= 0x3400 && c <= 0x9FFF; }

// A Han speaker without the adverb of its verb ("纽兰还", "也", "又", "则"), or nothing where it is no speaker's
// length.
std::string HanSpeaker(std::string_view name) {
  constexpr size_t kLongest = 78;
  for (const std::string_view adverb : {"还", "也", "又", "则"})
    if (name.ends_with(adverb)) name.remove_suffix(adverb.size());
  for (const std::string_view pronoun : {"他", "她", "它", "这", "我", "你", "有"})
    if (name.starts_with(pronoun)) return "";
  return name.size() >= 6 && name.size() <= kLongest && !NamesNobody(name) ? std::string(name) : "";
}

// "”国家航天局副司长姚建廷说": what stands between the quotation and its verb, in Chinese.
std::string HanSpeakerBehind(const Reading& reading, size_t at, size_t limit) {
  constexpr size_t kHanBytes = 100;
  const std::string_view text = reading.text;
  for (size_t here = at; here < std::min(limit, at + kHanBytes);) {
    const CodePoint c = CodePointAt(text, here);
    if (!IsHan(c.value) && c.value != 0x3001) return "";
    if (reading.FormAt(here, kSay)) return HanSpeaker(text.substr(at, here - at));
    here += c.bytes;
  }
  return "";
}

// "美国国务院发言人纽兰表示：": the clause before the verb.
std::string HanSpeakerBefore(const Reading& reading, size_t quote, size_t paragraph) {
  const std::string_view text = reading.text;
  const CodePoint colon = CodePointBefore(text, quote);
  if (colon.value != 0xFF1A && colon.value != ':') return "";
  const size_t end = quote - colon.bytes;
  const FoundPhrase verb = reading.forms.phrases().EndingAt(reading.folded, end, 12);
  if (!verb || (verb.value & kSay) == 0) return "";
  size_t begin = verb.begin;
  for (CodePoint c; begin > paragraph && (c = CodePointBefore(text, begin)).bytes > 0 && IsHan(c.value);)
    begin -= c.bytes;
  return verb.begin > begin ? HanSpeaker(text.substr(begin, verb.begin - begin)) : "";
}

// The name at `at`, or, where `words` before it and capitals in it say an office, the one behind its comma: "o
// porta-voz do Departamento de Estado americano, Mark Toner".
std::string NameBehindOffice(std::string_view text, size_t at, size_t limit, size_t words) {
  const std::string_view name = WithoutNobody(ReadName(text, at, limit));
  const bool single = name.find(' ') == std::string_view::npos;
  if (words > 0 || single) {
    constexpr size_t kOfficeBytes = 60;
    const size_t from = at + name.size();
    const std::string_view ahead = text.substr(from, std::min(kOfficeBytes, limit - std::min(limit, from)));
    const size_t comma = ahead.find_first_of(",.;:\n\"");
    if (comma != std::string_view::npos && ahead[comma] == ',' && (words > 0 || comma == 0)) {
      const size_t next = SkipBlanks(text, from + comma + 1);
      const std::string_view second =
          IsUpperLetter(CodePointAt(text, next).value) ? ReadName(text, next, limit) : std::string_view();
      const char32_t after = CodePointAt(text, next + second.size()).value;
      if (IsPerson(second) && second.find(' ') != std::string_view::npos && !IsBlank(after)) return std::string(second);
    }
  }
  return IsPerson(name) && (words <= 2 || !single) ? std::string(name) : "";
}

// "Valley Town councillor Lena Strand" behind a verb: the person, where the capitals at its beginning say of what and
// the small words who she is. Empty: they do not.
std::string PersonBehindPost(const Reading& reading, std::string_view first, size_t limit) {
  constexpr size_t kPostWords = 4;
  const std::string_view text = reading.text;
  const StopWords::Words* const stop_words = StopWords::BuiltIn().Of(reading.language);
  if (stop_words == nullptr) return "";
  size_t here = static_cast<size_t>(first.data() - text.data()) + first.size();
  for (size_t words = 0; words <= kPostWords; ++words) {
    const size_t word = SkipBlanks(text, here);
    if (word == here || word >= limit) return "";
    const size_t end = EndOfWord(text, word, limit);
    if (IsUpperLetter(CodePointAt(text, word).value)) {
      const std::string_view name = ReadName(text, word, limit);
      const bool full = name.find(' ') != std::string_view::npos && !reading.FormAt(word, kWeekday | kMonth);
      return words > 0 && full ? std::string(name) : "";
    }
    if (end == word || stop_words->contains(Hash64(text.substr(word, end - word)))) return "";
    here = end;
  }
  return "";
}

// Behind the quotation: ", said Lena Strand", " Strand told ANI".
std::string SpeakerBehind(const Reading& reading, size_t at, size_t limit) {
  const std::string_view text = reading.text;
  size_t here = SkipBlanks(text, at);
  for (CodePoint c; (c = CodePointAt(text, here)).value == ',' || c.value == '.' || IsDash(c.value);)
    here = SkipBlanks(text, here + c.bytes);
  if (std::string han = HanSpeakerBehind(reading, here, limit); !han.empty()) return han;
  // Vietnamese: "ông Nam nói".
  for (const std::string_view address : {"ông ", "bà ", "anh ", "chị ", "cô "}) {
    if (text.substr(here).starts_with(address)) here = SkipBlanks(text, here + address.size());
  }
  const FoundPhrase verb = reading.FormAt(here, kSay);
  // "PTI quoted Strand as saying"
  if (const FoundPhrase outlet = reading.NameAt(here)) {
    constexpr std::string_view kQuoted = "quoted ";
    const size_t next = SkipBlanks(text, outlet.end);
    if (text.substr(next).starts_with(kQuoted)) {
      const std::string_view name = ReadName(text, next + kQuoted.size(), limit);
      const bool saying = text.substr(next + kQuoted.size() + name.size()).starts_with(" as ");
      return IsPerson(name) && saying ? std::string(name) : "";
    }
  }
  if (!verb) {
    const std::string_view name = ReadName(text, here, limit);
    if (!IsPerson(name)) return "";
    size_t behind = SkipBlanks(text, here + name.size());
    const FoundPhrase say = reading.FormAt(behind, kSay);
    return say ? std::string(WithoutNobody(name)) : "";
  }
  // Articles and what somebody is stand before the name; the name ends the sentence, a clause, or goes on in small
  // words.
  here = SkipBlanks(text, verb.end);
  for (size_t words = 0; words < kMaxWords && here < limit; ++words) {
    const CodePoint c = CodePointAt(text, here);
    if (IsUpperLetter(c.value)) {
      std::string person = PersonBehindPost(reading, ReadName(text, here, limit), limit);
      return person.empty() ? NameBehindOffice(text, here, limit, words) : person;
    }
    if (!IsWordLetter(c.value)) return "";
    const size_t end = EndOfWord(text, here, limit);
    if (NamesNobody(text.substr(here, end - here)) && words == 0 && !reading.FormAt(here, kArticle)) return "";
    here = SkipBlanks(text, end);
  }
  return "";
}

// The end of a sentence, but of no abbreviation: "Mr.", "U.S.".
bool EndsSentenceAt(std::string_view text, size_t at) {
  const CodePoint c = CodePointAt(text, at);
  if (!IsSentenceEnd(c.value)) return false;
  if (c.value != '.') return true;
  const CodePoint before = CodePointBefore(text, at);
  return !IsUpperLetter(before.value) && !(at >= 2 && text.substr(at - 2, 2) == "Mr");
}

bool IsMarkOfSpeech(char32_t c) {
  return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB;
}

// Where the sentence begins that leads to the quotation; behind another quotation at the earliest.
size_t BeginOfSentence(const Reading& reading, size_t from, size_t quote) {
  const std::string_view text = reading.text;
  while (from < quote && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  size_t begin = from;
  reading.maps.AnyOf(SpanOf(from, quote), &MarkMap::MarksAndAbove, [&](size_t at) {
    const CodePoint c = CodePointAt(text, at);
    if (EndsSentenceAt(text, at) || IsMarkOfSpeech(c.value)) begin = SkipBlanks(text, at + c.bytes);
    return false;
  });
  return begin;
}

// The small word right before a place, or nothing.
std::string_view SmallWordBefore(std::string_view text, size_t at, size_t from) {
  if (at <= from || text[at - 1] != ' ') return {};
  size_t begin = at - 1;
  while (begin > from && IsLower(text[begin - 1])) --begin;
  const bool whole = begin == from || text[begin - 1] == ' ';
  return whole ? text.substr(begin, at - 1 - begin) : std::string_view();
}

// The name that a sentence has come to: `name`, with `small` before it, behind the name `last`. "Lena Strand of Oslo"
// is Lena Strand, "National Institutes of Health" is one name, "the secretary of State" is none.
std::string_view WithWhatItIsOf(std::string_view text, std::string_view last, std::string_view name,
                                std::string_view small) {
  constexpr std::string_view kOf[] = {"of", "in",  "at",  "on", "for", "from", "by",
                                      "de", "del", "von", "di", "da",  "do"};
  if (!IsOneOf(small, kOf)) return name;
  const bool adjacent = !last.empty() && last.data() + last.size() + small.size() + 2 == name.data();
  if (!adjacent) return name.find(' ') == std::string_view::npos ? std::string_view() : name;
  const bool is_where = small != "of" || Places::BuiltIn().Has(name);
  const auto begin = static_cast<size_t>(last.data() - text.data());
  return is_where ? last : text.substr(begin, last.size() + small.size() + 2 + name.size());
}

// Whether an article stands before a name: among its capitals ("The Valley Times", which begins at `at`), or as the
// `small` word before it.
bool FollowsArticle(const Reading& reading, size_t at, size_t name, std::string_view small) {
  if (name > at) return static_cast<bool>(reading.FormAt(at, kArticle));
  return !small.empty() && reading.FormAt(name - small.size() - 1, kArticle);
}

// Before it, in the same sentence: "Strand said: ", "Lena Strand, who sailed it, said: ", "..., erzählte Strand: ".
std::string SpeakerBefore(const Reading& reading, size_t quote, size_t paragraph) {
  const std::string_view text = reading.text;
  const size_t from = BeginOfSentence(reading, quote - std::min(quote - paragraph, kReach), quote);
  if (from >= quote) return "";
  const bool leads = TrimBlanks(text.substr(from, quote - from)).ends_with(':');
  std::string_view run;      // the latest capitalised words,
  std::string_view subject;  // and those that open the sentence before a comma
  bool is_post = false;      // "the Valley actress": an article stands before the run
  size_t words_between = 0;  // since the run
  bool comma_between = false;
  for (size_t at = from; at < quote;) {
    const CodePoint c = CodePointAt(text, at);
    if (!IsWordLetter(c.value)) {
      if (c.value == ',' || c.value == ';') {
        if (subject.empty() && !run.empty() && run.data() == text.data() + from) subject = run;
        comma_between = true;
      }
      at += c.bytes;
      continue;
    }
    const FoundPhrase say = reading.FormAt(at, kSay);
    if (say && !IsUpperLetter(c.value)) {
      if (!run.empty() && !comma_between && words_between <= (is_post ? 0 : kWordsToVerb)) return std::string(run);
      if (!subject.empty()) return std::string(subject);
      const std::string_view behind = WithoutNobody(ReadName(text, SkipBlanks(text, say.end), quote));
      if (leads && IsPerson(behind) && !reading.NameAt(SkipBlanks(text, say.end))) return std::string(behind);
      at = say.end;
      continue;
    }
    const size_t end = EndOfWord(text, at, quote);
    if (IsUpperLetter(c.value)) {
      const std::string_view name = WithoutNobody(ReadName(text, at, quote));
      const auto begin = static_cast<size_t>(name.data() - text.data());
      if (IsPerson(name) && !reading.FormAt(begin, kWeekday)) {
        const std::string_view small = SmallWordBefore(text, begin, from);
        run = WithWhatItIsOf(text, run, name, small);
        is_post = FollowsArticle(reading, at, begin, small);
        words_between = 0;
        comma_between = false;
      }
      at = name.empty() ? end : std::max(end, begin + name.size());
      continue;
    }
    ++words_between;
    at = end == at ? at + c.bytes : end;
  }
  // "Burhanettin Duran: ", but no kicker ("WINNER:").
  const bool colon = run.find(' ') != std::string_view::npos &&
                     text.substr(static_cast<size_t>(run.data() - text.data()) + run.size()).starts_with(':');
  return colon && !comma_between ? std::string(run) : "";
}

}  // namespace

std::string FindSpeaker(const Reading& reading, ByteSpan quote, ByteSpan paragraph) {
  const size_t limit = std::min<size_t>(paragraph.end, quote.end + kReach);
  const std::string behind = SpeakerBehind(reading, quote.end, limit);
  if (!behind.empty()) return behind;
  const size_t begin = std::min<size_t>(paragraph.begin, quote.begin);
  if (begin == quote.begin) return "";
  if (std::string han = HanSpeakerBefore(reading, quote.begin, begin); !han.empty()) return han;
  const size_t from = quote.begin - std::min(quote.begin - begin, kReach);
  if (std::string name = SpeakerByScript(reading, quote, BeginOfSentence(reading, from, quote.begin)); !name.empty())
    return name;
  return SpeakerBefore(reading, quote.begin, begin);
}

}  // namespace wirefold
