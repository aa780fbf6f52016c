// The settings of each kind of client: the defaults that the worker's speed and promises want, the user's, the owned
// ones (MakeConf). For the sources of worker/kafka: those that make clients and the check that makes them for trial.
#pragma once

#include <optional>
#include <string>

#include "worker/kafka/client.h"

namespace wirefold::kafka {

// `max_record_bytes`: the largest record that the topic may hold.
absl::StatusOr<ConfPtr> MemberConf(const ClientSettings& settings, const std::string& group_id,
                                   size_t max_record_bytes);
absl::StatusOr<ConfPtr> ReaderConf(const ClientSettings& settings, Isolation isolation);
// Of what reads only the ends of topics, and of what asks for a group's committed offsets.
absl::StatusOr<ConfPtr> TailConf(const ClientSettings& settings);
absl::StatusOr<ConfPtr> OffsetsConf(const ClientSettings& settings, const std::string& group_id, Isolation isolation);
absl::StatusOr<ConfPtr> ProducerConf(const ClientSettings& settings, const std::optional<std::string>& transactional_id,
                                     double linger_ms, const ProducerLimits& limits);
absl::StatusOr<ConfPtr> AdminConf(const ClientSettings& settings);

}  // namespace wirefold::kafka
