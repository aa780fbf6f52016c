#include "common/news/phrase_finder.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxEndings = 2;

// 15 bits.
uint32_t HashOfThree(uint32_t a, uint32_t b, uint32_t c) { return ((a | b << 8 | c << 16) * 0x9E3779B1U) >> 17; }

bool IsApostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC; }

constexpr uint64_t Each(uint64_t byte) { return byte * 0x0101010101010101U; }

// How many of the eight bytes, from the lowest on, are ASCII letters and digits.
size_t CountLettersAndDigits(uint64_t bytes) {
  constexpr uint64_t kHigh = Each(0x80);
  // The high bit of each byte: whether it is between two others.
  const auto among = [&](uint64_t seven_bits, uint64_t first, uint64_t last) {
    return (seven_bits + Each(0x80 - first)) & ~(seven_bits + Each(0x7F - last));
  };
  const uint64_t low = bytes & ~kHigh;
  const uint64_t is = (among(low | Each(0x20), 'a', 'z') | among(low, '0', '9')) & ~bytes & kHigh;
  const uint64_t others = ~is & kHigh;
  return others == 0 ? sizeof bytes : static_cast<size_t>(std::countr_zero(others)) / 8;
}

constexpr uint64_t kSmallLetters = Each(0x20);  // with these bits letters are small; digits have them

// The first `count` bytes, eight at most.
uint64_t First(uint64_t bytes, size_t count) {
  return count < sizeof bytes ? bytes & ~(~uint64_t{0} << 8 * count) : bytes;
}

size_t LettersOf(uint64_t key) { return (static_cast<size_t>(std::bit_width(key)) + 7) / 8; }

uint64_t LoadEight(std::string_view text, size_t at) {
  uint64_t bytes = 0;
  if (at + sizeof bytes <= text.size()) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
  } else if (at < text.size()) {
    std::memcpy(&bytes, text.data() + at, text.size() - at);
  }
  return bytes;
}

// The small words that Arabic writes onto the next one: و ب ل ف ك.
bool IsAttachedWord(char32_t c) { return c == 0x648 || c == 0x628 || c == 0x644 || c == 0x641 || c == 0x643; }

// Whether a word may begin at `at`.
bool BeginsWord(std::string_view text, size_t at) {
  const CodePoint here = CodePointAt(text, at);
  if (!IsWordLetter(here.value) || IsUnspacedLetter(here.value)) return here.bytes > 0;
  const CodePoint before = CodePointBefore(text, at);
  return before.bytes == 0 || !IsWordLetter(before.value) || IsUnspacedLetter(before.value);
}

// The words of `bytes` up to the second one, in which it ends, or with the bytes; 0: behind the first one, of `letters`
// bytes, stands no single blank and letter.
uint64_t FirstTwoWords(uint64_t bytes, size_t letters) {
  if (letters + 1 >= sizeof bytes || (bytes >> 8 * letters & 0xFF) != ' ') return 0;
  const size_t second = CountLettersAndDigits(bytes >> 8 * (letters + 1));
  return second == 0 ? 0 : First(bytes, letters + 1 + second);
}

// What a phrase has at this place of the text: ' ' for blanks, '\'' for an apostrophe, else the byte. `at` moves on.
char ReadUnit(std::string_view text, size_t& at) {
  const char byte = text[at];
  if (IsAlphanumeric(byte)) {  // as most are
    ++at;
    return byte;
  }
  const bool ascii = static_cast<unsigned char>(byte) < 0x80;
  if (ascii && byte != ' ' && byte != '\t' && byte != '\f' && byte != '\r') {
    ++at;
    return byte;
  }
  // A continuation byte is one of a letter that began as a plain one.
  if (ascii || (static_cast<unsigned char>(byte) & 0xC0) == 0xC0) {
    const CodePoint c = CodePointAt(text, at);
    if (IsBlank(c.value)) {
      at = SkipBlanks(text, at);
      return ' ';
    }
    if (IsApostrophe(c.value)) {
      at += c.bytes;
      return '\'';
    }
  }
  ++at;
  return byte;
}

}  // namespace

void PhraseFinder::Mark(std::string_view phrase) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(phrase[i]); };
  const auto varies = [&](size_t i) { return i >= phrase.size() || phrase[i] == ' ' || phrase[i] == '\''; };
  if (!varies(0) && !varies(1) && !varies(2)) {
    const uint32_t bit = HashOfThree(byte(0), byte(1), byte(2));
    triples_[bit / 64] |= uint64_t{1} << bit % 64;
    return;
  }
  for (uint32_t second = 0; second < 256; ++second) {
    if (!varies(1) && second != byte(1)) continue;
    // Behind a word of one letter stands none.
    if (varies(1) && IsAlphanumeric(static_cast<char>(second))) continue;
    for (uint32_t first = 0; first < 256; ++first) {
      if (!varies(0) && first != byte(0)) continue;
      const uint32_t bit = first << 8 | second;
      pairs_[bit / 64] |= uint64_t{1} << bit % 64;
    }
  }
}

