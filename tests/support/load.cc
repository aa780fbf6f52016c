#include "tests/support/load.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace wirefold {
namespace {

constexpr auto kBeat = std::chrono::milliseconds(10);

}  // namespace

Load::Load(const std::string& bootstrap_servers, std::string topic, std::vector<TopicRecord> records, double per_second)
    : client_(bootstrap_servers),
      topic_(std::move(topic)),
      records_(std::move(records)),
      per_second_(per_second),
      thread_([this] { Run(); }) {}

Load::~Load() { Stop(); }

size_t Load::Stop() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  Join();
  return sent_;
}

void Load::Finish() {
  {
    std::lock_guard lock(mutex_);
    hurry_ = true;
  }
  Join();
}

bool Load::Exhausted() {
  std::lock_guard lock(mutex_);
  return sent_ == records_.size();
}

void Load::Join() {
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Load::Run() {
  const auto began = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!stop_ && sent_ < records_.size()) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    const size_t due = hurry_ ? records_.size() : std::min(records_.size(), static_cast<size_t>(seconds * per_second_));
    const size_t begin = std::exchange(sent_, std::max(sent_, due));
    lock.unlock();
    client_.Send(topic_, {records_.begin() + static_cast<ptrdiff_t>(begin),
                          records_.begin() + static_cast<ptrdiff_t>(std::max(begin, due))});
    lock.lock();
    wake_.wait_for(lock, kBeat, [this] { return stop_ || hurry_; });
  }
  lock.unlock();
  client_.Flush();
}

}  // namespace wirefold
