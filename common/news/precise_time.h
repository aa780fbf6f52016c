// ReadTime: how far a producer's time is known.
//
//   ReadTime("2024-01-10 09:30:00+05:30")  // {"2024-01-10T09:30:00+05:30", kSecond}
//   ReadTime("2024-02-30")                 // {"2024-02-30", kUnparsed}: no day of the calendar
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wirefold {

// Numbers are those of the wire (enriched_article.proto).
enum class TimePrecision : uint8_t { kUnparsed = 1, kDay = 2, kSecond = 3 };

struct PreciseTime {
  std::string value;  // ISO 8601; what cannot be read is as it was
  TimePrecision precision = TimePrecision::kUnparsed;
  bool operator==(const PreciseTime&) const = default;
};

// ISO 8601 dates, and date-times to the second with fraction and zone as they may be. A day or time that the calendar
// does not have is none, nor is a year before the first newspapers: printers of unset values write 0000-00-00 and
// 0001-01-01.
PreciseTime ReadTime(std::string_view text);

// Whether a value that ReadTime gave is a full time by RFC 3339: date, time and zone.
bool IsRfc3339(const PreciseTime& time);

}  // namespace wirefold
