#include "common/text/wrapped_lines.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wirefold {
namespace {

constexpr size_t kMinWidth = 40;
constexpr size_t kMaxWidth = 100;
constexpr size_t kMinPairs = 4;     // lines and the lines behind them, at least
constexpr double kMinShare = 0.75;  // of the pairs that are broken for the width

size_t Letters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

struct Line {
  size_t begin = 0;
  size_t end = 0;  // without the line end
  size_t letters = 0;
  size_t first_word = 0;  // letters
};

}  // namespace

void JoinWrappedLines(std::string& text) {
  const std::string_view view = text;
  std::vector<Line> lines;
  size_t width = 0;
  for (size_t begin = 0; begin < view.size();) {
    const size_t line_end = std::min(view.find('\n', begin), view.size());
    size_t end = line_end;
    while (end > begin && (view[end - 1] == '\r' || view[end - 1] == ' ')) --end;
    const std::string_view line = view.substr(begin, end - begin);
    const size_t letters = Letters(line);
    if (letters > kMaxWidth) return;
    width = std::max(width, letters);
    lines.push_back({begin, end, letters, Letters(line.substr(0, line.find(' ')))});
    begin = line_end + 1;
  }
  if (width < kMinWidth) return;
  size_t pairs = 0;
  std::vector<size_t> broken;  // lines that go on in the next one
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i].letters == 0 || lines[i + 1].letters == 0) continue;
    ++pairs;
    if (lines[i].letters + 1 + lines[i + 1].first_word > width) broken.push_back(i);
  }
  if (pairs < kMinPairs || static_cast<double>(broken.size()) < kMinShare * static_cast<double>(pairs)) return;
  for (const size_t i : broken)
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(lines[i].end),
              text.begin() + static_cast<std::ptrdiff_t>(lines[i + 1].begin), ' ');
}

}  // namespace wirefold
