// Percent-encoding (RFC 3986, 2.1). All linear.
#pragma once

#include <string>
#include <string_view>

namespace wirefold {

// "%41%2f" → "A/". A '%' without two hexadecimal digits stays.
std::string PercentDecoded(std::string_view text);

// One spelling (RFC 3986, 6.2.2): unreserved characters plain, all other escapes with capital digits; what may not
// stand in an address (spaces, '"', what is not ASCII) escaped.
std::string PercentNormalised(std::string_view text);

}  // namespace wirefold
