#include "worker/runtime/watchdog.h"

#include <chrono>
#include <utility>

namespace wirefold {
namespace {

constexpr auto kLookMs = std::chrono::milliseconds(100);  // a signal handler can notify nobody

}  // namespace

Watchdog::Watchdog(int64_t timeout_ms, const std::atomic<bool>& trigger, std::function<void()> expire)
    : timeout_ms_(timeout_ms), trigger_(trigger), expire_(std::move(expire)), thread_([this] { Watch(); }) {}

Watchdog::~Watchdog() {
  {
    std::lock_guard lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Watchdog::Arm() {
  {
    std::lock_guard lock(mutex_);
    armed_ = true;
  }
  wake_.notify_all();
}

void Watchdog::Watch() {
  std::unique_lock lock(mutex_);
  while (!over_ && !armed_ && !trigger_) wake_.wait_for(lock, kLookMs);
  if (wake_.wait_for(lock, std::chrono::milliseconds(timeout_ms_), [this] { return over_; })) return;
  lock.unlock();
  expire_();
}

}  // namespace wirefold
