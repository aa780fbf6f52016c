#include "worker/cli/topics_command.h"

#include "worker/cli/broker.h"
#include "worker/cli/exit_code.h"
#include "worker/runtime/topics.h"

namespace wirefold {

int RunTopics(const Config& config, const std::string& action) {
  auto admin = kafka::Admin::Create(ClientOf(config));
  if (!admin.ok()) return Report(admin.status());
  return Report(action == "create" ? CreateTopics(**admin, config, kBrokerTimeoutMs)
                                   : VerifyTopics(**admin, config, kBrokerTimeoutMs).status());
}

}  // namespace wirefold
