// Notices that a topic was deleted, or made anew under its name. librdkafka (2.15.1) goes on at the old offset of the
// new log, and says nothing when that is within its range.
#pragma once

#include <chrono>
#include <string>

#include "worker/kafka/ask_pace.h"
#include "worker/kafka/client.h"

namespace wirefold::kafka {

class TopicIdentity {
 public:
  TopicIdentity(rd_kafka_t* client, std::string topic);
  // For every poll: asks the brokers every few seconds without waiting. NotFound: the topic is gone, by two answers.
  // DataLoss: it is another one now. Whatever keeps brokers from answering is told elsewhere.
  absl::Status Check();
  // Waits for one answer, `timeout_ms` at most; ok when there was none.
  absl::Status CheckNow(int timeout_ms);

 private:
  void Ask();
  absl::Status Judge(int timeout_ms);

  rd_kafka_t* client_;
  std::string topic_;
  QueuePtr answers_;
  AskPace pace_{/*usual_ms=*/5000};
  bool asked_ = false;
  std::chrono::steady_clock::time_point next_;
  std::string id_;   // empty: not told yet
  int missing_ = 0;  // answers in a row that know no such topic, since it was known
};

}  // namespace wirefold::kafka
