#include "tests/sim/kernel.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "common/base/check.h"

namespace wirefold::sim {
namespace {

constexpr int kMaxSteps = 200'000;  // calls of ports without any wait: the process spins

}  // namespace

void Kernel::At(int64_t time_ms, Event event) {
  due_.push_back({std::max(time_ms, now_ms_), sequence_++, std::move(event)});
  std::push_heap(due_.begin(), due_.end(), Later);
}

bool Kernel::RunUntil(int64_t until_ms, const std::function<bool()>& done) {
  while (!due_.empty() && due_.front().time_ms <= until_ms) {
    std::pop_heap(due_.begin(), due_.end(), Later);
    Due next = std::move(due_.back());
    due_.pop_back();
    now_ms_ = next.time_ms;
    next.event();
    if (done()) return true;
  }
  now_ms_ = std::max(now_ms_, until_ms);
  return false;
}

Process::Process(Kernel& kernel, std::function<void()> body)
    : kernel_(kernel), fiber_([this, body = std::move(body)] {
        try {
          body();
        } catch (const Crashed&) {
        }
      }) {
  sleeping_ = true;
  Schedule(kernel.now_ms());
}

Process::~Process() {
  *here_ = false;
  if (fiber_.ended()) return;
  crashed_ = true;
  inside_ = true;
  fiber_.Enter();  // unwinds
  WF_CHECK(fiber_.ended());
}

void Process::Schedule(int64_t time_ms) {
  const uint64_t ticket = ++ticket_;
  kernel_.At(time_ms, [this, here = here_, ticket] {
    if (*here) Resume(ticket);
  });
}

void Process::Resume(uint64_t ticket) {
  if (ticket != ticket_ || fiber_.ended()) return;
  if (!crashed_ && kernel_.now_ms() < paused_until_ms_) return Schedule(paused_until_ms_);
  ++ticket_;
  inside_ = true;
  fiber_.Enter();
  inside_ = false;
}

void Process::LeaveUntilResumed() {
  sleeping_ = true;
  fiber_.Leave();
  sleeping_ = false;
  steps_ = 0;
}

void Process::Sleep(int64_t ms) {
  if (std::uncaught_exceptions() > 0) return;
  Schedule(kernel_.now_ms() + std::max<int64_t>(ms, 0));
  LeaveUntilResumed();
  if (crashed_) throw Crashed();
}

void Process::Step() {
  if (std::uncaught_exceptions() > 0) return;
  WF_CHECK(++steps_ < kMaxSteps);
  if (crashed_) throw Crashed();
  if (kernel_.now_ms() < paused_until_ms_) Sleep(paused_until_ms_ - kernel_.now_ms());
}

void Process::Wake() {
  if (sleeping_ && !fiber_.ended()) Schedule(kernel_.now_ms());
}

void Process::Crash() {
  if (fiber_.ended()) return;
  crashed_ = true;
  if (!inside_) Schedule(kernel_.now_ms());
}

}  // namespace wirefold::sim
