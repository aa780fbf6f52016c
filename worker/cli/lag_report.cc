#include "worker/cli/lag_report.h"

#include <cmath>

#include "absl/strings/str_format.h"
#include "common/base/printable.h"
#include "worker/cli/json_object.h"
#include "worker/cli/text_table.h"

namespace wirefold {
namespace {

constexpr char kUnknown[] = "unknown";
constexpr char kNone[] = "-";
constexpr size_t kReasonBytes = 200;

std::string Number(int64_t value) { return absl::StrFormat("%d", value); }

std::string SecondsCell(const std::optional<double>& seconds) {
  return seconds ? absl::StrFormat("%.1f", *seconds) : kUnknown;
}

// RECORDS/S and TO ZERO.
std::pair<std::string, std::string> RateCells(const std::optional<Rates>& rates) {
  if (!rates) return {kNone, kNone};
  return {absl::StrFormat("%.1f", rates->consumed_per_second),
          rates->seconds_to_zero ? DurationText(*rates->seconds_to_zero) : "never"};
}

std::string NoteOf(const LagRow& row) {
  const int64_t open = row.offsets.end - row.offsets.stable_end;
  std::string note;
  switch (row.standing) {
    case Standing::kUnknown:
      return Printable(std::string(row.trouble.message()), kReasonBytes);
    case Standing::kNoCommit:
      note = "nothing committed";
      break;
    case Standing::kTrimmed:
      note = absl::StrFormat("%d offsets below the log's first, %d, are gone", row.offsets.first - *row.committed,
                             row.offsets.first);
      break;
    case Standing::kBeyondEnd:
      note = absl::StrFormat("above the log's end, %d: it lost its tail or was made anew", row.offsets.end);
      break;
    case Standing::kWithin:
      break;
  }
  if (open > 0) note += absl::StrFormat("%s%d more behind an open transaction", note.empty() ? "" : "; ", open);
  return note;
}

std::vector<std::string> CellsOf(const LagRow& row) {
  if (row.standing == Standing::kUnknown) {
    return {Number(row.partition), kUnknown, kUnknown, kUnknown, kUnknown, kNone, kNone, NoteOf(row)};
  }
  const auto [rate, to_zero] = RateCells(row.rates);
  return {Number(row.partition),
          row.committed ? Number(*row.committed) : kNone,
          Number(row.offsets.stable_end),
          Number(row.records),
          SecondsCell(row.seconds),
          rate,
          to_zero,
          NoteOf(row)};
}

std::string TotalNote(const GroupLag& lag) {
  std::string note;
  if (lag.unknown_seconds > 0) {
    note = absl::StrFormat("%d partitions do not tell since when they lag", lag.unknown_seconds);
  }
  if (lag.unknown_partitions > 0) {
    note += absl::StrFormat("%s%d partitions are not known", note.empty() ? "" : "; ", lag.unknown_partitions);
  }
  return note;
}

std::string ClaimsLine(const ClaimsPosition& claims) {
  std::string line = "claims log " + claims.topic + ": ";
  line += claims.offsets ? absl::StrFormat("offsets %d to %d", claims.offsets->first, claims.offsets->end)
                         : "there is no such topic";
  if (claims.log_id) line += absl::StrFormat("; the group follows log %016x", *claims.log_id);
  return line + "\n";
}

void AddRates(const std::optional<Rates>& rates, JsonObject& object) {
  using Value = std::optional<double>;
  object.Decimal("consumed_per_second", rates ? Value(rates->consumed_per_second) : Value());
  object.Decimal("produced_per_second", rates ? Value(rates->produced_per_second) : Value());
  object.Decimal("seconds_to_zero", rates ? rates->seconds_to_zero : Value());
}

std::string RowJson(const LagRow& row) {
  JsonObject object;
  object.Number("partition", row.partition).Text("standing", std::string_view(StandingName(row.standing)));
  if (row.standing == Standing::kUnknown)
    return object.Text("error", std::string_view(std::string(row.trouble.message()))).Done();
  object.Number("committed_offset", row.committed)
      .Number("first_offset", row.offsets.first)
      .Number("last_stable_offset", row.offsets.stable_end)
      .Number("end_offset", row.offsets.end)
      .Number("lag_records", row.records)
      .Decimal("lag_seconds", row.seconds);
  AddRates(row.rates, object);
  return object.Done();
}

std::string TotalJson(const GroupLag& lag) {
  JsonObject object;
  object.Number("lag_records", lag.records)
      .Decimal("lag_seconds", lag.seconds)
      .Number("partitions_with_unknown_seconds", lag.unknown_seconds)
      .Number("unknown_partitions", lag.unknown_partitions);
  AddRates(lag.rates, object);
  return object.Done();
}

std::string ClaimsJson(const ClaimsPosition& claims) {
  using Offset = std::optional<int64_t>;
  JsonObject object;
  object.Text("topic", std::string_view(claims.topic))
      .Number("first_offset", claims.offsets ? Offset(claims.offsets->first) : Offset())
      .Number("next_offset", claims.offsets ? Offset(claims.offsets->end) : Offset())
      .Text("log_id",
            claims.log_id ? std::optional(absl::StrFormat("%016x", *claims.log_id)) : std::optional<std::string>());
  return object.Done();
}

}  // namespace

std::string DurationText(double seconds) {
  if (seconds < 60) return absl::StrFormat("%.1f s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(std::min(seconds, 1e15)));
  if (whole < 3600) return absl::StrFormat("%d min %d s", whole / 60, whole % 60);
  if (whole < 86400) return absl::StrFormat("%d h %d min", whole / 3600, whole % 3600 / 60);
  return absl::StrFormat("%d d %d h", whole / 86400, whole % 86400 / 3600);
}

std::string LagText(const LagReport& report) {
  std::vector<std::vector<std::string>> rows;
  for (const LagRow& row : report.lag.partitions) rows.push_back(CellsOf(row));
  const auto [rate, to_zero] = RateCells(report.lag.rates);
  rows.push_back({"total", "", "", Number(report.lag.records), SecondsCell(report.lag.seconds), rate, to_zero,
                  TotalNote(report.lag)});
  return absl::StrFormat("group %s, topic %s, %s\n", report.group, report.topic, TimeText(report.lag.wall_ms)) +
         TextTable({"PARTITION", "COMMITTED", "STABLE END", "LAG", "SECONDS", "RECORDS/S", "TO ZERO", "NOTE"}, rows,
                   /*right=*/{0, 1, 2, 3, 4, 5, 6}) +
         ClaimsLine(report.claims);
}

std::string LagJson(const LagReport& report) {
  std::vector<std::string> partitions;
  for (const LagRow& row : report.lag.partitions) partitions.push_back(RowJson(row));
  return JsonObject()
             .Text("group", std::string_view(report.group))
             .Text("topic", std::string_view(report.topic))
             .Text("time", std::string_view(TimeText(report.lag.wall_ms)))
             .Raw("partitions", JsonArray(partitions))
             .Raw("total", TotalJson(report.lag))
             .Raw("claims", ClaimsJson(report.claims))
             .Done() +
         "\n";
}

}  // namespace wirefold
