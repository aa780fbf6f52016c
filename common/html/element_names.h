// NamesSay: what the names that a page gives an element (id, classes, role, itemprop) say of its part in the page. By
// parts of words that sites of all languages use, never by site. For common/html.
#pragma once

#include <cstdint>
#include <string_view>

namespace wirefold {

enum NameTrait : uint8_t {
  kSaysOther = 1,        // what is in it is no article, however much there is: comments, consent, further articles
  kSaysFurniture = 2,    // around an article; some layouts call the article's own element so, too
  kSaysCaption = 4,      // a picture's text
  kSaysByline = 8,       // who wrote it, and when
  kSaysStandfirst = 16,  // an article's summary
  kSaysTeaser = 32,      // the same of this article, or of another one below it
};

// Traits of all names. `names` is lower case, separated by spaces.
uint8_t NamesSay(std::string_view names);

}  // namespace wirefold
