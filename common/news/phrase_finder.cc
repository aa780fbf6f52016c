#include "common/news/phrase_finder.h"

#include <algorithm>

#include "common/base/ascii.h"
#include "common/base/check.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxEndings = 2;

// 15 bits.
uint32_t HashOfThree(uint32_t a, uint32_t b, uint32_t c) { return ((a | b << 8 | c << 16) * 0x9E3779B1U) >> 17; }

bool IsApostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC; }

// The small words that Arabic writes onto the next one: و ب ل ف ك.
bool IsAttachedWord(char32_t c) { return c == 0x648 || c == 0x628 || c == 0x644 || c == 0x641 || c == 0x643; }

// Whether a word may begin at `at`.
bool BeginsWord(std::string_view text, size_t at) {
  const CodePoint here = CodePointAt(text, at);
  if (!IsWordLetter(here.value) || IsUnspacedLetter(here.value)) return here.bytes > 0;
  const CodePoint before = CodePointBefore(text, at);
  return before.bytes == 0 || !IsWordLetter(before.value) || IsUnspacedLetter(before.value);
}

// What a phrase has at this place of the text: ' ' for blanks, '\'' for an apostrophe, else the byte. `at` moves on.
char ReadUnit(std::string_view text, size_t& at) {
  const char byte = text[at];
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

PhraseFinder::PhraseFinder(std::vector<Phrase> all) : phrases_(std::move(all)) {
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
    Mark(phrase.text);
  }
  split(0, phrases.size(), 0, [&](char byte, uint32_t node) { roots_[static_cast<unsigned char>(byte)] = node; });
  for (size_t i = 0; i < tasks.size(); ++i) {
    Task task = tasks[i];
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
      nodes_[task.node].depth = static_cast<uint32_t>(task.depth);
      continue;
    }
    split(task.begin, task.end, task.depth, [&](char byte, uint32_t node) { edges_.push_back({byte, node}); });
    nodes_[task.node].first_edge = first_edge;
    nodes_[task.node].edges = static_cast<uint16_t>(edges_.size() - first_edge);
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

FoundPhrase PhraseFinder::At(std::string_view text, size_t at) const {
  FoundPhrase found;
  if (!MayBegin(text, at)) return found;
  size_t here = at;
  uint32_t node = here < text.size() ? roots_[static_cast<unsigned char>(ReadUnit(text, here))] : 0;
  while (node != 0) {
    const Node& now = nodes_[node];
    if (now.ends) {
      if (const size_t end = EndOfWord(now.takes_endings, text, here)) found = {at, end, now.value};
    }
    if (now.only != 0) {
      const Phrase& phrase = phrases_[now.only - 1];
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
  std::vector<FoundPhrase> all;
  bool in_word = false;
  int attached = 0;  // attached words that the word began with, at most two
  for (size_t at = 0; at < text.size();) {
    const bool ascii = static_cast<unsigned char>(text[at]) < 0x80;
    const CodePoint c = ascii ? CodePoint{static_cast<unsigned char>(text[at]), 1} : CodePointAt(text, at);
    const bool letter = ascii ? IsAlphanumeric(text[at]) : IsWordLetter(c.value);
    const bool unspaced = !ascii && IsUnspacedLetter(c.value);
    if (!letter || unspaced || !in_word) {
      if (const FoundPhrase found = At(text, at)) {
        all.push_back(found);
        at = found.end;
        in_word = false;
        attached = 0;
        continue;
      }
    }
    attached =
        !ascii && letter && (!in_word || attached > 0) && attached < 2 && IsAttachedWord(c.value) ? attached + 1 : 0;
    in_word = letter && !unspaced && attached == 0;
    at += c.bytes;
  }
  return all;
}

}  // namespace wirefold
