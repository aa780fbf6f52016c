// The program's version; the same as in CMakeLists.txt and CHANGELOG.md.
#pragma once

namespace wirefold {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace wirefold
