// Durations and sizes as a configuration writes them: a whole number and its unit, nothing between.
//
//   ParseQuantity(Quantity::kMilliseconds, "30s")   → 30000
//   PrintQuantity(Quantity::kBytes, 67108864)       → "64MiB"
//   ParseQuantity(Quantity::kSeconds, "30")         → nullopt: a number alone says no unit
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wirefold {

// What is counted.
enum class Quantity : uint8_t { kMilliseconds, kSeconds, kBytes };

// Above what 64 bits hold: the greatest number, which no range allows.
std::optional<uint64_t> ParseQuantity(Quantity quantity, std::string_view text);

// In the largest unit that leaves a whole number.
std::string PrintQuantity(Quantity quantity, uint64_t count);

// "a duration such as 250ms, 30s, 15m or 72h".
std::string_view QuantityWords(Quantity quantity);

// A regular expression for what ParseQuantity takes, unanchored.
std::string QuantityPattern(Quantity quantity);

// What somebody who wrote `text` ("64 MB", "5sec", "30") may have meant; empty: no idea. A number alone gets `unit`.
std::string GuessQuantity(Quantity quantity, std::string_view text, std::string_view unit);

}  // namespace wirefold
