#include <google/protobuf/descriptor.h>

#include "absl/strings/str_join.h"
#include "common/base/json_string.h"
#include "wirefold/v1/config.pb.h"
#include "worker/config/documents.h"
#include "worker/config/schema.h"
#include "worker/kafka/owned_settings.h"

namespace wirefold {
namespace {

std::string Quoted(const std::string& text) {
  std::string json;
  AppendJsonString(text, json);
  return json;
}

// The members of one JSON object, an indented line each.
class Object {
 public:
  explicit Object(int depth) : indent_(2 * static_cast<size_t>(depth), ' ') {}

  void Add(const std::string& name, const std::string& json) {
    members_.push_back(indent_ + "  " + Quoted(name) + ": " + json);
  }
  void AddText(const std::string& name, const std::string& text) {
    if (!text.empty()) Add(name, Quoted(text));
  }
  std::string Json() const { return "{\n" + absl::StrJoin(members_, ",\n") + "\n" + indent_ + "}"; }

 private:
  const std::string indent_;
  std::vector<std::string> members_;
};

std::string Anchored(const std::string& pattern) { return "^(?:" + pattern + ")$"; }

void AddProperties(Object& object) {
  std::vector<std::string> owned;
  for (const kafka::OwnedSetting& setting : kafka::OwnedSettings()) {
    owned.push_back(Quoted(std::string(setting.name)));
    if (!setting.alias.empty()) owned.push_back(Quoted(std::string(setting.alias)));
  }
  object.Add("type", "[\"object\", \"null\"]");
  object.Add("propertyNames", "{\"not\": {\"enum\": [" + absl::StrJoin(owned, ", ") + "]}}");
  object.Add("additionalProperties", "{\"type\": [\"string\", \"number\", \"boolean\"]}");
}

void AddNumber(Object& object, const FieldDescriptor& field, const std::string& default_text) {
  const v1::KeyOptions& options = OptionsOf(field);
  object.Add("type", field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ? "\"number\"" : "\"integer\"");
  if (options.above().empty()) object.Add("minimum", options.least().empty() ? "0" : options.least());
  if (!options.above().empty()) object.Add("exclusiveMinimum", options.above());
  if (!options.most().empty()) object.Add("maximum", options.most());
  object.Add("default", default_text);
}

void AddText(Object& object, const FieldDescriptor& field, const std::string& default_text) {
  const v1::KeyOptions& options = OptionsOf(field);
  object.AddText("type", "string");
  const auto quantity = QuantityOf(field);
  const std::string pattern = quantity ? QuantityPattern(*quantity) : options.pattern();
  if (!pattern.empty()) object.AddText("pattern", Anchored(pattern));
  if (!quantity && !options.most().empty()) object.Add("maxLength", options.most());
  object.Add("default", Quoted(default_text));
}

std::string Key(const FieldDescriptor& field, const std::string& path, int depth) {
  Object object(depth);
  const std::string range = QuantityOf(field) ? " " + RangeWords(field) + "." : "";
  object.AddText("description", OptionsOf(field).help() + range);
  if (field.is_map()) {
    AddProperties(object);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    object.AddText("type", "boolean");
    object.Add("default", DefaultText(path, field));
  } else if (QuantityOf(field) || field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    AddText(object, field, DefaultText(path, field));
  } else {
    AddNumber(object, field, DefaultText(path, field));
  }
  return object.Json();
}

std::string Keys(const Descriptor& group, const std::string& prefix, int depth);

// What a group of keys is, the whole document among them.
void AddGroup(Object& object, const Descriptor& group, const std::string& prefix, int depth) {
  object.Add("type", "[\"object\", \"null\"]");  // a group without keys says nothing
  object.Add("additionalProperties", "false");
  object.Add("properties", Keys(group, prefix, depth + 1));
}

std::string Keys(const Descriptor& group, const std::string& prefix, int depth) {
  Object keys(depth);
  for (int i = 0; i < group.field_count(); ++i) {
    const FieldDescriptor& field = *group.field(i);
    if (!IsGroup(field)) {
      keys.Add(field.name(), Key(field, prefix + field.name(), depth + 1));
      continue;
    }
    Object inner(depth + 1);
    inner.AddText("description", OptionsOf(field).help());
    AddGroup(inner, *field.message_type(), prefix + field.name() + ".", depth + 1);
    keys.Add(field.name(), inner.Json());
  }
  return keys.Json();
}

}  // namespace

std::string JsonSchema() {
  Object schema(0);
  schema.AddText("$schema", "http://json-schema.org/draft-07/schema#");
  schema.AddText("title", "Configuration of wirefold");
  AddGroup(schema, *v1::Config::descriptor(), "", 0);
  return schema.Json() + "\n";
}

}  // namespace wirefold
