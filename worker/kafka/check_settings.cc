#include "worker/kafka/check_settings.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/printable.h"
#include "worker/kafka/client_confs.h"
#include "worker/kafka/secret_settings.h"

namespace wirefold::kafka {
namespace {

constexpr size_t kShownBytes = 80;
constexpr size_t kShownReasonBytes = 300;
constexpr size_t kSomeRecordBytes = 1'000'000;  // what a topic takes decides on a limit, not on whether it is lawful

// With nobody to talk to: no broker, and a token endpoint that no packet reaches, since a client asks for its first
// token as soon as it is made.
ClientSettings WithoutNetwork(ClientSettings settings) {
  settings.bootstrap_servers.clear();
  const char* const endpoint = "sasl.oauthbearer.token.endpoint.url";
  const char* const implied_by = "sasl.oauthbearer.metadata.authentication.type";
  if (settings.properties.contains(endpoint) || settings.properties.contains(implied_by)) {
    settings.properties[endpoint] = "http://127.0.0.1:0/";
  }
  return settings;
}

absl::Status TryClient(rd_kafka_type_t type, absl::StatusOr<ConfPtr> conf) {
  if (!conf.ok()) return conf.status();
  char why[512] = "";
  rd_kafka_t* client = rd_kafka_new(type, conf->get(), why, sizeof(why));
  if (client == nullptr) {
    return absl::InvalidArgumentError("kafka.properties: " + Printable(why, kShownReasonBytes));
  }
  (void)conf->release();  // rd_kafka_new took it
  rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  return absl::OkStatus();
}

}  // namespace

bool IsKnown(const std::string& setting) {
  ConfPtr conf(rd_kafka_conf_new());
  std::string why;
  return !absl::IsNotFound(SetOne(conf.get(), setting, "", why));
}

std::vector<std::string> SettingNames() {
  const ConfPtr conf(rd_kafka_conf_new());
  size_t count = 0;
  const char** all = rd_kafka_conf_dump(conf.get(), &count);  // name, value, name, …
  std::vector<std::string> names;
  for (size_t i = 0; i < count; i += 2) names.emplace_back(all[i]);
  rd_kafka_conf_dump_free(all, count);
  // Those without a value until they are set, and the better known one of two names.
  for (const char* name :
       {"sasl.username", "sasl.password", "sasl.mechanism", "ssl.ca.location", "ssl.certificate.location",
        "ssl.key.location", "ssl.key.password", "ssl.key.pem", "client.rack", "debug", "linger.ms", "retries",
        "delivery.timeout.ms", "max.in.flight", "compression.type"}) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  }
  return names;
}

absl::Status CheckSetting(const std::string& setting, const std::string& value) {
  ConfPtr conf(rd_kafka_conf_new());
  std::string why;
  const absl::Status status = SetOne(conf.get(), setting, value, why);
  if (status.ok() || IsSecret(setting)) return status;
  return absl::InvalidArgumentError(absl::StrFormat("%s (\"%s\"): %s", std::string(status.message()),
                                                    Printable(value, kShownBytes), Printable(why, kShownReasonBytes)));
}

absl::Status CheckClients(const ClientSettings& settings, const std::string& group_id) {
  const ClientSettings alone = WithoutNetwork(settings);
  const ProducerLimits limits;
  const absl::Status statuses[] = {
      TryClient(RD_KAFKA_PRODUCER, AdminConf(alone)),
      TryClient(RD_KAFKA_CONSUMER, ReaderConf(alone, Isolation::kReadUncommitted)),
      TryClient(RD_KAFKA_CONSUMER, TailConf(alone)),
      TryClient(RD_KAFKA_CONSUMER, OffsetsConf(alone, group_id, Isolation::kReadCommitted)),
      TryClient(RD_KAFKA_CONSUMER, MemberConf(alone, group_id, kSomeRecordBytes)),
      TryClient(RD_KAFKA_PRODUCER, ProducerConf(alone, std::nullopt, 0, limits)),
      TryClient(RD_KAFKA_PRODUCER, ProducerConf(alone, group_id, 0, limits)),
  };
  std::vector<std::string> wrong;
  for (const absl::Status& status : statuses) {
    std::string line(status.message());
    if (!status.ok() && std::find(wrong.begin(), wrong.end(), line) == wrong.end()) wrong.push_back(std::move(line));
  }
  return wrong.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(wrong, "\n"));
}

}  // namespace wirefold::kafka
