// A batch of a partition's log that cannot be read: no checksum fits, or the bytes are none of a batch.
//
// librdkafka (2.15.1) then goes on in the middle of it, and takes what stands there for an offset: what it fetches next
// is anything. So the partition pauses, and after a while the same batch is asked for again: another replica may lead
// by then, or the batch be gone.
#pragma once

#include <chrono>
#include <optional>

#include "worker/kafka/client.h"

namespace wirefold::kafka {

inline bool IsDamage(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__BAD_MSG || error == RD_KAFKA_RESP_ERR__BAD_COMPRESSION ||
         error == RD_KAFKA_RESP_ERR_INVALID_MSG || error == RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED;
}

class DamagedBatch {
 public:
  // True: the partition is to pause.
  bool Met() {
    is_next_ = true;
    if (again_) return false;
    again_ = Clock::now() + kPause;
    return true;
  }
  // It was read, or what is behind it.
  void Passed() { is_next_ = false; }
  // True once: the pause is over.
  bool Due() {
    if (!again_ || Clock::now() < *again_) return false;
    again_.reset();
    return true;
  }
  bool is_next() const { return is_next_; }
  bool pauses() const { return again_.has_value(); }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kPause{3};

  bool is_next_ = false;
  std::optional<Clock::time_point> again_;
};

}  // namespace wirefold::kafka
