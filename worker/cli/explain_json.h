// What `explain` found as one JSON object on one line. Spans are bytes of `text`, the input text; a mark has a
// `bodySpan` too, of the enriched record's body, unless nothing of it is left there.
#pragma once

#include <string>

#include "common/explain/explained_pair.h"

namespace wirefold {

std::string ExplainJson(const ExplainedArticle& article);
std::string ExplainJson(const ExplainedPair& pair);

}  // namespace wirefold
