// The speakers of quotations in Japanese, Korean and Arabic, whose sentences name them in other places. For
// find_speaker.cc.
#pragma once

#include <string>

#include "common/news/reading.h"

namespace wirefold {

// "山田市長は会見で「…」と述べた", "김하나 시장은 \"…\"고 말했다", "وقال أحمد حسن: \"…\"". `sentence`: where the one
// begins that leads to the quotation. Empty: nobody is named so.
std::string SpeakerByScript(const Reading& reading, ByteSpan quote, size_t sentence);

}  // namespace wirefold
