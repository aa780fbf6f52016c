// How far a reader is behind a log that grows while it is read. Being caught up cannot be told by an end-of-partition
// event, which a steady stream of records never gives: it is told by the position, against the end as it was seen a
// moment ago. Pure; times on the steady clock.
//
//   ReaderLag lag(end_at_start);
//   lag.Update(reader.position(), reader.end(), clock.SteadyMs());
//   if (lag.caught_up()) ...
#pragma once

#include <cstdint>
#include <optional>

namespace wirefold {

class ReaderLag {
 public:
  static constexpr int64_t kNearRecords = 1000;  // so few behind the moving end is caught up,
  static constexpr int64_t kNearMs = 1000;       // as is passing what was the end so short a time ago

  explicit ReaderLag(int64_t end_at_start) : goal_(end_at_start) {}
  // `end` -1: not seen yet.
  void Update(int64_t position, int64_t end, int64_t now_ms);
  // The position passed the end that was seen at the start, then was near the moving end at least once.
  bool caught_up() const { return caught_up_; }
  // Since when the reader has been near the end without a break, or has not.
  std::optional<int64_t> near_since_ms() const { return near_since_ms_; }
  std::optional<int64_t> behind_since_ms() const { return behind_since_ms_; }

 private:
  int64_t goal_;                      // an end seen earlier, not passed yet
  std::optional<int64_t> goal_ms_;    // when it was seen; nullopt: at the start
  std::optional<int64_t> passed_ms_;  // when the end was seen that was passed last
  bool start_passed_ = false;
  bool caught_up_ = false;
  std::optional<int64_t> near_since_ms_;
  std::optional<int64_t> behind_since_ms_;
};

}  // namespace wirefold
