// Numbers of a JSON text as they are written. A parser gives values: 1.10 comes out as 1.1, 1e3 as 1000, and an integer
// of more than 64 bits not at all. As ids of articles these are texts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wirefold {

// The text of the value of the `index`-th member (from 0) of the object that `json`, which is valid, holds.
std::string_view MemberText(std::string_view json, size_t index);

// `json` with the numbers in quotes that no 64-bit integer or double holds. Changes nothing else, valid or not.
std::string QuoteLargeNumbers(std::string_view json);

// Whether `text` is a number by the grammar of JSON, however large.
bool IsJsonNumber(std::string_view text);

}  // namespace wirefold
