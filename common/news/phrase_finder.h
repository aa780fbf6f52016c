// PhraseFinder: where phrases of a list stand in a text, as whole words. A blank of a phrase is any number of blanks in
// the text, an apostrophe any apostrophe. Case counts: for text in any case, fold both (letters.h).
//
//   const PhraseFinder finder({{"according to", 1}, {"told", 2}});
//   finder.At("told CNN", 0)  // {0, 4, 2}
//
// Time is linear in the text, whatever the number of phrases.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

struct FoundPhrase {
  size_t begin = 0;
  size_t end = 0;
  uint32_t value = 0;
  explicit operator bool() const { return end > begin; }
};

class PhraseFinder {
 public:
  struct Phrase {
    std::string text;    // none empty, single blanks
    uint32_t value = 0;  // what it stands for; of two equal texts the first counts
    // Endings of one or two small letters may follow, as in many languages («Укринформа»).
    bool takes_endings = false;
  };

  explicit PhraseFinder(std::vector<Phrase> phrases);

  // The longest phrase that begins at `at`; none: false.
  FoundPhrase At(std::string_view text, size_t at) const;
  // The longest phrase that ends at `end`, and begins a word within `reach` bytes before it.
  FoundPhrase EndingAt(std::string_view text, size_t end, size_t reach) const;
  // All phrases, from left to right; none overlaps the one before.
  std::vector<FoundPhrase> FindAll(std::string_view text) const;

 private:
  // A tree of bytes: each text is walked once, whatever many phrases begin alike. A blank stands for any number of
  // blanks, an apostrophe for any apostrophe. Node 0 is "no such phrase".
  struct Node {
    uint32_t first_edge = 0;
    uint16_t edges = 0;
    bool ends = false;  // a phrase ends here
    bool takes_endings = false;
    uint32_t value = 0;
    uint32_t only = 0;   // 1 + the one phrase that goes on here: its text is compared instead of walked
    uint32_t depth = 0;  // its bytes so far
  };
  struct Edge {
    char byte = 0;
    uint32_t node = 0;
  };

  // Whether the first three bytes are those of a phrase; true of some others too. Most words are turned away here.
  bool MayBegin(std::string_view text, size_t at) const;
  void Mark(std::string_view phrase);
  uint32_t Next(const Node& node, char byte) const;
  // The end of a phrase that ended at `at` in the text, 0: a word goes on.
  static size_t EndOfWord(bool takes_endings, std::string_view text, size_t at);

  std::vector<Phrase> phrases_;  // in order
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;              // of each node in the order of their bytes
  std::array<uint32_t, 256> roots_{};    // by the first byte
  std::array<uint64_t, 1024> pairs_{};   // bits by two bytes, of phrases that have a blank or an end among three
  std::array<uint64_t, 512> triples_{};  // bits by the hash of three
};

}  // namespace wirefold
