#include "worker/kafka/client.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/missing_acl.h"
#include "worker/kafka/refused_connection.h"

namespace wirefold::kafka {
namespace {

constexpr std::chrono::seconds kAddInterval(1);
constexpr int kWarning = 4;  // syslog's
constexpr int kDebug = 7;

LogSink& Sink() {
  static LogSink sink;
  return sink;
}

// A transaction that met a rebalance: its end tells it, and nothing is wrong.
bool IsOfRebalance(std::string_view line) {
  return line.find("Failed to commit offsets to transaction") != std::string_view::npos &&
         (line.find(rd_kafka_err2str(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)) != std::string_view::npos ||
          line.find(rd_kafka_err2str(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)) != std::string_view::npos);
}

void OnLog(const rd_kafka_t*, int level, const char* facility, const char* text) {
  // kafka.properties holds settings of consumers and producers alike: that one kind ignores the other's is no news.
  const bool of_the_other_kind = std::string_view(text).find(" property and will be ignored by ") != std::string::npos;
  if (of_the_other_kind && std::string_view(facility) == "CONFWARN") return;
  const std::string line = absl::StrFormat("%s: %s", facility, text);
  // Every client says so, again and again; `Admin` says it once, with what to do.
  if (IsToldByStatus(line) || IsOfRebalance(line)) level = kDebug;
  if (Sink()) Sink()(level, line);
}

}  // namespace

void SetLogSink(LogSink sink) { Sink() = std::move(sink); }

std::string LibraryVersion() { return rd_kafka_version_str(); }

absl::Status ToStatus(rd_kafka_resp_err_t error, const std::string& what) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  std::string text = absl::StrFormat("%s: %s (%s)", what, rd_kafka_err2str(error), rd_kafka_err2name(error));
  switch (error) {
    // All that a broker's restart, a fail-over or a slow network brings.
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__DESTROY_BROKER:  // the client dropped a broker that the cluster names no longer
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
    case RD_KAFKA_RESP_ERR__STATE:  // a transaction that failed meanwhile takes no more records
      return absl::UnavailableError(text);
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return absl::NotFoundError(text);
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__LOG_TRUNCATION:
      return absl::OutOfRangeError(text);
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return absl::ResourceExhaustedError(text);
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
      return absl::InvalidArgumentError(text);
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
      return absl::AbortedError(text);
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
      return absl::AlreadyExistsError(text);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      return absl::PermissionDeniedError(text);
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
      return absl::FailedPreconditionError(text);
    // A damaged batch: its partition stands until it is gone.
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return absl::DataLossError(text);
    default:
      return absl::InternalError(text);
  }
}

absl::Status ToStatus(rd_kafka_error_t* error, const std::string& what) {
  const ErrorPtr owned(error);
  if (owned == nullptr) return absl::OkStatus();
  return ToStatus(rd_kafka_error_code(error), absl::StrFormat("%s: %s", what, rd_kafka_error_string(error)));
}

absl::StatusOr<std::pair<int64_t, int64_t>> QueryBounds(rd_kafka_t* client, const std::string& topic, int32_t partition,
                                                        int timeout_ms) {
  int64_t low = 0;
  int64_t high = 0;
  const absl::Status asked =
      ToStatus(rd_kafka_query_watermark_offsets(client, topic.c_str(), partition, &low, &high, timeout_ms),
               absl::StrFormat("offsets of %s [%d]", topic, partition));
  // No news of the partition: librdkafka says so as well when it has found no leader since a broker began anew.
  if (absl::IsNotFound(asked)) return absl::UnavailableError(asked.message());
  WF_RETURN_IF_ERROR(asked);
  return std::pair(low, high);
}

absl::Status SetOne(rd_kafka_conf_t* conf, const std::string& name, const std::string& value, std::string& why) {
  char text[512] = "";
  switch (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof(text))) {
    case RD_KAFKA_CONF_OK:
      return absl::OkStatus();
    case RD_KAFKA_CONF_UNKNOWN:
      return absl::NotFoundError("librdkafka knows no such property");
    default:
      why = text;
      return absl::InvalidArgumentError("librdkafka refuses the value");
  }
}

