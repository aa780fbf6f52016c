#include "worker/admin/status_parts.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <iterator>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

constexpr double kWidth = 300;
constexpr double kHeight = 44;
constexpr double kMargin = 2;  // above, so that a line at its maximum is whole

// "x,y x,y …", ending at the right edge.
std::string Points(const std::vector<double>& values, size_t places, double most) {
  std::string points;
  const double step = kWidth / static_cast<double>(std::max<size_t>(places, 2) - 1);
  const double left = kWidth - step * static_cast<double>(values.size() - 1);
  for (size_t i = 0; i < values.size(); ++i) {
    const double height = most > 0 ? values[i] / most * (kHeight - kMargin) : 0;
    absl::StrAppendFormat(&points, "%s%.1f,%.1f", i == 0 ? "" : " ", left + step * static_cast<double>(i),
                          kHeight - height);
  }
  return points;
}

// The two greatest units that say something.
std::string TwoUnits(int64_t great, const char* great_unit, int64_t small, const char* small_unit) {
  return small == 0 ? absl::StrFormat("%d %s", great, great_unit)
                    : absl::StrFormat("%d %s %d %s", great, great_unit, small, small_unit);
}

}  // namespace

std::string WithThousands(uint64_t number) {
  std::string digits = absl::StrFormat("%d", number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string ShortNumber(double number) {
  if (number >= 99.5) return WithThousands(static_cast<uint64_t>(std::llround(number)));
  if (number >= 9.95) return absl::StrFormat("%.0f", number);
  const int digits = number >= 0.995 || number == 0 ? 3 : 2;
  return absl::StrFormat("%.*g", digits, number);
}

std::string ShortBytes(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return absl::StrFormat("%.*f %s", unit == 0 || value >= 100 ? 0 : 1, value, kUnits[unit]);
}

std::string ShortDuration(double seconds) {
  if (seconds < 9.95) return absl::StrFormat("%.1f s", std::max(seconds, 0.0));
  const auto whole = static_cast<int64_t>(std::llround(std::min(seconds, 1e12)));
  if (whole < 60) return absl::StrFormat("%d s", whole);
  if (whole < 3600) return TwoUnits(whole / 60, "min", whole % 60, "s");
  if (whole < 86'400) return TwoUnits(whole / 3600, "h", whole % 3600 / 60, "min");
  return TwoUnits(whole / 86'400, "d", whole % 86'400 / 3600, "h");
}

std::string ShortAge(int64_t then_ms, int64_t now_ms) {
  if (then_ms <= 0) return "–";
  const int64_t age_ms = now_ms - then_ms;
  if (age_ms < 1000) return "now";
  const int64_t age_s = age_ms / 1000;
  if (age_s < 60) return absl::StrFormat("%d s ago", age_s);
  return ShortDuration(static_cast<double>(age_s)) + " ago";
}

std::string UtcTime(int64_t ms) {
  if (ms <= 0) return "";
  const std::time_t seconds = ms / 1000;
  tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "";
  char text[64];
  return std::string(text, strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &parts));
}

std::string Sparkline(const std::vector<std::vector<double>>& lines, size_t places, const std::string& label) {
  double most = 0;
  for (const auto& line : lines) {
    for (const double value : line) most = std::max(most, value);
  }
  std::string svg = absl::StrFormat(
      "<svg class=\"spark\" viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s\">",
      kWidth, kHeight + 1, label);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].size() < 2) continue;
    const std::string points = Points(lines[i], places, most);
    if (i == 0) {
      absl::StrAppendFormat(&svg, "<polygon points=\"%s,%.0f %s %.0f,%.0f\"/>", points.substr(0, points.find(',')),
                            kHeight, points, kWidth, kHeight);
    }
    absl::StrAppendFormat(&svg, "<polyline class=\"line%d\" points=\"%s\"/>", i, points);
  }
  return svg + "</svg>";
}

}  // namespace wirefold
