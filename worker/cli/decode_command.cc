#include "worker/cli/decode_command.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/confluent_frame.h"
#include "common/codec/enriched_codec.h"
#include "common/codec/wire_reader.h"
#include "worker/cli/broker.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/read_partition.h"

namespace wirefold {
namespace {

int PrintJson(std::string_view record, const std::string& place) {
  absl::StatusOr<std::string> json = EnrichedToJson(record);
  if (!json.ok()) {
    std::fprintf(stderr, "%s: %s\n", place.c_str(), std::string(json.status().message()).c_str());
    return exit_code::kBadInput;
  }
  std::fwrite(json->data(), 1, json->size(), stdout);
  std::fputc('\n', stdout);
  return exit_code::kOk;
}

int DecodeStdin() {
  std::string bytes;
  char buffer[65536];
  for (size_t got; (got = std::fread(buffer, 1, sizeof(buffer), stdin)) > 0;) bytes.append(buffer, got);
  int code = exit_code::kOk;
  WireReader in(bytes);
  while (!in.empty()) {
    const size_t start = bytes.size() - in.left();
    std::string_view record;
    if (!in.Delimited(record)) {
      std::fprintf(stderr, "stdin byte %zu: the input ends inside this record, after %zu bytes\n", start,
                   bytes.size() - start);
      return exit_code::kBadInput;
    }
    code = std::max(code, PrintJson(record, absl::StrFormat("stdin byte %d", start)));
  }
  return code;
}

// Committed records only, partition by partition.
absl::Status DecodeTopic(const Config& config, const std::string& topic, int& code) {
  const kafka::ClientSettings client = ClientOf(config);
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(client));
  WF_ASSIGN_OR_RETURN(kafka::TopicFacts facts, admin->Describe(topic, kBrokerTimeoutMs));
  for (int32_t partition = 0; partition < facts.partitions; ++partition) {
    WF_ASSIGN_OR_RETURN(auto range, admin->Watermarks(topic, partition, kBrokerTimeoutMs));
    WF_RETURN_IF_ERROR(ReadPartition(client, topic, partition, range.first, range.second,
                                     kafka::Isolation::kReadCommitted, [&](const kafka::Message& message) {
                                       if (!message.value()) return absl::OkStatus();  // a tombstone
                                       const std::string place =
                                           absl::StrFormat("%s [%d] offset %d", topic, partition, message.offset());
                                       code = std::max(code, PrintJson(WithoutConfluentFrame(*message.value()), place));
                                       return absl::OkStatus();
                                     }));
  }
  return absl::OkStatus();
}

}  // namespace

int RunDecode(const Config& config, bool from_topic) {
  if (!from_topic) return DecodeStdin();
  int code = exit_code::kOk;
  const absl::Status status = DecodeTopic(config, config.topics.enriched, code);
  return status.ok() ? code : Report(status);
}

}  // namespace wirefold