bool PhraseFinder::MayBegin(std::string_view text, size_t at) const {
  const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  const uint32_t three = HashOfThree(byte(0), byte(1), byte(2));
  const uint32_t two = byte(0) << 8 | byte(1);
  return ((triples_[three / 64] >> three % 64 | pairs_[two / 64] >> two % 64) & 1) != 0;
}

PhraseFinder::PhraseFinder(std::vector<Phrase> all, uint32_t sought) : sought_(sought), phrases_(std::move(all)) {
  std::vector<Phrase>& phrases = phrases_;
  std::stable_sort(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) { return a.text < b.text; });
  nodes_.emplace_back();
  // Breadth first, so that the edges of a node are neighbours. A task: phrases [begin, end) share `depth` bytes.
  struct Task {
    size_t begin, end, depth;
    uint32_t node;
  };
  std::vector<Task> tasks;
  const auto split = [&](size_t begin, size_t end, size_t depth, const auto& add) {
    while (begin < end) {
      size_t next = begin;
      while (next < end && phrases[next].text[depth] == phrases[begin].text[depth]) ++next;
      nodes_.emplace_back();
      const auto node = static_cast<uint32_t>(nodes_.size() - 1);
      add(phrases[begin].text[depth], node);
      tasks.push_back({begin, next, depth + 1, node});
      begin = next;
    }
  };
  for (const Phrase& phrase : phrases) {
    WF_CHECK(!phrase.text.empty());
    if (!IsAlphanumeric(phrase.text[0])) Mark(phrase.text);
    WF_CHECK(!phrase.takes_endings || phrase.text.size() >= kKeyBytes);
  }
  split(0, phrases.size(), 0, [&](char byte, uint32_t node) { roots_[static_cast<unsigned char>(byte)] = node; });
  for (size_t i = 0; i < tasks.size(); ++i) {
    Task task = tasks[i];
    nodes_[task.node].depth = static_cast<uint32_t>(task.depth);
    const auto first_edge = static_cast<uint32_t>(edges_.size());
    // The first of equal texts counts.
    for (bool first = true; task.begin < task.end && phrases[task.begin].text.size() == task.depth; first = false) {
      const Phrase& phrase = phrases[task.begin++];
      if (!first) continue;
      nodes_[task.node].ends = true;
      nodes_[task.node].takes_endings = phrase.takes_endings;
      nodes_[task.node].value = phrase.value;
    }
    if (task.end - task.begin == 1) {
      nodes_[task.node].only = static_cast<uint32_t>(task.begin + 1);
      continue;
    }
    split(task.begin, task.end, task.depth, [&](char byte, uint32_t node) { edges_.push_back({byte, node}); });
    nodes_[task.node].first_edge = first_edge;
    nodes_[task.node].edges = static_cast<uint16_t>(edges_.size() - first_edge);
  }
  AddWords();
}

void PhraseFinder::AddWords() {
  std::set<uint64_t> keys;
  for (const Phrase& phrase : phrases_) keys.insert(KeyAt(phrase.text, 0));
  word_bits_ = std::bit_width(2 * keys.size() + 1);
  words_.resize(size_t{1} << word_bits_);
  for (const Phrase& phrase : phrases_) {
    const uint64_t key = KeyAt(phrase.text, 0);
    if (key == 0) continue;
    const size_t letters = LettersOf(key);
    size_t slot = HashOf(key) >> (64 - word_bits_);
    while (words_[slot].key != 0 && words_[slot].key != key) slot = (slot + 1) & (words_.size() - 1);
    if (words_[slot].key == 0) words_[slot] = {key, NodeOf(std::string_view(phrase.text).substr(0, letters))};
    words_[slot].bits |= phrase.value;
    // An ending may make the second word longer.
    const bool whole = !phrase.takes_endings || phrase.text.size() >= sizeof key;
    const uint64_t two = letters < kKeyBytes && whole ? FirstTwoWords(LoadEight(phrase.text, 0), letters) : 0;
    if (two == 0) {
      words_[slot].bits_otherwise |= phrase.value;
    } else {
      may_go_on_.Add(HashOf(two));
    }
    if (sought_ == kAnyValue || (phrase.value & sought_) != 0) may_seek_.Add(HashOf(key));
  }
}

