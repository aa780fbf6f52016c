#include "worker/runtime/ordered_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <random>
#include <vector>

namespace wirefold {
namespace {

TEST(OrderedPool, GivesItemsInTheirOrderHoweverLongEachTakes) {
  for (const unsigned threads : {1U, 2U, 7U}) {
    std::atomic<uint32_t> sink = 0;
    PoolThreads workers(threads, "test", 1, RunPoolTask);
    OrderedPool<int> pool(workers, {.items = 20, .bytes = 1000}, [&](int& item) {
      std::minstd_rand random(static_cast<unsigned>(item));
      for (unsigned i = random() % 3000; i > 0; --i) sink += i;
      item = -item;
    });
    std::thread pusher([&] {
      for (int i = 1; i <= 2000; ++i) EXPECT_TRUE(pool.Push(i, 1));
      pool.Close();
    });
    for (int i = 1; i <= 2000; ++i) ASSERT_EQ(pool.Pop(), -i) << threads;
    EXPECT_EQ(pool.Pop(), std::nullopt);
    pusher.join();
  }
}

// An item holds its room until the consumer asks for the next.
TEST(OrderedPool, HoldsNoMoreThanItsBounds) {
  struct Case {
    PoolBounds bounds;
    size_t bytes;  // of each item
    int most;
  };
  for (const Case& test : {Case{{.items = 3, .bytes = 1000}, 1, 3}, Case{{.items = 100, .bytes = 10}, 4, 2},
                           Case{{.items = 100, .bytes = 10}, 20, 1}}) {
    std::atomic<int> alive = 0;
    std::atomic<int> most = 0;
    struct Counted {
      std::atomic<int>& alive;
      Counted(std::atomic<int>& count, std::atomic<int>& top) : alive(count) {
        for (int now = ++alive, before = top; now > before && !top.compare_exchange_weak(before, now);) {
        }
      }
      ~Counted() { --alive; }
    };
    // Made by the pool: an item that waits for room is none of its.
    PoolThreads workers(2, "test", 1, RunPoolTask);
    OrderedPool<std::unique_ptr<Counted>> pool(
        workers, test.bounds, [&](std::unique_ptr<Counted>& item) { item = std::make_unique<Counted>(alive, most); });
    std::thread pusher([&] {
      for (int i = 0; i < 500; ++i) pool.Push(nullptr, test.bytes);
      pool.Close();
    });
    std::optional<std::unique_ptr<Counted>> item;
    int popped = 0;
    do {
      item.reset();
      item = pool.Pop();
      popped += item ? 1 : 0;
    } while (item);
    pusher.join();
    EXPECT_EQ(popped, 500);
    EXPECT_LE(most, test.most) << test.bytes;
  }
}

TEST(OrderedPool, StopSendsAwayWhoWaitsAndWhoComes) {
  PoolThreads workers(1, "test", 1, RunPoolTask);
  OrderedPool<int> pool(workers, {.items = 1, .bytes = 1}, [](int&) {});
  ASSERT_TRUE(pool.Push(1, 1));
  std::future<bool> second = std::async(std::launch::async, [&] { return pool.Push(2, 1); });
  pool.Stop();
  EXPECT_FALSE(second.get());
  EXPECT_FALSE(pool.Push(3, 0));
  EXPECT_EQ(pool.Pop(), std::nullopt);
}

TEST(OrderedPool, SharesItsThreadsWithOthers) {
  PoolThreads workers(2, "test", 1, RunPoolTask);
  OrderedPool<int> doubled(workers, {.items = 4, .bytes = 1}, [](int& item) { item *= 2; });
  OrderedPool<int> raised(workers, {.items = 4, .bytes = 1}, [](int& item) { ++item; });
  std::thread first([&] {
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(doubled.Push(i, 0));
    doubled.Close();
  });
  std::thread second([&] {
    while (const std::optional<int> item = doubled.Pop()) EXPECT_TRUE(raised.Push(*item, 0));
    raised.Close();
  });
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(raised.Pop(), 2 * i + 1);
  EXPECT_EQ(raised.Pop(), std::nullopt);
  first.join();
  second.join();
}

TEST(OrderedPool, EndsWithItemsInIt) {
  std::atomic<int> worked = 0;
  {
    PoolThreads workers(2, "test", 1, RunPoolTask);
    OrderedPool<int> pool(workers, {.items = 100, .bytes = 1}, [&](int&) { ++worked; });
    for (int i = 0; i < 100; ++i) pool.Push(i, 0);
  }
  EXPECT_LE(worked, 100);
}

}  // namespace
}  // namespace wirefold
