#include "worker/cli/validate_command.h"

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "worker/cli/broker.h"
#include "worker/cli/claims_log_history.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/output_schema.h"
#include "worker/cli/refuse_offline.h"
#include "worker/kafka/group_offsets.h"
#include "worker/runtime/commit_metadata.h"
#include "worker/runtime/topics.h"
#include "worker/runtime/until_available.h"

namespace wirefold {
namespace {

// FailedPrecondition: a partition's offset was committed by a worker on another log.
absl::Status CheckGroup(const Config& config, int32_t partitions, uint64_t log_id) {
  WF_ASSIGN_OR_RETURN(auto offsets, kafka::GroupOffsets::Create(ClientOf(config), config.kafka.group_id));
  WF_ASSIGN_OR_RETURN(auto committed,
                      offsets->Read(config.topics.raw, kafka::AllPartitions(partitions), kBrokerTimeoutMs));
  for (const auto& [partition, told] : committed) {
    WF_RETURN_IF_ERROR(CheckIdentity(config.topics.raw, partition, told, {log_id, config.topics.claims}));
  }
  return absl::OkStatus();
}

// The configuration against the log that its topic holds.
absl::Status CheckLog(const Config& config, const TopicLimits& limits) {
  WF_ASSIGN_OR_RETURN(OffsetRange range, ClaimsRange(config));
  if (range.first == range.next) return absl::OkStatus();  // the first worker begins it
  ClaimsLogHistory history(/*from_start=*/range.first == 0);
  WF_RETURN_IF_ERROR(ReadHistory(config, range, history));
  WF_RETURN_IF_ERROR(RequireGenesis(history, config.topics.claims));
  const Genesis genesis = *history.genesis();
  std::vector<std::string> wrong;
  for (const absl::Status& status :
       {CheckAgainstLog(config.fold, genesis, config.topics.claims),
        CheckRetention(config.topics.claims, limits.claims_retention_ms, genesis.window_seconds),
        CheckWindow(config.topics.claims, genesis.window_claims,
                    MostInFlight(config.worker.ring_records, limits.raw_partitions)),
        CheckGroup(config, limits.raw_partitions, genesis.log_id)}) {
    if (absl::IsFailedPrecondition(status)) {
      wrong.emplace_back(status.message());
    } else if (!status.ok()) {
      return status;
    }
  }
  return wrong.empty() ? absl::OkStatus() : absl::FailedPreconditionError(absl::StrJoin(wrong, "\n"));
}

// Coordinators move, and are made when they are first asked for.
template <typename Call>
absl::Status Retried(Call call) {
  return UntilAvailable(
      kBrokerTimeoutMs, [] { return true; }, call);
}

// With an id that no worker has and that all callers share.
absl::Status CheckTransactionalId(const Config& config) {
  WF_ASSIGN_OR_RETURN(auto producer, kafka::Producer::Create(ClientOf(config), config.kafka.group_id + "-validate",
                                                             /*linger_ms=*/0));
  return Retried([&](int slice_ms) { return producer->InitTransactions(slice_ms).status; });
}

absl::Status Validate(const Config& config) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(ClientOf(config)));
  WF_ASSIGN_OR_RETURN(TopicLimits limits, VerifyTopics(*admin, config, kBrokerTimeoutMs));
  WF_RETURN_IF_ERROR(Retried([&](int) { return admin->CheckMayJoin(config.kafka.group_id, kBrokerTimeoutMs); }));
  WF_RETURN_IF_ERROR(CheckTransactionalId(config));
  WF_RETURN_IF_ERROR(CheckLog(config, limits));
  return CheckOutputSchema(config);
}

}  // namespace

int RunValidate(const Config& config, bool offline) {
  if (const int code = RefuseOffline(config); code != exit_code::kOk) return code;
  const absl::Status status = offline ? absl::OkStatus() : Validate(config);
  if (status.ok()) std::fprintf(stderr, offline ? "configuration ok\n" : "configuration, topics and claims log ok\n");
  return Report(status);
}

}  // namespace wirefold
