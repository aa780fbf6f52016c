// What librdkafka says of settings before any broker is asked: of each alone, and of all together, for every kind of
// client that a worker has.
//
//   absl::Status wrong = kafka::CheckSetting("linger.ms", "soon");   // "librdkafka refuses the value"
//   absl::Status refused = kafka::CheckClients(settings, "group");   // a CA file that is not there, …
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "worker/kafka/kafka.h"

namespace wirefold::kafka {

bool IsKnown(const std::string& setting);

// For suggestions: those that librdkafka lists, which are nearly all.
std::vector<std::string> SettingNames();

// InvalidArgument says what is wrong; the value, which may be a secret, is not said.
absl::Status CheckSetting(const std::string& setting, const std::string& value);

// Makes a client of each kind, without brokers to talk to, and ends it. InvalidArgument: one line for each thing that
// librdkafka says, such as a certificate that cannot be read or limits that contradict each other.
absl::Status CheckClients(const ClientSettings& settings, const std::string& group_id);

}  // namespace wirefold::kafka