// The node that all phrases with this prefix go through; the one before where one phrase alone has it.
uint32_t PhraseFinder::NodeOf(std::string_view prefix) const {
  uint32_t node = roots_[static_cast<unsigned char>(prefix[0])];
  for (size_t i = 1; i < prefix.size() && nodes_[node].only == 0; ++i) node = Next(nodes_[node], prefix[i]);
  return node;
}

uint64_t PhraseFinder::KeyAt(std::string_view text, size_t at) {
  const uint64_t bytes = LoadEight(text, at);
  return First(bytes, std::min(CountLettersAndDigits(bytes), kKeyBytes));
}

const PhraseFinder::Word* PhraseFinder::FindWord(uint64_t key) const {
  for (size_t slot = HashOf(key) >> (64 - word_bits_);; slot = (slot + 1) & (words_.size() - 1)) {
    if (words_[slot].key == key) return &words_[slot];
    if (words_[slot].key == 0) return nullptr;
  }
}

uint32_t PhraseFinder::Next(const Node& node, char byte) const {
  const Edge* const begin = edges_.data() + node.first_edge;
  const Edge* const end = begin + node.edges;
  const auto before = [](const Edge& edge, char b) {
    return static_cast<unsigned char>(edge.byte) < static_cast<unsigned char>(b);
  };
  const Edge* const found = std::lower_bound(begin, end, byte, before);
  return found != end && found->byte == byte ? found->node : 0;
}

size_t PhraseFinder::EndOfWord(bool takes_endings, std::string_view text, size_t at) {
  const CodePoint last = CodePointBefore(text, at);
  if (!IsWordLetter(last.value) || IsUnspacedLetter(last.value)) return at;
  for (size_t endings = 0;; ++endings) {
    const CodePoint next = CodePointAt(text, at);
    if (!IsWordLetter(next.value) || IsUnspacedLetter(next.value)) return at;
    if (!takes_endings || endings == kMaxEndings || !IsLowerLetter(next.value)) return 0;
    at += next.bytes;
  }
}

FoundPhrase PhraseFinder::Walk(std::string_view text, size_t at, uint32_t bits) const {
  if (at >= text.size()) return {};
  if (IsAlphanumeric(text[at])) {
    const Word* const word = FindWord(KeyAt(text, at));
    if (word == nullptr || (bits != kAnyValue && !MayGoOn(*word, text, at, bits))) return {};
    return WalkFrom(word->node, at + nodes_[word->node].depth, text, at, bits);
  }
  if (!MayBegin(text, at)) return {};
  size_t here = at;
  const uint32_t node = roots_[static_cast<unsigned char>(ReadUnit(text, here))];
  return WalkFrom(node, here, text, at, bits);
}

bool PhraseFinder::MayGoOn(const Word& word, std::string_view text, size_t at, uint32_t bits) const {
  if ((word.bits & bits) == 0) return false;
  if ((word.bits_otherwise & bits) != 0) return true;
  const uint64_t two = FirstTwoWords(LoadEight(text, at), LettersOf(word.key));
  return two == 0 || may_go_on_.Has(HashOf(two));
}

FoundPhrase PhraseFinder::WalkFrom(uint32_t node, size_t here, std::string_view text, size_t at, uint32_t bits) const {
  FoundPhrase found;
  const auto counts = [&](uint32_t value) { return bits == kAnyValue || (value & bits) != 0; };
  while (node != 0) {
    const Node& now = nodes_[node];
    if (now.ends && counts(now.value)) {
      if (const size_t end = EndOfWord(now.takes_endings, text, here)) found = {at, end, now.value};
    }
    if (now.only != 0) {
      const Phrase& phrase = phrases_[now.only - 1];
      if (!counts(phrase.value)) return found;
      for (size_t i = now.depth; i < phrase.text.size(); ++i) {
        if (here >= text.size() || ReadUnit(text, here) != phrase.text[i]) return found;
      }
      const size_t end = EndOfWord(phrase.takes_endings, text, here);
      return end > 0 ? FoundPhrase{at, end, phrase.value} : found;
    }
    if (now.edges == 0 || here >= text.size()) break;
    node = Next(now, ReadUnit(text, here));
  }
  return found;
}

FoundPhrase PhraseFinder::EndingAt(std::string_view text, size_t end, size_t reach) const {
  const size_t from = end - std::min(end, reach);
  for (size_t at = from; at < end; ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80 || !BeginsWord(text, at)) continue;
    const FoundPhrase found = At(text, at);
    if (found.end == end) return found;
  }
  return {};
}

