// Hash64: XXH3, 64 bits, unseeded. What it gives is stored and compared across builds: it never changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wirefold {

uint64_t Hash64(const void* bytes, size_t size);
inline uint64_t Hash64(std::string_view text) { return Hash64(text.data(), text.size()); }

}  // namespace wirefold
