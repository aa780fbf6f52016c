// A call at start, of a broker or a schema registry, tried in short slices until it is answered, so that a stop is seen
// while nobody is there.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "worker/runtime/clock.h"
#include "worker/runtime/log.h"

namespace wirefold {

inline constexpr int kSliceMs = 1000;
inline constexpr auto kSlicePause = std::chrono::milliseconds(100);  // an answer may be quick and "no broker"

// `call(slice_ms)` returns a Status or StatusOr. Unavailable: not within `timeout_ms`. Cancelled: `go_on` said no.
// `unanswered`: what is logged of the first call without an answer, as a warning with its error; nothing if empty.
template <typename Call>
auto UntilAvailable(int timeout_ms, const std::function<bool()>& go_on, Call call, std::string unanswered = "")
    -> decltype(call(0)) {
  const int64_t until_ms = SteadyMs() + timeout_ms;
  for (;;) {
    if (!go_on()) return absl::CancelledError("stopped before a broker answered");
    auto answer = call(static_cast<int>(std::clamp<int64_t>(until_ms - SteadyMs(), 1, kSliceMs)));
    absl::Status status;
    if constexpr (std::is_same_v<decltype(answer), absl::Status>) {
      status = answer;
    } else {
      status = answer.status();
    }
    if (absl::IsUnavailable(status) && !unanswered.empty()) {
      Log(LogLevel::kWarning, std::exchange(unanswered, ""), {{"error", std::string(status.message())}});
    }
    if (!absl::IsUnavailable(status) || SteadyMs() >= until_ms) return answer;
    std::this_thread::sleep_for(kSlicePause);
  }
}

}  // namespace wirefold
