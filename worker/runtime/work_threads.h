// WorkThreads: threads that run one function on what is submitted to them. Which item is done first is open: order is
// kept by whoever submits, as the worker's rings do (prepare_pool.h) and OrderedPool does.
//
//   WorkThreads<int> threads(4, "wf-print", /*turn=*/16, [](int& number) { Print(number); });
//   threads.Submit({1, 2, 3});
#pragma once

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace wirefold {

// A thread with a name (15 bytes at most) that leaves SIGINT and SIGTERM to the thread that starts it.
inline std::thread StartThread(const char* name, std::function<void()> run) {
  sigset_t ours;
  sigset_t before;
  sigemptyset(&ours);
  sigaddset(&ours, SIGINT);
  sigaddset(&ours, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ours, &before);
  std::thread thread(std::move(run));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_setname_np(thread.native_handle(), name);
  return thread;
}

template <typename Item>
class WorkThreads {
 public:
  // A thread takes up to `turn` items at once, to take the lock seldom. `work` is called by all threads.
  WorkThreads(unsigned threads, const char* name, size_t turn, std::function<void(Item&)> work)
      : turn_(turn), work_(std::move(work)) {
    for (unsigned i = 0; i < threads; ++i) {
      threads_.push_back(StartThread(name, [this] { Work(); }));
    }
  }

  // Waits for the items at hand; those still queued are dropped.
  ~WorkThreads() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  // The caller bounds how many are under way.
  void Submit(std::vector<Item> items) {
    if (items.empty()) return;
    const bool one = items.size() == 1;
    {
      std::lock_guard lock(mutex_);
      for (Item& item : items) queue_.push_back(std::move(item));
    }
    if (one) {
      wake_.notify_one();
    } else {
      wake_.notify_all();
    }
  }

 private:
  void Work() {
    std::vector<Item> taken;
    for (;;) {
      taken.clear();
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (stopping_) return;
        const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(turn_, queue_.size()));
        taken.assign(std::move_iterator(queue_.begin()), std::move_iterator(end));
        queue_.erase(queue_.begin(), end);
      }
      for (Item& item : taken) work_(item);
    }
  }

  const size_t turn_;
  const std::function<void(Item&)> work_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace wirefold
