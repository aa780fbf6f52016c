#include "worker/kafka/list_offsets.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"

namespace wirefold::kafka {

absl::Status AskOffsets(rd_kafka_t* client, const std::string& topic, const std::vector<int32_t>& partitions,
                        rd_kafka_OffsetSpec_t which, rd_kafka_IsolationLevel_t isolation, int timeout_ms,
                        rd_kafka_queue_t* answers) {
  AdminOptionsPtr options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_LISTOFFSETS));
  WF_RETURN_IF_ERROR(
      ToStatus(rd_kafka_AdminOptions_set_isolation_level(options.get(), isolation), "isolation level of ListOffsets"));
  char why[256];
  WF_RETURN_IF_ERROR(
      ToStatus(rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, why, sizeof(why)), why));
  PartitionListPtr list = MakeList(topic, partitions);
  for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = which;
  rd_kafka_ListOffsets(client, list.get(), options.get(), answers);
  return absl::OkStatus();
}

std::map<int32_t, absl::StatusOr<int64_t>> OffsetsIn(rd_kafka_event_t* answer, const std::string& topic) {
  std::map<int32_t, absl::StatusOr<int64_t>> offsets;
  const rd_kafka_ListOffsets_result_t* result = rd_kafka_event_ListOffsets_result(answer);
  if (result == nullptr) return offsets;
  size_t count = 0;
  const rd_kafka_ListOffsetsResultInfo_t** infos = rd_kafka_ListOffsets_result_infos(result, &count);
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_topic_partition_t* told = rd_kafka_ListOffsetsResultInfo_topic_partition(infos[i]);
    const absl::Status status = ToStatus(told->err, absl::StrFormat("offsets of %s [%d]", topic, told->partition));
    offsets.emplace(told->partition, status.ok() ? absl::StatusOr<int64_t>(told->offset) : status);
  }
  return offsets;
}

}  // namespace wirefold::kafka
