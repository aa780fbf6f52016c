// Seeded changes to bytes, the same on every machine: none of the standard distributions, which are not.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed) {}

  // Below `bound`, which is not 0.
  size_t Below(size_t bound) { return static_cast<size_t>(random_() % bound); }

  template <typename T>
  const T& OneOf(const std::vector<T>& list) {
    return list[Below(list.size())];
  }

  // One to four small changes; `others` lend their pieces.
  std::string Mutate(std::string bytes, const std::vector<std::string>& others) {
    for (size_t changes = 1 + Below(4); changes > 0; --changes) Change(bytes, others);
    return bytes;
  }

 private:
  void Change(std::string& bytes, const std::vector<std::string>& others) {
    static const std::vector<std::string> kPieces = {"\xFF",
                                                     "\xC3",
                                                     "\xE2\x80",
                                                     "\xED\xA0\x80",
                                                     "\xF4\x90\x80\x80",
                                                     std::string(1, '\0'),
                                                     "\xEF\xBB\xBF",
                                                     "\n",
                                                     "\n\n",
                                                     "\r\n",
                                                     "\xC2\xA0",
                                                     "“",
                                                     "”",
                                                     "\"",
                                                     "\\",
                                                     "\\u0000",
                                                     "\\ud800",
                                                     "\\n",
                                                     "{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ",",
                                                     ":",
                                                     "null",
                                                     "1e309",
                                                     "-",
                                                     "(ANI)",
                                                     "(AP) — ",
                                                     "(With inputs from PTI and ANI)",
                                                     "OSLO, March 2 (Reuters) - ",
                                                     "ALSO READ: More",
                                                     "[gallery id=\"1\"]",
                                                     "Leave a Reply",
                                                     "….reports A Lite News",
                                                     "according to CNN",
                                                     "…",
                                                     "新华社",
                                                     "é",
                                                     "😀",
                                                     "\u202E",
                                                     "\u200D",
                                                     "… [+12 chars]",
                                                     "\x0A\x02",
                                                     "\x32\x01",
                                                     "\x80\x80\x80\x80\x80\x01"};
    const size_t at = Below(bytes.size() + 1);
    switch (Below(8)) {
      case 0:  // a bit
        if (!bytes.empty()) bytes[at % bytes.size()] ^= static_cast<char>(1U << Below(8));
        break;
      case 1:  // a byte
        if (!bytes.empty()) bytes[at % bytes.size()] = static_cast<char>(Below(256));
        break;
      case 2:  // a cut
        bytes.resize(at);
        break;
      case 3:  // a piece gone
        bytes.erase(at, Below(40));
        break;
      case 4:  // a piece twice
        bytes.insert(at, bytes.substr(Below(bytes.size() + 1), Below(80)));
        break;
      case 5: {  // a piece of another
        const std::string& other = OneOf(others);
        bytes.insert(at, other.substr(Below(other.size() + 1), Below(200)));
        break;
      }
      default:
        bytes.insert(at, OneOf(kPieces));
    }
  }

  std::mt19937_64 random_;
};

}  // namespace wirefold
