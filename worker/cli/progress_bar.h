// How far long work is, on stderr, while that is a terminal; nothing elsewhere.
//
//   ProgressBar bar("replay");
//   bar.Show(120, 10'000, "118 sent back");   // replay [#         ]   1 %  118 sent back
#pragma once

#include <cstdint>
#include <string>

namespace wirefold {

class ProgressBar {
 public:
  explicit ProgressBar(std::string name);
  ~ProgressBar();  // leaves the line as it was
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  // Ten times a second at most, however often it is called.
  void Show(int64_t done, int64_t of, const std::string& beside);

 private:
  const std::string name_;
  const bool terminal_;
  int64_t shown_ms_ = 0;
  bool drawn_ = false;
};

// What is drawn. Pure.
std::string BarText(const std::string& name, int64_t done, int64_t of, const std::string& beside);

}  // namespace wirefold
