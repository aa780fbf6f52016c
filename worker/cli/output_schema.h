// The schema of enriched records in the schema registry, when `output.framing` asks for it.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "worker/config/config.h"
#include "worker/runtime/worker.h"

namespace wirefold {

// Registers the schema before the first record and sets the frame in `options`; nothing without framing. Asks again
// while no registry answers, as long as `go_on` says. Errors as in worker/registry/schema_registry.h, and Cancelled.
absl::Status ProvideOutputSchema(const Config& config, const std::function<bool()>& go_on, WorkerOptions& options);

// Changes nothing: whether the registry would take the schema.
absl::Status CheckOutputSchema(const Config& config);

}  // namespace wirefold
