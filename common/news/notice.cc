#include "common/news/notice.h"

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/embedded.h"
#include "common/news/table.h"
#include "common/text/tokens.h"

namespace wirefold {
namespace {

constexpr size_t kMaxBytes = 2000;
constexpr size_t kMaxTokens = 160;
constexpr size_t kFewTokens = 40;      // of these a text needs one word less
constexpr size_t kLeastWords = 4;      // different words of notices
constexpr size_t kLeastAddresses = 2;  // one less with a word more
constexpr size_t kOneIn = 10;          // tokens is a word of notices
constexpr size_t kLeastStem = 4;
constexpr size_t kMostHits = 2 * kMaxTokens;
constexpr size_t kTokensInCodePoint = 2;  // so many tokens of one code point say as much as a word

// The languages of which something is a bit each.
using Languages = uint64_t;

struct Entry {
  std::string text;  // as VisitTokens passes it; of unspaced letters as it is written
  bool stem = false;
  bool unspaced = false;
  Languages words = 0;
  Languages addresses = 0;
};

// The words of config/lexicon/notices.tsv, in the order of their texts.
class NoticeWords {
 public:
  static const NoticeWords& BuiltIn() {
    static const NoticeWords& words = *new NoticeWords(EmbeddedFile("notices.tsv"));
    return words;
  }

  const Entry& At(uint16_t entry) const { return entries_[entry]; }

  // Calls visit(entry) for what a word is. `word` has bytes behind it that may be read.
  template <typename Visit>
  void FindWord(std::string_view word, Visit visit) const {
    if (!may_begin_[BitOf(word)]) return;
    const auto end = entries_.end();
    for (auto it = std::lower_bound(entries_.begin(), end, word.substr(0, kLeastStem), LessText);
         it != end && it->text.substr(0, kLeastStem) == word.substr(0, kLeastStem); ++it) {
      if (it->text == word || (it->stem && word.starts_with(it->text)))
        visit(static_cast<uint16_t>(it - entries_.begin()));
    }
  }

  // The same for the unspaced letters that `rest` begins with.
  template <typename Visit>
  void FindPhrase(std::string_view rest, Visit visit) const {
    constexpr size_t kFirstBytes = 3;  // of one letter
    const std::string_view first = rest.substr(0, kFirstBytes);
    if (!may_begin_phrase_[PhraseBitOf(first)]) return;
    for (auto it = std::lower_bound(phrases_.begin(), phrases_.end(), first,
                                    [](const auto&phrase, std::string_view text) { return phrase.first < text; });
         it != phrases_.end() && it->first.starts_with(first); ++it) {
      if (rest.starts_with(it->first)) visit(it->second);
    }
  }

 private:
  static constexpr int kBits = 14;

  explicit NoticeWords(std::string_view table) {
    const auto rows = ReadTable(table, 5);
    WF_CHECK_OK(rows.status());
    WF_CHECK(rows->size() <= 64);
    std::map<std::pair<std::string, bool>, Entry> entries;
    for (size_t i = 0; i < rows->size(); ++i) {
      const TableRow& row = (*rows)[i];
      const Languages language = row.cells[0] == "*" ? ~Languages{0} : Languages{1} << i;
      for (const auto member : {&Entry::words, &Entry::addresses}) {
        for (const std::string& word : SplitAt(row.cells[member == &Entry::words ? 1 : 2], ' ')) {
          if (!word.empty()) Add(word, language, member, entries);
        }
      }
    }
    for (auto& [key, entry] : entries) entries_.push_back(std::move(entry));
    WF_CHECK(entries_.size() < UINT16_MAX);
    for (size_t i = 0; i < entries_.size(); ++i) Index(static_cast<uint16_t>(i));
  }

  static void Add(std::string_view word, Languages language, Languages Entry::*member,
                  std::map<std::pair<std::string, bool>, Entry>& entries) {
    const bool stem = word.ends_with('*');
    if (stem) word.remove_suffix(1);
    std::string folded;
    bool unspaced = false;
    VisitTokens(word, [&](std::string_view token, bool code_point) {
      folded.append(token);
      unspaced |= code_point;
    });
    if (unspaced) folded = word;
    // What its lost letters leave too little of is nothing to know a word by.
    if (folded.empty() || (stem && folded.size() < kLeastStem)) return;
    Entry& entry = entries[{folded, stem}];
    entry.text = folded;
    entry.stem = stem;
    entry.unspaced = unspaced;
    entry.*member |= language;
  }

