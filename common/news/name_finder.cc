#include "common/news/name_finder.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr size_t kGroups = 8;

bool IsWord(uint8_t byte) {
  const uint8_t lower = byte | 0x20;
  return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
}

constexpr size_t kBlock = 64;

// Bit i speaks of byte i of a block.
struct Bits {
  uint64_t word = 0;
  uint64_t above = 0;  // above 0x7F
};

Bits Classify(const char* block) {
  Bits bits;
#ifdef __SSE2__
  // Part of every x86-64. Signed comparisons: bytes above 0x7F are negative, hence in no range of ASCII.
  const auto between = [](__m128i bytes, char low, char high) {
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(low - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(high + 1))));
  };
  for (size_t at = 0; at < kBlock; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + at));
    const __m128i letter = between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
    const __m128i other = _mm_or_si128(between(bytes, '0', '9'), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
    bits.word |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(_mm_or_si128(letter, other)))} << at;
    bits.above |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(bytes))} << at;
  }
#else
  for (size_t at = 0; at < kBlock; ++at) {
    const auto byte = static_cast<uint8_t>(block[at]);
    bits.word |= uint64_t{IsWord(byte)} << at;
    bits.above |= uint64_t{byte >= 0x80} << at;
  }
#endif
  return bits;
}

}  // namespace

NameFinder::NameFinder(std::vector<std::string> names) {
  // Neighbours in the alphabet share a group, so that the groups differ in what they look for.
  std::sort(names.begin(), names.end());
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    WF_CHECK(!name.empty());
    const Marks group = Marks{1} << (i * kGroups / names.size());
    const auto mark = [&](size_t place, int shift) {
      if (place < name.size()) {
        marks_[static_cast<uint8_t>(name[place])] |= group << shift;
      } else {
        for (Marks& any : marks_) any |= group << shift;  // behind a short name may stand anything
      }
    };
    mark(0, 0);
    any_first_ |= !IsWord(static_cast<uint8_t>(name[0])) && static_cast<uint8_t>(name[0]) < 0x80;
    mark(1, kSecond);
    mark(2, kThird);
    by_first_byte_[static_cast<uint8_t>(name[0])].push_back(name);
  }
  for (std::vector<std::string>& list : by_first_byte_) {
    std::stable_sort(list.begin(), list.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  }
}

std::string_view NameFinder::NameAt(std::string_view text, size_t at) const {
  const auto word = [&](size_t place) { return place < text.size() && IsWord(static_cast<uint8_t>(text[place])); };
  for (const std::string& name : by_first_byte_[static_cast<uint8_t>(text[at])]) {
    const size_t end = at + name.size();
    // The last byte first: most names that begin alike end otherwise, and need no comparison in full.
    if (end > text.size() || text[end - 1] != name.back() || word(end - 1) == word(end)) continue;
    if (text.substr(at, name.size()) == name) return text.substr(at, name.size());
  }
  return {};
}

std::string_view NameFinder::Find(std::string_view text) const {
  // A name begins where the text goes into a word or out of one: into one, or to a byte that names can begin with.
  const auto marks_at = [&](size_t at) { return marks_[at < text.size() ? static_cast<uint8_t>(text[at]) : 0]; };
  uint64_t in_word = 0;  // whether the byte before the block is of a word; none stands before the text
  for (size_t begin = 0; begin < text.size(); begin += kBlock) {
    char padded[kBlock] = {};
    const char* block = text.data() + begin;
    if (text.size() - begin < kBlock) {
      std::memcpy(padded, block, text.size() - begin);
      block = padded;
    }
    const Bits bits = Classify(block);
    uint64_t starts = bits.word ^ (bits.word << 1 | in_word);
    if (!any_first_) starts &= bits.word | bits.above;
    in_word = bits.word >> (kBlock - 1);
    for (; starts != 0; starts &= starts - 1) {
      const size_t at = begin + static_cast<size_t>(std::countr_zero(starts));
      const Marks groups = marks_at(at) & (marks_at(at + 1) >> kSecond) & (marks_at(at + 2) >> kThird) & 0xFF;
      if (groups == 0) [[likely]]
        continue;
      if (at >= text.size()) break;
      const std::string_view name = NameAt(text, at);
      if (!name.empty()) return name;
    }
  }
  return {};
}

}  // namespace wirefold
