// The settings of kafka.properties from all sources: whose they are, secrets from files, what librdkafka says of each.
// What a client makes of all of them together is worker/kafka/check_settings.h.
//
// A secret may stand in a file: `sasl.password_file: /run/secrets/password` gives `sasl.password`, and either takes the
// place of what an earlier source gave as the other.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"

namespace wirefold {

class Properties {
 public:
  struct Given {
    std::string place;     // of the source, in front of every message
    std::string given_as;  // with "_file" when `value` names a file
    std::string value;
    int source = 0;
  };

  // InvalidArgument: what is wrong with this one, without its value when that is secret. `source` counts the sources: a
  // later one wins, the same may give a setting once.
  absl::Status Set(const std::string& name, const Given& given);

  // The values as librdkafka takes them. Calls error(place, key, what) for each file that gives none.
  template <typename OnError>
  std::map<std::string, std::string> Values(OnError error) const {
    std::map<std::string, std::string> values;
    for (const auto& [name, given] : given_) {
      if (absl::Status status = Resolve(name, given, values[name]); !status.ok()) {
        error(given.place, given.given_as, std::string(status.message()));
      }
    }
    return values;
  }

  const std::map<std::string, Given>& given() const { return given_; }

 private:
  static absl::Status Resolve(const std::string& name, const Given& given, std::string& value);

  std::map<std::string, Given> given_;  // by the name that librdkafka knows
};

}  // namespace wirefold
