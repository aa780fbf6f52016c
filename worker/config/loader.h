// Collects the values of all sources in the message that is the schema, with every error and the place where each value
// was given. For the sources of this folder only.
//
//   Loader loader(message);
//   loader.BeginSource();
//   loader.Assign("--set", "kafka.group_id", "x");
//   loader.Finish();
#pragma once

#include <map>
#include <string>
#include <vector>

#include "wirefold/v1/config.pb.h"
#include "worker/config/properties.h"
#include "worker/config/schema.h"

namespace wirefold {

class Loader {
 public:
  // Beyond so many errors the rest is counted.
  static constexpr size_t kMaxErrors = 100;

  explicit Loader(v1::Config& config) : config_(config) {}

  // The place of what nobody gave.
  static constexpr char kDefault[] = "default";

  // What is assigned from here on wins over what was before.
  void BeginSource() { ++source_; }

  // "kafka.group_id" ← text; `place` names the source: "--set", "file.yaml:2:3".
  void Assign(const std::string& place, const std::string& path, const std::string& text);

  // For a source that walks the schema by itself. `path` is `field`'s, of `message`.
  void Set(const std::string& place, const std::string& path, Message& message, const FieldDescriptor& field,
           const std::string& text);
  void SetProperty(const std::string& place, const std::string& name, const std::string& text);

  // Reads the files of secrets. After the last source.
  void Finish();

  void Error(std::string text);
  void Error(const std::string& place, const std::string& path, const std::string& what);
  // `text`: the value that it was to have, when that is a single one.
  void UnknownKey(const std::string& place, const std::string& path, const Descriptor& group, const std::string& text);
  // An error in the value that `path` has in the end, beside that of `other`: at the place of the one that was given.
  void ErrorBetween(const std::string& path, const std::string& other, const std::string& what);

  v1::Config& config() { return config_; }
  const Properties& properties() const { return properties_; }
  // All errors, one a line.
  std::string errors() const;

  struct Given {
    std::string place;
    std::string text;
  };
  // By path; the properties are not among them.
  const std::map<std::string, Given>& given() const { return given_; }

 private:
  v1::Config& config_;
  int source_ = 0;
  std::vector<std::string> errors_;
  size_t more_errors_ = 0;
  std::map<std::string, Given> given_;
  Properties properties_;
};

}  // namespace wirefold
