// ReadHtml: an HTML page → Article: its JSON-LD, its metadata and the text that page.h finds.
#pragma once

#include <string_view>

#include "common/news/article.h"

namespace wirefold {

// `html` is UTF-8. Fields that the page does not tell are empty, the body too.
Article ReadHtml(std::string_view html, std::string_view url = "");

// Whether a text begins like a page: a doctype, <html> or <head>, behind comments and declarations.
bool LooksLikePage(std::string_view text);

}  // namespace wirefold
