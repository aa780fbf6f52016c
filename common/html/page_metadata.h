// ReadPageMetadata: what a page's head says, and what elements say that are there for machines: <time>, rel=author,
// names of bylines. For common/html.
#pragma once

#include "common/html/dom.h"
#include "common/html/page.h"

namespace wirefold {

// Fills all fields but the article.
void ReadPageMetadata(const Dom& dom, HtmlPage& page);

}  // namespace wirefold
