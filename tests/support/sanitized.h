// Whether this build is watched by a sanitizer: what such a build says of time and of the allocator's bytes is the
// sanitizer's.
#pragma once

namespace wirefold {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace wirefold
