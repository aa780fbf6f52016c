// What the tests need of Kafka: topics, producing, reading a topic to its end, offsets. The only test code that
// includes librdkafka. Calls that fail abort the test binary with librdkafka's words.
//
//   KafkaClient client(broker.bootstrap_servers());
//   client.CreateTopic("raw", 3);
//   client.Produce("raw", records);
//   std::vector<TopicRecord> records = client.Read("raw", KafkaClient::Isolation::kCommitted);
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/topic_record.h"

namespace wirefold {

class KafkaClient {
 public:
  enum class Isolation { kCommitted, kUncommitted };
  using Offsets = std::map<int32_t, int64_t>;  // by partition
  // What a user may do, for an authorizer: the worker's rights are of three kinds of resources and four operations.
  enum class Resource { kTopic, kGroup, kTransactionalIdPrefix };
  enum class Operation { kRead, kWrite, kDescribe, kDescribeConfigs };
  struct Right {
    Resource resource;
    std::string name;
    Operation operation;
    bool operator==(const Right&) const = default;
  };

  explicit KafkaClient(std::string bootstrap_servers);
  ~KafkaClient();

  // A broker answers a metadata request.
  bool Ready() const;
  // `brokers` of them are known, and all replicas of all topics are in sync.
  bool Whole(int brokers) const;
  // Node id of a partition's leader, and of its other replicas.
  int32_t Leader(const std::string& topic, int32_t partition) const;
  std::vector<int32_t> Followers(const std::string& topic, int32_t partition) const;

  // With as many replicas as the brokers make by default.
  void CreateTopic(const std::string& topic, int partitions,
                   const std::vector<std::pair<std::string, std::string>>& settings = {});
  void AlterTopic(const std::string& topic, const std::vector<std::pair<std::string, std::string>>& settings);
  // Returns when no broker knows it any more.
  void DeleteTopic(const std::string& topic);
  // To the partition each record names; returns when all are acknowledged. Offsets are ignored; timestamp 0: now.
  void Produce(const std::string& topic, const std::vector<TopicRecord>& records);
  // The same without waiting; Flush waits, as long as an outage of the cluster lasts.
  void Send(const std::string& topic, const std::vector<TopicRecord>& records);
  void Flush();
  // In one transaction of a producer of its own, committed or aborted.
  void ProduceTransaction(const std::string& topic, const std::vector<TopicRecord>& records, bool commit);
  // Deletes the records of a partition before `offset`.
  void DeleteRecords(const std::string& topic, int32_t partition, int64_t offset);
  // Gives a user rights; returns when the broker knows.
  void Allow(const std::string& user, const std::vector<Right>& rights);
  // For SCRAM-SHA-512; returns when the broker knows.
  void SetPassword(const std::string& user, const std::string& password);
  // All partitions from beginning to end, by partition and offset. kCommitted ends at the last stable offset.
  std::vector<TopicRecord> Read(const std::string& topic, Isolation isolation);
  // First offset that is still there.
  Offsets Begin(const std::string& topic);
  // First offset not yet written (kUncommitted) or not yet stable (kCommitted).
  Offsets End(const std::string& topic, Isolation isolation);
  // Stable committed offsets of a group; partitions without one are left out.
  Offsets Committed(const std::string& group, const std::string& topic);
  // Of a group without members.
  void Commit(const std::string& group, const std::string& topic, const Offsets& offsets);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wirefold
