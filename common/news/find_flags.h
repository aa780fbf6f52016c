// FindFlags: what kind of article it is besides a report, by the label of its headline, the path of its address and the
// agency that it is credited to. For the pipeline.
#pragma once

#include <vector>

#include "common/news/article.h"

namespace wirefold {

// In the order of their numbers: LIVE_BLOG, PRESS_RELEASE, OPINION, CORRECTION, CREDITS_DISAGREE.
std::vector<ArticleFlag> FindFlags(const Article& article, const Provenance& provenance);

}  // namespace wirefold
