// What tests start a worker of a FakeWorld with.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
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

class FakeWorldTest : public testing::Test {
 protected:
  void Start() { worker = Worker::Start(config, metrics, health, stop, world, options); }
  bool HasMetric(const std::string& line) {
    return metrics.Text().find("wirefold_" + line + "\n") != std::string::npos;
  }

  FakeWorld world;
  Config config = TestConfig();
  WorkerOptions options = TestOptions();
  Metrics metrics;
  WorkerHealth health;
  std::atomic<bool> stop{false};
  std::unique_ptr<Worker> worker;
};

}  // namespace wirefold
