// Collects the values of all sources in the message that is the schema (proto/wirefold/v1/config.proto), with every
// error and the place where each value was given. For the sources of this folder only.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <string>
#include <vector>

#include "wirefold/v1/config.pb.h"

namespace wirefold {

class Loader {
 public:
  explicit Loader(v1::Config& config) : config_(config) {}

  // "kafka.group_id" ← text; `place` names the source.
  void Assign(const std::string& place, const std::string& path, const std::string& text);

  // For a source that walks the schema by itself: one value of `message`, and one of kafka.properties.
  void SetScalar(const std::string& source, const std::string& path, google::protobuf::Message& message,
                 const google::protobuf::FieldDescriptor& field, const std::string& text);
  void SetProperty(const std::string& place, const std::string& key, const std::string& value);

  void Error(std::string text) { errors_.push_back(std::move(text)); }
  void UnknownKey(const std::string& place, const std::string& path, const std::string& key,
                  const google::protobuf::Descriptor& type);
  // An error in the value that `path` has in the end.
  void ErrorAt(const std::string& path, const std::string& what);

  v1::Config& config() { return config_; }
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  v1::Config& config_;
  std::vector<std::string> errors_;
  std::map<std::string, std::string> places_;  // key → "file:line:column: key" of the source that gave it last
};

}  // namespace wirefold
