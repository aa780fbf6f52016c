// The parts of an address's path and query. For common/url.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "common/base/ascii.h"

namespace wirefold {

// Ignoring case.
inline bool IsOneOf(std::string_view text, std::span<const std::string_view> list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view one) { return EqualsIgnoringCase(text, one); });
}

// Calls visit(part) for the parts between separators, empty ones too.
template <typename Visit>
void ForEachPart(std::string_view text, char separator, Visit visit) {
  for (;;) {
    const size_t end = text.find(separator);
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// Calls visit(parameter) for those that are not empty.
template <typename Visit>
void ForEachParameter(std::string_view query, Visit visit) {
  ForEachPart(query, '&', [&](std::string_view parameter) {
    if (!parameter.empty()) visit(parameter);
  });
}

struct UrlParameter {
  std::string_view name;
  std::string_view value;  // empty without a '=' as well
};

inline UrlParameter SplitParameter(std::string_view parameter) {
  const size_t equals = std::min(parameter.find('='), parameter.size());
  return {parameter.substr(0, equals), parameter.substr(std::min(equals + 1, parameter.size()))};
}

}  // namespace wirefold
