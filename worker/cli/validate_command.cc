#include "worker/cli/validate_command.h"

#include <cstdio>

#include "common/base/check.h"
#include "worker/cli/broker.h"
#include "worker/cli/exit_code.h"
#include "worker/runtime/topics.h"

namespace wirefold {
namespace {

absl::Status Validate(const Config& config) {
  WF_ASSIGN_OR_RETURN(std::unique_ptr<kafka::Admin> admin, kafka::Admin::Create(ClientSettingsOf(config)));
  return VerifyTopics(*admin, config, kBrokerTimeoutMs).status();
}

}  // namespace

int RunValidate(const Config& config, bool offline) {
  const absl::Status status = offline ? absl::OkStatus() : Validate(config);
  if (status.ok()) std::fprintf(stderr, offline ? "configuration ok\n" : "configuration and topics ok\n");
  return Report(status);
}

}  // namespace wirefold
