// YAML, environment and --set into the protobuf message that is the schema; then into plain values, and their checks.
#include "worker/config/config.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <set>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/embedded.h"
#include "wirefold/v1/config.pb.h"
#include "worker/kafka/owned_settings.h"

namespace wirefold {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// yaml-cpp takes a quote that is never closed for closed at the end of the file, and the keys in between for text. A
// comment added there shows up in such a value and in no other.
constexpr char kEndOfFile[] = "\n# end of the file\n";

bool IsUnclosed(const std::string& value) { return value.find("# end of the file") != std::string::npos; }

size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string Suggestion(const std::string& key, const Descriptor& message) {
  std::string best;
  size_t least = std::min<size_t>(4, key.size() / 2 + 1);
  for (int i = 0; i < message.field_count(); ++i) {
    const size_t distance = EditDistance(key, message.field(i)->name());
    if (distance < least) {
      least = distance;
      best = message.field(i)->name();
    }
  }
  return best.empty() ? "" : ", did you mean " + best + "?";
}

class Loader {
 public:
  explicit Loader(v1::Config& config) : config_(config) {}

  void Yaml(const std::string& name, const std::string& text) {
    try {
      const std::vector<YAML::Node> documents = YAML::LoadAll(text + kEndOfFile);
      if (documents.size() > 1) return Error(At(name, documents[1]) + ": only one YAML document is read");
      if (documents.empty() || documents[0].IsNull()) return;
      Walk(name, documents[0], "", config_);
    } catch (const YAML::Exception& error) {
      errors_.push_back(absl::StrFormat("%s:%d:%d: %s", name, error.mark.line + 1, error.mark.column + 1, error.msg));
    }
  }

  // "kafka.group_id" ← text; `place` names the source.
  void Assign(const std::string& place, const std::string& path, const std::string& text) {
    Message* message = &config_;
    size_t begin = 0;
    for (;;) {
      const size_t dot = path.find('.', begin);
      const std::string key = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
      const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(key);
      if (field == nullptr) {
        errors_.push_back(place + ": " + path + ": unknown key" + Suggestion(key, *message->GetDescriptor()));
        return;
      }
      if (field->is_map() && dot != std::string::npos) return SetProperty(place, path.substr(dot + 1), text);
      const bool inner = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
      if (inner != (dot != std::string::npos)) {
        errors_.push_back(place + ": " + path + ": " + (inner ? "is a group of keys" : "has no keys below it"));
        return;
      }
      if (!inner) return SetScalar(place, path, *message, *field, text);
      message = message->GetReflection()->MutableMessage(message, field);
      begin = dot + 1;
    }
  }

  void Error(std::string text) { errors_.push_back(std::move(text)); }

  // An error in the value that `path` has in the end.
  void ErrorAt(const std::string& path, const std::string& what) {
    auto given = places_.find(path);
    Error((given == places_.end() ? path : given->second) + ": " + what);
  }

  const std::vector<std::string>& errors() const { return errors_; }

 private:
  static std::string At(const std::string& name, const YAML::Node& node) {
    return absl::StrFormat("%s:%d:%d", name, node.Mark().line + 1, node.Mark().column + 1);
  }

  void Walk(const std::string& name, const YAML::Node& node, const std::string& prefix, Message& message) {
    if (!node.IsMap()) {
      errors_.push_back(At(name, node) + ": " + (prefix.empty() ? "" : prefix + ": ") + "must be a group of keys");
      return;
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const std::string key = entry.first.as<std::string>();
      const std::string path = prefix.empty() ? key : prefix + "." + key;
      const std::string place = At(name, entry.first);
      if (!seen.insert(key).second) {
        errors_.push_back(place + ": " + path + ": given twice");
        continue;
      }
      const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(key);
      if (field == nullptr) {
        errors_.push_back(place + ": " + path + ": unknown key" + Suggestion(key, *message.GetDescriptor()));
      } else if (field->is_map()) {
        WalkProperties(name, entry.second, path);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (!entry.second.IsNull())
          Walk(name, entry.second, path, *message.GetReflection()->MutableMessage(&message, field));
      } else if (!entry.second.IsScalar()) {
        errors_.push_back(place + ": " + path + ": must be a single value");
      } else if (IsUnclosed(entry.second.Scalar())) {
        errors_.push_back(place + ": " + path + ": its quote is never closed");
      } else {
        SetScalar(place, path, message, *field, entry.second.Scalar());
      }
    }
  }

