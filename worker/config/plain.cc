#include "worker/config/plain.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <optional>
#include <type_traits>

#include "common/base/check.h"

namespace wirefold {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A field and the group that it is in.
struct Place {
  const Message& group;
  const FieldDescriptor& field;
};

Place Find(const Message& config, const std::string& path) {
  const Message* group = &config;
  size_t begin = 0;
  for (;;) {
    const size_t dot = path.find('.', begin);
    const FieldDescriptor* field = group->GetDescriptor()->FindFieldByName(path.substr(begin, dot - begin));
    WF_CHECK(field != nullptr);  // config.h names a key that the schema has not
    if (dot == std::string::npos) return {*group, *field};
    group = &group->GetReflection()->GetMessage(*group, field);
    begin = dot + 1;
  }
}

template <typename Value>
void Read(const Place& from, Value& into) {
  const auto* reflection = from.group.GetReflection();
  if constexpr (std::is_same_v<Value, uint32_t>) {
    into = reflection->GetUInt32(from.group, &from.field);
  } else if constexpr (std::is_same_v<Value, uint64_t>) {
    into = reflection->GetUInt64(from.group, &from.field);
  } else if constexpr (std::is_same_v<Value, double>) {
    into = reflection->GetDouble(from.group, &from.field);
  } else if constexpr (std::is_same_v<Value, bool>) {
    into = reflection->GetBool(from.group, &from.field);
  } else {
    into = reflection->GetString(from.group, &from.field);
  }
}

template <typename Value>
void Read(const Place& from, std::optional<Value>& into) {
  if (from.group.GetReflection()->HasField(from.group, &from.field)) Read(from, into.emplace());
}

}  // namespace

Config ToPlain(const v1::Config& message) {
  Config config;
  ForEachMember(config, [&](const char* path, auto& member) { Read(Find(message, path), member); });
  config.kafka.properties = {message.kafka().properties().begin(), message.kafka().properties().end()};
  config.genesis = With(config.fold, Genesis{});
  return config;
}

}  // namespace wirefold
