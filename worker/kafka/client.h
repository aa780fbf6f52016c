// Shared by the sources of worker/kafka: making a librdkafka client from settings, and owning its handles.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "worker/kafka/kafka.h"

namespace wirefold::kafka {

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using ClientPtr = std::unique_ptr<rd_kafka_t, Freer<rd_kafka_destroy>>;
using ConfPtr = std::unique_ptr<rd_kafka_conf_t, Freer<rd_kafka_conf_destroy>>;
using PartitionListPtr = std::unique_ptr<rd_kafka_topic_partition_list_t, Freer<rd_kafka_topic_partition_list_destroy>>;
using QueuePtr = std::unique_ptr<rd_kafka_queue_t, Freer<rd_kafka_queue_destroy>>;
using ErrorPtr = std::unique_ptr<rd_kafka_error_t, Freer<rd_kafka_error_destroy>>;

struct GroupGeneration::Impl {
  std::unique_ptr<rd_kafka_consumer_group_metadata_t, Freer<rd_kafka_consumer_group_metadata_destroy>> metadata;
};

using Properties = std::vector<std::pair<std::string, std::string>>;

// Order: `defaults`, then the user's properties, then `owned`. A client ignores what is for another kind of client.
// InvalidArgument names the property that librdkafka refuses.
absl::StatusOr<ConfPtr> MakeConf(const ClientSettings& settings, const Properties& defaults, const Properties& owned);

// Takes the configuration over.
absl::StatusOr<ClientPtr> MakeClient(rd_kafka_type_t type, ConfPtr conf);

PartitionListPtr MakeList(const std::string& topic, const std::vector<int32_t>& partitions);

absl::Status ToStatus(rd_kafka_resp_err_t error, const std::string& what);

}  // namespace wirefold::kafka
