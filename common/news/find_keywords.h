// FindKeywords: what an article is about, in its own words. For the pipeline.
//
// After RAKE (Rose, Engel, Cramer, Cowley 2010): candidates are the longest runs of words, within a sentence, that are
// no stop words of the text's language; a name, told by its capitals, is a candidate of its own. One counts that stands
// in the text twice, or there and in the headline. The more often, the better; names, phrases and what the headline
// says come before others. A surname alone counts for the full name: "Merkel" for "Angela Merkel".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

inline constexpr size_t kMaxKeywordsFound = 10;
inline constexpr size_t kKeywordTextBytes = 4096;  // of a text are read

// `text`: valid UTF-8. Best first, each as the text first writes it; none for a language without stop words
// (`language`: BCP 47, may be empty). Linear.
std::vector<std::string> FindKeywords(std::string_view headline, std::string_view text, std::string_view language);

// The producer's, without those that stand there twice in any case, empty ones and long ones; the first 64. One text
// that lists them ("ferries, Oslo; strikes") is taken apart.
std::vector<std::string> ListKeywords(const std::vector<std::string>& given);

}  // namespace wirefold
