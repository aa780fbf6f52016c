#include "worker/config/yaml_source.h"

#include <google/protobuf/descriptor.h>

#include <set>

#include "absl/strings/str_format.h"
#include "worker/config/yaml_tree.h"

namespace wirefold {
namespace {

using Kind = YamlNode::Kind;

class Walker {
 public:
  Walker(const std::string& name, Loader& loader) : name_(name), loader_(loader) {}

  void Group(const YamlNode& node, const std::string& prefix, Message& message) {
    ForEachEntry(node, prefix, [&](const std::string& place, const std::string& key, const YamlNode& value) {
      const std::string path = prefix.empty() ? key : prefix + "." + key;
      const Descriptor& group = *message.GetDescriptor();
      const FieldDescriptor* field = group.FindFieldByName(key);
      if (field == nullptr) return loader_.UnknownKey(place, path, group, value.text);
      if (field->is_map()) return Properties(value, path);
      if (IsGroup(*field)) return Group(value, path, *message.GetReflection()->MutableMessage(&message, field));
      if (IsSingle(place, path, value)) loader_.Set(place, path, message, *field, value.text);
    });
  }

  std::string At(const YamlPlace& place) const { return absl::StrFormat("%s:%d:%d", name_, place.line, place.column); }

 private:
  void Properties(const YamlNode& node, const std::string& path) {
    ForEachEntry(node, path, [&](const std::string& place, const std::string& key, const YamlNode& value) {
      if (IsSingle(place, path + "." + key, value)) loader_.SetProperty(place, key, value.text);
    });
  }

  // A group without keys says nothing.
  template <typename Visit>
  void ForEachEntry(const YamlNode& node, const std::string& prefix, Visit visit) {
    if (node.kind == Kind::kNull || node.kind == Kind::kRefused) return;
    if (node.kind != Kind::kMap) return loader_.Error(At(node.place), prefix, "must be a group of keys");
    std::set<std::string> seen;
    for (const auto& [key, value] : node.entries) {
      if (seen.insert(key.text).second) {
        visit(At(key.place), key.text, value);
      } else {
        loader_.Error(At(key.place), prefix.empty() ? key.text : prefix + "." + key.text, "given twice");
      }
    }
  }

  bool IsSingle(const std::string& place, const std::string& path, const YamlNode& value) {
    if (value.kind == Kind::kValue) return true;
    if (value.kind == Kind::kNull) loader_.Error(place, path, "has no value");
    if (value.kind == Kind::kMap || value.kind == Kind::kList) loader_.Error(place, path, "must be a single value");
    return false;
  }

  const std::string name_;
  Loader& loader_;
};

}  // namespace

void LoadYaml(const std::string& name, const std::string& text, Loader& loader) {
  const YamlTree tree = ParseYaml(text);
  Walker walker(name, loader);
  for (const YamlFault& fault : tree.faults) loader.Error(walker.At(fault.place), fault.path, fault.what);
  walker.Group(tree.root, "", loader.config());
}

}  // namespace wirefold
