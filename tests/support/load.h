// A steady stream of records from a thread of its own, whatever the brokers do meanwhile.
//
//   Load load(bootstrap, "raw", records, /*per_second=*/300);
//   ... faults ...
//   load.Finish();   // what is not sent yet goes at once; returns when all is acknowledged
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/kafka_client.h"
#include "tests/support/topic_record.h"

namespace wirefold {

class Load {
 public:
  Load(const std::string& bootstrap_servers, std::string topic, std::vector<TopicRecord> records, double per_second);
  ~Load();

  // Sends no more. The number of records sent in all, each acknowledged.
  size_t Stop();
  void Finish();
  // The last record was handed out.
  bool Exhausted();

 private:
  void Run();
  void Join();

  KafkaClient client_;
  const std::string topic_;
  const std::vector<TopicRecord> records_;
  const double per_second_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  bool hurry_ = false;
  size_t sent_ = 0;
  std::thread thread_;
};

}  // namespace wirefold
