// Shared by the sources of worker/kafka: a librdkafka client made from settings, and owners of its handles.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"
#include "worker/kafka/leader_epochs.h"
#include "worker/kafka/owned_settings.h"

namespace wirefold::kafka {

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using ConfPtr = std::unique_ptr<rd_kafka_conf_t, Freer<rd_kafka_conf_destroy>>;
using PartitionListPtr = std::unique_ptr<rd_kafka_topic_partition_list_t, Freer<rd_kafka_topic_partition_list_destroy>>;
using QueuePtr = std::unique_ptr<rd_kafka_queue_t, Freer<rd_kafka_queue_destroy>>;
using AdminOptionsPtr = std::unique_ptr<rd_kafka_AdminOptions_t, Freer<rd_kafka_AdminOptions_destroy>>;
using EventPtr = std::unique_ptr<rd_kafka_event_t, Freer<rd_kafka_event_destroy>>;
using ErrorPtr = std::unique_ptr<rd_kafka_error_t, Freer<rd_kafka_error_destroy>>;

struct GroupGeneration::Impl {
  std::map<int32_t, LeaderEpochs> epochs;  // by partition, of what was read
  std::unique_ptr<rd_kafka_consumer_group_metadata_t, Freer<rd_kafka_consumer_group_metadata_destroy>> metadata;
};

using Properties = std::vector<std::pair<std::string, std::string>>;

// NotFound: librdkafka has no such property. InvalidArgument: it refuses the value, and says why.
absl::Status SetOne(rd_kafka_conf_t* conf, const std::string& name, const std::string& value, std::string& why);

// Order: `defaults`, then the user's properties, then the owned settings: the table's values, and `decided` for those
// that it leaves to the client. A client ignores what is for another kind of client. InvalidArgument names the property
// that is owned, or that librdkafka refuses; its value, which may be a secret, is not said.
absl::StatusOr<ConfPtr> MakeConf(const ClientSettings& settings, ClientKind kind, const Properties& defaults,
                                 const Properties& decided);

// A librdkafka client that finds its brokers again.
//
// While all brokers are fenced (a cluster that was frozen, or is rolled) their answers name no broker. librdkafka takes
// that for news, forgets every broker, the bootstrap servers included, and often asks nobody any more: for good,
// without an error (its issue 5301, open when 2.15.1 was current). So it is told of the bootstrap servers again, each
// second. That changes nothing for a client that still has them: one that nobody polled for a while may have known its
// brokers and lost them in between.
class Client {
 public:
  Client() = default;
  // Takes the configuration over.
  static absl::StatusOr<Client> Create(rd_kafka_type_t type, ConfPtr conf);
  rd_kafka_t* get() const { return handle_.get(); }
  // For every poll; cheap while all is well.
  void KeepBrokers();

 private:
  explicit Client(rd_kafka_t* handle) : handle_(handle) {}

  std::unique_ptr<rd_kafka_t, Freer<rd_kafka_destroy>> handle_;
  bool knew_brokers_ = false;  // at one of the calls
  std::chrono::steady_clock::time_point added_ = std::chrono::steady_clock::now();
};

// A setting that the client was made with.
std::string ConfigOf(rd_kafka_t* client, const char* setting);

PartitionListPtr MakeList(const std::string& topic, const std::vector<int32_t>& partitions);

[[nodiscard]] absl::Status ToStatus(rd_kafka_resp_err_t error, const std::string& what);
// Takes the error over; null is none.
[[nodiscard]] absl::Status ToStatus(rd_kafka_error_t* error, const std::string& what);

// Of a log's reader: what it does not go on from by itself.
bool EndsReading(rd_kafka_resp_err_t error);

// Of a delivery report.
RefusalKind KindOf(rd_kafka_resp_err_t error);

// First and next offset of a partition, as its leader tells. Unavailable too when no leader is known: whether a topic
// is there is Admin::Describe's to tell.
absl::StatusOr<std::pair<int64_t, int64_t>> QueryBounds(rd_kafka_t* client, const std::string& topic, int32_t partition,
                                                        int timeout_ms);

// By partition, waiting for open transactions. `client` is a consumer of the group's id. PermissionDenied names the
// right that is missing.
absl::StatusOr<std::map<int32_t, CommittedOffset>> ReadCommitted(rd_kafka_t* client, const std::string& topic,
                                                                 const std::vector<int32_t>& partitions,
                                                                 int timeout_ms);

}  // namespace wirefold::kafka
