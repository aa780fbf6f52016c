// SharedPassages: the passages that two texts have word for word, however often they are cut and moved.
//
//   for (const SharedPassage& passage : SharedPassages(PlaceTokens(first), PlaceTokens(second), 5)) ...
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/ids.h"

namespace wirefold {

struct SharedPassage {
  ByteSpan first;   // of the first text,
  ByteSpan second;  // and of the second
  uint32_t tokens = 0;
  bool operator==(const SharedPassage&) const = default;
};

// A text, and the parts of it that count.
struct TextParts {
  std::string_view text;
  std::vector<std::string_view> parts;  // of `text`, in order, none overlaps another
};

// The tokens (tokens.h) of a text's parts, for comparing it with several others.
struct PlacedTokens {
  struct Token {
    uint64_t hash = 0;
    ByteSpan span;  // of the text
    uint32_t part = 0;
  };
  std::vector<Token> all;
  bool single_letters = false;  // most are
};
PlacedTokens PlaceTokens(const TextParts& text);

// Passages of so many tokens and more, twice as many where a token is one letter. By their places in the first text, in
// which none overlaps another; a passage lies within one part of each. Where the second text has one several times, its
// first place counts. Linear.
std::vector<SharedPassage> SharedPassages(const PlacedTokens& first, const PlacedTokens& second,
                                          uint32_t shingle_length);

}  // namespace wirefold
