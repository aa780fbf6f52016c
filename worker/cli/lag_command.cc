#include "worker/cli/lag_command.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "worker/cli/broker.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/finish_output.h"
#include "worker/cli/group_lag.h"
#include "worker/cli/lag_report.h"
#include "worker/kafka/group_offsets.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/commit_metadata.h"
#include "worker/runtime/topics.h"
#include "worker/runtime/until_available.h"

namespace wirefold {
namespace {

using Committed = std::map<int32_t, kafka::CommittedOffset>;

constexpr int kNextRecordsMs = 10'000;
constexpr char kClearScreen[] = "\x1b[H\x1b[2J";

// What a look needs of the brokers.
class GroupWatch {
 public:
  static absl::StatusOr<std::unique_ptr<GroupWatch>> Create(const Config& config) {
    std::unique_ptr<GroupWatch> watch(new GroupWatch(config));
    const kafka::ClientSettings client = ClientOf(config);
    WF_ASSIGN_OR_RETURN(watch->admin_, kafka::Admin::Create(client));
    WF_ASSIGN_OR_RETURN(watch->group_, kafka::GroupOffsets::Create(client, config.kafka.group_id));
    WF_ASSIGN_OR_RETURN(watch->offsets_, kafka::TopicOffsets::Create(client));
    return watch;
  }

  struct Seen {
    GroupLook look;
    ClaimsPosition claims;
  };

  absl::StatusOr<Seen> Look() {
    const std::string& topic = config_.topics.raw;
    WF_ASSIGN_OR_RETURN(const kafka::TopicFacts facts, admin_->Describe(topic, kBrokerTimeoutMs));
    const std::vector<int32_t> partitions = kafka::AllPartitions(facts.partitions);
    // The commits before the ends: then no commit is above the end that it is compared with.
    // A coordinator may be moving, and an open transaction may hold an offset back.
    WF_ASSIGN_OR_RETURN(const Committed committed, UntilAvailable(kBrokerTimeoutMs, GoOn, [&](int slice_ms) {
                          return group_->Read(topic, partitions, slice_ms);
                        }));
    Seen seen;
    seen.look.steady_ms = SteadyMs();
    seen.look.wall_ms = WallMs();
    WF_ASSIGN_OR_RETURN(const auto offsets, offsets_->Read(topic, partitions, kBrokerTimeoutMs));
    for (const int32_t partition : partitions) {
      seen.look.partitions.emplace(partition, LookAt(committed.at(partition), offsets.at(partition)));
    }
    WF_RETURN_IF_ERROR(ReadNextRecords(LimitOf(facts), seen.look));
    WF_ASSIGN_OR_RETURN(seen.claims, LookAtClaims(committed));
    return seen;
  }

 private:
  explicit GroupWatch(const Config& config) : config_(config) {}
  static bool GoOn() { return true; }

  static PartitionLook LookAt(const kafka::CommittedOffset& committed,
                              const absl::StatusOr<kafka::PartitionOffsets>& offsets) {
    PartitionLook look;
    look.trouble = offsets.status();
    if (!offsets.ok()) return look;
    if (committed.offset >= 0) look.committed = committed.offset;
    look.offsets = *offsets;
    return look;
  }

  absl::Status ReadNextRecords(size_t max_record_bytes, GroupLook& look) const {
    std::map<int32_t, int64_t> from;
    for (const auto& [partition, seen] : look.partitions) {
      if (seen.trouble.ok() && PositionOf(seen) < seen.offsets.stable_end) from[partition] = PositionOf(seen);
    }
    WF_ASSIGN_OR_RETURN(const auto next, kafka::FirstRecords(ClientOf(config_), config_.topics.raw, from,
                                                             {max_record_bytes, kNextRecordsMs}));
    for (const auto& [partition, record] : next) look.partitions.at(partition).next = record;
    return absl::OkStatus();
  }

  absl::StatusOr<ClaimsPosition> LookAtClaims(const Committed& committed) const {
    ClaimsPosition claims;
    claims.topic = config_.topics.claims;
    for (const auto& [partition, told] : committed) {
      if (const auto said = ParseCommitMetadata(told.metadata)) claims.log_id = said->log.log_id;
    }
    // A topic that is not there has no offsets to ask for: ListOffsets would wait for it until its timeout.
    const absl::Status there = admin_->Describe(claims.topic, kBrokerTimeoutMs).status();
    if (absl::IsNotFound(there)) return claims;
    WF_RETURN_IF_ERROR(there);
    WF_ASSIGN_OR_RETURN(const auto offsets, offsets_->Read(claims.topic, {0}, kBrokerTimeoutMs));
    WF_ASSIGN_OR_RETURN(claims.offsets, offsets.at(0));
    return claims;
  }

  const Config& config_;
  std::unique_ptr<kafka::Admin> admin_;
  std::unique_ptr<kafka::GroupOffsets> group_;
  std::unique_ptr<kafka::TopicOffsets> offsets_;
};

// nullopt: it went out. Else the exit code.
std::optional<int> Print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return FinishOutput();
}

absl::Status TroubleOf(const GroupLook& look) {
  for (const auto& [partition, seen] : look.partitions) WF_RETURN_IF_ERROR(seen.trouble);
  return absl::OkStatus();
}

std::string ToText(const Config& config, const LagOptions& options, const GroupWatch::Seen& seen,
                   const GroupLook* earlier) {
  const LagReport report{config.kafka.group_id, config.topics.raw, LagOfGroup(seen.look, earlier), seen.claims};
  return options.format == "json" ? LagJson(report) : LagText(report);
}

int LookOnce(const Config& config, const LagOptions& options, GroupWatch& watch) {
  const absl::StatusOr<GroupWatch::Seen> seen = watch.Look();
  if (!seen.ok()) return Report(seen.status());
  if (const auto failed = Print(ToText(config, options, *seen, nullptr))) return *failed;
  return Report(TroubleOf(seen->look));
}

// Ends by a signal, or when nobody reads any more.
int LookAgainAndAgain(const Config& config, const LagOptions& options, GroupWatch& watch) {
  const bool screen = options.format == "text" && isatty(STDOUT_FILENO) != 0;
  std::optional<GroupLook> earlier;
  for (;;) {
    absl::StatusOr<GroupWatch::Seen> seen = watch.Look();
    if (seen.ok()) {
      const std::string text = ToText(config, options, *seen, earlier ? &*earlier : nullptr);
      if (const auto failed = Print((screen ? kClearScreen : "") + text)) return *failed;
      earlier = std::move(seen->look);
    } else if (!absl::IsUnavailable(seen.status()) || !earlier) {
      return Report(seen.status());
    } else {
      Report(seen.status());
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(options.interval_seconds));
  }
}

}  // namespace

int RunLag(const Config& config, const LagOptions& options) {
  const auto watch = GroupWatch::Create(config);
  if (!watch.ok()) return Report(watch.status());
  return options.watch ? LookAgainAndAgain(config, options, **watch) : LookOnce(config, options, **watch);
}

}  // namespace wirefold
