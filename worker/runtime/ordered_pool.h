// OrderedPool: items are worked on by several threads and come out in the order in which they went in. One thread
// pushes, one pops. Several pools may share their threads.
//
//   PoolThreads threads(4, "wf-prepare", 1, RunPoolTask);
//   OrderedPool<Batch> pool(threads, {.items = 16, .bytes = 1 << 24}, [](Batch& batch) { Prepare(batch); });
//   pool.Push(std::move(batch), batch_bytes);                           // one thread; waits for room
//   pool.Close();
//   while (std::optional<Batch> batch = pool.Pop()) Apply(*batch);      // another one
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "worker/runtime/work_threads.h"

namespace wirefold {

using PoolTask = std::function<void()>;
using PoolThreads = WorkThreads<PoolTask>;
inline void RunPoolTask(PoolTask& task) { task(); }

// What may be between Push and the end of its turn at the consumer. An item above the bound of bytes goes in when there
// is no other.
struct PoolBounds {
  size_t items = 1;
  size_t bytes = 0;
};

template <typename Item>
class OrderedPool {
 public:
  // What `work` refers to outlives the threads.
  OrderedPool(PoolThreads& threads, PoolBounds bounds, std::function<void(Item&)> work)
      : threads_(threads), state_(std::make_shared<State>(bounds, std::move(work))) {}

  // Waits for room. False: stopped, and the item is gone.
  bool Push(Item item, size_t bytes) {
    auto slot = std::make_shared<Slot>(Slot{std::move(item), bytes});
    State& state = *state_;
    {
      std::unique_lock lock(state.mutex);
      state.room.wait(lock, [&] { return state.stopped || state.HasRoom(bytes); });
      if (state.stopped) return false;
      state.slots.push_back(slot);
      state.bytes += bytes;
    }
    threads_.Submit({[kept = state_, slot = std::move(slot)] {
      kept->work(slot->item);
      kept->SetDone(*slot);
    }});
    return true;
  }

  // Nothing more comes.
  void Close() { state_->Set(state_->closed); }

  // Whoever waits or comes is sent away: nobody takes what comes out any more.
  void Stop() { state_->Set(state_->stopped); }

  // The next item, once it is worked on; nullopt: there is none, and no more comes. Ends the turn of the one before.
  std::optional<Item> Pop() {
    State& state = *state_;
    std::unique_lock lock(state.mutex);
    state.bytes -= std::exchange(state.popped_bytes, 0);
    state.popped = false;
    state.room.notify_one();
    state.ready.wait(lock,
                     [&] { return state.stopped || (state.slots.empty() ? state.closed : state.slots.front()->done); });
    if (state.stopped || state.slots.empty()) return std::nullopt;
    const std::shared_ptr<Slot> slot = std::move(state.slots.front());
    state.slots.pop_front();
    state.popped = true;
    state.popped_bytes = slot->bytes;
    return std::move(slot->item);
  }

 private:
  struct Slot {
    Item item;
    size_t bytes = 0;
    bool done = false;
  };

  // Shared with the tasks, which may be under way or queued when the pool goes.
  struct State {
    State(PoolBounds most, std::function<void(Item&)> what) : bounds(most), work(std::move(what)) {}

    bool HasRoom(size_t more) const {
      const size_t items = slots.size() + (popped ? 1 : 0);
      return items == 0 || (items < bounds.items && bytes + more <= bounds.bytes);
    }

    void Set(bool& flag) {
      std::lock_guard lock(mutex);
      flag = true;
      room.notify_one();
      ready.notify_one();
    }

    void SetDone(Slot& slot) {
      std::lock_guard lock(mutex);
      slot.done = true;
      if (!slots.empty() && slots.front().get() == &slot) ready.notify_one();
    }

    const PoolBounds bounds;
    const std::function<void(Item&)> work;
    std::mutex mutex;
    std::condition_variable room;             // who pushes may go on
    std::condition_variable ready;            // who pops may
    std::deque<std::shared_ptr<Slot>> slots;  // in the order of Push
    size_t bytes = 0;                         // of `slots` and of the item popped last
    bool popped = false;                      // an item's turn at the consumer is not over
    size_t popped_bytes = 0;                  // its
    bool closed = false;
    bool stopped = false;
  };

  PoolThreads& threads_;
  const std::shared_ptr<State> state_;
};

}  // namespace wirefold
