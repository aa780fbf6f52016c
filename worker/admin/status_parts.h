// The small parts of the status page: words for numbers and times, and line drawings. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wirefold {

std::string WithThousands(uint64_t number);             // "1,234,567"
std::string ShortNumber(double number);                 // "1,234", "12.3", "0.04"
std::string ShortBytes(uint64_t bytes);                 // "1.4 GiB"
std::string ShortDuration(double seconds);              // "0.4 s", "42 s", "3 min 5 s", "2 h 10 min", "4 d 3 h"
std::string ShortAge(int64_t then_ms, int64_t now_ms);  // "5 s ago"; "–" when unknown
std::string UtcTime(int64_t ms);                        // "2024-05-01 12:00:07 UTC"; empty when unknown

// Each line's values from the left to the right over the same scale, from 0 to their maximum, as an inline SVG of
// `places` steps that grows from its right end. The first line is filled. `label` is for those who do not see it.
std::string Sparkline(const std::vector<std::vector<double>>& lines, size_t places, const std::string& label);

}  // namespace wirefold
