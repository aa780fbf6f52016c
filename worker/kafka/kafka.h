// The only door to librdkafka: plain C++ values in and out, errors as absl::Status that name topic and partition.
// Decides nothing about records; the protocol is in worker/runtime.
//
// Threads: each object is used by one thread at a time (Producer::KeepBrokers says its exception). librdkafka's own
// threads call nothing of ours but the log sink.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "worker/kafka/committed_offset.h"
#include "worker/kafka/message.h"
#include "worker/kafka/outgoing.h"
#include "worker/kafka/reset_reason.h"

namespace wirefold::kafka {

struct ClientSettings {
  std::string bootstrap_servers;
  std::string client_id = "wirefold";
  std::map<std::string, std::string> properties;  // passed on to librdkafka
};

// Takes one log line of librdkafka: syslog level (0 worst … 7) and text. Called on librdkafka's threads: must be
// thread-safe.
using LogSink = std::function<void(int level, std::string_view text)>;
void SetLogSink(LogSink sink);  // once, before any client

// What a group member is told, inside Serve, Poll or Close.
struct GroupListener {
  std::function<void(const std::vector<int32_t>&)> on_assigned;
  // `lost`: others may own the partitions already.
  std::function<void(const std::vector<int32_t>&, bool lost)> on_revoked;
  // Everything below `position` was handed out or holds nothing for a reader (aborted records, markers).
  std::function<void(int32_t partition, int64_t position)> on_end;
  // The partition stands until StartAt names an offset, which may be called here. `position`: where the group stood;
  // -1: nowhere. Without this function reading goes on at the log's start, and on_error is told.
  std::function<void(int32_t partition, ResetReason reason, int64_t position)> on_reset;
  // Trouble that librdkafka goes on from by itself; `partition` -1: of no one partition.
  std::function<void(int32_t partition, const absl::Status&)> on_error;
};

// A member's place in a group's present generation: what fences the offsets of a transaction.
class GroupGeneration {
 public:
  struct Impl;
  explicit GroupGeneration(std::unique_ptr<Impl> impl);
  GroupGeneration(GroupGeneration&&) noexcept;
  GroupGeneration& operator=(GroupGeneration&&) noexcept;
  ~GroupGeneration();
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// Cooperative-sticky member of a consumer group on one topic; commits nothing by itself.
class GroupConsumer {
 public:
  // `max_record_bytes`: the largest record that the topic may hold.
  static absl::StatusOr<std::unique_ptr<GroupConsumer>> Create(const ClientSettings& settings,
                                                               const std::string& group_id, const std::string& topic,
                                                               size_t max_record_bytes, GroupListener listener);
  ~GroupConsumer();
  // Serves rebalances without waiting and takes no record: for every turn, also of a worker that can take no more. An
  // assignment that is lost or to be given back stands in the way until then. An error is the client's last word:
  // NotFound, the topic is gone; DataLoss, it was made anew; PermissionDenied; InvalidArgument, a setting that the
  // broker does not take.
  absl::Status Serve();
  // One record, or nullopt when none came in `timeout_ms`. An error is the client's last word.
  absl::StatusOr<std::optional<Message>> Poll(int timeout_ms);
  // Committed offset of each partition, waiting for open transactions.
  // (librdkafka 2.15.1 has an admin call that does not wait; it aborts the process when the coordinator is slow.)
  absl::StatusOr<std::map<int32_t, CommittedOffset>> Committed(const std::vector<int32_t>& partitions, int timeout_ms);
  // First and next offset of a partition, as its leader tells.
  absl::StatusOr<std::pair<int64_t, int64_t>> Bounds(int32_t partition, int timeout_ms);
  // Reading of an assigned partition goes on at `offset`; what was fetched of it before is dropped. Inside on_assigned,
  // for the new partitions, reading begins there. Unavailable: it has not begun yet, later.
  absl::Status StartAt(int32_t partition, int64_t offset);
  // While held, no more records of an assigned partition come than are at hand; fetching stops when its queue is full.
  void Hold(int32_t partition, bool held);
  // FailedPrecondition: no member, or the partitions are lost; a transaction would not be fenced.
  absl::StatusOr<GroupGeneration> Generation() const;
  // Asks the broker for the partitions' last stable offsets, without waiting; nothing while an answer is awaited, or
  // for a while after one that did not come.
  void AskStableEnds(const std::vector<int32_t>& partitions);
  // The answer, once; empty when there is none (yet).
  std::map<int32_t, int64_t> TakeStableEnds();
  // Leaves the group; calls on_revoked.
  void Close();

 private:
  struct Impl;
  explicit GroupConsumer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

enum class Isolation : uint8_t { kReadUncommitted, kReadCommitted };

// Reads one partition from an offset on, to its end and further; in no group.
class LogReader {
 public:
  struct Batch {
    std::vector<Message> messages;
    bool at_end = false;   // the reader's position reached an end of the log; a log that always grows may never say so
    absl::Status trouble;  // the last that librdkafka goes on from by itself
  };
  static absl::StatusOr<std::unique_ptr<LogReader>> Create(const ClientSettings& settings, const std::string& topic,
                                                           int32_t partition, int64_t from_offset, Isolation isolation);
  ~LogReader();
  // OutOfRange: the log does not hold the next offset any more. NotFound: the topic was deleted. DataLoss: it was made
  // anew.
  absl::StatusOr<Batch> Poll(size_t max, int timeout_ms);
  // Where the next Poll goes on: behind the last record handed out, or behind what holds none for a reader.
  int64_t position() const;
  // End of the partition as last seen by the fetcher; -1: not seen yet.
  int64_t HighWatermark() const;

