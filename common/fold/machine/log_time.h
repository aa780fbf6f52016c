// LogTime: the time of each record of a claims log. It is the broker's append time, but at most one hour away from the
// time of the record before it: one stamp of a broker whose clock is wrong neither empties the window nor freezes it.
//
//   LogTime time;
//   int64_t now_ms = time.Observe(append_time_ms);
#pragma once

#include <algorithm>
#include <cstdint>

namespace wirefold {

class LogTime {
 public:
  static constexpr int64_t kMaxStepMs = 3'600'000;

  // The time of the next record, milliseconds since the Unix epoch.
  int64_t Observe(int64_t append_time_ms) {
    const int64_t told = std::clamp<int64_t>(append_time_ms, 0, kMaxMs);
    const int64_t bounded = started_ ? std::clamp(told, now_ms_ - kMaxStepMs, now_ms_ + kMaxStepMs) : told;
    jumped_ = bounded != append_time_ms;
    started_ = true;
    now_ms_ = std::max<int64_t>(0, bounded);
    return now_ms_;
  }
  int64_t now_ms() const { return now_ms_; }
  bool jumped() const { return jumped_; }  // the last stamp was not taken as it is

 private:
  static constexpr int64_t kMaxMs = (int64_t{1} << 47) - 1;  // the year 6429
  int64_t now_ms_ = 0;
  bool started_ = false;
  bool jumped_ = false;
};

}  // namespace wirefold
