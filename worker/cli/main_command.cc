#include "worker/cli/main_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/base/version.h"
#include "common/codec/protobuf_log.h"
#include "worker/cli/claims_command.h"
#include "worker/cli/command_words.h"
#include "worker/cli/completion.h"
#include "worker/cli/decode_command.h"
#include "worker/cli/demo_command.h"
#include "worker/cli/dlq_command.h"
#include "worker/cli/exit_code.h"
#include "worker/cli/explain_command.h"
#include "worker/cli/fold_command.h"
#include "worker/cli/lag_command.h"
#include "worker/cli/lexicon_command.h"
#include "worker/cli/run_command.h"
#include "worker/cli/topics_command.h"
#include "worker/cli/validate_command.h"
#include "worker/config/config.h"
#include "worker/config/documents.h"
#include "worker/kafka/kafka.h"
#include "worker/runtime/reading_settings.h"

extern char** environ;

namespace wirefold {
namespace {

constexpr unsigned kMostThreads = 256;

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

// The verbs and what their flags were set to. The verb that is given sets `run_`.
class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    AddWorker();
    AddTopics();
    AddClaims();
    AddLag();
    AddDlq();
    AddDecode();
    AddFold();
    AddExplain();
    AddLexicon();
    AddConfig();
    AddCompletion();
    app_.add_subcommand("version", "Print the version")->callback([this] { version_ = true; });
  }

