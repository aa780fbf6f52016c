// What `explain` found as one JSON object on one line. Spans are bytes of `text`.
#pragma once

#include <string>

#include "common/explain/explained_pair.h"

namespace wirefold {

std::string ExplainJson(const ExplainedArticle& article);
std::string ExplainJson(const ExplainedPair& pair);

}  // namespace wirefold
