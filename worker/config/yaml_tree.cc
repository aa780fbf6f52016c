#include "worker/config/yaml_tree.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <optional>
#include <sstream>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/printable.h"

namespace wirefold {
namespace {

// yaml-cpp closes a quote that is still open at the end of the text, without an error: every key after it is then part
// of that value. So a comment is put behind the text. Where it is a comment it changes nothing; a value that holds it
// was never closed.
constexpr char kComment[] = "# end of the file";

constexpr char kNoAnchors[] = "anchors and aliases are not read: write the value where it is meant";

YamlPlace PlaceOf(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

// Ends the parser; the tree holds the fault.
struct Enough {};

// Builds the tree from the parser's events: `open_` is the path from the root to the node at hand.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(YamlTree& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) End(mark, "only one YAML document is read");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Properties(mark, "", anchor);
    Leaf(mark, YamlNode::Kind::kNull, "");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Anchor(mark);
    Leaf(mark, YamlNode::Kind::kRefused, "");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Properties(mark, tag, anchor);
    if (value.find(kComment) != std::string::npos) {
      const bool is_value = !open_.empty() && open_.back().key;
      Fault(is_value ? open_.back().key->place : PlaceOf(mark), "a quote is never closed");
      return Leaf(mark, YamlNode::Kind::kRefused, "");
    }
    Leaf(mark, YamlNode::Kind::kValue, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Level {
    YamlNode node;
    std::optional<YamlNode> key;  // of the entry at hand
  };

  void Fault(const YamlPlace& place, const std::string& what) { tree_.faults.push_back({place, PathHere(), what}); }

  std::string PathHere() const {
    std::vector<std::string> keys;
    for (const Level& level : open_) {
      if (level.key) keys.push_back(level.key->text);
    }
    return absl::StrJoin(keys, ".");
  }

  [[noreturn]] void End(const YAML::Mark& mark, const std::string& what) {
    Fault(PlaceOf(mark), what);
    throw Enough();
  }

  // Once: a text that has one has many.
  void Anchor(const YAML::Mark& mark) {
    if (!told_anchor_) Fault(PlaceOf(mark), kNoAnchors);
    told_anchor_ = true;
  }

  // Of a node: anchor and tag. "?" and "!" are what the parser says of plain and quoted values.
  void Properties(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) Anchor(mark);
    if (!tag.empty() && tag != "?" && tag != "!")
      Fault(PlaceOf(mark), "tags are not read (\"" + Printable(tag, 80) + "\")");
    if (++nodes_ > YamlTree::kMaxNodes) End(mark, absl::StrFormat("has more than %d values", YamlTree::kMaxNodes));
  }

  void Leaf(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& text) {
    Add({kind, PlaceOf(mark), text, {}});
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind) {
    Properties(mark, tag, anchor);
    if (open_.size() == YamlTree::kMaxDepth) {
      End(mark, absl::StrFormat("is nested more than %d deep", YamlTree::kMaxDepth));
    }
    open_.push_back({{kind, PlaceOf(mark), "", {}}, std::nullopt});
  }

  void Close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    Add(std::move(node));
  }

  void Add(YamlNode node) {
    if (open_.empty()) {
      tree_.root = std::move(node);
    } else if (Level& level = open_.back(); level.node.kind == YamlNode::Kind::kMap) {
      if (!level.key) {
        level.key = std::move(node);
      } else {
        AddEntry(level.node, *std::exchange(level.key, std::nullopt), std::move(node));
      }
    }
    // What is in a list is nobody's: no key takes one.
  }

  void AddEntry(YamlNode& map, YamlNode key, YamlNode value) {
    if (key.kind == YamlNode::Kind::kRefused) return;
    if (key.kind != YamlNode::Kind::kValue) return Fault(key.place, "a key must be a name");
    if (key.text == "<<") return Fault(key.place, "merge keys are not read");
    map.entries.push_back({std::move(key), std::move(value)});
  }

  YamlTree& tree_;
  std::vector<Level> open_;
  size_t nodes_ = 0;
  int documents_ = 0;
  bool told_anchor_ = false;
};

// The first byte that no text of a configuration holds; nothing: there is none.
std::optional<YamlFault> FindBadByte(const std::string& text) {
  YamlPlace place;
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const size_t length = Utf8SequenceLength(text, i);
    if (length == 0) return YamlFault{place, "", absl::StrFormat("is not UTF-8 (byte 0x%02x)", byte)};
    const bool is_control = (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
    if (is_control) return YamlFault{place, "", absl::StrFormat("a control character (byte 0x%02x)", byte)};
    place = byte == '\n' ? YamlPlace{place.line + 1, 1} : YamlPlace{place.line, place.column + 1};
    i += length;
  }
  return std::nullopt;
}

// The parser's messages speak of its own parts.
std::string InPlainWords(const std::string& message) {
  const std::pair<const char*, const char*> words[] = {
      {"end of map flow not found", "a brace is never closed"},
      {"end of sequence flow not found", "a bracket is never closed"},
      {"end of map not found", "does not stand below the keys above: is the indentation right?"},
      {"illegal map value", "no key may stand here: is the indentation right, does a value with \": \" have quotes?"},
      {"unknown token", "a value that begins so needs quotes"},
      {"the referenced anchor is not defined", kNoAnchors},
  };
  for (const auto& [from, to] : words) {
    if (message == from) return to;
  }
  return message;
}

bool IsIndentedWithTab(const std::string& line) {
  const size_t text = line.find_first_not_of(" \t");
  return text != std::string::npos && line.substr(0, text).find('\t') != std::string::npos;
}

// A fault of the parser. Its mark may be behind the text's end, where our comment is.
YamlFault FaultOf(const YAML::Exception& error, const std::string& text) {
  YamlPlace place;
  std::string line;
  std::istringstream lines(text);
  for (int i = 0; i <= error.mark.line && std::getline(lines, line); ++i) {
    place = {i + 1, i == error.mark.line ? error.mark.column + 1 : static_cast<int>(line.size()) + 1};
  }
  return {place, "", IsIndentedWithTab(line) ? "is indented with a tab: YAML takes spaces" : InPlainWords(error.msg)};
}

}  // namespace

YamlTree ParseYaml(const std::string& text) {
  YamlTree tree;
  if (auto bad = FindBadByte(text)) {
    tree.faults.push_back(*std::move(bad));
    return tree;
  }
  try {
    std::istringstream stream(text + "\n" + kComment + "\n");
    YAML::Parser parser(stream);
    Builder builder(tree);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Enough&) {
  } catch (const YAML::Exception& error) {
    tree.faults.push_back(FaultOf(error, text));
  }
  return tree;
}

}  // namespace wirefold