 private:
  struct Impl;
  explicit LogReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// transaction.timeout.ms of a transactional producer, unless the settings say otherwise.
inline constexpr int kTransactionTimeoutMs = 10'000;

struct ProducerLimits {
  size_t max_record_bytes = 1'000'000;  // of one record: larger ones are refused by Produce
  size_t max_batch_bytes = 1'000'000;   // of a batch of several: what the topics take
};

// Idempotent producer, acks=all; transactional when it has an id.
class Producer {
 public:
  static absl::StatusOr<std::unique_ptr<Producer>> Create(const ClientSettings& settings,
                                                          const std::optional<std::string>& transactional_id,
                                                          double linger_ms, const ProducerLimits& limits = {});
  ~Producer();
  // ResourceExhausted: queue full, Poll and try again. InvalidArgument: too large for this producer.
  absl::Status Produce(const Outgoing& record);
  // Serves delivery reports. Returns the first delivery failure since the last call.
  absl::Status Poll(int timeout_ms);
  // All records that were not delivered, in the order of their reports, since the last call; those that an abort purged
  // are none. Calls of a transaction serve delivery reports, too.
  //
  // A refusal leaves a gap in the partition's sequence numbers: after the abort, the next transaction that writes there
  // fails once more (OUT_OF_ORDER_SEQUENCE_NUMBER, kAbort, no refusal), and the one after it goes through.
  std::vector<Refusal> TakeRefusals();
  // Records acknowledged so far and before a failure. Those of one partition are acknowledged in order.
  uint64_t Delivered() const;
  // Where a partition goes on after this producer's records, as far as acknowledged; -1: not known. For a producer
  // that writes to one partition.
  int64_t DeliveredEnd() const;
  absl::Status Flush(int timeout_ms);
  // Of the transaction that was begun last.
  std::shared_ptr<Deliveries> deliveries() const;

  // What Poll does for a client that was told of no broker: for while one of the calls below waits on another thread.
  void KeepBrokers();
  // Each waits about `timeout_ms` at most, SendOffsets up to the transaction timeout where the coordinator is down.
  TransactionResult InitTransactions(int timeout_ms);
  absl::Status BeginTransaction();
  // Adds the next offsets to read to the transaction, under the group's generation; their leader epochs
  // are the generation's.
  TransactionResult SendOffsets(const GroupGeneration& generation, const std::string& topic,
                                const std::map<int32_t, CommittedOffset>& next, int timeout_ms);
  TransactionResult CommitTransaction(int timeout_ms);
  TransactionResult AbortTransaction(int timeout_ms);

 private:
  struct Impl;
  explicit Producer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// What our user may do with a topic.
struct TopicRights {
  bool read = false;
  bool write = false;
};

struct TopicFacts {
  int32_t partitions = 0;
  int32_t replication = 0;
  std::map<std::string, std::string> config;         // as the broker tells; empty when it does not
  std::optional<TopicRights> rights = std::nullopt;  // the same
};

// The numbers of a topic's partitions.
std::vector<int32_t> AllPartitions(int32_t count);

// Administrative calls; each waits about `timeout_ms` at most. All say at once why a broker does not let us in
// (PermissionDenied), or why we do not trust it (FailedPrecondition), and what to do: refused_connection.h.
class Admin {
 public:
  static absl::StatusOr<std::unique_ptr<Admin>> Create(const ClientSettings& settings);
  ~Admin();
  // Whether the last call failed for that.
  bool Refused() const;
  // NotFound when there is no such topic. PermissionDenied: it is not for us to see.
  absl::StatusOr<TopicFacts> Describe(const std::string& topic, int timeout_ms);
  // PermissionDenied names the right to join the group that our user lacks; ok where the broker does not tell.
  absl::Status CheckMayJoin(const std::string& group_id, int timeout_ms);
  // AlreadyExists when there is one.
  absl::Status CreateTopic(const std::string& topic, int32_t partitions, int32_t replication,
                           const std::map<std::string, std::string>& config, int timeout_ms);
  // First and next offset of a partition. Unavailable too when it is not known to exist: `Describe` tells.
  absl::StatusOr<std::pair<int64_t, int64_t>> Watermarks(const std::string& topic, int32_t partition, int timeout_ms);

 private:
  struct Impl;
  explicit Admin(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// librdkafka's in-process mock cluster: shows the path, isolates nothing.
class MockCluster {
 public:
  static absl::StatusOr<std::unique_ptr<MockCluster>> Create(int brokers);
  ~MockCluster();
  std::string bootstrap_servers() const;
  absl::Status CreateTopic(const std::string& topic, int partitions);

 private:
  struct Impl;
  explicit MockCluster(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

std::string LibraryVersion();

}  // namespace wirefold::kafka