absl::StatusOr<ConfPtr> MakeConf(const ClientSettings& settings, ClientKind kind, const Properties& defaults,
                                 const Properties& decided) {
  Properties all = defaults;
  for (const auto& [name, value] : settings.properties) {
    if (const OwnedSetting* owned = FindOwned(name)) {
      return absl::InvalidArgumentError(
          absl::StrFormat("kafka.properties.%s: belongs to the worker: %s", name, std::string(owned->why)));
    }
    all.emplace_back(name, value);
  }
  for (const OwnedSetting& setting : OwnedSettings()) {
    const bool ours = (setting.kinds & static_cast<uint8_t>(kind)) != 0;
    if (ours && !setting.value.empty()) all.emplace_back(setting.name, setting.value);
  }
  all.emplace_back("bootstrap.servers", settings.bootstrap_servers);
  all.emplace_back("client.id", settings.client_id);
  for (const auto& [name, value] : decided) {
    WF_CHECK(FindOwned(name) != nullptr && FindOwned(name)->value.empty());
    all.emplace_back(name, value);
  }

  ConfPtr conf(rd_kafka_conf_new());
  for (const auto& [name, value] : all) {
    std::string why;  // may repeat the value, which may be a secret
    if (absl::Status status = SetOne(conf.get(), name, value, why); !status.ok()) {
      return absl::InvalidArgumentError(
          absl::StrFormat("kafka.properties.%s: %s", name, std::string(status.message())));
    }
  }
  rd_kafka_conf_set_log_cb(conf.get(), OnLog);
  return conf;
}

absl::StatusOr<Client> Client::Create(rd_kafka_type_t type, ConfPtr conf) {
  char why[512];
  rd_kafka_t* handle = rd_kafka_new(type, conf.get(), why, sizeof(why));
  if (handle == nullptr) return absl::InvalidArgumentError(absl::StrFormat("kafka.properties: %s", why));
  (void)conf.release();  // rd_kafka_new took it
  return Client(handle);
}

void Client::KeepBrokers() {
  // The controller is one of the brokers that the last answer named; negative: it named none, or there was none yet.
  if (rd_kafka_controllerid(get(), /*timeout_ms=*/0) >= 0) {
    knew_brokers_ = true;
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - added_ < kAddInterval) return;
  added_ = now;
  // A client that was never seen to know one may be waiting for its first answer.
  if (knew_brokers_) {
    const std::string text =
        absl::StrFormat("%s was told of no broker, asking bootstrap.servers again", rd_kafka_name(get()));
    OnLog(get(), kWarning, "BROKERS", text.c_str());
  }
  const std::string servers = ConfigOf(get(), "bootstrap.servers");
  (void)rd_kafka_brokers_add(get(), servers.c_str());  // the number of those that it did not know
}

std::string ConfigOf(rd_kafka_t* client, const char* setting) {
  const rd_kafka_conf_t* conf = rd_kafka_conf(client);
  size_t size = 0;  // with the null byte
  WF_CHECK(rd_kafka_conf_get(conf, setting, nullptr, &size) == RD_KAFKA_CONF_OK);
  std::string value(size, '\0');
  WF_CHECK(rd_kafka_conf_get(conf, setting, value.data(), &size) == RD_KAFKA_CONF_OK);
  return value.substr(0, value.find('\0'));
}

bool EndsReading(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__LOG_TRUNCATION:
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return true;
    default:
      return false;
  }
}

PartitionListPtr MakeList(const std::string& topic, const std::vector<int32_t>& partitions) {
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (int32_t partition : partitions) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  return list;
}

absl::StatusOr<std::map<int32_t, CommittedOffset>> ReadCommitted(rd_kafka_t* client, const std::string& topic,
                                                                 const std::vector<int32_t>& partitions,
                                                                 int timeout_ms) {
  std::map<int32_t, CommittedOffset> committed;
  if (partitions.empty()) return committed;
  PartitionListPtr list = MakeList(topic, partitions);
  const rd_kafka_resp_err_t answered = rd_kafka_committed(client, list.get(), timeout_ms);
  if (answered == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    return absl::PermissionDeniedError(MissingAcl("Read", "group", ConfigOf(client, "group.id")));
  }
  WF_RETURN_IF_ERROR(ToStatus(answered, "read committed offsets"));
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = list->elems[i];
    WF_RETURN_IF_ERROR(ToStatus(told.err, absl::StrFormat("committed offset of %s [%d]", topic, told.partition)));
    CommittedOffset& into = committed[told.partition];
    if (told.offset >= 0) into.offset = told.offset;
    into.leader_epoch = rd_kafka_topic_partition_get_leader_epoch(&told);
    if (told.metadata_size > 0) into.metadata.assign(static_cast<const char*>(told.metadata), told.metadata_size);
  }
  return committed;
}

}  // namespace wirefold::kafka
