// ReadTime: how far a producer's time is known.
//
//   ReadTime("2024-01-10 09:30:00+05:30")                        // {"2024-01-10T09:30:00+05:30", kSecond}
//   ReadTime("10. Januar 2024, 09:30 Uhr", {.language = "de"})   // {"2024-01-10T09:30:00", kSecond}
//   ReadTime("2024-02-30")                                       // {"2024-02-30", kUnparsed}: no day of the calendar
//   ReadTime("03/04/2024")                                       // unparsed: March 4 or 3 April
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

struct TimeHints {
  std::string_view language =
      "";                 // BCP 47, of the article: which of two numbers is the month, where all who write it agree
  bool modified = false;  // the field says when the article was changed: "Updated: ..." fits it
};

// ISO 8601, RFC 822, seconds and milliseconds since the Unix epoch, and days as people write them in any language of
// config/lexicon/forms.*.tsv. Where the year is first the month follows; else a number above 12 or two equal ones tell
// the month, else the language; English, or none, tells nothing. No zone is added: one whose letters mean two places is
// left out. A day or time that the calendar does not have is none, nor is a year before the first newspapers: printers
// of unset values write 0000-00-00, 0001-01-01 and the second at which the Unix epoch begins.
PreciseTime ReadTime(std::string_view text, const TimeHints& hints = {});

// Whether a value that ReadTime gave is a full time by RFC 3339: date, time and zone.
bool IsRfc3339(const PreciseTime& time);

}  // namespace wirefold
