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

Traits TraitsOf(const lxb_dom_node_t* node) {
  const uintptr_t id = node->local_name;
  return id < KnownTags().size() ? KnownTags()[id] : Traits{Tag::kOther, Flow::kInline};
}

std::string_view View(const lxb_char_t* bytes, size_t length) { return {reinterpret_cast<const char*>(bytes), length}; }

std::string_view View(const lexbor_str_t& text) { return View(text.data, text.length); }

// `attributes` is where its attributes go.
DomElement ElementOf(lxb_dom_node_t* node, std::vector<DomAttribute>& attributes) {
  lxb_dom_element_t* element = lxb_dom_interface_element(node);
  size_t length = 0;
  attributes.clear();
  for (lxb_dom_attr_t* one = element->first_attr; one != nullptr; one = one->next) {
    const lxb_char_t* name = lxb_dom_attr_local_name(one, &length);
    attributes.push_back({View(name, length), one->value == nullptr ? std::string_view() : View(*one->value)});
  }
  const lxb_char_t* name = lxb_dom_element_local_name(element, &length);
  const Traits traits = TraitsOf(node);
  return {traits.tag, traits.flow, View(name, length), attributes};
}

}  // namespace

Dom::Dom(std::string_view html, NoScript noscript) {
  ReducedHtml reduced = Reduce(html, noscript);
  json_ld_ = std::move(reduced.json_ld);
  state_ = std::move(reduced.state);
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
  std::vector<DomAttribute> attributes;
  const auto leave = [&](const lxb_dom_node_t* node) { visitor.Leave(TraitsOf(node).tag, TraitsOf(node).flow); };
  lxb_dom_node_t* const root = lxb_dom_interface_node(static_cast<lxb_html_document_t*>(document_));
  lxb_dom_node_t* node = root->first_child;
  while (node != nullptr) {
    if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
      visitor.Text(View(lxb_dom_interface_character_data(node)->data));
    } else if (node->type == LXB_DOM_NODE_TYPE_ELEMENT && visitor.Enter(ElementOf(node, attributes))) {
      if (node->first_child != nullptr) {
        node = node->first_child;
        continue;
      }
      leave(node);
    }
    while (node->next == nullptr) {
      node = node->parent;
      if (node == root) return;
      leave(node);
    }
    node = node->next;
  }
}

}  // namespace wirefold
