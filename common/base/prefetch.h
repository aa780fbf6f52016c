// Asks memory for bytes that are read soon: a record of a log, some records before it is its turn.
#pragma once

#include <cstddef>
#include <string_view>

namespace wirefold {

inline void Prefetch(std::string_view bytes) {
  constexpr size_t kLine = 64;  // of a cache
  for (size_t i = 0; i < bytes.size(); i += kLine) __builtin_prefetch(bytes.data() + i);
}

}  // namespace wirefold
