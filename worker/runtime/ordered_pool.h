// OrderedPool: items are worked on by several threads and come out in the order in which they went in. One thread
// pushes, one pops.
//
//   OrderedPool<Batch> pool(4, "wf-prepare", {.items = 16, .bytes = 1 << 24}, [](Batch& batch) { Prepare(batch); });
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
#include <vector>

#include "worker/runtime/work_threads.h"

namespace wirefold {

// What may be between Push and the end of its turn at the consumer. An item above the bound of bytes goes in when there
// is no other.
struct PoolBounds {
  size_t items = 1;
  size_t bytes = 0;
};

template <typename Item>
class OrderedPool {
 public:
  OrderedPool(unsigned threads, const char* name, PoolBounds bounds, std::function<void(Item&)> work)
      : bounds_(bounds), work_(std::move(work)), threads_(threads, name, /*turn=*/1, [this](SlotPtr& slot) {
          work_(slot->item);
          SetDone(*slot);
        }) {}

  // Waits for room. False: stopped, and the item is gone.
  bool Push(Item item, size_t bytes) {
    auto slot = std::make_shared<Slot>(Slot{std::move(item), bytes});
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return stopped_ || HasRoom(bytes); });
      if (stopped_) return false;
      slots_.push_back(slot);
      bytes_ += bytes;
    }
    threads_.Submit({std::move(slot)});
    return true;
  }

  // Nothing more comes.
  void Close() { Set(closed_); }

  // Whoever waits or comes is sent away: nobody takes what comes out any more.
  void Stop() { Set(stopped_); }

  // The next item, once it is worked on; nullopt: there is none, and no more comes. Ends the turn of the one before.
  std::optional<Item> Pop() {
    std::unique_lock lock(mutex_);
    bytes_ -= std::exchange(popped_bytes_, 0);
    popped_ = false;
    room_.notify_one();
    ready_.wait(lock, [this] { return stopped_ || (slots_.empty() ? closed_ : slots_.front()->done); });
    if (stopped_ || slots_.empty()) return std::nullopt;
    const SlotPtr slot = std::move(slots_.front());
    slots_.pop_front();
    popped_ = true;
    popped_bytes_ = slot->bytes;
    return std::move(slot->item);
  }

 private:
  struct Slot {
    Item item;
    size_t bytes = 0;
    bool done = false;
  };
  using SlotPtr = std::shared_ptr<Slot>;

  bool HasRoom(size_t bytes) const {
    const size_t items = slots_.size() + (popped_ ? 1 : 0);
    return items == 0 || (items < bounds_.items && bytes_ + bytes <= bounds_.bytes);
  }

  void Set(bool& flag) {
    std::lock_guard lock(mutex_);
    flag = true;
    room_.notify_one();
    ready_.notify_one();
  }

  void SetDone(Slot& slot) {
    std::lock_guard lock(mutex_);
    slot.done = true;
    if (!slots_.empty() && slots_.front().get() == &slot) ready_.notify_one();
  }

  const PoolBounds bounds_;
  const std::function<void(Item&)> work_;
  std::mutex mutex_;
  std::condition_variable room_;   // who pushes may go on
  std::condition_variable ready_;  // who pops may
  std::deque<SlotPtr> slots_;      // in the order of Push
  size_t bytes_ = 0;               // of `slots_` and of the item popped last
  bool popped_ = false;            // an item's turn at the consumer is not over
  size_t popped_bytes_ = 0;        // its
  bool closed_ = false;
  bool stopped_ = false;
  WorkThreads<SlotPtr> threads_;  // last: ends first
};

}  // namespace wirefold
