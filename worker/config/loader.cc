#include "worker/config/loader.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/base/check.h"
#include "worker/kafka/owned_settings.h"

namespace wirefold {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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

// The known key that is most like `key`; keys that are much longer than any of ours are like none.
std::string Suggestion(const std::string& key, const Descriptor& message) {
  constexpr size_t kMaxKeyBytes = 64;
  if (key.size() > kMaxKeyBytes) return "";
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

template <typename Number>
std::optional<Number> Parse(Loader& loader, const std::string& place, const std::string& text, const char* what) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  loader.Error(place + ": \"" + text + "\" is no " + what);
  return std::nullopt;
}

}  // namespace

void Loader::UnknownKey(const std::string& place, const std::string& path, const std::string& key,
                        const Descriptor& type) {
  Error(place + ": " + path + ": unknown key" + Suggestion(key, type));
}

void Loader::ErrorAt(const std::string& path, const std::string& what) {
  auto given = places_.find(path);
  Error((given == places_.end() ? path : given->second) + ": " + what);
}

void Loader::Assign(const std::string& place, const std::string& path, const std::string& text) {
  Message* message = &config_;
  size_t begin = 0;
  for (;;) {
    const size_t dot = path.find('.', begin);
    const std::string key = path.substr(begin, dot == std::string::npos ? dot : dot - begin);
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(key);
    if (field == nullptr) return UnknownKey(place, path, key, *message->GetDescriptor());
    if (field->is_map() && dot != std::string::npos) return SetProperty(place, path.substr(dot + 1), text);
    const bool inner = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (inner != (dot != std::string::npos)) {
      return Error(place + ": " + path + ": " + (inner ? "is a group of keys" : "has no keys below it"));
    }
    if (!inner) return SetScalar(place, path, *message, *field, text);
    message = message->GetReflection()->MutableMessage(message, field);
    begin = dot + 1;
  }
}

void Loader::SetProperty(const std::string& place, const std::string& key, const std::string& value) {
  if (key.empty()) return Error(place + ": kafka.properties.: names no property");
  if (const kafka::OwnedSetting* owned = kafka::FindOwned(key)) {
    return Error(place + ": kafka.properties." + key +
                 ": belongs to the worker and cannot be set: " + std::string(owned->why));
  }
  (*config_.mutable_kafka()->mutable_properties())[key] = value;
}

void Loader::SetScalar(const std::string& source, const std::string& path, Message& message,
                       const FieldDescriptor& field, const std::string& text) {
  const std::string place = source + ": " + path;
  places_[path] = place;
  const auto* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->SetString(&message, &field, text);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      if (auto value = Parse<uint32_t>(*this, place, text, "whole number below 2^32"))
        reflection->SetUInt32(&message, &field, *value);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      if (auto value = Parse<uint64_t>(*this, place, text, "whole number"))
        reflection->SetUInt64(&message, &field, *value);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (auto value = Parse<double>(*this, place, text, "number")) reflection->SetDouble(&message, &field, *value);
      break;
    default:
      WF_CHECK(false && "a field type of config.proto that is not handled");
  }
}

}  // namespace wirefold
