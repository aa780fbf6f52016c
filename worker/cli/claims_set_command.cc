#include <cstdio>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "worker/cli/broker.h"
#include "worker/cli/claims_command.h"
#include "worker/cli/claims_log_history.h"
#include "worker/cli/exit_code.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

// A worker's id is random; no worker has this one.
constexpr uint64_t kCommandLineWriter = 0;

struct Log {
  OffsetRange range;
  ClaimsLogHistory history;
  std::optional<int64_t> retention_ms;
  size_t max_record_bytes = 0;
};

absl::StatusOr<Log> ReadLog(const Config& config) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(ClientOf(config)));
  WF_ASSIGN_OR_RETURN(kafka::TopicFacts facts, admin->Describe(config.topics.claims, kBrokerTimeoutMs));
  WF_ASSIGN_OR_RETURN(const OffsetRange range, ClaimsRange(config));
  Log log{range, ClaimsLogHistory(/*from_start=*/range.first == 0), RetentionOf(facts), LimitOf(facts)};
  WF_RETURN_IF_ERROR(ReadHistory(config, range, log.history));
  WF_RETURN_IF_ERROR(RequireGenesis(log.history, config.topics.claims));
  return log;
}

// The Genesis that opens the next epoch.
absl::StatusOr<Genesis> NextGenesis(const Config& config, const Log& log, const ClaimsChange& change) {
  const Genesis current = *log.history.genesis();
  WF_ASSIGN_OR_RETURN(FoldParameters given, ParseFoldParameters(change.sets));
  Genesis next = With(given, current);
  std::vector<std::string> wrong;
  for (const FoldError& error : CheckFold(next)) wrong.push_back(error.key + ": " + error.what);
  if (!wrong.empty()) return absl::InvalidArgumentError(absl::StrJoin(wrong, "\n"));
  next.epoch = current.epoch + 1;
  next.judging_version = change.judging_version.value_or(current.judging_version);
  if (next.judging_version < kOldestJudgingVersion || next.judging_version > kJudgingVersion) {
    return absl::InvalidArgumentError(absl::StrFormat("judging version %d: this program runs %d to %d",
                                                      next.judging_version, kOldestJudgingVersion, kJudgingVersion));
  }
  WF_RETURN_IF_ERROR(CheckSuccessor(current, next));
  WF_RETURN_IF_ERROR(CheckRetention(config.topics.claims, log.retention_ms, next.window_seconds));
  return next;
}

// FailedPrecondition: no worker of this configuration would start on a window that small.
absl::Status CheckNewWindow(const Config& config, uint64_t window_claims) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(ClientOf(config)));
  WF_ASSIGN_OR_RETURN(kafka::TopicFacts raw, admin->Describe(config.topics.raw, kBrokerTimeoutMs));
  return CheckWindow(config.topics.claims, window_claims, MostInFlight(config.worker.ring_records, raw.partitions));
}

absl::Status Append(const Config& config, size_t max_record_bytes, const Genesis& genesis) {
  WF_ASSIGN_OR_RETURN(
      std::unique_ptr<kafka::Producer> producer,
      kafka::Producer::Create(ClientOf(config), std::nullopt, /*linger_ms=*/0, {max_record_bytes, max_record_bytes}));
  kafka::Outgoing record;
  record.topic = config.topics.claims;
  record.partition = 0;
  const std::string bytes = EncodeClaimLogRecord({kCommandLineWriter, genesis, {}}, genesis.log_id);
  record.value = bytes;
  WF_RETURN_IF_ERROR(producer->Produce(record));
  return producer->Flush(kBrokerTimeoutMs);
}

// Reads on behind what was read before: which Genesis opened the epoch?
absl::Status Confirm(const Config& config, const Genesis& next, Log& log) {
  WF_ASSIGN_OR_RETURN(OffsetRange now, ClaimsRange(config));
  WF_RETURN_IF_ERROR(ReadHistory(config, {log.range.next, now.next}, log.history));
  for (const Epoch& epoch : log.history.epochs()) {
    if (epoch.genesis == next) {
      std::printf("epoch %u took effect at offset %lld\n", next.epoch, static_cast<long long>(epoch.offset));
      return absl::OkStatus();
    }
  }
  return absl::AbortedError(
      absl::StrFormat("another change opened epoch %d first: see `wirefold claims show`, then set again", next.epoch));
}

absl::Status Set(const Config& config, const ClaimsChange& change) {
  WF_ASSIGN_OR_RETURN(Log log, ReadLog(config));
  WF_ASSIGN_OR_RETURN(Genesis next, NextGenesis(config, log, change));
  const Genesis current = *log.history.genesis();
  const std::vector<FoldDifference> differences = Differences(current, next);
  if (differences.empty() && next.judging_version == current.judging_version) {
    std::printf("nothing to change: the log has these values in epoch %u\n", current.epoch);
    return absl::OkStatus();
  }
  if (next.window_claims < current.window_claims) {
    WF_RETURN_IF_ERROR(CheckNewWindow(config, next.window_claims));
  }
  for (const FoldDifference& d : differences) {
    std::printf("%s: %s, was %s\n", d.key.c_str(), d.to.c_str(), d.from.c_str());
  }
  if (next.judging_version != current.judging_version) {
    std::printf("judging_version: %u, was %u\n", next.judging_version, current.judging_version);
  }
  if (change.dry_run) {
    std::printf("dry run: epoch %u was not opened\n", next.epoch);
    return absl::OkStatus();
  }
  WF_RETURN_IF_ERROR(Append(config, log.max_record_bytes, next));
  return Confirm(config, next, log);
}

}  // namespace

int RunClaimsSet(const Config& config, const ClaimsChange& change) {
  if (change.sets.empty() && !change.judging_version) {
    std::fprintf(stderr, "claims set: name at least one fold.KEY=VALUE\n");
    return exit_code::kUsage;
  }
  return Report(Set(config, change));
}

}  // namespace wirefold