std::vector<FoundPhrase> PhraseFinder::FindAll(std::string_view text) const {
  static const PhraseFinder& none = *new PhraseFinder({});
  std::vector<FoundPhrase> all;
  std::vector<FoundPhrase> nothing;
  Search search{*this, text, all};
  Search other{none, text, nothing};
  FindBoth({0, static_cast<uint32_t>(text.size())}, MarkMaps(text), search, other);
  return all;
}

void PhraseFinder::FindBoth(ByteSpan part, const MarkMaps& maps, Search& a, Search& folded) {
  if (part.begin >= part.end) return;
  size_t places_a = 0;
  size_t places_folded = 0;
  uint64_t word_before = 0;
  MarkMap map = maps.At(part.begin / 64, part);
  for (size_t block = part.begin / 64; block * 64 < part.end; ++block) {
    const MarkMap next = block * 64 + 64 < part.end ? maps.At(block + 1, part) : MarkMap{};
    a.places.resize(std::max(a.places.size(), places_a + 64));
    folded.places.resize(std::max(folded.places.size(), places_folded + 64));
    const uint64_t begins = map.word & ~(map.word << 1 | word_before);
    uint64_t marks = map.above;  // and those that phrases begin with
    for (uint64_t bits = map.mark; bits != 0; bits &= bits - 1) {
      const char mark = a.text[block * 64 + static_cast<size_t>(std::countr_zero(bits))];
      if (a.finder.BeginsWithMark(mark) || folded.finder.BeginsWithMark(mark)) marks |= bits & -bits;
    }
    for (uint64_t bits = begins | marks; bits != 0; bits &= bits - 1) {
      const int bit = std::countr_zero(bits);
      const auto at = static_cast<uint32_t>(block * 64 + static_cast<size_t>(bit));
      a.places[places_a] = at;
      folded.places[places_folded] = at;
      if ((marks >> bit & 1) != 0) {
        const bool above = (map.above >> bit & 1) != 0;
        places_a += above || a.finder.BeginsWithMark(a.text[at]);
        places_folded += above || folded.finder.BeginsWithMark(a.text[at]);
        continue;
      }
      const uint64_t letters = map.word >> bit | (bit == 0 ? 0 : next.word << (64 - bit));
      const auto count = std::min(static_cast<size_t>(std::countr_one(letters)), kKeyBytes);
      const uint64_t key = First(LoadEight(a.text, at), count);
      places_a += a.finder.may_seek_.Has(HashOf(key));
      places_folded += folded.finder.may_seek_.Has(HashOf(key | First(kSmallLetters, count)));
    }
    word_before = map.word >> 63;
    map = next;
  }
  a.finder.FindAt({a.places.data(), places_a}, part, a.text, a.found);
  folded.finder.FindAt({folded.places.data(), places_folded}, part, folded.text, folded.found);
}

void PhraseFinder::FindAt(std::span<const uint32_t> places, ByteSpan part, std::string_view text,
                          std::vector<FoundPhrase>& found) const {
  text = text.substr(0, part.end);
  size_t from = part.begin;  // behind the phrase before
  // Of the code point above ASCII that ended last:
  size_t known_end = part.begin;
  bool in_word = false;
  int attached = 0;  // attached words that the word began with, at most two
  for (const size_t at : places) {
    const bool ascii = static_cast<unsigned char>(text[at]) < 0x80;
    if (at < from || (!ascii && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)) continue;
    if (known_end != at) {
      in_word = !ascii && at > from && IsAlphanumeric(text[at - 1]);
      attached = 0;
    }
    const CodePoint c = ascii ? CodePoint{static_cast<unsigned char>(text[at]), 1} : CodePointAt(text, at);
    const bool letter = ascii ? IsAlphanumeric(text[at]) : IsWordLetter(c.value);
    const bool unspaced = !ascii && IsUnspacedLetter(c.value);
    if (!letter || unspaced || !in_word) {
      if (const FoundPhrase phrase = Walk(text, at, sought_)) {
        found.push_back(phrase);
        from = known_end = phrase.end;
        in_word = false;
        attached = 0;
        continue;
      }
    }
    if (ascii) continue;
    attached = letter && (!in_word || attached > 0) && attached < 2 && IsAttachedWord(c.value) ? attached + 1 : 0;
    in_word = letter && !unspaced && attached == 0;
    known_end = at + c.bytes;
  }
}

}  // namespace wirefold
