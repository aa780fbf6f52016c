// Virtual time and the processes that live in it. All that happens is an event at a millisecond; a process is a fiber
// that sleeps until a time or until it is woken. One thread, no clock of the machine: the same events, the same run.
//
//   Kernel kernel;
//   Process process(kernel, [&] { for (;;) { Turn(); process.Sleep(10); } });
//   kernel.At(250, [&] { process.Crash(); });
//   kernel.RunUntil(10'000, [] { return false; });
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "tests/sim/fiber.h"

namespace wirefold::sim {

class Kernel {
 public:
  using Event = std::function<void()>;

  int64_t now_ms() const { return now_ms_; }
  // Events of one millisecond run in the order in which they were given.
  void At(int64_t time_ms, Event event);
  void In(int64_t delay_ms, Event event) { At(now_ms_ + delay_ms, std::move(event)); }
  // Runs events until `until_ms`, or until `done`, asked after each event, says so. Returns whether it did.
  bool RunUntil(int64_t until_ms, const std::function<bool()>& done);
  uint64_t events() const { return sequence_; }

 private:
  struct Due {
    int64_t time_ms;
    uint64_t sequence;
    Event event;
  };
  static bool Later(const Due& a, const Due& b) {
    return a.time_ms != b.time_ms ? a.time_ms > b.time_ms : a.sequence > b.sequence;
  }
  int64_t now_ms_ = 0;
  uint64_t sequence_ = 0;
  std::vector<Due> due_;  // a heap, the next event in front
};

// Thrown out of a port's call when its process crashes there.
struct Crashed {};

class Process {
 public:
  Process(Kernel& kernel, std::function<void()> body);
  ~Process();

  // From inside.

  // Until Wake, `ms` at most. Throws Crashed.
  void Sleep(int64_t ms);
  // A place where the process may be crashed or stand.
  void Step();

  // From outside.

  // Ends a Sleep.
  void Wake();
  // At its next step, or where it sleeps.
  void Crash();
  // Stands like a process under SIGSTOP.
  void PauseUntil(int64_t time_ms) { paused_until_ms_ = std::max(paused_until_ms_, time_ms); }
  int64_t paused_until_ms() const { return paused_until_ms_; }
  bool crashed() const { return crashed_; }
  // Neither crashed nor ended: what it has on the network goes on.
  bool alive() const { return !crashed_ && !fiber_.ended(); }
  bool ended() const { return fiber_.ended(); }
  Kernel& kernel() { return kernel_; }

 private:
  void Resume(uint64_t ticket);
  void Schedule(int64_t time_ms);
  void LeaveUntilResumed();

  Kernel& kernel_;
  Fiber fiber_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);  // false: destroyed; events may come later
  uint64_t ticket_ = 0;  // of the sleep at hand: an event of an earlier one does nothing
  bool sleeping_ = false;
  bool inside_ = false;
  bool crashed_ = false;
  int64_t paused_until_ms_ = 0;
  int steps_ = 0;  // since the last sleep
};

}  // namespace wirefold::sim
