#include "worker/kafka/group_offsets.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {

// A consumer that subscribes to nothing joins nothing.
absl::StatusOr<std::map<int32_t, GroupOffset>> ReadGroupOffsets(const ClientSettings& settings,
                                                                const std::string& group_id, const std::string& topic,
                                                                const std::vector<int32_t>& partitions,
                                                                int timeout_ms) {
  std::map<int32_t, GroupOffset> offsets;
  if (partitions.empty()) return offsets;
  WF_ASSIGN_OR_RETURN(ConfPtr conf, MakeConf(settings, ClientKind::kReader, {}, {{"group.id", group_id}}));
  WF_ASSIGN_OR_RETURN(Client client, Client::Create(RD_KAFKA_CONSUMER, std::move(conf)));
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (int32_t partition : partitions) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_committed(client.get(), list.get(), timeout_ms),
                              absl::StrFormat("committed offsets of group %s", group_id)));
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& told = list->elems[i];
    WF_RETURN_IF_ERROR(ToStatus(told.err, absl::StrFormat("committed offset of %s [%d]", topic, told.partition)));
    GroupOffset& into = offsets[told.partition];
    if (told.offset >= 0) into.offset = told.offset;
    if (told.metadata_size > 0) into.metadata.assign(static_cast<const char*>(told.metadata), told.metadata_size);
  }
  return offsets;
}

}  // namespace wirefold::kafka
