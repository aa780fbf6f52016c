#include "worker/kafka/owned_settings.h"

#include <algorithm>

namespace wirefold::kafka {
namespace {

constexpr uint8_t kMember = static_cast<uint8_t>(ClientKind::kMember);
constexpr uint8_t kReader = static_cast<uint8_t>(ClientKind::kReader);
constexpr uint8_t kProducer = static_cast<uint8_t>(ClientKind::kProducer);
constexpr uint8_t kConsumers = kMember | kReader;
constexpr uint8_t kAll = kConsumers | kProducer | static_cast<uint8_t>(ClientKind::kAdmin);
constexpr uint8_t kNobody = 0;

constexpr OwnedSetting kSettings[] = {
    {"bootstrap.servers", "metadata.broker.list", kAll, "", "kafka.bootstrap_servers names them"},
    {"client.id", "", kAll, "", "it names the worker in the brokers' logs"},
    {"group.id", "", kConsumers, "", "kafka.group_id names it"},
    {"group.instance.id", "", kNobody, "", "replicas share a configuration, and members of one id fence each other"},
    {"group.protocol", "", kConsumers, "classic", "transactions are fenced by the classic protocol's generation"},
    {"group.remote.assignor", "", kNobody, "", "it belongs to another group protocol"},
    {"group.protocol.type", "", kNobody, "", "brokers know no other for consumers"},
    {"partition.assignment.strategy", "", kMember, "cooperative-sticky", "only revoked partitions are to stop"},
    {"auto.offset.reset", "", kConsumers, "", "a position that is lost is told, never moved in silence"},
    {"enable.auto.commit", "auto.commit.enable", kConsumers, "false", "offsets are committed with their outcomes"},
    {"enable.auto.offset.store", "", kConsumers, "false", "offsets are committed with their outcomes"},
    {"offset.store.method", "", kNobody, "", "offsets are committed with their outcomes"},
    {"enable.partition.eof", "", kConsumers, "true", "lag and restoring need a partition's end"},
    {"isolation.level", "", kConsumers, "", "raw records of aborted transactions are none"},
    {"allow.auto.create.topics", "", kConsumers, "false", "a topic made by accident has the wrong settings"},
    {"transactional.id", "", kProducer, "", "each worker needs one of its own"},
    {"enable.idempotence", "", kProducer, "true", "a record is written once"},
    {"enable.gapless.guarantee", "", kNobody, "", "a refused record is not to end the producer"},
    {"acks", "request.required.acks", kProducer, "all", "what is acknowledged survives a broker"},
    {"queuing.strategy", "", kNobody, "", "records are sent in order"},
    {"delivery.report.only.error", "", kProducer, "false", "acknowledgements are counted"},
    {"message.max.bytes", "", kProducer, "", "the topics and worker.max_record_size say it"},
    {"topic.metadata.refresh.interval.ms", "", kAll, "10000", "a topic that is gone is to be noticed"},
    {"topic.metadata.propagation.max.ms", "", kAll, "10000", "a topic that is gone is to be noticed"},
    {"topic.blacklist", "", kNobody, "", "it hides topics"},
    {"statistics.interval.ms", "", kNobody, "", "nobody reads them"},
    {"log.queue", "", kNobody, "", "log lines go to the worker's log"},
};

}  // namespace

std::span<const OwnedSetting> OwnedSettings() { return kSettings; }

const OwnedSetting* FindOwned(std::string_view property) {
  const auto* found = std::find_if(std::begin(kSettings), std::end(kSettings), [property](const OwnedSetting& setting) {
    return setting.name == property || (!setting.alias.empty() && setting.alias == property);
  });
  return found == std::end(kSettings) ? nullptr : found;
}

}  // namespace wirefold::kafka