  void Index(uint16_t entry) {
    const std::string& text = entries_[entry].text;
    if (entries_[entry].unspaced) {
      phrases_.emplace_back(text, entry);
      may_begin_phrase_.set(PhraseBitOf(text));
      return;
    }
    const std::string padded = text + std::string(kTokenPadding, '\0');
    may_begin_.set(BitOf(std::string_view(padded).substr(0, text.size())));
  }

  static bool LessText(const Entry& entry, std::string_view text) { return entry.text < text; }

  // By the first four letters: turns most words away.
  static size_t BitOf(std::string_view word) {
    uint32_t first = 0;
    std::memcpy(&first, word.data(), sizeof first);
    if (word.size() < sizeof first) first &= (uint32_t{1} << 8 * word.size()) - 1;
    return (first * 0x9E3779B1U) >> (32 - kBits);
  }
  static size_t PhraseBitOf(std::string_view letter) {
    uint32_t first = 0;
    std::memcpy(&first, letter.data(), std::min<size_t>(3, letter.size()));
    return (first * 0x9E3779B1U) >> (32 - kBits);
  }

  std::vector<Entry> entries_;
  std::vector<std::pair<std::string, uint16_t>> phrases_;  // in the order of their texts
  std::bitset<size_t{1} << kBits> may_begin_;
  std::bitset<size_t{1} << kBits> may_begin_phrase_;
};

// What of a text is in the table.
struct Hits {
  std::array<uint16_t, kMostHits> entries{};
  size_t count = 0;
  size_t tokens = 0;  // all of the text, those of one code point at their share

  void Add(uint16_t entry) {
    if (count < entries.size()) entries[count++] = entry;
  }
};

Hits FindHits(std::string_view text) {
  const NoticeWords& known = NoticeWords::BuiltIn();
  Hits hits;
  size_t code_points = 0;
  const auto add = [&](uint16_t entry) { hits.Add(entry); };
  const auto words = [&](const char* lower, std::span<const uint32_t> edges) {
    hits.tokens += edges.size() / 2;
    for (size_t i = 0; i < edges.size(); i += 2) known.FindWord({lower + edges[i], edges[i + 1] - edges[i]}, add);
  };
  const auto token = [&](const TokenFound& found, size_t begin) {
    if (!found.code_point) {
      ++hits.tokens;
      return known.FindWord(found.token, add);
    }
    ++code_points;
    known.FindPhrase(text.substr(begin), add);
  };
  VisitTokens(
      text, [](size_t) {}, words, token);
  hits.tokens += code_points / kTokensInCodePoint;
  return hits;
}

// Whether the hits of one language are those of a notice. `sorted`: equal ones stand together.
bool AreOfNotice(std::span<const uint16_t> sorted, size_t tokens, Languages language) {
  size_t different = 0;
  size_t all = 0;
  size_t addressed = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const Entry& entry = NoticeWords::BuiltIn().At(sorted[i]);
    addressed += (entry.addresses & language) != 0 ? 1 : 0;
    if ((entry.words & language) == 0) continue;
    ++all;
    different += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
  }
  const size_t least = tokens <= kFewTokens ? kLeastWords - 1 : kLeastWords;
  return different >= least && addressed > 0 && different + addressed >= least + kLeastAddresses &&
         all * kOneIn >= tokens;
}

}  // namespace

bool IsNotice(std::string_view text) {
  if (text.size() > kMaxBytes) return false;
  Hits hits = FindHits(text);
  if (hits.tokens > kMaxTokens || hits.count < kLeastWords - 1) return false;
  const std::span<uint16_t> found(hits.entries.data(), hits.count);
  std::sort(found.begin(), found.end());
  Languages addressing = 0;
  for (const uint16_t entry : found) addressing |= NoticeWords::BuiltIn().At(entry).addresses;
  for (; addressing != 0; addressing &= addressing - 1) {
    if (AreOfNotice(found, hits.tokens, Languages{1} << std::countr_zero(addressing))) return true;
  }
  return false;
}

}  // namespace wirefold
