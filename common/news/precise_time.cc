#include "common/news/precise_time.h"

#include <algorithm>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

constexpr int kFirstYear = 1600;

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

int DaysIn(int year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// "2024-01-10" at the beginning.
bool OpensWithDate(std::string_view text) {
  const int year = NumberAt(text, 0, 4);
  const int month = NumberAt(text, 5, 2);
  const int day = NumberAt(text, 8, 2);
  return IsOneOf(text, 4, "-") && IsOneOf(text, 7, "-") && year >= kFirstYear && month >= 1 && month <= 12 &&
         day >= 1 && day <= DaysIn(year, month);
}

// "09:30:00" at the beginning; a leap second is the last of its day somewhere.
bool OpensWithTime(std::string_view text) {
  const int hour = NumberAt(text, 0, 2);
  const int minute = NumberAt(text, 3, 2);
  const int second = NumberAt(text, 6, 2);
  return IsOneOf(text, 2, ":") && IsOneOf(text, 5, ":") && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
         second >= 0 && second <= (minute == 59 || minute == 29 ? 60 : 59);
}

// "", "Z", "+05:30", "+0530", "+05".
bool IsZone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return true;
  if (!IsOneOf(text, 0, "+-")) return false;
  const size_t minutes_at = text.size() == 6 && text[3] == ':' ? 4 : 3;
  const int hours = NumberAt(text, 1, 2);
  const int minutes = text.size() == 3 ? 0 : NumberAt(text, minutes_at, 2);
  return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59 &&
         (text.size() == 3 || text.size() == minutes_at + 2);
}

}  // namespace

PreciseTime ReadTime(std::string_view text) {
  PreciseTime time{std::string(text), TimePrecision::kUnparsed};
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  constexpr size_t kDateBytes = 10;
  constexpr size_t kTimeBytes = 8;
  if (!OpensWithDate(text)) return time;
  if (text.size() == kDateBytes) return {std::string(text), TimePrecision::kDay};
  std::string_view zone = text.substr(kDateBytes + 1);
  if (!IsOneOf(text, kDateBytes, "Tt ") || !OpensWithTime(zone)) return time;
  zone.remove_prefix(kTimeBytes);
  if (IsOneOf(zone, 0, ".,")) {
    const size_t end = std::min(zone.find_first_not_of("0123456789", 1), zone.size());
    if (end == 1) return time;
    zone.remove_prefix(end);
  }
  const size_t zone_at = text.size() - zone.size();
  if (zone.starts_with(' ')) zone.remove_prefix(1);
  if (zone == "UTC" || zone == "GMT") zone = "Z";
  if (!IsZone(zone)) return time;
  time.value = std::string(text.substr(0, zone_at)).append(zone);
  time.value[kDateBytes] = 'T';
  time.precision = TimePrecision::kSecond;
  return time;
}

bool IsRfc3339(const PreciseTime& time) {
  const std::string_view value = time.value;
  return time.precision == TimePrecision::kSecond && value.find(',') == std::string_view::npos &&
         (value.ends_with('Z') ||
          (value.size() >= 6 && IsOneOf(value, value.size() - 6, "+-") && value[value.size() - 3] == ':'));
}

}  // namespace wirefold
