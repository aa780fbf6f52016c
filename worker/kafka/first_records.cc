#include "worker/kafka/first_records.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {
namespace {

constexpr int kPollMs = 100;
constexpr size_t kAnswerMarginBytes = 1u << 20;

absl::StatusOr<Client> Reader(const ClientSettings& settings, size_t max_record_bytes) {
  const size_t answer_bytes = std::clamp<size_t>(max_record_bytes + kAnswerMarginBytes, 100'000'000, 2'147'483'647);
  WF_ASSIGN_OR_RETURN(ConfPtr conf, MakeConf(settings, ClientKind::kReader,
                                             {{"fetch.min.bytes", "1"},
                                              {"fetch.wait.max.ms", "50"},
                                              // One record of each partition is wanted: little is asked for.
                                              {"fetch.message.max.bytes", "262144"},
                                              {"queued.min.messages", "1"},
                                              {"check.crcs", "true"},
                                              {"socket.nagle.disable", "true"},
                                              {"receive.message.max.bytes", absl::StrFormat("%d", answer_bytes)}},
                                             {{"group.id", "wirefold-log-reader"},  // required by assign; never joined
                                              {"isolation.level", "read_committed"},
                                              {"auto.offset.reset", "error"}}));
  return Client::Create(RD_KAFKA_CONSUMER, std::move(conf));
}

// Whether the partition will tell no more than this event: a record, its end, or an error that ends its reading.
bool IsLast(const Message& event) {
  const rd_kafka_resp_err_t error = event.native().err;
  return error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR__PARTITION_EOF || EndsReading(error);
}

}  // namespace

absl::StatusOr<std::map<int32_t, std::optional<FirstRecord>>> FirstRecords(const ClientSettings& settings,
                                                                           const std::string& topic,
                                                                           const std::map<int32_t, int64_t>& from,
                                                                           const FirstRecordLimits& limits) {
  std::map<int32_t, std::optional<FirstRecord>> found;
  if (from.empty()) return found;
  WF_ASSIGN_OR_RETURN(Client client, Reader(settings, limits.max_record_bytes));
  std::vector<int32_t> partitions;
  partitions.reserve(from.size());
  for (const auto& [partition, offset] : from) partitions.push_back(partition);
  PartitionListPtr list = MakeList(topic, partitions);
  for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = from.at(list->elems[i].partition);
  WF_RETURN_IF_ERROR(ToStatus(rd_kafka_assign(client.get(), list.get()), "assign " + topic));
  std::set<int32_t> open(partitions.begin(), partitions.end());
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.timeout_ms);
  while (!open.empty() && std::chrono::steady_clock::now() < until) {
    client.KeepBrokers();
    rd_kafka_message_t* native = rd_kafka_consumer_poll(client.get(), kPollMs);
    if (native == nullptr) continue;
    const Message event(native);
    if (!IsLast(event) || open.erase(event.partition()) == 0) continue;
    if (native->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      found[event.partition()] = FirstRecord{event.offset(), event.timestamp_ms()};
    } else if (native->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      found[event.partition()] = std::nullopt;
    }
    // No more of this one is fetched.
    PartitionListPtr done = MakeList(topic, {event.partition()});
    WF_RETURN_IF_ERROR(ToStatus(rd_kafka_incremental_unassign(client.get(), done.get()), "unassign " + topic));
  }
  (void)rd_kafka_consumer_close(client.get());  // it is in no group and commits nothing: it has nothing to lose
  return found;
}

}  // namespace wirefold::kafka
