// A member of a group at the door to librdkafka, and what it was told.
//
//   auto member = Member::Join(group, topic);
//   ASSERT_TRUE(member->Until([&] { return member->ends[0] == 10; }));
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/client_settings.h"
#include "tests/integration/environment.h"
#include "tests/support/process.h"
#include "worker/kafka/kafka.h"

namespace wirefold {

struct Member {
  struct ResetOf {
    int32_t partition;
    kafka::ResetReason reason;
    int64_t position;
    bool operator==(const ResetOf&) const = default;
  };
  std::set<int32_t> assigned;
  std::map<int32_t, int64_t> ends;
  std::vector<ResetOf> resets;
  std::vector<absl::Status> errors;
  std::map<int32_t, std::vector<int64_t>> offsets;  // of the records that came
  std::unique_ptr<kafka::GroupConsumer> consumer;

  static std::unique_ptr<Member> Join(const std::string& group, const std::string& topic, bool resets = true,
                                      std::optional<int64_t> start = std::nullopt) {
    auto member = std::make_unique<Member>();
    Member* self = member.get();
    kafka::GroupListener listener;
    listener.on_assigned = [self, start](const auto& partitions) {
      if (start) {
        EXPECT_TRUE(self->consumer->StartAt(partitions[0], *start).ok());
      }
      self->assigned.insert(partitions.begin(), partitions.end());
    };
    listener.on_revoked = [self](const auto& partitions, bool) {
      for (int32_t partition : partitions) self->assigned.erase(partition);
    };
    listener.on_end = [self](int32_t partition, int64_t position) { self->ends[partition] = position; };
    if (resets) {
      listener.on_reset = [self](int32_t partition, kafka::ResetReason reason, int64_t position) {
        self->resets.push_back({partition, reason, position});
      };
    }
    listener.on_error = [self](int32_t, const absl::Status& error) { self->errors.push_back(error); };
    auto made = kafka::GroupConsumer::Create(SettingsOf(TestBroker()), group, topic, 1'000'000, std::move(listener));
    EXPECT_TRUE(made.ok()) << made.status();
    member->consumer = *std::move(made);
    return member;
  }

  template <typename Condition>
  bool Until(Condition condition, std::chrono::seconds patience = std::chrono::seconds(30)) {
    return WaitUntil(
        [&] {
          EXPECT_TRUE(consumer->Serve().ok());
          auto message = consumer->Poll(5);
          EXPECT_TRUE(message.ok()) << message.status();
          if (message.ok() && *message) offsets[(*message)->partition()].push_back((*message)->offset());
          return condition();
        },
        patience);
  }

  // Commits the next offset to read of partition 0.
  void Commit(const std::string& topic, int64_t next, const std::string& metadata) {
    auto producer = kafka::Producer::Create(SettingsOf(TestBroker()), topic + "-committer", /*linger_ms=*/0);
    ASSERT_TRUE(producer.ok()) << producer.status();
    ASSERT_TRUE(
        WaitUntil([&] { return (*producer)->InitTransactions(1000).outcome == kafka::TransactionOutcome::kDone; },
                  std::chrono::seconds(30)));
    ASSERT_TRUE((*producer)->BeginTransaction().ok());
    auto generation = consumer->Generation();
    ASSERT_TRUE(generation.ok()) << generation.status();
    const kafka::TransactionResult sent = (*producer)->SendOffsets(*generation, topic, {{0, {next, metadata}}}, 10'000);
    ASSERT_EQ(sent.outcome, kafka::TransactionOutcome::kDone) << sent.status;
    ASSERT_EQ((*producer)->CommitTransaction(10'000).outcome, kafka::TransactionOutcome::kDone);
  }
};

inline std::vector<int64_t> Range(int64_t begin, int64_t end) {
  std::vector<int64_t> range;
  for (int64_t i = begin; i < end; ++i) range.push_back(i);
  return range;
}

using Resets = std::vector<Member::ResetOf>;

}  // namespace wirefold
