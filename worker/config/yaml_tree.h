// YAML text → a tree with the place of each node. Takes what a configuration needs (maps, single values, comments) and
// says where the rest stands: anchors, aliases, tags, merge keys, a second document, a quote that is never closed. Work
// and memory are bounded by the text's length and by kMaxNodes. Knows no schema.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace wirefold {

struct YamlPlace {
  int line = 1;    // from 1
  int column = 1;  // in characters, from 1
};

struct YamlEntry;

struct YamlNode {
  enum class Kind { kNull, kValue, kMap, kList, kRefused };  // kRefused: a fault was told of it
  Kind kind = Kind::kNull;
  YamlPlace place;
  std::string text;                // of a value
  std::vector<YamlEntry> entries;  // of a map, in the text's order
};

struct YamlEntry {
  YamlNode key;
  YamlNode value;
};

struct YamlFault {
  YamlPlace place;
  std::string path;  // the keys down to it: "kafka.group_id"
  std::string what;
};

struct YamlTree {
  static constexpr size_t kMaxNodes = 20'000;
  static constexpr size_t kMaxDepth = 16;

  YamlNode root;
  std::vector<YamlFault> faults;
};

YamlTree ParseYaml(const std::string& text);

}  // namespace wirefold
