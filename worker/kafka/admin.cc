// Admin and MockCluster.
#include <algorithm>
#include <atomic>
#include <numeric>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/base/printable.h"
#include "worker/kafka/client.h"
#include "worker/kafka/client_confs.h"
#include "worker/kafka/missing_acl.h"
#include "worker/kafka/refused_connection.h"
// After rdkafka.h, which client.h brings:
#include <librdkafka/rdkafka_mock.h>

namespace wirefold::kafka {

namespace {

constexpr size_t kShownBytes = 300;
constexpr int kPollMs = 50;
constexpr std::chrono::milliseconds kOtherBrokers(1000);  // one refuses: another may yet answer

TopicRights RightsIn(const rd_kafka_AclOperation_t* operations, size_t count) {
  const auto holds = [&](rd_kafka_AclOperation_t operation) {
    return std::find(operations, operations + count, operation) != operations + count;
  };
  return {holds(RD_KAFKA_ACL_OPERATION_READ), holds(RD_KAFKA_ACL_OPERATION_WRITE)};
}

absl::StatusOr<AdminOptionsPtr> OptionsFor(rd_kafka_t* client, rd_kafka_admin_op_t call, int timeout_ms) {
  AdminOptionsPtr options(rd_kafka_AdminOptions_new(client, call));
  char why[256];
  WF_RETURN_IF_ERROR(ToStatus(
      rd_kafka_AdminOptions_set_request_timeout(options.get(), std::max(1, timeout_ms), why, sizeof(why)), "timeout"));
  return options;
}

}  // namespace

struct Admin::Impl {
  std::atomic<int> certificate_error = 0;  // of a broker's certificate, the last one that was refused
  absl::Status refused;                    // why a broker does not let us in, or we do not trust it; none cures itself
  std::string trouble;                     // the last connection that failed
  Client client;                           // goes first: its threads use the members above

  static void OnError(rd_kafka_t*, int error, const char* reason, void* self) {
    auto* impl = static_cast<Impl*>(self);
    absl::Status refused =
        RefusedConnection(error == RD_KAFKA_RESP_ERR__AUTHENTICATION, reason, impl->certificate_error.load());
    if (!refused.ok()) impl->refused = std::move(refused);
    if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) impl->trouble = Printable(reason, kShownBytes);
  }

  // On librdkafka's threads, with OpenSSL's verdict on each certificate of a chain, which stands.
  static int OnCertificate(rd_kafka_t*, const char*, int32_t, int* error, int, const char*, size_t, char*, size_t,
                           void* self) {
    if (*error != 0) static_cast<Impl*>(self)->certificate_error = *error;
    return *error == 0 ? 1 : 0;
  }

  // What was told since the last call counts: librdkafka says the same only every 30 s.
  void BeginCall() {
    client.KeepBrokers();
    refused = absl::OkStatus();
    rd_kafka_poll(client.get(), 0);
  }

  // Why a call was not answered.
  absl::Status Because(const absl::Status& failed) {
    rd_kafka_poll(client.get(), 0);
    if (!absl::IsUnavailable(failed)) return failed;
    if (!refused.ok()) return refused;
    const std::string more = trouble.empty() ? Silence() : trouble;
    if (more.empty()) return failed;
    return absl::UnavailableError(absl::StrFormat("%s: %s", std::string(failed.message()), more));
  }

  // What may be wrong where connections are taken and nothing comes. A listener for TLS waits for a client's hello; a
  // broker is not asked before there is a token.
  std::string Silence() const {
    if (ConfigOf(client.get(), "sasl.oauthbearer.method") == "oidc") {
      return "kafka.properties.sasl.oauthbearer.token.endpoint.url is asked first: does it answer?";
    }
    const std::string protocol = ConfigOf(client.get(), "security.protocol");
    if (protocol == "ssl" || protocol == "sasl_ssl") return "";
    return absl::StrFormat("a listener that expects TLS is silent like this; kafka.properties.security.protocol is %s",
                           protocol);
  }

