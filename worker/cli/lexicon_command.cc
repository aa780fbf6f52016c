#include "worker/cli/lexicon_command.h"

#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/printable.h"
#include "common/news/agency_lexicon.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/json_object.h"
#include "worker/cli/text_table.h"
#include "worker/config/read_file.h"
#include "worker/runtime/reading_settings.h"

namespace wirefold {
namespace {

constexpr size_t kShownBytes = 160;

std::string Json(const AgencyRow& row) {
  return JsonObject()
             .Text("id", std::string_view(row.id))
             .Text("name", std::string_view(row.name))
             .Text("kind", std::string_view(row.kind))
             .Text("country", std::string_view(row.country))
             .Text("aliases", std::string_view(row.aliases))
             .Done() +
         "\n";
}

std::string Listed(const std::vector<AgencyRow>& rows, const std::string& format) {
  std::string out;
  if (format == "text") {
    std::vector<std::vector<std::string>> cells;
    cells.reserve(rows.size());
    for (const AgencyRow& row : rows) cells.push_back({row.id, row.kind, row.country, row.name});
    return TextTable({"ID", "KIND", "COUNTRY", "NAME"}, cells, {});
  }
  for (const AgencyRow& row : rows) {
    out += format == "json" ? Json(row)
                            : absl::StrJoin({row.id, row.name, row.aliases, row.kind, row.country}, "\t") + "\n";
  }
  return out;
}

}  // namespace

int RunLexiconList(const Config& config, const std::string& format) {
  const absl::StatusOr<ReadingSettings> reading = ReadingSettingsOf(config);
  if (!reading.ok()) return Report(reading.status());
  std::fputs(Listed(reading->understand.lexicon->Rows(), format).c_str(), stdout);
  return exit_code::kOk;
}

int RunLexiconCheck(const std::string& file) {
  const std::string shown = Printable(file, kShownBytes);
  const absl::StatusOr<std::string> table = ReadBoundedFile(file);
  if (!table.ok()) {
    std::fprintf(stderr, "%s\n", std::string(table.status().message()).c_str());
    return exit_code::kConfiguration;
  }
  const absl::StatusOr<std::unique_ptr<AgencyLexicon>> agencies = AgencyLexicon::BuiltInWith(*table);
  if (!agencies.ok()) {
    std::fprintf(stderr, "%s: %s\n", shown.c_str(), std::string(agencies.status().message()).c_str());
    return exit_code::kConfiguration;
  }
  std::printf("%s: sound, with the built-in ones %zu agencies\n", shown.c_str(), (*agencies)->Rows().size());
  return exit_code::kOk;
}

}  // namespace wirefold
