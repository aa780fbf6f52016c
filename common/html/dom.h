// Dom: gumbo's tree, and the questions we ask of it. For common/html.
#pragma once

#include <gumbo.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/ascii.h"
#include "common/html/blocks.h"
#include "common/html/bounds.h"

namespace wirefold {

class Dom {
 public:
  explicit Dom(std::string_view html) : html_(WithinBounds(html)) {
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    output_ = gumbo_parse_with_options(&options, html_.data(), html_.size());
  }
  ~Dom() { gumbo_destroy_output(&kGumboDefaultOptions, output_); }
  Dom(const Dom&) = delete;
  Dom& operator=(const Dom&) = delete;

  const GumboNode& document() const { return *output_->document; }

 private:
  std::string html_;  // the tree refers to it
  GumboOutput* output_ = nullptr;
};

Blocks BlocksOf(const Dom& dom);  // blocks.cc

inline std::optional<std::string_view> AttributeOf(const GumboElement& element, const char* name) {
  const GumboAttribute* attribute = gumbo_get_attribute(&element.attributes, name);
  if (attribute == nullptr) return std::nullopt;
  return attribute->value;
}

inline std::string TagName(const GumboElement& element) { return gumbo_normalized_tagname(element.tag); }

inline std::string NamesOf(const GumboElement& element) {
  std::string names;
  for (const char* attribute : {"id", "class", "role", "itemprop"}) {
    const std::optional<std::string_view> value = AttributeOf(element, attribute);
    if (!value || value->empty()) continue;
    if (!names.empty()) names += ' ';
    names += value->substr(0, 200);
  }
  std::transform(names.begin(), names.end(), names.begin(), ToLower);
  return names;
}

}  // namespace wirefold
