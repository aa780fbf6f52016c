// JSON as it stands in a page's scripts: written by hand, or assigned in code. For json_reader.cc.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace wirefold {

// JSON without what templates leave in it: comments around it, a semicolon behind it, commas before an end, quotation
// marks and line breaks within texts that nobody escaped. Linear. For what no parser takes as it is.
std::string MendScriptJson(std::string_view json);

// Calls visit(json) for each object and list that a script assigns or passes, and for what it parses: of
// `a = {…}`, `push([1, "…"])`, `JSON.parse("…")`; a script may be JSON alone. Also for those in the lines of a list's
// text, as Next.js streams them. Only what is long enough to hold an article. Linear.
void VisitScriptJson(std::string_view script, const std::function<void(std::string_view)>& visit);

}  // namespace wirefold
