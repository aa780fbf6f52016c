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
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/news/mark_maps.h"

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
    // Endings of one or two small letters may follow, as in many languages («Укринформа»). For texts of six bytes or
    // more.
    bool takes_endings = false;
  };
  static constexpr uint32_t kAnyValue = 0;

  // `sought`: FindAll finds the phrases alone whose value has one of these bits.
  explicit PhraseFinder(std::vector<Phrase> phrases, uint32_t sought = kAnyValue);

  // The longest phrase that begins at `at`; none: false.
  FoundPhrase At(std::string_view text, size_t at) const { return Walk(text, at, kAnyValue); }
  // The longest phrase that begins at `at` among those whose value has one of these bits.
  FoundPhrase AtOfBits(std::string_view text, size_t at, uint32_t bits) const { return Walk(text, at, bits); }
  // The longest phrase that ends at `end`, and begins a word within `reach` bytes before it.
  FoundPhrase EndingAt(std::string_view text, size_t end, size_t reach) const;
  // All sought phrases, from left to right; none overlaps the one before.
  std::vector<FoundPhrase> FindAll(std::string_view text) const;

  // FindAll of two finders in one pass over a part of a text, which is read as if it stood alone. Places are of the
  // whole text. The text of `folded` is that of `a` in folded case.
  struct Search {
    const PhraseFinder& finder;
    std::string_view text;              // the whole
    std::vector<FoundPhrase>& found;    // what is found is added
    std::vector<uint32_t> places = {};  // room
  };
  static void FindBoth(ByteSpan part, const MarkMaps& maps, Search& a, Search& folded);

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
    uint32_t depth = 0;  // bytes so far
  };
  struct Edge {
    char byte = 0;
    uint32_t node = 0;
  };
  // Where phrases go on that begin with the same ASCII letters and digits.
  struct Word {
    uint64_t key = 0;  // the first of them, kKeyBytes at most; 0: an empty slot
    uint32_t node = 0;
    uint32_t bits = 0;            // of the values of all these phrases
    uint32_t bits_otherwise = 0;  // of those behind whose word comes no single blank and letter
  };
  // Whether a hash may be one of those that were added: turns most others away by one bit.
  class Hashes {
   public:
    void Add(uint64_t hash) { bits_[hash >> 54] |= uint64_t{1} << (hash >> 48 & 63); }
    bool Has(uint64_t hash) const { return (bits_[hash >> 54] >> (hash >> 48 & 63) & 1) != 0; }

   private:
    std::array<uint64_t, 1024> bits_{};
  };
  static constexpr size_t kKeyBytes = 6;

  static uint64_t HashOf(uint64_t key) { return key * 0x9E3779B97F4A7C15U; }
  // The first letters and digits at `at` if they are ASCII, as a number; 0: they are not.
  static uint64_t KeyAt(std::string_view text, size_t at);
  const Word* FindWord(uint64_t key) const;
  // Whether a phrase begins with this ASCII mark.
  bool BeginsWithMark(char mark) const { return roots_[static_cast<unsigned char>(mark)] != 0; }
  // Whether a phrase of these bits may begin with this word, which is at `at`.
  bool MayGoOn(const Word& word, std::string_view text, size_t at, uint32_t bits) const;
  void AddWords();
  uint32_t NodeOf(std::string_view prefix) const;
  FoundPhrase Walk(std::string_view text, size_t at, uint32_t bits) const;
  FoundPhrase WalkFrom(uint32_t node, size_t here, std::string_view text, size_t at, uint32_t bits) const;
  // The sought phrases that begin at one of these places, among which are all bytes above ASCII.
  void FindAt(std::span<const uint32_t> places, ByteSpan part, std::string_view text,
              std::vector<FoundPhrase>& found) const;
  // Whether the first three bytes are those of a phrase that begins with no ASCII letter; true of some others too.
  bool MayBegin(std::string_view text, size_t at) const;
  void Mark(std::string_view phrase);
  uint32_t Next(const Node& node, char byte) const;
  // The end of a phrase that ended at `at` in the text, 0: a word goes on.
  static size_t EndOfWord(bool takes_endings, std::string_view text, size_t at);

  uint32_t sought_;
  std::vector<Phrase> phrases_;  // in order
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;              // of each node in the order of their bytes
  std::array<uint32_t, 256> roots_{};    // by the first byte
  std::array<uint64_t, 1024> pairs_{};   // bits by two bytes, of phrases that have a blank or an end among three
  std::array<uint64_t, 512> triples_{};  // bits by the hash of three
  Hashes may_seek_;                      // of the keys of sought phrases: most words of a text begin none
  Hashes may_go_on_;                     // of the first two words of phrases, eight bytes at most
  int word_bits_ = 0;                    // the logarithm of the number of slots
  std::vector<Word> words_;              // a key is in the first free slot from the one of its hash on
};

}  // namespace wirefold
