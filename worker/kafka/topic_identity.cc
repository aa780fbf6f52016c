#include "worker/kafka/topic_identity.h"

#include "absl/strings/str_format.h"
#include "common/base/check.h"

namespace wirefold::kafka {
namespace {

constexpr std::chrono::seconds kInterval(5);
constexpr int kMissingAnswers = 2;  // one may come of a broker that has not heard of the topic yet

}  // namespace

TopicIdentity::TopicIdentity(rd_kafka_t* client, std::string topic)
    : client_(client), topic_(std::move(topic)), answers_(rd_kafka_queue_new(client)) {}

absl::Status TopicIdentity::Check() {
  if (asked_) return Judge(/*timeout_ms=*/0);
  if (std::chrono::steady_clock::now() >= next_) Ask();
  return absl::OkStatus();
}

absl::Status TopicIdentity::CheckNow(int timeout_ms) {
  // An answer that is awaited may be older than what the caller has seen.
  if (asked_) WF_RETURN_IF_ERROR(Judge(timeout_ms));
  if (!asked_) Ask();
  return Judge(timeout_ms);
}

void TopicIdentity::Ask() {
  const char* names[] = {topic_.c_str()};
  std::unique_ptr<rd_kafka_TopicCollection_t, Freer<rd_kafka_TopicCollection_destroy>> topics(
      rd_kafka_TopicCollection_of_topic_names(names, 1));
  AdminOptionsPtr options(rd_kafka_AdminOptions_new(client_, RD_KAFKA_ADMIN_OP_DESCRIBETOPICS));
  char why[256];
  WF_CHECK(rd_kafka_AdminOptions_set_request_timeout(options.get(), pace_.timeout_ms(), why, sizeof(why)) ==
           RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_DescribeTopics(client_, topics.get(), options.get(), answers_.get());
  asked_ = true;
}

absl::Status TopicIdentity::Judge(int timeout_ms) {
  EventPtr event(rd_kafka_queue_poll(answers_.get(), timeout_ms));
  if (event == nullptr) return absl::OkStatus();
  asked_ = false;
  next_ = std::chrono::steady_clock::now() + kInterval;
  const rd_kafka_DescribeTopics_result_t* result = rd_kafka_event_DescribeTopics_result(event.get());
  const bool answered = result != nullptr && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR;
  pace_.Answered(answered);
  if (!answered) return absl::OkStatus();
  size_t count = 0;
  const rd_kafka_TopicDescription_t** topics = rd_kafka_DescribeTopics_result_topics(result, &count);
  if (count != 1) return absl::OkStatus();
  const rd_kafka_error_t* error = rd_kafka_TopicDescription_error(topics[0]);
  if (error != nullptr && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || id_.empty()) return absl::OkStatus();
    if (++missing_ < kMissingAnswers) return absl::OkStatus();
    return absl::NotFoundError(absl::StrFormat("topic %s was deleted", topic_));
  }
  missing_ = 0;
  const rd_kafka_Uuid_t* uuid = rd_kafka_TopicDescription_topic_id(topics[0]);
  const std::string id = uuid == nullptr ? "" : rd_kafka_Uuid_base64str(uuid);
  if (id_.empty()) id_ = id;
  if (id == id_) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrFormat("topic %s was deleted and made anew (its id was %s, and is %s)", topic_, id_, id));
}

}  // namespace wirefold::kafka
