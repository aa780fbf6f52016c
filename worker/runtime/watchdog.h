// Ends what does not end by itself: calls `expire` when `timeout_ms` have passed since it was armed and it is still
// there.
//
//   Watchdog watchdog(15'000, stop_requested, [] { _exit(75); });
//   ... watchdog.Arm();   // or `trigger` becomes true
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace wirefold {

class Watchdog {
 public:
  // `trigger` arms it too; a signal handler may set it. `expire` is called once, on the watchdog's thread.
  Watchdog(int64_t timeout_ms, const std::atomic<bool>& trigger, std::function<void()> expire);
  ~Watchdog();  // disarms
  void Arm();

 private:
  void Watch();

  const int64_t timeout_ms_;
  const std::atomic<bool>& trigger_;
  const std::function<void()> expire_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool armed_ = false;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace wirefold
