// FindFlags: what kind of article it is besides a report, by the label of its headline, the path of its address, the
// agency that it is credited to, and what its producer says of its status. For the pipeline.
#pragma once

#include <vector>

#include "common/news/article.h"

namespace wirefold {

// In the order of their numbers: LIVE_BLOG, PRESS_RELEASE, OPINION, CORRECTION, PAYWALLED, CREDITS_DISAGREE,
// ADVISORY, WITHDRAWN.
std::vector<ArticleFlag> FindFlags(const Article& article, const Provenance& provenance);

}  // namespace wirefold
