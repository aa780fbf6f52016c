// KafkaClient: users and their rights.
#include <librdkafka/rdkafka.h>

#include "common/base/check.h"
#include "tests/support/kafka_handles.h"
#include "tests/support/process.h"

namespace wirefold {
namespace {

constexpr auto kMechanism = RD_KAFKA_SCRAM_MECHANISM_SHA_512;
constexpr int kIterations = 4096;  // the least that brokers take
constexpr auto kKnownTimeout = std::chrono::milliseconds(kTimeoutMs);

struct Pattern {
  rd_kafka_ResourceType_t type;
  rd_kafka_ResourcePatternType_t match;
};

Pattern PatternOf(KafkaClient::Resource resource) {
  switch (resource) {
    case KafkaClient::Resource::kTopic:
      return {RD_KAFKA_RESOURCE_TOPIC, RD_KAFKA_RESOURCE_PATTERN_LITERAL};
    case KafkaClient::Resource::kGroup:
      return {RD_KAFKA_RESOURCE_GROUP, RD_KAFKA_RESOURCE_PATTERN_LITERAL};
    case KafkaClient::Resource::kTransactionalIdPrefix:
      break;
  }
  return {RD_KAFKA_RESOURCE_TRANSACTIONAL_ID, RD_KAFKA_RESOURCE_PATTERN_PREFIXED};
}

rd_kafka_AclOperation_t NativeOf(KafkaClient::Operation operation) {
  switch (operation) {
    case KafkaClient::Operation::kRead:
      return RD_KAFKA_ACL_OPERATION_READ;
    case KafkaClient::Operation::kWrite:
      return RD_KAFKA_ACL_OPERATION_WRITE;
    case KafkaClient::Operation::kDescribe:
      return RD_KAFKA_ACL_OPERATION_DESCRIBE;
    case KafkaClient::Operation::kDescribeConfigs:
      break;
  }
  return RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS;
}

// How many rights the broker knows of a user.
size_t CountRights(rd_kafka_t* handle, const std::string& principal) {
  char why[256];
  rd_kafka_AclBindingFilter_t* filter = rd_kafka_AclBindingFilter_new(
      RD_KAFKA_RESOURCE_ANY, nullptr, RD_KAFKA_RESOURCE_PATTERN_ANY, principal.c_str(), nullptr,
      RD_KAFKA_ACL_OPERATION_ANY, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, why, sizeof(why));
  WF_CHECK(filter != nullptr);
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_DescribeAcls(handle, filter, nullptr, queue.get());
  rd_kafka_AclBinding_destroy(filter);
  const Event event = TakeAnswer(queue.get(), "describe rights");
  size_t count = 0;
  rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(event.get()), &count);
  return count;
}

bool HasPassword(rd_kafka_t* handle, const std::string& user) {
  const char* users[] = {user.c_str()};
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_DescribeUserScramCredentials(handle, users, 1, nullptr, queue.get());
  const Event event = TakeAnswer(queue.get(), "describe password");
  size_t count = 0;
  const rd_kafka_UserScramCredentialsDescription_t** told = rd_kafka_DescribeUserScramCredentials_result_descriptions(
      rd_kafka_event_DescribeUserScramCredentials_result(event.get()), &count);
  return count == 1 && rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(told[0]) > 0;
}

}  // namespace

void KafkaClient::Allow(const std::string& user, const std::vector<Right>& rights) {
  rd_kafka_t* handle = impl_->producer.get();
  const std::string principal = "User:" + user;
  std::vector<rd_kafka_AclBinding_t*> bindings;
  for (const Right& right : rights) {
    const Pattern pattern = PatternOf(right.resource);
    char why[256];
    bindings.push_back(rd_kafka_AclBinding_new(pattern.type, right.name.c_str(), pattern.match, principal.c_str(), "*",
                                               NativeOf(right.operation), RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, why,
                                               sizeof(why)));
    WF_CHECK(bindings.back() != nullptr);
  }
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_CreateAcls(handle, bindings.data(), bindings.size(), nullptr, queue.get());
  rd_kafka_AclBinding_destroy_array(bindings.data(), bindings.size());
  const Event event = TakeAnswer(queue.get(), "give rights");
  size_t count = 0;
  const rd_kafka_acl_result_t** results =
      rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event.get()), &count);
  WF_CHECK(count == rights.size());
  for (size_t i = 0; i < count; ++i) WF_CHECK(rd_kafka_acl_result_error(results[i]) == nullptr);
  WF_CHECK(WaitUntil([&] { return CountRights(handle, principal) >= rights.size(); }, kKnownTimeout));
}

void KafkaClient::SetPassword(const std::string& user, const std::string& password) {
  rd_kafka_t* handle = impl_->producer.get();
  rd_kafka_UserScramCredentialAlteration_t* alteration = rd_kafka_UserScramCredentialUpsertion_new(
      user.c_str(), kMechanism, kIterations, reinterpret_cast<const unsigned char*>(password.data()), password.size(),
      nullptr, 0);
  const Queue queue(rd_kafka_queue_new(handle));
  rd_kafka_AlterUserScramCredentials(handle, &alteration, 1, nullptr, queue.get());
  rd_kafka_UserScramCredentialAlteration_destroy(alteration);
  const Event event = TakeAnswer(queue.get(), "set password");
  size_t count = 0;
  const rd_kafka_AlterUserScramCredentials_result_response_t** told =
      rd_kafka_AlterUserScramCredentials_result_responses(rd_kafka_event_AlterUserScramCredentials_result(event.get()),
                                                          &count);
  WF_CHECK(count == 1);
  Require(rd_kafka_error_code(rd_kafka_AlterUserScramCredentials_result_response_error(told[0])), "set password");
  WF_CHECK(WaitUntil([&] { return HasPassword(handle, user); }, kKnownTimeout));
}

}  // namespace wirefold
