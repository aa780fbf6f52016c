// The grammar of datelines: reads one at a place of the text, whether it counts or not. For find_dateline.cc.
//
//   dateline  = [agency separator] places [date] [agency] separator | agency separator | date agency separator
//   agency    = "(" names ")" | "/" names "/" | separator name | "," name
//   separator = ":" | dash | ".-" | "." | "|" | "="
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/news/reading.h"

namespace wirefold {

enum class DatelineMark : uint8_t { kNone, kColon, kDash, kStop, kBar };

struct DatelineParts {
  ByteSpan raw;
  ByteSpan place;  // empty: none
  std::string date;
  bool has_date = false;
  std::vector<const AgencyName*> agencies;
  bool agency_in_bracket = false;
  bool unknown_bracket = false;  // a bracket that names no agency we know
  ByteSpan bracket;
  DatelineMark mark = DatelineMark::kNone;
  bool scripted = false;  // a form of its own: 新华社北京3月14日电, (서울=연합뉴스)
  size_t rest = 0;        // where the text goes on
};

inline constexpr size_t kMaxDatelineBytes = 240;

std::optional<DatelineParts> ReadDateline(const Reading& reading, size_t begin, size_t limit);

// "新华社北京3月14日电", "【ワシントン共同】".
std::optional<DatelineParts> ReadHanDateline(const Reading& reading, size_t begin, size_t limit);
// "(서울=연합뉴스) 김하나 기자 =".
std::optional<DatelineParts> ReadKoreanDateline(const Reading& reading, size_t begin, size_t limit);

}  // namespace wirefold