  // The answer that comes to `queue`. Where a broker refuses us, no more than a moment is waited for another one's.
  absl::StatusOr<EventPtr> Answer(rd_kafka_queue_t* queue, int timeout_ms, const std::string& what) {
    auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    for (bool waits = true;;) {
      EventPtr event(rd_kafka_queue_poll(queue, kPollMs));
      if (event != nullptr) {
        const absl::Status answered = ToStatus(rd_kafka_event_error(event.get()), what);
        if (!answered.ok()) return Because(answered);
        refused = absl::OkStatus();
        trouble.clear();
        return event;
      }
      rd_kafka_poll(client.get(), 0);
      const auto now = std::chrono::steady_clock::now();
      if (waits && !refused.ok()) {
        waits = false;
        until = std::min(until, now + kOtherBrokers);
      }
      if (now >= until) return Because(absl::UnavailableError(what + ": no answer in time"));
    }
  }

  // Partitions, replicas and rights.
  absl::StatusOr<TopicFacts> DescribeTopic(const std::string& topic, int timeout_ms) {
    const char* names[] = {topic.c_str()};
    const std::unique_ptr<rd_kafka_TopicCollection_t, Freer<rd_kafka_TopicCollection_destroy>> topics(
        rd_kafka_TopicCollection_of_topic_names(names, 1));
    WF_ASSIGN_OR_RETURN(const AdminOptionsPtr options,
                        OptionsFor(client.get(), RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, timeout_ms));
    WF_RETURN_IF_ERROR(
        ToStatus(rd_kafka_AdminOptions_set_include_authorized_operations(options.get(), 1), "ask for rights"));
    const QueuePtr queue(rd_kafka_queue_new(client.get()));
    rd_kafka_DescribeTopics(client.get(), topics.get(), options.get(), queue.get());
    WF_ASSIGN_OR_RETURN(const EventPtr event, Answer(queue.get(), timeout_ms, "metadata of " + topic));
    size_t count = 0;
    const rd_kafka_TopicDescription_t** told =
        rd_kafka_DescribeTopics_result_topics(rd_kafka_event_DescribeTopics_result(event.get()), &count);
    WF_CHECK(count == 1);
    const rd_kafka_error_t* error = rd_kafka_TopicDescription_error(told[0]);
    if (error != nullptr) WF_RETURN_IF_ERROR(ToStatus(rd_kafka_error_code(error), "topic " + topic));
    TopicFacts facts;
    const rd_kafka_TopicPartitionInfo_t** partitions = rd_kafka_TopicDescription_partitions(told[0], &count);
    facts.partitions = static_cast<int32_t>(count);
    size_t replicas = 0;
    if (count > 0) rd_kafka_TopicPartitionInfo_replicas(partitions[0], &replicas);
    facts.replication = static_cast<int32_t>(replicas);
    const rd_kafka_AclOperation_t* operations = rd_kafka_TopicDescription_authorized_operations(told[0], &count);
    if (operations != nullptr) facts.rights = RightsIn(operations, count);
    return facts;
  }

