// What tests start a worker of a FakeWorld with.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/strings/str_format.h"
#include "tests/runtime/fake_world.h"
#include "worker/config/config.h"
#include "worker/runtime/worker.h"

namespace wirefold {

inline Config TestConfig() {
  Config config;
  config.kafka.group_id = "group";
  config.topics = {"raw", "enriched", "claims", "dlq", 1, 1, 1};
  config.worker = {1, 50, 100, 64u << 20, 900'000, 10'000};
  return config;
}

inline WorkerOptions TestOptions() {
  WorkerOptions options;
  options.limits.raw = options.limits.enriched = options.limits.claims = options.limits.dead_letter = 1'000'000;
  return options;
}

// Sixty words of its own for each number.
inline std::string SixtyWords(int number) {
  std::string body;
  for (int word = 0; word < 60; ++word) body += absl::StrFormat("word%d-%d ", number, word);
  return body;
}

inline std::string TestArticle(int number, std::string_view id) {
  return absl::StrFormat(R"({"id":"%s","headline":"h","body":"%s"})", std::string(id), SixtyWords(number));
}

inline std::string TestArticle(int number) { return TestArticle(number, absl::StrFormat("urn:%d", number)); }

class FakeWorldTest : public testing::Test {
 protected:
  void Start() { worker = Worker::Start(config, metrics, health, stop, world, options); }
  bool HasMetric(const std::string& line) {
    return metrics.Text().find("wirefold_" + line + "\n") != std::string::npos;
  }
  void AddArticles(int32_t partition, int count) {
    for (int i = 0; i < count; ++i) world.raw.partitions[partition].values.emplace_back(TestArticle(next_article++));
  }

  // Turns, 10 ms apart, until `condition`; false: not within `turns`, or the worker ended.
  bool Until(const std::function<bool()>& condition, int turns = 2000) {
    for (int i = 0; i < turns && ended.ok(); ++i) {
      if (condition()) return true;
      world.now.now_ms += 10;
      absl::StatusOr<bool> done = worker->Turn();
      ended = done.status();
      if (done.ok() && *done) return condition();
    }
    return ended.ok() && condition();
  }
  absl::Status UntilEnded(int turns = 10'000) {
    Until([] { return false; }, turns);
    return ended;
  }
  bool Commits(int32_t partition, int64_t offset) {
    return Until([&] { return world.raw.partitions[partition].committed.offset >= offset; });
  }

  FakeWorld world;
  Config config = TestConfig();
  WorkerOptions options = TestOptions();
  Metrics metrics;
  WorkerHealth health;
  std::atomic<bool> stop{false};
  std::unique_ptr<Worker> worker;
  absl::Status ended;
  int next_article = 0;
};

}  // namespace wirefold