  void WalkProperties(const std::string& name, const YAML::Node& node, const std::string& path) {
    if (node.IsNull()) return;
    if (!node.IsMap()) {
      errors_.push_back(At(name, node) + ": " + path + ": must be a group of keys");
      return;
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const std::string key = entry.first.as<std::string>();
      const std::string place = At(name, entry.first);
      if (!seen.insert(key).second) {
        errors_.push_back(place + ": " + path + "." + key + ": given twice");
      } else if (!entry.second.IsScalar()) {
        errors_.push_back(place + ": " + path + "." + key + ": must be a single value");
      } else if (IsUnclosed(entry.second.Scalar())) {
        errors_.push_back(place + ": " + path + "." + key + ": its quote is never closed");
      } else {
        SetProperty(place, key, entry.second.Scalar());
      }
    }
  }

  void SetProperty(const std::string& place, const std::string& key, const std::string& value) {
    if (key.empty()) return Error(place + ": kafka.properties.: names no property");
    if (const kafka::OwnedSetting* owned = kafka::FindOwned(key)) {
      return Error(place + ": kafka.properties." + key +
                   ": belongs to the worker and cannot be set: " + std::string(owned->why));
    }
    (*config_.mutable_kafka()->mutable_properties())[key] = value;
  }

  template <typename Number>
  std::optional<Number> Parse(const std::string& place, const std::string& text, const char* what) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return value;
    errors_.push_back(place + ": \"" + text + "\" is no " + what);
    return std::nullopt;
  }

  void SetScalar(const std::string& source, const std::string& path, Message& message, const FieldDescriptor& field,
                 const std::string& text) {
    const std::string place = source + ": " + path;
    places_[path] = place;
    const size_t errors_before = errors_.size();
    const auto* reflection = message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        reflection->SetString(&message, &field, text);
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        if (auto value = Parse<uint32_t>(place, text, "whole number below 2^32"))
          reflection->SetUInt32(&message, &field, *value);
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        if (auto value = Parse<uint64_t>(place, text, "whole number")) reflection->SetUInt64(&message, &field, *value);
        break;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        if (auto value = Parse<double>(place, text, "number")) reflection->SetDouble(&message, &field, *value);
        break;
      default:
        WF_CHECK(false && "a field type of config.proto that is not handled");
    }
    // proto3 does not tell 0 from absent, and an absent fold key means the default of genesis.h.
    if (message.GetDescriptor() == v1::FoldConfig::descriptor() && errors_.size() == errors_before &&
        !reflection->HasField(message, &field)) {
      Error(place + ": must not be 0");
    }
  }

  v1::Config& config_;
  std::vector<std::string> errors_;
  std::map<std::string, std::string> places_;  // key → "file:line:column: key" of the source that gave it last
};

std::string ReadFile(const std::string& path, Loader& loader) {
  std::string text;
  FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    loader.Error(path + ": cannot be read");
    return text;
  }
  char buffer[4096];
  for (size_t got; (got = std::fread(buffer, 1, sizeof(buffer), file)) > 0;) text.append(buffer, got);
  // A directory opens, but does not read.
  if (std::ferror(file) != 0) loader.Error(path + ": cannot be read");
  std::fclose(file);
  return text;
}

Config ToPlain(const v1::Config& from) {
  Config config;
  config.kafka = {from.kafka().bootstrap_servers(),
                  from.kafka().group_id(),
                  {from.kafka().properties().begin(), from.kafka().properties().end()}};
  const v1::TopicsConfig& topics = from.topics();
  config.topics = {topics.raw(),         topics.enriched(),           topics.claims(),
                   topics.dead_letter(), topics.replication_factor(), topics.min_insync_replicas(),
                   topics.partitions()};
  config.admin_listen = from.admin().listen();
  // A fold key that is absent (0) keeps the default of genesis.h.
  const v1::FoldConfig& fold = from.fold();
  Genesis& genesis = config.genesis;
  auto take = [](auto value, auto& into) {
    if (value != 0) into = value;
  };
  take(fold.shingle_length(), genesis.sketch.shingle_length);
  take(fold.sampling_rate(), genesis.sketch.sampling_rate);
  take(fold.sketch_floor(), genesis.sketch.floor);
  take(fold.sketch_cap(), genesis.sketch.cap);
  take(fold.containment_threshold(), genesis.containment_threshold);
  take(fold.derived_threshold(), genesis.derived_threshold);
  take(fold.resemblance_threshold(), genesis.resemblance_threshold);
  take(uint64_t{fold.window_hours()} * 3600, genesis.window_seconds);
  take(fold.window_claims(), genesis.window_claims);
  const v1::WorkerConfig& worker = from.worker();
  config.worker = {worker.prepare_threads(), worker.transaction_interval_ms(), worker.ring_records(),
                   worker.in_flight_bytes(), worker.max_record_bytes(),        worker.drain_timeout_ms()};
  return config;
}

