#include "common/text/markdown.h"

#include <algorithm>
#include <optional>

#include "common/base/ascii.h"

namespace wirefold {
namespace {

constexpr size_t kMaxMarkedBytes = 240;  // between two marks, in one line
constexpr size_t kMaxHeadingMarks = 6;
constexpr std::string_view kStrong = "**";

// What is left of the line at `at`, within the bound.
std::string_view LineAt(std::string_view text, size_t at) {
  const std::string_view window = text.substr(at, kMaxMarkedBytes);
  return window.substr(0, window.find('\n'));
}

// "[text](https://a.example "title")" or "![alt](/a.png)"
struct Link {
  std::string_view text;
  size_t end = 0;
};

std::optional<Link> LinkAt(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != '[') return std::nullopt;
  const std::string_view line = LineAt(text, at);
  const size_t middle = line.find("](");
  const size_t close = middle == std::string_view::npos ? middle : line.find(')', middle);
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view target = line.substr(middle + 2, close - middle - 2);
  if (!target.starts_with("http") && !target.starts_with('/') && !target.starts_with("mailto:")) return std::nullopt;
  if (line.substr(1, middle - 1).find('[') != std::string_view::npos) return std::nullopt;
  return Link{line.substr(1, middle - 1), at + close + 1};
}

// Where the strong text that begins at `at` ends, behind its marks; 0: it does not.
size_t StrongEnd(std::string_view text, size_t at) {
  if (text.substr(at, kStrong.size()) != kStrong) return 0;
  const size_t begin = at + kStrong.size();
  if (begin >= text.size() || IsSpace(text[begin]) || text[begin] == '*') return 0;
  const std::string_view line = LineAt(text, begin);
  const size_t close = line.find(kStrong);
  if (close == std::string_view::npos || close == 0 || IsSpace(line[close - 1])) return 0;
  return begin + close + kStrong.size();
}

// The marks of a heading at the beginning of a line, and the blank behind them.
size_t HeadingMarks(std::string_view line) {
  const size_t marks = std::min(line.find_first_not_of('#'), line.size());
  return marks > 0 && marks <= kMaxHeadingMarks && line.substr(marks).starts_with(' ') ? marks + 1 : 0;
}

}  // namespace

bool LooksLikeMarkdown(std::string_view text) {
  for (size_t at = text.find(kStrong); at != std::string_view::npos; at = text.find(kStrong, at + kStrong.size())) {
    if (StrongEnd(text, at) > 0) return true;
  }
  for (size_t at = text.find("](http"); at != std::string_view::npos; at = text.find("](http", at + 1)) {
    const size_t from = at - std::min(at, kMaxMarkedBytes);
    const size_t open = text.substr(from, at - from).rfind('[');
    if (open != std::string_view::npos && LinkAt(text, from + open)) return true;
  }
  return false;
}

std::string TextOfMarkdown(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  size_t strong_end = 0;  // of the strong text that is being read
  for (size_t at = 0; at < text.size();) {
    if (out.empty() || out.back() == '\n') at += HeadingMarks(text.substr(at));
    if (at >= text.size()) break;
    const bool image = text[at] == '!';
    if (const std::optional<Link> link = LinkAt(text, at + (image ? 1 : 0))) {
      if (!image) out += TextOfMarkdown(link->text);  // no link within
      at = link->end;
      continue;
    }
    if (strong_end > 0 && at + kStrong.size() == strong_end) {
      at = strong_end;
      strong_end = 0;
      continue;
    }
    if (const size_t end = strong_end == 0 ? StrongEnd(text, at) : 0; end > 0) {
      strong_end = end;
      at += kStrong.size();
      continue;
    }
    out += text[at++];
  }
  return out;
}

}  // namespace wirefold
