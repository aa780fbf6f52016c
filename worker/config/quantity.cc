#include "worker/config/quantity.h"

#include <charconv>
#include <limits>
#include <span>

#include "absl/strings/ascii.h"

namespace wirefold {
namespace {

struct Unit {
  std::string_view name;
  uint64_t factor;
  std::string_view words[2];  // that people write for it, or the beginning of one
};

// Ascending. Whole seconds are not written in milliseconds.
constexpr Unit kDurations[] = {{"ms", 1, {"milliseconds", "msecs"}},
                               {"s", 1'000, {"seconds", "secs"}},
                               {"m", 60'000, {"minutes", "mins"}},
                               {"h", 3'600'000, {"hours", "hrs"}}};
constexpr Unit kLongDurations[] = {
    {"s", 1, {"seconds", "secs"}}, {"m", 60, {"minutes", "mins"}}, {"h", 3'600, {"hours", "hrs"}}};
constexpr Unit kSizes[] = {{"B", 1, {"bytes", "bytes"}},
                           {"KiB", 1u << 10, {"kib", "kb"}},
                           {"MiB", 1u << 20, {"mib", "mb"}},
                           {"GiB", 1u << 30, {"gib", "gb"}}};

std::span<const Unit> UnitsOf(Quantity quantity) {
  switch (quantity) {
    case Quantity::kMilliseconds:
      return kDurations;
    case Quantity::kSeconds:
      return kLongDurations;
    case Quantity::kBytes:
      break;
  }
  return kSizes;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

size_t DigitsOf(std::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  return digits;
}

constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();

// The greatest number for one that 64 bits do not hold.
uint64_t Number(std::string_view digits) {
  uint64_t number = kMost;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);  // leaves it on overflow
  return number;
}

}  // namespace

std::optional<uint64_t> ParseQuantity(Quantity quantity, std::string_view text) {
  const size_t digits = DigitsOf(text);
  if (digits == 0) return std::nullopt;
  const uint64_t number = Number(text.substr(0, digits));
  for (const Unit& unit : UnitsOf(quantity)) {
    if (text.substr(digits) == unit.name) return number > kMost / unit.factor ? kMost : number * unit.factor;
  }
  return std::nullopt;
}

std::string PrintQuantity(Quantity quantity, uint64_t count) {
  const std::span<const Unit> units = UnitsOf(quantity);
  size_t best = 0;
  while (count != 0 && best + 1 < units.size() && count % units[best + 1].factor == 0) ++best;
  return std::to_string(count / units[best].factor) + std::string(units[best].name);
}

std::string_view QuantityWords(Quantity quantity) {
  switch (quantity) {
    case Quantity::kMilliseconds:
      return "a duration such as 250ms, 30s, 15m or 72h";
    case Quantity::kSeconds:
      return "a duration such as 30s, 15m or 72h";
    case Quantity::kBytes:
      break;
  }
  return "a size such as 512B, 64KiB, 2MiB or 1GiB";
}

std::string QuantityPattern(Quantity quantity) {
  std::string pattern = "[0-9]+(";
  for (const Unit& unit : UnitsOf(quantity)) {
    if (pattern.back() != '(') pattern += '|';
    pattern += unit.name;
  }
  return pattern + ")";
}

std::string GuessQuantity(Quantity quantity, std::string_view text, std::string_view unit) {
  const size_t digits = DigitsOf(text);
  if (digits == 0 || digits > 18) return "";
  const std::string number(text.substr(0, digits));
  const std::string rest = absl::AsciiStrToLower(std::string(text.substr(digits)));
  const size_t first = rest.find_first_not_of(' ');
  if (first == std::string::npos) return number + std::string(unit);
  const std::string word = rest.substr(first);
  for (const Unit& candidate : UnitsOf(quantity)) {
    const bool meant = absl::AsciiStrToLower(std::string(candidate.name)) == word ||
                       candidate.words[0].starts_with(word) || candidate.words[1].starts_with(word);
    if (meant && (word != "m" || candidate.name != "ms")) return number + std::string(candidate.name);
  }
  return "";
}

}  // namespace wirefold
