#include "worker/cli/output_schema.h"

#include <string>

#include "common/base/check.h"
#include "common/codec/confluent_frame.h"
#include "common/codec/enriched_codec.h"
#include "worker/config/read_file.h"
#include "worker/registry/schema_registry.h"
#include "worker/runtime/log.h"
#include "worker/runtime/until_available.h"

namespace wirefold {
namespace {

constexpr int kRegistryTimeoutMs = 60'000;

bool IsFramed(const Config& config) { return config.output.framing == "confluent"; }

absl::StatusOr<SchemaRegistry> RegistryOf(const Config& config) {
  const Config::SchemaRegistry& from = config.schema_registry;
  HttpClient::Settings settings;
  settings.url = from.url;
  settings.username = from.username;
  if (!from.password_file.empty()) {
    WF_ASSIGN_OR_RETURN(settings.password, ReadSecretFile(from.password_file));
  }
  settings.ca_file = from.ca_file;
  settings.certificate_file = from.certificate_file;
  settings.key_file = from.key_file;
  return SchemaRegistry(settings, from.subject.empty() ? config.topics.enriched + "-value" : from.subject);
}

}  // namespace

absl::Status ProvideOutputSchema(const Config& config, const std::function<bool()>& go_on, WorkerOptions& options) {
  if (!IsFramed(config)) return absl::OkStatus();
  WF_ASSIGN_OR_RETURN(const SchemaRegistry registry, RegistryOf(config));
  const std::string schema = EnrichedSchema();
  const absl::StatusOr<uint32_t> id = UntilAvailable(
      kRegistryTimeoutMs, go_on, [&](int) { return registry.Register(schema); },
      "the schema registry does not answer; asking again");
  if (!id.ok()) return id.status();
  options.frame = ConfluentFrame(*id);
  options.data_schema = registry.AddressOf(*id);
  Log(LogLevel::kInfo, "schema registered", {{"schema", options.data_schema}});
  return absl::OkStatus();
}

absl::Status CheckOutputSchema(const Config& config) {
  if (!IsFramed(config)) return absl::OkStatus();
  WF_ASSIGN_OR_RETURN(const SchemaRegistry registry, RegistryOf(config));
  return registry.CheckCompatible(EnrichedSchema());
}

}  // namespace wirefold
