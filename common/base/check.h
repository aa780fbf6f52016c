// WF_CHECK for broken invariants of ours (never for input): prints the place and the condition, then aborts.
// Stays on in release builds. WF_RETURN_IF_ERROR / WF_ASSIGN_OR_RETURN pass absl::Status on.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define WF_CHECK(condition)                                                                  \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: invariant broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)

// The same for a status that can only be OK; prints why it is not.
#define WF_CHECK_OK(expression)                                                                    \
  do {                                                                                             \
    if (const absl::Status& wf_status = (expression); !wf_status.ok()) [[unlikely]] {              \
      std::fprintf(stderr, "%s:%d: invariant broken: %s is %s\n", __FILE__, __LINE__, #expression, \
                   wf_status.ToString().c_str());                                                  \
      std::abort();                                                                                \
    }                                                                                              \
  } while (false)

#define WF_CONCAT_INNER(a, b) a##b
#define WF_CONCAT(a, b) WF_CONCAT_INNER(a, b)

#define WF_RETURN_IF_ERROR(expression)                            \
  do {                                                            \
    if (absl::Status wf_status = (expression); !wf_status.ok()) { \
      return wf_status;                                           \
    }                                                             \
  } while (false)

#define WF_ASSIGN_OR_RETURN(declaration, expression)                                  \
  auto WF_CONCAT(wf_or_, __LINE__) = (expression);                                    \
  if (!WF_CONCAT(wf_or_, __LINE__).ok()) return WF_CONCAT(wf_or_, __LINE__).status(); \
  declaration = *std::move(WF_CONCAT(wf_or_, __LINE__))
