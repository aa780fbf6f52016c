#include "worker/cli/main_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "common/base/version.h"
#include "common/codec/protobuf_log.h"
#include "worker/cli/fold_command.h"
#include "worker/cli/run_command.h"
#include "worker/config/config.h"
#include "worker/kafka/kafka.h"

extern char** environ;

namespace wirefold {
namespace {

constexpr int kUsage = 64;
constexpr int kConfiguration = 78;

std::map<std::string, std::string> Environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (text.starts_with("WIREFOLD__") && equals != std::string::npos) {
      variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  return variables;
}

}  // namespace

int Main(int argc, char** argv) {
  SilenceProtobufLog();
  CLI::App app{"Stream worker that enriches news articles and finds syndicated copies, exactly once.", "wirefold"};
  app.require_subcommand(1);
  ConfigSources sources;
  auto configurable = [&sources](CLI::App* verb) {
    // One value each: what follows may be a positional.
    verb->add_option("-c,--config", sources.files, "YAML file; repeatable, a later one wins")->allow_extra_args(false);
    verb->add_option("--set", sources.sets, "key=value, such as kafka.group_id=x; repeatable, wins over files")
        ->allow_extra_args(false);
    return verb;
  };

  CLI::App* run = configurable(app.add_subcommand("run", "Run the Kafka worker"));
  CLI::App* validate =
      configurable(app.add_subcommand("validate", "Check the configuration, and the topics unless --offline"));
  bool offline = false;
  validate->add_flag("--offline", offline, "Do not ask the broker");
  CLI::App* topics = configurable(app.add_subcommand("topics", "Create or verify the topics"));
  std::string action;
  topics->add_option("action", action, "create or verify")->required()->check(CLI::IsMember({"create", "verify"}));
  CLI::App* decode = configurable(app.add_subcommand("decode", "Enriched records to JSON lines"));
  bool from_topic = false;
  decode->add_flag("--topic", from_topic, "Read the enriched topic instead of length-delimited records from stdin");
  CLI::App* demo =
      configurable(app.add_subcommand("demo", "Run the worker on an embedded broker with sample articles"));
  std::string input;
  demo->add_option("--input", input, "JSON lines to use instead of the samples");

  CLI::App* fold = configurable(app.add_subcommand("fold", "Enrich files or stdin, without a broker"));
  FoldOptions fold_options;
  fold->add_option("files", fold_options.files, "JSON lines (also .gz), one JSON article, .txt or .pb; none: stdin");
  fold->add_option("--input-format", fold_options.input_format, "auto, json, text or protobuf")
      ->check(CLI::IsMember({"auto", "json", "text", "protobuf"}));
  fold->add_option("--output-format", fold_options.output_format, "json (lines) or protobuf (length-delimited)")
      ->check(CLI::IsMember({"json", "protobuf"}));
  fold->add_option("--dead-letter", fold_options.dead_letter_file, "File for the records that could not be enriched");

  CLI::App* version = app.add_subcommand("version", "Print the version");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (*version) {
    std::printf("wirefold %s, librdkafka %s\n", kVersion, kafka::LibraryVersion().c_str());
    return 0;
  }
  sources.environment = Environment();
  absl::StatusOr<Config> config = LoadConfig(sources);
  if (!config.ok()) {
    std::fprintf(stderr, "%s\n", std::string(config.status().message()).c_str());
    return kConfiguration;
  }
  if (*fold) {
    fold_options.genesis = config->genesis;
    return RunFold(fold_options, stdout, stderr);
  }
  if (*run) return RunWorker(*config);
  if (*validate) return RunValidate(*config, offline);
  if (*topics) return RunTopics(*config, action);
  if (*decode) return RunDecode(*config, from_topic);
  if (*demo) return RunDemo(*config, input);
  return kUsage;
}

}  // namespace wirefold
