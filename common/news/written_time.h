// Times as people and their tools write them: "Wed, 10 Jan 2024 09:30:00 GMT", "10 de enero de 2024", "Updated: January
// 10, 2024, 9:30 PM", "2024年1月10日 09:30". For precise_time.cc.
#pragma once

#include <optional>

#include "common/news/precise_time.h"

namespace wirefold {

// Years before the first newspapers, and years that stand for "never", are nobody's news.
inline constexpr int kFirstYear = 1600;
inline constexpr int kNoYear = 2200;

// Nothing: not all of it can be read.
std::optional<PreciseTime> ReadWrittenTime(std::string_view text, const TimeHints& hints);

// The first time in a line that says other things, too: "By Ada Quist | Published 10 January 2024, 09:30". Nothing: it
// holds none that can be read; one behind "updated" counts for `hints.modified` alone. Linear but for a line's bound.
std::optional<PreciseTime> FindWrittenTime(std::string_view line, const TimeHints& hints);

}  // namespace wirefold