  // Returns the exit code.
  int Run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? exit_code::kOk : exit_code::kUsage;
    }
    if (version_) {
      std::printf("wirefold %s, librdkafka %s\n", kVersion, kafka::LibraryVersion().c_str());
      return exit_code::kOk;
    }
    if (print_) {
      std::fputs(print_().c_str(), stdout);
      return exit_code::kOk;
    }
    sources_.environment = Environment();
    absl::StatusOr<Config> config = LoadConfig(sources_);
    if (!config.ok()) {
      std::fprintf(stderr, "%s\n", std::string(config.status().message()).c_str());
      return exit_code::kConfiguration;
    }
    return run_(*config);
  }

 private:
  using Verb = std::function<int(const Config&)>;

  // A verb that takes a configuration.
  CLI::App* Add(CLI::App& parent, const char* name, const char* what, Verb run) {
    CLI::App* verb = parent.add_subcommand(name, what);
    // One value each: what follows may be a positional.
    verb->add_option("-c,--config", sources_.files, "YAML file; repeatable, a later one wins")
        ->type_name("FILE")
        ->allow_extra_args(false);
    verb->add_option("--set", sources_.sets, "key=value, such as kafka.group_id=x; repeatable, wins over files")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    verb->callback([this, run = std::move(run)] { run_ = run; });
    return verb;
  }

  void AddWorker() {
    CLI::App* run = Add(app_, "run", "Run the Kafka worker",
                        [this](const Config& config) { return RunWorker(config, run_flags_); });
    run->add_flag("--adopt-log", run_flags_.adopt_log,
                  "Go over to this claims log although the group's offsets were committed on another");
    run->add_option("--from", run_flags_.from,
                    "earliest or latest: where to read from when the group's offsets are gone")
        ->check(CLI::IsMember({"earliest", "latest"}));

    CLI::App* validate = Add(app_, "validate", "Say what run would refuse: configuration, topics, claims log",
                             [this](const Config& config) { return RunValidate(config, offline_); });
    validate->add_flag("--offline", offline_, "Check the configuration alone");

    CLI::App* demo = Add(app_, "demo", "Run the worker on an embedded broker with sample articles",
                         [this](const Config& config) { return RunDemo(config, demo_input_); });
    demo->add_option("--input", demo_input_, "JSON lines to use instead of the samples")->type_name("FILE");
  }

  void AddTopics() {
    CLI::App* topics = Add(app_, "topics", "Create or verify the topics",
                           [this](const Config& config) { return RunTopics(config, topics_action_); });
    topics->add_option("action", topics_action_, "create or verify")
        ->required()
        ->check(CLI::IsMember({"create", "verify"}));
  }

  void AddClaims() {
    CLI::App* claims = app_.add_subcommand("claims", "What the claims log holds, and how to change its parameters");
    claims->require_subcommand(1);
    CLI::App* show = Add(*claims, "show", "Print epoch, parameters, offsets, retention and sizes",
                         [this](const Config& config) { return RunClaimsShow(config, claims_format_); });
    show->add_option("--format", claims_format_, "text or json")->check(CLI::IsMember({"text", "json"}));
    CLI::App* set = Add(*claims, "set", "Open the log's next epoch with other parameters, on all replicas at once",
                        [this](const Config& config) { return RunClaimsSet(config, claims_change_); });
    set->add_option("values", claims_change_.sets, "fold.KEY=VALUE, such as fold.containment_threshold=0.6");
    set->add_option("--judging-version", claims_change_.judging_version, "Version of the rules that judge claims");
    set->add_flag("--dry-run", claims_change_.dry_run, "Say what would change, and change nothing");
    Add(*claims, "verify", "Replay the log: counts, faults and a digest of the state",
        [](const Config& config) { return RunClaimsVerify(config); });
  }

  void AddLag() {
    CLI::App* lag = Add(app_, "lag", "How late the group is, partition by partition, in records and seconds",
                        [this](const Config& config) { return RunLag(config, lag_); });
    lag->add_flag("--watch", lag_.watch, "Again and again, with rates and the time to zero");
    lag->add_option("--interval", lag_.interval_seconds, "Seconds between two looks of --watch")
        ->check(CLI::Range(0.1, 3600.0));
    lag->add_option("--format", lag_.format, "text or json")->check(CLI::IsMember({"text", "json"}));
  }

  void AddDlq() {
    CLI::App* dlq = app_.add_subcommand("dlq", "Dead letters: what they are, and the way back to the raw topic");
    dlq->require_subcommand(1);
    CLI::App* list = AddDlqVerb(*dlq, "list", "One line for each dead letter", RunDlqList);
    CLI::App* show = AddDlqVerb(*dlq, "show", "One dead letter whole: key, headers, value", RunDlqShow);
    CLI::App* replay = AddDlqVerb(*dlq, "replay", "Send dead letters back to the raw topic, each once", RunDlqReplay);
    show->add_option("place", dlq_.place, "PARTITION@OFFSET in the dead letter topic, as list prints it")->required();
    for (CLI::App* verb : {list, replay}) {
      verb->add_option("--filter", dlq_.filters,
                       "code=, stage=, partition=, offset=, since=; repeatable: any value of a key, all keys")
          ->allow_extra_args(false);
      verb->add_option("--max", dlq_.max, "Letters at most")->check(CLI::PositiveNumber);
    }
    replay->add_flag("--dry-run", dlq_.dry_run, "Say what would be sent back, and send nothing");
    replay->add_option("--max-replays", dlq_.max_replays, "A record that was sent back so often stays")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}));
  }

  CLI::App* AddDlqVerb(CLI::App& dlq, const char* name, const char* what,
                       int (*run)(const Config&, const DlqOptions&)) {
    CLI::App* verb = Add(dlq, name, what, [this, run](const Config& config) { return run(config, dlq_); });
    verb->add_option("--format", dlq_.format, "text or json")->check(CLI::IsMember({"text", "json"}));
    return verb;
  }

  void AddDecode() {
    CLI::App* decode = Add(app_, "decode", "Enriched records to JSON lines",
                           [this](const Config& config) { return RunDecode(config, decode_topic_); });
    decode->add_flag("--topic", decode_topic_,
                     "Read the enriched topic instead of length-delimited records from stdin");
  }

  void AddFold() {
    CLI::App* fold = Add(app_, "fold", "Enrich files or stdin, without a broker", [this](const Config& config) {
      fold_.genesis = config.genesis;
      const absl::StatusOr<ReadingSettings> reading = ReadingSettingsOf(config);
      if (!reading.ok()) return Report(reading.status());
      fold_.understand = reading->understand;
      return RunFoldVerb(fold_);
    });
    fold->add_option("files", fold_.files, "JSON lines (also .gz), one JSON article, .txt or .pb; none: stdin")
        ->type_name("FILE");
    fold->add_option("--input-format", fold_.input_format, "auto, json, text, html or protobuf")
        ->check(CLI::IsMember({"auto", "json", "text", "html", "protobuf"}));
    fold->add_option("--output-format", fold_.output_format, "json (lines) or protobuf (length-delimited)")
        ->check(CLI::IsMember({"json", "protobuf"}));
    fold->add_option("--threads", fold_.threads, "Threads that work on records, with the same bytes out; 0: all cores")
        ->check(CLI::Range(0U, kMostThreads));
    fold->add_option("--passage-memory", fold_.passage_bytes,
                     "Bytes of the newest articles' texts, kept to tell passages that records share; 0: tell none")
        ->transform(CLI::AsSizeValue(/*kb_is_1000=*/false));
    fold->add_option("--dead-letter", fold_.dead_letter_file, "File for the records that could not be enriched")
        ->type_name("FILE");
  }

  void AddExplain() {
    CLI::App* explain = Add(app_, "explain", "Show what is found in an article, or why two are one story or two",
                            [this](const Config& config) { return RunExplain(config, explain_, stdout, stderr); });
    explain->add_option("articles", explain_.articles, "One file or two; none: stdin. With --topic ids of articles")
        ->type_name("FILE")
        ->expected(0, 2);
    explain->add_flag("--topic", explain_.from_topic,
                      "Read the raw topic: the newest record of an id, or PARTITION@OFFSET");
    explain->add_option("--input-format", explain_.input_format, "auto, json, text, html or protobuf")
        ->check(CLI::IsMember({"auto", "json", "text", "html", "protobuf"}));
    explain->add_option("--format", explain_.format, "text, json, or html: one page")
        ->check(CLI::IsMember({"text", "json", "html"}));
  }

  void AddLexicon() {
    CLI::App* lexicon = app_.add_subcommand("lexicon", "The agencies and outlets that texts are credited to");
    lexicon->require_subcommand(1);
    CLI::App* list = Add(*lexicon, "list", "Print the agencies, yours included",
                         [this](const Config& config) { return RunLexiconList(config, lexicon_format_); });
    list->add_option("--format", lexicon_format_, "text, json, or table: what lexicon.agencies_file is made of")
        ->check(CLI::IsMember({"text", "json", "table"}));
    CLI::App* check = lexicon->add_subcommand("check", "Say what is wrong in a table of agencies");
    check->add_option("file", lexicon_file_, "The table")->type_name("FILE")->required();
    check->callback([this] { run_ = [this](const Config&) { return RunLexiconCheck(lexicon_file_); }; });
  }

  void AddCompletion() {
    CLI::App* completion = app_.add_subcommand("completion", "Print a completion script for a shell");
    completion
        ->add_option("shell", completion_shell_, "bash, zsh or fish; or mdoc, for the verbs' part of the manual page")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish", "mdoc"}));
    completion->callback([this] {
      print_ = [this] {
        const CommandWords words = WordsOf(app_);
        return completion_shell_ == "mdoc" ? ManualCommands(words) : Completion(words, completion_shell_);
      };
    });
  }

  void AddConfig() {
    CLI::App* config = app_.add_subcommand("config", "Print the configuration: all keys, yours, or their schema");
    config->require_subcommand(1);
    config->add_subcommand("init", "A file of all keys with their defaults and what they are for")->callback([this] {
      print_ = AnnotatedDefaults;
    });
    config->add_subcommand("schema", "JSON Schema of a configuration file, for editors")->callback([this] {
      print_ = JsonSchema;
    });
    Add(*config, "effective", "All keys with their values and where each came from; secrets are ***",
        [](const Config& loaded) {
          std::fputs(EffectiveYaml(loaded.values).c_str(), stdout);
          return exit_code::kOk;
        });
  }

  CLI::App app_{"Stream worker that enriches news articles and finds syndicated copies, exactly once.", "wirefold"};
  ConfigSources sources_;
  Verb run_;
  bool version_ = false;
  std::function<std::string()> print_;  // a verb that needs no configuration
  RunFlags run_flags_;
  bool offline_ = false;
  std::string demo_input_;
  std::string topics_action_;
  std::string claims_format_ = "text";
  ClaimsChange claims_change_;
  LagOptions lag_;
  DlqOptions dlq_;
  bool decode_topic_ = false;
  FoldOptions fold_;
  ExplainOptions explain_;
  std::string lexicon_format_ = "text";
  std::string lexicon_file_;
  std::string completion_shell_;
};

}  // namespace

int Main(int argc, char** argv) {
  SilenceProtobufLog();
  return CommandLine().Run(argc, argv);
}

}  // namespace wirefold
