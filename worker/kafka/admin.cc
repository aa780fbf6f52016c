// Admin and MockCluster.
#include <numeric>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"
#include "worker/kafka/client_confs.h"
// After rdkafka.h, which client.h brings:
#include <librdkafka/rdkafka_mock.h>

namespace wirefold::kafka {

struct Admin::Impl {
  absl::Status refused;  // a broker did not let us in, or we did not trust it: no repetition cures that
  Client client;

  static void OnError(rd_kafka_t*, int error, const char* reason, void* self) {
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    if (code != RD_KAFKA_RESP_ERR__AUTHENTICATION && code != RD_KAFKA_RESP_ERR__SSL) return;
    static_cast<Impl*>(self)->refused = ToStatus(code, reason);
  }

  // Why a call was not answered.
  absl::Status Because(const absl::Status& failed) {
    refused = absl::OkStatus();
    rd_kafka_poll(client.get(), 0);
    return absl::IsUnavailable(failed) && !refused.ok() ? refused : failed;
  }
};

Admin::Admin(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Admin::~Admin() = default;

absl::StatusOr<std::unique_ptr<Admin>> Admin::Create(const ClientSettings& settings) {
  auto impl = std::make_unique<Impl>();
  WF_ASSIGN_OR_RETURN(ConfPtr conf, AdminConf(settings));
  rd_kafka_conf_set_opaque(conf.get(), impl.get());
  rd_kafka_conf_set_error_cb(conf.get(), Impl::OnError);
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_PRODUCER, std::move(conf)));
  return std::unique_ptr<Admin>(new Admin(std::move(impl)));
}

