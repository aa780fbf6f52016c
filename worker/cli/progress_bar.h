// How far long work is, on stderr, while that is a terminal; nothing elsewhere.
//
//   ProgressBar bar("replay");
//   bar.Show(120, 10'000, "118 sent back");   // replay [#         ]   1 %  118 sent back
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wirefold {

class ProgressBar {
 public:
  explicit ProgressBar(std::string name);
  ~ProgressBar();  // leaves the line as it was
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  // Ten times a second at most, however often it is called. `of` is nullopt when nobody knows.
  void Show(int64_t done, std::optional<int64_t> of, const std::string& beside);
  // Before something else is written there.
  void Clear();

 private:
  const std::string name_;
  const bool terminal_;
  int64_t shown_ms_ = 0;
  bool drawn_ = false;
};

// What is drawn. Pure.
std::string BarText(const std::string& name, int64_t done, std::optional<int64_t> of, const std::string& beside);

}  // namespace wirefold
