#include "common/news/precise_time.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/base/ascii.h"
#include "common/news/calendar.h"
#include "common/news/letters.h"
#include "common/news/written_time.h"

namespace wirefold {
namespace {

// The number that `digits` digits at `at` write, or -1.
int NumberAt(std::string_view text, size_t at, size_t digits) {
  if (at + digits > text.size()) return -1;
  int number = 0;
  for (const char c : text.substr(at, digits)) {
    if (!IsDigit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool IsOneOf(std::string_view text, size_t at, std::string_view any_of) {
  return at < text.size() && any_of.find(text[at]) != std::string_view::npos;
}

// "2024-01-10" at the beginning.
bool OpensWithDate(std::string_view text) {
  const int year = NumberAt(text, 0, 4);
  return IsOneOf(text, 4, "-") && IsOneOf(text, 7, "-") && year >= kFirstYear && year < kNoYear &&
         IsDay(year, NumberAt(text, 5, 2), NumberAt(text, 8, 2));
}

// "09:30:00" at the beginning; a leap second is the last of its day somewhere.
bool OpensWithTime(std::string_view text) {
  const int hour = NumberAt(text, 0, 2);
  const int minute = NumberAt(text, 3, 2);
  const int second = NumberAt(text, 6, 2);
  return IsOneOf(text, 2, ":") && IsOneOf(text, 5, ":") && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
         second >= 0 && second <= (minute == 59 || minute == 29 ? 60 : 59);
}

// Minutes ahead of UTC: "" and "Z" are 0, "+05:30", "+0530", "+05"; nullopt: it is no zone.
std::optional<int> ZoneMinutes(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return 0;
  if (!IsOneOf(text, 0, "+-")) return std::nullopt;
  const size_t minutes_at = text.size() == 6 && text[3] == ':' ? 4 : 3;
  const int hours = NumberAt(text, 1, 2);
  const int minutes = text.size() == 3 ? 0 : NumberAt(text, minutes_at, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  if (text.size() != 3 && text.size() != minutes_at + 2) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (60 * hours + minutes);
}

// ISO 8601 with seconds, kept as it is written but for the T; empty: it is none.
std::string ReadIso(std::string_view text) {
  constexpr size_t kDateBytes = 10;
  constexpr size_t kTimeBytes = 8;
  if (!OpensWithDate(text) || text.size() == kDateBytes) return "";
  std::string_view zone = text.substr(kDateBytes + 1);
  if (!IsOneOf(text, kDateBytes, "Tt ") || !OpensWithTime(zone)) return "";
  zone.remove_prefix(kTimeBytes);
  if (IsOneOf(zone, 0, ".,")) {
    const size_t end = std::min(zone.find_first_not_of("0123456789", 1), zone.size());
    if (end == 1) return "";
    zone.remove_prefix(end);
  }
  const size_t zone_at = text.size() - zone.size();
  if (zone.starts_with(' ')) zone.remove_prefix(1);
  if (zone == "UTC" || zone == "GMT") zone = "Z";
  if (!ZoneMinutes(zone)) return "";
  std::string value = std::string(text.substr(0, zone_at)).append(zone);
  value[kDateBytes] = 'T';
  return value;
}

// "20240110", "20240110093000", seconds, milliseconds, micro- or nanoseconds since the Unix epoch. Other counts of
// digits are nobody's time.
PreciseTime ReadDigits(std::string_view digits) {
  if (digits.size() == 8 || digits.size() == 14) {
    const int year = NumberAt(digits, 0, 4);
    const int month = NumberAt(digits, 4, 2);
    const int day = NumberAt(digits, 6, 2);
    if (year < 1900 || year > 2199 || !IsDay(year, month, day)) return {};
    const std::string date = absl::StrFormat("%04d-%02d-%02d", year, month, day);
    if (digits.size() == 8) return {date, TimePrecision::kDay};
    const std::string time =
        absl::StrFormat("%s:%s:%s", digits.substr(8, 2), digits.substr(10, 2), digits.substr(12, 2));
    return OpensWithTime(time) ? PreciseTime{date + "T" + time, TimePrecision::kSecond} : PreciseTime{};
  }
  if (digits.size() != 9 && digits.size() != 10 && digits.size() != 13 && digits.size() != 16 && digits.size() != 19)
    return {};
  const std::string_view whole = digits.substr(0, digits.size() <= 10 ? digits.size() : 10);
  int64_t seconds = 0;
  for (const char c : whole) seconds = seconds * 10 + (c - '0');
  const absl::CivilSecond time(1970, 1, 1, 0, 0, seconds);
  return {absl::FormatCivilTime(time) + "Z", TimePrecision::kSecond};
}

// What stands inside what programs write around a time: "/Date(1704879000000)/" of .NET, "2024-01-10T09:30:00Z[UTC]" of
// Java.
std::string_view Unwrapped(std::string_view text) {
  constexpr size_t kOffsetBytes = 5;  // "+0200"
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  if (text.starts_with("/Date(") && text.ends_with(")/")) {
    text = text.substr(6, text.size() - 8);
    // A zone behind it says how to show the time.
    return text.substr(0, text.find_first_of("+-", 1));
  }
  // What a zone is called, behind its offset: "GMT+0200 (Central European Summer Time)", "+0000 UTC".
  const size_t name = text.ends_with(')') ? text.find(" (") : text.find_last_of(' ');
  if (name != std::string_view::npos && name >= kOffsetBytes && IsOneOf(text, name - kOffsetBytes, "+-") &&
      NumberAt(text, name - kOffsetBytes + 1, kOffsetBytes - 1) >= 0 &&
      (text[name + 1] == '(' ||
       std::all_of(text.begin() + static_cast<std::ptrdiff_t>(name) + 1, text.end(), IsUpper))) {
    text = text.substr(0, name);
  }
  if (const size_t zone = text.find('['); text.ends_with(']') && zone > 0) return text.substr(0, zone);
  return text;
}

// ISO 8601's basic form in its extended one: "20240110T093000Z" → "2024-01-10T09:30:00Z". Empty: it is not the basic
// form.
std::string Extended(std::string_view text) {
  constexpr size_t kMinuteEnd = 13;
  if (NumberAt(text, 0, 8) < 0 || !IsOneOf(text, 8, "Tt") || NumberAt(text, 9, 4) < 0) return "";
  const bool seconds = NumberAt(text, kMinuteEnd, 2) >= 0;
  return absl::StrFormat("%s-%s-%sT%s:%s:%s%s", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                         text.substr(9, 2), text.substr(11, 2), seconds ? text.substr(kMinuteEnd, 2) : "00",
                         text.substr(seconds ? kMinuteEnd + 2 : kMinuteEnd));
}

// Digits of any script as those of ASCII.
std::string WithAsciiDigits(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    const int digit = DigitValue(c.value);
    digit < 0 ? out.append(text, at, c.bytes) : out.append(1, static_cast<char>('0' + digit));
    at += c.bytes;
  }
  return out;
}

// The second at which the Unix epoch begins, by the clock of any zone, and its day alone: what programs print that were
// never told a time.
bool IsUnset(std::string_view value) {
  constexpr std::string_view kEpochDay = "1970-01-01";
  constexpr std::string_view kEveBefore = "1969-12-31";
  constexpr size_t kTime = kEpochDay.size() + 1;
  constexpr size_t kTimeEnd = kTime + std::string_view("00:00:00").size();
  constexpr int kDayMinutes = 24 * 60;
  const bool eve = value.starts_with(kEveBefore);
  if (!eve && !value.starts_with(kEpochDay)) return false;
  if (value.size() == kEpochDay.size()) return !eve;
  if (value.size() < kTimeEnd || NumberAt(value, kTime + 6, 2) != 0) return false;
  const int clock = 60 * NumberAt(value, kTime, 2) + NumberAt(value, kTime + 3, 2) - (eve ? kDayMinutes : 0);
  value.remove_prefix(kTimeEnd);
  value.remove_prefix(std::min(value.find_first_not_of(".,0"), value.size()));
  return ZoneMinutes(value) == clock;
}

PreciseTime ReadSetTime(std::string_view text, const TimeHints& hints);

}  // namespace

PreciseTime ReadTime(std::string_view text, const TimeHints& hints) {
  PreciseTime time = ReadSetTime(IsAscii(text) ? std::string(text) : WithAsciiDigits(text), hints);
  if (time.precision == TimePrecision::kUnparsed || IsUnset(time.value))
    return {std::string(text), TimePrecision::kUnparsed};
  return time;
}

namespace {

PreciseTime ReadSetTime(std::string_view text, const TimeHints& hints) {
  PreciseTime time{std::string(text), TimePrecision::kUnparsed};
  text = Unwrapped(text);
  const std::string extended = Extended(text);
  if (std::string iso = ReadIso(extended.empty() ? text : extended); !iso.empty())
    return {std::move(iso), TimePrecision::kSecond};
  const std::string_view whole = text.substr(0, text.find('.'));
  const bool digits = !whole.empty() && std::all_of(whole.begin(), whole.end(), IsDigit);
  const std::string_view fraction = text.substr(whole.size());
  if (digits && std::all_of(fraction.begin(), fraction.end(), [](char c) { return IsDigit(c) || c == '.'; }) &&
      fraction.find('.', 1) == std::string_view::npos) {
    if (PreciseTime read = ReadDigits(whole); !read.value.empty()) return read;
    return time;
  }
  if (std::optional<PreciseTime> written = ReadWrittenTime(text, hints)) return *std::move(written);
  return time;
}

}  // namespace

bool IsRfc3339(const PreciseTime& time) {
  const std::string_view value = time.value;
  return time.precision == TimePrecision::kSecond && value.find(',') == std::string_view::npos &&
         (value.ends_with('Z') ||
          (value.size() >= 6 && IsOneOf(value, value.size() - 6, "+-") && value[value.size() - 3] == ':'));
}

}  // namespace wirefold
