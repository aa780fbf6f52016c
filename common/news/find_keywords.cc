#include "common/news/find_keywords.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "common/base/ascii.h"
#include "common/base/hash.h"
#include "common/news/letters.h"
#include "common/news/stop_words.h"
#include "common/text/utf8.h"

namespace wirefold {
namespace {

constexpr size_t kMaxGiven = 64;
constexpr size_t kMaxGivenBytes = 128;

constexpr uint32_t kMaxWords = 4;        // of a keyword
constexpr size_t kMaxKeywordBytes = 80;  // words that long are addresses and the like
constexpr size_t kShortestName = 3;      // bytes of a stop word that may begin a name: "New", no "Mr"
constexpr size_t kShortestStem = 5;      // bytes that two forms of one word share: "convention", "conventions"
constexpr size_t kLongestEnding = 2;

struct Word {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool joined = false;  // one blank stands before it, and no mark
  bool opens = false;   // it may be the first of a sentence: its capital says nothing
  bool capital = false;
  bool has_letter = false;
  bool has_apostrophe = false;  // "Ada's", "don't"
};

bool IsApostrophe(char32_t c) { return c == '\'' || c == 0x2019; }

// What may stand between the letters of one word: "Jean-Luc", "O'Brien", "U.S".
bool JoinsLetters(char32_t c) { return c == '-' || c == '.' || c == '&' || IsApostrophe(c); }

// Reads the words of a text, in order.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  // False: there is none left.
  bool Next(Word& word) {
    SkipGap(word);
    if (at_ >= text_.size()) return false;
    word.begin = static_cast<uint32_t>(at_);
    word.capital = IsLetter(text_[at_]) ? IsUpper(text_[at_]) : IsUpperLetter(CodePointAt(text_, at_).value);
    word.has_letter = false;
    word.has_apostrophe = false;
    ReadLetters(word);
    word.end = static_cast<uint32_t>(at_);
    return true;
  }

 private:
  void SkipGap(Word& word) {
    const size_t begin = at_;
    word.opens = begin == 0;
    if (at_ + 1 < text_.size() && text_[at_] == ' ' && IsLetter(text_[at_ + 1])) {  // as most are
      word.joined = true;
      at_ += 1;
      return;
    }
    bool blank = false;
    while (at_ < text_.size()) {
      const CodePoint c = CodePointAt(text_, at_);
      if (IsWordLetter(c.value)) break;
      word.opens = word.opens || c.value == '\n' || c.value == ':' || IsSentenceEnd(c.value) ||
                   IsOpeningQuote(c.value) || c.value == '"';
      blank = c.value == ' ' || c.value == 0xA0;
      last_gap_bytes_ = c.bytes;
      at_ += c.bytes;
    }
    word.joined = blank && at_ - begin == last_gap_bytes_;
  }

