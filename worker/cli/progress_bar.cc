#include "worker/cli/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_format.h"
#include "worker/runtime/clock.h"

namespace wirefold {
namespace {

constexpr int64_t kIntervalMs = 100;
constexpr int64_t kWidth = 30;
constexpr char kClearLine[] = "\r\x1b[K";

}  // namespace

std::string BarText(const std::string& name, int64_t done, std::optional<int64_t> of, const std::string& beside) {
  if (!of) return name + "  " + beside;
  const double part = *of <= 0 ? 1 : std::clamp(static_cast<double>(done) / static_cast<double>(*of), 0.0, 1.0);
  const auto filled = static_cast<size_t>(part * kWidth);
  return absl::StrFormat("%s [%s%s] %3d %%  %s", name, std::string(filled, '#'), std::string(kWidth - filled, ' '),
                         static_cast<int>(part * 100), beside);
}

ProgressBar::ProgressBar(std::string name) : name_(std::move(name)), terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() { Clear(); }

void ProgressBar::Clear() {
  if (std::exchange(drawn_, false)) std::fputs(kClearLine, stderr);
}

void ProgressBar::Show(int64_t done, std::optional<int64_t> of, const std::string& beside) {
  const int64_t now_ms = SteadyMs();
  if (!terminal_ || now_ms - shown_ms_ < kIntervalMs) return;
  shown_ms_ = now_ms;
  drawn_ = true;
  std::fprintf(stderr, "%s%s", kClearLine, BarText(name_, done, of, beside).c_str());
}

}  // namespace wirefold
