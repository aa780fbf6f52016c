// FindQuotes: the quotations of a text, in every style of marks, and their speakers where the syntax names one. Titles
// and names in quotation marks, and one or two quoted words, are none. For attribute.cc.
#pragma once

#include <vector>

#include "common/news/reading.h"

namespace wirefold {

// Of a text, the first count.
inline constexpr size_t kMaxQuotes = 4096;

std::vector<Quote> FindQuotes(const Reading& reading);

// The person whom the words around a quotation name: "..., said X", "X said: ...". Empty: nobody, or only "he".
std::string FindSpeaker(const Reading& reading, ByteSpan quote, ByteSpan paragraph);

}  // namespace wirefold
