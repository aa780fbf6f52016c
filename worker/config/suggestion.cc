#include "worker/config/suggestion.h"

#include <algorithm>

namespace wirefold {
namespace {

constexpr size_t kMaxNameBytes = 64;

size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Suggestion(const std::string& name, const std::vector<std::string>& known) {
  if (name.size() > kMaxNameBytes) return "";
  const std::string* best = nullptr;
  size_t least = std::min<size_t>(4, name.size() / 2 + 1);
  for (const std::string& candidate : known) {
    const size_t distance = EditDistance(name, candidate);
    if (distance < least) {
      least = distance;
      best = &candidate;
    }
  }
  return best == nullptr ? "" : ", did you mean " + *best + "?";
}

}  // namespace wirefold
