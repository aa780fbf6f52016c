// Word hashes: 64 bits of each word of a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace wirefold {

// A hash in two halves, each in an array of its own.
template <typename Half>
struct Halves {
  Half* high;
  Half* low;
};

// kTokenPadding (tokens.h) bytes behind a word are read; what they are means nothing.
uint64_t HashWord(std::string_view word);

// Of the words that begin and end at `edges` of `text`, in turns.
void HashWords(const char* text, std::span<const uint32_t> edges, Halves<uint32_t> hashes);

}  // namespace wirefold
