// What `explain` found as one page: nothing is loaded and nothing runs, on a phone and on a desk, in light and in dark.
// Whatever an article says stands in it as text.
#pragma once

#include <string>

#include "common/explain/explained_pair.h"

namespace wirefold {

std::string ExplainHtml(const ExplainedArticle& article);
std::string ExplainHtml(const ExplainedPair& pair);

}  // namespace wirefold