absl::StatusOr<TopicFacts> Admin::Describe(const std::string& topic, int timeout_ms) {
  impl_->client.KeepBrokers();
  rd_kafka_t* client = impl_->client.get();
  std::unique_ptr<rd_kafka_topic_t, Freer<rd_kafka_topic_destroy>> handle(
      rd_kafka_topic_new(client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  WF_RETURN_IF_ERROR(
      impl_->Because(ToStatus(rd_kafka_metadata(client, 0, handle.get(), &raw, timeout_ms), "metadata of " + topic)));
  std::unique_ptr<const rd_kafka_metadata_t, Freer<rd_kafka_metadata_destroy>> metadata(raw);
  WF_CHECK(metadata->topic_cnt == 1);
  const rd_kafka_metadata_topic_t& told = metadata->topics[0];
  WF_RETURN_IF_ERROR(ToStatus(told.err, "topic " + topic));
  TopicFacts facts;
  facts.partitions = told.partition_cnt;
  facts.replication = told.partition_cnt > 0 ? told.partitions[0].replica_cnt : 0;

  std::unique_ptr<rd_kafka_ConfigResource_t, Freer<rd_kafka_ConfigResource_destroy>> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  QueuePtr queue(rd_kafka_queue_new(client));
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  rd_kafka_DescribeConfigs(client, resources, 1, nullptr, queue.get());
  EventPtr event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  if (event == nullptr) return absl::UnavailableError("configuration of topic " + topic + ": no answer in time");
  const absl::Status answered = ToStatus(rd_kafka_event_error(event.get()), "configuration of topic " + topic);
  if (absl::IsUnavailable(answered)) return answered;
  if (!answered.ok()) return facts;  // not ours to know, or a broker that has none
  const rd_kafka_DescribeConfigs_result_t* result = rd_kafka_event_DescribeConfigs_result(event.get());
  size_t count = 0;
  const rd_kafka_ConfigResource_t** described = rd_kafka_DescribeConfigs_result_resources(result, &count);
  for (size_t i = 0; i < count; ++i) {
    size_t entries = 0;
    const rd_kafka_ConfigEntry_t** configs = rd_kafka_ConfigResource_configs(described[i], &entries);
    for (size_t j = 0; j < entries; ++j) {
      const char* value = rd_kafka_ConfigEntry_value(configs[j]);
      facts.config[rd_kafka_ConfigEntry_name(configs[j])] = value == nullptr ? "" : value;
    }
  }
  return facts;
}

absl::Status Admin::CreateTopic(const std::string& topic, int32_t partitions, int32_t replication,
                                const std::map<std::string, std::string>& config, int timeout_ms) {
  char why[512];
  std::unique_ptr<rd_kafka_NewTopic_t, Freer<rd_kafka_NewTopic_destroy>> fresh(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, replication, why, sizeof(why)));
  if (fresh == nullptr) return absl::InvalidArgumentError(absl::StrFormat("topic %s: %s", topic, why));
  for (const auto& [name, value] : config) {
    WF_RETURN_IF_ERROR(ToStatus(rd_kafka_NewTopic_set_config(fresh.get(), name.c_str(), value.c_str()),
                                absl::StrFormat("topic %s: %s=%s", topic, name, value)));
  }
  impl_->client.KeepBrokers();
  QueuePtr queue(rd_kafka_queue_new(impl_->client.get()));
  rd_kafka_NewTopic_t* topics[] = {fresh.get()};
  rd_kafka_CreateTopics(impl_->client.get(), topics, 1, nullptr, queue.get());
  EventPtr event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  if (event == nullptr) {
    return impl_->Because(absl::UnavailableError("create topic " + topic + ": no answer in time"));
  }
  WF_RETURN_IF_ERROR(impl_->Because(ToStatus(rd_kafka_event_error(event.get()), "create topic " + topic)));
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (size_t i = 0; i < count; ++i) {
    const char* text = rd_kafka_topic_result_error_string(results[i]);
    WF_RETURN_IF_ERROR(ToStatus(rd_kafka_topic_result_error(results[i]),
                                absl::StrFormat("create topic %s: %s", topic, text == nullptr ? "" : text)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::pair<int64_t, int64_t>> Admin::Watermarks(const std::string& topic, int32_t partition,
                                                              int timeout_ms) {
  impl_->client.KeepBrokers();
  return QueryBounds(impl_->client.get(), topic, partition, timeout_ms);
}

struct MockCluster::Impl {
  Client client;
  std::unique_ptr<rd_kafka_mock_cluster_t, Freer<rd_kafka_mock_cluster_destroy>> cluster;
};

MockCluster::MockCluster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MockCluster::~MockCluster() {
  impl_->cluster.reset();  // before the client that carries it
}

absl::StatusOr<std::unique_ptr<MockCluster>> MockCluster::Create(int brokers) {
  auto impl = std::make_unique<Impl>();
  ConfPtr conf(rd_kafka_conf_new());
  char why[128];
  // This client only carries the cluster; without it librdkafka warns that it has no servers to connect to.
  WF_CHECK(rd_kafka_conf_set(conf.get(), "log_level", "3", why, sizeof(why)) == RD_KAFKA_CONF_OK);
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_PRODUCER, std::move(conf)));
  impl->cluster.reset(rd_kafka_mock_cluster_new(impl->client.get(), brokers));
  if (impl->cluster == nullptr) return absl::InternalError("the mock cluster did not start");
  rd_kafka_mock_group_initial_rebalance_delay_ms(impl->cluster.get(), 0);  // nobody else will join
  return std::unique_ptr<MockCluster>(new MockCluster(std::move(impl)));
}

std::string MockCluster::bootstrap_servers() const { return rd_kafka_mock_cluster_bootstraps(impl_->cluster.get()); }

absl::Status MockCluster::CreateTopic(const std::string& topic, int partitions) {
  return ToStatus(rd_kafka_mock_topic_create(impl_->cluster.get(), topic.c_str(), partitions, 1),
                  "mock topic " + topic);
}

std::vector<int32_t> AllPartitions(int32_t count) {
  std::vector<int32_t> partitions(static_cast<size_t>(count));
  std::iota(partitions.begin(), partitions.end(), 0);
  return partitions;
}

}  // namespace wirefold::kafka
