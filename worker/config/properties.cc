#include "worker/config/properties.h"

#include <string_view>

#include "common/base/check.h"
#include "worker/config/read_file.h"
#include "worker/config/suggestion.h"
#include "worker/kafka/check_settings.h"
#include "worker/kafka/owned_settings.h"
#include "worker/kafka/secret_settings.h"

namespace wirefold {
namespace {

constexpr std::string_view kFileSuffix = "_file";

// "sasl.password_file" → "sasl.password"; anything else is itself.
std::string NameOf(const std::string& key) {
  return key.ends_with(kFileSuffix) ? key.substr(0, key.size() - kFileSuffix.size()) : key;
}

std::vector<std::string> KnownKeys() {
  std::vector<std::string> keys = kafka::SettingNames();
  const size_t names = keys.size();
  for (size_t i = 0; i < names; ++i) {
    if (kafka::IsSecret(keys[i])) keys.push_back(keys[i] + std::string(kFileSuffix));
  }
  return keys;
}

absl::Status CheckName(const std::string& key) {
  const std::string name = NameOf(key);
  if (name.empty()) return absl::InvalidArgumentError("names no property");
  if (const kafka::OwnedSetting* owned = kafka::FindOwned(name)) {
    return absl::InvalidArgumentError("belongs to the worker and cannot be set: " + std::string(owned->why));
  }
  if (!kafka::IsKnown(name)) {
    return absl::InvalidArgumentError("librdkafka knows no such property" + Suggestion(key, KnownKeys()));
  }
  if (name != key && !kafka::IsSecret(name)) {
    return absl::InvalidArgumentError("only a secret can stand in a file of its own: give " + name + " itself");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Properties::Set(const std::string& key, const Given& given) {
  WF_RETURN_IF_ERROR(CheckName(key));
  const std::string name = NameOf(key);
  const auto before = given_.find(name);
  if (before != given_.end() && before->second.source == given.source) {
    const std::string& other = before->second.given_as;
    return absl::InvalidArgumentError(other == key ? "given twice" : "given twice: " + other + " is there too");
  }
  if (name == key) WF_RETURN_IF_ERROR(kafka::CheckSetting(name, given.value));
  given_[name] = given;
  given_[name].given_as = key;
  return absl::OkStatus();
}

absl::Status Properties::Resolve(const std::string& name, const Given& given, std::string& value) {
  if (given.given_as == name) {
    value = given.value;
    return absl::OkStatus();
  }
  WF_ASSIGN_OR_RETURN(value, ReadSecretFile(given.value));
  return kafka::CheckSetting(name, value);
}

}  // namespace wirefold
