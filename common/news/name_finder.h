// NameFinder: the names of a list in a text, as whole words. Finds what the regular expression \b(a|bb|…)\b finds with
// the longest name first, several times as fast: few places of a text look like the beginning of a name.
//
//   const NameFinder finder({"CNN", "CNN Business", "dpa"});
//   finder.Find("on CNN Business today");  // "CNN Business", inside the text; data() is null when there is none
//
// Word boundaries are those of ASCII (RE2's \b): a name that begins or ends with another letter is found only where an
// ASCII letter, digit or '_' touches it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

class NameFinder {
 public:
  explicit NameFinder(std::vector<std::string> names);  // none empty

  // The leftmost name, the longest that is there. `text` is all there is: nothing stands before it.
  std::string_view Find(std::string_view text) const;

 private:
  // Names are dealt into eight groups. What a byte can be, eight bits of these each: the groups that have it at the
  // first, at the second, at the third place of a name. Three neighbouring bytes that share no group begin no name (the
  // first step of Hyperscan's FDR and Teddy matchers).
  using Marks = uint32_t;
  static constexpr int kSecond = 8;
  static constexpr int kThird = 16;

  std::string_view NameAt(std::string_view text, size_t at) const;

  std::array<Marks, 256> marks_{};
  bool any_first_ = false;                                   // a name begins with an ASCII mark such as '-'
  std::array<std::vector<std::string>, 256> by_first_byte_;  // longest first
};

}  // namespace wirefold
