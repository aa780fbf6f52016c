// Reading the tables of config/lexicon: tab-separated, '#' comments, a fixed number of columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_format.h"

namespace wirefold {

struct TableRow {
  int line = 0;
  std::vector<std::string> cells;
};

inline std::vector<std::string> SplitAt(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// InvalidArgument names the line that has another number of columns.
inline absl::StatusOr<std::vector<TableRow>> ReadTable(std::string_view table, size_t columns) {
  std::vector<TableRow> rows;
  int number = 0;
  for (const std::string& line : SplitAt(table, '\n')) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    rows.push_back({number, SplitAt(line, '\t')});
    if (rows.back().cells.size() != columns) {
      return absl::InvalidArgumentError(
          absl::StrFormat("line %d: %d columns instead of %d", number, rows.back().cells.size(), columns));
    }
  }
  return rows;
}

}  // namespace wirefold
