#include <cstdio>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/base/check.h"
#include "common/base/json_string.h"
#include "worker/cli/broker.h"
#include "worker/cli/claims_command.h"
#include "worker/cli/claims_log_history.h"
#include "worker/cli/exit_code.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

// What is shown: name and value, and whether JSON writes it as a number.
struct Row {
  std::string name;
  std::string value;
  bool number = false;
};

std::string Time(int64_t ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMillis(ms), absl::UTCTimeZone());
}

// A duration ends in its unit.
bool IsNumber(const std::string& value) { return value.back() >= '0' && value.back() <= '9'; }

Row Number(const char* name, int64_t value) { return {name, absl::StrFormat("%d", value), true}; }

std::vector<Row> Rows(const Config& config, const OffsetRange& range, const ClaimsLogHistory& history,
                      const kafka::TopicFacts& facts) {
  const Epoch& epoch = history.epochs().back();
  const Genesis& genesis = epoch.genesis;
  const auto setting = [&](const char* key) -> Row {
    const auto found = facts.config.find(key);
    return {key, found == facts.config.end() ? "unknown" : found->second};
  };
  std::vector<Row> rows = {
      {"topic", config.topics.claims},
      {"log_id", absl::StrFormat("%016x", genesis.log_id)},
      Number("epoch", genesis.epoch),
      Number("epoch_offset", epoch.offset),
      {"epoch_time", Time(epoch.time_ms)},
      Number("judging_version", genesis.judging_version),
      Number("sketch_version", genesis.sketch_version),
  };
  for (const auto& [key, value] : FoldValues(genesis)) rows.push_back({key, value, IsNumber(value)});
  const ClaimsLogHistory::Counts& counts = history.counts();
  rows.push_back(Number("first_offset", range.first));
  rows.push_back(Number("next_offset", range.next));
  rows.push_back(Number("records", static_cast<int64_t>(counts.records)));
  rows.push_back(Number("claims", static_cast<int64_t>(counts.claims)));
  rows.push_back(Number("settlements", static_cast<int64_t>(counts.settlements)));
  rows.push_back(Number("unreadable_records", static_cast<int64_t>(counts.unreadable)));
  rows.push_back(Number("value_bytes", static_cast<int64_t>(counts.bytes)));
  for (const char* key : {"retention.ms", "retention.bytes", "cleanup.policy", "message.timestamp.type"}) {
    rows.push_back(setting(key));
  }
  rows.push_back(Number("needed_retention.ms", NeededRetentionMs(genesis.window_seconds)));
  return rows;
}

void PrintText(const std::vector<Row>& rows) {
  for (const Row& row : rows) std::printf("%-28s %s\n", row.name.c_str(), row.value.c_str());
}

void PrintJson(const std::vector<Row>& rows) {
  std::string out = "{";
  for (const Row& row : rows) {
    if (out.size() > 1) out += ',';
    AppendJsonString(row.name, out);
    out += ':';
    if (row.number) {
      out += row.value;
    } else {
      AppendJsonString(row.value, out);
    }
  }
  std::printf("%s}\n", out.c_str());
}

absl::Status Show(const Config& config, const std::string& format) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(ClientOf(config)));
  WF_ASSIGN_OR_RETURN(kafka::TopicFacts facts, admin->Describe(config.topics.claims, kBrokerTimeoutMs));
  WF_ASSIGN_OR_RETURN(OffsetRange range, ClaimsRange(config));
  ClaimsLogHistory history(/*from_start=*/range.first == 0);
  WF_RETURN_IF_ERROR(ReadHistory(config, range, history));
  WF_RETURN_IF_ERROR(RequireGenesis(history, config.topics.claims));
  const std::vector<Row> rows = Rows(config, range, history, facts);
  format == "json" ? PrintJson(rows) : PrintText(rows);
  return absl::OkStatus();
}

}  // namespace

int RunClaimsShow(const Config& config, const std::string& format) { return Report(Show(config, format)); }

}  // namespace wirefold
