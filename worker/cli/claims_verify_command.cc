#include <cstdio>
#include <map>

#include "absl/strings/str_format.h"
#include "common/base/check.h"
#include "common/codec/claims_machine.h"
#include "worker/cli/broker.h"
#include "worker/cli/claims_command.h"
#include "worker/cli/claims_log_history.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/read_partition.h"

namespace wirefold {
namespace {

// What a replay met.
struct Findings {
  uint64_t records = 0;
  uint64_t claims = 0;  // that took a place in the window
  uint64_t reclaims = 0;
  uint64_t settled = 0;     // claims whose settlement was met
  uint64_t taken_over = 0;  // of these: it decided, since the window before the claim was not complete
  uint64_t differed = 0;    // of these: it said otherwise than a complete window does
  uint64_t repeated = 0;
  uint64_t unknown = 0;
  uint64_t epochs = 0;
  uint64_t time_jumps = 0;
  uint64_t stamps_ignored = 0;
  std::map<std::string, uint64_t> no_ops;
};

void Count(const Applied& applied, bool complete, Findings& found) {
  ++found.records;
  if (applied.raw && !applied.refused) ++(applied.reclaim ? found.reclaims : found.claims);
  found.settled += applied.settled_claims.size();
  (complete ? found.differed : found.taken_over) += applied.settlements_differed;
  found.repeated += applied.settlements_repeated;
  found.unknown += applied.settlements_unknown;
  found.epochs += applied.genesis_changed ? 1 : 0;
  found.time_jumps += applied.time_jumped ? 1 : 0;
  found.stamps_ignored += applied.stamp_ignored ? 1 : 0;
  if (applied.no_op != NoOp::kNone) ++found.no_ops[std::string(NoOpName(applied.no_op))];
}

// Records that no worker of one log writes.
uint64_t Faults(const Findings& found) {
  uint64_t faults = found.differed + found.stamps_ignored;
  for (const auto& [name, count] : found.no_ops) {
    // A log whose head was deleted begins with claims whose Genesis is gone.
    if (name != NoOpName(NoOp::kBeforeGenesis)) faults += count;
  }
  return faults;
}

void Print(const char* name, uint64_t value) {
  std::printf("%-28s %llu\n", name, static_cast<unsigned long long>(value));
}

void PrintFindings(const OffsetRange& range, const ClaimsMachine& machine, const Findings& found) {
  Print("first_offset", static_cast<uint64_t>(range.first));
  Print("next_offset", static_cast<uint64_t>(range.next));
  Print("records", found.records);
  for (const auto& [name, count] : found.no_ops) Print(("no_op " + name).c_str(), count);
  Print("claims", found.claims);
  Print("reclaims", found.reclaims);
  Print("settlements_agreed", found.settled - found.taken_over - found.differed);
  Print("settlements_taken_over", found.taken_over);
  Print("settlements_differed", found.differed);
  Print("settlements_repeated", found.repeated);
  Print("settlements_unknown", found.unknown);
  Print("settlements_missing", found.claims - std::min(found.claims, found.settled));
  Print("epochs", found.epochs);
  Print("time_jumps", found.time_jumps);
  Print("stamps_ignored", found.stamps_ignored);
  std::printf("%-28s %s\n", "complete", machine.complete() ? "yes" : "no");
  std::printf("%-28s %016llx\n", "digest", static_cast<unsigned long long>(machine.Digest()));
}

absl::Status Verify(const Config& config, int& code) {
  WF_ASSIGN_OR_RETURN(OffsetRange range, ClaimsRange(config));
  ClaimsMachine machine(/*complete=*/range.first == 0);
  Findings found;
  const auto apply = [&](const kafka::Message& message) -> absl::Status {
    const bool complete = machine.genesis() && machine.complete();
    WF_ASSIGN_OR_RETURN(Applied applied,
                        machine.Apply(ClaimOffset{message.offset()}, message.timestamp_ms().value_or(0),
                                      message.timestamp_type() == kafka::TimestampType::kLogAppendTime,
                                      message.value().value_or(""), /*with_verdict=*/false));
    Count(applied, complete, found);
    return absl::OkStatus();
  };
  WF_RETURN_IF_ERROR(ReadPartition(ClientOf(config), config.topics.claims, 0, range.first, range.next,
                                   kafka::Isolation::kReadUncommitted, apply));
  PrintFindings(range, machine, found);
  if (machine.genesis()) {
    WF_RETURN_IF_ERROR(machine.index().Verify());
  } else if (found.records > 0) {
    return absl::FailedPreconditionError("the log holds no Genesis");
  }
  if (const uint64_t faults = Faults(found); faults > 0) {
    std::fprintf(stderr, "%llu records or settlements of claims log %s are not what workers write\n",
                 static_cast<unsigned long long>(faults), config.topics.claims.c_str());
    code = exit_code::kBadInput;
  }
  return absl::OkStatus();
}

}  // namespace

int RunClaimsVerify(const Config& config) {
  int code = exit_code::kOk;
  const absl::Status status = Verify(config, code);
  return status.ok() ? code : Report(status);
}

}  // namespace wirefold