  // Empty when it is not ours to know, or a broker has none.
  absl::StatusOr<std::map<std::string, std::string>> DescribeConfig(const std::string& topic, int timeout_ms) {
    const std::unique_ptr<rd_kafka_ConfigResource_t, Freer<rd_kafka_ConfigResource_destroy>> resource(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    const QueuePtr queue(rd_kafka_queue_new(client.get()));
    rd_kafka_ConfigResource_t* resources[] = {resource.get()};
    rd_kafka_DescribeConfigs(client.get(), resources, 1, nullptr, queue.get());
    const absl::StatusOr<EventPtr> event = Answer(queue.get(), timeout_ms, "configuration of topic " + topic);
    std::map<std::string, std::string> config;
    if (absl::IsUnavailable(event.status()) || !refused.ok()) return event.status();
    if (!event.ok()) return config;
    size_t count = 0;
    const rd_kafka_ConfigResource_t** described =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
    for (size_t i = 0; i < count; ++i) {
      size_t entries = 0;
      const rd_kafka_ConfigEntry_t** configs = rd_kafka_ConfigResource_configs(described[i], &entries);
      for (size_t j = 0; j < entries; ++j) {
        const char* value = rd_kafka_ConfigEntry_value(configs[j]);
        config[rd_kafka_ConfigEntry_name(configs[j])] = value == nullptr ? "" : value;
      }
    }
    return config;
  }
};

Admin::Admin(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Admin::~Admin() = default;

absl::StatusOr<std::unique_ptr<Admin>> Admin::Create(const ClientSettings& settings) {
  auto impl = std::make_unique<Impl>();
  WF_ASSIGN_OR_RETURN(ConfPtr conf, AdminConf(settings));
  rd_kafka_conf_set_opaque(conf.get(), impl.get());
  rd_kafka_conf_set_error_cb(conf.get(), Impl::OnError);
  WF_CHECK(rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), Impl::OnCertificate) == RD_KAFKA_CONF_OK);
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_PRODUCER, std::move(conf)));
  return std::unique_ptr<Admin>(new Admin(std::move(impl)));
}

bool Admin::Refused() const { return !impl_->refused.ok(); }

absl::StatusOr<TopicFacts> Admin::Describe(const std::string& topic, int timeout_ms) {
  impl_->BeginCall();
  WF_ASSIGN_OR_RETURN(TopicFacts facts, impl_->DescribeTopic(topic, timeout_ms));
  WF_ASSIGN_OR_RETURN(facts.config, impl_->DescribeConfig(topic, timeout_ms));
  return facts;
}

absl::Status Admin::CheckMayJoin(const std::string& group_id, int timeout_ms) {
  impl_->BeginCall();
  rd_kafka_t* client = impl_->client.get();
  WF_ASSIGN_OR_RETURN(const AdminOptionsPtr options,
                      OptionsFor(client, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, timeout_ms));
  WF_RETURN_IF_ERROR(
      ToStatus(rd_kafka_AdminOptions_set_include_authorized_operations(options.get(), 1), "ask for rights"));
  const char* groups[] = {group_id.c_str()};
  const QueuePtr queue(rd_kafka_queue_new(client));
  rd_kafka_DescribeConsumerGroups(client, groups, 1, options.get(), queue.get());
  WF_ASSIGN_OR_RETURN(const EventPtr event, impl_->Answer(queue.get(), timeout_ms, "group " + group_id));
  size_t count = 0;
  const rd_kafka_ConsumerGroupDescription_t** told =
      rd_kafka_DescribeConsumerGroups_result_groups(rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
  WF_CHECK(count == 1);
  const rd_kafka_error_t* error = rd_kafka_ConsumerGroupDescription_error(told[0]);
  const rd_kafka_resp_err_t code = error == nullptr ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
  const rd_kafka_AclOperation_t* operations = rd_kafka_ConsumerGroupDescription_authorized_operations(told[0], &count);
  const bool denied = operations != nullptr && !RightsIn(operations, count).read;
  if (denied || code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    return absl::PermissionDeniedError(MissingAcl("Read", "group", group_id));
  }
  return ToStatus(code, "group " + group_id);
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
  impl_->BeginCall();
  QueuePtr queue(rd_kafka_queue_new(impl_->client.get()));
  rd_kafka_NewTopic_t* topics[] = {fresh.get()};
  rd_kafka_CreateTopics(impl_->client.get(), topics, 1, nullptr, queue.get());
  WF_ASSIGN_OR_RETURN(const EventPtr event, impl_->Answer(queue.get(), timeout_ms, "create topic " + topic));
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
  impl_->BeginCall();
  absl::StatusOr<std::pair<int64_t, int64_t>> bounds = QueryBounds(impl_->client.get(), topic, partition, timeout_ms);
  if (!bounds.ok()) return impl_->Because(bounds.status());
  return bounds;
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
