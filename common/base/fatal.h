// The ends of the process that are neither input errors nor broken invariants: what the machine could not give. A
// restart may find it again, a dead letter would be for ever.
#pragma once

#include <string_view>

namespace wirefold {

inline constexpr int kInternalError = 70;  // exit code, EX_SOFTWARE

// Prints "fatal: <reason>" on one line of stderr and ends the process with kInternalError at once: no destructors, as a
// crash would. Any thread.
[[noreturn]] void EndProcess(std::string_view reason);

// From now on an exception that nobody catches ends the process so, with what it says: std::bad_alloc,
// std::length_error. No code of ours catches them, so that no input is blamed for them.
void EndProcessOnException();

}  // namespace wirefold
