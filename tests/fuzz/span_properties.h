// What must hold of the spans of any enriched record: each lies between characters of the text that it is of, and cuts
// out of the record the words that the finder saw in the input text, less those that were taken out.
#pragma once

#include <string>
#include <string_view>

#include "common/pipeline/understand.h"
#include "wirefold/v1/enriched_article.pb.h"

namespace wirefold {

// Returns what does not hold of the record of a dossier; empty: all does.
std::string BrokenSpans(const v1::EnrichedArticle& record, const Dossier& dossier);

// Whether a span lies in the text and cuts no character; empty: it does.
std::string BrokenSpan(std::string_view what, std::string_view text, ByteSpan span);

}  // namespace wirefold
