#include "common/html/dom.h"

#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/html.h>

#include <array>

#include "common/base/fatal.h"

namespace wirefold {
namespace {

struct Traits {
  Tag tag;
  Flow flow;
};

// By lexbor's number of a tag; names that it does not know have others.
const std::array<Traits, LXB_TAG__LAST_ENTRY>& KnownTags() {
  static const std::array<Traits, LXB_TAG__LAST_ENTRY> known = [] {
    std::array<Traits, LXB_TAG__LAST_ENTRY> traits;
    for (lxb_tag_id_t id = 0; id < traits.size(); ++id) {
      size_t length = 0;
      const lxb_char_t* name = lxb_tag_name_by_id(id, &length);
      const TagRow& row = RowOf({reinterpret_cast<const char*>(name), length});
      traits[id] = {row.tag, row.flow};
    }
    return traits;
  }();
  return known;
}

std::string_view View(const lexbor_str_t& text) { return {reinterpret_cast<const char*>(text.data), text.length}; }

}  // namespace

std::string_view DomElement::name() const {
  size_t length = 0;
  const lxb_char_t* name = lxb_dom_element_local_name(static_cast<lxb_dom_element_t*>(element_), &length);
  return {reinterpret_cast<const char*>(name), length};
}

std::optional<std::string_view> DomElement::Attribute(std::string_view name) const {
  for (lxb_dom_attr_t* attribute = static_cast<lxb_dom_element_t*>(element_)->first_attr; attribute != nullptr;
       attribute = attribute->next) {
    size_t length = 0;
    const lxb_char_t* own = lxb_dom_attr_local_name(attribute, &length);
    if (std::string_view(reinterpret_cast<const char*>(own), length) != name) continue;
    return attribute->value == nullptr ? std::string_view() : View(*attribute->value);
  }
  return std::nullopt;
}

Dom::Dom(std::string_view html) {
  ReducedHtml reduced = Reduce(html);
  json_ld_ = std::move(reduced.json_ld);
  json_ = std::move(reduced.json);
  lxb_html_document_t* document = lxb_html_document_create();
  document_ = document;
  if (document == nullptr) EndProcess("no memory for an HTML document");
  const auto* bytes = reinterpret_cast<const lxb_char_t*>(reduced.html.data());
  // Whatever the text holds, it is a tree: only memory can fail.
  if (lxb_html_document_parse(document, bytes, reduced.html.size()) != LXB_STATUS_OK) {
    EndProcess("no memory for the tree of an HTML document");
  }
}

Dom::~Dom() { lxb_html_document_destroy(static_cast<lxb_html_document_t*>(document_)); }

void Dom::Walk(DomVisitor& visitor) const {
  const std::array<Traits, LXB_TAG__LAST_ENTRY>& known = KnownTags();
  const auto element_of = [&](lxb_dom_node_t* node) {
    const uintptr_t id = node->local_name;
    const Traits traits = id < known.size() ? known[id] : Traits{Tag::kOther, Flow::kInline};
    return DomElement(node, traits.tag, traits.flow);
  };
  lxb_dom_node_t* const root = lxb_dom_interface_node(static_cast<lxb_html_document_t*>(document_));
  lxb_dom_node_t* node = root->first_child;
  while (node != nullptr) {
    bool inside = false;
    if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
      visitor.Text(View(lxb_dom_interface_character_data(node)->data));
    } else if (node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
      const DomElement element = element_of(node);
      inside = visitor.Enter(element);
      if (inside && node->first_child == nullptr) {
        visitor.Leave(element);
        inside = false;
      }
    }
    if (inside) {
      node = node->first_child;
      continue;
    }
    while (node->next == nullptr) {
      node = node->parent;
      if (node == root) return;
      visitor.Leave(element_of(node));
    }
    node = node->next;
  }
}

}  // namespace wirefold
