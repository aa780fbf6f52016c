#include "common/news/name_finder.h"

#include <algorithm>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr size_t kGroups = 8;

bool IsWord(uint8_t byte) {
  const uint8_t lower = byte | 0x20;
  return (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
}

}  // namespace

NameFinder::NameFinder(std::vector<std::string> names) {
  for (size_t byte = 0; byte < 256; ++byte) classes_[byte].word = IsWord(static_cast<uint8_t>(byte));
  // Neighbours in the alphabet share a group, so that the groups differ in what they look for.
  std::sort(names.begin(), names.end());
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    WF_CHECK(!name.empty());
    const auto group = static_cast<uint8_t>(1U << (i * kGroups / names.size()));
    const auto at = [&](size_t place) -> ByteClass& { return classes_[static_cast<uint8_t>(name[place])]; };
    at(0).first |= group;
    // Behind a short name may stand anything.
    for (ByteClass& any : classes_) {
      if (name.size() < 2) any.second |= group;
      if (name.size() < 3) any.third |= group;
    }
    if (name.size() >= 2) at(1).second |= group;
    if (name.size() >= 3) at(2).third |= group;
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
    if (text.substr(at).starts_with(name) && word(end - 1) != word(end)) return text.substr(at, name.size());
  }
  return {};
}

std::string_view NameFinder::Find(std::string_view text) const {
  const auto class_at = [&](size_t at) {
    return at < text.size() ? classes_[static_cast<uint8_t>(text[at])] : classes_[0];
  };
  bool before = false;
  ByteClass here = class_at(0);
  ByteClass next = class_at(1);
  for (size_t at = 0; at < text.size(); ++at) {
    const ByteClass after = class_at(at + 2);
    const bool boundary = here.word != before;
    if (boundary & ((here.first & next.second & after.third) != 0)) [[unlikely]] {
      const std::string_view name = NameAt(text, at);
      if (!name.empty()) return name;
    }
    before = here.word;
    here = next;
    next = after;
  }
  return {};
}

}  // namespace wirefold
