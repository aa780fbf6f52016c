// How editors keep a text in JSON: as a tree of blocks with runs in them, or as one text for each language.
//
//   {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "The "}, …]}]}
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>

namespace wirefold {

// Whether an object is such a tree: of ProseMirror, Lexical, Slate, Contentful, Sanity, Draft.js, Editor.js or Quill.
bool IsEditorTree(const simdjson::dom::element& value);

// The list of runs that an object, a block of a tree, holds: a new one begins where the looks of the text change.
// nullopt: it holds blocks, or is no block.
std::optional<simdjson::dom::element> RunsOf(const simdjson::dom::element& value);

// Appends the texts of runs, and of what stands in them (links), one behind the other. As deep as the parser lets them.
void AppendRuns(const simdjson::dom::element& runs, std::string& text);

// Whether an object is {"en-US": "…", "de": "…"}: the same text in languages.
bool IsByLanguage(const simdjson::dom::element& value);

}  // namespace wirefold