// "host:port" or "[v6]:port"; a plain number after the last colon, since civetweb reads more into it ("8080s",
// "a:1,b:2").
bool IsHostAndPort(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const std::string host = text.substr(0, colon);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find_first_of(":,[] ") != std::string::npos) return false;
  uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
  return error == std::errc() && stop == end;
}

void CheckValues(const Config& config, Loader& loader) {
  auto need = [&](bool ok, const char* key, const std::string& what) {
    if (!ok) loader.ErrorAt(key, what);
  };
  need(!config.kafka.bootstrap_servers.empty(), "kafka.bootstrap_servers", "must not be empty");
  need(!config.kafka.group_id.empty(), "kafka.group_id", "must not be empty");

  const std::pair<const char*, const std::string*> topics[] = {{"topics.raw", &config.topics.raw},
                                                               {"topics.enriched", &config.topics.enriched},
                                                               {"topics.claims", &config.topics.claims},
                                                               {"topics.dead_letter", &config.topics.dead_letter}};
  std::map<std::string, const char*> taken;
  for (const auto& [key, name] : topics) {
    if (name->empty()) {
      loader.ErrorAt(key, "must not be empty");
    } else if (const auto [other, fresh] = taken.emplace(*name, key); !fresh) {
      loader.ErrorAt(key, std::string("is also ") + other->second);
    }
  }
  // Upper bounds here and below: what nobody means, and what would overflow further on.
  need(config.topics.replication_factor > 0 && config.topics.replication_factor <= 1000, "topics.replication_factor",
       "must be between 1 and 1000");
  need(config.topics.partitions > 0 && config.topics.partitions <= 100'000, "topics.partitions",
       "must be between 1 and 100000");
  need(config.topics.min_insync_replicas > 0 && config.topics.min_insync_replicas <= config.topics.replication_factor,
       "topics.min_insync_replicas", "must be between 1 and topics.replication_factor");

  need(config.admin_listen.empty() || IsHostAndPort(config.admin_listen), "admin.listen",
       "\"" + config.admin_listen + "\" is no address:port");

  const Genesis& genesis = config.genesis;
  auto share = [&](double value, const char* key) {
    need(value > 0 && value <= 1, key, "must be above 0 and at most 1");
  };
  share(genesis.containment_threshold, "fold.containment_threshold");
  share(genesis.derived_threshold, "fold.derived_threshold");
  share(genesis.resemblance_threshold, "fold.resemblance_threshold");
  need(!(genesis.derived_threshold > genesis.containment_threshold), "fold.derived_threshold",
       "must be at most fold.containment_threshold");
  need(genesis.window_claims <= kMaxWindowClaims, "fold.window_claims", "must be at most 50000000");
  need(genesis.sketch.cap <= 4096, "fold.sketch_cap", "must be at most 4096");
  need(genesis.sketch.floor <= genesis.sketch.cap, "fold.sketch_floor", "must be at most fold.sketch_cap");

  need(config.worker.prepare_threads <= 256, "worker.prepare_threads", "must be at most 256");
  need(config.worker.ring_records > 0, "worker.ring_records", "must be at least 1");
  need(config.worker.in_flight_bytes > 0, "worker.in_flight_bytes", "must be at least 1");
  need(config.worker.max_record_bytes >= 65536, "worker.max_record_bytes", "must be at least 65536");
}

}  // namespace

absl::StatusOr<Config> LoadConfig(const ConfigSources& sources) {
  v1::Config message;
  Loader loader(message);
  loader.Yaml("wirefold.yaml (built in)", std::string(EmbeddedFile("wirefold.yaml")));
  for (const std::string& file : sources.files) loader.Yaml(file, ReadFile(file, loader));
  for (const auto& [name, value] : sources.environment) {
    std::string path;
    for (size_t i = std::string("WIREFOLD__").size(); i < name.size(); ++i) {
      if (name.compare(i, 2, "__") == 0) {
        path += '.';
        ++i;
      } else {
        path += name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] + 32) : name[i];
      }
    }
    loader.Assign("environment " + name, path, value);
  }
  for (const std::string& set : sources.sets) {
    const size_t equals = set.find('=');
    if (equals == std::string::npos) {
      loader.Error("--set " + set + ": must be key=value");
      continue;
    }
    loader.Assign("--set", set.substr(0, equals), set.substr(equals + 1));
  }
  const Config config = ToPlain(message);
  CheckValues(config, loader);
  if (!loader.errors().empty()) return absl::InvalidArgumentError(absl::StrJoin(loader.errors(), "\n"));
  return config;
}

}  // namespace wirefold
