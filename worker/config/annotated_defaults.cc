#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "wirefold/v1/config.pb.h"
#include "worker/config/documents.h"
#include "worker/config/schema.h"
#include "worker/config/yaml_text.h"

namespace wirefold {
namespace {

constexpr size_t kLineBytes = 120;

// `text` as comment lines, broken between words.
std::string Comment(const std::string& text, const std::string& indent) {
  std::string lines;
  std::string line = indent + "#";
  for (size_t begin = 0; begin < text.size();) {
    const size_t space = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, space - begin);
    if (line.size() + 1 + word.size() > kLineBytes) {
      lines += line + "\n";
      line = indent + "#";
    }
    line += " " + word;
    begin = space + 1;
  }
  return lines + line + "\n";
}

// "Time between commits. 1ms to 5s."
std::string Help(const FieldDescriptor& field) {
  const bool is_text = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  std::string range = is_text ? "" : RangeWords(field);
  if (range.empty()) return OptionsOf(field).help();
  range[0] = absl::ascii_toupper(static_cast<unsigned char>(range[0]));
  return OptionsOf(field).help() + " " + range + ".";
}

std::string Key(const FieldDescriptor& field, const std::string& path, const std::string& indent) {
  std::string text = Comment(Help(field), indent);
  if (field.is_map()) return text + indent + field.name() + ": {}\n";
  const std::string line = field.name() + ": " + YamlScalar(DefaultText(path, field)) + "\n";
  return text + indent + (field.has_presence() ? "#" : "") + line;
}

// A group, and what is in it.
std::string Group(const FieldDescriptor& group, const std::string& path, const std::string& indent) {
  std::string text = Comment(OptionsOf(group).help(), indent) + indent + group.name() + ":\n";
  for (int i = 0; i < group.message_type()->field_count(); ++i) {
    const FieldDescriptor& field = *group.message_type()->field(i);
    const std::string inner = path + "." + field.name();
    text += IsGroup(field) ? Group(field, inner, indent + "  ") : Key(field, inner, indent + "  ");
  }
  return text;
}

}  // namespace

std::string AnnotatedDefaults() {
  std::string text =
      "# Every key with its default (`wirefold config init`). Give only what differs: in a file (-c FILE, repeatable), "
      "as\n"
      "# WIREFOLD__KAFKA__GROUP_ID, or --set kafka.group_id=x; what comes later in this list wins.\n";
  const Descriptor& config = *v1::Config::descriptor();
  for (int i = 0; i < config.field_count(); ++i) {
    text += "\n" + Group(*config.field(i), config.field(i)->name(), "");
  }
  return text;
}

std::string EffectiveYaml(const std::vector<ConfigValue>& values) {
  constexpr size_t kOriginColumn = 48;
  std::string text;
  std::vector<std::string> open;  // the groups that the last line is in
  for (const ConfigValue& value : values) {
    std::vector<std::string> groups;
    for (size_t begin = 0; begin <= value.group.size();) {
      const size_t dot = std::min(value.group.find('.', begin), value.group.size());
      groups.push_back(value.group.substr(begin, dot - begin));
      begin = dot + 1;
    }
    size_t same = 0;
    while (same < groups.size() && same < open.size() && groups[same] == open[same]) ++same;
    for (size_t i = same; i < groups.size(); ++i) text += std::string(2 * i, ' ') + groups[i] + ":\n";
    open = groups;
    std::string line = std::string(2 * groups.size(), ' ') + (value.given ? "" : "#") + YamlScalar(value.name) + ": " +
                       YamlScalar(value.value);
    line.resize(std::max(line.size(), kOriginColumn), ' ');
    text += line + "  # " + value.origin + "\n";
  }
  return text;
}

}  // namespace wirefold
