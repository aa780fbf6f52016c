// AskPace: how long a question that is asked again and again may wait for its broker.
//
// While a question waits for a broker that is down, librdkafka (2.15.1) connects to it again and again without a pause:
// some thousand times a second where connections are refused at once, for most of a core. So in an outage most
// questions are short ones. Now and then one has its usual time, for brokers that answer, but slowly.
//
//   AskPace pace(/*usual_ms=*/5000);
//   … ask for pace.timeout_ms() …
//   pace.Answered(answered);
#pragma once

#include <algorithm>

namespace wirefold::kafka {

class AskPace {
 public:
  explicit AskPace(int usual_ms) : usual_ms_(usual_ms) {}
  int timeout_ms() const { return unanswered_ % kUsualOneIn == 0 ? usual_ms_ : std::min(usual_ms_, kShortMs); }
  // The last question was, or was not.
  void Answered(bool answered) { unanswered_ = answered ? 0 : unanswered_ + 1; }
  bool outage() const { return unanswered_ > 0; }

 private:
  static constexpr int kShortMs = 300;
  static constexpr unsigned kUsualOneIn = 6;

  const int usual_ms_;
  unsigned unanswered_ = 0;  // in a row
};

}  // namespace wirefold::kafka
