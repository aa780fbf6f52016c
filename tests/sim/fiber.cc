#include "tests/sim/fiber.h"

#include <setjmp.h>
#include <ucontext.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/check.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define WF_FIBER_ASAN 1
#else
#define WF_FIBER_ASAN 0
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#define WF_FIBER_TSAN 1
#else
#define WF_FIBER_TSAN 0
#endif

namespace wirefold::sim {
namespace {

constexpr size_t kStackBytes = size_t{512} * 1024;

// Stacks are used again: a run makes some ten fibers, a test ten thousand runs.
std::vector<std::unique_ptr<char[]>>& FreeStacks() {
  static thread_local std::vector<std::unique_ptr<char[]>> stacks;
  return stacks;
}

std::unique_ptr<char[]> TakeStack() {
  auto& stacks = FreeStacks();
  if (stacks.empty()) return std::unique_ptr<char[]>(new char[kStackBytes]);
  std::unique_ptr<char[]> stack = std::move(stacks.back());
  stacks.pop_back();
  return stack;
}

}  // namespace

// The first entry goes by makecontext, which gives the fiber its stack; later switches by _setjmp and _longjmp, which
// leave the signal mask alone (swapcontext calls the kernel for it). Sanitizers are told of swapcontext's switches.
struct Fiber::Impl {
  std::function<void()> body;
  std::unique_ptr<char[]> stack = TakeStack();
  bool begun = false;
  bool ended = false;
  ucontext_t outer;
  ucontext_t inner;
  jmp_buf outer_jump;
  jmp_buf inner_jump;
#if WF_FIBER_ASAN
  const void* outer_stack = nullptr;
  size_t outer_bytes = 0;
#endif
#if WF_FIBER_TSAN
  void* outer_fiber = nullptr;
  void* inner_fiber = nullptr;
#endif

  static constexpr bool kJumps = !WF_FIBER_ASAN && !WF_FIBER_TSAN;

  static void Main(unsigned high, unsigned low) {
    auto* self = reinterpret_cast<Impl*>((uintptr_t{high} << 32) | uintptr_t{low});
#if WF_FIBER_ASAN
    __sanitizer_finish_switch_fiber(nullptr, &self->outer_stack, &self->outer_bytes);
#endif
    self->body();
    self->ended = true;
#if WF_FIBER_ASAN
    __sanitizer_start_switch_fiber(nullptr, self->outer_stack, self->outer_bytes);
#endif
#if WF_FIBER_TSAN
    __tsan_switch_to_fiber(self->outer_fiber, 0);
#endif
    if (kJumps) _longjmp(self->outer_jump, 1);
    setcontext(&self->outer);
  }

  void Begin() {
    begun = true;
    getcontext(&inner);
    inner.uc_stack.ss_sp = stack.get();
    inner.uc_stack.ss_size = kStackBytes;
    inner.uc_link = nullptr;
    const auto self = reinterpret_cast<uintptr_t>(this);
    makecontext(&inner, reinterpret_cast<void (*)()>(&Impl::Main), 2, static_cast<unsigned>(self >> 32),
                static_cast<unsigned>(self & 0xffffffff));
  }

  void EnterByContext() {
#if WF_FIBER_TSAN
    outer_fiber = __tsan_get_current_fiber();
    if (inner_fiber == nullptr) inner_fiber = __tsan_create_fiber(0);
    __tsan_switch_to_fiber(inner_fiber, 0);
#endif
#if WF_FIBER_ASAN
    void* fake = nullptr;
    __sanitizer_start_switch_fiber(&fake, stack.get(), kStackBytes);
#endif
    swapcontext(&outer, &inner);
#if WF_FIBER_ASAN
    __sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
  }

  void LeaveByContext() {
#if WF_FIBER_TSAN
    __tsan_switch_to_fiber(outer_fiber, 0);
#endif
#if WF_FIBER_ASAN
    void* fake = nullptr;
    __sanitizer_start_switch_fiber(&fake, outer_stack, outer_bytes);
#endif
    swapcontext(&inner, &outer);
#if WF_FIBER_ASAN
    __sanitizer_finish_switch_fiber(fake, &outer_stack, &outer_bytes);
#endif
  }
};

Fiber::Fiber(std::function<void()> body) : impl_(std::make_unique<Impl>()) { impl_->body = std::move(body); }

Fiber::~Fiber() {
  WF_CHECK(impl_->ended || !impl_->begun);
#if WF_FIBER_TSAN
  if (impl_->inner_fiber != nullptr) __tsan_destroy_fiber(impl_->inner_fiber);
#endif
  FreeStacks().push_back(std::move(impl_->stack));
}

void Fiber::Enter() {
  WF_CHECK(!impl_->ended);
  const bool first = !impl_->begun;
  if (first) impl_->Begin();
  if (!Impl::kJumps) return impl_->EnterByContext();
  if (_setjmp(impl_->outer_jump) != 0) return;
  if (!first) _longjmp(impl_->inner_jump, 1);
  setcontext(&impl_->inner);
}

void Fiber::Leave() {
  if (!Impl::kJumps) return impl_->LeaveByContext();
  if (_setjmp(impl_->inner_jump) == 0) _longjmp(impl_->outer_jump, 1);
}

bool Fiber::ended() const { return impl_->ended; }

}  // namespace wirefold::sim
