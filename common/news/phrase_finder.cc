#include "common/news/phrase_finder.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/news/letters.h"

namespace wirefold {
namespace {

constexpr size_t kMaxEndings = 2;

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

PhraseFinder::PhraseFinder(std::vector<Phrase> phrases) {
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
  for (const Phrase& phrase : phrases) WF_CHECK(!phrase.text.empty());
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
    split(task.begin, task.end, task.depth, [&](char byte, uint32_t node) { edges_.push_back({byte, node}); });
    nodes_[task.node].first_edge = first_edge;
    nodes_[task.node].edges = static_cast<uint16_t>(edges_.size() - first_edge);
  }
}

uint32_t PhraseFinder::Next(const Node& node, char byte) const {
  const Edge* const begin = edges_.data() + node.first_edge;
  const Edge* const end = begin + node.edges;
  const Edge* const found = std::lower_bound(begin, end, byte, [](const Edge& edge, char b) { return edge.byte < b; });
  return found != end && found->byte == byte ? found->node : 0;
}

size_t PhraseFinder::EndOfWord(const Node& node, std::string_view text, size_t at) {
  const CodePoint last = CodePointBefore(text, at);
  if (!IsWordLetter(last.value) || IsUnspacedLetter(last.value)) return at;
  for (size_t endings = 0;; ++endings) {
    const CodePoint next = CodePointAt(text, at);
    if (!IsWordLetter(next.value) || IsUnspacedLetter(next.value)) return at;
    if (!node.takes_endings || endings == kMaxEndings || !IsLowerLetter(next.value)) return 0;
    at += next.bytes;
  }
}

FoundPhrase PhraseFinder::At(std::string_view text, size_t at) const {
  FoundPhrase found;
  size_t here = at;
  uint32_t node = here < text.size() ? roots_[static_cast<unsigned char>(ReadUnit(text, here))] : 0;
  while (node != 0) {
    const Node& now = nodes_[node];
    if (now.ends) {
      if (const size_t end = EndOfWord(now, text, here)) found = {at, end, now.value};
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
    const CodePoint c = CodePointAt(text, at);
    const bool letter = IsWordLetter(c.value);
    const bool unspaced = c.value >= 0x80 && IsUnspacedLetter(c.value);
    if (!letter || unspaced || !in_word) {
      if (roots_[static_cast<unsigned char>(text[at])] != 0 || IsApostrophe(c.value)) {
        if (const FoundPhrase found = At(text, at)) {
          all.push_back(found);
          at = found.end;
          in_word = false;
          attached = 0;
          continue;
        }
      }
    }
    attached = letter && (!in_word || attached > 0) && attached < 2 && IsAttachedWord(c.value) ? attached + 1 : 0;
    in_word = letter && !unspaced && attached == 0;
    at += c.bytes;
  }
  return all;
}

}  // namespace wirefold
