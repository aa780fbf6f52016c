#include "worker/kafka/pause.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"

namespace wirefold::kafka {

absl::Status Pause(rd_kafka_t* client, const std::string& topic, int32_t partition, bool pause) {
  PartitionListPtr list = MakeList(topic, {partition});
  const auto call = pause ? rd_kafka_pause_partitions : rd_kafka_resume_partitions;
  const std::string what = absl::StrFormat("%s %s [%d]", pause ? "pause" : "resume", topic, partition);
  WF_RETURN_IF_ERROR(ToStatus(call(client, list.get()), what));
  return ToStatus(list->elems[0].err, what);
}

}  // namespace wirefold::kafka
