// Fibers: programs of their own that take turns on one thread, so that one schedule decides every interleaving. Each
// has a stack; a switch costs some ten nanoseconds and calls no kernel.
//
//   Fiber fiber([&] { Work(); fiber.Leave(); Work(); });
//   fiber.Enter();                        // until it leaves or ends
//   while (!fiber.ended()) fiber.Enter();
#pragma once

#include <functional>
#include <memory>

namespace wirefold::sim {

class Fiber {
 public:
  explicit Fiber(std::function<void()> body);
  // The body must have ended, or never begun: its objects live on the stack.
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // From outside: runs the body until it leaves or ends.
  void Enter();
  // From inside: goes on with whoever entered.
  void Leave();
  bool ended() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold::sim
