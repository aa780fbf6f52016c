#include "worker/kafka/group_offsets.h"

#include <utility>

#include "common/base/check.h"
#include "worker/kafka/client.h"
#include "worker/kafka/client_confs.h"

namespace wirefold::kafka {

struct GroupOffsets::Impl {
  Client client;
};

GroupOffsets::GroupOffsets(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GroupOffsets::~GroupOffsets() = default;

// A consumer that subscribes to nothing joins nothing.
absl::StatusOr<std::unique_ptr<GroupOffsets>> GroupOffsets::Create(const ClientSettings& settings,
                                                                   const std::string& group_id, Isolation isolation) {
  WF_ASSIGN_OR_RETURN(ConfPtr conf, OffsetsConf(settings, group_id, isolation));
  auto impl = std::make_unique<Impl>();
  WF_ASSIGN_OR_RETURN(impl->client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  return std::unique_ptr<GroupOffsets>(new GroupOffsets(std::move(impl)));
}

absl::StatusOr<std::map<int32_t, CommittedOffset>> GroupOffsets::Read(const std::string& topic,
                                                                      const std::vector<int32_t>& partitions,
                                                                      int timeout_ms) {
  impl_->client.KeepBrokers();
  return ReadCommitted(impl_->client.get(), topic, partitions, timeout_ms);
}

}  // namespace wirefold::kafka
