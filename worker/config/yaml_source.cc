#include "worker/config/yaml_source.h"

#include <yaml-cpp/yaml.h>

#include <set>

#include "absl/strings/str_format.h"

namespace wirefold {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// yaml-cpp closes a quote that is still open at the end of the text, without an error: every key after it is then part
// of that value. So a comment is put behind the text. Where it is a comment it changes nothing; a value that holds it
// was never closed.
constexpr char kComment[] = "# end of the file";

std::string WithComment(const std::string& text) { return text + "\n" + kComment + "\n"; }

bool IsUnclosed(const YAML::Node& value) { return value.Scalar().find(kComment) != std::string::npos; }

class Walker {
 public:
  Walker(std::string name, Loader& loader) : name_(std::move(name)), loader_(loader) {}

  void Group(const YAML::Node& node, const std::string& prefix, Message& message) {
    ForEachKey(node, prefix, [&](const std::string& place, const std::string& key, const YAML::Node& value) {
      const std::string path = prefix.empty() ? key : prefix + "." + key;
      const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(key);
      if (field == nullptr) return loader_.UnknownKey(place, path, key, *message.GetDescriptor());
      if (field->is_map()) return Properties(value, path);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        if (value.IsNull()) return;
        return Group(value, path, *message.GetReflection()->MutableMessage(&message, field));
      }
      if (IsSingle(place, path, value)) loader_.SetScalar(place, path, message, *field, value.Scalar());
    });
  }

  std::string At(const YAML::Node& node) const {
    return absl::StrFormat("%s:%d:%d", name_, node.Mark().line + 1, node.Mark().column + 1);
  }

 private:
  void Properties(const YAML::Node& node, const std::string& path) {
    if (node.IsNull()) return;
    ForEachKey(node, path, [&](const std::string& place, const std::string& key, const YAML::Node& value) {
      if (IsSingle(place, path + "." + key, value)) loader_.SetProperty(place, key, value.Scalar());
    });
  }

  // yaml-cpp keeps both of two equal keys.
  template <typename Visit>
  void ForEachKey(const YAML::Node& node, const std::string& prefix, Visit visit) {
    if (!node.IsMap()) {
      return loader_.Error(At(node) + ": " + (prefix.empty() ? "" : prefix + ": ") + "must be a group of keys");
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const std::string key = entry.first.as<std::string>();
      if (seen.insert(key).second) {
        visit(At(entry.first), key, entry.second);
      } else {
        loader_.Error(At(entry.first) + ": " + (prefix.empty() ? "" : prefix + ".") + key + ": given twice");
      }
    }
  }

  bool IsSingle(const std::string& place, const std::string& path, const YAML::Node& value) {
    if (!value.IsScalar()) {
      loader_.Error(place + ": " + path + ": must be a single value");
    } else if (IsUnclosed(value)) {
      loader_.Error(place + ": " + path + ": its quote is never closed");
    } else {
      return true;
    }
    return false;
  }

  const std::string name_;
  Loader& loader_;
};

}  // namespace

void LoadYaml(const std::string& name, const std::string& text, Loader& loader) {
  try {
    Walker walker(name, loader);
    const std::vector<YAML::Node> documents = YAML::LoadAll(WithComment(text));
    if (documents.size() > 1) return loader.Error(walker.At(documents[1]) + ": only one YAML document is read");
    if (documents.empty() || documents[0].IsNull()) return;
    walker.Group(documents[0], "", loader.config());
  } catch (const YAML::Exception& error) {
    loader.Error(absl::StrFormat("%s:%d:%d: %s", name, error.mark.line + 1, error.mark.column + 1, error.msg));
  }
}

}  // namespace wirefold
