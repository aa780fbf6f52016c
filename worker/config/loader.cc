#include "worker/config/loader.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/printable.h"
#include "worker/config/suggestion.h"

namespace wirefold {
namespace {

constexpr size_t kShownPathBytes = 160;

std::string LastKey(const std::string& path) { return path.substr(path.rfind('.') + 1); }

bool IsUtf8(const std::string& text) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = Utf8SequenceLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace

void Loader::Error(std::string text) {
  if (errors_.size() == kMaxErrors) {
    ++more_errors_;
  } else {
    errors_.push_back(std::move(text));
  }
}

void Loader::Error(const std::string& place, const std::string& path, const std::string& what) {
  Error(place + ": " + (path.empty() ? "" : Printable(path, kShownPathBytes) + ": ") + what);
}

void Loader::UnknownKey(const std::string& place, const std::string& path, const Descriptor& group,
                        const std::string& text) {
  if (errors_.size() == kMaxErrors) return Error("");  // only counted
  const std::string key = LastKey(path);
  if (const auto successor = SuccessorOf(group, key, text)) {
    return Error(place, path, "is now a value with its unit: " + *successor);
  }
  Error(place, path, "unknown key" + Suggestion(key, KeysOf(group)));
}

void Loader::ErrorBetween(const std::string& path, const std::string& other, const std::string& what) {
  const auto place = [this](const std::string& key) {
    const auto given = given_.find(key);
    return given == given_.end() ? std::string(kDefault) : given->second.place;
  };
  Error(place(path) == kDefault ? place(other) : place(path), path, what);
}

std::string Loader::errors() const {
  const std::string more = more_errors_ == 0 ? "" : absl::StrFormat("\nand %d more errors", more_errors_);
  return absl::StrJoin(errors_, "\n") + more;
}

void Loader::Assign(const std::string& place, const std::string& path, const std::string& text) {
  if (!IsUtf8(path) || !IsUtf8(text)) return Error(place, path, "is not UTF-8");
  Message* message = &config_;
  size_t begin = 0;
  for (;;) {
    const size_t dot = path.find('.', begin);
    const std::string key = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(key);
    if (field == nullptr) {
      return UnknownKey(place, path.substr(0, dot), *message->GetDescriptor(), dot == std::string::npos ? text : "");
    }
    if (field->is_map() && dot != std::string::npos) return SetProperty(place, path.substr(dot + 1), text);
    const bool has_keys = IsGroup(*field) || field->is_map();
    if (has_keys != (dot != std::string::npos)) {
      return Error(place, path, has_keys ? "is a group of keys" : "has no keys below it");
    }
    if (!has_keys) return Set(place, path, *message, *field, text);
    message = message->GetReflection()->MutableMessage(message, field);
    begin = dot + 1;
  }
}

void Loader::Set(const std::string& place, const std::string& path, Message& message, const FieldDescriptor& field,
                 const std::string& text) {
  given_[path] = {place, text};
  if (absl::Status status = SetField(message, field, text); !status.ok()) {
    Error(place, path, std::string(status.message()));
  }
}

void Loader::SetProperty(const std::string& place, const std::string& name, const std::string& text) {
  if (absl::Status status = properties_.Set(name, {place, name, text, source_}); !status.ok()) {
    Error(place, "kafka.properties." + name, std::string(status.message()));
  }
}

void Loader::Finish() {
  const auto error = [this](const std::string& place, const std::string& key, const std::string& what) {
    Error(place, "kafka.properties." + key, what);
  };
  for (const auto& [name, value] : properties_.Values(error)) {
    (*config_.mutable_kafka()->mutable_properties())[name] = value;
  }
}

}  // namespace wirefold