  void ReadLetters(Word& word) {
    while (at_ < text_.size()) {
      const size_t begin = at_;
      while (at_ < text_.size() && IsLetter(text_[at_])) ++at_;
      if (at_ > begin) {
        word.has_letter = true;
        continue;
      }
      if (text_[at_] == ' ') break;  // as most do
      const CodePoint c = CodePointAt(text_, at_);
      if (IsWordLetter(c.value)) {
        word.has_letter = word.has_letter || DigitValue(c.value) < 0;
        at_ += c.bytes;
        continue;
      }
      if (!JoinsLetters(c.value) || !IsWordLetter(CodePointAt(text_, at_ + c.bytes).value)) break;
      word.has_apostrophe = word.has_apostrophe || IsApostrophe(c.value);
      at_ += c.bytes;
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t last_gap_bytes_ = 0;
};

// A run of words that may be a keyword, at one place.
struct Candidate {
  uint64_t hash = 0;       // of its folded words
  uint64_t last_hash = 0;  // of the last one
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t words = 0;
  bool name = false;
};

// "Ada's" → "Ada"; no other word is changed.
uint32_t WithoutPossessive(std::string_view folded, const Word& word) {
  if (!word.has_apostrophe) return word.end;
  const std::string_view text = folded.substr(word.begin, word.end - word.begin);
  for (const std::string_view ending : {"'s", "’s"}) {
    if (text.size() > ending.size() && text.ends_with(ending)) return word.end - static_cast<uint32_t>(ending.size());
  }
  return word.end;
}

uint64_t HashOf(std::string_view folded, const Word& word) {
  return Hash64(folded.substr(word.begin, WithoutPossessive(folded, word) - word.begin));
}

// Cuts a text into candidates.
class Cutter {
 public:
  Cutter(std::string_view text, std::string_view folded, const StopWords::Words& stop_words)
      : text_(text), folded_(folded), stop_words_(stop_words) {}

  std::vector<Candidate> Cut() {
    Words words(text_);
    for (Word word; words.Next(word);) Take(word);
    Flush();
    return std::move(candidates_);
  }

 private:
  void Take(const Word& word) {
    const uint32_t end = WithoutPossessive(folded_, word);
    const uint64_t hash = Hash64(folded_.substr(word.begin, end - word.begin));
    if (!word.joined) Flush();
    if (!word.has_letter || CodePointAt(text_, word.begin).bytes == end - word.begin || stop_words_.contains(hash) ||
        IsContraction(word)) {
      Flush();
      // "New" of "New York": it is one word of the name, if a name follows.
      if (word.capital && !word.opens && end - word.begin >= kShortestName) begins_name_ = word.begin;
      return;
    }
    if (run_.words > 0 && !run_opens_ && word.capital != run_capital_) Flush();
    if (run_.words == 0) Begin(word);
    run_.words += 1;
    run_.end = end;
    run_opens_ = word.opens;
    run_.name = run_.name || (word.capital && !word.opens);
    run_.last_hash = hash;
    if (end != word.end) Flush();
  }

  void Begin(const Word& word) {
    run_ = {.begin = word.begin};
    run_capital_ = word.capital;
    if (begins_name_ && word.capital && word.joined) {
      run_.begin = *begins_name_;
      run_.words = 1;
      run_.name = true;
    }
    begins_name_.reset();
  }

  void Flush() {
    begins_name_.reset();
    if (run_.words == 0) return;
    if (run_.words <= kMaxWords && run_.end - run_.begin <= kMaxKeywordBytes) {
      run_.hash = run_.words == 1 ? run_.last_hash : Hash64(folded_.substr(run_.begin, run_.end - run_.begin));
      candidates_.push_back(run_);
    }
    run_ = {};
  }

  // "it's", "don't"; the table writes them with this apostrophe.
  bool IsContraction(const Word& word) const {
    if (!word.has_apostrophe) return false;
    const std::string_view text = folded_.substr(word.begin, word.end - word.begin);
    const size_t curly = text.find("’");
    std::string folded(text);
    if (curly != std::string_view::npos) folded.replace(curly, std::string_view("’").size(), "'");
    return stop_words_.contains(Hash64(folded));
  }

  std::string_view text_;
  std::string_view folded_;
  const StopWords::Words& stop_words_;
  std::vector<Candidate> candidates_;
  Candidate run_;
  bool run_capital_ = false;
  bool run_opens_ = false;               // its last word may be the first of a sentence
  std::optional<uint32_t> begins_name_;  // where a stop word with a capital stands right before
};

// All places of one candidate.
struct Keyword {
  Candidate first;
  uint32_t count = 0;
  uint32_t names = 0;  // how often it is a name there
  bool in_headline = false;
  bool IsName() const { return 2 * names >= count; }
  double Score() const {
    return (count + (in_headline ? 1 : 0)) * (first.words > 1 ? 1.5 : 1.0) * (IsName() ? 1.5 : 1.0) *
           (in_headline ? 2.0 : 1.0);
  }
  bool Counts() const {
    if (count + (in_headline ? 1 : 0) < 2) return false;
    return first.words > 1 || IsName() || count >= (in_headline ? 2 : 3);
  }
};

bool HasWords(std::string_view text, std::string_view words) {
  return FindWords(text, words) != std::string_view::npos;
}

std::vector<Keyword> Count(const std::vector<Candidate>& candidates) {
  std::vector<std::pair<uint64_t, uint32_t>> order;  // hash and index
  order.reserve(candidates.size());
  for (const Candidate& candidate : candidates) order.emplace_back(candidate.hash, order.size());
  std::sort(order.begin(), order.end());
  std::vector<Keyword> keywords;
  for (const auto& [hash, index] : order) {
    if (keywords.empty() || keywords.back().first.hash != hash) keywords.push_back({candidates[index]});
    keywords.back().count += 1;
    keywords.back().names += candidates[index].name ? 1 : 0;
  }
  return keywords;
}

// Which keywords stand in the headline, too.
void MarkThoseOf(std::string_view folded_headline, std::string_view folded, std::vector<Keyword>& keywords) {
  uint64_t bits = 0;  // one for the hash of each word: most keywords need no search
  Words words(folded_headline);
  for (Word word; words.Next(word);) {
    bits |= uint64_t{1} << (HashOf(folded_headline, word) & 63);
  }
  for (Keyword& one : keywords) {
    if ((bits >> (one.first.last_hash & 63) & 1) == 0) continue;
    one.in_headline = HasWords(folded_headline, folded.substr(one.first.begin, one.first.end - one.first.begin));
  }
}

// "Merkel" is counted as "Angela Merkel" where that is a name of the text: of several the one that stands there most.
void CountSurnames(std::vector<Keyword>& keywords) {
  std::vector<Keyword*> names;
  for (Keyword& one : keywords) {
    if (one.first.words > 1 && one.names > 0) names.push_back(&one);
  }
  std::sort(names.begin(), names.end(), [](const Keyword* a, const Keyword* b) {
    return std::tuple(a->first.last_hash, b->count, a->first.begin) <
           std::tuple(b->first.last_hash, a->count, b->first.begin);
  });
  for (Keyword& one : keywords) {
    if (one.first.words > 1 || !one.IsName()) continue;
    const auto name = std::lower_bound(names.begin(), names.end(), one.first.hash,
                                       [](const Keyword* a, uint64_t hash) { return a->first.last_hash < hash; });
    if (name == names.end() || (*name)->first.last_hash != one.first.hash) continue;
    (*name)->count += one.count;
    (*name)->names += one.count;
    (*name)->in_headline = (*name)->in_headline || one.in_headline;
    one.count = 0;
  }
}

// Whether two keywords are one to a reader: one within the other, or the same word with another ending.
bool SayTheSame(std::string_view a, std::string_view b) {
  if (HasWords(a, b) || HasWords(b, a)) return true;
  const size_t shared = static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  return shared >= kShortestStem && std::max(a.size(), b.size()) - shared <= kLongestEnding;
}

}  // namespace

std::vector<std::string> FindKeywords(std::string_view headline, std::string_view text, std::string_view language) {
  const StopWords::Words* stop_words = StopWords::BuiltIn().Of(language);
  if (stop_words == nullptr) return {};
  text = text.substr(0, CodePointBoundary(text, kKeywordTextBytes));
  const std::string folded = FoldCase(text);
  const std::string folded_headline = FoldCase(headline);
  const auto words_of = [&](const Keyword& one) {
    return std::string_view(folded).substr(one.first.begin, one.first.end - one.first.begin);
  };
  std::vector<Keyword> keywords = Count(Cutter(text, folded, *stop_words).Cut());
  MarkThoseOf(folded_headline, folded, keywords);
  CountSurnames(keywords);
  std::erase_if(keywords, [](const Keyword& one) { return !one.Counts(); });
  std::sort(keywords.begin(), keywords.end(), [](const Keyword& a, const Keyword& b) {
    return std::tuple(b.Score(), a.first.begin) < std::tuple(a.Score(), b.first.begin);
  });
  std::vector<std::string> found;
  std::vector<std::string_view> folded_found;
  for (const Keyword& one : keywords) {
    if (found.size() == kMaxKeywordsFound) break;
    const std::string_view words = words_of(one);
    if (std::any_of(folded_found.begin(), folded_found.end(),
                    [words](std::string_view other) { return SayTheSame(words, other); }))
      continue;
    folded_found.push_back(words);
    found.emplace_back(text.substr(one.first.begin, one.first.end - one.first.begin));
  }
  return found;
}

std::vector<std::string> ListKeywords(const std::vector<std::string>& given) {
  std::vector<std::string_view> parts(given.begin(), given.end());
  if (given.size() == 1) {
    parts.clear();
    for (std::string_view rest = given[0];;) {
      const size_t end = rest.find_first_of(",;|\n");
      parts.push_back(rest.substr(0, end));
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
  }
  std::vector<std::string> keywords;
  absl::flat_hash_set<std::string> folded;
  for (std::string_view part : parts) {
    part = TrimBlanks(part);
    if (part.empty() || part.size() > kMaxGivenBytes || keywords.size() == kMaxGiven) continue;
    if (folded.insert(FoldCase(part)).second) keywords.emplace_back(part);
  }
  return keywords;
}

}  // namespace wirefold
