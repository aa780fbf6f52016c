// Whether an agency's name credits a picture, by what stands around it: "(AP Photo/Lena Ost)", "Foto: Strand/AP",
// "Image copyright Getty Images". For find_citations.cc.
#pragma once

#include <span>

#include "common/news/reading.h"

namespace wirefold {

// `forms`: of the paragraph, the last ones before the name.
bool IsPictureCredit(const Reading& reading, const FoundPhrase& name, std::span<const FoundPhrase> forms,
                     ByteSpan paragraph);

}  // namespace wirefold
