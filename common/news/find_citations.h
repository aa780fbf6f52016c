// FindNames: which outlets a text quotes, and whose pictures it shows. The words right before or right behind a name
// decide what it is: cited, a picture's maker, or only mentioned. Outlets that no lexicon holds are known by what they
// are called ("the newspaper X", "X Gazette", "x.com") next to such words. For attribute.cc.
#pragma once

#include <vector>

#include "common/news/reading.h"

namespace wirefold {

// Of a text, at most; a hostile one has more.
inline constexpr size_t kMaxCitations = 1024;   // outlets
inline constexpr size_t kMaxCitedSpans = 4096;  // places of one outlet
inline constexpr size_t kMaxPhotoCredits = 1024;

struct FoundNames {
  std::vector<Citation> citations;  // by their first places
  std::vector<PhotoCredit> photo_credits;
};

// `taken`: where the text says whose it is; names there are neither. In order, none overlaps another.
FoundNames FindNames(const Reading& reading, const std::vector<ByteSpan>& taken);

}  // namespace wirefold
