#include "worker/cli/text_table.h"

#include <algorithm>
#include <string_view>

#include "common/base/check.h"

namespace wirefold {
namespace {

// In characters, not bytes: continuation bytes of UTF-8 take no place of their own.
size_t WidthOf(std::string_view cell) {
  return static_cast<size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string TextTable(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                      const std::set<size_t>& right) {
  std::vector<size_t> widths;
  widths.reserve(header.size());
  for (const std::string& name : header) widths.push_back(WidthOf(name));
  for (const auto& row : rows) {
    WF_CHECK(row.size() == header.size());
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  }
  std::string out;
  const auto append = [&](const std::vector<std::string>& row) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string fill(widths[i] - WidthOf(row[i]), ' ');
      if (i > 0) line += "  ";
      line += right.contains(i) ? fill + row[i] : row[i] + fill;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  append(header);
  for (const auto& row : rows) append(row);
  return out;
}

}  // namespace wirefold
