#include "common/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wirefold {

uint64_t Hash64(const void* bytes, size_t size) { return XXH3_64bits(bytes, size); }

}  // namespace wirefold
