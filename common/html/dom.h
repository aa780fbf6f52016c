// Dom: the tree of an HTML text, walked in document order. The door to the parser, lexbor: dom.cc is the only file that
// includes it. For common/html.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/html/reduce.h"
#include "common/html/tags.h"

namespace wirefold {

struct DomAttribute {
  std::string_view name;  // lower case
  std::string_view value;
};

// One element of the tree, as it is entered. Its texts are valid while the Dom is.
struct DomElement {
  Tag tag;
  Flow flow;
  std::string_view name;
  std::span<const DomAttribute> attributes;

  // The value, empty when it has none; nullopt: it has no such attribute.
  std::optional<std::string_view> Attribute(std::string_view attribute) const {
    for (const DomAttribute& one : attributes) {
      if (one.name == attribute) return one.value;
    }
    return std::nullopt;
  }
};

// What is called on the way through a tree.
class DomVisitor {
 public:
  virtual ~DomVisitor() = default;
  // false: nothing in the element is visited, and Leave is not called for it.
  virtual bool Enter(const DomElement& element) = 0;
  virtual void Leave(Tag tag, Flow flow) = 0;
  virtual void Text(std::string_view text) = 0;
};

class Dom {
 public:
  // Linear, for whatever input (reduce.h). The tree is HTML5's. One of a thread at a time.
  explicit Dom(std::string_view html, NoScript noscript = NoScript::kLeftOut);
  ~Dom();
  Dom(const Dom&) = delete;
  Dom& operator=(const Dom&) = delete;

  void Walk(DomVisitor& visitor) const;

  // Contents of scripts, as they were written. Views of `html`.
  const std::vector<std::string_view>& json_ld() const { return json_ld_; }
  const std::vector<std::string_view>& state() const { return state_; }

 private:
  void* document_ = nullptr;
  std::vector<std::string_view> json_ld_;
  std::vector<std::string_view> state_;
};

}  // namespace wirefold
